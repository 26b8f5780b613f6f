"""The rules that what packing stores must keep: like check_rules, name -> a query that finds the rows which break it."""

RULES: dict[str, str] = {
    # Parcels that went all the same.
    "every breach kept is of a shipment": """
        select shipment_breach.shipment_id as id, 'breach of no shipment' as what
        from shipment_breach left join shipment on shipment.id = shipment_breach.shipment_id
        where shipment.id is null
    """,
    "every breach has its reason": """
        select shipment_id as id, 'went all the same, and nobody said why' as what
        from shipment_breach
        where trim(reason) = '' or trim(sentence) = ''
    """,
    "a breach's restriction and title are there": """
        select shipment_breach.shipment_id as id, 'restriction or title missing' as what
        from shipment_breach
        left join restriction on restriction.id = shipment_breach.restriction_id
        left join title on title.id = shipment_breach.title_id
        where (shipment_breach.restriction_id is not null and restriction.id is null)
            or (shipment_breach.title_id is not null and title.id is null)
    """,
    "a restriction's limits can be kept": """
        select id, 'nothing weighs so little' as what
        from restriction
        where max_weight_oz is not null and max_weight_oz <= 0
    """,
    "no address was found bad in the future": """
        select id, 'bad address since a day after today' as what
        from reader
        where bad_address_on > $today
    """,
    # Lists of disapproved publications.
    "every disapproved publication is on a list": """
        select disapproved.id, 'publication of no list' as what
        from disapproved left join disapproved_list on disapproved_list.id = disapproved.list_id
        where disapproved_list.id is null
    """,
    "every match is of a publication and a title": """
        select disapproved_match.disapproved_id as id, 'publication or title missing' as what
        from disapproved_match
        left join disapproved on disapproved.id = disapproved_match.disapproved_id
        left join title on title.id = disapproved_match.title_id
        where disapproved.id is null or title.id is null
    """,
    "every answered match says since when": """
        select disapproved_id as id, 'answered on no day' as what
        from disapproved_match
        where (same is null) <> (decided_on is null)
    """,
    "no publication is decided on in the future": """
        select id, 'decided after today' as what
        from disapproved
        where decided_on > $today
    """,
    # Postage.
    "one postage rate holds from a day": """
        select max(id) as id, 'two rates of ' || mail_class || ' from ' || holds_from as what
        from postage_rate
        where voided_on is null
        group by mail_class, holds_from
        having count(*) > 1
    """,
    "a voided postage rate says why": """
        select id, 'voided without a reason' as what
        from postage_rate
        where voided_on is not null and trim(void_reason) = ''
    """,
    # Forms to confirm mail.
    "every form is to a reader about a facility": """
        select umf.id, 'form to nobody, or about no facility' as what
        from umf
        left join reader on reader.id = umf.reader_id
        left join facility on facility.id = umf.facility_id
        where reader.id is null or facility.id is null
    """,
    "a form asks only about what was mailed to its reader": """
        select umf_item.umf_id as id, 'form or item missing, or mailed to somebody else' as what
        from umf_item
        left join umf on umf.id = umf_item.umf_id
        left join reader on reader.id = umf.reader_id
        left join item on item.id = umf_item.item_id
        left join shipment on shipment.id = item.shipment_id
        where umf.id is null or shipment.id is null
            or (shipment.reader_id <> umf.reader_id and shipment.reader_id is distinct from reader.merged_into)
    """,
    "ticks are on forms that came back": """
        select distinct umf.id, 'ticked, but not answered' as what
        from umf
        join umf_item on umf_item.umf_id = umf.id and umf_item.answer is not null
        where umf.answered_on is null or umf.voided_on is not null
    """,
    "a form comes back after it was printed and mailed, and by today": """
        select id, 'printed, mailed and answered out of order' as what
        from umf
        where printed_on > $today or mailed_on not between printed_on and $today or answered_on not between printed_on and $today
    """,
    "what a form told is ticked on it": """
        select outcome_event.id, 'news of a form that says otherwise' as what
        from outcome_event
        left join umf_item on umf_item.umf_id = outcome_event.umf_id and umf_item.item_id = outcome_event.item_id
        where outcome_event.umf_id is not null and outcome_event.voided_on is null
            and case umf_item.answer when 'missing' then 'unconfirmed' else umf_item.answer end
                is distinct from outcome_event.outcome
    """,
    # Packing sessions.
    "every parcel of a session is of a session and a request": """
        select session_parcel.session_id as id, 'parcel of no session, or of no request' as what
        from session_parcel
        left join packing_session on packing_session.id = session_parcel.session_id
        left join book_request on book_request.id = session_parcel.book_request_id
        where packing_session.id is null or book_request.id is null
    """,
    "a request is in one open session": """
        select session_parcel.book_request_id as id, 'to be packed twice' as what
        from session_parcel
        join packing_session on packing_session.id = session_parcel.session_id and packing_session.closed_on is null
        where session_parcel.state = 'open'
        group by session_parcel.book_request_id
        having count(*) > 1
    """,
    "a packed parcel has the shipment of its request": """
        select session_parcel.session_id as id, 'packed without a shipment, or with another one' as what
        from session_parcel
        left join shipment on shipment.id = session_parcel.shipment_id
        where (session_parcel.state = 'packed' and shipment.book_request_id is distinct from session_parcel.book_request_id)
            or (session_parcel.state <> 'packed' and session_parcel.shipment_id is not null)
    """,
    "a parcel is in somebody's hands only while it is to be packed": """
        select session_id as id, 'held though packed or skipped, or since no moment' as what
        from session_parcel
        where (held_by <> '' and state <> 'open') or (held_by = '') <> (held_at is null)
    """,
    "a skipped parcel says why": """
        select session_id as id, 'skipped, and nobody said why' as what
        from session_parcel
        where state = 'skipped' and trim(skip_reason) = ''
    """,
    "every title promised is of a parcel and a title": """
        select session_title.session_id as id, 'promised to no parcel, or no title' as what
        from session_title
        left join session_parcel on session_parcel.session_id = session_title.session_id
            and session_parcel.position = session_title.position
        left join title on title.id = session_title.title_id
        where session_parcel.session_id is null or title.id is null
    """,
}

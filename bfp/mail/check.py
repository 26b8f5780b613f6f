"""The rules that the stored data must keep: name -> a query that finds the rows which break it.

Each query gives the row's number (`id`) and what is wrong with it (`what`); no names or numbers of readers. There
are no foreign keys in the tables, so the references are here too.
"""

RULES: dict[str, str] = {
    # What points at something points at something that is there.
    "every facility belongs to a system": """
        select facility.id, 'facility without a system' as what
        from facility left join system on system.id = facility.system_id
        where system.id is null
    """,
    "every other name belongs to a facility": """
        select facility_alias.facility_id as id, 'other name of no facility' as what
        from facility_alias left join facility on facility.id = facility_alias.facility_id
        where facility.id is null
    """,
    "a merged facility leads to one that stands": """
        select facility.id, 'merged into a facility that is gone or merged itself' as what
        from facility left join facility as kept on kept.id = facility.merged_into
        where facility.merged_into is not null and (kept.id is null or kept.merged_into is not null)
    """,
    "a merged facility has no readers": """
        select reader.id, 'reader at a facility that was merged' as what
        from reader join facility on facility.id = reader.facility_id
        where facility.merged_into is not null and reader.voided_on is null
    """,
    "a merged facility has no restrictions": """
        select restriction.id, 'restriction of a facility that was merged' as what
        from restriction join facility on facility.id = restriction.facility_id
        where facility.merged_into is not null and restriction.voided_on is null
    """,
    "every restriction is of a system, a kind or a facility": """
        select restriction.id, 'restriction of nothing' as what
        from restriction
        left join system on system.id = restriction.system_id
        left join facility on facility.id = restriction.facility_id
        where (restriction.level = 'facility' and facility.id is null)
            or (restriction.level = 'system' and system.id is null)
            or (restriction.level = 'kind' and coalesce(restriction.kind, '') = '')
            or (restriction.system_id is not null and system.id is null)
    """,
    "no restriction ends before it starts": """
        select id, 'restriction that ends before it starts' as what from restriction where ends_on < starts_on
    """,
    "every reader is at a facility": """
        select reader.id, 'reader at no facility' as what
        from reader left join facility on facility.id = reader.facility_id
        where facility.id is null
    """,
    "every reader belongs to a system": """
        select reader.id, 'reader of no system' as what
        from reader left join system on system.id = reader.system_id
        where system.id is null
    """,
    "a reader's number is theirs alone within the system": """
        select min(id) as id, count(*) || ' readers with one number' as what
        from reader
        where number is not null and merged_into is null
        group by system_id, number
        having count(*) > 1
    """,
    "a merged reader leads to one that stands": """
        select reader.id, 'merged into a reader who is not there' as what
        from reader left join reader as kept on kept.id = reader.merged_into
        where reader.merged_into is not null and (kept.id is null or kept.merged_into is not null)
    """,
    "every letter is from a reader": """
        select letter.id, 'letter from nobody' as what
        from letter left join reader on reader.id = letter.reader_id
        where reader.id is null
    """,
    "every letter is from a facility": """
        select letter.id, 'letter from no facility' as what
        from letter left join facility on facility.id = letter.facility_id
        where facility.id is null
    """,
    "a letter that tells of a move says where from": """
        select letter.id, 'moved from no facility' as what
        from letter left join facility on facility.id = letter.moved_from
        where letter.moved_from is not null and facility.id is null
    """,
    "no letter is from the future": """
        select id, 'letter postmarked or entered after today, or entered before its postmark' as what
        from letter
        where voided_on is null and (postmark_on > $today or entered_on > $today or postmark_on > entered_on)
    """,
    "every warning is of a letter": """
        select letter_warning.letter_id as id, 'warning of no letter' as what
        from letter_warning left join letter on letter.id = letter_warning.letter_id
        where letter.id is null
    """,
    "every book request is of a reader": """
        select book_request.id, 'book request of nobody' as what
        from book_request left join reader on reader.id = book_request.reader_id
        where reader.id is null
    """,
    "a book request from a letter is of that letter's reader": """
        select book_request.id, 'letter missing, or of another reader' as what
        from book_request left join letter on letter.id = book_request.letter_id
        where book_request.letter_id is not null and (letter.id is null or letter.reader_id <> book_request.reader_id)
    """,
    "a filled book request has a live shipment": """
        select book_request.id, 'filled without a shipment' as what
        from book_request
        left join shipment on shipment.book_request_id = book_request.id and shipment.voided_on is null
        where book_request.status = 'filled' and book_request.voided_on is null and shipment.id is null
    """,
    "a waiting book request has no live shipment": """
        select book_request.id, 'waiting although shipped' as what
        from book_request
        join shipment on shipment.book_request_id = book_request.id and shipment.voided_on is null
        where book_request.status = 'waiting' and book_request.voided_on is null
    """,
    "what a request asks for is on the program's lists": """
        select request_term.book_request_id as id, 'request or list entry missing' as what
        from request_term
        left join term on term.id = request_term.term_id and term.list in ('subject', 'language', 'work')
        left join book_request on book_request.id = request_term.book_request_id
        where term.id is null or book_request.id is null
    """,
    "a title asked for is in the catalogue or written out": """
        select request_title.book_request_id as id, 'request or title missing' as what
        from request_title
        left join title on title.id = request_title.title_id
        left join book_request on book_request.id = request_title.book_request_id
        where book_request.id is null or (request_title.title_id is not null and title.id is null)
            or (request_title.title_id is null and request_title.text = '')
    """,
    "every contribution is of a reader": """
        select contribution.id, 'contribution of nobody' as what
        from contribution left join reader on reader.id = contribution.reader_id
        where reader.id is null
    """,
    "a contribution's letter and title are there": """
        select contribution.id, 'letter or title missing' as what
        from contribution
        left join letter on letter.id = contribution.letter_id
        left join title on title.id = contribution.title_id
        where (contribution.letter_id is not null and letter.id is null)
            or (contribution.title_id is not null and title.id is null)
    """,
    "a title's subjects are on the program's list": """
        select title_term.title_id as id, 'title or subject missing' as what
        from title_term
        left join term on term.id = title_term.term_id and term.list = 'subject'
        left join title on title.id = title_term.title_id
        where term.id is null or title.id is null
    """,
    "a title's language is on the program's list": """
        select title.id, 'language missing' as what
        from title left join term on term.id = title.language_id and term.list = 'language'
        where title.language_id is not null and term.id is null
    """,
    # Stock is a ledger.
    "every count of copies is of a title": """
        select stock.title_id as id, 'stock of no title' as what
        from stock left join title on title.id = stock.title_id
        where title.id is null
    """,
    "copies on hand are the sum of the movements": """
        select coalesce(stock.title_id, moved.title_id) as id,
            coalesce(stock.on_hand, 0) || ' on hand, movements say ' || coalesce(moved.copies, 0) as what
        from stock
        full join (
            select title_id, sum(change) as copies from stock_movement group by title_id
        ) as moved on moved.title_id = stock.title_id
        where coalesce(stock.on_hand, 0) <> coalesce(moved.copies, 0)
    """,
    "never fewer copies than none": """
        select distinct title_id as id, 'more copies gone than there were' as what
        from (select title_id, sum(change) over (partition by title_id order by id) as copies from stock_movement)
        where copies < 0
    """,
    "copies mailed are the items of the shipment": """
        select item.shipment_id as id, 'items and stock movements differ' as what
        from (select shipment_id, sum(quantity) as copies from item group by shipment_id) as item
        join (
            select shipment_id, -sum(change) as copies from stock_movement where reason = 'mailed' group by shipment_id
        ) as moved on moved.shipment_id = item.shipment_id
        where moved.copies <> item.copies
    """,
    "a movement's shipment is there": """
        select stock_movement.id, 'movement of no shipment' as what
        from stock_movement left join shipment on shipment.id = stock_movement.shipment_id
        where stock_movement.shipment_id is not null and shipment.id is null
    """,
    "a voided shipment gave its copies back": """
        select shipment.id, 'voided without giving the stock back' as what
        from shipment
        join (
            select shipment_id,
                -sum(change) filter (where reason = 'mailed') as sent,
                coalesce(sum(change) filter (where reason in ('shipment voided', 'came back')), 0) as back
            from stock_movement
            where shipment_id is not null
            group by shipment_id
        ) as moved on moved.shipment_id = shipment.id
        where shipment.voided_on is not null and moved.sent <> moved.back
    """,
    # Mail.
    "every shipment is to a reader": """
        select shipment.id, 'shipment to nobody' as what
        from shipment left join reader on reader.id = shipment.reader_id
        where reader.id is null
    """,
    "every shipment is to a facility": """
        select shipment.id, 'shipment to no facility' as what
        from shipment left join facility on facility.id = shipment.facility_id
        where facility.id is null
    """,
    "a shipment for a request is to that request's reader": """
        select shipment.id, 'request missing, or of another reader' as what
        from shipment left join book_request on book_request.id = shipment.book_request_id
        where shipment.book_request_id is not null and (book_request.id is null or book_request.reader_id <> shipment.reader_id)
    """,
    "no shipment was mailed in the future": """
        select id, 'mailed after today' as what from shipment where mailed_on > $today
    """,
    "every shipment has items": """
        select shipment.id, 'empty shipment' as what
        from shipment left join item on item.shipment_id = shipment.id
        where item.id is null
    """,
    "every item is in a shipment": """
        select item.id, 'item of no shipment' as what
        from item left join shipment on shipment.id = item.shipment_id
        where shipment.id is null
    """,
    "every item is a title": """
        select item.id, 'item of no title' as what
        from item left join title on title.id = item.title_id
        where title.id is null
    """,
    # Outcomes.
    "every outcome is of an item": """
        select outcome_event.id, 'outcome of no item' as what
        from outcome_event left join item on item.id = outcome_event.item_id
        where item.id is null
    """,
    "an outcome's letter is there": """
        select outcome_event.id, 'letter missing' as what
        from outcome_event left join letter on letter.id = outcome_event.letter_id
        where outcome_event.letter_id is not null and letter.id is null
    """,
    "an item's outcome is its latest news": """
        select item.id, item.outcome || ', but the latest news is ' || coalesce(news.outcome, 'none') as what
        from item
        left join (
            select item_id, max(id) as id from outcome_event where voided_on is null group by item_id
        ) as latest on latest.item_id = item.id
        left join outcome_event as news on news.id = latest.id
        where item.outcome <> coalesce(news.outcome, 'unconfirmed')
            or (item.outcome <> 'unconfirmed' and item.learned_on is distinct from news.learned_on)
    """,
    "no news is from the future": """
        select id, 'learned or happened after today' as what
        from outcome_event
        where voided_on is null and (learned_on > $today or happened_on > $today or notice_on > $today)
    """,
    "reasons of censorship are on the program's list": """
        select outcome_reason.outcome_event_id as id, 'outcome or reason missing' as what
        from outcome_reason
        left join term on term.id = outcome_reason.term_id and term.list = 'reason'
        left join outcome_event on outcome_event.id = outcome_reason.outcome_event_id
        where term.id is null or outcome_event.id is null
    """,
    # What was done is on record.
    "every shipment voided is in the history": """
        select shipment.id, 'voided by nobody' as what
        from shipment
        left join history on history.entity = 'shipment' and history.entity_id = shipment.id and history.action = 'voided'
        where shipment.voided_on is not null and history.id is null
    """,
    "every letter voided is in the history": """
        select letter.id, 'voided by nobody' as what
        from letter
        left join history on history.entity = 'letter' and history.entity_id = letter.id and history.action = 'voided'
        where letter.voided_on is not null and history.id is null
    """,
}

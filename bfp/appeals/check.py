"""The rules that incidents, documents and appeals must keep: like check_rules, name -> a query that finds what breaks it."""

RULES: dict[str, str] = {
    # Incidents.
    "every incident is at a facility that stands": """
        select incident.id, 'incident at a facility that is gone or merged' as what
        from incident left join facility on facility.id = incident.facility_id and facility.merged_into is null
        where facility.id is null
    """,
    "an incident's reader, title and parcel are there": """
        select incident.id, 'reader, title or item missing' as what
        from incident
        left join item on item.id = incident.item_id
        left join title on title.id = incident.title_id
        left join reader on reader.id = incident.reader_id
        where (incident.item_id is not null and item.id is null) or (incident.title_id is not null and title.id is null)
            or (incident.reader_id is not null and reader.id is null)
    """,
    "a matched incident has the place, reader and title of its parcel": """
        select incident.id, 'place, reader or title differ from the parcel''s' as what
        from incident
        join item on item.id = incident.item_id
        join shipment on shipment.id = item.shipment_id
        where incident.facility_id <> shipment.facility_id or incident.title_id is distinct from item.title_id
            or incident.reader_id is distinct from shipment.reader_id
    """,
    "an incident's outcome is of its item": """
        select incident.id, 'outcome missing, or of another item' as what
        from incident left join outcome_event on outcome_event.id = incident.outcome_event_id
        where (incident.outcome_event_id is null) <> (incident.item_id is null)
            or (incident.outcome_event_id is not null and outcome_event.item_id is distinct from incident.item_id)
    """,
    "an item has one incident": """
        select min(id) as id, count(*) || ' incidents of one item' as what
        from incident
        where item_id is not null and voided_on is null
        group by item_id
        having count(*) > 1
    """,
    "an incident's reasons are on the program's list": """
        select incident_reason.incident_id as id, 'incident or category missing' as what
        from incident_reason
        left join incident on incident.id = incident_reason.incident_id
        left join term on term.id = incident_reason.term_id and term.list = 'reason'
        where incident.id is null or term.id is null
    """,
    "an incident's days are in order": """
        select incident.id, 'mailed, notice, receipt and today are out of order' as what
        from incident
        left join item on item.id = incident.item_id
        left join shipment on shipment.id = item.shipment_id
        where incident.voided_on is null and (
            greatest(incident.received_on, incident.notice_on, incident.signed_on, incident.decided_on) > $today
            or greatest(incident.notice_on, incident.signed_on) > incident.received_on
            or least(incident.received_on, incident.notice_on, incident.signed_on) < shipment.mailed_on
            or (incident.stored_until is not null and incident.fate <> 'stored')
            or incident.decided_on < coalesce(incident.notice_on, shipment.mailed_on)
        )
    """,
    "a decided incident says when": """
        select id, 'decision without a day, or a day without a decision' as what
        from incident
        where (decision = 'pending') <> (decided_on is null) or (decision = 'reason substituted' and substituted_reason = '')
    """,
    "what was sent again went to the same reader": """
        select incident.id, 'sent again to another reader, or another title' as what
        from incident
        left join shipment on shipment.id = incident.sent_again_shipment_id and shipment.reader_id = incident.reader_id
        left join item on item.shipment_id = shipment.id and item.title_id = incident.title_id
        where incident.sent_again_shipment_id is not null and item.id is null
    """,
    # Documents.
    "every document belongs to something that is there": """
        select document.id, 'document of nothing' as what
        from document
        left join document_of on document_of.document_id = document.id
        left join (
            select 'incident' as entity, id from incident
            union all select 'appeal', id from appeal
            union all select 'appeal_action', id from appeal_action
            union all select 'contribution', id from contribution
        ) as owner on owner.entity = document_of.entity and owner.id = document_of.entity_id
        group by document.id
        having count(document_of.document_id) <> count(owner.id) or count(owner.id) = 0
    """,
    "what belongs to something is a document": """
        select document_of.entity_id as id, 'document missing' as what
        from document_of left join document on document.id = document_of.document_id
        where document.id is null
    """,
    "a redacted copy is of an original that stands": """
        select copy.id, 'redacted copy of nothing, or of a copy' as what
        from document as copy left join document as original on original.id = copy.redacts
        where copy.redacts is not null
            and (original.id is null or original.redacts is not null
                or (copy.voided_on is null and original.voided_on is not null))
    """,
    "a document is as it was when it was kept": """
        select id, 'size or digest differ from its content' as what
        from document
        where octet_length(content) <> size or sha256(content) <> digest
    """,
    # Rules of appeal and contacts.
    "an appeal rule is of a system or a state": """
        select appeal_rule.id, 'appeal rule of nothing, or of two' as what
        from appeal_rule left join system on system.id = appeal_rule.system_id
        where (appeal_rule.system_id is null) = (appeal_rule.state is null)
            or (appeal_rule.system_id is not null and system.id is null)
    """,
    "one appeal rule holds for an appeal": """
        select least(one.id, other.id) as id, 'two appeal rules from the same day' as what
        from appeal_rule one
        join appeal_rule other
            on other.id > one.id and other.level = one.level and other.voided_on is null
            and other.system_id is not distinct from one.system_id and other.state is not distinct from one.state
            and other.starts_on is not distinct from one.starts_on
            and (other.who = one.who or other.who = 'both' or one.who = 'both')
        where one.voided_on is null
    """,
    "a checked appeal rule says who checked it, and where it stands": """
        select id, 'checked without a name or a source' as what
        from appeal_rule
        where checked_on is not null and (checked_by = '' or source = '' or checked_on > $today)
    """,
    "a voided appeal rule or contact says why": """
        select id, 'appeal rule voided without a reason' as what from appeal_rule where voided_on is not null and void_reason = ''
        union all
        select id, 'contact voided without a reason' from contact where voided_on is not null and void_reason = ''
    """,
    "a contact is of a system or a facility": """
        select contact.id, 'contact of nothing, or of two' as what
        from contact
        left join system on system.id = contact.system_id
        left join facility on facility.id = contact.facility_id
        where (contact.system_id is null) = (contact.facility_id is null) or (system.id is null and facility.id is null)
    """,
    # Appeals.
    "an appeal covers incidents that are there": """
        select appeal.id, 'appeal without incidents, or of one that is gone' as what
        from appeal
        left join appeal_incident on appeal_incident.appeal_id = appeal.id
        left join incident on incident.id = appeal_incident.incident_id
        where incident.id is null
        union all
        select appeal_incident.incident_id, 'on an appeal that is gone'
        from appeal_incident left join appeal on appeal.id = appeal_incident.appeal_id
        where appeal.id is null
    """,
    "an appeal is as far as its days say": """
        select id, 'state, days and decision disagree' as what
        from appeal
        where not case
            when state in ('to decide', 'to write')
                then sent_on is null and answered_on is null and closed_on is null and decision = 'pending'
            when state = 'sent' then sent_on is not null and answered_on is null and closed_on is null and decision = 'pending'
            when decision = 'not appealed' then state = 'closed' and why_not <> '' and sent_on is null and closed_on is not null
            else sent_on is not null and answered_on is not null and decision <> 'pending'
                and (state = 'closed') = (closed_on is not null)
            end
    """,
    "an appeal's days are in order": """
        select id, 'sent, answered, closed and today are out of order' as what
        from appeal
        where greatest(opened_on, sent_on, answered_on, closed_on, taken_on) > $today
            or sent_on > answered_on or answered_on > closed_on
    """,
    "an incident has one appeal of one side at a level": """
        select appeal_incident.incident_id as id,
            count(*) || ' appeals by the ' || appeal.made_by || ' at level ' || appeal.level as what
        from appeal_incident join appeal on appeal.id = appeal_incident.appeal_id
        where appeal.voided_on is null and appeal.decision <> 'not appealed'
        group by appeal_incident.incident_id, appeal.level, appeal.made_by
        having count(*) > 1
    """,
    "who holds an appeal holds it since a day": """
        select id, 'a holder without a day, or a day without a holder' as what
        from appeal where (taken_by = '') <> (taken_on is null)
    """,
    "an incident's decision agrees with its appeals": """
        select incident.id, 'is ' || incident.decision || ', and no appeal that was answered says so' as what
        from incident
        join appeal_incident on appeal_incident.incident_id = incident.id
        join appeal on appeal.id = appeal_incident.appeal_id
        where incident.voided_on is null and appeal.voided_on is null and appeal.answered_on is not null
        group by incident.id, incident.decision
        having not bool_or(
            appeal.decision = incident.decision
            or (appeal.decision = 'partly overturned' and incident.decision not in ('pending', 'not appealed'))
            or (appeal.decision = 'reason substituted' and incident.decision in ('upheld', 'no reply'))
            or (appeal.decision = 'upheld' and incident.decision = 'no reply')
        )
    """,
    "every step of an appeal has its action": """
        select appeal.id, 'sent or answered without the action that says so' as what
        from appeal
        left join appeal_action on appeal_action.appeal_id = appeal.id and appeal_action.voided_on is null
        where appeal.voided_on is null
        group by appeal.id, appeal.sent_on, appeal.answered_on, appeal.made_by
        having (appeal.sent_on is not null and count(*) filter (where appeal_action.happened_on = appeal.sent_on
                and appeal_action.kind = case appeal.made_by when 'reader' then 'reader wrote' else 'letter sent' end) = 0)
            or (appeal.answered_on is not null and count(*) filter (
                where appeal_action.happened_on = appeal.answered_on and appeal_action.kind = 'answer') <> 1)
    """,
    "an action is of an appeal, and has happened": """
        select appeal_action.id, 'action of nothing, or of a day to come' as what
        from appeal_action left join appeal on appeal.id = appeal_action.appeal_id
        where appeal.id is null or (appeal_action.happened_on > $today and appeal_action.voided_on is null)
    """,
    "a voided appeal or action says why": """
        select id, 'appeal voided without a reason' as what from appeal where voided_on is not null and void_reason = ''
        union all
        select id, 'action voided without a reason' from appeal_action where voided_on is not null and void_reason = ''
    """,
    # Public pages.
    "what is public is of an incident or a facility that stands": """
        select publication.id, 'public page of nothing, or of a voided incident' as what
        from publication
        left join incident on publication.entity = 'incident' and incident.id = publication.entity_id
        left join facility on publication.entity = 'facility' and facility.id = publication.entity_id
        where publication.entity in ('incident', 'facility')
            and ((incident.id is null and facility.id is null)
                or (publication.withdrawn_on is null and incident.voided_on is not null))
    """,
    "an incident or a facility has one public page": """
        select min(id) as id, count(*) || ' public pages of ' || entity || ' ' || entity_id as what
        from publication
        where entity in ('incident', 'facility') and withdrawn_on is null
        group by entity, entity_id
        having count(*) > 1
    """,
    "a public page says who published it, and why it was withdrawn": """
        select id, 'public page of a day to come, without a name, or withdrawn without a reason' as what
        from publication
        where entity in ('incident', 'facility') and (published_by = '' or greatest(published_on, withdrawn_on) > $today
            or withdrawn_on < published_on or (withdrawn_on is null) <> (withdraw_reason = ''))
    """,
    "what was published is in the history": """
        select publication.id, 'public page that history does not know' as what
        from publication
        where publication.entity in ('incident', 'facility') and publication.id not in (
            select entity_id from history where entity = 'publication' and action = 'added')
    """,
    "a public page shows no original of a redacted document, and none that was taken out": """
        select publication.id, 'document ' || document.id || ' is shown, and is no redacted copy that stands' as what
        from publication
        join document on contains(publication.html, '<figure class="document-' || document.id || '">')
        where publication.entity = 'incident' and publication.withdrawn_on is null
            and (document.redacts is null or document.voided_on is not null)
    """,
    "an argument of an appeal is on its list": """
        select appeal_argument.appeal_id as id, 'appeal, rebuttal or citation missing' as what
        from appeal_argument
        left join appeal on appeal.id = appeal_argument.appeal_id
        left join rebuttal on appeal_argument.kind = 'rebuttal' and rebuttal.id = appeal_argument.argument_id
        left join citation on appeal_argument.kind = 'citation' and citation.id = appeal_argument.argument_id
        where appeal.id is null or (rebuttal.id is null and citation.id is null)
    """,
    # Letters of appeal, citations and rebuttals.
    "a letter of appeal is of an appeal, with its document": """
        select appeal_letter.id, 'appeal, facility or document missing' as what
        from appeal_letter
        left join appeal on appeal.id = appeal_letter.appeal_id
        left join document on document.id = appeal_letter.document_id
        left join document_of
            on document_of.document_id = appeal_letter.document_id and document_of.entity = 'appeal'
            and document_of.entity_id = appeal_letter.appeal_id
        left join facility on facility.id = appeal_letter.facility_id
        where appeal.id is null or document.id is null or document_of.document_id is null
            or (appeal_letter.facility_id is not null and facility.id is null)
    """,
    "a letter that was taken back says why, and was not sent": """
        select appeal_letter.id, 'taken back without a reason, or though it was sent' as what
        from appeal_letter
        left join document_of
            on document_of.document_id = appeal_letter.document_id and document_of.entity = 'appeal_action'
        left join appeal_action
            on appeal_action.id = document_of.entity_id and appeal_action.voided_on is null and appeal_action.kind = 'letter sent'
        where appeal_letter.voided_on is not null and (appeal_letter.void_reason = '' or appeal_action.id is not null)
    """,
    "an argument of an appeal is on file": """
        select appeal_argument.appeal_id as id, appeal_argument.kind || ' missing' as what
        from appeal_argument
        left join appeal on appeal.id = appeal_argument.appeal_id
        left join citation on citation.id = appeal_argument.argument_id and appeal_argument.kind = 'citation'
        left join rebuttal on rebuttal.id = appeal_argument.argument_id and appeal_argument.kind = 'rebuttal'
        where appeal.id is null or (citation.id is null and rebuttal.id is null)
    """,
    "a rebuttal answers a reason on the program's list": """
        select rebuttal.id, 'reason missing' as what
        from rebuttal left join term on term.id = rebuttal.term_id and term.list = 'reason'
        where term.id is null
    """,
    "a checked citation or rebuttal says who checked it": """
        select id, 'citation checked by nobody, or on a day to come' as what from citation
        where checked_on is not null and (checked_by = '' or checked_on > $today)
        union all
        select id, 'rebuttal checked by nobody, or on a day to come' from rebuttal
        where checked_on is not null and (checked_by = '' or checked_on > $today)
    """,
}

-- What rules of appeal, appeals and their letters must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: an appeal rule is of a system or a state
select appeal_rule.id, 'appeal rule of nothing, or of two' as what
from appeal_rule left join system on system.id = appeal_rule.system_id
where (appeal_rule.system_id is null) = (appeal_rule.state is null)
    or (appeal_rule.system_id is not null and system.id is null)

-- rule: one appeal rule holds for an appeal
select least(one.id, other.id) as id, 'two appeal rules from the same day' as what
from appeal_rule one
join appeal_rule other
    on other.id > one.id and other.level = one.level and other.voided_on is null
    and other.system_id is not distinct from one.system_id and other.state is not distinct from one.state
    and other.starts_on is not distinct from one.starts_on
    and (other.who = one.who or other.who = 'both' or one.who = 'both')
where one.voided_on is null

-- rule: what was checked says who checked it, and with what
select id, kind || ' checked without a name or a source, or on a day to come' as what
from (
    select id, 'appeal rule' as kind, checked_on, checked_by, source from appeal_rule
    union all select id, 'contact', checked_on, checked_by, source from contact
    union all select id, 'citation', checked_on, checked_by, source from citation
    union all select id, 'rebuttal', checked_on, checked_by, source from rebuttal
)
where checked_on is not null and (checked_by = '' or source = '' or checked_on > $today)

-- rule: what was voided on a list says why
select id, kind || ' voided without a reason' as what
from (
    select id, 'appeal rule' as kind, voided_on, void_reason from appeal_rule
    union all select id, 'contact', voided_on, void_reason from contact
    union all select id, 'citation', voided_on, void_reason from citation
    union all select id, 'rebuttal', voided_on, void_reason from rebuttal
)
where voided_on is not null and void_reason = ''

-- rule: a contact is of a system or a facility
select contact.id, 'contact of nothing, or of two' as what
from contact
left join system on system.id = contact.system_id
left join facility on facility.id = contact.facility_id
where (contact.system_id is null) = (contact.facility_id is null) or (system.id is null and facility.id is null)

-- rule: an appeal is as far as its days say
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

-- rule: an appeal's days are in order
select id, 'sent, answered, closed and today are out of order' as what
from appeal
where greatest(opened_on, sent_on, answered_on, closed_on, taken_on) > $today
    or sent_on > answered_on or answered_on > closed_on

-- rule: an incident has one appeal of one side at a level
select appeal_incident.incident_id as id,
    count(*) || ' appeals by the ' || appeal.made_by || ' at level ' || appeal.level as what
from appeal_incident join appeal on appeal.id = appeal_incident.appeal_id
where appeal.voided_on is null and appeal.decision <> 'not appealed'
group by appeal_incident.incident_id, appeal.level, appeal.made_by
having count(*) > 1

-- rule: who holds an appeal holds it since a day
select id, 'a holder without a day, or a day without a holder' as what
from appeal where (taken_by = '') <> (taken_on is null)

-- rule: an incident's decision agrees with its appeals
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

-- rule: every step of an appeal has its action
select appeal.id, 'sent or answered without the action that says so' as what
from appeal
left join appeal_action on appeal_action.appeal_id = appeal.id and appeal_action.voided_on is null
where appeal.voided_on is null
group by appeal.id, appeal.sent_on, appeal.answered_on, appeal.made_by
having (appeal.sent_on is not null and count(*) filter (where appeal_action.happened_on = appeal.sent_on
        and appeal_action.kind = case appeal.made_by when 'reader' then 'reader wrote' else 'letter sent' end) = 0)
    or (appeal.answered_on is not null and count(*) filter (
        where appeal_action.happened_on = appeal.answered_on and appeal_action.kind = 'answer') <> 1)

-- rule: an action is of an appeal, and has happened
select appeal_action.id, 'action of nothing, or of a day to come' as what
from appeal_action left join appeal on appeal.id = appeal_action.appeal_id
where appeal.id is null or (appeal_action.happened_on > $today and appeal_action.voided_on is null)

-- rule: a voided appeal or action says why
select id, 'appeal voided without a reason' as what from appeal where voided_on is not null and void_reason = ''
union all
select id, 'action voided without a reason' from appeal_action where voided_on is not null and void_reason = ''

-- rule: what an incident was before an appeal's answer is kept
select incident.id, 'decided in an appeal that is not of it, or before which nothing was' as what
from incident
left join appeal_incident on appeal_incident.appeal_id = incident.decided_in_appeal
    and appeal_incident.incident_id = incident.id
where incident.decided_in_appeal is not null
    and (appeal_incident.appeal_id is null or incident.decision_before is null or incident.decision = 'pending')

-- rule: a letter of appeal is of an appeal, with its document
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

-- rule: a letter that was taken back says why, and was not sent
select appeal_letter.id, 'taken back without a reason, or though it was sent' as what
from appeal_letter
left join document_of
    on document_of.document_id = appeal_letter.document_id and document_of.entity = 'appeal_action'
left join appeal_action
    on appeal_action.id = document_of.entity_id and appeal_action.voided_on is null and appeal_action.kind = 'letter sent'
where appeal_letter.voided_on is not null and (appeal_letter.void_reason = '' or appeal_action.id is not null)

-- rule: an argument of an appeal is on file
select appeal_argument.appeal_id as id, appeal_argument.kind || ' missing' as what
from appeal_argument
left join appeal on appeal.id = appeal_argument.appeal_id
left join citation on citation.id = appeal_argument.argument_id and appeal_argument.kind = 'citation'
left join rebuttal on rebuttal.id = appeal_argument.argument_id and appeal_argument.kind = 'rebuttal'
where appeal.id is null or (citation.id is null and rebuttal.id is null)

-- rule: one citation in use stands for a decision
select max(id) as id, 'two citations of ' || lower(reference) as what
from citation
where voided_on is null
group by lower(reference)
having count(*) > 1

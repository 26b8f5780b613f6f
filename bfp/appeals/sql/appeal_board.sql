-- Every incident that an appeal under way covers, or that still could be appealed, with its appeal and what speaks for it:
-- at how many units of its system the same thing was stopped lately, and what became of the same reason there before.
with live as (
    select incident.id, incident.facility_id, facility.name || ', ' || facility.state as facility, facility.system_id,
        trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as what,
        lower(trim(coalesce(incident.title_id::varchar, incident.title_text) || ' ' || incident.issue)) as thing,
        incident.received_on, incident.decision, incident.decided_on, incident.reader_id, incident.title_id,
        incident.sent_again_shipment_id
    from incident
    join facility on facility.id = incident.facility_id
    left join title on title.id = incident.title_id
    where incident.voided_on is null
),
covered as (
    select appeal.id as appeal_id, appeal_incident.incident_id
    from appeal
    join appeal_incident on appeal_incident.appeal_id = appeal.id
    where appeal.voided_on is null and appeal.decision <> 'not appealed'
),
asked as (
    select appeal.id as appeal_id, appeal_incident.incident_id
    from appeal
    left join appeal_incident on appeal_incident.appeal_id = appeal.id
    where appeal.voided_on is null and appeal.state <> 'closed'
    union all
    select null, live.id
    from live
    where live.decision = 'pending' and live.received_on >= $since
        and live.id not in (select incident_id from covered)
),
spread as (
    select system_id, thing, count(distinct facility_id) as units
    from live
    where thing <> '' and received_on >= $lately
    group by system_id, thing
),
tried as (
    select live.system_id, incident_reason.term_id, count(*) as n,
        count(*) filter (where live.decision in ('overturned', 'partly overturned')) as won
    from live
    join incident_reason on incident_reason.incident_id = live.id
    where live.decision in ('upheld', 'overturned', 'partly overturned', 'reason substituted')
    group by live.system_id, incident_reason.term_id
),
reasons as (
    select incident_reason.incident_id, term.name as reason, tried.n, tried.won,
        row_number() over (partition by incident_reason.incident_id order by coalesce(tried.n, 0) desc, term.position, term.id) as nth
    from incident_reason
    join live on live.id = incident_reason.incident_id
    join term on term.id = incident_reason.term_id
    left join tried on tried.system_id = live.system_id and tried.term_id = incident_reason.term_id
)
select asked.appeal_id, asked.incident_id, live.facility_id, live.facility, coalesce(appeal.system_id, live.system_id) as system_id,
    system.name as system, live.what, live.thing, live.received_on, live.decision as incident_decision,
    live.decision in ('overturned', 'partly overturned') and live.reader_id is not null and live.title_id is not null
        and again.id is null as to_send_again,
    coalesce(spread.units, 0) as units, reasons.reason, coalesce(reasons.n, 0) as n, coalesce(reasons.won, 0) as won,
    appeal.level, appeal.made_by, appeal.state, appeal.taken_by, appeal.due_on, appeal.rule_id, appeal.sent_on,
    appeal.answered_on, appeal.decision, appeal.pattern, appeal.opened_on
from asked
left join live on live.id = asked.incident_id
left join appeal on appeal.id = asked.appeal_id
left join system on system.id = coalesce(appeal.system_id, live.system_id)
left join spread on spread.system_id = live.system_id and spread.thing = live.thing
left join reasons on reasons.incident_id = live.id and reasons.nth = 1
left join shipment as again on again.id = live.sent_again_shipment_id and again.voided_on is null
order by asked.appeal_id, live.facility, asked.incident_id

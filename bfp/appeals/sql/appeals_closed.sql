-- The closed appeals, the latest first: one page of them, and how many there are.
with closed as (
    select appeal.id, appeal.level, appeal.made_by, appeal.taken_by, appeal.decision, appeal.why_not, appeal.closed_on,
        appeal.sent_on, appeal.answered_on, system.name as system, count(*) over () as matching
    from appeal
    join system on system.id = appeal.system_id
    where appeal.voided_on is null and appeal.state = 'closed' and ($who is null or appeal.taken_by = $who)
    order by appeal.closed_on desc, appeal.id desc
    limit $limit offset $offset
),
about as (
    select appeal_incident.appeal_id, count(*) as incidents,
        list(distinct facility.name || ', ' || facility.state order by facility.name || ', ' || facility.state) as facilities,
        list(distinct trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue)
            order by trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue)) as whats
    from appeal_incident
    join incident on incident.id = appeal_incident.incident_id
    join facility on facility.id = incident.facility_id
    left join title on title.id = incident.title_id
    where appeal_incident.appeal_id in (select id from closed)
    group by appeal_incident.appeal_id
)
select closed.*, about.incidents, about.facilities, about.whats
from closed
left join about on about.appeal_id = closed.id
order by closed.closed_on desc, closed.id desc

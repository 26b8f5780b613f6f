-- How many incidents the filters of place and title let through, and how they stand.
select count(*) as incidents, count(distinct incident.facility_id) as facilities,
    count(*) filter (where incident.decision = 'pending') as undecided,
    count(*) filter (where incident.disputed) as disputed,
    count(*) filter (where incident.item_id is null) as unmatched,
    count(*) filter (where incident.decision not in ('pending', 'not appealed')) as decided,
    count(*) filter (where incident.decision = 'overturned') as overturned,
    count(*) filter (where incident.decision = 'partly overturned') as partly
from incident
join facility on facility.id = incident.facility_id
join system on system.id = facility.system_id
left join title on title.id = incident.title_id
where incident.voided_on is null
    and ($state is null or facility.state = $state)
    and ($system is null or system.name = $system)
    and ($facility_id is null or facility.id = $facility_id)
    and ($title = '' or coalesce(title.name, '') || ' ' || incident.title_text || ' ' || incident.issue ilike '%' || $title || '%')

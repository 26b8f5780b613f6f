-- At which facilities was something stopped, how much of it is public, and since when has the facility a page?
with pages as (
    select entity, entity_id, max(published_on) as published_on
    from publication
    where withdrawn_on is null and entity in ('incident', 'facility')
    group by entity, entity_id
)
select facility.id, facility.name || ', ' || facility.state as facility, count(*) as incidents,
    count(shown.entity_id) as public, max(own.published_on) as published_on, count(*) over () as matching
from incident
join facility on facility.id = incident.facility_id
left join pages as shown on shown.entity = 'incident' and shown.entity_id = incident.id
left join pages as own on own.entity = 'facility' and own.entity_id = facility.id
where incident.voided_on is null
    and ($text = '' or facility.name || ', ' || facility.state ilike '%' || $text || '%')
group by facility.id, facility.name, facility.state
order by public desc, incidents desc, facility.name, facility.id
limit $limit offset $offset

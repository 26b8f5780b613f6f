-- Which incidents could be made public: standing, not public, and decided by the prison or with a redacted copy?
with redacted as (
    select document_of.entity_id as incident_id, count(*) as copies
    from document_of
    join document on document.id = document_of.document_id
    where document_of.entity = 'incident' and document.redacts is not null and document.voided_on is null
    group by document_of.entity_id
)
select incident.id, trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as title,
    facility.name || ', ' || facility.state as facility, incident.decision, incident.decided_on,
    coalesce(redacted.copies, 0) as redacted, count(*) over () as matching
from incident
join facility on facility.id = incident.facility_id
left join title on title.id = incident.title_id
left join redacted on redacted.incident_id = incident.id
where incident.voided_on is null
    and (incident.decision not in ('pending', 'not appealed') or redacted.copies > 0)
    and incident.id not in (select entity_id from publication where entity = 'incident' and withdrawn_on is null)
    and ($text = '' or coalesce(title.name, incident.title_text) || ' ' || facility.name || ', ' || facility.state
        ilike '%' || $text || '%')
order by incident.decided_on desc nulls last, incident.id desc
limit $limit offset $offset

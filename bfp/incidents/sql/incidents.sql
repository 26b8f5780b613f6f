-- The incidents that all filters let through, newest first: one page of them, and how many there are.
with fits as (
    select incident.id, incident.received_on, incident.notice_on, shipment.mailed_on, incident.facility_id,
        facility.name || ', ' || facility.state as facility, system.name as system,
        coalesce(title.name, incident.title_text) as title, incident.issue, incident.stated_reason, incident.rule_cited,
        incident.notified, incident.fate, incident.decision, incident.decided_on, incident.disputed,
        incident.item_id is not null as matched, count(*) over () as matching
    from incident
    join facility on facility.id = incident.facility_id
    join system on system.id = facility.system_id
    left join title on title.id = incident.title_id
    left join item on item.id = incident.item_id
    left join shipment on shipment.id = item.shipment_id
    where incident.voided_on is null
        and ($state is null or facility.state = $state)
        and ($system is null or system.name = $system)
        and ($facility_id is null or facility.id = $facility_id)
        and ($title = '' or coalesce(title.name, '') || ' ' || incident.title_text || ' ' || incident.issue ilike '%' || $title || '%')
        and (not $undecided or incident.decision = 'pending')
        and (not $disputed or incident.disputed)
        and (not $unmatched or incident.item_id is null)
),
page as (
    select * from fits order by received_on desc, id desc limit $limit offset $offset
),
named as (
    select incident_reason.incident_id, string_agg(term.name, ', ' order by term.position, term.id) as reasons
    from incident_reason
    join term on term.id = incident_reason.term_id
    where incident_reason.incident_id in (select id from page)
    group by incident_reason.incident_id
),
scanned as (
    select document_of.entity_id as incident_id, count(*) as documents
    from document_of
    join document on document.id = document_of.document_id
    where document_of.entity = 'incident' and document.voided_on is null and document_of.entity_id in (select id from page)
    group by document_of.entity_id
)
select page.*, coalesce(named.reasons, '') as reasons, coalesce(scanned.documents, 0) as documents
from page
left join named on named.incident_id = page.id
left join scanned on scanned.incident_id = page.id
order by page.received_on desc, page.id desc

-- What an appeal is about, item by item, as a letter tells it; voided incidents are left out.
select incident.id, incident.facility_id, facility.name || ', ' || facility.state as facility,
    trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as title, coalesce(title.author, '') as author,
    title.kind, title.binding, title.isbn, coalesce(title.notes, '') as title_notes,
    incident.stated_reason, incident.substituted_reason, incident.rule_cited, incident.pages_cited, incident.notice_on,
    incident.signed_on, incident.received_on, incident.fate, incident.stored_until, item.shipment_id, shipment.mailed_on,
    incident.reader_id, trim(coalesce(reader.first_name, '') || ' ' || coalesce(reader.last_name, '')) as reader,
    coalesce(reader.number, '') as reader_number,
    (
        select string_agg(term.name, ', ' order by term.position, term.id) from incident_reason
        join term on term.id = incident_reason.term_id
        where incident_reason.incident_id = incident.id
    ) as categories,
    (select list(term_id order by term_id) from incident_reason where incident_id = incident.id) as term_ids,
    (
        select bool_and(term.content_based is not distinct from false) from incident_reason
        join term on term.id = incident_reason.term_id
        where incident_reason.incident_id = incident.id
    ) as by_rule
from appeal_incident
join incident on incident.id = appeal_incident.incident_id and incident.voided_on is null
join facility on facility.id = incident.facility_id
left join title on title.id = incident.title_id
left join item on item.id = incident.item_id
left join shipment on shipment.id = item.shipment_id
left join reader on reader.id = incident.reader_id
where appeal_incident.appeal_id = $id and ($facility_id is null or incident.facility_id = $facility_id)
    and ($reader_id is null or incident.reader_id = $reader_id)
order by facility, incident.received_on, incident.id

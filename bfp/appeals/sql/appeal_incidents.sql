-- The incidents of one appeal, as its page lists them; without names and numbers of readers.
select incident.id, incident.facility_id, facility.name || ', ' || facility.state as facility, incident.title_id,
    trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as what, incident.stated_reason,
    incident.rule_cited, incident.notice_on, incident.signed_on, incident.received_on, incident.decision, incident.decided_on,
    incident.substituted_reason, incident.voided_on, incident.void_reason, shipment.mailed_on,
    incident.voided_on is null and incident.decision in ('overturned', 'partly overturned') and incident.reader_id is not null
        and incident.title_id is not null and again.id is null as to_send_again
from appeal_incident
join incident on incident.id = appeal_incident.incident_id
join facility on facility.id = incident.facility_id
left join title on title.id = incident.title_id
left join item on item.id = incident.item_id
left join shipment on shipment.id = item.shipment_id
left join shipment as again on again.id = incident.sent_again_shipment_id and again.voided_on is null
where appeal_incident.appeal_id = $id
order by facility, incident.id

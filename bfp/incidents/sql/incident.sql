-- Everything of one incident, with its place, title and parcel in words.
select incident.*, facility.name || ', ' || facility.state as facility, facility.system_id, system.name as system,
    facility.state, coalesce(title.name, incident.title_text) as title, item.shipment_id, shipment.mailed_on,
    shipment.voided_on as shipment_voided_on, item.outcome
from incident
join facility on facility.id = incident.facility_id
join system on system.id = facility.system_id
left join title on title.id = incident.title_id
left join item on item.id = incident.item_id
left join shipment on shipment.id = item.shipment_id
where incident.id = $id

-- What incidents must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a matched incident has the place, reader and title of its parcel
select incident.id, 'place, reader or title differ from the parcel''s' as what
from incident
join item on item.id = incident.item_id
join shipment on shipment.id = item.shipment_id
where incident.facility_id <> shipment.facility_id or incident.title_id is distinct from item.title_id
    or incident.reader_id is distinct from shipment.reader_id

-- rule: an incident's outcome is of its item
select incident.id, 'outcome missing, or of another item' as what
from incident left join outcome_event on outcome_event.id = incident.outcome_event_id
where (incident.outcome_event_id is null) <> (incident.item_id is null)
    or (incident.outcome_event_id is not null and outcome_event.item_id is distinct from incident.item_id)

-- rule: an item has one incident
select min(id) as id, count(*) || ' incidents of one item' as what
from incident
where item_id is not null and voided_on is null
group by item_id
having count(*) > 1

-- rule: an incident's days are in order
select incident.id, 'mailed, notice, receipt and today are out of order' as what
from incident
left join item on item.id = incident.item_id
left join shipment on shipment.id = item.shipment_id
where incident.voided_on is null and (
    greatest(incident.received_on, incident.notice_on, incident.signed_on, incident.decided_on) > $today
    or greatest(incident.notice_on, incident.signed_on) > incident.received_on
    or least(incident.received_on, incident.notice_on, incident.signed_on) < shipment.mailed_on
    or (incident.stored_until is not null and incident.fate <> 'stored')
    or incident.decided_on < coalesce(incident.notice_on, shipment.mailed_on)
)

-- rule: a decided incident says when
select id, 'decision without a day, or a day without a decision' as what
from incident
where (decision = 'pending') <> (decided_on is null) or (decision = 'reason substituted' and substituted_reason = '')

-- rule: what was sent again went to the same reader
select incident.id, 'sent again to another reader, or another title' as what
from incident
left join shipment on shipment.id = incident.sent_again_shipment_id and shipment.reader_id = incident.reader_id
left join item on item.shipment_id = shipment.id and item.title_id = incident.title_id
where incident.sent_again_shipment_id is not null and item.id is null

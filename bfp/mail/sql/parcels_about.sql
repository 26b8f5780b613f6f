-- What else goes to these readers around this day: parcels mailed a few days before or after it.
select shipment.id, shipment.mailed_on, shipment.mailed_by,
    bool_or(title.kind in ('book', 'dictionary', 'study pack')) as books,
    string_agg(title.name, '; ' order by item.id) as titles
from shipment
join item on item.shipment_id = shipment.id
join title on title.id = item.title_id
where list_contains($readers::integer[], shipment.reader_id) and shipment.voided_on is null
    and abs(shipment.mailed_on - $on) < $days
group by shipment.id, shipment.mailed_on, shipment.mailed_by
order by shipment.mailed_on desc, shipment.id desc

-- Which titles were censored at these facilities, how often, when last mailed, and how often did they arrive?
select shipment.facility_id, item.title_id,
    count(*) filter (where item.outcome = 'censored') as stopped,
    count(*) filter (where item.outcome = 'received') as arrived,
    max(shipment.mailed_on) filter (where item.outcome = 'censored') as last_on
from item
join shipment on shipment.id = item.shipment_id
where item.outcome in ('censored', 'received')
    and shipment.voided_on is null
    and shipment.facility_id in (select unnest($facilities::integer[]))
group by shipment.facility_id, item.title_id
having count(*) filter (where item.outcome = 'censored') > 0
order by shipment.facility_id, item.title_id

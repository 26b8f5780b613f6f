-- What was mailed to one reader lately, and what became of it?
with mailed as (
    select id, mailed_on, facility_id
    from shipment
    where reader_id = $reader_id and voided_on is null
    order by mailed_on desc, id desc
    limit $limit
)
select mailed.id as shipment_id, mailed.mailed_on, facility.name || ', ' || facility.state as facility,
    string_agg(title.name || case when item.quantity > 1 then ' × ' || item.quantity else '' end, '; ' order by item.id) as titles,
    string_agg(distinct item.outcome, ', ' order by item.outcome) as outcomes,
    count(*) filter (where item.outcome = 'unconfirmed') as unconfirmed
from mailed
join facility on facility.id = mailed.facility_id
join item on item.shipment_id = mailed.id
join title on title.id = item.title_id
group by mailed.id, mailed.mailed_on, facility.name, facility.state
order by mailed.mailed_on desc, mailed.id desc

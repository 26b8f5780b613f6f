-- Which mailed items has nobody told of, and who was asked? The latest first; what a reader says did not arrive is among them.
with chosen as (
    select mailed_item.id, mailed_item.shipment_id, mailed_item.title_id, mailed_item.facility_id, mailed_item.mailed_on,
        mailed_item.quantity, mailed_item.learned_on
    from mailed_item
    where mailed_item.outcome = 'unconfirmed'
        and mailed_item.mailed_on between $from_on and $to_on
        and (cast($facility_id as integer) is null or mailed_item.facility_id = $facility_id)
    order by mailed_item.mailed_on desc, mailed_item.shipment_id desc, mailed_item.id
    limit $limit offset $offset
),
asked as (
    select umf_item.item_id, max(coalesce(umf.mailed_on, umf.printed_on)) as asked_on
    from umf_item
    join umf on umf.id = umf_item.umf_id and umf.voided_on is null
    where umf_item.item_id in (select id from chosen)
    group by umf_item.item_id
)
select chosen.id as item_id, chosen.shipment_id, title.name as title, chosen.quantity,
    facility.name || ', ' || facility.state as facility, chosen.mailed_on, $today - chosen.mailed_on as days,
    asked.asked_on, chosen.learned_on as missing_on
from chosen
join title on title.id = chosen.title_id
join facility on facility.id = chosen.facility_id
left join asked on asked.item_id = chosen.id
order by chosen.mailed_on desc, chosen.shipment_id desc, chosen.id

-- Which titles were mailed to these readers (also under records merged into theirs) and did not come back or get stopped?
with person as (
    select unnest($readers::integer[]) as id, unnest($readers::integer[]) as kept
    union all
    select id, merged_into
    from reader
    where merged_into in (select unnest($readers::integer[]))
)
select distinct person.kept as reader_id, item.title_id
from person
join shipment on shipment.reader_id = person.id
join item on item.shipment_id = shipment.id
where shipment.voided_on is null and item.outcome in ('unconfirmed', 'received')
order by person.kept, item.title_id

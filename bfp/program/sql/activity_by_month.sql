-- How many letters were opened (by the day of entry: what has a late postmark is still on its way), and how many shipments and items were mailed, in each month and in its first $days days?
with happened as (
    select 'letters' as what, entered_on as happened_on, count(*) as things
    from letter
    where voided_on is null and entered_on between $since and $today
    group by entered_on
    union all
    select 'shipments', mailed_on, count(*)
    from shipment
    where voided_on is null and mailed_on between $since and $today
    group by mailed_on
    union all
    select 'items', mailed_on, count(*)
    from mailed_item
    where mailed_on between $since and $today
    group by mailed_on
)
select what, cast(date_trunc('month', happened_on) as date) as month, cast(sum(things) as bigint) as things,
    cast(coalesce(sum(things) filter (where extract(day from happened_on) <= $days), 0) as bigint) as so_far
from happened
group by what, date_trunc('month', happened_on)
order by what, month

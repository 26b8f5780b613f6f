-- Where are the copies of a donor, or of one donation, now? Per title, what came in first went out first.
with chosen as (
    select id
    from donation
    where voided_on is null
        and ($supporter_id is null or supporter_id = $supporter_id)
        and ($donation_id is null or id = $donation_id)
        and ($supporter_id is not null or $donation_id is not null)
),
wanted as (
    select distinct title_id from donation_copy
    where title_id is not null and set_aside = '' and donation_id in (select id from chosen)
),
ledger as (
    select stock_movement.*,
        -- What belongs together: a parcel with what came back of it, a donation with what was taken back of it.
        case when shipment_id is not null then 's' || shipment_id
            when donation_id is not null then 'd' || donation_id
            else 'm' || id end as part
    from stock_movement
    where title_id in (select title_id from wanted)
),
part as (
    select title_id, part, min(happened_on) as first_on, min(id) as first_id, any_value(shipment_id) as shipment_id, any_value(donation_id) as donation_id,
        sum(change) as change
    from ledger
    group by title_id, part
    having sum(change) <> 0
),
came as (
    select title_id, donation_id, sum(change) over w as upto, sum(change) over w - change as after
    from part
    where change > 0
    window w as (partition by title_id order by first_on, first_id)
),
went as (
    select title_id, shipment_id, sum(-change) over w as upto, sum(-change) over w + change as after
    from part
    where change < 0
    window w as (partition by title_id order by first_on, first_id)
),
theirs as (
    select * from came where donation_id in (select id from chosen)
),
followed as (
    select theirs.title_id, went.shipment_id, least(theirs.upto, went.upto) - greatest(theirs.after, went.after) as copies
    from theirs
    join went on went.title_id = theirs.title_id and went.after < theirs.upto and theirs.after < went.upto
),
told as (
    select shipment_id, title_id, case when count(distinct outcome) = 1 then min(outcome) else 'unconfirmed' end as outcome
    from item
    where shipment_id in (select shipment_id from followed)
    group by shipment_id, title_id
),
counted as (
    select case when followed.shipment_id is null then 'gone' else coalesce(told.outcome, 'unconfirmed') end as now, copies
    from followed
    left join told on told.shipment_id = followed.shipment_id and told.title_id = followed.title_id
    union all
    select 'here', (select coalesce(sum(upto - after), 0) from theirs) - (select coalesce(sum(copies), 0) from followed)
    union all
    select case when set_aside <> '' then 'set aside' else 'unknown' end, copies
    from donation_copy
    where donation_id in (select id from chosen) and (set_aside <> '' or title_id is null)
)
select now, cast(sum(copies) as integer) as copies
from counted
group by now
having sum(copies) > 0
order by now

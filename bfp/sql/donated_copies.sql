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
    select title_id, part, min(id) as first_id, any_value(shipment_id) as shipment_id, any_value(donation_id) as donation_id,
        sum(change) as change
    from ledger
    group by title_id, part
    having sum(change) <> 0
),
came as (
    select title_id, donation_id, sum(change) over w as upto, sum(change) over w - change as after
    from part
    where change > 0
    window w as (partition by title_id order by first_id)
),
went as (
    select title_id, shipment_id, sum(-change) over w as upto, sum(-change) over w + change as after
    from part
    where change < 0
    window w as (partition by title_id order by first_id)
),
told as (
    select shipment_id, title_id, case when count(distinct outcome) = 1 then min(outcome) else 'unconfirmed' end as outcome
    from item
    where shipment_id in (select shipment_id from went)
    group by shipment_id, title_id
),
followed as (
    select came.donation_id, came.title_id, came.after, came.upto,
        case when went.shipment_id is null then 'gone' else coalesce(told.outcome, 'unconfirmed') end as now,
        least(came.upto, went.upto) - greatest(came.after, went.after) as copies
    from came
    join went on went.title_id = came.title_id and went.after < came.upto and came.after < went.upto
    left join told on told.shipment_id = went.shipment_id and told.title_id = went.title_id
    where came.donation_id in (select id from chosen)
),
counted as (
    select now, copies from followed
    union all
    select 'here', (select coalesce(sum(upto - after), 0) from came where donation_id in (select id from chosen))
        - (select coalesce(sum(copies), 0) from followed)
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

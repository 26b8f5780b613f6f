-- Where did mail go out, or come in from readers, in most months of a year, and then no more, as known on $day?
with sign as (
    select facility_id, 'mail' as kind, mailed_on as day
    from shipment
    where voided_on is null and mailed_on <= $day
    union all
    select facility_id, 'readers', postmark_on
    from letter
    where voided_on is null and postmark_on <= $day and entered_on <= $day
    union all
    select mailed_item.facility_id, 'readers', outcome_event.learned_on
    from outcome_event
    join mailed_item on mailed_item.id = outcome_event.item_id
    where outcome_event.voided_on is null and outcome_event.learned_on <= $day
        and outcome_event.learned_how in ('reader''s letter', 'unconfirmed-mail form')
),
latest as (
    select facility_id, kind, max(day) as last_on
    from sign
    group by facility_id, kind
    having max(day) <= $silent_since
),
before as (
    select latest.facility_id, latest.kind, latest.last_on,
        count(distinct date_trunc('month', sign.day)) as months
    from latest
    join sign on sign.facility_id = latest.facility_id and sign.kind = latest.kind
    where sign.day > latest.last_on - 366
    group by latest.facility_id, latest.kind, latest.last_on
    having count(distinct date_trunc('month', sign.day)) >= $regular_months
)
select before.facility_id, facility.name || ', ' || facility.state as label, system.name as system, before.kind, before.last_on,
    least(before.months, 12) as months, cast($day as date) - before.last_on as days,
    (
        select count(*) from shipment
        where shipment.facility_id = before.facility_id and shipment.voided_on is null
            and shipment.mailed_on > before.last_on and shipment.mailed_on <= $day
    ) as parcels_since
from before
join facility on facility.id = before.facility_id
join system on system.id = facility.system_id
where facility.status = 'open' and facility.merged_into is null
order by before.last_on desc, label, before.facility_id, before.kind

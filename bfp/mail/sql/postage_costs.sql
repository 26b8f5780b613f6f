-- What the parcels cost to mail, together by month, facility or class of mail ($by), or each for itself ('shipment').
-- The postage that was typed counts; where none was, what the rate of that day makes of the weight, kept apart.
with parcel as (
    select shipment.id, shipment.facility_id, facility.name || ', ' || facility.state as facility, shipment.mailed_on,
        shipment.mail_class, shipment.weight_oz, shipment.postage_cents
    from shipment
    join facility on facility.id = shipment.facility_id
    join system on system.id = facility.system_id
    where shipment.voided_on is null
        and shipment.mailed_on between $since and $until
        and system.id = coalesce($system_id, system.id)
        and (system.kind = 'federal') = coalesce($federal, system.kind = 'federal')
        and facility.state = coalesce($state, facility.state)
        and facility.id = coalesce($facility_id, facility.id)
),
-- The weight of its titles stands in for a parcel that was not weighed, if every title's weight is known.
open_parcel as (
    select parcel.id, parcel.mail_class, parcel.mailed_on,
        coalesce(any_value(parcel.weight_oz),
            case when count(*) = count(title.weight_oz) then sum(title.weight_oz * item.quantity) end) as weight_oz
    from parcel
    left join item on item.shipment_id = parcel.id and parcel.weight_oz is null
    left join title on title.id = item.title_id
    where parcel.postage_cents is null
    group by parcel.id, parcel.mail_class, parcel.mailed_on
),
rate as (
    select mail_class, holds_from, arg_max(first_pound_cents, id) as first_pound_cents,
        arg_max(each_more_cents, id) as each_more_cents, arg_max(most_pounds, id) as most_pounds
    from postage_rate
    where voided_on is null
    group by mail_class, holds_from
),
estimate as (
    select open_parcel.id, open_parcel.weight_oz,
        case when ceil(open_parcel.weight_oz / 16.0) <= rate.most_pounds
            then rate.first_pound_cents
                + (cast(ceil(open_parcel.weight_oz / 16.0) as bigint) - 1) * rate.each_more_cents end as cents
    from open_parcel
    asof left join rate on rate.mail_class = open_parcel.mail_class and rate.holds_from <= open_parcel.mailed_on
),
costed as (
    select parcel.id, parcel.facility_id, parcel.facility, parcel.mailed_on, parcel.mail_class,
        coalesce(parcel.weight_oz, estimate.weight_oz) as weight_oz, parcel.postage_cents as typed, estimate.cents as estimated
    from parcel
    left join estimate on estimate.id = parcel.id
)
select
    case $by
        when 'month' then cast(cast(date_trunc('month', mailed_on) as date) as varchar)
        when 'facility' then facility
        when 'mail class' then mail_class
        when 'shipment' then cast(id as varchar)
        else 'all' end as part,
    case when $by in ('facility', 'shipment') then facility_id end as facility_id,
    min(mailed_on) as first_on,
    min(facility) as facility,
    min(mail_class) as mail_class,
    sum(weight_oz)::bigint as weight_oz,
    count(*) as parcels,
    count(typed) as typed_parcels,
    count(*) filter (where typed is null and estimated is not null) as estimated_parcels,
    count(*) filter (where typed is null and estimated is null) as unknown_parcels,
    coalesce(sum(typed), 0)::bigint as typed_cents,
    coalesce(sum(case when typed is null then estimated end), 0)::bigint as estimated_cents
from costed
group by 1, 2
order by case when $by in ('facility', 'mail class') then coalesce(sum(coalesce(typed, estimated)), 0) end desc nulls last,
    case when $by = 'shipment' then min(id) end, part, facility_id

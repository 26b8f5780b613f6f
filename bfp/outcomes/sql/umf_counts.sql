-- How many forms were sent, how many came back, and what did they teach? By $by: month of mailing, or facility.
with form as (
    select umf.id, umf.facility_id, umf.answered_on,
        coalesce(umf.mailed_on, case when umf.answered_on is not null then umf.printed_on end) as sent_on
    from umf
    where umf.voided_on is null
),
taught as (
    select umf_item.umf_id, count(*) as items, count(*) filter (where umf_item.answer = 'received') as received,
        count(*) filter (where umf_item.answer = 'censored') as censored,
        count(*) filter (where umf_item.answer = 'missing') as missing
    from umf_item
    group by umf_item.umf_id
)
select case when $by = 'month' then cast(date_trunc('month', form.sent_on) as date) end as month,
    case when $by = 'facility' then form.facility_id end as facility_id,
    case when $by = 'facility' then max(facility.name || ', ' || facility.state) end as facility,
    count(*) as sent, count(form.answered_on) as answered, cast(sum(taught.items) as bigint) as asked,
    cast(sum(taught.received + taught.censored) as bigint) as taught, cast(sum(taught.received) as bigint) as received,
    cast(sum(taught.censored) as bigint) as censored, cast(sum(taught.missing) as bigint) as missing
from form
join taught on taught.umf_id = form.id
join facility on facility.id = form.facility_id
where form.sent_on is not null
group by case when $by = 'month' then cast(date_trunc('month', form.sent_on) as date) end,
    case when $by = 'facility' then form.facility_id end
order by month desc, sent desc, facility, facility_id
limit $limit

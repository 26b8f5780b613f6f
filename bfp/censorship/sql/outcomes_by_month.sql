-- What became of the items mailed in each month, as known on $day?
with told as (
    -- the outcome as it was known on $day, where later news has changed it since
    select outcome_event.item_id, outcome_event.outcome
    from outcome_event
    join (
        select item_id, max(id) as id
        from outcome_event
        where learned_on <= $day and voided_on is null
            and item_id in (select id from item where learned_on > $day)
        group by item_id
    ) latest on latest.id = outcome_event.id
),
mailed as (
    select cast(date_trunc('month', mailed_item.mailed_on) as date) as month, mailed_item.mailed_on <= $mature_on as mature,
        case when mailed_item.learned_on > $day then coalesce(told.outcome, 'unconfirmed') else mailed_item.outcome end as outcome
    from mailed_item
    join facility on facility.id = mailed_item.facility_id
    join system on system.id = facility.system_id
    join title on title.id = mailed_item.title_id
    left join told on told.item_id = mailed_item.id
    where mailed_item.mailed_on between $since and $until
        and system.id = coalesce($system_id, system.id)
        and (system.kind = 'federal') = coalesce($federal, system.kind = 'federal')
        and facility.state = coalesce($state, facility.state)
        and title.literature_class = coalesce($literature_class, title.literature_class)
)
select month,
    count(*) as sent,
    count(*) filter (where outcome = 'received') as received,
    count(*) filter (where outcome = 'censored') as censored,
    count(*) filter (where outcome = 'returned') as returned,
    count(*) filter (where outcome = 'no reason given') as no_reason,
    count(*) filter (where outcome = 'unconfirmed' and mature) as unconfirmed,
    count(*) filter (where outcome = 'unconfirmed' and not mature) as pending,
    count(*) filter (where outcome = 'received' and mature) as mature_received,
    count(*) filter (where outcome = 'censored' and mature) as mature_censored,
    count(*) filter (where outcome = 'returned' and mature) as mature_returned,
    count(*) filter (where outcome = 'no reason given' and mature) as mature_no_reason
from mailed
group by month
order by month

-- After how many days did we learn what became of mail, as known on $day, and how long has the rest been waited for?
-- Of mail sent from $starts_on on.
with told as (
    select outcome_event.item_id, outcome_event.outcome, outcome_event.learned_on
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
    select mailed_item.mailed_on,
        case when mailed_item.learned_on > $day then coalesce(told.outcome, 'unconfirmed') else mailed_item.outcome end as outcome,
        case when mailed_item.learned_on > $day then told.learned_on else mailed_item.learned_on end as learned_on
    from mailed_item
    left join told on told.item_id = mailed_item.id
    where mailed_item.mailed_on between $starts_on and $day
),
aged as (
    -- beyond a year nothing is asked any more
    select outcome, least(366, greatest(0,
        case when outcome = 'unconfirmed' then $day - mailed_on else learned_on - mailed_on end)) as days
    from mailed
)
select days,
    count(*) filter (where outcome = 'censored') as censored,
    count(*) filter (where outcome = 'received') as received,
    count(*) filter (where outcome in ('returned', 'no reason given')) as other,
    count(*) filter (where outcome = 'unconfirmed') as pending
from aged
group by days
order by days

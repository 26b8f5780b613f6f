-- What do we know of recent and of older mail to each facility or of each title ($scope), as known on $day?
-- Recent is mailed after $recent_from; old enough to start the second opinion from is mailed by $old_on.
with told as (
    -- the latest word of that day, where later news has changed it since; everywhere else it is the item's own
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
known as (
    select
        case $scope when 'facility' then mailed_item.facility_id else mailed_item.title_id end as scope_id,
        mailed_item.facility_id, mailed_item.mailed_on > $recent_from as recent, mailed_item.mailed_on <= $old_on as old,
        case when mailed_item.learned_on > $day then told.outcome else mailed_item.outcome end as outcome
    from mailed_item
    left join told on told.item_id = mailed_item.id
    where mailed_item.mailed_on <= $day
        and (mailed_item.outcome in ('censored', 'received') or mailed_item.learned_on > $day)
)
select scope_id,
    count(*) filter (where recent and outcome = 'censored') as censored,
    count(*) filter (where recent) as known,
    count(*) filter (where not recent and outcome = 'censored') as censored_before,
    count(*) filter (where not recent) as known_before,
    count(*) filter (where old and outcome = 'censored') as censored_old,
    count(*) filter (where old) as known_old,
    -- cheaper than counting the facilities, and all that is asked
    coalesce(min(case when recent and outcome = 'censored' then facility_id end)
        < max(case when recent and outcome = 'censored' then facility_id end), false) as censored_at_several,
    coalesce(min(case when recent and outcome = 'received' then facility_id end)
        < max(case when recent and outcome = 'received' then facility_id end), false) as received_at_several
from known
where outcome in ('censored', 'received')
group by scope_id
order by scope_id

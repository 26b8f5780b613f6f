-- In which order did we learn the outcomes of mail sent after $from_on to some facilities, systems or of some titles ($scope)?
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
known as (
    select mailed_item.id,
        case $scope when 'facility' then mailed_item.facility_id when 'system' then facility.system_id else mailed_item.title_id end
            as scope_id,
        case when mailed_item.learned_on > $day then told.outcome else mailed_item.outcome end as outcome,
        case when mailed_item.learned_on > $day then told.learned_on else mailed_item.learned_on end as learned_on
    from mailed_item
    left join told on told.item_id = mailed_item.id
    left join facility on facility.id = mailed_item.facility_id and $scope = 'system'
    where mailed_item.mailed_on > $from_on and mailed_item.mailed_on <= $day
        and (mailed_item.outcome in ('censored', 'received') or mailed_item.learned_on > $day)
)
select scope_id, outcome = 'censored' as censored, learned_on
from known
where outcome in ('censored', 'received') and scope_id in (select unnest($scope_ids::integer[]))
order by learned_on, id

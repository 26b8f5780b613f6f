-- How many mature known items of each title, at each facility, were censored, as known on $day?
with told as (
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
    select mailed_item.title_id, mailed_item.facility_id,
        case when mailed_item.learned_on > $day then told.outcome else mailed_item.outcome end as outcome
    from mailed_item
    left join told on told.item_id = mailed_item.id
    where mailed_item.mailed_on between $starts_on and $ends_on
        and mailed_item.mailed_on <= $mature_on
        and (mailed_item.outcome in ('censored', 'received') or mailed_item.learned_on > $day)
        and (cast($facility_id as integer) is null or mailed_item.facility_id = $facility_id)
        and (cast($title_id as integer) is null or mailed_item.title_id = $title_id)
        and (cast($system_id as integer) is null or mailed_item.facility_id in
            (select id from facility where system_id = $system_id))
        and (cast($state as varchar) is null or mailed_item.facility_id in (select id from facility where state = $state))
        and (cast($federal as boolean) is null or mailed_item.facility_id in (
            select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
        and (cast($literature_class as varchar) is null or mailed_item.title_id in
            (select id from title where literature_class = $literature_class))
)
select title_id, facility_id, count(*) filter (where outcome = 'censored') as censored, count(*) as known
from mailed
where outcome in ('censored', 'received')
group by title_id, facility_id
order by title_id, facility_id

-- How many items went where, of what, when, and what had become of them as known on $day? Each is in exactly one count.
-- $place, $thing and $period say what to count by ('' for all together); a table that is not needed for it is joined to nothing.
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
mailed as (
    select
        case when $place = 'facility' then mailed_item.facility_id end as facility_id,
        case when $place = 'system' then facility.system_id end as system_id,
        case
            when $place = 'state' then case when system.kind = 'federal' then 'federal' else facility.state end
            when $place = 'tile' then case when system.kind in ('state', 'other') then facility.state else system.kind end
        end as place,
        case when $thing = 'title' then mailed_item.title_id end as title_id,
        case when $thing = 'class' then title.literature_class end as literature_class,
        case
            when $period = 'month' then cast(date_trunc('month', mailed_item.mailed_on) as date)
            when $period = 'quarter' then cast(date_trunc('quarter', mailed_item.mailed_on) as date)
            when $period = 'year' then make_date(
                extract(year from mailed_item.mailed_on) - case when extract(month from mailed_item.mailed_on) < 7 then 1 else 0 end, 7, 1)
        end as period_on,
        mailed_item.mailed_on <= $mature_on as mature,
        -- as the place of the letter in CROXU: one byte is grouped by much faster than a word
        case case when mailed_item.learned_on > $day then coalesce(told.outcome, 'unconfirmed') else mailed_item.outcome end
            when 'censored' then 1::tinyint when 'received' then 2::tinyint when 'returned' then 3::tinyint
            when 'no reason given' then 4::tinyint else 5::tinyint
        end as letter
    from mailed_item
    left join told on told.item_id = mailed_item.id
    left join facility on facility.id = mailed_item.facility_id and $place in ('system', 'state', 'tile')
    left join system on system.id = facility.system_id
    left join title on title.id = mailed_item.title_id and $thing = 'class'
    where mailed_item.mailed_on between $starts_on and $ends_on
        and (cast($facility_id as integer) is null or mailed_item.facility_id = $facility_id)
        and (cast($title_id as integer) is null or mailed_item.title_id = $title_id)
        and (cast($system_id as integer) is null or mailed_item.facility_id in
            (select id from facility where system_id = $system_id))
        and (cast($state as varchar) is null or mailed_item.facility_id in (select id from facility where state = $state))
        and (cast($federal as boolean) is null or mailed_item.facility_id in (
            select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
        and (cast($literature_class as varchar) is null or mailed_item.title_id in
            (select id from title where literature_class = $literature_class))
),
grouped as (
    select facility_id, system_id, place, title_id, literature_class, period_on, mature, letter, count(*) as items
    from mailed
    group by facility_id, system_id, place, title_id, literature_class, period_on, mature, letter
)
select facility_id, system_id, place, title_id, literature_class, period_on,
    cast(sum(case when letter = 1 and mature then items else 0 end) as bigint) as "C",
    cast(sum(case when letter = 2 and mature then items else 0 end) as bigint) as "R",
    cast(sum(case when letter = 3 and mature then items else 0 end) as bigint) as "O",
    cast(sum(case when letter = 4 and mature then items else 0 end) as bigint) as "X",
    cast(sum(case when letter = 5 and mature then items else 0 end) as bigint) as "U",
    cast(sum(items) as bigint) as sent,
    cast(sum(case when letter = 5 and not mature then items else 0 end) as bigint) as pending,
    cast(sum(case when letter < 5 and not mature then items else 0 end) as bigint) as early
from grouped
group by facility_id, system_id, place, title_id, literature_class, period_on
order by facility_id, system_id, place, title_id, literature_class, period_on

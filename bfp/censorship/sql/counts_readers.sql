-- How many different readers are behind the mature mail of one outcome (null: behind all mail), as known on $day?
-- Counted by the same keys, and with the same filters, as in counts_mail.sql.
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
)
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
    count(distinct mailed_item.reader_id) as readers
from mailed_item
left join told on told.item_id = mailed_item.id
left join facility on facility.id = mailed_item.facility_id and $place in ('system', 'state', 'tile')
left join system on system.id = facility.system_id
left join title on title.id = mailed_item.title_id and $thing = 'class'
where mailed_item.mailed_on between $starts_on and $ends_on
    and (cast($outcome as varchar) is null or (
        -- the first line is there so that only a few items are looked at: what was not this then, and is not now, is left out
        (mailed_item.outcome = $outcome or mailed_item.learned_on > $day)
        and mailed_item.mailed_on <= $mature_on
        and case when mailed_item.learned_on > $day then told.outcome else mailed_item.outcome end = $outcome))
    and (cast($facility_id as integer) is null or mailed_item.facility_id = $facility_id)
    and (cast($title_id as integer) is null or mailed_item.title_id = $title_id)
    and (cast($system_id as integer) is null or mailed_item.facility_id in
        (select id from facility where system_id = $system_id))
    and (cast($state as varchar) is null or mailed_item.facility_id in (select id from facility where state = $state))
    and (cast($federal as boolean) is null or mailed_item.facility_id in (
        select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
    and (cast($literature_class as varchar) is null or mailed_item.title_id in
        (select id from title where literature_class = $literature_class))
group by 1, 2, 3, 4, 5, 6

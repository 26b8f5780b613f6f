-- What had become of items, as known on $day? Each is in exactly one count, and is mature if it was mailed by $mature_on.
-- $place, $thing and $period say what to count by ('' for all together); a table that is not needed for it is joined to nothing.
-- readers_behind is how many different readers are behind the mature censored mail.
with mailed as (
    select
        case when $place = 'facility' then mail.facility_id end as facility_id,
        case when $place = 'system' then facility.system_id end as system_id,
        case
            when $place = 'state' then case when system.kind = 'federal' then 'federal' else facility.state end
            when $place = 'tile' then case when system.kind in ('state', 'other') then facility.state else system.kind end
        end as place,
        case when $thing = 'title' then mail.title_id end as title_id,
        case when $thing = 'class' then title.literature_class end as literature_class,
        case
            when $period = 'month' then cast(date_trunc('month', mail.mailed_on) as date)
            when $period = 'quarter' then cast(date_trunc('quarter', mail.mailed_on) as date)
            when $period = 'year' then make_date(
                extract(year from mail.mailed_on) - case when extract(month from mail.mailed_on) < 7 then 1 else 0 end, 7, 1)
        end as period_on,
        mail.reader_id, mail.mailed_on <= $mature_on as mature,
        -- as the place of the letter in CROXU: one byte is grouped by much faster than a word
        case mail.outcome
            when 'censored' then 1::tinyint when 'received' then 2::tinyint when 'returned' then 3::tinyint
            when 'no reason given' then 4::tinyint else 5::tinyint
        end as letter
    from mail_as_of($day) as mail
    left join facility on facility.id = mail.facility_id and $place in ('system', 'state', 'tile')
    left join system on system.id = facility.system_id
    left join title on title.id = mail.title_id and $thing = 'class'
    where mail.mailed_on between $since and $until
        and (cast($facility_id as integer) is null or mail.facility_id = $facility_id)
        and (cast($title_id as integer) is null or mail.title_id = $title_id)
        and (cast($system_id as integer) is null or mail.facility_id in (select id from facility where system_id = $system_id))
        and (cast($state as varchar) is null or mail.facility_id in (select id from facility where state = $state))
        and (cast($federal as boolean) is null or mail.facility_id in (
            select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
        and (cast($literature_class as varchar) is null or mail.title_id in
            (select id from title where literature_class = $literature_class))
),
grouped as (
    select facility_id, system_id, place, title_id, literature_class, period_on, mature, letter, count(*) as items
    from mailed
    group by facility_id, system_id, place, title_id, literature_class, period_on, mature, letter
),
counted as (
    select facility_id, system_id, place, title_id, literature_class, period_on,
        cast(sum(items) as bigint) as sent,
        cast(sum(case when letter = 2 then items else 0 end) as bigint) as received,
        cast(sum(case when letter = 1 then items else 0 end) as bigint) as censored,
        cast(sum(case when letter = 3 then items else 0 end) as bigint) as returned,
        cast(sum(case when letter = 4 then items else 0 end) as bigint) as no_reason,
        cast(sum(case when letter = 5 and mature then items else 0 end) as bigint) as unconfirmed,
        cast(sum(case when letter = 5 and not mature then items else 0 end) as bigint) as pending,
        cast(sum(case when letter = 2 and mature then items else 0 end) as bigint) as mature_received,
        cast(sum(case when letter = 1 and mature then items else 0 end) as bigint) as mature_censored,
        cast(sum(case when letter = 3 and mature then items else 0 end) as bigint) as mature_returned,
        cast(sum(case when letter = 4 and mature then items else 0 end) as bigint) as mature_no_reason
    from grouped
    group by facility_id, system_id, place, title_id, literature_class, period_on
),
behind as (
    select facility_id, system_id, place, title_id, literature_class, period_on, count(distinct reader_id) as readers
    from mailed
    where letter = 1 and mature
    group by facility_id, system_id, place, title_id, literature_class, period_on
)
select counted.*, coalesce(behind.readers, 0) as readers_behind
from counted
left join behind on behind.facility_id is not distinct from counted.facility_id
    and behind.system_id is not distinct from counted.system_id and behind.place is not distinct from counted.place
    and behind.title_id is not distinct from counted.title_id
    and behind.literature_class is not distinct from counted.literature_class
    and behind.period_on is not distinct from counted.period_on
order by counted.facility_id, counted.system_id, counted.place, counted.title_id, counted.literature_class, counted.period_on

-- Which items are there for a statistician: nobody's name, number or words, and no group of fewer than $fewest readers?
-- A facility of few readers is joined with the others of its state, and these with all others; a month in which few readers of a
-- place were sent something of a class is told as its year, and a year as nothing. What still stands alone is left out.
with mail as (
    select sent.id, sent.reader_id, sent.mailed_on, sent.mailed_on <= $mature_on as mature, sent.outcome,
        facility.name || ', ' || facility.state as facility, facility.state, facility.id as facility_id, title.literature_class
    from mail_as_of($day) as sent
    join facility on facility.id = sent.facility_id
    join title on title.id = sent.title_id
),
of_facility as (select facility_id, count(distinct reader_id) as readers from mail group by facility_id),
joined as (
    select mail.*, case when readers >= $fewest then facility else 'other facilities, ' || state end as first_place
    from mail join of_facility using (facility_id)
),
of_place as (select first_place, count(distinct reader_id) as readers from joined group by first_place),
placed as (
    select joined.*, case when readers >= $fewest then first_place else 'other facilities' end as place
    from joined join of_place using (first_place)
),
months as (select *, strftime(mailed_on, '%Y-%m') as month, strftime(mailed_on, '%Y') as year from placed),
of_month as (
    select place, literature_class, month, count(distinct reader_id) as readers from months group by place, literature_class, month
),
by_month as (
    select months.*, case when readers >= $fewest then month else year end as first_when
    from months join of_month using (place, literature_class, month)
),
of_year as (
    select place, literature_class, first_when, count(distinct reader_id) as readers
    from by_month group by place, literature_class, first_when
),
told as (
    select by_month.*, case when readers >= $fewest then first_when else '' end as told_when
    from by_month join of_year using (place, literature_class, first_when)
),
of_all as (
    select place, literature_class, told_when, count(distinct reader_id) as readers
    from told group by place, literature_class, told_when
),
reasons as (
    select latest.item_id, string_agg(distinct term.name, '; ' order by term.name) as reasons
    from (
        select item_id, max(id) as id from outcome_event where voided_on is null and learned_on <= $day group by item_id
    ) as latest
    join outcome_reason on outcome_reason.outcome_event_id = latest.id
    join term on term.id = outcome_reason.term_id
    group by latest.item_id
)
select cast(uuid() as varchar) as item, told_when as mailed, place as facility, literature_class,
    case when outcome = 'unconfirmed' and not mature then 'pending' else outcome end as outcome,
    case when outcome = 'censored' then coalesce(reasons.reasons, 'not stated') else '' end as reasons
from told
join of_all using (place, literature_class, told_when)
left join reasons on reasons.item_id = told.id
where of_all.readers >= $fewest
order by item

-- How many different readers was this mail sent to, by place and literature class, and by facility? Of the small groups also who:
-- to count small groups together, never to be shown. A place is a state, or a kind of system that is told apart, as in counts_mail.sql.
with mailed as (
    select distinct
        case when system.kind in ('state', 'other') then facility.state else system.kind end as place,
        title.literature_class, mailed_item.facility_id, mailed_item.reader_id
    from mailed_item
    join facility on facility.id = mailed_item.facility_id
    join system on system.id = facility.system_id
    join title on title.id = mailed_item.title_id
    where mailed_item.mailed_on between $since and $until
)
select place, literature_class, null as facility_id, count(distinct reader_id) as readers,
    case when count(distinct reader_id) < $minimum then array_agg(distinct reader_id) end as who
from mailed
group by place, literature_class
union all
select place, null, facility_id, count(distinct reader_id),
    case when count(distinct reader_id) < $minimum then array_agg(distinct reader_id) end
from mailed
group by place, facility_id
order by place, literature_class, facility_id

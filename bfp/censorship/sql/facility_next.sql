-- What could be done about one facility: whom to ask for news, and what was stopped lately?
select
    count(*) as sent,
    count(*) filter (where mailed_item.outcome in ('censored', 'received')) as known,
    count(distinct mailed_item.reader_id) filter (
        where mailed_item.outcome = 'unconfirmed' and mailed_item.mailed_on <= $mature_on and here.id is not null) as readers_to_ask,
    count(*) filter (
        where mailed_item.outcome = 'unconfirmed' and mailed_item.mailed_on <= $mature_on and here.id is not null) as items_to_ask,
    count(*) filter (where mailed_item.outcome = 'censored' and mailed_item.learned_on >= $recent_from) as stopped_lately,
    max(mailed_item.learned_on) filter (where mailed_item.outcome = 'censored') as last_notice_on
from mailed_item
left join (
    select id from reader where facility_id = $facility_id and status = 'active' and voided_on is null and merged_into is null
) here on here.id = mailed_item.reader_id
where mailed_item.facility_id = $facility_id

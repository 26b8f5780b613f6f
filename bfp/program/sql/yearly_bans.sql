-- Where was mail censored over the longest time without any received? Mature mail until $until, as known on $day, of facilities
-- and systems with censored mail in the year from $since; two items of two readers at least, for a system at two facilities.
with known as (
    select facility.id as facility_id, facility.system_id, mail.reader_id, mail.mailed_on, mail.outcome
    from known_as_of($day) as mail
    join facility on facility.id = mail.facility_id
    where mail.mailed_on <= $until
),
places as (
    select 'facility' as scope, facility_id as scope_id, facility_id, reader_id, mailed_on, outcome from known
    union all
    select 'system' as scope, system_id as scope_id, facility_id, reader_id, mailed_on, outcome from known
),
received as (
    select scope, scope_id, max(mailed_on) as received_on
    from places
    where outcome = 'received'
    group by scope, scope_id
),
runs as (
    select places.scope, places.scope_id, min(received.received_on) as received_on, min(mailed_on) as from_on,
        max(mailed_on) as to_on, count(*) as censored, count(distinct reader_id) as readers
    from places
    left join received on received.scope = places.scope and received.scope_id = places.scope_id
    where outcome = 'censored' and (received.received_on is null or mailed_on > received.received_on)
    group by places.scope, places.scope_id
    having count(*) >= 2 and count(distinct reader_id) >= 2 and max(mailed_on) >= $since
        and (places.scope = 'facility' or count(distinct facility_id) >= 2)
)
select runs.scope, runs.scope_id,
    case when runs.scope = 'facility' then facility.name || ', ' || facility.state else system.name end as name,
    runs.from_on, runs.to_on, runs.to_on - runs.from_on as days, runs.censored, runs.readers
from runs
left join facility on facility.id = runs.scope_id and runs.scope = 'facility'
left join system on system.id = runs.scope_id and runs.scope = 'system'
order by days desc, censored desc, runs.scope, runs.scope_id
limit $most

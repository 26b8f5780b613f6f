-- Where was mail censored for longest with none received in between, up to the year from $since? Mature mail until $until, as known on
-- $day. A ban is a run of at least $fewest known censored items of as many different readers, with none received between them (nor on a
-- day of theirs) and no silence of more than twelve months between two neighbours: what nobody observed is no ban. A system's run is
-- looked for at several facilities, without those that have one of their own: one ban is told once.
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
days as (
    select scope, scope_id, mailed_on, bool_or(outcome = 'received') as received
    from places
    group by scope, scope_id, mailed_on
),
neighbours as (
    select scope, scope_id, mailed_on, received,
        mailed_on - lag(mailed_on) over place as silence,
        received or coalesce(lag(received) over place, true) or mailed_on > lag(mailed_on) over place + interval 1 year as begins
    from days
    window place as (partition by scope, scope_id order by mailed_on)
),
numbered as (
    select scope, scope_id, mailed_on, received, case when begins then 0 else silence end as silence,
        count(*) filter (where begins) over (partition by scope, scope_id order by mailed_on) as run
    from neighbours
),
runs as (
    select numbered.scope, numbered.scope_id, numbered.run, places.facility_id, places.reader_id, places.mailed_on, numbered.silence
    from numbered
    join places on places.scope = numbered.scope and places.scope_id = numbered.scope_id and places.mailed_on = numbered.mailed_on
    where not numbered.received
),
found as (
    select scope, scope_id, run, min(mailed_on) as from_on, max(mailed_on) as to_on, count(*) as censored,
        count(distinct reader_id) as readers, max(silence) as silence
    from runs
    group by scope, scope_id, run
    having count(*) >= $fewest and count(distinct reader_id) >= $fewest and max(mailed_on) >= $since
),
whole as (
    select scope, scope_id, count(*) filter (where outcome = 'censored') as censored, count(*) as known
    from places
    group by scope, scope_id
),
elsewhere as (
    select runs.scope_id, runs.run
    from runs
    where runs.scope = 'system'
        and runs.facility_id not in (select scope_id from found where scope = 'facility')
    group by runs.scope_id, runs.run
    having count(*) >= $fewest and count(distinct runs.reader_id) >= $fewest and count(distinct runs.facility_id) >= 2
)
select found.scope, found.scope_id, whole.censored - found.censored as censored_else, whole.known - found.censored as known_else,
    case when found.scope = 'facility' then facility.name || ', ' || facility.state else system.name end as name,
    found.from_on, found.to_on, found.to_on - found.from_on as days, found.censored, found.readers, found.silence
from found
join whole on whole.scope = found.scope and whole.scope_id = found.scope_id
left join elsewhere on elsewhere.scope_id = found.scope_id and elsewhere.run = found.run
left join facility on facility.id = found.scope_id and found.scope = 'facility'
left join system on system.id = found.scope_id and found.scope = 'system'
where found.scope = 'facility' or elsewhere.scope_id is not null
order by days desc, found.censored desc, found.scope, found.scope_id, found.from_on

-- What became of appeals, by system, facility, reason, level or volunteer. An appeal of several facilities or reasons counts
-- once at each; where it was overturned in part, it is won there if one of its incidents there was.
with appeals as (
    select appeal.id, appeal.system_id, appeal.level, appeal.taken_by, appeal.sent_on, appeal.answered_on, appeal.due_on,
        appeal.decision
    from appeal
    where appeal.voided_on is null and coalesce(appeal.sent_on, appeal.opened_on) >= $since
),
about as (
    select appeals.id as appeal_id, incident.id as incident_id, incident.facility_id, incident.decision
    from appeals
    join appeal_incident on appeal_incident.appeal_id = appeals.id
    join incident on incident.id = appeal_incident.incident_id and incident.voided_on is null
),
named as (
    select appeals.id as appeal_id, system.name, null as won
    from appeals join system on system.id = appeals.system_id
    where $by = 'system'
    union all
    select id, 'level ' || level, null from appeals where $by = 'level'
    union all
    select id, case taken_by when '' then 'nobody' else taken_by end, null from appeals where $by = 'volunteer'
    union all
    select id, 'all appeals', null from appeals where $by = 'all'
    union all
    select about.appeal_id, facility.name || ', ' || facility.state,
        bool_or(about.decision in ('overturned', 'partly overturned'))
    from about join facility on facility.id = about.facility_id
    where $by = 'facility'
    group by about.appeal_id, facility.id, facility.name, facility.state
    union all
    select about.appeal_id, coalesce(term.name, 'no category'), bool_or(about.decision in ('overturned', 'partly overturned'))
    from about
    left join incident_reason on incident_reason.incident_id = about.incident_id
    left join term on term.id = incident_reason.term_id
    where $by = 'reason'
    group by about.appeal_id, term.name
),
told as (
    select named.name, appeals.*,
        case when appeals.decision = 'partly overturned' and named.won is not null
            then case when named.won then 'partly overturned' else 'upheld' end
            else appeals.decision
        end as became
    from named join appeals on appeals.id = named.appeal_id
)
select name, count(*) as appeals, count(*) filter (where sent_on is not null) as sent,
    count(*) filter (where became in ('upheld', 'overturned', 'partly overturned', 'reason substituted')) as answered,
    count(*) filter (where became in ('overturned', 'partly overturned')) as overturned,
    count(*) filter (where became = 'partly overturned') as partly,
    count(*) filter (where became = 'reason substituted') as substituted,
    count(*) filter (where became = 'no reply') as no_reply,
    count(*) filter (where became = 'not appealed') as not_appealed,
    percentile_cont(0.5) within group (order by answered_on - sent_on)
        filter (where became not in ('pending', 'no reply', 'not appealed')) as days_to_answer,
    count(*) filter (where sent_on is not null and due_on is not null) as timed,
    count(*) filter (where sent_on <= due_on) as met
from told
group by name
order by sent desc, name

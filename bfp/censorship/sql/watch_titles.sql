-- Where did some titles go lately, and what did the facilities stop of all mail meanwhile, as known on $day?
with known as (
    select mail.title_id, mail.facility_id, mail.outcome
    from known_as_of($day) as mail
    where mail.mailed_on > $recent_from
),
facility_known as (
    select facility_id, count(*) filter (where outcome = 'censored') as censored, count(*) as known
    from known
    group by facility_id
)
select known.title_id, known.facility_id, count(*) filter (where known.outcome = 'censored') as censored, count(*) as known,
    min(facility_known.censored) as facility_censored, min(facility_known.known) as facility_known
from known
join facility_known on facility_known.facility_id = known.facility_id
where known.title_id in (select unnest($title_ids::integer[]))
group by known.title_id, known.facility_id
order by known.title_id, known.facility_id

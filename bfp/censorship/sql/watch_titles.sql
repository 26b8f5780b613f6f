-- Where did some titles go lately, and what did the facilities stop of all mail meanwhile, as known on $day?
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
),
known as (
    select mailed_item.title_id, mailed_item.facility_id,
        case when mailed_item.learned_on > $day then told.outcome else mailed_item.outcome end as outcome
    from mailed_item
    left join told on told.item_id = mailed_item.id
    where mailed_item.mailed_on > $recent_from and mailed_item.mailed_on <= $day
        and (mailed_item.outcome in ('censored', 'received') or mailed_item.learned_on > $day)
),
facility_known as (
    select facility_id, count(*) filter (where outcome = 'censored') as censored, count(*) as known
    from known
    where outcome in ('censored', 'received')
    group by facility_id
)
select known.title_id, known.facility_id, count(*) filter (where known.outcome = 'censored') as censored, count(*) as known,
    min(facility_known.censored) as facility_censored, min(facility_known.known) as facility_known
from known
join facility_known on facility_known.facility_id = known.facility_id
where known.outcome in ('censored', 'received') and known.title_id in (select unnest($title_ids::integer[]))
group by known.title_id, known.facility_id
order by known.title_id, known.facility_id

-- For which reasons were items censored, as known on $day? An item with two reasons counts under both; none is 'not stated'.
with latest as (
    select item_id, max(id) as id
    from outcome_event
    where learned_on <= $day and voided_on is null
    group by item_id
),
censored as (
    select latest.id
    from latest
    join outcome_event on outcome_event.id = latest.id and outcome_event.outcome = 'censored'
    join mailed_item on mailed_item.id = latest.item_id
    join facility on facility.id = mailed_item.facility_id
    join system on system.id = facility.system_id
    join title on title.id = mailed_item.title_id
    where mailed_item.mailed_on between $since and $until
        and mailed_item.mailed_on <= $mature_on
        and system.id = coalesce($system_id, system.id)
        and (system.kind = 'federal') = coalesce($federal, system.kind = 'federal')
        and facility.state = coalesce($state, facility.state)
        and title.literature_class = coalesce($literature_class, title.literature_class)
)
select coalesce(term.name, 'not stated') as reason, count(*) as censored, (select count(*) from censored) as of_censored
from censored
left join outcome_reason on outcome_reason.outcome_event_id = censored.id
left join term on term.id = outcome_reason.term_id
group by coalesce(term.name, 'not stated')
order by count(*) desc, reason

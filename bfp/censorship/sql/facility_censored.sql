-- Which items did one facility stop, and with what reason?
with stopped as (
    select id, title_id, mailed_on, outcome_on, learned_on
    from mailed_item
    where facility_id = $facility_id and outcome = 'censored'
    order by mailed_on desc, id desc
    limit $limit
),
latest as (
    select outcome_event.id, outcome_event.item_id, outcome_event.stated_reason,
        row_number() over (partition by outcome_event.item_id order by outcome_event.id desc) as place
    from outcome_event
    where outcome_event.voided_on is null
        and outcome_event.outcome = 'censored'
        and outcome_event.item_id in (select id from stopped)
)
select title.name as title, title.author, stopped.mailed_on, stopped.outcome_on as stopped_on, stopped.learned_on,
    coalesce(latest.stated_reason, '') as stated_reason,
    coalesce((
        select string_agg(term.name, ', ' order by term.position, term.id)
        from outcome_reason
        join term on term.id = outcome_reason.term_id
        where outcome_reason.outcome_event_id = latest.id
    ), '') as reasons
from stopped
join title on title.id = stopped.title_id
left join latest on latest.item_id = stopped.id and latest.place = 1
order by stopped.mailed_on desc, stopped.id desc

-- Why were these items stopped: in the prison's words, or else by our reasons?
with said as (
    select item_id, arg_max(stated_reason, id) as stated_reason, max(id) as event_id
    from outcome_event
    where voided_on is null and outcome = 'censored' and list_contains($items::integer[], item_id)
    group by item_id
)
select said.item_id, coalesce(nullif(any_value(said.stated_reason), ''),
    string_agg(term.name, ', ' order by term.position, term.id), '') as reason
from said
left join outcome_reason on outcome_reason.outcome_event_id = said.event_id
left join term on term.id = outcome_reason.term_id
group by said.item_id
order by said.item_id

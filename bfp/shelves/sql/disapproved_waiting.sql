-- Pairs that a person has yet to look at, title by title, the likeliest first. An approval is asked about only where
-- the title is known to be on the same list as disapproved: only then it changes anything.
with known as (
    select disapproved_match.title_id, disapproved.list_id, max(disapproved.decided_on) as decided_on
    from disapproved_match
    join disapproved on disapproved.id = disapproved_match.disapproved_id
    where disapproved_match.same and disapproved.decision = 'disapproved'
    group by disapproved_match.title_id, disapproved.list_id
),
waiting as (
    select disapproved_match.disapproved_id, disapproved_match.title_id, disapproved_match.likeness, disapproved.list_id,
        disapproved.name, disapproved.author, disapproved.kind as listed_kind, disapproved.scope, disapproved.decision,
        disapproved.decision_text, disapproved.decided_on, disapproved.reason
    from disapproved_match
    join disapproved on disapproved.id = disapproved_match.disapproved_id
    left join known on known.title_id = disapproved_match.title_id and known.list_id = disapproved.list_id
    where disapproved_match.same is null
        and ($title_id is null or disapproved_match.title_id = $title_id)
        and (
            disapproved.decision = 'disapproved'
            or (disapproved.decision = 'approved' and coalesce(disapproved.decided_on >= known.decided_on, false))
        )
),
best as (
    select title_id, max(likeness) as likeness from waiting group by title_id
)
select waiting.disapproved_id, waiting.title_id, waiting.likeness, waiting.name, waiting.author, waiting.listed_kind,
    waiting.scope, waiting.decision, waiting.decision_text, waiting.decided_on, waiting.reason, list.state, list.name as list,
    title.name as title, title.author as title_author, title.kind, title.isbn, coalesce(stock.on_hand, 0) as on_hand,
    count(*) over () as waiting
from waiting
join best on best.title_id = waiting.title_id
join disapproved_list as list on list.id = waiting.list_id
join title on title.id = waiting.title_id and not title.withdrawn
left join stock on stock.title_id = title.id
order by best.likeness desc, title.name, title.id, waiting.likeness desc, waiting.disapproved_id
limit $limit

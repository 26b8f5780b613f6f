-- Which titles did one facility stop, how often, of how many that we heard of?
with counted as (
    select title_id,
        count(*) filter (where outcome = 'censored') as censored,
        count(*) filter (where outcome in ('censored', 'received')) as known,
        count(*) as sent,
        max(learned_on) filter (where outcome = 'censored') as last_on
    from mailed_item
    where facility_id = $facility_id
    group by title_id
)
select title.name as title, title.author, counted.censored, counted.known, counted.sent, counted.last_on
from counted
join title on title.id = counted.title_id
where counted.censored > 0
order by counted.censored desc, counted.last_on desc, title.id
limit $most

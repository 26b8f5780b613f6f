-- How much did each person see and take along on each day?
select cast(seen_at as date) as day, who, what, count(*) as times, cast(sum(many) as integer) as many
from access_log
where seen_at >= $since
group by cast(seen_at as date), who, what
order by day desc, who, what
limit $limit

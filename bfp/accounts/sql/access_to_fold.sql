-- What is old, counted by day, person and kind, without of whom it was?
select cast(cast(seen_at as date) as timestamp) as seen_at, account_id, who, what, cast(sum(many) as integer) as many, $folded as why
from access_log
where seen_at < $old and why <> $folded
group by cast(seen_at as date), account_id, who, what
order by 1, who, what

-- What shelves must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: copies on hand are the sum of the movements
select coalesce(stock.title_id, moved.title_id) as id,
    coalesce(stock.on_hand, 0) || ' on hand, movements say ' || coalesce(moved.copies, 0) as what
from stock
full join (
    select title_id, sum(change) as copies from stock_movement group by title_id
) as moved on moved.title_id = stock.title_id
where coalesce(stock.on_hand, 0) <> coalesce(moved.copies, 0)

-- rule: never fewer copies than none
select distinct title_id as id, 'more copies gone than there were' as what
from (select title_id, sum(change) over (partition by title_id order by id) as copies from stock_movement)
where copies < 0

-- rule: every answered match says since when
select disapproved_id as id, 'answered on no day' as what
from disapproved_match
where (same is null) <> (decided_on is null)

-- rule: no publication is decided on in the future
select id, 'decided after today' as what
from disapproved
where decided_on > $today

-- How long have the book requests in the queue been waiting?
with waiting as (
    select $today - asked_on as days
    from book_request
    where status = 'waiting' and voided_on is null
),
aged as (
    select case when days <= 30 then 1 when days <= 60 then 2 when days <= 90 then 3 when days <= 180 then 4 else 5 end as position
    from waiting
)
select band.position, band.waited, count(aged.position) as requests
from (
    values (1, '0 to 30 days'), (2, '31 to 60 days'), (3, '61 to 90 days'), (4, '91 to 180 days'), (5, 'over 180 days')
) band (position, waited)
left join aged on aged.position = band.position
group by band.position, band.waited
order by band.position

-- What needs doing at the desk today?
with waiting as (
    select id, asked_on
    from book_request
    where status = 'waiting' and voided_on is null
)
select
    (select count(*) from waiting) as waiting,
    (select count(*) from waiting where asked_on < $overdue_on) as overdue,
    (select min(asked_on) from waiting) as oldest_on,
    (
        select count(*)
        from title
        left join stock on stock.title_id = title.id
        where not title.withdrawn and coalesce(stock.on_hand, 0) < title.minimum
    ) as titles_low

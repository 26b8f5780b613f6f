-- What needs doing at the desk today?
with waiting as (
    select id, asked_on
    from book_request
    where status = 'waiting' and voided_on is null
),
asked as (
    select request_title.book_request_id, request_title.title_id, coalesce(stock.on_hand, 0) as on_hand
    from request_title
    join waiting on waiting.id = request_title.book_request_id
    left join stock on stock.title_id = request_title.title_id
    where request_title.title_id is not null
)
select
    (select count(*) from waiting) as waiting,
    (select count(*) from waiting where asked_on < $overdue_on) as overdue,
    (select min(asked_on) from waiting) as oldest_on,
    (select count(distinct book_request_id) from asked where on_hand > 0) as can_be_packed,
    (select count(distinct title_id) from asked where on_hand = 0) as titles_not_there,
    (
        select count(*)
        from title
        left join stock on stock.title_id = title.id
        where not title.withdrawn and coalesce(stock.on_hand, 0) < title.minimum
    ) as titles_low

-- What do these requests, or all that wait, ask for by name?
select request_title.book_request_id, request_title.position, request_title.title_id, request_title.text,
    book_request.asked_on
from request_title
join book_request on book_request.id = request_title.book_request_id
where book_request.voided_on is null
    and case
        when cast($requests as integer[]) is null then book_request.status = 'waiting'
        else book_request.id in (select unnest(cast($requests as integer[]))) end
order by request_title.book_request_id, request_title.position

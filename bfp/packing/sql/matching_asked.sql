-- What do these requests ask for: titles as chosen or as written, subjects and languages as ticked?
select book_request_id, 'title' as what, position, title_id, text
from request_title
where book_request_id in (select unnest($requests::integer[]))
union all
select request_term.book_request_id, term.list, term.position, term.id, term.name
from request_term
join term on term.id = request_term.term_id
where request_term.book_request_id in (select unnest($requests::integer[])) and term.list in ('subject', 'language')
order by book_request_id, what, position, title_id

-- Which requests of one reader are waiting, and what do they ask for?
with waiting as (
    select id, asked_on
    from book_request
    where reader_id = $reader_id and status = 'waiting' and voided_on is null
),
terms as (
    select request_term.book_request_id, string_agg(term.name, ', ' order by term.position, term.id) as subjects
    from request_term
    join waiting on waiting.id = request_term.book_request_id
    join term on term.id = request_term.term_id
    where term.list = 'subject'
    group by request_term.book_request_id
),
asked as (
    select request_title.book_request_id,
        string_agg(coalesce(title.name, request_title.text), '; ' order by request_title.position) as titles
    from request_title
    join waiting on waiting.id = request_title.book_request_id
    left join title on title.id = request_title.title_id
    group by request_title.book_request_id
)
select waiting.id, waiting.asked_on, coalesce(terms.subjects, '') as subjects, coalesce(asked.titles, '') as titles
from waiting
left join terms on terms.book_request_id = waiting.id
left join asked on asked.book_request_id = waiting.id
order by waiting.asked_on, waiting.id

-- What on our shelves fits this reader's request: asked for by name, then by subject?
with asked as (
    select request_title.title_id, min(request_title.position) as position
    from request_title
    where request_title.book_request_id = $request_id and request_title.title_id is not null
    group by request_title.title_id
),
subject as (
    select term.id, term.name, term.position
    from request_term
    join term on term.id = request_term.term_id
    where request_term.book_request_id = $request_id and term.list = 'subject'
),
tongue as (
    select term.id
    from request_term
    join term on term.id = request_term.term_id
    where request_term.book_request_id = $request_id and term.list = 'language'
),
against as (
    select distinct mailed_item.title_id
    from mailed_item
    join reader on reader.id = $reader_id
    where (mailed_item.reader_id = reader.id and mailed_item.outcome <> 'returned')
        or (mailed_item.facility_id = reader.facility_id and mailed_item.outcome = 'censored')
),
fitting as (
    select title_term.title_id, count(*) as subjects, string_agg(subject.name, ', ' order by subject.position, subject.id) as why
    from title_term
    join subject on subject.id = title_term.term_id
    where title_term.title_id not in (select title_id from against)
        and title_term.title_id not in (select title_id from asked)
    group by title_term.title_id
)
select title.id as title_id, title.name as title, title.author, title.place, coalesce(stock.on_hand, 0) as on_hand,
    case when asked.title_id is not null then 'asked for' else fitting.why end as why
from title
left join stock on stock.title_id = title.id
left join asked on asked.title_id = title.id
left join fitting on fitting.title_id = title.id
where asked.title_id is not null
    or (fitting.title_id is not null and coalesce(stock.on_hand, 0) > 0 and not title.withdrawn
        and (title.language_id is null or title.language_id in (select id from tongue) or not exists (select 1 from tongue)))
order by asked.position nulls last, coalesce(fitting.subjects, 0) desc, coalesce(stock.on_hand, 0) desc, title.id
limit $limit

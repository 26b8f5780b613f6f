-- Which titles are in use, how many copies are on hand, how many of them are promised to open packing sessions?
with promised as (
    select session_title.title_id, sum(session_title.quantity) as copies
    from packing_session
    join session_parcel on session_parcel.session_id = packing_session.id
    join session_title on session_title.session_id = session_parcel.session_id
        and session_title.position = session_parcel.position
    where packing_session.closed_on is null
        and session_parcel.state = 'open'
        and session_parcel.book_request_id is distinct from $request_id
    group by session_title.title_id
)
select title.id, title.place, title.binding, title.kind, coalesce(language.name, '') as language,
    coalesce(stock.on_hand, 0) as on_hand,
    cast(greatest(coalesce(stock.on_hand, 0) - coalesce(promised.copies, 0), 0) as integer) as free
from title
left join stock on stock.title_id = title.id
left join promised on promised.title_id = title.id
left join term as language on language.id = title.language_id
where not title.withdrawn
order by title.id

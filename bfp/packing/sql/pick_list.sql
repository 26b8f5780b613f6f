-- What is to be pulled for the parcels still open, in the order of the shelves?
with wanted as (
    select session_title.title_id, cast(sum(session_title.quantity) as integer) as copies,
        string_agg(session_title.position || case when session_title.quantity > 1 then ' (' || session_title.quantity || ')'
            else '' end, ', ' order by session_title.position) as positions
    from session_title
    join session_parcel on session_parcel.session_id = session_title.session_id
        and session_parcel.position = session_title.position
    where session_title.session_id = $session_id and session_parcel.state = 'open'
    group by session_title.title_id
)
select title.place, wanted.title_id, title.name as title, title.author, coalesce(title.isbn, '') as isbn, wanted.copies,
    wanted.positions
from wanted
join title on title.id = wanted.title_id
order by title.place = '', lower(regexp_extract(title.place, '^[^0-9]*')),
    try_cast(regexp_extract(title.place, '[0-9]+') as integer) nulls first, lower(title.place), lower(title.author),
    lower(title.name), wanted.title_id

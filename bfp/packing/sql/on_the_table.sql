-- Which waiting requests (some, or all) are in an open packing session, and which were skipped in one: since when, and why?
with parcel as (
    select session_parcel.session_id, session_parcel.position, session_parcel.book_request_id, session_parcel.state,
        session_parcel.held_by, session_parcel.held_at, session_parcel.skip_reason, session_parcel.skipped_at,
        packing_session.name, packing_session.started_on, packing_session.closed_on
    from session_parcel
    join packing_session on packing_session.id = session_parcel.session_id
    join book_request on book_request.id = session_parcel.book_request_id
    where book_request.status = 'waiting'
        and book_request.voided_on is null
        and (cast($requests as integer[]) is null
            or list_contains(cast($requests as integer[]), session_parcel.book_request_id))
),
inside as (
    select book_request_id, session_id, name, position, held_by, held_at
    from parcel
    where state = 'open' and closed_on is null
),
packed as (
    select book_request_id, max(session_id) as session_id from parcel where state = 'packed' group by book_request_id
),
skipped as (
    select parcel.book_request_id, max_by(parcel.skip_reason, parcel.session_id) as reason,
        max_by(parcel.started_on, parcel.session_id) as started_on,
        arg_max_null(parcel.skipped_at, parcel.session_id) as skipped_at
    from parcel
    left join packed on packed.book_request_id = parcel.book_request_id
    where parcel.state = 'skipped'
        and parcel.session_id > coalesce(packed.session_id, 0)
        and not contains(parcel.skip_reason, $cleared)
        -- Left out by the program because the request was filled or declined: if it waits again, nothing holds it.
        and not starts_with(parcel.skip_reason, 'Request ' || parcel.book_request_id || ' was ')
    group by parcel.book_request_id
)
select coalesce(inside.book_request_id, skipped.book_request_id) as request_id, inside.session_id,
    coalesce(inside.name, '') as session, inside.position, coalesce(inside.held_by, '') as held_by, inside.held_at,
    coalesce(skipped.reason, '') as skip_reason, skipped.started_on, skipped.skipped_at
from inside
full join skipped on skipped.book_request_id = inside.book_request_id
order by request_id

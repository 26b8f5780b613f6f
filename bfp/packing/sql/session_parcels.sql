-- What are the parcels of a session, in packing order, and what became of each?
with inside as (
    select session_title.position, string_agg(title.name, '; ' order by session_title.rowid) as titles,
        cast(sum(session_title.quantity) as integer) as copies
    from session_title
    join title on title.id = session_title.title_id
    where session_title.session_id = $session_id
    group by session_title.position
),
mailed as (
    select item.shipment_id, string_agg(title.name, '; ' order by item.id) as titles,
        cast(sum(item.quantity) as integer) as copies
    from item
    join title on title.id = item.title_id
    where item.shipment_id in (select shipment_id from session_parcel where session_id = $session_id)
    group by item.shipment_id
)
select session_parcel.position, session_parcel.book_request_id, book_request.reader_id,
    concat_ws(', ', nullif(reader.last_name, ''), nullif(reader.first_name, '')) as reader,
    coalesce(reader.number, '') as number, facility.name || ', ' || facility.state as facility, session_parcel.state,
    session_parcel.held_by, session_parcel.held_at,
    session_parcel.held_by <> '' and session_parcel.held_at <= $since as abandoned,
    session_parcel.shipment_id, shipment.voided_on is not null as voided, session_parcel.skip_reason,
    coalesce(mailed.titles, inside.titles, '') as titles, coalesce(mailed.copies, inside.copies, 0) as copies
from session_parcel
join book_request on book_request.id = session_parcel.book_request_id
join reader on reader.id = book_request.reader_id
join facility on facility.id = reader.facility_id
left join shipment on shipment.id = session_parcel.shipment_id
left join inside on inside.position = session_parcel.position
left join mailed on mailed.shipment_id = session_parcel.shipment_id
where session_parcel.session_id = $session_id
order by session_parcel.position

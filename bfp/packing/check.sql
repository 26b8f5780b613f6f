-- What packing sessions must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a request is in one open session
select session_parcel.book_request_id as id, 'to be packed twice' as what
from session_parcel
join packing_session on packing_session.id = session_parcel.session_id and packing_session.closed_on is null
where session_parcel.state = 'open'
group by session_parcel.book_request_id
having count(*) > 1

-- rule: a packed parcel has the shipment of its request
select session_parcel.session_id as id, 'packed without a shipment, or with another one' as what
from session_parcel
left join shipment on shipment.id = session_parcel.shipment_id
where (session_parcel.state = 'packed' and shipment.book_request_id is distinct from session_parcel.book_request_id)
    or (session_parcel.state <> 'packed' and session_parcel.shipment_id is not null)

-- rule: a parcel is in somebody's hands only while it is to be packed
select session_id as id, 'held though packed or skipped, or since no moment' as what
from session_parcel
where (held_by <> '' and state <> 'open') or (held_by = '') <> (held_at is null)

-- rule: a skipped parcel says why
select session_id as id, 'skipped, and nobody said why' as what
from session_parcel
where state = 'skipped' and trim(skip_reason) = '' or state <> 'skipped' and skipped_at is not null

-- Which packing sessions are there, open ones first, and how far is each?
select packing_session.id, packing_session.name, packing_session.started_on, packing_session.started_by,
    packing_session.closed_on, count(session_parcel.position) as parcels,
    count(*) filter (where session_parcel.state = 'open') as "open",
    count(*) filter (where session_parcel.state = 'packed') as packed,
    count(*) filter (where session_parcel.state = 'skipped') as skipped
from packing_session
left join session_parcel on session_parcel.session_id = packing_session.id
where cast($session_id as integer) is null or packing_session.id = $session_id
group by packing_session.id, packing_session.name, packing_session.started_on, packing_session.started_by,
    packing_session.closed_on
order by packing_session.closed_on is not null, packing_session.id desc
limit $limit

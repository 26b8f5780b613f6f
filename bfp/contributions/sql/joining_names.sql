-- Who are these readers, and where are they?
select reader.id as reader_id, reader.last_name, reader.first_name, reader.number,
    facility.name || ', ' || facility.state as facility, reader.bad_address_on
from reader
join facility on facility.id = reader.facility_id
where list_contains($ids::integer[], reader.id)

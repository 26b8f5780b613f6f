-- Which readers are there, to be compared with those of a file?
select reader.id, reader.number, reader.system_id, reader.facility_id, reader.name_key, facility.state
from reader
join facility on facility.id = reader.facility_id
where reader.merged_into is null and reader.voided_on is null
order by reader.id

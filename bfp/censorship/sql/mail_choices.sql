-- Which systems and states can mail be asked about: those with a facility?
select distinct system.id as system_id, system.name as system, facility.state
from facility
join system on system.id = facility.system_id
where facility.merged_into is null
order by system.name, system.id, facility.state

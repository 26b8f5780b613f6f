-- One appeal with its incidents, their places, and what they are about.
with about as (
    select appeal_incident.incident_id, incident.facility_id, facility.name || ', ' || facility.state as facility,
        trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as what
    from appeal_incident
    join incident on incident.id = appeal_incident.incident_id
    join facility on facility.id = incident.facility_id
    left join title on title.id = incident.title_id
    where appeal_incident.appeal_id = $id
)
select appeal.*, system.name as system,
    (select list(incident_id order by incident_id) from about) as incident_ids,
    (select list(distinct facility_id order by facility_id) from about) as facility_ids,
    (select list(distinct facility order by facility) from about) as facilities,
    (select list(distinct what order by what) from about where what <> '') as whats
from appeal
join system on system.id = appeal.system_id
where appeal.id = $id

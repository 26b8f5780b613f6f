-- Who is and who was in a study group, with what each was sent and answered.
select study_member.reader_id, reader.last_name, reader.first_name, reader.number,
    trim(reader.last_name || case when reader.first_name <> '' then ', ' || reader.first_name else '' end, ', ') as name,
    facility.name || ', ' || facility.state as facility, reader.status, study_member.joined_on, study_member.left_on,
    count(study_work.id) as sent, count(study_work.answered_on) as answered,
    case
        when reader.status in ('released', 'dead') then 'on file as ' || reader.status
        when study_group.facility_id is not null and study_group.facility_id <> reader.facility_id then 'is elsewhere now'
        when reader.bad_address_on is not null then 'bad address'
        else ''
    end as note
from study_member
join study_group on study_group.id = study_member.study_group_id
join reader on reader.id = study_member.reader_id
join facility on facility.id = reader.facility_id
left join assignment on assignment.study_group_id = study_member.study_group_id and assignment.voided_on is null
left join study_work on study_work.assignment_id = assignment.id and study_work.reader_id = study_member.reader_id
    and study_work.voided_on is null
where study_member.study_group_id = $group_id
group by study_member.reader_id, reader.last_name, reader.first_name, reader.number, facility.name, facility.state, reader.status,
    study_member.joined_on, study_member.left_on, study_group.facility_id, reader.facility_id, reader.bad_address_on
order by study_member.left_on is not null, reader.last_name, reader.first_name, study_member.reader_id

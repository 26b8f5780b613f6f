-- One assignment of one reader, with its group and the reader's name.
select study_work.id, study_work.assignment_id, assignment.name as assignment, assignment.study_group_id,
    study_group.name as study_group, study_group.title_id, study_work.reader_id,
    trim(reader.last_name || case when reader.first_name <> '' then ', ' || reader.first_name else '' end, ', ') as reader,
    facility.name || ', ' || facility.state as facility, study_work.sent_on, study_work.due_on, study_work.answered_on,
    study_work.contribution_id, study_work.replier, study_work.reply_due_on, study_work.replied_on, study_work.reply,
    study_work.shipment_id, study_work.voided_on
from study_work
join assignment on assignment.id = study_work.assignment_id
join study_group on study_group.id = assignment.study_group_id
join reader on reader.id = study_work.reader_id
join facility on facility.id = reader.facility_id
where study_work.id = $id

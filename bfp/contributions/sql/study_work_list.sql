-- What of the study groups waits for a reply, for an answer, for a parcel, or is done; the most pressing first?
with work as (
    select study_work.*, assignment.name as assignment, assignment.study_group_id, study_group.name as study_group,
        case
            when shipment_id is not null then 'done'
            when replied_on is not null then 'reply ready'
            when answered_on is not null then 'to reply'
            else 'not answered'
        end as which,
        case when answered_on is null then due_on when replied_on is null then reply_due_on end as day
    from study_work
    join assignment on assignment.id = study_work.assignment_id and assignment.voided_on is null
    join study_group on study_group.id = assignment.study_group_id and study_group.voided_on is null
    where study_work.voided_on is null and ($group_id::integer is null or study_group.id = $group_id)
),
picked as (
    select *, count(*) over () as many
    from work
    where which = $which and (not $late or day < $today)
    order by day nulls last, coalesce(replied_on, answered_on, sent_on), id
    limit $limit offset $offset
)
select picked.id, picked.reader_id,
    trim(reader.last_name || case when reader.first_name <> '' then ', ' || reader.first_name else '' end, ', ') as reader,
    facility.name || ', ' || facility.state as facility, picked.study_group, picked.assignment, picked.sent_on, picked.due_on,
    picked.answered_on, picked.replier, picked.reply_due_on, picked.replied_on,
    case when picked.day < $today then $today - picked.day end as days_late, picked.many
from picked
join reader on reader.id = picked.reader_id
join facility on facility.id = reader.facility_id
order by picked.day nulls last, coalesce(picked.replied_on, picked.answered_on, picked.sent_on), picked.id

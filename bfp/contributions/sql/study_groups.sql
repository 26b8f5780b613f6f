-- The study groups, with who is in them, what went out and came back, and what waits for us.
with members as (
    select study_group_id, count(*) filter (where left_on is null) as members
    from study_member
    group by study_group_id
),
work as (
    select assignment.study_group_id, count(*) as sent, count(study_work.answered_on) as answered,
        count(*) filter (where study_work.answered_on is not null and study_work.replied_on is null) as to_reply,
        count(*) filter (where study_work.replied_on is null and
            case when study_work.answered_on is null then study_work.due_on else study_work.reply_due_on end < $today) as late,
        max(greatest(study_work.sent_on, study_work.answered_on, study_work.replied_on)) as last_on
    from study_work
    join assignment on assignment.id = study_work.assignment_id and assignment.voided_on is null
    where study_work.voided_on is null
    group by assignment.study_group_id
)
select study_group.id, study_group.name, coalesce(facility.name || ', ' || facility.state, 'by mail') as place,
    concat_ws(', ', nullif(study_group.course, ''), title.name) as about, coalesce(members.members, 0) as members,
    coalesce(work.sent, 0) as sent, coalesce(work.answered, 0) as answered, coalesce(work.to_reply, 0) as to_reply,
    coalesce(work.late, 0) as late, study_group.started_on, study_group.ended_on, work.last_on
from study_group
left join facility on facility.id = study_group.facility_id
left join title on title.id = study_group.title_id
left join members on members.study_group_id = study_group.id
left join work on work.study_group_id = study_group.id
where study_group.voided_on is null and (study_group.ended_on is not null) = $ended
order by coalesce(work.to_reply, 0) desc, study_group.started_on desc, study_group.id

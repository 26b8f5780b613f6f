-- What contributions, joining and study groups must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a step of joining has come, and its letter is the reader's
select joining.id, 'after today, or from another reader''s letter' as what
from joining left join letter on letter.id = joining.letter_id and letter.reader_id = joining.reader_id
where joining.happened_on > $today or (joining.letter_id is not null and letter.id is null)

-- rule: a study group's place and book are there, and its days in order
select study_group.id, 'place or book missing, or days out of order' as what
from study_group
left join facility on facility.id = study_group.facility_id and facility.merged_into is null
left join title on title.id = study_group.title_id
where (study_group.facility_id is not null and facility.id is null)
    or (study_group.title_id is not null and title.id is null)
    or started_on > $today or ended_on > $today or ended_on < started_on

-- rule: a voided study group says why, and nothing of it was sent
select study_group.id, 'without a reason, or with work of readers' as what
from study_group
where voided_on is not null and (void_reason = '' or exists (
    select 1 from assignment join study_work on study_work.assignment_id = assignment.id
    where assignment.study_group_id = study_group.id and study_work.voided_on is null))

-- rule: everybody in a study group is on file, from when to when
select study_member.study_group_id as id, 'reader ' || study_member.reader_id || ': no group, no reader, or days' as what
from study_member
left join study_group on study_group.id = study_member.study_group_id
left join reader on reader.id = study_member.reader_id and reader.merged_into is null
where study_group.id is null or reader.id is null or joined_on < study_group.started_on or joined_on > $today
    or left_on < joined_on or left_on > $today

-- rule: every assignment that was sent is of a study group, to a reader
select study_work.id, 'no assignment, group or reader' as what
from study_work
left join assignment on assignment.id = study_work.assignment_id
left join study_group on study_group.id = assignment.study_group_id
left join reader on reader.id = study_work.reader_id
where assignment.id is null or study_group.id is null or reader.id is null
    or (study_work.voided_on is null and assignment.voided_on is not null)

-- rule: an assignment is sent, answered and replied to in this order
select id, 'sent, answered, replied and today are out of order' as what
from study_work
where greatest(sent_on, answered_on, replied_on) > $today or answered_on < sent_on or replied_on < answered_on
    or due_on < sent_on or reply_due_on < answered_on or (replied_on is not null and answered_on is null)

-- rule: an answer of a study group is a contribution of its reader, and a reply has words
select study_work.id, 'contribution missing or another reader''s, or reply without words' as what
from study_work
join reader on reader.id = study_work.reader_id
left join contribution on contribution.id = study_work.contribution_id
    and contribution.reader_id = coalesce(reader.merged_into, reader.id)
where (study_work.answered_on is not null and contribution.id is null)
    or (study_work.replied_on is not null) <> (study_work.reply <> '')

-- rule: a reply went with a parcel to its reader, mailed after it was written
select study_work.id, 'no parcel, another reader''s, voided, or mailed before' as what
from study_work
join reader on reader.id = study_work.reader_id
left join shipment on shipment.id = study_work.shipment_id and shipment.voided_on is null
    and shipment.reader_id = coalesce(reader.merged_into, reader.id)
where study_work.shipment_id is not null
    and (shipment.id is null or study_work.replied_on is null or study_work.replied_on > shipment.mailed_on)

-- rule: a contribution's state has what belongs to it
select id, 'published without where and when, or not used without why' as what
from contribution
where voided_on is null and (state not in ('received', 'typed', 'edited', 'answered', 'published', 'not used')
    or (state = 'published') <> (published_on is not null) or (state = 'published') <> (published_in <> '')
    or (state = 'not used') <> (not_used_why <> '') or (held_by <> '') <> (held_on is not null))

-- What waits for something from us on $day, how much of it for too long, and how long it took where it was done in the time asked?
with open_or_done as (
    select 'book requests' as what, book_request.asked_on as came_on, book_request.reader_id,
        coalesce(letter.facility_id, reader.facility_id) as facility_id,
        -- Declined too: that is an answer.
        case when book_request.status <> 'waiting' then coalesce(book_request.closed_on, book_request.asked_on) end as done_on,
        false as nothing_due, book_request.asked_on < $overdue_on as old
    from book_request
    join reader on reader.id = book_request.reader_id
    left join letter on letter.id = book_request.letter_id
    where book_request.voided_on is null and book_request.asked_on <= $day
    union all
    select 'contributions', contribution.received_on, contribution.reader_id, coalesce(letter.facility_id, reader.facility_id),
        least(contribution.answered_on, contribution.published_on), contribution.state = 'not used',
        contribution.received_on < $unanswered_on
    from contribution
    join reader on reader.id = contribution.reader_id
    left join letter on letter.id = contribution.letter_id
    where contribution.voided_on is null and contribution.received_on <= $day
        and not list_contains($no_reply::varchar[], contribution.kind)
    union all
    select 'answers of study groups', study_work.answered_on, study_work.reader_id, reader.facility_id, study_work.replied_on,
        false, coalesce(study_work.reply_due_on < $day, false)
    from study_work
    join reader on reader.id = study_work.reader_id
    where study_work.voided_on is null and study_work.answered_on <= $day
),
chosen as (
    select open_or_done.*, not nothing_due and coalesce(done_on > $day, true) as waits,
        coalesce(done_on between $since and $until, false) as done
    from open_or_done
    join facility on facility.id = open_or_done.facility_id
    join system on system.id = facility.system_id
    where system.id = coalesce($system_id, system.id) and facility.state = coalesce($state, facility.state)
)
select what, count(*) filter (where waits) as waiting, count(*) filter (where waits and old) as late,
    min(came_on) filter (where waits) as oldest_on, count(*) filter (where done) as done,
    percentile_cont(0.5) within group (order by done_on - came_on) filter (where done) as half_within,
    count(distinct reader_id) filter (where waits) as readers
from chosen
group by what
order by what = 'answers of study groups', what

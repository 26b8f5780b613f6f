-- Who stands at a step of joining on a day, who waits there longest first?
with moments as (
    select unnest($days::date[]) as day
),
person as (
    select id, facility_id
    from reader
    where voided_on is null and merged_into is null and status in ('active', 'moved')
        and ($reader_id::integer is null or id = $reader_id)
),
-- What came from a reader: letters, and what was given back without one.
came as (
    select reader_id, postmark_on as came_on, true as letter
    from letter
    where voided_on is null and ($reader_id::integer is null or reader_id = $reader_id)
    union all
    select reader_id, received_on, false
    from contribution
    where voided_on is null and ($reader_id::integer is null or reader_id = $reader_id)
),
wrote as (
    select moments.day, came.reader_id, min(came_on) filter (where letter) as first_on, max(came_on) as last_on
    from came
    join moments on came.came_on <= moments.day
    group by moments.day, came.reader_id
),
-- What a person said last counts from its day on; silence that somebody said ends with the next letter.
said as (
    select moments.day, joining.reader_id, joining.step, joining.happened_on,
        row_number() over (
            partition by moments.day, joining.reader_id order by joining.happened_on desc, joining.id desc
        ) as nth
    from joining
    join moments on joining.happened_on <= moments.day
    left join wrote on wrote.day = moments.day and wrote.reader_id = joining.reader_id
    where joining.voided_on is null and ($reader_id::integer is null or joining.reader_id = $reader_id)
        and not (joining.step = 'silent' and coalesce(wrote.last_on > joining.happened_on, false))
),
last_said as (
    select day, reader_id, step, happened_on, list_position($steps::varchar[], step) as rank
    from said
    where nth = 1
),
-- Work offered in a request means asked; what was given back, or a place in a study group, means active.
did as (
    select book_request.reader_id, 2 as rank, book_request.asked_on as done_on
    from book_request
    where book_request.voided_on is null and ($reader_id::integer is null or book_request.reader_id = $reader_id)
        and book_request.id in (
            select request_term.book_request_id
            from request_term
            join term on term.id = request_term.term_id and term.list = 'work'
        )
    union all
    select reader_id, 5, received_on
    from contribution
    where voided_on is null and ($reader_id::integer is null or reader_id = $reader_id)
    union all
    select study_member.reader_id, 5, study_member.joined_on
    from study_member
    join study_group on study_group.id = study_member.study_group_id and study_group.voided_on is null
    where ($reader_id::integer is null or study_member.reader_id = $reader_id)
),
reached as (
    select moments.day, did.reader_id,
        min(done_on) filter (where did.rank = 2) as asked_on,
        min(done_on) filter (where did.rank = 5) as active_on
    from did
    join moments on did.done_on <= moments.day
    left join last_said on last_said.day = moments.day and last_said.reader_id = did.reader_id
    where last_said.happened_on is null or did.done_on >= last_said.happened_on
    group by moments.day, did.reader_id
),
stands as (
    select moments.day, person.id as reader_id, person.facility_id, wrote.first_on, wrote.last_on,
        last_said.step as said_step, last_said.happened_on as said_on, reached.asked_on, reached.active_on,
        greatest(
            case when wrote.first_on is not null then 1 end, last_said.rank,
            case when reached.asked_on is not null then 2 end, case when reached.active_on is not null then 5 end
        ) as rank,
        coalesce(greatest(wrote.last_on, last_said.happened_on) < moments.day - to_months($silent_months), false)
            as long_silent
    from person
    cross join moments
    left join wrote on wrote.day = moments.day and wrote.reader_id = person.id
    left join last_said on last_said.day = moments.day and last_said.reader_id = person.id
    left join reached on reached.day = moments.day and reached.reader_id = person.id
    where wrote.last_on is not null or last_said.step is not null
),
standing as (
    select day, reader_id, facility_id, last_on,
        case when said_step = 'silent' or long_silent then 'silent' else $steps[rank] end as step,
        case
            when said_step = 'silent' then said_on
            when long_silent then coalesce(last_on, said_on)
            when rank = list_position($steps::varchar[], said_step) then said_on
            when rank = 5 then active_on
            when rank = 2 then asked_on
            else coalesce(first_on, last_on)
        end as since_on,
        coalesce(said_step is not null and (said_step = 'silent' or rank = list_position($steps::varchar[], said_step))
            and not (long_silent and said_step <> 'silent'), false) as said_by_somebody
    from stands
),
picked as (
    select standing.*, reader.bad_address_on
    from standing
    join reader on reader.id = standing.reader_id
    where ($step::varchar is null or standing.step = $step)
        and ($facility_id::integer is null or standing.facility_id = $facility_id)
        and (not $mailable or (reader.bad_address_on is null and reader.status = 'active'))
    order by standing.since_on, standing.reader_id
    limit $limit offset $offset
)
select picked.reader_id, reader.last_name, reader.first_name, reader.number,
    facility.name || ', ' || facility.state as facility, picked.step, picked.since_on,
    picked.day - picked.since_on as days, picked.last_on, picked.said_by_somebody, picked.bad_address_on
from picked
join reader on reader.id = picked.reader_id
join facility on facility.id = picked.facility_id
order by picked.since_on, picked.reader_id

-- At which step of joining is each reader on a day, since when, and may they be written to?
with person as (
    select id, facility_id, status, bad_address_on
    from reader
    where voided_on is null and merged_into is null and status in ('active', 'moved')
        and ($reader_id::integer is null or id = $reader_id)
),
-- What came from a reader: letters, and what was given back without one.
wrote as (
    select reader_id, min(postmark_on) as first_on, max(postmark_on) as last_on
    from letter
    where voided_on is null and postmark_on <= $day and ($reader_id::integer is null or reader_id = $reader_id)
    group by reader_id
),
gave as (
    select reader_id, received_on as done_on
    from contribution
    where voided_on is null and received_on <= $day and ($reader_id::integer is null or reader_id = $reader_id)
),
-- What a person said last counts from its day on; silence that somebody said ends with what comes next.
said as (
    select joining.reader_id, joining.step, joining.happened_on,
        row_number() over (partition by joining.reader_id order by joining.happened_on desc, joining.id desc) as nth
    from joining
    left join wrote on wrote.reader_id = joining.reader_id
    left join (select reader_id, max(done_on) as last_on from gave group by reader_id) as given
        on given.reader_id = joining.reader_id
    where joining.voided_on is null and joining.happened_on <= $day
        and ($reader_id::integer is null or joining.reader_id = $reader_id)
        and not (joining.step = 'silent' and coalesce(greatest(wrote.last_on, given.last_on) > joining.happened_on, false))
),
last_said as (
    select reader_id, step, happened_on, list_position($steps::varchar[], step) as rank
    from said
    where nth = 1
),
-- Work offered in a request means asked; what was given back, or a place in a study group, means active.
offered as (
    select book_request.reader_id, book_request.asked_on as done_on
    from book_request
    where book_request.voided_on is null and book_request.asked_on <= $day
        and ($reader_id::integer is null or book_request.reader_id = $reader_id)
        and book_request.id in (
            select book_request_id from request_term
            where term_id in (select id from term where list = 'work')
        )
),
asked as (
    select offered.reader_id, min(offered.done_on) as asked_on
    from offered
    left join last_said on last_said.reader_id = offered.reader_id
    where last_said.happened_on is null or offered.done_on >= last_said.happened_on
    group by offered.reader_id
),
took_part as (
    select reader_id, done_on, true as came from gave
    union all
    select study_member.reader_id, study_member.joined_on, false
    from study_member
    join study_group on study_group.id = study_member.study_group_id and study_group.voided_on is null
    where study_member.joined_on <= $day and ($reader_id::integer is null or study_member.reader_id = $reader_id)
),
active as (
    select took_part.reader_id, max(took_part.done_on) filter (where came) as last_on,
        min(took_part.done_on) filter (
            where last_said.happened_on is null or took_part.done_on >= last_said.happened_on
        ) as active_on
    from took_part
    left join last_said on last_said.reader_id = took_part.reader_id
    group by took_part.reader_id
),
stands as (
    select person.id as reader_id, person.facility_id, person.status, person.bad_address_on, wrote.first_on,
        greatest(wrote.last_on, active.last_on) as last_on, last_said.step as said_step, last_said.happened_on as said_on,
        last_said.rank as said_rank, asked.asked_on, active.active_on,
        greatest(
            case when wrote.first_on is not null or active.last_on is not null then 1 end, last_said.rank,
            case when asked.asked_on is not null then 2 end, case when active.active_on is not null then 5 end
        ) as rank,
        coalesce(
            greatest(wrote.last_on, active.last_on, last_said.happened_on)
                < cast($day::date - to_months($silent_months) as date),
            false
        ) as long_silent
    from person
    left join wrote on wrote.reader_id = person.id
    left join last_said on last_said.reader_id = person.id
    left join asked on asked.reader_id = person.id
    left join active on active.reader_id = person.id
    where wrote.first_on is not null or active.last_on is not null or last_said.rank is not null
),
standing as (
    select reader_id, facility_id, status, bad_address_on, last_on,
        case when said_step = 'silent' or long_silent then 6 else rank end as rank,
        case
            when said_step = 'silent' then said_on
            when long_silent then coalesce(last_on, said_on)
            when rank = said_rank then said_on
            when rank = 5 then active_on
            when rank = 2 then asked_on
            else coalesce(first_on, last_on)
        end as since_on,
        coalesce(case when long_silent then said_step = 'silent' else said_step = 'silent' or rank = said_rank end, false)
            as said_by_somebody
    from stands
)
select reader_id, facility_id, rank::tinyint as rank, since_on, last_on, said_by_somebody,
    bad_address_on is null and status = 'active' as mailable
from standing

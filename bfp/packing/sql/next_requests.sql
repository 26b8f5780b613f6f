-- Which waiting requests come next, the longest waiting first, and which are passed over on the way, and why?
with refusing as (
    select distinct facility.id
    from restriction
    join facility on
        (restriction.level = 'facility' and restriction.facility_id = facility.id)
        or (restriction.level = 'kind' and restriction.kind = facility.kind
            and (restriction.system_id is null or restriction.system_id = facility.system_id))
        or (restriction.level = 'system' and restriction.system_id = facility.system_id)
    where restriction.refuses_all
        and restriction.voided_on is null
        and restriction.starts_on <= $today
        and (restriction.ends_on is null or restriction.ends_on > $today)
),
waiting as (
    select book_request.id, $today - book_request.asked_on as age_days,
        concat_ws(', ', nullif(reader.last_name, ''), nullif(reader.first_name, '')) as reader,
        facility.name || ', ' || facility.state as facility, book_request.asked_on,
        case
            when reader.status in ('released', 'dead') then 'reader ' || reader.status
            when reader.status = 'moved' then 'reader moved, new place not known'
            when reader.bad_address_on is not null then 'bad address'
            when facility.status = 'closed' then 'facility closed'
            when facility.id in (select id from refusing) then 'facility takes no books'
            when list_contains(cast($skipped as integer[]), book_request.id) then 'skipped'
            else '' end as why
    from book_request
    join reader on reader.id = book_request.reader_id
    join facility on facility.id = reader.facility_id
    where book_request.status = 'waiting'
        and book_request.voided_on is null
        and not list_contains(cast($inside as integer[]), book_request.id)
        and (cast($system_id as integer) is null or facility.system_id = $system_id)
        and (cast($subject_id as integer) is null or book_request.id in
            (select book_request_id from request_term where term_id = $subject_id))
        and (cast($language_id as integer) is null or book_request.id in
            (select book_request_id from request_term where term_id = $language_id))
        and (cast($among as integer[]) is null or book_request.id in (select unnest(cast($among as integer[]))))
        and (cast($overdue_on as date) is null or book_request.asked_on < $overdue_on)
),
counted as (
    select id, age_days, reader, facility, asked_on, why,
        coalesce(count(*) filter (where why = '') over (
            order by asked_on, id rows between unbounded preceding and 1 preceding), 0) as before
    from waiting
)
select id, age_days, reader, facility, why
from counted
where cast($limit as bigint) is null or before < $limit
order by asked_on, id

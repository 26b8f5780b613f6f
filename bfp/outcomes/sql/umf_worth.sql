-- Which readers may be asked what became of their mail, and how much would a form to each teach? The most first.
-- What is known of a facility comes in lists: its beta distribution's size and variance, and how likely a form is answered there.
with place as (
    select unnest($facilities::integer[]) as facility_id, unnest($sizes::double[]) as size, unnest($variances::double[]) as variance,
        unnest($answers::double[]) as answer
),
may_be_asked as (
    select reader.id, reader.facility_id
    from reader
    where reader.status = 'active' and reader.voided_on is null and reader.merged_into is null and reader.bad_address_on is null
        and (reader.release_on is null or reader.release_on > $today)
        and (cast($facility_id as integer) is null or reader.facility_id = $facility_id)
        and reader.id not in (
            select reader_id from umf
            where voided_on is null and coalesce(mailed_on, printed_on) > $asked_since
        )
),
unknown as (
    select mailed_item.reader_id, mailed_item.facility_id, count(*) as items, min(mailed_item.mailed_on) as oldest_on,
        max(mailed_item.mailed_on) as newest_on
    from mailed_item
    join may_be_asked on may_be_asked.id = mailed_item.reader_id and may_be_asked.facility_id = mailed_item.facility_id
    where mailed_item.outcome = 'unconfirmed' and mailed_item.learned_on is null
        and mailed_item.mailed_on between $oldest_on and $mature_on
    group by mailed_item.reader_id, mailed_item.facility_id
),
hoped as (
    select unknown.reader_id, unknown.facility_id, least(unknown.items, $most) as items, unknown.items as unconfirmed,
        unknown.oldest_on, unknown.newest_on, coalesce(place.size, $size) as size,
        coalesce(place.variance, $variance) as variance, coalesce(place.answer, $answer) as answer
    from unknown
    left join place on place.facility_id = unknown.facility_id
),
-- forms to one place share what there is to learn of it: the longest list goes first, and each later one adds less
in_turn as (
    select *, answer * items as known, coalesce(sum(answer * items) over (
        partition by facility_id order by items desc, reader_id rows between unbounded preceding and 1 preceding
    ), 0) as before
    from hoped
),
ranked as (
    select reader_id, facility_id, items, unconfirmed, oldest_on, newest_on, answer, known,
        variance * ((before + known) / (size + before + known) - before / (size + before)) / $unit as learned,
        count(*) over () as matching
    from in_turn
    order by learned desc, items desc, reader_id
    limit $limit offset $offset
)
select ranked.reader_id, reader.last_name, reader.first_name, ranked.facility_id,
    facility.name || ', ' || facility.state as facility, ranked.items, ranked.unconfirmed, ranked.oldest_on, ranked.newest_on,
    ranked.answer, ranked.known, ranked.learned, ranked.matching
from ranked
join reader on reader.id = ranked.reader_id
join facility on facility.id = ranked.facility_id
order by ranked.learned desc, ranked.items desc, ranked.reader_id

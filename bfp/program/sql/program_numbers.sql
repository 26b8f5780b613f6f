-- How many letters, requests, items and contributions were there by $by (all, system, facility, month, language), and how many
-- different readers are behind each? A thing is where its letter or parcel says, else where its reader is; it speaks the
-- language of its request. Each thing is in one part only, so the parts add up; a reader can be in several.
with spoken as (
    select request_term.book_request_id as id, string_agg(term.name, ' and ' order by term.position, term.id) as language
    from request_term
    join term on term.id = request_term.term_id and term.list = 'language'
    where $by = 'language'
    group by request_term.book_request_id
),
enclosed as (
    select letter_id, min(id) as id
    from book_request
    where $by = 'language' and letter_id is not null and voided_on is null
    group by letter_id
),
thing as (
    select 'letter' as what, postmark_on as day, reader_id, facility_id, letter.id as letter_id, null::integer as request_id,
        false as special, false as late
    from letter
    where voided_on is null and postmark_on between $since and $until
    union all
    select 'request', book_request.asked_on, book_request.reader_id, coalesce(letter.facility_id, reader.facility_id), null,
        book_request.id, false,
        book_request.asked_on < $overdue_on
            and (book_request.status = 'waiting' or coalesce(book_request.closed_on > $day, false))
    from book_request
    join reader on reader.id = book_request.reader_id
    left join letter on letter.id = book_request.letter_id
    where book_request.voided_on is null and book_request.asked_on between $since and $until
    union all
    select 'item', mailed_item.mailed_on, mailed_item.reader_id, mailed_item.facility_id, null, mailed_item.book_request_id,
        title.kind in ('book', 'dictionary', 'study pack'), false
    from mailed_item
    join title on title.id = mailed_item.title_id
    where mailed_item.mailed_on between $since and $until
    union all
    select 'contribution', contribution.received_on, contribution.reader_id,
        coalesce(letter.facility_id, reader.facility_id), contribution.letter_id, null, contribution.kind = 'book review',
        contribution.received_on < $unanswered_on
            and not list_contains($no_reply::varchar[], contribution.kind)
            and contribution.state <> 'not used'
            and coalesce(least(contribution.answered_on, contribution.published_on) > $day, true)
    from contribution
    join reader on reader.id = contribution.reader_id
    left join letter on letter.id = contribution.letter_id
    where contribution.voided_on is null and contribution.received_on between $since and $until
    union all
    select 'study answer', study_work.answered_on, study_work.reader_id, reader.facility_id, null, null, false,
        coalesce(study_work.reply_due_on < $day, false) and coalesce(study_work.replied_on > $day, true)
    from study_work
    join reader on reader.id = study_work.reader_id
    where study_work.voided_on is null and study_work.answered_on between $since and $until
),
placed as (
    select thing.what, thing.reader_id, thing.special, thing.late,
        case $by when 'facility' then facility.id when 'system' then system.id end as part_id,
        case when $by = 'month' then cast(date_trunc('month', thing.day) as date) end as month,
        case when $by = 'language' then coalesce(spoken.language, 'no language named') end as language
    from thing
    join facility on facility.id = thing.facility_id
    join system on system.id = facility.system_id
    left join enclosed on enclosed.letter_id = thing.letter_id
    left join spoken on spoken.id = coalesce(thing.request_id, enclosed.id)
    where system.id = coalesce($system_id, system.id)
        and facility.state = coalesce($state, facility.state)
),
of_reader as (
    select part_id, month, language, reader_id,
        count(*) filter (where what = 'letter') as letters,
        count(*) filter (where what = 'request') as requests,
        count(*) filter (where what = 'item') as items,
        count(*) filter (where what = 'item' and special) as books,
        count(*) filter (where what = 'contribution') as contributions,
        count(*) filter (where what = 'contribution' and special) as reviews,
        count(*) filter (where late) as late
    from placed
    group by part_id, month, language, reader_id
),
part as (
    select part_id, month, language,
        sum(letters)::bigint as letters, sum(requests)::bigint as requests, sum(items)::bigint as items,
        sum(books)::bigint as books, sum(contributions)::bigint as contributions, sum(reviews)::bigint as reviews,
        sum(late)::bigint as late, count(*) as readers,
        count(*) filter (where letters > 0) as letters_readers, count(*) filter (where requests > 0) as requests_readers,
        count(*) filter (where items > 0) as items_readers, count(*) filter (where books > 0) as books_readers,
        count(*) filter (where contributions > 0) as contributions_readers,
        count(*) filter (where reviews > 0) as reviews_readers, count(*) filter (where late > 0) as late_readers
    from of_reader
    group by part_id, month, language
)
select
    case $by
        when 'month' then cast(part.month as varchar)
        when 'language' then part.language
        when 'facility' then facility.name || ', ' || facility.state
        when 'system' then system.name
        else 'all' end as part,
    part.part_id, part.readers,
    part.letters, part.requests, part.items, part.books, part.contributions, part.reviews, part.late,
    part.letters_readers, part.requests_readers, part.items_readers, part.books_readers,
    part.contributions_readers, part.reviews_readers, part.late_readers
from part
left join facility on $by = 'facility' and facility.id = part.part_id
left join system on $by = 'system' and system.id = part.part_id
order by part.month, part.items desc, part.letters desc, part.contributions desc, 1, part.part_id

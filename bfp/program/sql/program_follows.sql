-- Of the books mailed a year ago or earlier: how many were followed within a year by a review of that title, by anything given
-- back, by another letter, by $by (all, system, facility, month of mailing, language of the request)?
with spoken as (
    select request_term.book_request_id as id, string_agg(term.name, ' and ' order by term.position, term.id) as language
    from request_term
    join term on term.id = request_term.term_id and term.list = 'language'
    where $by = 'language'
    group by request_term.book_request_id
),
book as materialized (
    select mailed_item.id, mailed_item.reader_id, mailed_item.title_id, mailed_item.mailed_on,
        cast(mailed_item.mailed_on + interval 1 year as date) as until_on,
        case $by when 'facility' then facility.id when 'system' then system.id end as part_id,
        case when $by = 'month' then cast(date_trunc('month', mailed_item.mailed_on) as date) end as month,
        case when $by = 'language' then coalesce(spoken.language, 'no language named') end as language
    from mailed_item
    join title on title.id = mailed_item.title_id and title.kind in ('book', 'dictionary', 'study pack')
    join facility on facility.id = mailed_item.facility_id
    join system on system.id = facility.system_id
    left join spoken on spoken.id = mailed_item.book_request_id
    where mailed_item.mailed_on between $since and $until
        and mailed_item.mailed_on <= $year_ago
        and system.id = coalesce($system_id, system.id)
        and facility.state = coalesce($state, facility.state)
),
reviewed as (
    select distinct book.id
    from book
    join contribution on contribution.reader_id = book.reader_id and contribution.title_id = book.title_id
    where contribution.kind = 'book review' and contribution.voided_on is null
        and contribution.received_on between book.mailed_on and book.until_on
),
gave as (
    select distinct book.id
    from book
    join contribution on contribution.reader_id = book.reader_id
    where contribution.voided_on is null and contribution.received_on between book.mailed_on and book.until_on
),
wrote as (
    select distinct book.id
    from book
    join letter on letter.reader_id = book.reader_id
    where letter.voided_on is null and letter.postmark_on > book.mailed_on and letter.postmark_on <= book.until_on
),
followed as (
    select book.*, reviewed.id is not null as review, gave.id is not null as gift, wrote.id is not null as letter
    from book
    left join reviewed on reviewed.id = book.id
    left join gave on gave.id = book.id
    left join wrote on wrote.id = book.id
),
part as (
    select part_id, month, language, count(*) as books, count(distinct reader_id) as readers,
        count(*) filter (where review) as reviews, count(*) filter (where gift) as gifts, count(*) filter (where letter) as letters,
        count(distinct reader_id) filter (where review) as reviews_readers,
        count(distinct reader_id) filter (where gift) as gifts_readers,
        count(distinct reader_id) filter (where letter) as letters_readers
    from followed
    group by part_id, month, language
)
select
    case $by
        when 'month' then cast(part.month as varchar)
        when 'language' then part.language
        when 'facility' then facility.name || ', ' || facility.state
        when 'system' then system.name
        else 'all' end as part,
    part.part_id, part.books, part.readers, part.reviews, part.gifts, part.letters,
    part.reviews_readers, part.gifts_readers, part.letters_readers
from part
left join facility on $by = 'facility' and facility.id = part.part_id
left join system on $by = 'system' and system.id = part.part_id
order by part.month, part.books desc, 1, part.part_id

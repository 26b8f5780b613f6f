-- Which requests wait, oldest first, and what does a packer need to know of each? (one page of them)
with waiting as (
    select book_request.id, book_request.asked_on, book_request.reader_id, reader.number, reader.first_name, reader.last_name,
        reader.facility_id, facility.name as facility_name, facility.state, facility.system_id, facility.kind,
        count(*) over () as matching
    from book_request
    join reader on reader.id = book_request.reader_id
    join facility on facility.id = reader.facility_id
    where book_request.status = 'waiting'
        and book_request.voided_on is null
        and (cast($system_id as integer) is null or facility.system_id = $system_id)
        and (cast($subject_id as integer) is null or book_request.id in
            (select book_request_id from request_term where term_id = $subject_id))
        and (cast($language_id as integer) is null or book_request.id in
            (select book_request_id from request_term where term_id = $language_id))
        and (cast($among as integer[]) is null or book_request.id in (select unnest(cast($among as integer[]))))
        and (cast($overdue_on as date) is null or book_request.asked_on < $overdue_on)
    order by book_request.asked_on, book_request.id
    limit $limit offset $offset
),
terms as (
    select request_term.book_request_id,
        string_agg(term.name, ', ' order by term.position, term.id) filter (where term.list = 'subject') as subjects,
        string_agg(term.name, ', ' order by term.position, term.id) filter (where term.list = 'language') as languages
    from request_term
    join waiting on waiting.id = request_term.book_request_id
    join term on term.id = request_term.term_id
    group by request_term.book_request_id
),
asked as (
    select request_title.book_request_id,
        string_agg(coalesce(title.name, request_title.text), '; ' order by request_title.position) as titles,
        count(*) as titles_asked
    from request_title
    join waiting on waiting.id = request_title.book_request_id
    left join title on title.id = request_title.title_id
    group by request_title.book_request_id
),
sent as (
    select reader_id, max(mailed_on) as last_on from shipment
    where reader_id in (select reader_id from waiting) and voided_on is null
    group by reader_id
),
place as (
    select distinct facility_id, system_id, kind from waiting
),
rule as (
    select place.facility_id,
        bool_or(restriction.refuses_all) as refuses_all,
        min(restriction.max_items) as max_items,
        bool_or(restriction.paperback_only) as paperback_only,
        bool_or(restriction.no_hardcover) as no_hardcover,
        min(restriction.max_weight_oz) as max_weight_oz,
        bool_or(restriction.new_only) as new_only,
        bool_or(restriction.approved_vendors_only) as approved_vendors_only,
        bool_or(restriction.prior_approval) as prior_approval,
        bool_or(restriction.invoice_needed) as invoice_needed,
        count(*) filter (where not (restriction.refuses_all or restriction.paperback_only or restriction.new_only
            or restriction.approved_vendors_only or restriction.prior_approval or restriction.invoice_needed
            or restriction.no_hardcover or restriction.max_weight_oz is not null or restriction.max_items is not null)) as others
    from place
    join restriction on
        (restriction.level = 'facility' and restriction.facility_id = place.facility_id)
        or (restriction.level = 'kind' and restriction.kind = place.kind
            and (restriction.system_id is null or restriction.system_id = place.system_id))
        or (restriction.level = 'system' and restriction.system_id = place.system_id)
    where restriction.voided_on is null
        and restriction.starts_on <= $today
        and (restriction.ends_on is null or restriction.ends_on > $today)
    group by place.facility_id
)
select waiting.id, waiting.asked_on, $today - waiting.asked_on as age_days, waiting.reader_id,
    coalesce(waiting.number, '') as number,
    concat_ws(', ', nullif(waiting.last_name, ''), nullif(waiting.first_name, '')) as reader,
    waiting.facility_id, waiting.facility_name || ', ' || waiting.state as facility,
    concat_ws(' · ',
        case when rule.refuses_all then 'NO BOOKS' end,
        case when rule.max_items is not null then 'at most ' || rule.max_items end,
        case when rule.paperback_only then 'paperback only' when rule.no_hardcover then 'no hardcover' end,
        case when rule.max_weight_oz is not null then 'at most ' || printf('%g', rule.max_weight_oz / 16.0) || ' lb' end,
        case when rule.new_only then 'new only' end,
        case when rule.approved_vendors_only then 'approved vendors' end,
        case when rule.prior_approval then 'prior approval' end,
        case when rule.invoice_needed then 'invoice' end,
        case when rule.others > 0 then rule.others || ' more' end) as restrictions,
    case when asked.titles is null and terms.subjects is null then 'anything' else coalesce(terms.subjects, '') end as subjects,
    sent.last_on + cast($interval as integer) as due_on,
    coalesce(terms.languages, '') as languages,
    coalesce(asked.titles, '') as titles,
    coalesce(asked.titles_asked, 0) as titles_asked,
    waiting.matching
from waiting
left join terms on terms.book_request_id = waiting.id
left join asked on asked.book_request_id = waiting.id
left join rule on rule.facility_id = waiting.facility_id
left join sent on sent.reader_id = waiting.reader_id
order by waiting.asked_on, waiting.id

-- Which contributions wait, or are on file, with what one must know to take one? (one page of them, no reader named)
with chosen as ( -- numbers only: texts are long, and are fetched for the page alone
    select contribution.id, contribution.received_on, count(*) over () as matching
    from contribution
    left join title on title.id = contribution.title_id
    where contribution.voided_on is null
        and (cast($state as varchar) is null or contribution.state = $state)
        and (cast($kind as varchar) is null or contribution.kind = $kind)
        and not ($to_type and list_contains($not_typed, contribution.kind))
        and ($title = '' or contains(lower(coalesce(title.name, contribution.title_text)), lower($title)))
    order by case when $oldest then contribution.received_on end, case when not $oldest then contribution.received_on end desc,
        contribution.id
    limit $limit offset $offset
),
scanned as (
    select document_of.entity_id, count(*) as scans, sum(document.pages) as pages
    from document_of
    join document on document.id = document_of.document_id and document.voided_on is null
    where document_of.entity = 'contribution' and document_of.entity_id in (select id from chosen)
    group by document_of.entity_id
)
select contribution.id, contribution.received_on, $today - contribution.received_on as age_days, contribution.kind,
    contribution.state, coalesce(title.name, contribution.title_text) as title,
    facility.name || ', ' || facility.state as facility, coalesce(contribution.pages, scanned.pages) as pages,
    coalesce(scanned.scans, 0) as scans,
    case when trim(contribution.body) = '' then 0 else length(regexp_split_to_array(trim(contribution.body), '\s+')) end as words,
    contribution.held_by, contribution.held_on,
    case when contribution.held_by = '' then '' when contribution.held_on <= $left_on then 'left by ' || contribution.held_by
        else contribution.held_by end as in_hand,
    contribution.consent, chosen.matching
from chosen
join contribution on contribution.id = chosen.id
join reader on reader.id = contribution.reader_id
left join letter on letter.id = contribution.letter_id
join facility on facility.id = coalesce(letter.facility_id, reader.facility_id)
left join title on title.id = contribution.title_id
left join scanned on scanned.entity_id = chosen.id
order by case when $oldest then chosen.received_on end, case when not $oldest then chosen.received_on end desc, chosen.id

-- Who is at one facility, and when did each last write? One page of them; for the desk, never for a report.
with page as (
    select id, first_name, last_name, number, status, solitary, release_on, count(*) over () as of
    from reader
    where facility_id = $facility_id and voided_on is null and merged_into is null
    order by case status when 'active' then 0 else 1 end, lower(last_name), lower(first_name), id
    limit $limit offset $offset
)
select page.id, page.last_name, page.first_name, page.number, page.status, page.solitary, page.release_on,
    last_letter.postmark_on as last_letter_on, page.of
from page
left join (
    select reader_id, max(postmark_on) as postmark_on
    from letter
    where voided_on is null and reader_id in (select id from page)
    group by reader_id
) last_letter on last_letter.reader_id = page.id
order by case page.status when 'active' then 0 else 1 end, lower(page.last_name), lower(page.first_name), page.id

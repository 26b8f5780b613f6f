-- Of some requests, oldest first: whose are they (a merged reader is the one kept), and where is that reader now?
select book_request.id, kept.id as reader_id, kept.facility_id, book_request.asked_on, book_request.status = 'waiting' as waiting
from book_request
join reader on reader.id = book_request.reader_id
join reader as kept on kept.id = coalesce(reader.merged_into, reader.id)
where book_request.id in (select unnest($requests::integer[])) and book_request.voided_on is null
order by book_request.asked_on, book_request.id

-- Step 14: request closed by
update book_request set closed_by = told.volunteer
from (
    select entity_id, max_by(volunteer, id) as volunteer from history
    where entity = 'book_request' and action = 'changed'
    group by entity_id
) as told
where told.entity_id = book_request.id and book_request.status <> 'waiting'

-- Step 16: changed in hand
update contribution set changed_in_hand = true
from (
    select entity_id, max_by(changes, id) as changes from history
    where entity = 'contribution' and (changes like '{"text"%' or changes like '{"in_the_hands_of"%')
    group by entity_id
) as told
where told.entity_id = contribution.id and told.changes like '{"text"%'

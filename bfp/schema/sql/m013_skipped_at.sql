-- Step 13: skipped at
update session_parcel set skipped_at = told.skipped_at
from (
    select entity_id, cast(regexp_extract(changes, '"parcel ([0-9]+) state": \[', 1) as integer) as position,
        max(saved_at) as skipped_at
    from history
    where entity = 'packing_session' and regexp_matches(changes, '"parcel [0-9]+ state": \[.*"skipped"\]')
    group by 1, 2
) as told
where session_parcel.state = 'skipped' and told.entity_id = session_parcel.session_id
    and told.position = session_parcel.position

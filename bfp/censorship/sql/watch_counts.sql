-- What do we know of recent and of older mail to each facility or of each title ($scope), as known on $day, leaving out some facilities ($without)?
-- Recent is mailed after $recent_from; old enough to start the second opinion from is mailed by $old_on.
with known as (
    select
        case $scope when 'facility' then mail.facility_id else mail.title_id end as scope_id,
        mail.facility_id, mail.mailed_on > $recent_from as recent, mail.mailed_on <= $old_on as old, mail.outcome
    from known_as_of($day) as mail
    where not list_contains($without::integer[], mail.facility_id)
)
select scope_id,
    count(*) filter (where recent and outcome = 'censored') as censored,
    count(*) filter (where recent) as known,
    count(*) filter (where not recent and outcome = 'censored') as censored_before,
    count(*) filter (where not recent) as known_before,
    count(*) filter (where old and outcome = 'censored') as censored_old,
    count(*) filter (where old) as known_old,
    -- cheaper than counting the facilities, and all that is asked
    coalesce(min(case when recent and outcome = 'censored' then facility_id end)
        < max(case when recent and outcome = 'censored' then facility_id end), false) as censored_at_several,
    coalesce(min(case when recent and outcome = 'received' then facility_id end)
        < max(case when recent and outcome = 'received' then facility_id end), false) as received_at_several
from known
group by scope_id
order by scope_id

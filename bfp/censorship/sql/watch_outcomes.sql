-- In which order did we learn the outcomes of mail sent after $from_on to some facilities, systems or of some titles ($scope)?
with known as (
    select mail.id,
        case $scope when 'facility' then mail.facility_id when 'system' then facility.system_id else mail.title_id end as scope_id,
        mail.outcome, mail.learned_on
    from known_as_of($day) as mail
    left join facility on facility.id = mail.facility_id and $scope = 'system'
    where mail.mailed_on > $from_on
)
select scope_id, outcome = 'censored' as censored, learned_on
from known
where scope_id in (select unnest($scope_ids::integer[]))
order by learned_on, id

-- How many mature known items of each title, at each facility, were censored, as known on $day?
select mail.title_id, mail.facility_id, count(*) filter (where mail.outcome = 'censored') as censored, count(*) as known
from known_as_of($day) as mail
where mail.mailed_on between $since and $until
    and mail.mailed_on <= $mature_on
    and (cast($facility_id as integer) is null or mail.facility_id = $facility_id)
    and (cast($title_id as integer) is null or mail.title_id = $title_id)
    and (cast($system_id as integer) is null or mail.facility_id in (select id from facility where system_id = $system_id))
    and (cast($state as varchar) is null or mail.facility_id in (select id from facility where state = $state))
    and (cast($federal as boolean) is null or mail.facility_id in (
        select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
    and (cast($literature_class as varchar) is null or mail.title_id in
        (select id from title where literature_class = $literature_class))
group by mail.title_id, mail.facility_id
order by mail.title_id, mail.facility_id

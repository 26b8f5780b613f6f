-- How much do we know about one facility: readers, mail rules apart, items by outcome?
select
    (select count(*) from reader
     where facility_id = $facility_id and voided_on is null and merged_into is null) as readers,
    (select count(*) from reader
     where facility_id = $facility_id and status = 'active' and voided_on is null and merged_into is null) as active,
    count(*) as sent,
    count(*) filter (where outcome = 'received') as received,
    count(*) filter (where outcome = 'censored') as censored,
    count(*) filter (where outcome = 'returned') as returned,
    count(*) filter (where outcome = 'no reason given') as no_reason,
    count(*) filter (where outcome = 'unconfirmed' and mailed_on <= $mature_on) as unconfirmed,
    count(*) filter (where outcome = 'unconfirmed' and mailed_on > $mature_on) as pending,
    max(mailed_on) as last_mailed_on
from mailed_item
where facility_id = $facility_id

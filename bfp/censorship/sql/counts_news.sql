-- After how many days did we learn what became of mail, as known on $day, and how long has the rest been waited for?
-- Of mail sent from $since on.
with aged as (
    -- beyond a year nothing is asked any more
    select outcome, least(366, greatest(0,
        case when outcome = 'unconfirmed' then $day - mailed_on else learned_on - mailed_on end)) as days
    from mail_as_of($day)
    where mailed_on >= $since and id not in (select item_id from undated_item)
)
select days,
    count(*) filter (where outcome = 'censored') as censored,
    count(*) filter (where outcome = 'received') as received,
    count(*) filter (where outcome in ('returned', 'no reason given')) as other,
    count(*) filter (where outcome = 'unconfirmed') as pending
from aged
group by days
order by days

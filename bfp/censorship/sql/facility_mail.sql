-- What became of the items mailed to one facility, by the quarter they were mailed in?
select
    cast(date_trunc('quarter', mailed_on) as date) as quarter,
    case when outcome = 'unconfirmed' and mailed_on > $mature_on then 'pending' else outcome end as outcome,
    count(*) as items
from mailed_item
where facility_id = $facility_id
group by 1, 2
order by 1, 2

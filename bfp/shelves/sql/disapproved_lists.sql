-- The lists on file: how many publications, decided how and when, and how many of them are known to be titles of ours.
select list.id, list.name, list.state, list.source, list.imported_on,
    count(disapproved.id) as publications,
    count(*) filter (where disapproved.decision = 'disapproved') as disapproved,
    count(*) filter (where disapproved.decision = 'approved') as approved,
    count(*) filter (where disapproved.decision = 'other') as other,
    min(disapproved.decided_on) as first_on,
    max(disapproved.decided_on) as last_on,
    count(ours.disapproved_id) as matched
from disapproved_list as list
left join disapproved on disapproved.list_id = list.id
left join (
    select distinct disapproved_match.disapproved_id from disapproved_match where disapproved_match.same
) as ours on ours.disapproved_id = disapproved.id
group by list.id, list.name, list.state, list.source, list.imported_on
order by list.name, list.id

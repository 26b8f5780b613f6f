-- Which facilities of these may a list of disapproved publications bind, and which other one stands for the same lists?
-- Facilities of one state and system stand for each other, but for those that a list's scope names.
with scope as (
    select distinct lower(disapproved.scope) as name
    from disapproved
    join disapproved_match on disapproved_match.disapproved_id = disapproved.id
    where disapproved_match.same
),
place as (
    select facility.id, facility.state, facility.system_id,
        lower(facility.name) in (select name from scope)
        or facility.id in (
            select facility_alias.facility_id from facility_alias where lower(facility_alias.name) in (select name from scope)
        ) as named
    from facility
    where facility.id in (select unnest($facilities::integer[]))
),
alike as (
    select id, state, system_id,
        case when named then id else min(id) over (partition by state, system_id, named) end as like_id
    from place
)
select distinct alike.id as facility_id, alike.like_id, disapproved_match.title_id
from alike
join disapproved_list on disapproved_list.state = alike.state or disapproved_list.system_id = alike.system_id
join disapproved on disapproved.list_id = disapproved_list.id
join disapproved_match on disapproved_match.disapproved_id = disapproved.id
where disapproved_match.same
order by alike.id, disapproved_match.title_id

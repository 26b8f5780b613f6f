-- Of the titles asked about: the latest decision, by each list that binds the facility, on what a person found to be
-- the same publication; kept where that decision is a disapproval.
with place as (
    select facility.id, facility.name, facility.state, facility.system_id, system.kind
    from facility join system on system.id = facility.system_id
    where facility.id = $facility_id
),
decided as (
    select disapproved_match.title_id, list.state, list.system_id, system.name as system, disapproved.decision,
        disapproved.decided_on, disapproved.reason, disapproved.scope, disapproved.id,
        row_number() over (
            partition by disapproved_match.title_id, list.id
            order by disapproved.decided_on desc nulls last, (disapproved.decision = 'disapproved') desc, disapproved.id desc
        ) as nth
    from disapproved_match
    join disapproved on disapproved.id = disapproved_match.disapproved_id
    join disapproved_list as list on list.id = disapproved.list_id
    left join system on system.id = list.system_id
    cross join place
    where disapproved_match.same
        and disapproved.decision <> 'other'
        and list_contains($titles::integer[], disapproved_match.title_id)
        and (
            list.system_id = place.system_id
            -- The list of a state's department says nothing about federal places in that state.
            or (list.state = place.state and place.kind not in ('federal', 'immigration'))
        )
        and (
            lower(disapproved.scope) in ('', 'statewide')
            or lower(disapproved.scope) = lower(place.name)
            or lower(disapproved.scope) in (
                select lower(facility_alias.name) from facility_alias where facility_alias.facility_id = place.id
            )
        )
)
select title_id, state, system_id, system, decided_on, reason, scope
from decided
where nth = 1 and decision = 'disapproved'
order by title_id, decided_on nulls last, id

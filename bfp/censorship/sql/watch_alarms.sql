-- Which alarms were raised, of what, and what became of them? Latest first.
select alarm.id, alarm.kind, alarm.scope, coalesce(facility.id, alarm.scope_id) as scope_id,
    coalesce(facility.name || ', ' || facility.state, system.name, title.name, '') as name,
    alarm.raised_on, alarm.sentence, alarm.chance, alarm.cusum, alarm.acknowledged_on, alarm.acknowledged_by, alarm.note
from alarm
left join facility as former on former.id = alarm.scope_id and alarm.scope = 'facility'
left join facility on facility.id = coalesce(former.merged_into, former.id)
left join system on system.id = alarm.scope_id and alarm.scope = 'system'
left join title on title.id = alarm.scope_id and alarm.scope = 'title'
where (cast($waiting as boolean) is null or (alarm.acknowledged_on is null) = $waiting)
    and (cast($scope as varchar) is null or alarm.scope = $scope)
    and (cast($scope_id as integer) is null or coalesce(facility.id, alarm.scope_id) = $scope_id)
order by alarm.raised_on desc, alarm.chance, alarm.id desc

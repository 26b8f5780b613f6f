-- What places must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a merged facility has no restrictions
select restriction.id, 'restriction of a facility that was merged' as what
from restriction join facility on facility.id = restriction.facility_id
where facility.merged_into is not null and restriction.voided_on is null

-- rule: every restriction is of a system, a kind or a facility
select restriction.id, 'restriction of nothing' as what
from restriction
left join system on system.id = restriction.system_id
left join facility on facility.id = restriction.facility_id
where (restriction.level = 'facility' and facility.id is null)
    or (restriction.level = 'system' and system.id is null)
    or (restriction.level = 'kind' and coalesce(restriction.kind, '') = '')
    or (restriction.system_id is not null and system.id is null)

-- rule: no restriction ends before it starts
select id, 'restriction that ends before it starts' as what from restriction where ends_on < starts_on

-- rule: a restriction's limits can be kept
select id, 'nothing weighs so little' as what
from restriction
where max_weight_oz is not null and max_weight_oz <= 0

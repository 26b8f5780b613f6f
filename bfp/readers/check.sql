-- What readers must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a merged facility has no readers
select reader.id, 'reader at a facility that was merged' as what
from reader join facility on facility.id = reader.facility_id
where facility.merged_into is not null and reader.voided_on is null

-- rule: a reader's number is theirs alone within the system
select min(id) as id, count(*) || ' readers with one number' as what
from reader
where number is not null and merged_into is null
group by system_id, number
having count(*) > 1

-- rule: no address was found bad in the future
select id, 'bad address since a day after today' as what
from reader
where bad_address_on > $today

-- rule: of a forgotten reader no name or number is kept
select id, 'forgotten, and named all the same' as what
from reader
where forgotten_on is not null and (number is not null or first_name <> '' or last_name <> '(forgotten)' or name_key <> '' or notes <> '')

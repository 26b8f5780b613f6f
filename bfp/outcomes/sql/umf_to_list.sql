-- Which items go on a form to each of these readers, if they may be asked now? The latest first, at most $most of one reader.
with may_be_asked as (
    select reader.id, reader.facility_id, reader.last_name, reader.first_name
    from reader
    where reader.id in (select unnest($readers::integer[]))
        and reader.status = 'active' and reader.voided_on is null and reader.merged_into is null and reader.bad_address_on is null
        and (reader.release_on is null or reader.release_on > $today)
        and reader.id not in (
            select reader_id from umf
            where voided_on is null and coalesce(mailed_on, printed_on) > $asked_since
        )
),
listed as (
    select mailed_item.reader_id, mailed_item.facility_id, mailed_item.id as item_id, may_be_asked.last_name, may_be_asked.first_name,
        row_number() over (
            partition by mailed_item.reader_id order by mailed_item.mailed_on desc, mailed_item.shipment_id desc, mailed_item.id
        ) as position
    from mailed_item
    join may_be_asked on may_be_asked.id = mailed_item.reader_id and may_be_asked.facility_id = mailed_item.facility_id
    where mailed_item.outcome = 'unconfirmed' and mailed_item.learned_on is null
        and mailed_item.mailed_on between $oldest_on and $mature_on
)
select listed.reader_id, listed.facility_id, listed.item_id, cast(listed.position as integer) as position
from listed
join facility on facility.id = listed.facility_id
where listed.position <= $most
order by facility.state, facility.name, facility.id, lower(listed.last_name), lower(listed.first_name), listed.reader_id, listed.position

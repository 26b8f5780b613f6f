-- Items that a notice may be about: mailed to these facilities, censored or unconfirmed, without an incident.
with word as (
    select item_id, max(id) as event_id
    from outcome_event
    where voided_on is null and outcome = 'censored'
    group by item_id
)
select mailed_item.id as item_id, mailed_item.shipment_id, mailed_item.facility_id,
    facility.name || ', ' || facility.state as facility, mailed_item.title_id, title.name as title, mailed_item.reader_id,
    concat_ws(' · ', nullif(trim(reader.last_name || ', ' || reader.first_name, ', '), ''), reader.number) as reader,
    mailed_item.mailed_on, mailed_item.outcome, outcome_event.notice_on, outcome_event.learned_on
from mailed_item
join facility on facility.id = mailed_item.facility_id
join title on title.id = mailed_item.title_id
join reader on reader.id = mailed_item.reader_id
left join word on word.item_id = mailed_item.id and mailed_item.outcome = 'censored'
left join outcome_event on outcome_event.id = word.event_id
where mailed_item.outcome in ('censored', 'unconfirmed')
    and mailed_item.facility_id in (select unnest($facilities::integer[]))
    and ($title_id is null or mailed_item.title_id = $title_id)
    and ($reader_id is null or mailed_item.reader_id = $reader_id)
    and ($until is null or mailed_item.mailed_on <= $until)
    and mailed_item.id not in (select item_id from incident where item_id is not null and voided_on is null)
order by facility, mailed_item.facility_id, mailed_item.outcome, mailed_item.mailed_on desc, item_id desc
limit $limit

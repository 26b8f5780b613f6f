-- What was stopped and has no incident yet, newest first: one page of it, and how many there are.
with doubted as (
    select item_id
    from outcome_event
    where voided_on is null and item_id in (select item_id from outcome_event where disputed and voided_on is null)
        and $kind = 'disputed'
    group by item_id
    having arg_max(disputed, id)
),
handled as (
    select item_id from incident where item_id is not null and voided_on is null
),
stopped as (
    select mailed_item.id as item_id, mailed_item.shipment_id, mailed_item.facility_id, mailed_item.title_id,
        mailed_item.mailed_on, mailed_item.learned_on
    from mailed_item
    where mailed_item.outcome = case $kind when 'disputed' then 'returned' else $kind end
        and ($kind <> 'disputed' or mailed_item.id in (select item_id from doubted))
        and mailed_item.id not in (select item_id from handled)
        and mailed_item.facility_id in (
            select facility.id from facility join system on system.id = facility.system_id
            where ($state is null or facility.state = $state) and ($system is null or system.name = $system)
                and ($facility_id is null or facility.id = $facility_id)
        )
        and ($title = '' or mailed_item.title_id in (select id from title where name ilike '%' || $title || '%'))
),
page as (
    select * from stopped order by learned_on desc, item_id desc limit $limit offset $offset
),
word as (
    select item_id, max(id) as event_id
    from outcome_event
    where voided_on is null and item_id in (select item_id from page)
    group by item_id
)
select page.item_id, word.event_id, page.shipment_id, page.facility_id, facility.name || ', ' || facility.state as facility,
    page.title_id, title.name as title, page.mailed_on, page.learned_on, outcome_event.learned_how, outcome_event.stated_reason,
    outcome_event.return_reason, outcome_event.notice_on, (select count(*) from stopped) as matching
from page
join word on word.item_id = page.item_id
join outcome_event on outcome_event.id = word.event_id
join facility on facility.id = page.facility_id
join title on title.id = page.title_id
order by page.learned_on desc, page.item_id desc

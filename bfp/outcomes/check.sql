-- What outcomes and forms must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: an item's outcome is its latest news
select item.id, item.outcome || ', but the latest news is ' || coalesce(news.outcome, 'none') as what
from item
left join (
    select item_id, max(id) as id from outcome_event where voided_on is null group by item_id
) as latest on latest.item_id = item.id
left join outcome_event as news on news.id = latest.id
where item.outcome <> coalesce(news.outcome, 'unconfirmed')
    or (item.outcome <> 'unconfirmed' and item.learned_on is distinct from news.learned_on)

-- rule: no news is from the future
select id, 'learned or happened after today' as what
from outcome_event
where voided_on is null and (learned_on > $today or happened_on > $today or notice_on > $today)

-- rule: a form asks only about what was mailed to its reader
select umf_item.umf_id as id, 'form or item missing, or mailed to somebody else' as what
from umf_item
left join umf on umf.id = umf_item.umf_id
left join reader on reader.id = umf.reader_id
left join item on item.id = umf_item.item_id
left join shipment on shipment.id = item.shipment_id
where umf.id is null or shipment.id is null
    or (shipment.reader_id <> umf.reader_id and shipment.reader_id is distinct from reader.merged_into)

-- rule: ticks are on forms that came back
select distinct umf.id, 'ticked, but not answered' as what
from umf
join umf_item on umf_item.umf_id = umf.id and umf_item.answer is not null
where umf.answered_on is null or umf.voided_on is not null

-- rule: a form comes back after it was printed and mailed, and by today
select id, 'printed, mailed and answered out of order' as what
from umf
where printed_on > $today or mailed_on not between printed_on and $today or answered_on not between printed_on and $today

-- rule: what a form told is ticked on it
select outcome_event.id, 'news of a form that says otherwise' as what
from outcome_event
left join umf_item on umf_item.umf_id = outcome_event.umf_id and umf_item.item_id = outcome_event.item_id
where outcome_event.umf_id is not null and outcome_event.voided_on is null
    and case umf_item.answer when 'missing' then 'unconfirmed' else umf_item.answer end
        is distinct from outcome_event.outcome

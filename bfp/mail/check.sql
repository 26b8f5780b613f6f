-- What mail must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: no letter is from the future
select id, 'letter postmarked or entered after today, or entered before its postmark' as what
from letter
where voided_on is null and (postmark_on > $today or entered_on > $today or postmark_on > entered_on)

-- rule: a filled book request has a live shipment
select book_request.id, 'filled without a shipment' as what
from book_request
left join shipment on shipment.book_request_id = book_request.id and shipment.voided_on is null
where book_request.status = 'filled' and book_request.voided_on is null and shipment.id is null

-- rule: a waiting book request has no live shipment
select book_request.id, 'waiting although shipped' as what
from book_request
join shipment on shipment.book_request_id = book_request.id and shipment.voided_on is null
where book_request.status = 'waiting' and book_request.voided_on is null

-- rule: a title asked for is in the catalogue or written out
select request_title.book_request_id as id, 'request or title missing' as what
from request_title
left join title on title.id = request_title.title_id
left join book_request on book_request.id = request_title.book_request_id
where book_request.id is null or (request_title.title_id is not null and title.id is null)
    or (request_title.title_id is null and request_title.text = '')

-- rule: copies mailed are the items of the shipment
select item.shipment_id as id, 'items and stock movements differ' as what
from (select shipment_id, sum(quantity) as copies from item group by shipment_id) as item
join (
    select shipment_id, -sum(change) as copies from stock_movement where reason = 'mailed' group by shipment_id
) as moved on moved.shipment_id = item.shipment_id
where moved.copies <> item.copies

-- rule: a voided shipment gave its copies back
select shipment.id, 'voided without giving the stock back' as what
from shipment
join (
    select shipment_id,
        -sum(change) filter (where reason = 'mailed') as sent,
        coalesce(sum(change) filter (where reason in ('shipment voided', 'came back')), 0) as back
    from stock_movement
    where shipment_id is not null
    group by shipment_id
) as moved on moved.shipment_id = shipment.id
where shipment.voided_on is not null and moved.sent <> moved.back

-- rule: no shipment was mailed in the future
select id, 'mailed after today' as what from shipment where mailed_on > $today

-- rule: every shipment voided is in the history
select shipment.id, 'voided by nobody' as what
from shipment
left join history on history.entity = 'shipment' and history.entity_id = shipment.id and history.action = 'voided'
where shipment.voided_on is not null and history.id is null

-- rule: every letter voided is in the history
select letter.id, 'voided by nobody' as what
from letter
left join history on history.entity = 'letter' and history.entity_id = letter.id and history.action = 'voided'
where letter.voided_on is not null and history.id is null

-- rule: every breach has its reason
select shipment_id as id, 'went all the same, and nobody said why' as what
from shipment_breach
where trim(reason) = '' or trim(sentence) = ''

-- rule: one postage rate holds from a day
select max(id) as id, 'two rates of ' || mail_class || ' from ' || holds_from as what
from postage_rate
where voided_on is null
group by mail_class, holds_from
having count(*) > 1

-- rule: a checked postage rate says who checked it, and with what
select id, 'checked without a name or a source, or on a day to come' as what
from postage_rate
where checked_on is not null and (checked_by = '' or source = '' or checked_on > $today)

-- rule: a voided postage rate says why
select id, 'voided without a reason' as what
from postage_rate
where voided_on is not null and trim(void_reason) = ''

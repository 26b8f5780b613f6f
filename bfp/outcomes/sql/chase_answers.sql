-- What came back of the items that were chased, in the order drawn? What was learned by the day of the draw is no answer.
select chase_item.position, mailed_item.id as item_id, mailed_item.shipment_id, mailed_item.reader_id, mailed_item.facility_id,
    facility.name || ', ' || facility.state as facility, title.name as title, mailed_item.mailed_on,
    mailed_item.outcome, mailed_item.learned_on, mailed_item.learned_on <= chase.drawn_on and mailed_item.outcome <> 'unconfirmed' as before
from chase_item
join chase on chase.id = chase_item.chase_id
join mailed_item on mailed_item.id = chase_item.item_id
join facility on facility.id = mailed_item.facility_id
join title on title.id = mailed_item.title_id
where chase_item.chase_id = $chase_id
order by chase_item.position

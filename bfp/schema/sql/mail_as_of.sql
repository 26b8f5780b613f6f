-- What had become of mail by a day: one row for each item of a parcel that was mailed by then and is not voided, with the word that
-- counted on that day. That is the highest-numbered of those learned by then. Where nothing was learned since, the item carries it;
-- only for the others are the events asked.
create or replace macro mail_as_of(as_of) as table
    select item.id, item.shipment_id, item.title_id, item.quantity,
        shipment.reader_id, shipment.facility_id, shipment.book_request_id, shipment.mailed_on,
        item.outcome as word_now, item.learned_on > as_of as heard_since,
        case when item.learned_on > as_of then coalesce(word.outcome, 'unconfirmed') else item.outcome end as outcome,
        case when item.learned_on > as_of then word.happened_on else item.outcome_on end as outcome_on,
        case when item.learned_on > as_of then word.learned_on else item.learned_on end as learned_on
    from item
    join shipment on shipment.id = item.shipment_id
    left join (
        select outcome_event.item_id, outcome_event.outcome, outcome_event.happened_on, outcome_event.learned_on
        from outcome_event
        join (
            select item_id, max(id) as id
            from outcome_event
            where learned_on <= as_of and voided_on is null
                and item_id in (select id from item where learned_on > as_of)
            group by item_id
        ) as latest on latest.id = outcome_event.id
    ) as word on word.item_id = item.id
    where shipment.voided_on is null and shipment.mailed_on <= as_of

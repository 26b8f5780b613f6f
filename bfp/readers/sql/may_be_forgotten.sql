-- Which readers have been silent since a day, and what of them is still open? Years: of the last letter, or of the record's check.
with heard as (
    select reader.id, reader.merged_into, greatest(
        coalesce((select max(postmark_on) from letter where reader_id = reader.id and voided_on is null), date '1900-01-01'),
        coalesce((select max(received_on) from contribution where reader_id = reader.id and voided_on is null), date '1900-01-01'),
        coalesce((select max(mailed_on) from shipment where reader_id = reader.id and voided_on is null), date '1900-01-01'),
        coalesce(reader.checked_on, date '1900-01-01')
    ) as last_on
    from reader
    where reader.forgotten_on is null and reader.merged_into is null
        and (cast($reader_id as integer) is null or reader.id = $reader_id)
)
select heard.id, heard.last_on,
    exists (
        select 1 from book_request where reader_id = heard.id and status = 'waiting' and voided_on is null
    ) as waiting,
    exists (
        select 1 from shipment join item on item.shipment_id = shipment.id
        where shipment.reader_id = heard.id and shipment.voided_on is null and item.outcome = 'unconfirmed'
            and shipment.mailed_on > $mature_on
    ) as on_its_way,
    exists (
        select 1 from session_parcel where reader_id = heard.id and state = 'open'
            and session_id in (select id from packing_session where closed_on is null)
    ) as being_packed,
    exists (
        select 1 from incident
        left join item on item.id = incident.item_id left join shipment on shipment.id = item.shipment_id
        left join appeal_incident on appeal_incident.incident_id = incident.id
        left join appeal on appeal.id = appeal_incident.appeal_id and appeal.voided_on is null
        where coalesce(shipment.reader_id, incident.reader_id) = heard.id and incident.voided_on is null
            and (appeal.state in ('to decide', 'to write', 'sent', 'answered')
                or (appeal.id is null and incident.decision = 'pending' and incident.received_on > $pending_since))
    ) as in_an_appeal
from heard
where heard.last_on < $before
order by heard.last_on, heard.id

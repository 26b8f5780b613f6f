-- Of some titles: when were they sent to these readers, and how often stopped at or let into this facility?
with theirs as (
    select id, facility_id, mailed_on, list_contains($readers::integer[], reader_id) as same_reader
    from shipment
    where voided_on is null and (facility_id = $facility_id or list_contains($readers::integer[], reader_id))
)
select item.title_id as id,
    count(*) filter (where theirs.facility_id = $facility_id and item.outcome = 'censored') as times_stopped,
    count(*) filter (where theirs.facility_id = $facility_id and item.outcome = 'received') as times_received,
    arg_max({'item': item.id, 'mailed_on': theirs.mailed_on, 'outcome_on': item.outcome_on}, (theirs.mailed_on, item.id))
        filter (where theirs.facility_id = $facility_id and item.outcome = 'censored') as stopped,
    max(theirs.mailed_on) filter (where theirs.same_reader and item.outcome <> 'returned') as sent_on,
    arg_max(item.outcome, (theirs.mailed_on, item.id)) filter (where theirs.same_reader and item.outcome <> 'returned')
        as sent_outcome
from item
join theirs on theirs.id = item.shipment_id
where item.title_id in (select unnest($titles::integer[]))
group by item.title_id
order by item.title_id

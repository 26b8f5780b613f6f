-- Of some titles: when were they stopped at this facility, and when sent to this reader?
with wanted as (
    select id, name, kind, binding from title where id in (select unnest($titles::integer[]))
),
before as (
    select mailed_item.id, mailed_item.title_id, mailed_item.reader_id, mailed_item.facility_id, mailed_item.mailed_on,
        mailed_item.outcome
    from mailed_item
    join wanted on wanted.id = mailed_item.title_id
    where mailed_item.reader_id = $reader_id or mailed_item.facility_id = $facility_id
),
stopped as (
    select title_id, max(mailed_on) as stopped_on, count(*) as times_stopped, max(id) as item_id
    from before
    where facility_id = $facility_id and outcome = 'censored'
    group by title_id
),
said as (
    select outcome_event.item_id, arg_max(outcome_event.stated_reason, outcome_event.id) as stated_reason
    from outcome_event
    join stopped on stopped.item_id = outcome_event.item_id
    where outcome_event.voided_on is null
    group by outcome_event.item_id
),
sent as (
    select title_id, max(mailed_on) as sent_on, arg_max(outcome, id) as sent_outcome
    from before
    where reader_id = $reader_id and outcome <> 'returned'
    group by title_id
)
select wanted.id, wanted.name, wanted.kind, wanted.binding, stopped.stopped_on, stopped.times_stopped,
    coalesce(said.stated_reason, '') as stated_reason, sent.sent_on, sent.sent_outcome
from wanted
left join stopped on stopped.title_id = wanted.id
left join said on said.item_id = stopped.item_id
left join sent on sent.title_id = wanted.id
order by wanted.name, wanted.id

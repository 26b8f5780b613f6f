-- Which items were mature and unconfirmed on $day, in random order? The same $seed draws the same ones.
with told as (
    select outcome_event.item_id, outcome_event.outcome
    from outcome_event
    join (
        select item_id, max(id) as id
        from outcome_event
        where learned_on <= $day and voided_on is null
            and item_id in (select id from item where learned_on > $day)
        group by item_id
    ) latest on latest.id = outcome_event.id
)
select mailed_item.id
from mailed_item
left join told on told.item_id = mailed_item.id
where mailed_item.mailed_on between $mailed_from and $mailed_to
    and case when mailed_item.learned_on > $day then coalesce(told.outcome, 'unconfirmed') else mailed_item.outcome end = 'unconfirmed'
    -- nobody is asked about the same item twice
    and mailed_item.id not in (select item_id from chase_item)
order by hash(mailed_item.id, $seed), mailed_item.id
limit $size

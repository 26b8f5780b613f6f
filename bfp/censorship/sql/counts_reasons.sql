-- For which reasons was mature mail censored, as known on $day? One line for each item and reason; no reason is not stated.
with censored as (
    select mail.id, mail.reader_id
    from known_as_of($day) as mail
    where mail.outcome = 'censored' and mail.mailed_on between $since and $until
        and mail.mailed_on <= $mature_on
        and (cast($facility_id as integer) is null or mail.facility_id = $facility_id)
        and (cast($title_id as integer) is null or mail.title_id = $title_id)
        and (cast($system_id as integer) is null or mail.facility_id in (select id from facility where system_id = $system_id))
        and (cast($state as varchar) is null or mail.facility_id in (select id from facility where state = $state))
        and (cast($federal as boolean) is null or mail.facility_id in (
            select facility.id from facility join system on system.id = facility.system_id where (system.kind = 'federal') = $federal))
        and (cast($literature_class as varchar) is null or mail.title_id in
            (select id from title where literature_class = $literature_class))
),
word as (
    select item_id, max(id) as id
    from outcome_event
    where learned_on <= $day and voided_on is null and item_id in (select id from censored)
    group by item_id
),
given as (
    select censored.id as item_id, censored.reader_id, term.id as term_id, term.name, term.position, term.content_based
    from censored
    join word on word.item_id = censored.id
    left join outcome_reason on outcome_reason.outcome_event_id = word.id
    left join term on term.id = outcome_reason.term_id
),
content as (
    select item_id, reader_id, coalesce(bool_or(content_based), false) as based, coalesce(bool_or(not content_based), false) as neutral
    from given
    group by item_id, reader_id
)
select 'reason' as part, term_id, coalesce(name, 'not stated') as reason, content_based, count(*) as "C",
    count(distinct reader_id) as "K", min(position) as position
from given
group by term_id, name, content_based
union all
select 'content' as part, null, said.reason, said.content_based, count(content.item_id), count(distinct content.reader_id), said.position
from (values ('content-based', true, 1), ('content-neutral', false, 2), ('not said', null, 3)) said (reason, content_based, position)
left join content on case said.position when 1 then based when 2 then neutral else not based and not neutral end
group by said.reason, said.content_based, said.position
union all
select 'all' as part, null, 'censored', null, count(*), count(distinct reader_id), 0
from censored
order by part, "C" desc, position nulls last, reason

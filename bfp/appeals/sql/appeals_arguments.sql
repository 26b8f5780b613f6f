-- Which arguments were in appeals that were answered, and what became of those.
with answered as (
    select id, decision in ('overturned', 'partly overturned') as won
    from appeal
    where voided_on is null and decision in ('upheld', 'overturned', 'partly overturned', 'reason substituted')
        and sent_on >= $since
),
used as (
    select distinct appeal_argument.appeal_id, appeal_argument.kind, answered.won,
        coalesce(citation.name || ', ' || citation.reference, 'rebuttal: ' || term.name) as argument
    from appeal_argument
    join answered on answered.id = appeal_argument.appeal_id
    left join citation on appeal_argument.kind = 'citation' and citation.id = appeal_argument.argument_id
    left join rebuttal on appeal_argument.kind = 'rebuttal' and rebuttal.id = appeal_argument.argument_id
    left join term on term.id = rebuttal.term_id
)
select kind, argument, count(*) as answered, count(*) filter (where won) as overturned,
    (select count(*) from answered) - count(*) as answered_without,
    (select count(*) from answered where won) - count(*) filter (where won) as overturned_without
from used
where argument is not null
group by kind, argument
order by answered desc, argument

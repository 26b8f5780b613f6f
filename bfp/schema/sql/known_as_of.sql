-- The mail of which we knew by a day whether it came or was censored. Which items that can be at all is asked of the items
-- themselves first, which is a fifth cheaper at a million than to ask what counted on the day for each.
create or replace macro known_as_of(as_of) as table
    select *
    from mail_as_of(as_of)
    where (word_now in ('censored', 'received') or heard_since) and outcome in ('censored', 'received')

-- Publications on the lists whose title or author has all these words, the latest decision first; and how many there are.
select disapproved.id, disapproved.name, disapproved.author, list.name as list, disapproved.decision, disapproved.decided_on,
    disapproved.reason, coalesce(ours.titles, '') as our_title, count(*) over () as found
from disapproved
join disapproved_list as list on list.id = disapproved.list_id
left join (
    select disapproved_match.disapproved_id, string_agg(title.name, '; ' order by title.name, title.id) as titles
    from disapproved_match
    join title on title.id = disapproved_match.title_id
    where disapproved_match.same
    group by disapproved_match.disapproved_id
) as ours on ours.disapproved_id = disapproved.id
where len(list_filter($words::varchar[], lambda word: not contains(disapproved.key, word))) = 0
    and ($list_id is null or disapproved.list_id = $list_id)
    and ($decision is null or disapproved.decision = $decision)
order by disapproved.decided_on desc nulls last, disapproved.name, disapproved.id
limit $limit

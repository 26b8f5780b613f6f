-- Everything that went to and fro with one reader, the latest first.
with parcel as materialized (
    select shipment.id, shipment.mailed_on, shipment.facility_id
    from shipment
    where shipment.reader_id = $reader_id and shipment.voided_on is null
),
things as materialized (
    select item.id, item.shipment_id, item.quantity, title.name as title
    from item
    join title on title.id = item.title_id
    where item.shipment_id in (select id from parcel)
),
mail as materialized (
    select id, postmark_on, note, moved_from, facility_id
    from letter
    where reader_id = $reader_id and voided_on is null
),
request as materialized (
    select id, asked_on, status, closed_on, decline_reason
    from book_request
    where reader_id = $reader_id and voided_on is null
),
wish as materialized (
    select request_term.book_request_id, term.id, term.list, term.name, term.position
    from request_term
    join term on term.id = request_term.term_id
    where request_term.book_request_id in (select id from request)
),
wished as (
    select book_request_id, string_agg(name, ', ' order by list, position, id) as terms
    from wish
    where list <> 'language'
    group by book_request_id
),
named as (
    select book_request_id, string_agg(text, '; ' order by position) as titles
    from request_title
    where book_request_id in (select id from request)
    group by book_request_id
),
contents as (
    select shipment_id, string_agg(title || case when quantity > 1 then ' × ' || quantity else '' end, '; ' order by id) as titles
    from things
    group by shipment_id
),
gave as materialized (
    select contribution.id, contribution.kind, contribution.received_on, contribution.answered_on, contribution.published_on,
        contribution.published_in, contribution.note, coalesce(title.name, contribution.title_text, '') as about
    from contribution
    left join title on title.id = contribution.title_id
    where contribution.reader_id = $reader_id and contribution.voided_on is null
),
work as materialized (
    select study_work.*, assignment.name as assignment, assignment.study_group_id, study_group.name as study_group
    from study_work
    join assignment on assignment.id = study_work.assignment_id
    join study_group on study_group.id = assignment.study_group_id
    where study_work.reader_id = $reader_id and study_work.voided_on is null
),
told as (
    select postmark_on as day, 'letter' as what, id as number, note as text, '' as page, null::integer as link_id, 1 as nth
    from mail
    union all
    select mail.postmark_on, 'move', mail.id,
        coalesce(earlier.name || ', ' || earlier.state || ' → ', 'to ') || now.name || ', ' || now.state, 'facility', now.id, 2
    from mail
    join facility as now on now.id = mail.facility_id
    left join facility as earlier on earlier.id = mail.moved_from
    where mail.moved_from is not null
    union all
    select request.asked_on, 'request', request.id,
        concat_ws('; ', wished.terms, named.titles) || case when status = 'waiting' then ' (waits)' else '' end,
        '', null, 3
    from request
    left join wished on wished.book_request_id = request.id
    left join named on named.book_request_id = request.id
    union all
    select closed_on, 'request', id, 'declined: ' || decline_reason, '', null, 3
    from request
    where status = 'declined' and closed_on is not null
    union all
    select parcel.mailed_on, 'parcel', parcel.id, contents.titles, 'packing', parcel.id, 6
    from parcel
    left join contents on contents.shipment_id = parcel.id
    union all
    select coalesce(outcome_event.happened_on, outcome_event.learned_on), outcome_event.outcome, things.shipment_id,
        things.title || concat('', case when outcome_event.return_reason is not null then ', ' || outcome_event.return_reason end)
            || case when outcome_event.stated_reason <> '' then ' “' || outcome_event.stated_reason || '”' else '' end
            || ' (' || outcome_event.learned_how || ')',
        'packing', things.shipment_id, 7
    from outcome_event
    join things on things.id = outcome_event.item_id
    where outcome_event.voided_on is null and outcome_event.outcome <> 'unconfirmed'
    union all
    select received_on, 'gave back', id,
        kind || case when about <> '' then ' about ' || about else '' end || case when note <> '' then ', ' || note else '' end,
        'contribution', id, 4
    from gave
    union all
    select answered_on, 'reply', id, 'to the ' || kind, 'contribution', id, 5
    from gave
    where answered_on is not null and id not in (select contribution_id from work where contribution_id is not null and replied_on is not null)
    union all
    select published_on, 'published', id, kind || ' in ' || published_in, 'contribution', id, 5
    from gave
    where published_on is not null
    union all
    select sent_on, 'study group', id, study_group || ': ' || assignment || ' sent', 'study_groups', study_group_id, 6
    from work
    union all
    select answered_on, 'study group', id, study_group || ': ' || assignment || ' answered', 'study_groups', study_group_id, 4
    from work
    where answered_on is not null
    union all
    select replied_on, 'reply', id, study_group || ': ' || assignment || concat('', case when replier <> '' then ', by ' || replier end),
        'study_groups', study_group_id, 5
    from work
    where replied_on is not null
    union all
    select study_member.joined_on, 'study group', study_group.id, 'joined ' || study_group.name, 'study_groups', study_group.id, 4
    from study_member
    join study_group on study_group.id = study_member.study_group_id and study_group.voided_on is null
    where study_member.reader_id = $reader_id
    union all
    select study_member.left_on, 'study group', study_group.id, 'left ' || study_group.name, 'study_groups', study_group.id, 5
    from study_member
    join study_group on study_group.id = study_member.study_group_id and study_group.voided_on is null
    where study_member.reader_id = $reader_id and study_member.left_on is not null
    union all
    select coalesce(mailed_on, printed_on), 'form', id, case when mailed_on is null then 'printed' else 'mailed' end, 'forms', id, 6
    from umf
    where reader_id = $reader_id and voided_on is null
    union all
    select answered_on, 'form', id, 'came back', 'forms', id, 4
    from umf
    where reader_id = $reader_id and voided_on is null and answered_on is not null
    union all
    select incident.opened_on, 'incident', incident.id,
        coalesce(title.name, nullif(incident.title_text, ''), 'mail without a title') || ', ' || incident.decision,
        'incident', incident.id, 8
    from incident
    left join title on title.id = incident.title_id
    where incident.reader_id = $reader_id and incident.voided_on is null
    union all
    select happened_on, 'step', id, step || case when note <> '' then ', ' || note else '' end, 'joining', null, 9
    from joining
    where reader_id = $reader_id and voided_on is null
    union all
    select min(postmark_on), 'step', 0, 'wrote', 'joining', null, 0
    from mail
    having min(postmark_on) is not null
    union all
    select min(asked_on), 'step', 0, 'asked: work was offered', 'joining', null, 4
    from request
    where id in (select book_request_id from wish where list = 'work')
    having min(asked_on) is not null
    union all
    select min(received_on), 'step', 0, 'active: the first thing given back', 'joining', null, 5
    from gave
    having min(received_on) is not null
)
select day, what, number, coalesce(text, '') as text, page, link_id
from told
order by day desc, nth desc, what, number desc, text
limit $limit

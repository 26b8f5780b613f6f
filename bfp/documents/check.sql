-- What documents must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: every document belongs to something that is there
select document.id, 'document of nothing' as what
from document
left join document_of on document_of.document_id = document.id
left join (
    select 'incident' as entity, id from incident
    union all select 'appeal', id from appeal
    union all select 'appeal_action', id from appeal_action
    union all select 'contribution', id from contribution
) as owner on owner.entity = document_of.entity and owner.id = document_of.entity_id
group by document.id
having count(document_of.document_id) <> count(owner.id) or count(owner.id) = 0

-- rule: a redacted copy is of an original that stands
select copy.id, 'redacted copy of nothing, or of a copy' as what
from document as copy left join document as original on original.id = copy.redacts
where copy.redacts is not null
    and (original.id is null or original.redacts is not null
        or (copy.voided_on is null and original.voided_on is not null))

-- rule: a document is as it was when it was kept
select id, 'size or digest differ from its content' as what
from document
where octet_length(content) <> size or sha256(content) <> digest

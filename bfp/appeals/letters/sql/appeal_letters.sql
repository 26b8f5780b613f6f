-- The letters of an appeal that stand, the latest first; sent is what an action that stands says was sent.
select appeal_letter.id, appeal_letter.appeal_id, appeal_letter.kind, appeal_letter.facility_id,
    coalesce(facility.name || ', ' || facility.state, '') as facility, appeal_letter.addressee, appeal_letter.copies_to,
    appeal_letter.document_id, document.name, document.kind as file_kind, document.voided_on is not null as gone,
    appeal_letter.made_on, appeal_letter.made_by, appeal_letter.made_of,
    (
        select min(appeal_action.happened_on) from document_of
        join appeal_action on appeal_action.id = document_of.entity_id and appeal_action.voided_on is null
            and appeal_action.kind = 'letter sent'
        where document_of.entity = 'appeal_action' and document_of.document_id = appeal_letter.document_id
    ) as sent_on
from appeal_letter
join document on document.id = appeal_letter.document_id
left join facility on facility.id = appeal_letter.facility_id
where appeal_letter.voided_on is null
    and ($appeal_id is null or appeal_letter.appeal_id = $appeal_id) and ($id is null or appeal_letter.id = $id)
order by appeal_letter.id desc

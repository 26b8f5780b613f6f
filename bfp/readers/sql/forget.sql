-- Of every reader who is forgotten only what the counts need stays: nothing is left that anybody wrote of them or by them.
-- A word that was there becomes '(forgotten)', so that what had a reason still has one. A later table or column is added here:
-- a test puts words into every column of every table and looks for them afterwards.
create or replace temp table forgotten as
    select id from reader where forgotten_on is not null
        or merged_into in (select id from reader where forgotten_on is not null);
create or replace temp table forgotten_item as
    select item.id, item.shipment_id from item join shipment on shipment.id = item.shipment_id
    where shipment.reader_id in (select id from forgotten);
create or replace temp table forgotten_incident as
    select id from incident where reader_id in (select id from forgotten) or item_id in (select id from forgotten_item);
create or replace temp table forgotten_appeal as
    select distinct appeal_id as id from appeal_incident where incident_id in (select id from forgotten_incident);
create or replace temp table forgotten_given as
    select id from contribution where reader_id in (select id from forgotten);
create or replace temp table forgotten_document as
    select document_id as id from document_of
    where (entity = 'contribution' and entity_id in (select id from forgotten_given))
        or (entity = 'incident' and entity_id in (select id from forgotten_incident))
        or (entity = 'appeal' and entity_id in (select id from forgotten_appeal))
        or (entity = 'appeal_action' and entity_id in (
            select id from appeal_action where appeal_id in (select id from forgotten_appeal)))
    union
    select document_id from appeal_letter where appeal_id in (select id from forgotten_appeal);

delete from draft where exists (
    select 1 from reader
    where reader.id in (select id from forgotten) and (
        (length(reader.number) > 3 and contains(draft.body, reader.number))
        or (length(reader.last_name) > 1 and contains(lower(draft.body), lower(reader.last_name)))
        or contains(draft.body, '"reader": ' || reader.id || '}') or contains(draft.body, '"reader":' || reader.id || '}'))
);
delete from reader_before where reader_id in (select id from forgotten);
update reader
set number = null, first_name = '', last_name = '(forgotten)', name_key = '', solitary = false, life = false, release_on = null,
    checked_on = null, notes = '', void_reason = if(void_reason = '', '', '(forgotten)'),
    status = if(status = 'active', 'moved', status)
where id in (select id from forgotten);
update letter
set note = '', number_before = if(number_before = '', '', '(forgotten)'), void_reason = if(void_reason = '', '', '(forgotten)')
where reader_id in (select id from forgotten);
update letter_warning set reason = '(forgotten)'
where letter_id in (select id from letter where reader_id in (select id from forgotten));
update book_request set decline_reason = if(decline_reason = '', '', '(forgotten)')
where reader_id in (select id from forgotten);
update request_title set text = '(forgotten)'
where book_request_id in (select id from book_request where reader_id in (select id from forgotten));
update shipment set note = '', void_reason = if(void_reason = '', '', '(forgotten)')
where reader_id in (select id from forgotten);
update shipment_breach set sentence = '(forgotten)', reason = '(forgotten)'
where shipment_id in (select id from shipment where reader_id in (select id from forgotten));
update session_parcel set skip_reason = if(skip_reason = '', '', '(forgotten)')
where reader_id in (select id from forgotten);
update session_title set why = if(why = '', '', '(forgotten)')
where exists (
    select 1 from session_parcel
    where session_parcel.session_id = session_title.session_id and session_parcel.position = session_title.position
        and session_parcel.reader_id in (select id from forgotten)
);
update outcome_event set stated_reason = if(stated_reason = '', '', '(forgotten)'), note = ''
where item_id in (select id from forgotten_item);
update incident
set title_text = if(title_text = '', '', '(forgotten)'), stated_reason = if(stated_reason = '', '', '(forgotten)'), note = '',
    rule_cited = if(rule_cited = '', '', '(forgotten)'), pages_cited = if(pages_cited = '', '', '(forgotten)'),
    issue = if(issue = '', '', '(forgotten)'), substituted_reason = if(substituted_reason = '', '', '(forgotten)'),
    substituted_before = if(substituted_before = '', '', '(forgotten)'), void_reason = if(void_reason = '', '', '(forgotten)')
where id in (select id from forgotten_incident);
update appeal
set note = '', why_not = if(why_not = '', '', '(forgotten)'), void_reason = if(void_reason = '', '', '(forgotten)')
where id in (select id from forgotten_appeal);
update appeal_action set text = '(forgotten)', void_reason = if(void_reason = '', '', '(forgotten)')
where appeal_id in (select id from forgotten_appeal);
update appeal_letter
set addressee = if(addressee = '', '', '(forgotten)'), copies_to = '', made_of = '',
    void_reason = if(void_reason = '', '', '(forgotten)')
where appeal_id in (select id from forgotten_appeal);
update document set name = '(forgotten).' || kind, size = 1, pages = 1, digest = sha256(id::varchar), content = '\x00'::blob,
    voided_on = coalesce(voided_on, (select max(forgotten_on) from reader)), void_reason = '(forgotten)'
where id in (select id from forgotten_document);
delete from redaction where contribution_id in (select id from forgotten_given);
update contribution
set title_text = if(title_text = '', '', '(forgotten)'), note = '', body = '', quote = '',
    not_used_why = if(not_used_why = '', '', '(forgotten)'), published_in = if(published_in = '', '', '(forgotten)'),
    published_issue = if(published_issue = '', '', '(forgotten)'), void_reason = if(void_reason = '', '', '(forgotten)')
where id in (select id from forgotten_given);
update umf set note = '', void_reason = if(void_reason = '', '', '(forgotten)') where reader_id in (select id from forgotten);
update joining set note = '' where reader_id in (select id from forgotten);
update study_work set reply = if(reply = '', '', '(forgotten)') where reader_id in (select id from forgotten);
update money_entry set note = '' where reader_id in (select id from forgotten);
update came_from set key = 'forgotten ' || entity_id
where (entity = 'reader' and entity_id in (select id from forgotten))
    or (entity = 'letter' and entity_id in (select id from letter where reader_id in (select id from forgotten)))
    or (entity = 'shipment' and entity_id in (select id from shipment where reader_id in (select id from forgotten)));
update history set changes = '{}', reason = ''
where (entity = 'reader' and entity_id in (select id from forgotten))
    or (entity = 'letter' and entity_id in (select id from letter where reader_id in (select id from forgotten)))
    or (entity = 'book_request' and entity_id in (select id from book_request where reader_id in (select id from forgotten)))
    or (entity = 'shipment' and entity_id in (select id from shipment where reader_id in (select id from forgotten)))
    or (entity in ('item', 'outcome_event') and entity_id in (
        select id from forgotten_item
        union select id from outcome_event where item_id in (select id from forgotten_item)))
    or (entity = 'incident' and entity_id in (select id from forgotten_incident))
    or (entity = 'appeal' and entity_id in (select id from forgotten_appeal))
    or (entity = 'appeal_action' and entity_id in (
        select id from appeal_action where appeal_id in (select id from forgotten_appeal)))
    or (entity in ('appeal letter', 'appeal_letter') and entity_id in (
        select id from appeal_letter where appeal_id in (select id from forgotten_appeal)))
    or (entity = 'document' and entity_id in (select id from forgotten_document))
    or (entity = 'contribution' and entity_id in (select id from forgotten_given))
    or (entity = 'umf' and entity_id in (select id from umf where reader_id in (select id from forgotten)))
    or (entity = 'joining' and entity_id in (select id from joining where reader_id in (select id from forgotten)))
    or (entity = 'study_work' and entity_id in (select id from study_work where reader_id in (select id from forgotten)))
    or (entity = 'money' and entity_id in (select id from money_entry where reader_id in (select id from forgotten)));
drop table forgotten;
drop table forgotten_item;
drop table forgotten_incident;
drop table forgotten_appeal;
drop table forgotten_given;
drop table forgotten_document

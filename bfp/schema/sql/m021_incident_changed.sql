-- Step 21: incident changed
create table incident_change (
    incident_id integer not null,
    volunteer varchar not null,
    changed_at timestamp not null,
    primary key (incident_id, volunteer)
);
insert into incident_change
select entity_id, volunteer, max(saved_at) from history
where entity = 'incident' and action = 'changed'
    and changes not like '{"document"%' and changes not like '{"decision"%' and changes not like '{"sent_again"%'
group by entity_id, volunteer

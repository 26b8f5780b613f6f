-- Step 19: replaced by hand
create table replaced_by_hand (
    entity varchar not null check (entity in ('facility', 'title')),
    entity_id integer not null,
    field varchar not null,
    stood varchar not null,
    primary key (entity, entity_id, field, stood)
)

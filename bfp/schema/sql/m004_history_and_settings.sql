-- Step 4: history and settings
create sequence history_id;
create table history (
    id bigint primary key default nextval('history_id'),
    saved_at timestamp not null,
    volunteer varchar not null default '',
    entity varchar not null,
    entity_id integer not null,
    action varchar not null,
    changes varchar not null default '{}',
    reason varchar not null default ''
);
create table setting (
    name varchar primary key,
    value varchar not null
)

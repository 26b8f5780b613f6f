-- What came in from files: each import as a record, and every row that came of it.
create sequence file_import_id;
create table file_import (
    id integer primary key default nextval('file_import_id'),
    kind varchar not null check (kind <> ''),
    file varchar not null,
    digest varchar not null,
    recipe json not null,
    made_by varchar not null default '',
    made_at timestamp not null,
    new_rows integer not null,
    unchanged_rows integer not null,
    rejected_rows integer not null,
    undone_at timestamp,
    undone_by varchar not null default ''
);
create table came_from (
    import_id integer not null,
    entity varchar not null,
    entity_id integer not null,
    line integer not null,
    key varchar not null,
    primary key (entity, entity_id)
);
create table undated_item (
    item_id integer primary key
);

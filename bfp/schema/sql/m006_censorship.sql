-- Step 6: censorship
alter table term add column content_based boolean;
create sequence alarm_id;
create table alarm (
    id integer primary key default nextval('alarm_id'),
    kind varchar not null check (kind in ('new ban', 'lifted ban')),
    scope varchar not null check (scope in ('facility', 'system', 'title')),
    scope_id integer not null,
    raised_on date not null,
    sentence varchar not null,
    chance double not null,
    cusum double,
    acknowledged_on date,
    acknowledged_by varchar not null default '',
    note varchar not null default ''
);
create sequence chase_id;
create table chase (
    id integer primary key default nextval('chase_id'),
    drawn_on date not null,
    drawn_by varchar not null default '',
    mailed_from date,
    mailed_to date,
    note varchar not null default ''
);
create table chase_item (
    chase_id integer not null,
    item_id integer not null,
    position integer not null,
    primary key (chase_id, item_id)
);
create sequence published_report_id;
create table published_report (
    id integer primary key default nextval('published_report_id'),
    starts_on date not null,
    ends_on date not null,
    as_of date not null,
    published_on date not null,
    published_by varchar not null default ''
)

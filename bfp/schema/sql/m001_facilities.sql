-- Step 1: facilities
create sequence system_id;
create table system (
    id integer primary key default nextval('system_id'),
    name varchar not null unique,
    kind varchar not null check (kind in ('state', 'federal', 'county', 'immigration', 'private', 'other')),
    state varchar,
    notes varchar not null default ''
);
create sequence facility_id;
create table facility (
    id integer primary key default nextval('facility_id'),
    name varchar not null check (name <> ''),
    system_id integer not null,
    state varchar not null check (length(state) = 2),
    kind varchar not null check (kind in
        ('prison', 'jail', 'detention center', 'camp', 'reentry', 'hospital', 'juvenile', 'other')),
    street varchar not null default '',
    city varchar not null default '',
    zip varchar not null default '',
    mail_name varchar not null default '',
    mail_street varchar not null default '',
    mail_city varchar not null default '',
    mail_state varchar not null default '',
    mail_zip varchar not null default '',
    latitude double,
    longitude double,
    status varchar not null default 'open' check (status in ('open', 'closed')),
    notes varchar not null default '',
    merged_into integer,
    unique (name, state)
);
create table facility_alias (
    facility_id integer not null,
    name varchar not null,
    primary key (facility_id, name)
);
create sequence restriction_id;
create table restriction (
    id integer primary key default nextval('restriction_id'),
    level varchar not null check (level in ('system', 'kind', 'facility')),
    system_id integer,
    kind varchar,
    facility_id integer,
    starts_on date not null,
    ends_on date,
    text varchar not null,
    source_kind varchar not null check (source_kind in
        ('official document', 'staff on the phone', 'reader', 'experience', 'other program')),
    source varchar not null default '',
    refuses_all boolean not null default false,
    max_items integer check (max_items > 0),
    paperback_only boolean not null default false,
    new_only boolean not null default false,
    approved_vendors_only boolean not null default false,
    prior_approval boolean not null default false,
    invoice_needed boolean not null default false,
    voided_on date,
    void_reason varchar not null default '',
    check (
        (level = 'system' and system_id is not null and facility_id is null)
        or (level = 'kind' and kind is not null and facility_id is null)
        or (level = 'facility' and facility_id is not null)
    )
)

-- Step 7: packing
alter table restriction add column no_hardcover boolean default false;
alter table restriction add column max_weight_oz integer;
alter table restriction add column max_size varchar default '';
alter table reader add column bad_address_on date;
alter table shipment add column to_paper_mail boolean default false;
alter table outcome_event add column umf_id integer;

create table shipment_breach (
    shipment_id integer not null,
    position integer not null,
    rule varchar not null,
    restriction_id integer,
    title_id integer,
    sentence varchar not null,
    reason varchar not null,
    primary key (shipment_id, position)
);

create sequence packing_session_id;
create table packing_session (
    id integer primary key default nextval('packing_session_id'),
    name varchar not null,
    started_on date not null,
    started_by varchar not null default '',
    closed_on date
);
create table session_parcel (
    session_id integer not null,
    position integer not null,
    book_request_id integer not null,
    reader_id integer not null,
    state varchar not null default 'open' check (state in ('open', 'packed', 'skipped')),
    held_by varchar not null default '',
    held_at timestamp,
    shipment_id integer,
    skip_reason varchar not null default '',
    primary key (session_id, position)
);
create table session_title (
    session_id integer not null,
    position integer not null,
    title_id integer not null,
    quantity integer not null default 1 check (quantity > 0),
    why varchar not null default '',
    primary key (session_id, position, title_id)
);

create sequence disapproved_list_id;
create table disapproved_list (
    id integer primary key default nextval('disapproved_list_id'),
    name varchar not null,
    state varchar not null check (length(state) = 2),
    system_id integer,
    source varchar not null default '',
    imported_on date not null,
    imported_by varchar not null default ''
);
create sequence disapproved_id;
create table disapproved (
    id integer primary key default nextval('disapproved_id'),
    list_id integer not null,
    key varchar not null,
    name varchar not null,
    author varchar not null default '',
    kind varchar not null default '',
    scope varchar not null default '',
    decision varchar not null check (decision in ('disapproved', 'approved', 'other')),
    decision_text varchar not null default '',
    decided_on date,
    reason varchar not null default '',
    unique (list_id, key)
);
create table disapproved_match (
    disapproved_id integer not null,
    title_id integer not null,
    same boolean,
    likeness double not null,
    decided_by varchar not null default '',
    decided_on date,
    primary key (disapproved_id, title_id)
);

create sequence umf_id;
create table umf (
    id integer primary key default nextval('umf_id'),
    reader_id integer not null,
    facility_id integer not null,
    printed_on date not null,
    printed_by varchar not null default '',
    mailed_on date,
    answered_on date,
    letter_id integer,
    note varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table umf_item (
    umf_id integer not null,
    position integer not null,
    item_id integer not null,
    answer varchar check (answer in ('received', 'censored', 'missing')),
    primary key (umf_id, position)
);

create table paper_text (
    name varchar not null,
    language varchar not null,
    body varchar not null,
    primary key (name, language)
);

create sequence postage_rate_id;
create table postage_rate (
    id integer primary key default nextval('postage_rate_id'),
    mail_class varchar not null,
    holds_from date not null,
    first_pound_cents integer not null check (first_pound_cents > 0),
    each_more_cents integer not null check (each_more_cents >= 0),
    most_pounds integer not null default 70 check (most_pounds > 0),
    source varchar not null default '',
    checked boolean not null default false,
    voided_on date,
    void_reason varchar not null default ''
)

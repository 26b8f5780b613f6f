-- Step 11: giving
alter table contribution add column shipment_id integer;
alter table contribution add column state varchar default 'received';
alter table contribution add column held_by varchar default '';
alter table contribution add column held_on date;
alter table contribution add column body varchar default '';
alter table contribution add column language_id integer;
alter table contribution add column pages integer;
alter table contribution add column quote varchar default '';
alter table contribution add column answered_on date;
alter table contribution add column published_in varchar default '';
alter table contribution add column published_issue varchar default '';
alter table contribution add column published_on date;
alter table contribution add column not_used_why varchar default '';
alter table contribution add column consent varchar default 'not asked';
alter table contribution add column consent_letter_id integer;
alter table contribution add column void_reason varchar default '';
create table contribution_term (
    contribution_id integer not null,
    term_id integer not null,
    primary key (contribution_id, term_id)
);
create table redaction (
    contribution_id integer not null,
    position integer not null,
    starts integer not null,
    ends integer not null,
    found varchar not null,
    kind varchar not null,
    replacement varchar not null default '',
    decision varchar not null default 'open' check (decision in ('open', 'remove', 'keep')),
    decided_by varchar not null default '',
    primary key (contribution_id, position)
);

create sequence joining_id;
create table joining (
    id integer primary key default nextval('joining_id'),
    reader_id integer not null,
    step varchar not null check (step in
        ('wrote', 'asked', 'introduction sent', 'introduction answered', 'active', 'silent')),
    happened_on date not null,
    letter_id integer,
    note varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date
);

create sequence study_group_id;
create table study_group (
    id integer primary key default nextval('study_group_id'),
    name varchar not null check (name <> ''),
    facility_id integer,
    title_id integer,
    course varchar not null default '',
    started_on date not null,
    ended_on date,
    notes varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table study_member (
    study_group_id integer not null,
    reader_id integer not null,
    joined_on date not null,
    left_on date,
    primary key (study_group_id, reader_id)
);
create sequence assignment_id;
create table assignment (
    id integer primary key default nextval('assignment_id'),
    study_group_id integer not null,
    position integer not null,
    name varchar not null check (name <> ''),
    text varchar not null default '',
    voided_on date
);
create sequence study_work_id;
create table study_work (
    id integer primary key default nextval('study_work_id'),
    assignment_id integer not null,
    reader_id integer not null,
    sent_on date not null,
    due_on date,
    answered_on date,
    contribution_id integer,
    replier varchar not null default '',
    reply_due_on date,
    replied_on date,
    reply varchar not null default '',
    shipment_id integer,
    voided_on date,
    unique (assignment_id, reader_id)
);

create sequence supporter_id;
create table supporter (
    id integer primary key default nextval('supporter_id'),
    name varchar not null check (name <> ''),
    address varchar not null default '',
    notes varchar not null default '',
    since_on date not null,
    merged_into integer,
    voided_on date,
    void_reason varchar not null default ''
);
create sequence donation_id;
create table donation (
    id integer primary key default nextval('donation_id'),
    supporter_id integer,
    donated_on date not null,
    way varchar not null check (way in ('brought', 'mailed', 'wish list', 'publisher', 'other')),
    note varchar not null default '',
    thanked_on date,
    closed_on date,
    entered_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table donation_copy (
    donation_id integer not null,
    position integer not null,
    title_id integer,
    isbn varchar not null default '',
    name varchar not null default '',
    copies integer not null check (copies > 0),
    condition varchar not null default 'good' check (condition in ('new', 'good', 'worn')),
    set_aside varchar not null default '',
    primary key (donation_id, position)
);
alter table stock_movement add column donation_id integer;

create sequence fund_id;
create table fund (
    id integer primary key default nextval('fund_id'),
    name varchar not null unique,
    purpose varchar not null default '',
    closed_on date
);
create sequence money_entry_id;
create table money_entry (
    id integer primary key default nextval('money_entry_id'),
    kind varchar not null check (kind in ('gift', 'expense')),
    happened_on date not null,
    amount_cents bigint not null check (amount_cents <> 0),
    form varchar not null check (form in ('cash', 'check', 'online', 'stamps', 'none')),
    purpose varchar not null default '',
    fund_id integer not null,
    supporter_id integer,
    reader_id integer,
    contribution_id integer,
    donation_id integer,
    shipment_id integer,
    receipt_number integer unique,
    corrects integer,
    note varchar not null default '',
    entered_by varchar not null default '',
    saved_at timestamp not null
)

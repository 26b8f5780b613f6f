-- Step 2: readers and letters
create sequence term_id;
create table term (
    id integer primary key default nextval('term_id'),
    list varchar not null check (list in ('subject', 'language', 'work', 'reason')),
    name varchar not null check (name <> ''),
    position integer not null,
    retired boolean not null default false,
    unique (list, name)
);
create sequence reader_id;
create table reader (
    id integer primary key default nextval('reader_id'),
    number varchar,
    system_id integer not null,
    facility_id integer not null,
    first_name varchar not null default '',
    last_name varchar not null default '',
    name_key varchar not null,
    solitary boolean not null default false,
    life boolean not null default false,
    release_on date,
    status varchar not null default 'active' check (status in ('active', 'moved', 'released', 'dead')),
    checked_on date,
    notes varchar not null default '',
    merged_into integer,
    voided_on date,
    void_reason varchar not null default '',
    unique (system_id, number)
);
create sequence letter_id;
create table letter (
    id integer primary key default nextval('letter_id'),
    reader_id integer not null,
    facility_id integer not null,
    postmark_on date not null,
    entered_on date not null,
    entered_by varchar not null default '',
    new_reader boolean not null default false,
    moved_from integer,
    note varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table letter_warning (
    letter_id integer not null,
    warning varchar not null,
    reason varchar not null,
    primary key (letter_id, warning)
);
create sequence book_request_id;
create table book_request (
    id integer primary key default nextval('book_request_id'),
    letter_id integer,
    reader_id integer not null,
    asked_on date not null,
    status varchar not null default 'waiting' check (status in ('waiting', 'filled', 'declined')),
    closed_on date,
    decline_reason varchar not null default '',
    voided_on date,
    check (status <> 'declined' or decline_reason <> '')
);
create table request_term (
    book_request_id integer not null,
    term_id integer not null,
    primary key (book_request_id, term_id)
);
create table request_title (
    book_request_id integer not null,
    position integer not null,
    title_id integer,
    text varchar not null,
    primary key (book_request_id, position)
);
create sequence contribution_id;
create table contribution (
    id integer primary key default nextval('contribution_id'),
    reader_id integer not null,
    letter_id integer,
    kind varchar not null check (kind in (
        'book review', 'article', 'study-group work', 'art', 'poem', 'petition', 'legal work',
        'report from inside', 'translation', 'stamps or money', 'mail report')),
    title_id integer,
    title_text varchar not null default '',
    note varchar not null default '',
    received_on date not null,
    voided_on date
)

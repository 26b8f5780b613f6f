-- Step 9: appeals
create sequence incident_id;
create table incident (
    id integer primary key default nextval('incident_id'),
    item_id integer,
    outcome_event_id integer,
    facility_id integer not null,
    reader_id integer,
    title_id integer,
    title_text varchar not null default '',
    issue varchar not null default '',
    stated_reason varchar not null default '',
    rule_cited varchar not null default '',
    pages_cited varchar not null default '',
    signed_on date,
    notice_on date,
    received_on date not null,
    notified varchar not null default 'not known' check (notified in ('sender', 'reader', 'both', 'nobody', 'not known')),
    fate varchar not null default 'not known' check (fate in ('returned', 'destroyed', 'stored', 'not known')),
    stored_until date,
    disputed boolean not null default false,
    decision varchar not null default 'pending' check (decision in
        ('pending', 'upheld', 'overturned', 'partly overturned', 'no reply', 'reason substituted', 'not appealed')),
    decided_on date,
    substituted_reason varchar not null default '',
    sent_again_shipment_id integer,
    note varchar not null default '',
    opened_on date not null,
    opened_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table incident_reason (
    incident_id integer not null,
    term_id integer not null,
    primary key (incident_id, term_id)
);
create sequence document_id;
create table document (
    id integer primary key default nextval('document_id'),
    name varchar not null,
    kind varchar not null check (kind in ('pdf', 'jpg', 'png', 'docx')),
    size integer not null check (size > 0),
    pages integer not null default 1 check (pages > 0),
    digest varchar not null,
    content blob not null,
    redacts integer,
    added_on date not null,
    added_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table document_of (
    document_id integer not null,
    entity varchar not null check (entity in ('incident', 'appeal', 'appeal_action', 'contribution')),
    entity_id integer not null,
    primary key (document_id, entity, entity_id)
);
create sequence appeal_rule_id;
create table appeal_rule (
    id integer primary key default nextval('appeal_rule_id'),
    system_id integer,
    state varchar,
    level integer not null default 1 check (level > 0),
    who varchar not null check (who in ('sender', 'reader', 'both')),
    days integer check (days > 0),
    business_days boolean not null default false,
    counted_from varchar not null check (counted_from in ('notice', 'signature', 'receipt here', 'decision')),
    must_arrive boolean not null default false,
    staff_hours integer,
    staff_days integer,
    addressee varchar not null default '',
    address varchar not null default '',
    text varchar not null default '',
    source varchar not null default '',
    starts_on date,
    checked_on date,
    checked_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    check (system_id is not null or state is not null)
);
create sequence contact_id;
create table contact (
    id integer primary key default nextval('contact_id'),
    system_id integer,
    facility_id integer,
    role varchar not null check (role in
        ('mail room', 'warden', 'review committee', 'headquarters', 'general counsel', 'other')),
    name varchar not null default '',
    office varchar not null default '',
    address varchar not null default '',
    source varchar not null default '',
    checked_on date,
    voided_on date,
    void_reason varchar not null default '',
    check (system_id is not null or facility_id is not null)
);
create sequence appeal_id;
create table appeal (
    id integer primary key default nextval('appeal_id'),
    system_id integer not null,
    level integer not null default 1 check (level > 0),
    made_by varchar not null default 'sender' check (made_by in ('sender', 'reader')),
    state varchar not null default 'to decide' check (state in ('to decide', 'to write', 'sent', 'answered', 'closed')),
    taken_by varchar not null default '',
    taken_on date,
    due_on date,
    rule_id integer,
    sent_on date,
    answered_on date,
    closed_on date,
    decision varchar not null default 'pending' check (decision in
        ('pending', 'upheld', 'overturned', 'partly overturned', 'no reply', 'reason substituted', 'not appealed')),
    why_not varchar not null default '',
    pattern boolean not null default false,
    note varchar not null default '',
    opened_on date not null,
    opened_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create table appeal_incident (
    appeal_id integer not null,
    incident_id integer not null,
    primary key (appeal_id, incident_id)
);
create sequence appeal_action_id;
create table appeal_action (
    id integer primary key default nextval('appeal_action_id'),
    appeal_id integer not null,
    level integer not null default 1,
    kind varchar not null check (kind in
        ('letter sent', 'reader wrote', 'answer', 'next level', 'call', 'reminder', 'handed over', 'note')),
    happened_on date not null,
    text varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date,
    void_reason varchar not null default ''
);
create table appeal_argument (
    appeal_id integer not null,
    kind varchar not null check (kind in ('rebuttal', 'citation')),
    argument_id integer not null,
    primary key (appeal_id, kind, argument_id)
);
create sequence citation_id;
create table citation (
    id integer primary key default nextval('citation_id'),
    name varchar not null,
    reference varchar not null,
    court varchar not null default '',
    year integer not null,
    holding varchar not null default '',
    checked_on date,
    checked_by varchar not null default '',
    retired boolean not null default false,
    unique (reference)
);
create sequence rebuttal_id;
create table rebuttal (
    id integer primary key default nextval('rebuttal_id'),
    term_id integer not null,
    text varchar not null,
    checked_on date,
    checked_by varchar not null default '',
    retired boolean not null default false
);
create table letter_template (
    kind varchar primary key,
    content blob not null,
    edited_on date not null,
    edited_by varchar not null default ''
);
create sequence appeal_letter_id;
create table appeal_letter (
    id integer primary key default nextval('appeal_letter_id'),
    appeal_id integer not null,
    facility_id integer,
    kind varchar not null,
    addressee varchar not null default '',
    copies_to varchar not null default '',
    document_id integer not null,
    made_on date not null,
    made_by varchar not null default '',
    sent_on date,
    voided_on date,
    void_reason varchar not null default ''
);
create sequence publication_id;
create table publication (
    id integer primary key default nextval('publication_id'),
    entity varchar not null check (entity in ('incident', 'facility', 'contribution')),
    entity_id integer not null,
    title varchar not null default '',
    html varchar not null,
    published_on date not null,
    published_by varchar not null default '',
    withdrawn_on date,
    withdraw_reason varchar not null default ''
)

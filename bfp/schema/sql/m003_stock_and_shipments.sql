-- Step 3: stock and shipments
create sequence title_id;
create table title (
    id integer primary key default nextval('title_id'),
    isbn varchar unique,
    name varchar not null check (name <> ''),
    author varchar not null default '',
    literature_class varchar not null default 'other' check (literature_class in ('own', 'other', 'letter')),
    kind varchar not null default 'book' check (kind in (
        'book', 'pamphlet', 'newsletter issue', 'magazine issue', 'dictionary', 'study pack', 'letter')),
    binding varchar not null default 'paperback' check (binding in ('paperback', 'hardcover', 'stapled')),
    language_id integer,
    weight_oz integer check (weight_oz > 0),
    price_cents integer check (price_cents >= 0),
    place varchar not null default '',
    minimum integer not null default 0 check (minimum >= 0),
    withdrawn boolean not null default false,
    notes varchar not null default ''
);
create table title_term (
    title_id integer not null,
    term_id integer not null,
    primary key (title_id, term_id)
);
create table stock (
    title_id integer primary key,
    on_hand integer not null check (on_hand >= 0)
);
create sequence stock_movement_id;
create table stock_movement (
    id integer primary key default nextval('stock_movement_id'),
    title_id integer not null,
    change integer not null check (change <> 0),
    reason varchar not null check (reason in
        ('received', 'mailed', 'shipment voided', 'came back', 'counted', 'written off')),
    shipment_id integer,
    note varchar not null default '',
    happened_on date not null,
    volunteer varchar not null default '',
    saved_at timestamp not null
);
create sequence shipment_id;
create table shipment (
    id integer primary key default nextval('shipment_id'),
    reader_id integer not null,
    facility_id integer not null,
    book_request_id integer,
    mailed_on date not null,
    mail_class varchar not null check (mail_class in
        ('Media Mail', 'Library Mail', 'First Class', 'Priority', 'other')),
    postage_cents integer check (postage_cents >= 0),
    weight_oz integer check (weight_oz > 0),
    note varchar not null default '',
    mailed_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default ''
);
create sequence item_id;
create table item (
    id integer primary key default nextval('item_id'),
    shipment_id integer not null,
    title_id integer not null,
    quantity integer not null default 1 check (quantity > 0),
    outcome varchar not null default 'unconfirmed' check (outcome in
        ('unconfirmed', 'received', 'censored', 'returned', 'no reason given')),
    outcome_on date,
    learned_on date
);
create sequence outcome_event_id;
create table outcome_event (
    id integer primary key default nextval('outcome_event_id'),
    item_id integer not null,
    outcome varchar not null check (outcome in
        ('unconfirmed', 'received', 'censored', 'returned', 'no reason given')),
    happened_on date,
    learned_on date not null,
    learned_how varchar not null check (learned_how in (
        'reader''s letter', 'unconfirmed-mail form', 'parcel came back', 'notice from the prison', 'delivery record')),
    stated_reason varchar not null default '',
    return_reason varchar check (return_reason in ('moved', 'released', 'not found', 'bad address', 'died')),
    notice_on date,
    disputed boolean not null default false,
    letter_id integer,
    note varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date,
    check ((outcome = 'returned') = (return_reason is not null))
);
create table outcome_reason (
    outcome_event_id integer not null,
    term_id integer not null,
    primary key (outcome_event_id, term_id)
);
create view mailed_item as
    select item.id, item.shipment_id, item.title_id, item.quantity, item.outcome, item.outcome_on, item.learned_on,
        shipment.reader_id, shipment.facility_id, shipment.book_request_id, shipment.mailed_on
    from item
    join shipment on shipment.id = item.shipment_id
    where shipment.voided_on is null

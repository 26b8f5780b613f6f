table access_log (
    id integer not null default nextval('access_log_id'),
    seen_at timestamp not null,
    account_id integer,
    who varchar not null,
    what varchar not null,
    entity varchar not null default '',
    entity_id integer,
    many integer not null default 1,
    why varchar not null default '',
    PRIMARY KEY(id)
);

table account (
    id integer not null default nextval('account_id'),
    login varchar not null,
    name varchar not null,
    password_hash varchar not null,
    factor_secret varchar,
    factor_step bigint not null default 0,
    made_at timestamp not null,
    ended_at timestamp,
    PRIMARY KEY(id),
    CHECK((login != '')),
    UNIQUE(login),
    CHECK(("name" != ''))
);

table account_role (
    account_id integer not null,
    role varchar not null,
    CHECK(("role" IN ('packer', 'volunteer', 'legal volunteer', 'coordinator', 'observer'))),
    PRIMARY KEY(account_id, "role")
);

table alarm (
    id integer not null default nextval('alarm_id'),
    kind varchar not null,
    scope varchar not null,
    scope_id integer not null,
    raised_on date not null,
    sentence varchar not null,
    chance double not null,
    cusum double,
    acknowledged_on date,
    acknowledged_by varchar not null default '',
    note varchar not null default '',
    PRIMARY KEY(id),
    CHECK((kind IN ('new ban', 'lifted ban'))),
    CHECK(("scope" IN ('facility', 'system', 'title')))
);

table appeal (
    id integer not null default nextval('appeal_id'),
    system_id integer not null,
    level integer not null default 1,
    made_by varchar not null default 'sender',
    state varchar not null default 'to decide',
    taken_by varchar not null default '',
    taken_on date,
    due_on date,
    rule_id integer,
    sent_on date,
    answered_on date,
    closed_on date,
    decision varchar not null default 'pending',
    why_not varchar not null default '',
    pattern boolean not null default false,
    note varchar not null default '',
    opened_on date not null,
    opened_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK(("level" > 0)),
    CHECK((made_by IN ('sender', 'reader'))),
    CHECK((state IN ('to decide', 'to write', 'sent', 'answered', 'closed'))),
    CHECK((decision IN ('pending', 'upheld', 'overturned', 'partly overturned', 'no reply', 'reason substituted', 'not appealed')))
);

table appeal_action (
    id integer not null default nextval('appeal_action_id'),
    appeal_id integer not null,
    level integer not null default 1,
    kind varchar not null,
    happened_on date not null,
    text varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK((kind IN ('letter sent', 'reader wrote', 'answer', 'next level', 'call', 'reminder', 'handed over', 'note')))
);

table appeal_argument (
    appeal_id integer not null,
    kind varchar not null,
    argument_id integer not null,
    CHECK((kind IN ('rebuttal', 'citation'))),
    PRIMARY KEY(appeal_id, kind, argument_id)
);

table appeal_incident (
    appeal_id integer not null,
    incident_id integer not null,
    PRIMARY KEY(appeal_id, incident_id)
);

table appeal_letter (
    id integer not null default nextval('appeal_letter_id'),
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
    void_reason varchar not null default '',
    made_of varchar default '',
    PRIMARY KEY(id)
);

table appeal_rule (
    id integer not null default nextval('appeal_rule_id'),
    system_id integer,
    state varchar,
    level integer not null default 1,
    who varchar not null,
    days integer,
    business_days boolean not null default false,
    counted_from varchar not null,
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
    moved boolean default false,
    PRIMARY KEY(id),
    CHECK(("level" > 0)),
    CHECK((who IN ('sender', 'reader', 'both'))),
    CHECK(("days" > 0)),
    CHECK((counted_from IN ('notice', 'signature', 'receipt here', 'decision'))),
    CHECK(((system_id IS NOT NULL) OR (state IS NOT NULL)))
);

table assignment (
    id integer not null default nextval('assignment_id'),
    study_group_id integer not null,
    position integer not null,
    name varchar not null,
    text varchar not null default '',
    voided_on date,
    PRIMARY KEY(id),
    CHECK(("name" != ''))
);

table backup_proof (
    id integer not null default nextval('backup_proof_id'),
    file varchar not null,
    proven_at timestamp not null,
    sound boolean not null,
    why varchar not null default '',
    PRIMARY KEY(id)
);

table book_request (
    id integer not null default nextval('book_request_id'),
    letter_id integer,
    reader_id integer not null,
    asked_on date not null,
    status varchar not null default 'waiting',
    closed_on date,
    decline_reason varchar not null default '',
    voided_on date,
    closed_by varchar default '',
    PRIMARY KEY(id),
    CHECK((status IN ('waiting', 'filled', 'declined'))),
    CHECK(((status != 'declined') OR (decline_reason != '')))
);

table came_from (
    import_id integer not null,
    entity varchar not null,
    entity_id integer not null,
    line integer not null,
    key varchar not null,
    PRIMARY KEY(entity, entity_id)
);

table chase (
    id integer not null default nextval('chase_id'),
    drawn_on date not null,
    drawn_by varchar not null default '',
    mailed_from date,
    mailed_to date,
    note varchar not null default '',
    PRIMARY KEY(id)
);

table chase_item (
    chase_id integer not null,
    item_id integer not null,
    position integer not null,
    PRIMARY KEY(chase_id, item_id)
);

table citation (
    id integer not null default nextval('citation_id'),
    name varchar not null,
    reference varchar not null,
    court varchar not null default '',
    year integer not null,
    holding varchar not null default '',
    source varchar not null default '',
    checked_on date,
    checked_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id)
);

table contact (
    id integer not null default nextval('contact_id'),
    system_id integer,
    facility_id integer,
    role varchar not null,
    name varchar not null default '',
    office varchar not null default '',
    address varchar not null default '',
    source varchar not null default '',
    checked_on date,
    voided_on date,
    void_reason varchar not null default '',
    checked_by varchar default '',
    PRIMARY KEY(id),
    CHECK(("role" IN ('mail room', 'warden', 'review committee', 'headquarters', 'general counsel', 'other'))),
    CHECK(((system_id IS NOT NULL) OR (facility_id IS NOT NULL)))
);

table contribution (
    id integer not null default nextval('contribution_id'),
    reader_id integer not null,
    letter_id integer,
    kind varchar not null,
    title_id integer,
    title_text varchar not null default '',
    note varchar not null default '',
    received_on date not null,
    voided_on date,
    shipment_id integer,
    state varchar default 'received',
    held_by varchar default '',
    held_on date,
    body varchar default '',
    language_id integer,
    pages integer,
    quote varchar default '',
    answered_on date,
    published_in varchar default '',
    published_issue varchar default '',
    published_on date,
    not_used_why varchar default '',
    consent varchar default 'not asked',
    consent_letter_id integer,
    void_reason varchar default '',
    changed_in_hand boolean default false,
    PRIMARY KEY(id),
    CHECK((kind IN ('book review', 'article', 'study-group work', 'art', 'poem', 'petition', 'legal work', 'report from inside', 'translation', 'stamps or money', 'mail report')))
);

table contribution_term (
    contribution_id integer not null,
    term_id integer not null,
    PRIMARY KEY(contribution_id, term_id)
);

table disapproved (
    id integer not null default nextval('disapproved_id'),
    list_id integer not null,
    key varchar not null,
    name varchar not null,
    author varchar not null default '',
    kind varchar not null default '',
    scope varchar not null default '',
    decision varchar not null,
    decision_text varchar not null default '',
    decided_on date,
    reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK((decision IN ('disapproved', 'approved', 'other'))),
    UNIQUE(list_id, "key")
);

table disapproved_list (
    id integer not null default nextval('disapproved_list_id'),
    name varchar not null,
    state varchar not null,
    system_id integer,
    source varchar not null default '',
    imported_on date not null,
    imported_by varchar not null default '',
    PRIMARY KEY(id),
    CHECK((length(state) = 2))
);

table disapproved_match (
    disapproved_id integer not null,
    title_id integer not null,
    same boolean,
    likeness double not null,
    decided_by varchar not null default '',
    decided_on date,
    PRIMARY KEY(disapproved_id, title_id)
);

table document (
    id integer not null default nextval('document_id'),
    name varchar not null,
    kind varchar not null,
    size integer not null,
    pages integer not null default 1,
    digest varchar not null,
    content blob not null,
    redacts integer,
    added_on date not null,
    added_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK((kind IN ('pdf', 'jpg', 'png', 'docx'))),
    CHECK((size > 0)),
    CHECK((pages > 0))
);

table document_of (
    document_id integer not null,
    entity varchar not null,
    entity_id integer not null,
    CHECK((entity IN ('incident', 'appeal', 'appeal_action', 'contribution'))),
    PRIMARY KEY(document_id, entity, entity_id)
);

table donation (
    id integer not null default nextval('donation_id'),
    supporter_id integer,
    donated_on date not null,
    way varchar not null,
    note varchar not null default '',
    thanked_on date,
    closed_on date,
    entered_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK((way IN ('brought', 'mailed', 'wish list', 'publisher', 'other')))
);

table donation_copy (
    donation_id integer not null,
    position integer not null,
    title_id integer,
    isbn varchar not null default '',
    name varchar not null default '',
    copies integer not null,
    condition varchar not null default 'good',
    set_aside varchar not null default '',
    CHECK((copies > 0)),
    CHECK((condition IN ('new', 'good', 'worn'))),
    PRIMARY KEY(donation_id, "position")
);

table draft (
    browser varchar not null,
    volunteer varchar not null,
    kind varchar not null,
    thing varchar not null,
    about varchar not null,
    body varchar not null,
    begun_at timestamp not null,
    changed_at timestamp not null,
    PRIMARY KEY(browser, thing)
);

table facility (
    id integer not null default nextval('facility_id'),
    name varchar not null,
    system_id integer not null,
    state varchar not null,
    kind varchar not null,
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
    status varchar not null default 'open',
    notes varchar not null default '',
    merged_into integer,
    PRIMARY KEY(id),
    CHECK(("name" != '')),
    CHECK((length(state) = 2)),
    CHECK((kind IN ('prison', 'jail', 'detention center', 'camp', 'reentry', 'hospital', 'juvenile', 'other'))),
    CHECK((status IN ('open', 'closed'))),
    UNIQUE("name", state)
);

table facility_alias (
    facility_id integer not null,
    name varchar not null,
    PRIMARY KEY(facility_id, "name")
);

table file_import (
    id integer not null default nextval('file_import_id'),
    kind varchar not null,
    file varchar not null,
    digest varchar not null,
    recipe json not null,
    made_by varchar not null default '',
    made_at timestamp not null,
    new_rows integer not null,
    unchanged_rows integer not null,
    rejected_rows integer not null,
    undone_at timestamp,
    undone_by varchar not null default '',
    PRIMARY KEY(id),
    CHECK((kind != ''))
);

table fund (
    id integer not null default nextval('fund_id'),
    name varchar not null,
    purpose varchar not null default '',
    closed_on date,
    PRIMARY KEY(id),
    UNIQUE("name")
);

table history (
    id bigint not null default nextval('history_id'),
    saved_at timestamp not null,
    volunteer varchar not null default '',
    entity varchar not null,
    entity_id integer not null,
    action varchar not null,
    changes varchar not null default '{}',
    reason varchar not null default '',
    PRIMARY KEY(id)
);

table incident (
    id integer not null default nextval('incident_id'),
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
    notified varchar not null default 'not known',
    fate varchar not null default 'not known',
    stored_until date,
    disputed boolean not null default false,
    decision varchar not null default 'pending',
    decided_on date,
    substituted_reason varchar not null default '',
    sent_again_shipment_id integer,
    note varchar not null default '',
    opened_on date not null,
    opened_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    decided_in_appeal integer,
    decision_before varchar,
    decided_before_on date,
    substituted_before varchar default '',
    PRIMARY KEY(id),
    CHECK((notified IN ('sender', 'reader', 'both', 'nobody', 'not known'))),
    CHECK((fate IN ('returned', 'destroyed', 'stored', 'not known'))),
    CHECK((decision IN ('pending', 'upheld', 'overturned', 'partly overturned', 'no reply', 'reason substituted', 'not appealed')))
);

table incident_change (
    incident_id integer not null,
    volunteer varchar not null,
    changed_at timestamp not null,
    PRIMARY KEY(incident_id, volunteer)
);

table incident_reason (
    incident_id integer not null,
    term_id integer not null,
    PRIMARY KEY(incident_id, term_id)
);

table invitation (
    id integer not null default nextval('invitation_id'),
    token_hash varchar not null,
    role varchar not null,
    for_whom varchar not null default '',
    made_by varchar not null default '',
    made_at timestamp not null,
    expires_at timestamp not null,
    account_id integer,
    taken_back_at timestamp,
    PRIMARY KEY(id),
    UNIQUE(token_hash),
    CHECK(("role" IN ('packer', 'volunteer', 'legal volunteer', 'coordinator', 'observer')))
);

table item (
    id integer not null default nextval('item_id'),
    shipment_id integer not null,
    title_id integer not null,
    quantity integer not null default 1,
    outcome varchar not null default 'unconfirmed',
    outcome_on date,
    learned_on date,
    PRIMARY KEY(id),
    CHECK((quantity > 0)),
    CHECK((outcome IN ('unconfirmed', 'received', 'censored', 'returned', 'no reason given')))
);

table joining (
    id integer not null default nextval('joining_id'),
    reader_id integer not null,
    step varchar not null,
    happened_on date not null,
    letter_id integer,
    note varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date,
    PRIMARY KEY(id),
    CHECK((step IN ('wrote', 'asked', 'introduction sent', 'introduction answered', 'active', 'silent')))
);

table letter (
    id integer not null default nextval('letter_id'),
    reader_id integer not null,
    facility_id integer not null,
    postmark_on date not null,
    entered_on date not null,
    entered_by varchar not null default '',
    new_reader boolean not null default false,
    moved_from integer,
    note varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    number_before varchar default '',
    PRIMARY KEY(id)
);

table letter_template (
    kind varchar not null,
    content blob not null,
    edited_on date not null,
    edited_by varchar not null default '',
    PRIMARY KEY(kind)
);

table letter_warning (
    letter_id integer not null,
    warning varchar not null,
    reason varchar not null,
    PRIMARY KEY(letter_id, warning)
);

table login_attempt (
    about_hash varchar not null,
    tried_at timestamp not null
);

table money_entry (
    id integer not null default nextval('money_entry_id'),
    kind varchar not null,
    happened_on date not null,
    amount_cents bigint not null,
    form varchar not null,
    purpose varchar not null default '',
    fund_id integer not null,
    supporter_id integer,
    reader_id integer,
    contribution_id integer,
    donation_id integer,
    shipment_id integer,
    receipt_number integer,
    corrects integer,
    note varchar not null default '',
    entered_by varchar not null default '',
    saved_at timestamp not null,
    PRIMARY KEY(id),
    CHECK((kind IN ('gift', 'expense'))),
    CHECK((amount_cents != 0)),
    CHECK((form IN ('cash', 'check', 'online', 'stamps', 'none'))),
    UNIQUE(receipt_number)
);

table outcome_event (
    id integer not null default nextval('outcome_event_id'),
    item_id integer not null,
    outcome varchar not null,
    happened_on date,
    learned_on date not null,
    learned_how varchar not null,
    stated_reason varchar not null default '',
    return_reason varchar,
    notice_on date,
    disputed boolean not null default false,
    letter_id integer,
    note varchar not null default '',
    volunteer varchar not null default '',
    saved_at timestamp not null,
    voided_on date,
    umf_id integer,
    PRIMARY KEY(id),
    CHECK((outcome IN ('unconfirmed', 'received', 'censored', 'returned', 'no reason given'))),
    CHECK((learned_how IN ('reader''s letter', 'unconfirmed-mail form', 'parcel came back', 'notice from the prison', 'delivery record'))),
    CHECK((return_reason IN ('moved', 'released', 'not found', 'bad address', 'died'))),
    CHECK(((outcome = 'returned') = (return_reason IS NOT NULL)))
);

table outcome_reason (
    outcome_event_id integer not null,
    term_id integer not null,
    PRIMARY KEY(outcome_event_id, term_id)
);

table packing_session (
    id integer not null default nextval('packing_session_id'),
    name varchar not null,
    started_on date not null,
    started_by varchar not null default '',
    closed_on date,
    PRIMARY KEY(id)
);

table paper_text (
    name varchar not null,
    language varchar not null,
    body varchar not null,
    PRIMARY KEY("name", "language")
);

table postage_rate (
    id integer not null default nextval('postage_rate_id'),
    mail_class varchar not null,
    holds_from date not null,
    first_pound_cents integer not null,
    each_more_cents integer not null,
    most_pounds integer not null default 70,
    source varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    checked_on date,
    checked_by varchar default '',
    PRIMARY KEY(id),
    CHECK((first_pound_cents > 0)),
    CHECK((each_more_cents >= 0)),
    CHECK((most_pounds > 0))
);

table publication (
    id integer not null default nextval('publication_id'),
    entity varchar not null,
    entity_id integer not null,
    title varchar not null default '',
    html varchar not null,
    published_on date not null,
    published_by varchar not null default '',
    withdrawn_on date,
    withdraw_reason varchar not null default '',
    left_as_written varchar[] default list_value(),
    history_id bigint,
    PRIMARY KEY(id),
    CHECK((entity IN ('incident', 'facility', 'contribution')))
);

table published_report (
    id integer not null default nextval('published_report_id'),
    starts_on date not null,
    ends_on date not null,
    as_of date not null,
    published_on date not null,
    published_by varchar not null default '',
    PRIMARY KEY(id)
);

table reader (
    id integer not null default nextval('reader_id'),
    number varchar,
    system_id integer not null,
    facility_id integer not null,
    first_name varchar not null default '',
    last_name varchar not null default '',
    name_key varchar not null,
    solitary boolean not null default false,
    life boolean not null default false,
    release_on date,
    status varchar not null default 'active',
    checked_on date,
    notes varchar not null default '',
    merged_into integer,
    voided_on date,
    void_reason varchar not null default '',
    bad_address_on date,
    forgotten_on date,
    PRIMARY KEY(id),
    CHECK((status IN ('active', 'moved', 'released', 'dead'))),
    UNIQUE(system_id, number)
);

table reader_before (
    id integer not null default nextval('reader_before_id'),
    reader_id integer not null,
    first_name varchar not null default '',
    last_name varchar not null default '',
    number varchar not null default '',
    PRIMARY KEY(id),
    CHECK(((first_name != '') OR (last_name != '') OR (number != '')))
);

table rebuttal (
    id integer not null default nextval('rebuttal_id'),
    term_id integer not null,
    text varchar not null,
    checked_on date,
    checked_by varchar not null default '',
    source varchar default '',
    voided_on date,
    void_reason varchar default '',
    PRIMARY KEY(id)
);

table recovery_code (
    account_id integer not null,
    code_hash varchar not null,
    used_at timestamp,
    PRIMARY KEY(account_id, code_hash)
);

table redaction (
    contribution_id integer not null,
    position integer not null,
    starts integer not null,
    ends integer not null,
    found varchar not null,
    kind varchar not null,
    replacement varchar not null default '',
    decision varchar not null default 'open',
    decided_by varchar not null default '',
    CHECK((decision IN ('open', 'remove', 'keep'))),
    PRIMARY KEY(contribution_id, "position")
);

table replaced_by_hand (
    entity varchar not null,
    entity_id integer not null,
    field varchar not null,
    stood varchar not null,
    CHECK((entity IN ('facility', 'title'))),
    PRIMARY KEY(entity, entity_id, field, stood)
);

table request_term (
    book_request_id integer not null,
    term_id integer not null,
    PRIMARY KEY(book_request_id, term_id)
);

table request_title (
    book_request_id integer not null,
    position integer not null,
    title_id integer,
    text varchar not null,
    PRIMARY KEY(book_request_id, "position")
);

table restriction (
    id integer not null default nextval('restriction_id'),
    level varchar not null,
    system_id integer,
    kind varchar,
    facility_id integer,
    starts_on date not null,
    ends_on date,
    text varchar not null,
    source_kind varchar not null,
    source varchar not null default '',
    refuses_all boolean not null default false,
    max_items integer,
    paperback_only boolean not null default false,
    new_only boolean not null default false,
    approved_vendors_only boolean not null default false,
    prior_approval boolean not null default false,
    invoice_needed boolean not null default false,
    voided_on date,
    void_reason varchar not null default '',
    no_hardcover boolean default false,
    max_weight_oz integer,
    max_size varchar default '',
    PRIMARY KEY(id),
    CHECK(("level" IN ('system', 'kind', 'facility'))),
    CHECK((source_kind IN ('official document', 'staff on the phone', 'reader', 'experience', 'other program'))),
    CHECK((max_items > 0)),
    CHECK(((("level" = 'system') AND (system_id IS NOT NULL) AND (facility_id IS NULL)) OR (("level" = 'kind') AND (kind IS NOT NULL) AND (facility_id IS NULL)) OR (("level" = 'facility') AND (facility_id IS NOT NULL))))
);

table schema_migration (
    name varchar not null,
    applied_at timestamp not null,
    PRIMARY KEY("name")
);

table session_parcel (
    session_id integer not null,
    position integer not null,
    book_request_id integer not null,
    reader_id integer not null,
    state varchar not null default 'open',
    held_by varchar not null default '',
    held_at timestamp,
    shipment_id integer,
    skip_reason varchar not null default '',
    skipped_at timestamp,
    CHECK((state IN ('open', 'packed', 'skipped'))),
    PRIMARY KEY(session_id, "position")
);

table session_title (
    session_id integer not null,
    position integer not null,
    title_id integer not null,
    quantity integer not null default 1,
    why varchar not null default '',
    CHECK((quantity > 0)),
    PRIMARY KEY(session_id, "position", title_id)
);

table setting (
    name varchar not null,
    value varchar not null,
    PRIMARY KEY("name")
);

table shipment (
    id integer not null default nextval('shipment_id'),
    reader_id integer not null,
    facility_id integer not null,
    book_request_id integer,
    mailed_on date not null,
    mail_class varchar not null,
    postage_cents integer,
    weight_oz integer,
    note varchar not null default '',
    mailed_by varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    to_paper_mail boolean default false,
    PRIMARY KEY(id),
    CHECK((mail_class IN ('Media Mail', 'Library Mail', 'First Class', 'Priority', 'other'))),
    CHECK((postage_cents >= 0)),
    CHECK((weight_oz > 0))
);

table shipment_breach (
    shipment_id integer not null,
    position integer not null,
    rule varchar not null,
    restriction_id integer,
    title_id integer,
    sentence varchar not null,
    reason varchar not null,
    PRIMARY KEY(shipment_id, "position")
);

table signed_in (
    id integer not null default nextval('signed_in_id'),
    token_hash varchar not null,
    account_id integer not null,
    made_at timestamp not null,
    seen_at timestamp not null,
    ended_at timestamp,
    about varchar not null default '',
    packing_table boolean not null default false,
    PRIMARY KEY(id),
    UNIQUE(token_hash)
);

table stock (
    title_id integer not null,
    on_hand integer not null,
    counted_at timestamp,
    PRIMARY KEY(title_id),
    CHECK((on_hand >= 0))
);

table stock_movement (
    id integer not null default nextval('stock_movement_id'),
    title_id integer not null,
    change integer not null,
    reason varchar not null,
    shipment_id integer,
    note varchar not null default '',
    happened_on date not null,
    volunteer varchar not null default '',
    saved_at timestamp not null,
    donation_id integer,
    PRIMARY KEY(id),
    CHECK((change != 0)),
    CHECK((reason IN ('received', 'mailed', 'shipment voided', 'came back', 'counted', 'written off')))
);

table study_group (
    id integer not null default nextval('study_group_id'),
    name varchar not null,
    facility_id integer,
    title_id integer,
    course varchar not null default '',
    started_on date not null,
    ended_on date,
    notes varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK(("name" != ''))
);

table study_member (
    study_group_id integer not null,
    reader_id integer not null,
    joined_on date not null,
    left_on date,
    PRIMARY KEY(study_group_id, reader_id)
);

table study_work (
    id integer not null default nextval('study_work_id'),
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
    PRIMARY KEY(id),
    UNIQUE(assignment_id, reader_id)
);

table supporter (
    id integer not null default nextval('supporter_id'),
    name varchar not null,
    address varchar not null default '',
    notes varchar not null default '',
    since_on date not null,
    merged_into integer,
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id),
    CHECK(("name" != ''))
);

table system (
    id integer not null default nextval('system_id'),
    name varchar not null,
    kind varchar not null,
    state varchar,
    notes varchar not null default '',
    PRIMARY KEY(id),
    UNIQUE("name"),
    CHECK((kind IN ('state', 'federal', 'county', 'immigration', 'private', 'other')))
);

table term (
    id integer not null default nextval('term_id'),
    list varchar not null,
    name varchar not null,
    position integer not null,
    retired boolean not null default false,
    content_based boolean,
    PRIMARY KEY(id),
    CHECK((list IN ('subject', 'language', 'work', 'reason'))),
    CHECK(("name" != '')),
    UNIQUE(list, "name")
);

table title (
    id integer not null default nextval('title_id'),
    isbn varchar,
    name varchar not null,
    author varchar not null default '',
    literature_class varchar not null default 'other',
    kind varchar not null default 'book',
    binding varchar not null default 'paperback',
    language_id integer,
    weight_oz integer,
    price_cents integer,
    place varchar not null default '',
    minimum integer not null default 0,
    withdrawn boolean not null default false,
    notes varchar not null default '',
    PRIMARY KEY(id),
    UNIQUE(isbn),
    CHECK(("name" != '')),
    CHECK((literature_class IN ('own', 'other', 'letter'))),
    CHECK((kind IN ('book', 'pamphlet', 'newsletter issue', 'magazine issue', 'dictionary', 'study pack', 'letter'))),
    CHECK((binding IN ('paperback', 'hardcover', 'stapled'))),
    CHECK((weight_oz > 0)),
    CHECK((price_cents >= 0)),
    CHECK((minimum >= 0))
);

table title_term (
    title_id integer not null,
    term_id integer not null,
    PRIMARY KEY(title_id, term_id)
);

table umf (
    id integer not null default nextval('umf_id'),
    reader_id integer not null,
    facility_id integer not null,
    printed_on date not null,
    printed_by varchar not null default '',
    mailed_on date,
    answered_on date,
    letter_id integer,
    note varchar not null default '',
    voided_on date,
    void_reason varchar not null default '',
    PRIMARY KEY(id)
);

table umf_item (
    umf_id integer not null,
    position integer not null,
    item_id integer not null,
    answer varchar,
    CHECK((answer IN ('received', 'censored', 'missing'))),
    PRIMARY KEY(umf_id, "position")
);

table undated_item (
    item_id integer not null,
    PRIMARY KEY(item_id)
);

CREATE VIEW mailed_item AS SELECT item.id, item.shipment_id, item.title_id, item.quantity, item.outcome, item.outcome_on, item.learned_on, shipment.reader_id, shipment.facility_id, shipment.book_request_id, shipment.mailed_on FROM (item INNER JOIN shipment ON ((shipment.id = item.shipment_id))) WHERE (shipment.voided_on IS NULL);
macro known_as_of(as_of) as SELECT * FROM mail_as_of(as_of) WHERE (((word_now IN ('censored', 'received')) OR heard_since) AND (outcome IN ('censored', 'received')));
macro mail_as_of(as_of) as SELECT item.id, item.shipment_id, item.title_id, item.quantity, shipment.reader_id, shipment.facility_id, shipment.book_request_id, shipment.mailed_on, item.outcome AS word_now, (item.learned_on > as_of) AS heard_since, CASE  WHEN ((item.learned_on > as_of)) THEN (COALESCE(word.outcome, 'unconfirmed')) ELSE item.outcome END AS outcome, CASE  WHEN ((item.learned_on > as_of)) THEN (word.happened_on) ELSE item.outcome_on END AS outcome_on, CASE  WHEN ((item.learned_on > as_of)) THEN (word.learned_on) ELSE item.learned_on END AS learned_on FROM ((item INNER JOIN shipment ON ((shipment.id = item.shipment_id))) LEFT JOIN (SELECT outcome_event.item_id, outcome_event.outcome, outcome_event.happened_on, outcome_event.learned_on FROM (outcome_event INNER JOIN (SELECT item_id, max(id) AS id FROM outcome_event WHERE ((learned_on <= as_of) AND (voided_on IS NULL) AND (item_id = ANY(SELECT id FROM item WHERE (learned_on > as_of)))) GROUP BY item_id) AS latest ON ((latest.id = outcome_event.id)))) AS word ON ((word.item_id = item.id))) WHERE ((shipment.voided_on IS NULL) AND (shipment.mailed_on <= as_of));
sequence access_log_id;
sequence account_id;
sequence alarm_id;
sequence appeal_action_id;
sequence appeal_id;
sequence appeal_letter_id;
sequence appeal_rule_id;
sequence assignment_id;
sequence backup_proof_id;
sequence book_request_id;
sequence chase_id;
sequence citation_id;
sequence contact_id;
sequence contribution_id;
sequence disapproved_id;
sequence disapproved_list_id;
sequence document_id;
sequence donation_id;
sequence facility_id;
sequence file_import_id;
sequence fund_id;
sequence history_id;
sequence incident_id;
sequence invitation_id;
sequence item_id;
sequence joining_id;
sequence letter_id;
sequence money_entry_id;
sequence outcome_event_id;
sequence packing_session_id;
sequence postage_rate_id;
sequence publication_id;
sequence published_report_id;
sequence reader_before_id;
sequence reader_id;
sequence rebuttal_id;
sequence restriction_id;
sequence shipment_id;
sequence signed_in_id;
sequence stock_movement_id;
sequence study_group_id;
sequence study_work_id;
sequence supporter_id;
sequence system_id;
sequence term_id;
sequence title_id;
sequence umf_id;

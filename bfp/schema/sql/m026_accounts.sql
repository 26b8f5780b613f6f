-- Who may sign in, how, and what was seen and left.
create sequence account_id;
create table account (
    id integer primary key default nextval('account_id'),
    login varchar not null unique check (login <> ''),
    name varchar not null check (name <> ''),
    password_hash varchar not null,
    factor_secret varchar,
    factor_step bigint not null default 0,
    made_at timestamp not null,
    ended_at timestamp
);
create table account_role (
    account_id integer not null,
    role varchar not null check (role in ('packer', 'volunteer', 'legal volunteer', 'coordinator', 'observer')),
    primary key (account_id, role)
);
create table recovery_code (
    account_id integer not null,
    code_hash varchar not null,
    used_at timestamp,
    primary key (account_id, code_hash)
);
create sequence invitation_id;
create table invitation (
    id integer primary key default nextval('invitation_id'),
    token_hash varchar not null unique,
    role varchar not null check (role in ('packer', 'volunteer', 'legal volunteer', 'coordinator', 'observer')),
    for_whom varchar not null default '',
    made_by varchar not null default '',
    made_at timestamp not null,
    expires_at timestamp not null,
    account_id integer,
    taken_back_at timestamp
);
create sequence signed_in_id;
create table signed_in (
    id integer primary key default nextval('signed_in_id'),
    token_hash varchar not null unique,
    account_id integer not null,
    made_at timestamp not null,
    seen_at timestamp not null,
    ended_at timestamp,
    about varchar not null default '',
    packing_table boolean not null default false
);
create sequence access_log_id;
create table access_log (
    id integer primary key default nextval('access_log_id'),
    seen_at timestamp not null,
    account_id integer,
    who varchar not null,
    what varchar not null,
    entity varchar not null default '',
    entity_id integer,
    many integer not null default 1,
    why varchar not null default ''
);
create table login_attempt (
    about_hash varchar not null,
    tried_at timestamp not null
);

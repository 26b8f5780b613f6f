"""The tables of places, people, letters and lists."""

from bfp.base import db
from bfp.base.db import Connection


def m001_facilities(con: Connection) -> None:
    db.run(con, """
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
    """)


def m002_readers_and_letters(con: Connection) -> None:
    db.run(con, """
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
    """)


def m005_first_terms(con: Connection) -> None:
    lists = {
        "subject": (
            "political theory", "legal", "history", "Black liberation", "First Nations", "Latin America", "Africa", "Asia",
            "economics", "labor", "women and gender", "prisons and prisoners' movement", "anti-imperialism", "philosophy",
            "science", "health", "art and culture", "biography", "fiction", "reference", "dictionary", "writing", "Spanish",
        ),
        "language": ("English", "Spanish", "French", "Chinese", "Arabic", "Vietnamese"),
        "work": (
            "book review", "article", "study group", "art", "poetry", "translation", "legal work", "petition campaign",
            "distribution", "reports on censorship", "stamps or money",
        ),
        "reason": (
            "security threat", "gang or group", "racial content", "violence", "sexual content", "escape or weapons",
            "drugs", "political content", "labor action", "used or not new", "not from approved vendor", "too many items",
            "hardcover or binding", "wrapping or marking", "third-party mail", "no prior approval", "other",
        ),
    }
    for name, terms in lists.items():
        for position, term in enumerate(terms, start=1):
            con.execute(
                "insert into term (list, name, position) values ($list, $name, $position)",
                {"list": name, "name": term, "position": position},
            )

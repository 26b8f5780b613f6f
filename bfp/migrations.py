"""The tables, one step after another. A step is added at the end and never edited."""

from collections.abc import Callable
from datetime import UTC, datetime

from bfp import db
from bfp.db import Connection

STEPS: list[Callable[[Connection], None]] = []


def migration(step: Callable[[Connection], None]) -> Callable[[Connection], None]:
    STEPS.append(step)
    return step


def migrate(con: Connection) -> list[str]:
    """Bring the tables up to date, each step whole or not at all; says which steps it took."""
    con.execute("create table if not exists schema_migration (name varchar primary key, applied_at timestamp not null)")
    done = {row["name"] for row in db.rows(con, "select name from schema_migration")}
    taken = []
    for step in STEPS:
        if step.__name__ in done:
            continue
        with db.transaction(con, by="bfp") as tx:
            step(tx)
            tx.execute(
                "insert into schema_migration values ($name, $at)",
                {"name": step.__name__, "at": datetime.now(UTC).replace(tzinfo=None)},
            )
        taken.append(step.__name__)
    return taken


def _run(con: Connection, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            con.execute(statement)


@migration
def m001_facilities(con: Connection) -> None:
    _run(con, """
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


@migration
def m002_readers_and_letters(con: Connection) -> None:
    _run(con, """
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


@migration
def m003_stock_and_shipments(con: Connection) -> None:
    _run(con, """
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
    """)


@migration
def m004_history_and_settings(con: Connection) -> None:
    _run(con, """
        create sequence history_id;
        create table history (
            id bigint primary key default nextval('history_id'),
            saved_at timestamp not null,
            volunteer varchar not null default '',
            entity varchar not null,
            entity_id integer not null,
            action varchar not null,
            changes varchar not null default '{}',
            reason varchar not null default ''
        );
        create table setting (
            name varchar primary key,
            value varchar not null
        )
    """)


@migration
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


@migration
def m006_censorship(con: Connection) -> None:
    _run(con, """
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
    """)
    content = ("security threat", "gang or group", "racial content", "violence", "sexual content", "escape or weapons", "drugs",
               "political content", "labor action")  # fmt: skip
    neutral = ("used or not new", "not from approved vendor", "too many items", "hardcover or binding", "wrapping or marking",
               "third-party mail", "no prior approval")  # fmt: skip
    for names, content_based in ((content, True), (neutral, False)):
        for name in names:
            con.execute(
                "update term set content_based = $content_based where list = 'reason' and name = $name",
                {"content_based": content_based, "name": name},
            )

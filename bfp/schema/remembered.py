"""What was read out of the history before, as columns: filled from it once, here, and written when it happens since then."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection


def _told(con: Connection, entity: str, *actions: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows of the history in their order, each with what it says was changed."""
    sql = """
        select id, entity_id, saved_at, volunteer, changes, reason from history
        where entity = $entity and list_contains($actions, action)
        order by id
    """
    for row in db.rows(con, sql, entity=entity, actions=list(actions)):
        yield row, json.loads(row["changes"])


def m013_skipped_at(con: Connection) -> None:
    """When a parcel was skipped."""
    con.execute("alter table session_parcel add column skipped_at timestamp")
    db.run(con, db.question("m013_skipped_at"))


def m014_request_closed_by(con: Connection) -> None:
    """Who filled or declined a request."""
    con.execute("alter table book_request add column closed_by varchar default ''")
    db.run(con, db.question("m014_request_closed_by"))


def m015_number_before(con: Connection) -> None:
    """The reader's number that a letter with a new address replaced; empty if it kept the number."""
    con.execute("alter table letter add column number_before varchar default ''")
    con.execute("""
        update letter set number_before = told.number
        from (
            select added.entity_id, moved.changes ->> '$.number[0]' as number
            from history as added
            join history as moved on moved.entity = 'reader' and moved.reason = 'new address in a letter'
                and moved.saved_at = added.saved_at and moved.volunteer = added.volunteer
            where added.entity = 'letter' and added.action = 'added'
        ) as told
        where letter.moved_from is not null and told.entity_id = letter.id and told.number is not null
    """)


def m016_changed_in_hand(con: Connection) -> None:
    """Whether who has a contribution in hand has changed its text."""
    con.execute("alter table contribution add column changed_in_hand boolean default false")
    db.run(con, db.question("m016_changed_in_hand"))


def m017_left_as_written(con: Connection) -> None:
    """The words that a person left when a page was published, and the line of the history that tells of it."""
    con.execute("alter table publication add column left_as_written varchar[] default []")
    con.execute("alter table publication add column history_id bigint")
    con.execute("""
        update publication
        set history_id = told.last,
            left_as_written = list_filter(string_split(coalesce(told.words, ''), ' · '), lambda word: word <> '')
        from (
            select entity_id, max(id) as last, min_by(changes ->> '$.left_as_written[1]', id) as words from history
            where entity = 'publication' and action = 'added'
            group by entity_id
        ) as told
        where told.entity_id = publication.id
    """)


def m018_decision_before(con: Connection) -> None:
    """The appeal whose answer made an incident's decision, if one did, and what the decision was before it."""
    db.run(con, """
        alter table incident add column decided_in_appeal integer;
        alter table incident add column decision_before varchar;
        alter table incident add column decided_before_on date;
        alter table incident add column substituted_before varchar default ''
    """)
    names = ("decision", "decided_on", "substituted_reason")
    answered: dict[int, int] = {}  # appeal: its last line that decides
    for row, changes in _told(con, "appeal", "changed"):
        if "decision" in changes and changes["decision"][1] != "pending":
            answered[row["entity_id"]] = row["id"]
    decided: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for row, changes in _told(con, "incident", "changed"):
        if any(name in changes for name in names):
            decided.setdefault(row["entity_id"], []).append((row["id"], changes))
    of = db.rows(con, "select incident_id, appeal_id from appeal_incident order by incident_id, appeal_id")
    now = {row["id"]: row for row in db.rows(con, "select id, decision, decided_on, substituted_reason from incident")}
    for pair in sorted(of, key=lambda one: answered.get(one["appeal_id"], 0)):  # of two appeals the one answered last
        since = [told for told in decided.get(pair["incident_id"], []) if told[0] > answered.get(pair["appeal_id"], told[0])]
        if len(since) == 1:
            before = now[pair["incident_id"]] | {name: was for name, (was, _) in since[0][1].items() if name in names}
            con.execute(
                """
                update incident
                set decided_in_appeal = $appeal, decision_before = $decision, decided_before_on = $decided_on::date,
                    substituted_before = $substituted_reason
                where id = $incident
                """,
                {**{name: before[name] for name in names}, "appeal": pair["appeal_id"], "incident": pair["incident_id"]},
            )


def m019_replaced_by_hand(con: Connection) -> None:
    """What people replaced by hand in facilities and titles: a file that says it again is no news."""
    db.run(con, db.question("m019_replaced_by_hand"))
    found = {
        (entity, row["entity_id"], field, str(before)): None
        for entity in ("facility", "title")
        for row, changes in _told(con, entity, "changed")
        for field, (before, _after) in changes.items()
        if before not in ("", None)
    }
    db.insert(con, "replaced_by_hand", pd.DataFrame(list(found), columns=["entity", "entity_id", "field", "stood"]))


def m020_names_before(con: Connection) -> None:
    """The names and numbers that readers were on file with before somebody corrected them."""
    db.run(con, """
        create sequence reader_before_id;
        create table reader_before (
            id integer primary key default nextval('reader_before_id'),
            reader_id integer not null,
            first_name varchar not null default '',
            last_name varchar not null default '',
            number varchar not null default '',
            check (first_name <> '' or last_name <> '' or number <> '')
        );
        insert into reader_before (reader_id, first_name, last_name, number)
        select entity_id, first_name, last_name, number
        from (
            select id, entity_id, coalesce(changes ->> '$.first_name[0]', '') as first_name,
                coalesce(changes ->> '$.last_name[0]', '') as last_name, coalesce(changes ->> '$.number[0]', '') as number
            from history
            where entity = 'reader' and action = 'changed'
        ) as told
        where first_name <> '' or last_name <> '' or number <> ''
        order by id
    """)


def m021_incident_changed(con: Connection) -> None:
    """When each volunteer last changed what is known of an incident: nobody's change is written over unseen."""
    db.run(con, db.question("m021_incident_changed"))


def m030_forgotten(con: Connection) -> None:
    """Since when a reader is forgotten."""
    db.run(con, db.question("m030_forgotten"))


def m025_drafts(con: Connection) -> None:
    """What somebody has begun to type and not saved."""
    db.run(con, db.question("m025_drafts"))

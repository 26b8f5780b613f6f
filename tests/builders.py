"""A facility, a reader, a title … for tests that are about something else. All names are invented."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

from bfp.base import db
from bfp.schema import migrations

_numbers = count(1)


def a_system(con, name="Example Department of Corrections", kind="state", state="TX") -> int:
    found = db.row(con, "select id from system where name = $name", name=name)
    if found:
        return found["id"]
    sql = "insert into system (name, kind, state) values ($name, $kind, $state) returning id"
    return db.value(con, sql, name=name, kind=kind, state=state)


def a_facility(
    con, name=None, state="TX", system_id=None, kind="prison", city="Sampleton", zip="75001", street="1 Example Road"
) -> int:
    name = name or f"Example Unit {next(_numbers)}"
    system_id = system_id or a_system(con, state=state)
    sql = """
        insert into facility (name, system_id, state, kind, street, city, zip)
        values ($name, $system_id, $state, $kind, $street, $city, $zip) returning id
    """
    return db.value(con, sql, name=name, system_id=system_id, state=state, kind=kind, street=street, city=city, zip=zip)


def a_reader(con, facility_id=None, number=None, first_name="Testa", last_name="Reader", **more) -> int:
    facility_id = facility_id or a_facility(con)
    sql = """
        insert into reader (number, system_id, facility_id, first_name, last_name, name_key, release_on, status, solitary)
        select $number, system_id, id, $first_name, $last_name, lower($first_name || ' ' || $last_name), $release_on, $status,
            $solitary
        from facility where id = $facility_id returning id
    """
    number = number or f"{7000000 + next(_numbers)}"
    more = {"release_on": None, "status": "active", "solitary": False, **more}
    return db.value(con, sql, number=number, facility_id=facility_id, first_name=first_name, last_name=last_name, **more)


def a_title(con, name=None, copies=0, on=date(2025, 1, 2), **more) -> int:
    name = name or f"Example Title {next(_numbers)}"
    more = {"author": "A. Author", "literature_class": "other", "kind": "book", "binding": "paperback", "isbn": None, **more}
    sql = """
        insert into title (name, author, literature_class, kind, binding, isbn, weight_oz, price_cents, place)
        values ($name, $author, $literature_class, $kind, $binding, $isbn, 12, 1500, 'A1') returning id
    """
    title_id = db.value(con, sql, name=name, **more)
    con.execute("insert into stock (title_id, on_hand) values ($id, $copies)", {"id": title_id, "copies": copies})
    if copies:
        con.execute(
            "insert into stock_movement (title_id, change, reason, happened_on, saved_at) "
            "values ($id, $copies, 'received', $on, $saved_at)",
            {"id": title_id, "copies": copies, "on": on, "saved_at": con.at},
        )
    return title_id


def a_request(con, reader_id=None, on=date(2026, 10, 1), status="waiting", reason="", terms=(), titles=()) -> int:
    reader_id = reader_id or a_reader(con)
    sql = """
        insert into book_request (reader_id, asked_on, status, decline_reason)
        values ($reader_id, $on, $status, $reason) returning id
    """
    request_id = db.value(con, sql, reader_id=reader_id, on=on, status=status, reason=reason)
    for term_id in terms:
        con.execute("insert into request_term values ($request, $term)", {"request": request_id, "term": term_id})
    for position, (title_id, text) in enumerate(titles, start=1):
        con.execute(
            "insert into request_title values ($request, $position, $title, $text)",
            {"request": request_id, "position": position, "title": title_id, "text": text},
        )
    return request_id


def a_shipment(
    con, reader_id=None, on=date(2026, 1, 5), titles=None, outcome="unconfirmed", learned_on=None, facility_id=None
) -> int:
    """A parcel mailed in the past, without touching stock; every item gets the outcome given."""
    reader_id = reader_id or a_reader(con)
    titles = titles or [a_title(con)]
    sql = """
        insert into shipment (reader_id, facility_id, mailed_on, mail_class)
        select id, coalesce($facility_id, facility_id), $on, 'Media Mail' from reader where id = $reader_id returning id
    """
    shipment_id = db.value(con, sql, reader_id=reader_id, on=on, facility_id=facility_id)
    for title_id in titles:
        item = "insert into item (shipment_id, title_id) values ($shipment, $title) returning id"
        item_id = db.value(con, item, shipment=shipment_id, title=title_id)
        if outcome != "unconfirmed":
            an_outcome(con, item_id, outcome, learned_on or on)
    return shipment_id


def an_outcome(con, item_id, outcome, on, stated_reason="", return_reason=None) -> int:
    if outcome == "returned":
        return_reason = return_reason or "moved"
    sql = """
        insert into outcome_event (item_id, outcome, happened_on, learned_on, learned_how, stated_reason, return_reason, saved_at)
        values ($item, $outcome, $on, $on, 'reader''s letter', $stated_reason, $return_reason, $saved_at) returning id
    """
    event_id = db.value(
        con, sql, item=item_id, outcome=outcome, on=on, stated_reason=stated_reason, return_reason=return_reason, saved_at=con.at
    )
    con.execute(
        "update item set outcome = $outcome, outcome_on = $on, learned_on = $on where id = $item",
        {"outcome": outcome, "on": on, "item": item_id},
    )
    return event_id


def many_shipments(con, readers: list[int], on: date, title_id: int, outcomes: list[str], learned_on: date) -> None:
    """Parcels of one item each, mailed in the past to these readers in turn, with these outcomes: in four statements."""
    if not outcomes:
        return
    ids = "select nextval('shipment_id') as shipment_id, nextval('item_id') as item_id from range($n)"
    mailed = db.frame(con, ids, n=len(outcomes)).assign(
        reader_id=[readers[at % len(readers)] for at in range(len(outcomes))], outcome=outcomes, mail_class="Media Mail",
        title_id=title_id, mailed_on=on, happened_on=learned_on, outcome_on=learned_on, learned_on=learned_on,
        learned_how="reader's letter", saved_at=con.at,
    )  # fmt: skip
    whose = db.rows(con, "select id, facility_id from reader where id in $ids", ids=readers)
    mailed["facility_id"] = mailed["reader_id"].map({row["id"]: row["facility_id"] for row in whose})
    mailed["return_reason"] = ["moved" if outcome == "returned" else None for outcome in outcomes]
    known = mailed["outcome"] != "unconfirmed"
    shipment = ["id", "reader_id", "facility_id", "mailed_on", "mail_class"]
    db.insert(con, "shipment", mailed.rename(columns={"shipment_id": "id"})[shipment])
    item = ["id", "shipment_id", "title_id", "outcome", "outcome_on", "learned_on"]
    items = mailed.rename(columns={"item_id": "id"})[item]
    items.loc[~known, ["outcome_on", "learned_on"]] = None
    db.insert(con, "item", items)
    event = ["item_id", "outcome", "happened_on", "learned_on", "learned_how", "return_reason", "saved_at"]
    db.insert(con, "outcome_event", mailed.loc[known, event])


class RolledBack(Exception):
    """Ends the transaction of a test; nothing of it is kept."""


@contextmanager
def begun_with(build: Callable) -> Iterator[tuple[db.Connection, object]]:
    """A transaction in which this is built already, and what the building told: it is done once for all who begin so."""
    con, told = _built(build)
    with suppress(RolledBack), db.transaction(con, by="Ada") as tx:
        yield tx, told
        raise RolledBack


@cache
def _built(build: Callable) -> tuple[db.Connection, object]:
    con = db.connect()
    migrations.migrate(con)
    with db.transaction(con, by="Ada") as tx:
        return con, build(tx)


def golden(name: str) -> str:
    return (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8")

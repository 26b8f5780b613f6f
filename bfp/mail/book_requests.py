"""What readers ask for: the queue of book requests, oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import dates, db, history, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.shelves import asked_titles

STATUSES = ("waiting", "filled", "declined")


@dataclass(frozen=True)
class BookRequest:
    """What one letter asked for, and whether it still waits."""

    id: int
    letter_id: int | None
    reader_id: int
    asked_on: date
    status: str
    closed_on: date | None
    decline_reason: str
    voided_on: date | None
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    titles: tuple[tuple[int | None, str], ...] = ()


@dataclass(frozen=True)
class Counts:
    """How long the queue is, how old its oldest request, and how many are overdue."""

    waiting: int
    overdue: int
    oldest_on: date | None
    oldest_days: int | None


def add(
    con: Connection,
    reader_id: int,
    asked_on: date,
    letter_id: int | None = None,
    term_ids: Iterable[int] = (),
    titles: Iterable[tuple[int | None, str]] = (),
) -> int:
    """Put a reader's request into the queue: subjects, languages and work offered as terms, titles by number or as written."""
    terms = list(dict.fromkeys(term_ids))
    asked = _asked(con, titles)
    known = db.rows(con, "select id, name from term where id in (select unnest($terms::integer[]))", terms=terms) if terms else []
    if len(known) < len(terms):
        raise NotFound("One of the subjects is no longer on the list. Choose it again.")
    sql = """
        insert into book_request (letter_id, reader_id, asked_on)
        select $letter_id, id, $asked_on from reader where id = $reader_id and voided_on is null and merged_into is null
        returning id
    """
    request_id = db.value(con, sql, letter_id=letter_id, reader_id=reader_id, asked_on=asked_on)
    if request_id is None:
        raise NotFound(f"There is no reader with the record number {reader_id}.")
    if terms:
        con.execute("insert into request_term select $id, unnest($terms::integer[])", {"id": request_id, "terms": terms})
    if asked:
        sql = """
            insert into request_title
            select $id, unnest($positions::integer[]), unnest($ids::integer[]), unnest($texts::varchar[])
        """
        ids, texts = zip(*asked, strict=True)
        con.execute(sql, {"id": request_id, "positions": list(range(1, len(asked) + 1)), "ids": list(ids), "texts": list(texts)})
    names = {row["id"]: row["name"] for row in known}
    now = {
        "reader": reader_id,
        "asked_on": asked_on,
        "asked": ", ".join(names[term] for term in terms),
        "titles": "; ".join(text for _, text in asked),
    }
    history.record(con, "book_request", request_id, "added", history.differences({}, now))
    return request_id


def _asked(con: Connection, titles: Iterable[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
    """The titles asked for, each once; one from the catalogue goes under its own name."""
    wanted = [(title_id, " ".join(text.split())) for title_id, text in titles]
    ids = [title_id for title_id, _ in wanted if title_id is not None]
    names = {}
    if ids:
        found = db.rows(con, "select id, name from title where id in (select unnest($ids::integer[]))", ids=ids)
        names = {row["id"]: row["name"] for row in found}
    for title_id, text in wanted:
        if title_id is not None and title_id not in names:
            raise NotFound(f"{text or 'A title asked for'} is not in the catalogue. Choose it again, or leave it as written.")
    kept = [(title_id, text or names.get(title_id, "")) for title_id, text in wanted]
    return list(dict.fromkeys(pair for pair in kept if pair[1]))


def get(con: Connection, request_id: int) -> BookRequest:
    """One request with all that it asks for; raises NotFound."""
    sql = """
        select id, letter_id, reader_id, asked_on, status, closed_on, decline_reason, voided_on
        from book_request where id = $id
    """
    found = db.row(con, sql, id=request_id)
    if found is None:
        raise NotFound(f"There is no request number {request_id}.")
    sql = """
        select term.list, term.name
        from request_term
        join term on term.id = request_term.term_id
        where book_request_id = $id
        order by term.position, term.id
    """
    terms = db.rows(con, sql, id=request_id)
    named = {kind: tuple(row["name"] for row in terms if row["list"] == kind) for kind in ("subject", "language", "work")}
    sql = "select title_id, text from request_title where book_request_id = $id order by position"
    titles = tuple((row["title_id"], row["text"]) for row in db.rows(con, sql, id=request_id))
    return BookRequest(**found, subjects=named["subject"], languages=named["language"], work=named["work"], titles=titles)


def of_letter(con: Connection, letter_id: int) -> list[int]:
    """The requests that a letter made, those not voided."""
    sql = "select id from book_request where letter_id = $letter_id and voided_on is null order by id"
    return [row["id"] for row in db.rows(con, sql, letter_id=letter_id)]


def decline(con: Connection, request_id: int, reason: str, on: date) -> None:
    """Say no to a waiting request; the reason is kept."""
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say why it is declined: the reason is kept with the request.", "reason")
    _close(con, request_id, "declined", on, reason)


def fill(con: Connection, request_id: int, on: date) -> None:
    """Take a request out of the queue because a parcel for it was mailed."""
    _close(con, request_id, "filled", on)


def _close(con: Connection, request_id: int, status: str, on: date, reason: str = "") -> None:
    before = still_waiting(con, request_id)
    if on < before.asked_on:
        raise Invalid(f"Request {request_id} was only made on {dates.written(before.asked_on)}.", "on")
    sql = """
        update book_request set status = $status, closed_on = $on, closed_by = $by, decline_reason = $reason where id = $id
    """
    con.execute(sql, {"status": status, "on": on, "by": con.by, "reason": reason, "id": request_id})
    history.record(con, "book_request", request_id, "changed", {"status": ("waiting", status), "closed_on": (None, on)}, reason)


def still_waiting(con: Connection, request_id: int) -> BookRequest:
    """The request, if it still waits; otherwise a Conflict that says what became of it, and by whom."""
    request = get(con, request_id)
    if request.voided_on is not None:
        raise Conflict(f"Request {request_id} was voided on {dates.written(request.voided_on)}.")
    if request.status != "waiting":
        who = db.value(con, "select closed_by from book_request where id = $id", id=request_id) or "somebody"
        why = f" ({request.decline_reason})" if request.decline_reason else ""
        raise Conflict(f"Request {request_id} was already {request.status} by {who} on {dates.written(request.closed_on)}{why}.")
    return request


def reopen(con: Connection, request_id: int) -> None:
    """Let a declined request wait again, or a filled one whose parcel was voided."""
    before = get(con, request_id)
    if before.voided_on is not None:
        raise Conflict(f"Request {request_id} was voided on {dates.written(before.voided_on)}.")
    if before.status == "waiting":
        raise Conflict(f"Request {request_id} is waiting already.")
    if before.status == "filled" and _mailed(con, request_id):
        raise Conflict(f"A parcel was mailed for request {request_id}. Void the parcel first.")
    sql = "update book_request set status = 'waiting', closed_on = null, closed_by = '', decline_reason = '' where id = $id"
    con.execute(sql, {"id": request_id})
    changes = {"status": (before.status, "waiting"), "closed_on": (before.closed_on, None)}
    if before.decline_reason:
        changes["decline_reason"] = (before.decline_reason, "")
    history.record(con, "book_request", request_id, "changed", changes)


def void(con: Connection, request_id: int, reason: str, on: date) -> None:
    """Take back a request that should not be on file; refused while a parcel mailed for it stands."""
    if _mailed(con, request_id):
        raise Conflict(f"A parcel was mailed for request {request_id}. Void the parcel first.")
    history.void(con, "book_request", request_id, reason, on, noun="request")


def _mailed(con: Connection, request_id: int) -> bool:
    return bool(db.value(con, "select count(*) from shipment where book_request_id = $id and voided_on is null", id=request_id))


def of_reader(con: Connection, reader_id: int, limit: int = 50) -> pd.DataFrame:
    """All that a reader asked for, latest first: id, asked_on, status, closed_on, decline_reason."""
    sql = """
        select id, asked_on, status, closed_on, decline_reason
        from book_request
        where reader_id = $reader_id and voided_on is null
        order by asked_on desc, id desc
        limit $limit
    """
    return db.frame(con, sql, reader_id=reader_id, limit=limit)


def waiting_of(con: Connection, reader_id: int) -> pd.DataFrame:
    """A reader's waiting requests, oldest first: id, asked_on, subjects, titles."""
    return db.frame(con, db.question("waiting_of"), reader_id=reader_id)


def queue(
    con: Connection,
    today: date,
    subject_id: int | None = None,
    system_id: int | None = None,
    language_id: int | None = None,
    in_stock: bool = False,
    overdue: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """One page of the waiting requests, oldest first; `matching` says how many there are on all pages.

    `due_on` is the day from which the reader may have books again, none for who was sent none; who asked for nothing by name
    or subject asked for "anything".
    """
    found = db.frame(
        con,
        db.question("queue"),
        today=today,
        subject_id=subject_id,
        system_id=system_id,
        language_id=language_id,
        among=asked_titles.in_stock(con) if in_stock else None,
        overdue_on=overdue_on(con, today) if overdue else None,
        interval=settings.load(con).interval_days,
        limit=limit,
        offset=offset,
    )
    asked = asked_titles.of(con, found["id"])
    here = found["id"].map(asked[asked["here"].astype(bool)].groupby("book_request_id").size()).fillna(0).astype(int)
    said = [f"{one} of {of}" if of else "" for one, of in zip(here, found["titles_asked"], strict=True)]
    return found.assign(titles_here=here, in_stock=said)


def overdue_on(con: Connection, today: date) -> date:
    """What was asked before this day has waited longer than the setting says."""
    return today - timedelta(days=settings.load(con).overdue_days)


def counts(con: Connection, today: date) -> Counts:
    """The queue in four figures; overdue is longer than the setting says."""
    sql = """
        select count(*) as waiting, count(*) filter (where $today - asked_on > $overdue) as overdue,
            min(asked_on) as oldest_on, $today - min(asked_on) as oldest_days
        from book_request
        where status = 'waiting' and voided_on is null
    """
    return Counts(**db.one(con, sql, today=today, overdue=settings.load(con).overdue_days))

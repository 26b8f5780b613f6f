"""Parcels mailed: what went to whom, where they were that day, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from bfp.base import dates, db, history, isbn
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.parcel_numbers import number as number
from bfp.base.parcel_numbers import read_number as read_number
from bfp.contributions import study_replies
from bfp.mail import book_requests, parcel_checks
from bfp.mail.parcel_checks import Check
from bfp.places import facilities
from bfp.readers import addresses, readers
from bfp.shelves import stock

MAIL_CLASSES = ("Media Mail", "Library Mail", "First Class", "Priority", "other")


class Unanswered(Invalid):
    """What a parcel breaks, and nobody said why it goes all the same; `short` is for a screen that shows the breaches."""

    def __init__(self, sentence: str, rules: list[str]) -> None:
        super().__init__(sentence, "because")
        self.short = f"Remove it, or say why it goes all the same: {', '.join(dict.fromkeys(rules))}."


@dataclass(frozen=True)
class Shipment:
    """One envelope or parcel, with the facility of the day it was mailed."""

    id: int
    reader_id: int
    facility_id: int
    facility: str
    book_request_id: int | None
    mailed_on: date
    mail_class: str
    postage_cents: int | None
    weight_oz: int | None
    note: str
    mailed_by: str
    voided_on: date | None
    void_reason: str
    to_paper_mail: bool

    @property
    def number(self) -> str:
        """As it stands on the label: 4821-7."""
        return number(self.id)


@dataclass(frozen=True)
class Mailing:
    """How a parcel goes; what it breaks (parcel_checks.check) needs a reason each, by its key, or one for all: `because`."""

    mail_class: str = "Media Mail"
    postage_cents: int | None = None
    weight_oz: int | None = None
    note: str = ""
    because: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    to_paper_mail: bool | None = None  # None: the address that fits what is in it


AS_USUAL = Mailing()


def mail(
    con: Connection,
    reader_id: int,
    items: Iterable[tuple[int, int]],
    on: date,
    how: Mailing = AS_USUAL,
    book_request_id: int | None = None,
    today: date | None = None,
) -> Shipment:
    """Record a parcel mailed to a reader, at the facility they are in on that day, and take its copies from stock.

    The reasons for what it breaks are kept. Raises Conflict if the request no longer waits or a title is short,
    saying who was first.
    """
    wanted = _wanted(items)
    _plausible(on, how, today)
    if book_request_id is not None:
        _request_of(con, book_request_id, reader_id)
    stock.enough(con, wanted.items())
    reader = readers.get(con, reader_id)
    to_paper_mail = _to_paper_mail(con, reader.facility_id, wanted, how.to_paper_mail)
    checks = parcel_checks.check(con, reader_id, wanted, on, how.weight_oz, how.mail_class, to_paper_mail, book_request_id)
    answered = _answered(parcel_checks.breaches(checks), how)
    sql = """
        insert into shipment (reader_id, facility_id, book_request_id, mailed_on, mail_class, postage_cents, weight_oz,
            note, mailed_by, to_paper_mail)
        select id, facility_id, $book_request_id, $on, $mail_class, $postage_cents, $weight_oz, $note, $by, $to_paper_mail
        from reader where id = $reader_id and voided_on is null and merged_into is null
        returning id
    """
    shipment_id = db.value(
        con, sql, reader_id=reader_id, book_request_id=book_request_id, on=on, mail_class=how.mail_class,
        postage_cents=how.postage_cents, weight_oz=how.weight_oz, note=how.note.strip(), by=con.by, to_paper_mail=to_paper_mail,
    )  # fmt: skip
    if shipment_id is None:
        raise NotFound(f"There is no reader with the record number {reader_id}.")
    stock.take(con, wanted.items(), on, shipment_id)
    sql = """
        insert into item (shipment_id, title_id, quantity)
        select $id, unnest($titles::integer[]), unnest($quantities::integer[])
    """
    con.execute(sql, {"id": shipment_id, "titles": list(wanted), "quantities": list(wanted.values())})
    if answered:
        _keep_breaches(con, shipment_id, answered)
    if book_request_id is not None:
        book_requests.fill(con, book_request_id, on)
    study_replies.go_with(con, reader.id, shipment_id)
    shipment, went = get(con, shipment_id), contents(con, shipment_id)
    now = {"reader": reader_id, "facility": shipment.facility, "mailed_on": on, "items": went}
    reason = " ".join(f"{one.sentence} Went all the same: {reason}." for one, reason in answered)
    history.record(con, "shipment", shipment_id, "added", history.differences({}, now), reason)
    return shipment


def _to_paper_mail(con: Connection, facility_id: int, wanted: dict[int, int], chosen: bool | None) -> bool:
    """Whether the parcel goes to the paper-mail address, which a facility without one apart doesn't have."""
    if not facilities.get(con, facility_id).paper_mail_apart:
        return False
    return addresses.which(con, wanted) if chosen is None else chosen


def _answered(breaches: list[Check], how: Mailing) -> list[tuple[Check, str]]:
    """Every breach with why it goes all the same; raises Invalid with those that nobody gave a reason for."""
    because = " ".join(how.because.split())
    answered = [(breach, " ".join(how.reasons.get(breach.key, "").split()) or because) for breach in breaches]
    silent = [breach.sentence for breach, reason in answered if not reason]
    if silent:
        rules = [breach.rule for breach, reason in answered if not reason]
        raise Unanswered(f"{' '.join(silent)} Remove it, or say why it goes all the same.", rules)
    scanned = [reason for _, reason in answered if isbn.is_meant(reason)]
    if scanned:  # the next book, scanned while the cursor was in the field of the reason
        raise Invalid(f"{scanned[0]} is an ISBN and no reason. Say in words why it goes all the same.", "because")
    return answered


def _keep_breaches(con: Connection, shipment_id: int, answered: list[tuple[Check, str]]) -> None:
    table = pd.DataFrame(
        {
            "shipment_id": shipment_id,
            "position": range(1, len(answered) + 1),
            "rule": [breach.rule for breach, _ in answered],
            "restriction_id": pd.array([breach.restriction_id for breach, _ in answered], dtype="Int32"),
            "title_id": pd.array([breach.title_id for breach, _ in answered], dtype="Int32"),
            "sentence": [breach.sentence for breach, _ in answered],
            "reason": [reason for _, reason in answered],
        }
    )
    db.insert(con, "shipment_breach", table)


def breaches(con: Connection, shipment_id: int) -> pd.DataFrame:
    """What a parcel broke, as it was said then, and why it went all the same: position, rule, title_id, sentence, reason …"""
    sql = """
        select position, rule, restriction_id, title_id, sentence, reason
        from shipment_breach
        where shipment_id = $id
        order by position
    """
    return db.frame(con, sql, id=shipment_id)


def contents(con: Connection, shipment_id: int) -> str:
    """What was in a shipment, in a line: "Example Handbook × 1; Our newsletter, no. 3 × 2"."""
    sql = """
        select string_agg(title.name || ' × ' || item.quantity, '; ' order by item.id)
        from item join title on title.id = item.title_id where item.shipment_id = $id
    """
    return db.value(con, sql, id=shipment_id) or ""


def _wanted(items: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Copies wanted of each title, each title once, in the order they were put in."""
    wanted: dict[int, int] = {}
    for title_id, quantity in items:
        if quantity < 1:
            raise Invalid("Every title in a parcel goes with at least one copy. Remove it if none goes.", "quantity")
        wanted[int(title_id)] = wanted.get(int(title_id), 0) + int(quantity)
    if not wanted:
        raise Invalid("The parcel is empty. Scan or choose a title first.", "scan")
    return wanted


def _plausible(on: date, how: Mailing, today: date | None) -> None:
    if today is not None and on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write the day the parcel goes to the post.", "mailed_on")
    if how.mail_class not in MAIL_CLASSES:
        raise Invalid(f"The class of mail is one of {', '.join(MAIL_CLASSES)}, not {how.mail_class!r}.", "mail_class")
    if how.postage_cents is not None and how.postage_cents < 0:
        raise Invalid("Postage can't be less than nothing.", "postage")
    if how.weight_oz is not None and how.weight_oz <= 0:
        raise Invalid("A parcel weighs something. Leave the weight empty if you don't know it.", "weight")


def _request_of(con: Connection, request_id: int, reader_id: int) -> None:
    """That the request still waits and is this reader's; whoever comes second reads who was first."""
    request = book_requests.get(con, request_id)
    if request.status == "filled":
        sql = """
            select id, mailed_by, mailed_on from shipment
            where book_request_id = $id and voided_on is null order by id desc limit 1
        """
        first = db.row(con, sql, id=request_id)
        if first:
            who, day = first["mailed_by"] or "somebody", dates.written(first["mailed_on"])
            raise Conflict(f"Request {request_id} was already filled by {who}: shipment {number(first['id'])} of {day}.")
    book_requests.still_waiting(con, request_id)
    if request.reader_id != reader_id:
        raise Conflict(f"Request {request_id} is another reader's. Start again from the queue.")


def void(con: Connection, shipment_id: int, reason: str, on: date, counted: bool | None = None) -> None:
    """Take back a parcel that was not mailed after all: its copies are in stock again, its request waits again.

    Raises Invalid where a shelf was counted since, until it is said whether the count had the copies (`counted`).
    """
    before = standing(con, shipment_id)
    history.void(con, "shipment", shipment_id, reason, on)
    if (names := stock.counted_since(con, "mailed", shipment_id)) and counted is None:
        told = f"{', '.join(names.values())}: counted after this parcel was packed. Say whether the count had its copies."
        raise Invalid(told, "counted")
    back = stock.put_back(con, shipment_id, on, "shipment voided")
    if counted:
        stock.counted_already(con, {title_id: copies for title_id, copies in back.items() if title_id in names}, on)
    study_replies.stay(con, shipment_id)
    # What became of a parcel that never was is no news of any kind.
    sql = """
        update outcome_event set voided_on = $on
        where voided_on is null and item_id in (select id from item where shipment_id = $id)
    """
    con.execute(sql, {"on": on, "id": shipment_id})
    sql = """
        update item set outcome = 'unconfirmed', outcome_on = null, learned_on = null
        where shipment_id = $id and learned_on is not null
    """
    con.execute(sql, {"id": shipment_id})
    request = before.book_request_id
    if request is not None:
        asked = book_requests.get(con, request)
        if asked.status == "filled" and asked.voided_on is None:
            book_requests.reopen(con, request)


def get(con: Connection, shipment_id: int) -> Shipment:
    """One shipment, also a voided one; raises NotFound."""
    sql = """
        select shipment.id, reader_id, facility_id, facility.name || ', ' || facility.state as facility, book_request_id,
            mailed_on, mail_class, postage_cents, weight_oz, note, mailed_by, voided_on, void_reason, to_paper_mail
        from shipment
        join facility on facility.id = shipment.facility_id
        where shipment.id = $id
    """
    found = db.row(con, sql, id=shipment_id)
    if found is None:
        raise NotFound(f"There is no shipment number {number(shipment_id)}.")
    return Shipment(**found)


def standing(con: Connection, shipment_id: int) -> Shipment:
    """One shipment that was not voided; raises Conflict if it was."""
    shipment = get(con, shipment_id)
    if shipment.voided_on is not None:
        raise Conflict(f"Shipment {shipment.number} was voided on {dates.written(shipment.voided_on)}: {shipment.void_reason}")
    return shipment


def items(con: Connection, shipment_id: int) -> pd.DataFrame:
    """What was in a shipment: id, title_id, title, author, quantity, outcome, outcome_on."""
    sql = """
        select item.id, item.title_id, title.name as title, title.author, item.quantity, item.outcome, item.outcome_on
        from item
        join title on title.id = item.title_id
        where item.shipment_id = $id
        order by item.id
    """
    return db.frame(con, sql, id=shipment_id)


def unconfirmed(con: Connection, reader_id: int) -> pd.DataFrame:
    """What a reader was sent and nobody knows about, latest first: item_id, shipment_id, number, mailed_on, title, quantity."""
    sql = """
        select mailed_item.id as item_id, mailed_item.shipment_id, mailed_item.mailed_on, title.name as title,
            mailed_item.quantity
        from mailed_item
        join title on title.id = mailed_item.title_id
        where mailed_item.reader_id = $reader_id and mailed_item.outcome = 'unconfirmed'
        order by mailed_item.mailed_on desc, mailed_item.shipment_id desc, item_id
    """
    return _numbered(db.frame(con, sql, reader_id=reader_id))


def latest(con: Connection, reader_id: int, limit: int = 5) -> pd.DataFrame:
    """A reader's latest shipments: shipment_id, number, mailed_on, facility, titles, outcomes, unconfirmed (how many items)."""
    return _numbered(db.frame(con, db.question("latest_shipments"), reader_id=reader_id, limit=limit))


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """With the number on the label, for those who read it aloud."""
    table["number"] = [number(shipment_id) for shipment_id in table["shipment_id"]]
    return table


def last_books(con: Connection, reader_id: int) -> tuple[int, date] | None:
    """The last shipment with a book, dictionary or study pack in it, and its day: from there the interval runs."""
    sql = """
        select mailed_item.shipment_id, mailed_item.mailed_on
        from mailed_item
        join title on title.id = mailed_item.title_id
        where mailed_item.reader_id = $reader_id and title.kind in ('book', 'dictionary', 'study pack')
        order by mailed_item.mailed_on desc, mailed_item.shipment_id desc
        limit 1
    """
    found = db.row(con, sql, reader_id=reader_id)
    return (found["shipment_id"], found["mailed_on"]) if found else None

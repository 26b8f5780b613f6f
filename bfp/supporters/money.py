"""Money and stamps: what came in, what went out, what is left of each fund. Whole cents, and nothing is ever changed.

A fund is an earmark. A receipt has a number, given in the order of entering, without gaps. What was wrong stays, and a
counter-entry takes it back: that is how a receipt is voided.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.measures import written_dollars
from bfp.readers import readers
from bfp.supporters import supporters

FORMS = {"cash": "cash", "check": "check", "online": "online", "stamps": "stamps (face value)"}
PAID_BY = {"none": "not said", **FORMS}
PURPOSES = ("postage", "printing", "supplies", "legal", "books", "rent", "other")
GENERAL = "general"
MOST = 10_000_000  # cents at once; more is a slip of the finger
EARLIEST = date(1988, 1, 1)


@dataclass(frozen=True)
class Fund:
    """Money for one purpose: an earmark. What is given without one is general."""

    id: int
    name: str
    purpose: str
    closed_on: date | None
    balance_cents: int


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; a counter-entry has a negative amount and says what it `corrects`."""

    id: int
    kind: str
    happened_on: date
    amount_cents: int
    form: str
    purpose: str
    fund_id: int
    fund: str
    supporter_id: int | None
    reader_id: int | None
    donation_id: int | None
    shipment_id: int | None
    receipt_number: int | None
    corrects: int | None
    corrected_by: int | None
    note: str

    @property
    def amount(self) -> str:
        return written(self.amount_cents)

    @property
    def what(self) -> str:
        """Receipt 12, $25.00; or expense 40 for printing, $12.50."""
        if self.kind == "gift":
            return f"{'Receipt' if self.receipt_number else 'Gift'} {self.receipt_number or self.id}, {self.amount}"
        return f"Expense {self.id} for {self.purpose}, {self.amount}"


def written(cents: int) -> str:
    """$12.50, or −$12.50."""
    return f"−{written_dollars(-cents)}" if cents < 0 else written_dollars(cents)


def read_amount(text: str, field: str = "amount") -> int:
    """Cents from "12.50", "$12.50", "1,250" or "12"; Invalid for nothing, less than nothing, or more than is sane."""
    shown = text.strip()
    bare = shown.replace(" ", "").removeprefix("$")
    if not bare:
        raise Invalid("Write the amount, like 12.50.", field)
    if re.fullmatch(r"([-−–]\$?|\$[-−–])[0-9.,]+|\([0-9.,$]+\)", shown.replace(" ", "")):
        raise Invalid(f"An amount is more than nothing, not {shown}. To take something back, use its counter-entry.", field)
    found = re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?", bare)
    found = found or re.fullmatch(r"([0-9]+),([0-9]{2})", bare)  # 12,50 as many write it
    if not found or not bare.isascii():
        raise Invalid(f"Write the amount in dollars and whole cents, like 12.50, not {shown[:40]!r}.", field)
    digits = found[1].replace(",", "")
    if len(digits) > 12:
        raise Invalid(f"{shown[:40]} is too large: one entry is at most {written(MOST)}.", field)
    return _sane(int(digits) * 100 + int((found[2] or "").ljust(2, "0")), field)


# ---- funds --------------------------------------------------------------------------------------


def funds(con: Connection, closed: bool = False) -> list[Fund]:
    """The funds with what is left in each, the general one first."""
    sql = """
        select fund.id, fund.name, fund.purpose, fund.closed_on,
            cast(coalesce(sum(case when kind = 'gift' then amount_cents else -amount_cents end), 0) as bigint) as balance_cents
        from fund
        left join money_entry on money_entry.fund_id = fund.id
        where $closed or fund.closed_on is null
        group by fund.id, fund.name, fund.purpose, fund.closed_on
        order by fund.name <> $general, lower(fund.name), fund.id
    """
    return [Fund(**row) for row in db.rows(con, sql, closed=closed, general=GENERAL)]


def fund(con: Connection, fund_id: int | None) -> Fund:
    """One fund; the general one if none is named."""
    for found in funds(con, closed=True):
        if found.id == fund_id or (fund_id is None and found.name == GENERAL):
            return found
    raise NotFound(f"There is no fund number {fund_id}.")


def add_fund(con: Connection, name: str, purpose: str = "") -> Fund:
    """A new earmark: a state's legal fees, one campaign."""
    name = _fund_name(con, name)
    sql = "insert into fund (name, purpose) values ($name, $purpose) returning id"
    fund_id = db.value(con, sql, name=name, purpose=" ".join(purpose.split())[:300])
    history.record(con, "fund", fund_id, "added", {"name": ("", name)})
    return fund(con, fund_id)


def edit_fund(con: Connection, fund_id: int, name: str, purpose: str = "") -> Fund:
    """Call a fund something else, or say better what it is for."""
    before = fund(con, fund_id)
    if before.name == GENERAL and name.strip() != GENERAL:
        raise Conflict(f"The fund {GENERAL} keeps its name: what is given without an earmark goes there.")
    new = {"name": _fund_name(con, name, before.id), "purpose": " ".join(purpose.split())[:300]}
    changed = history.differences({"name": before.name, "purpose": before.purpose}, new)
    if changed:
        con.execute("update fund set name = $name, purpose = $purpose where id = $id", {**new, "id": before.id})
        history.record(con, "fund", before.id, "changed", changed)
    return fund(con, before.id)


def close_fund(con: Connection, fund_id: int, on: date) -> None:
    """Nothing goes in or out any more; only an empty fund is closed."""
    before = fund(con, fund_id)
    if before.name == GENERAL:
        raise Conflict(f"The fund {GENERAL} stays open: what is given without an earmark goes there.")
    if before.closed_on is not None:
        raise Conflict(f"{before.name} is closed already.")
    if before.balance_cents:
        raise Conflict(f"{before.name} has {written(before.balance_cents)} in it. An earmark is kept: spend it first.")
    con.execute("update fund set closed_on = $on where id = $id", {"on": on, "id": before.id})
    history.record(con, "fund", before.id, "changed", {"closed": (None, on)})


# ---- in and out ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gift:
    """Money or stamps that came in: how much, in which form, when, for what and from whom, if that is known."""

    amount_cents: int
    form: str
    on: date
    fund_id: int | None = None
    supporter_id: int | None = None
    reader_id: int | None = None
    contribution_id: int | None = None
    donation_id: int | None = None
    note: str = ""


def gift(con: Connection, came: Gift, *, today: date) -> Entry:
    """Money or stamps came in, from a supporter, a reader, or nobody named; it gets the next receipt number."""
    if came.form not in FORMS:
        raise Invalid(f"A gift is {', '.join(FORMS)}; not {came.form!r}.", "form")
    if came.supporter_id is not None and came.reader_id is not None:
        raise Invalid("A gift is from a supporter or from a reader, not from both.", "giver")
    giver = supporters.giving(con, came.supporter_id).id if came.supporter_id is not None else None
    reader = readers.get(con, came.reader_id).id if came.reader_id is not None else None
    number = db.value(con, "select coalesce(max(receipt_number), 0) + 1 from money_entry")
    return _enter(
        con, today, kind="gift", happened_on=came.on, amount_cents=_sane(came.amount_cents), form=came.form,
        fund_id=came.fund_id, supporter_id=giver, reader_id=reader, contribution_id=came.contribution_id,
        donation_id=came.donation_id, receipt_number=number, note=came.note,
    )  # fmt: skip


def expense(
    con: Connection, *, amount_cents: int, purpose: str, on: date, today: date, fund_id: int | None = None,
    form: str = "none", note: str = "",
) -> Entry:  # fmt: skip
    """Money or stamps went out for postage, printing, supplies …"""
    if purpose not in PURPOSES:
        raise Invalid(f"An expense is for {', '.join(PURPOSES)}; not {purpose!r}.", "purpose")
    if form not in PAID_BY:
        raise Invalid(f"An expense is paid by {', '.join(FORMS)}, or that is not said; not {form!r}.", "form")
    return _enter(
        con, today, kind="expense", happened_on=on, amount_cents=_sane(amount_cents), form=form, purpose=purpose,
        fund_id=fund_id, note=note,
    )  # fmt: skip


def counter(con: Connection, entry_id: int, today: date, why: str) -> Entry:
    """Take an entry back by its counter-entry: both stay, together they are nothing. So a receipt is voided."""
    before, why = get(con, entry_id), " ".join(why.split())
    if not why:
        raise Invalid("Say what was wrong: typed twice, another amount, the check came back …", "why")
    if before.corrects is not None:
        raise Conflict(f"That is a counter-entry itself: it takes back entry {before.corrects}. Enter anew what is right.")
    if before.corrected_by is not None:
        on = db.value(con, "select happened_on from money_entry where id = $id", id=before.corrected_by)
        raise Conflict(f"{before.what}, was taken back on {dates.written(on)} already.")
    return _enter(
        con, today, kind=before.kind, happened_on=max(today, before.happened_on), amount_cents=-before.amount_cents,
        form=before.form, purpose=before.purpose, fund_id=before.fund_id, supporter_id=before.supporter_id,
        reader_id=before.reader_id, donation_id=before.donation_id, shipment_id=before.shipment_id, corrects=before.id,
        note=why, closed_too=True,
    )  # fmt: skip


def get(con: Connection, entry_id: int) -> Entry:
    """One line of the ledger; raises NotFound."""
    sql = """
        select money_entry.id, money_entry.kind, money_entry.happened_on, money_entry.amount_cents, money_entry.form,
            money_entry.purpose, money_entry.fund_id, fund.name as fund, money_entry.supporter_id, money_entry.reader_id,
            money_entry.donation_id, money_entry.shipment_id, money_entry.receipt_number, money_entry.corrects,
            counter.id as corrected_by, money_entry.note
        from money_entry
        join fund on fund.id = money_entry.fund_id
        left join money_entry as counter on counter.corrects = money_entry.id
        where money_entry.id = $id
    """
    found = db.row(con, sql, id=entry_id)
    if found is None:
        raise NotFound(f"There is no entry number {entry_id} in the ledger.")
    return Entry(**found)


def of_receipt(con: Connection, number: int) -> Entry:
    """The gift of a receipt."""
    found = db.value(con, "select id from money_entry where receipt_number = $number", number=number)
    if found is None:
        raise NotFound(f"There is no receipt number {number}.")
    return get(con, found)


def _enter(con: Connection, today: date, *, fund_id: int | None, closed_too: bool = False, **values: Any) -> Entry:
    """Write one line: the only way into the ledger but for postage in bulk."""
    on, place = values["happened_on"], fund(con, fund_id)
    if on is None:
        raise Invalid("Say on which day.", "happened_on")
    if on > today and not values.get("corrects"):
        raise Invalid(f"{dates.written(on)} is in the future: enter it on the day it happens.", "happened_on")
    if on < EARLIEST:
        raise Invalid(f"{dates.written(on)} is too long ago: look for a slip in the year.", "happened_on")
    if place.closed_on is not None and not closed_too:
        raise Conflict(f"The fund {place.name} was closed on {dates.written(place.closed_on)}. Choose another.")
    nothing = ("supporter_id", "reader_id", "contribution_id", "donation_id", "shipment_id", "receipt_number", "corrects")
    entry: dict[str, Any] = {name: None for name in nothing} | {"purpose": "", "note": ""} | values
    entry["note"] = " ".join(entry["note"].split())[:500]
    sql = """
        insert into money_entry (kind, happened_on, amount_cents, form, purpose, fund_id, supporter_id, reader_id,
            contribution_id, donation_id, shipment_id, receipt_number, corrects, note, entered_by, saved_at)
        values ($kind, $happened_on, $amount_cents, $form, $purpose, $fund_id, $supporter_id, $reader_id,
            $contribution_id, $donation_id, $shipment_id, $receipt_number, $corrects, $note, $by, $at)
        returning id
    """
    entry_id = db.value(con, sql, **entry, fund_id=place.id, by=con.by, at=con.at)
    said = {"amount": ("", written(entry["amount_cents"])), "fund": ("", place.name), "day": ("", on)}
    said |= {"receipt": ("", entry["receipt_number"])} if entry["receipt_number"] else {}
    said |= {"takes back": ("", entry["corrects"])} if entry["corrects"] else {}
    history.record(con, "money", entry_id, "added", said, entry["note"] if entry["corrects"] else "")
    if entry["corrects"]:
        history.record(con, "money", entry["corrects"], "voided", {}, entry["note"])
    return get(con, entry_id)


def _sane(cents: int, field: str = "amount") -> int:
    if isinstance(cents, bool) or not isinstance(cents, int):
        raise TypeError("amounts are whole cents")
    if cents <= 0:
        raise Invalid("An amount is more than nothing. To take something back, use its counter-entry.", field)
    if cents > MOST:
        raise Invalid(f"{written(cents)} is too large: one entry is at most {written(MOST)}. Look for a missing point.", field)
    return cents


def _fund_name(con: Connection, name: str, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("Write what the money is for.", "fund_name")
    if len(name) > 60:
        raise Invalid("The name of a fund has at most 60 signs; write the rest into what it is for.", "fund_name")
    same = "select name from fund where lower(name) = lower($name) and id is distinct from $but"
    there = db.value(con, same, name=name, but=but)
    if there:
        raise Conflict(f"There is a fund called {there} already.")
    return name

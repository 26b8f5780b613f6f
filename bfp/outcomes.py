"""What became of each item mailed: news upon news, the latest counts, nothing is overwritten."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp import dates, db, history, shipments, stock
from bfp.db import Connection
from bfp.errors import Conflict, Invalid, NotFound

OUTCOMES = ("unconfirmed", "received", "censored", "returned", "no reason given")
LEARNED_HOW = ("reader's letter", "unconfirmed-mail form", "parcel came back", "notice from the prison", "delivery record")
RETURN_REASONS = ("moved", "released", "not found", "bad address", "died")

# One key for what a returned parcel says: (outcome, return reason).
KEYS: dict[str, tuple[str, str | None]] = {
    "r": ("received", None),
    "c": ("censored", None),
    "x": ("no reason given", None),
    "m": ("returned", "moved"),
    "l": ("returned", "released"),
    "n": ("returned", "not found"),
    "b": ("returned", "bad address"),
    "d": ("returned", "died"),
    "u": ("unconfirmed", None),
}


BACK = ("censored", "returned", "no reason given")  # outcomes with which a parcel may be in our hands again


@dataclass(frozen=True)
class Saved:
    """What one entry about a parcel wrote down, so that it can be taken back whole."""

    shipment_id: int
    event_ids: tuple[int, ...]
    back: tuple[tuple[int, int], ...]  # (title, copies) put back on the shelf
    sentence: str


def key_says(key: str) -> str:
    """What a key stands for: returned: moved."""
    outcome, reason = KEYS[key]
    return f"{outcome}: {reason}" if reason else outcome


def record(
    con: Connection,
    item_id: int,
    outcome: str,
    *,
    happened_on: date | None = None,
    learned_on: date,
    learned_how: str,
    stated_reason: str = "",
    return_reason: str | None = None,
    notice_on: date | None = None,
    term_ids: Iterable[int] = (),
    disputed: bool = False,
    letter_id: int | None = None,
    note: str = "",
    today: date | None = None,
) -> int:
    """Write down what became of an item; a later word corrects an earlier one, which stays on file.

    `stated_reason` is what the prison wrote, word for word; `term_ids` are categories of reasons. Raises
    Invalid for a day that can't be, Conflict if just this is on file already.
    """
    before = _item(con, item_id)
    event: dict[str, Any] = {
        "outcome": outcome,
        "happened_on": happened_on,
        "learned_on": learned_on,
        "learned_how": learned_how,
        "stated_reason": stated_reason.strip(),
        "return_reason": return_reason,
        "notice_on": notice_on,
        "disputed": disputed,
        "letter_id": letter_id,
        "note": note.strip(),
    }
    _sensible(event)
    _in_order(event, before["mailed_on"], today)
    reasons = sorted(set(term_ids))
    if reasons and outcome != "censored":
        raise Invalid("Reasons are for censored items. Choose censored, or take the reasons out.", "reasons")
    if event | {"reasons": reasons} == _latest(con, item_id):
        raise Conflict(f"{before['title']} is on file as {outcome} already, just so. Nothing was added.")
    event_id = _append(con, item_id, event, reasons)
    _carry(con, item_id)
    after = {"outcome": outcome, "happened_on": happened_on, "learned_on": learned_on, "learned_how": learned_how}
    after |= {name: event[name] for name in ("return_reason", "stated_reason", "notice_on", "note") if event[name]}
    was = {"outcome": before["outcome"], "happened_on": before["outcome_on"], "learned_on": before["learned_on"]}
    history.record(con, "item", item_id, "changed", history.differences(was, after))
    return event_id


def record_parcel(
    con: Connection,
    shipment_id: int,
    keys: dict[int, str],
    *,
    learned_on: date,
    learned_how: str,
    happened_on: date | None = None,
    stated_reason: str = "",
    notice_on: date | None = None,
    term_ids: Iterable[int] = (),
    disputed: bool = False,
    note: str = "",
    back_to_stock: bool = False,
    today: date | None = None,
) -> Saved:
    """Write down what became of the items of a shipment, by their number on the slip (from 1) and key.

    Each detail goes to the items it can be about: a notice to the censored ones, a doubt to the
    returned ones. `back_to_stock`: what came back is on the shelf again.
    """
    shipment = shipments.standing(con, shipment_id)
    listed = list(shipments.items(con, shipment_id).itertuples())
    chosen = [(listed[number - 1], *KEYS[key]) for number, key in sorted(keys.items())]
    if not chosen:
        raise Invalid("Say which items, such as c 1 3, or one key for all.", "box")
    details = {
        "stated_reason": (stated_reason.strip(), "", ("censored", "returned")),
        "notice_on": (notice_on, None, ("censored", "no reason given")),
        "term_ids": (tuple(term_ids), (), ("censored",)),
        "disputed": (disputed, False, ("returned",)),
    }
    outcomes = {outcome for _, outcome, _ in chosen}
    events = []
    for item, outcome, return_reason in chosen:
        # A detail that fits none of the items goes along all the same, to be refused and not lost.
        about = {
            name: value if outcome in fits or not outcomes & set(fits) else nothing
            for name, (value, nothing, fits) in details.items()
        }
        events.append(
            record(
                con, item.id, outcome, happened_on=happened_on, learned_on=learned_on, learned_how=learned_how,
                return_reason=return_reason, note=note, today=today, **about,
            )
        )  # fmt: skip
    back: dict[int, int] = {}
    came = [(int(item.title_id), int(item.quantity)) for item, outcome, _ in chosen if outcome in BACK]
    if back_to_stock and not came:
        raise Invalid("Nothing of this came back, so nothing can go back to the shelf. Take the tick out.", "back_to_stock")
    if back_to_stock:
        back = stock.put_back(con, shipment_id, learned_on, "came back", came if len(came) < len(listed) else None)
    return Saved(
        shipment_id, tuple(events), tuple(back.items()), _sentence(shipment.number, len(listed), chosen, sum(back.values()))
    )


def _sentence(number: str, count: int, chosen: list, copies_back: int) -> str:
    said: dict[str, int] = {}
    for _, outcome, reason in chosen:
        words = f"{outcome}: {reason}" if reason else outcome
        said[words] = said.get(words, 0) + 1
    parts = [words if copies == count else f"{copies} of {count} {words}" for words, copies in said.items()]
    if copies_back:
        parts.append(f"{copies_back} {'copy' if copies_back == 1 else 'copies'} back to the shelf")
    return f"{number} {', '.join(parts)}"


def undo_parcel(con: Connection, saved: Saved, on: date) -> str:
    """Take back what one entry about a parcel wrote down, and what it put on the shelf."""
    for event_id in reversed(saved.event_ids):
        void(con, event_id, on, "undone")
    if saved.back:
        stock.take(con, saved.back, on, saved.shipment_id)
    return f"{shipments.number(saved.shipment_id)} taken back"


def _item(con: Connection, item_id: int) -> dict[str, Any]:
    sql = """
        select item.id, item.shipment_id, item.outcome, item.outcome_on, item.learned_on, shipment.mailed_on, shipment.voided_on,
            title.name as title
        from item
        join shipment on shipment.id = item.shipment_id
        join title on title.id = item.title_id
        where item.id = $id
    """
    found = db.row(con, sql, id=item_id)
    if found is None:
        raise NotFound(f"There is no item number {item_id}.")
    if found["voided_on"] is not None:
        raise Conflict(f"Shipment {shipments.number(found['shipment_id'])} was voided: it was never mailed.")
    return found


def _sensible(event: dict[str, Any]) -> None:
    outcome, how = event["outcome"], event["learned_how"]
    if outcome not in OUTCOMES:
        raise Invalid(f"The outcome is one of {', '.join(OUTCOMES)}, not {outcome!r}.", "outcome")
    if how not in LEARNED_HOW:
        raise Invalid(f"We learn by one of {', '.join(LEARNED_HOW)}, not {how!r}.", "learned_how")
    if outcome == "returned" and event["return_reason"] not in RETURN_REASONS:
        raise Invalid(f"A return has a reason: {', '.join(RETURN_REASONS)}. Refused is none; that is no reason given.", "outcome")
    if outcome != "returned" and (event["return_reason"] or event["disputed"]):
        raise Invalid("Only a returned item has a reason for the return, or a doubt about it.", "outcome")
    if event["stated_reason"] and outcome not in ("censored", "returned"):
        raise Invalid(
            f"A stated reason does not go with {outcome}. Choose censored or returned, or empty the reason.", "stated_reason"
        )
    if outcome == "unconfirmed" and event["happened_on"]:
        raise Invalid("Unconfirmed means that we don't know: it has no day on which it happened.", "happened_on")
    if event["notice_on"] and outcome not in ("censored", "no reason given"):
        raise Invalid(f"A notice does not go with {outcome}. Choose censored, or empty the notice date.", "notice_on")


def _in_order(event: dict[str, Any], mailed_on: date, today: date | None) -> None:
    """Mailed, then it happened, then we learned it, then it is today."""
    learned = event["learned_on"]
    if today is not None and learned > today:
        raise Invalid(f"{dates.written(learned)} has not come yet. Write the day we learned it.", "learned_on")
    if learned < mailed_on:
        raise Invalid(
            f"It was mailed on {dates.written(mailed_on)}: we can't have learned its outcome on {dates.written(learned)}.",
            "learned_on",
        )
    for field, called in (("happened_on", "The day it happened"), ("notice_on", "The date of the notice")):
        day = event[field]
        if day is None:
            continue
        if today is not None and day > today:
            raise Invalid(f"{called}, {dates.written(day)}, has not come yet.", field)
        if day > learned:
            raise Invalid(f"{called}, {dates.written(day)}, is after the day we learned it, {dates.written(learned)}.", field)
        if day < mailed_on:
            raise Invalid(f"{called}, {dates.written(day)}, is before it was mailed, {dates.written(mailed_on)}.", field)


def _latest(con: Connection, item_id: int) -> dict[str, Any] | None:
    sql = """
        select id, outcome, happened_on, learned_on, learned_how, stated_reason, return_reason, notice_on,
            disputed, letter_id, note
        from outcome_event
        where item_id = $item_id and voided_on is null
        order by id desc
        limit 1
    """
    found = db.row(con, sql, item_id=item_id)
    if found is None:
        return None
    sql = "select term_id from outcome_reason where outcome_event_id = $id order by term_id"
    reasons = db.rows(con, sql, id=found.pop("id"))
    return {**found, "reasons": [row["term_id"] for row in reasons]}


def _append(con: Connection, item_id: int, event: dict[str, Any], reasons: list[int]) -> int:
    sql = """
        insert into outcome_event (item_id, outcome, happened_on, learned_on, learned_how, stated_reason, return_reason,
            notice_on, disputed, letter_id, note, volunteer, saved_at)
        values ($item_id, $outcome, $happened_on, $learned_on, $learned_how, $stated_reason, $return_reason, $notice_on,
            $disputed, $letter_id, $note, $by, $at)
        returning id
    """
    event_id = db.value(con, sql, item_id=item_id, by=con.by, at=con.at, **event)
    if reasons:
        sql = """
            insert into outcome_reason
            select $id, term.id from term where term.list = 'reason' and term.id in (select unnest($reasons::integer[]))
            returning term_id
        """
        if len(db.rows(con, sql, id=event_id, reasons=reasons)) < len(reasons):
            raise NotFound("One of the reasons is no longer on the list. Choose it again.")
    return event_id


def _carry(con: Connection, item_id: int) -> None:
    """The item shows its latest word: the one saved last, of those that stand."""
    latest = _latest(con, item_id) or {"outcome": "unconfirmed", "happened_on": None, "learned_on": None}
    sql = "update item set outcome = $outcome, outcome_on = $happened_on, learned_on = $learned_on where id = $id"
    con.execute(sql, {"id": item_id, **{name: latest[name] for name in ("outcome", "happened_on", "learned_on")}})


def void(con: Connection, event_id: int, on: date | None = None, reason: str = "") -> None:
    """Take back one word about an item; the item falls back to the latest that is left."""
    found = db.row(con, "select item_id, outcome, voided_on from outcome_event where id = $id", id=event_id)
    if found is None:
        raise NotFound(f"There is no outcome number {event_id}.")
    if found["voided_on"] is not None:
        raise Conflict("This outcome was already taken back.")
    con.execute("update outcome_event set voided_on = $on where id = $id", {"on": on or con.at.date(), "id": event_id})
    _carry(con, found["item_id"])
    now = db.value(con, "select outcome from item where id = $id", id=found["item_id"])
    history.record(con, "item", found["item_id"], "voided", {"outcome": (found["outcome"], now)}, reason)


def void_of_letter(con: Connection, letter_id: int, on: date | None = None, reason: str = "") -> int:
    """Take back everything that a letter said about earlier mail; says how many words that were."""
    sql = "select id from outcome_event where letter_id = $letter_id and voided_on is null order by id desc"
    events = [row["id"] for row in db.rows(con, sql, letter_id=letter_id)]
    for event_id in events:
        void(con, event_id, on, reason)
    return len(events)


def events(con: Connection, item_id: int) -> pd.DataFrame:
    """All that was ever written down about an item, latest first."""
    sql = """
        select event.id, event.outcome, event.happened_on, event.learned_on, event.learned_how, event.stated_reason,
            coalesce(string_agg(term.name, ', ' order by term.position, term.id), '') as reasons,
            event.return_reason, event.notice_on, event.disputed, event.note, event.volunteer, event.saved_at, event.voided_on
        from outcome_event as event
        left join outcome_reason on outcome_reason.outcome_event_id = event.id
        left join term on term.id = outcome_reason.term_id
        where event.item_id = $item_id
        group by event.id, event.outcome, event.happened_on, event.learned_on, event.learned_how, event.stated_reason,
            event.return_reason, event.notice_on, event.disputed, event.note, event.volunteer, event.saved_at, event.voided_on
        order by event.id desc
    """
    return db.frame(con, sql, item_id=item_id)


def read_keys(text: str, count: int) -> dict[int, str]:
    """Which of `count` items gets which key: "m" all, "c 1 3" the first and the third, "c1 r" the first c and the rest r.

    Items are numbered from 1, as on the screen; the answer is too. Raises Invalid with what is wrong.
    """
    groups = re.findall(r"([a-z])([\d\s,-]*)", text.lower())
    if not groups or re.sub(r"[\s,;]", "", text.lower()) != re.sub(r"[\s,;]", "", "".join(key + which for key, which in groups)):
        raise Invalid(
            f"Type one key for all items, such as m, or a key and the items, such as c 1 3: not {text.strip()!r}.", "box"
        )
    chosen: dict[int, str] = {}
    rest = ""
    for key, which in groups:
        if key not in KEYS:
            raise Invalid(f"There is no key {key}: {', '.join(f'{known} {key_says(known)}' for known in KEYS)}.", "box")
        numbers = _numbers(which, count)
        if not numbers and rest:
            raise Invalid(
                f"Both {rest} and {key} would be for all other items. Say which items each is for, such as c 1 3.", "box"
            )
        rest = rest if numbers else key
        for item in numbers:
            if chosen.setdefault(item, key) != key:
                raise Invalid(f"Item {item} can't be both {key_says(chosen[item])} and {key_says(key)}.", "box")
    if rest:
        chosen |= {item: rest for item in range(1, count + 1) if item not in chosen}
    return dict(sorted(chosen.items()))


def _numbers(text: str, count: int) -> list[int]:
    found = []
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
        found += range(int(first), min(int(last or first), 10_000) + 1)
    for item in found:
        if not 1 <= item <= count:
            raise Invalid(f"There is no item {item}: this shipment has {count}.", "box")
    return found

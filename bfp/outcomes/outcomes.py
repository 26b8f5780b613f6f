"""What became of each item mailed: news upon news, the latest counts, nothing is overwritten.

The latest word is the one *learned* last; of two learned on one day, the one saved last. News is numbered in that order: older
news that is typed in late gets its place before the newer news, which stays the item's outcome (`record`). So everywhere else
(the questions of every room, check) the word that counts on a day is simply the highest number of those learned by then.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import shipments

OUTCOMES = ("unconfirmed", "received", "censored", "returned", "no reason given")
LEARNED_HOW = ("reader's letter", "unconfirmed-mail form", "parcel came back", "notice from the prison", "delivery record")
RETURN_REASONS = ("moved", "released", "not found", "bad address", "died")


@dataclass(frozen=True)
class News:
    """What we heard of one item: what became of it, when, and how we know."""

    outcome: str
    learned_on: date
    learned_how: str
    happened_on: date | None = None
    stated_reason: str = ""  # what the prison wrote, word for word
    return_reason: str | None = None
    notice_on: date | None = None
    term_ids: tuple[int, ...] = ()  # categories of reasons
    disputed: bool = False
    letter_id: int | None = None
    umf_id: int | None = None
    note: str = ""


def record(con: Connection, item_id: int, news: News, today: date | None = None) -> int:
    """Write down what became of an item; a later word corrects an earlier one, which stays on file.

    Older news than what is on file (learned earlier, typed in later) is kept in its place and changes nothing now.
    Raises Invalid for a day that can't be, Conflict if just this is on file already.
    """
    before = _item(con, item_id)
    event = vars(news) | {"stated_reason": news.stated_reason.strip(), "note": news.note.strip()}
    reasons = sorted(set(event.pop("term_ids")))
    _sensible(event)
    _in_order(event, before["mailed_on"], today)
    if reasons and news.outcome != "censored":
        raise Invalid("Reasons are for censored items. Choose censored, or take the reasons out.", "reasons")
    if event | {"reasons": reasons} == _told(con, latest(con, item_id, news.learned_on)):
        raise Conflict(f"{before['title']} is on file as {news.outcome} already, just so. Nothing was added.")
    event_id = _append(con, item_id, event, reasons)
    newer = _newer_after(con, item_id, event_id, news.learned_on)
    _carry(con, item_id)
    if newer:
        what = {"older news": ("", f"{news.outcome}, learned {dates.written(news.learned_on)}")}
        history.record(con, "item", item_id, "changed", what, f"{before['outcome']} is newer and stays")
        return event_id
    after = {name: event[name] for name in ("outcome", "happened_on", "learned_on", "learned_how")}
    after |= {name: event[name] for name in ("return_reason", "stated_reason", "notice_on", "disputed", "note") if event[name]}
    was = {"outcome": before["outcome"], "happened_on": before["outcome_on"], "learned_on": before["learned_on"]}
    history.record(con, "item", item_id, "changed", history.differences(was, after))
    return event_id


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
    if outcome == "received" and how == "parcel came back":
        raise Invalid("What came back was not received. Choose how we learned that it arrived, or another key.", "learned_how")
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


def latest(con: Connection, item_id: int, by: date | None = None) -> dict[str, Any] | None:
    """The word about an item that counts, or that counted on a day; None if there is none."""
    sql = """
        select id, outcome, happened_on, learned_on, learned_how, stated_reason, return_reason, notice_on,
            disputed, letter_id, umf_id, note
        from outcome_event
        where item_id = $item_id and voided_on is null and (cast($by as date) is null or learned_on <= $by)
        order by id desc
        limit 1
    """
    return db.row(con, sql, item_id=item_id, by=by)


def _told(con: Connection, event: dict[str, Any] | None) -> dict[str, Any]:
    """A word with its reasons and without its number, to compare it with what is told now."""
    if event is None:
        return {}
    sql = "select term_id from outcome_reason where outcome_event_id = $id order by term_id"
    reasons = [row["term_id"] for row in db.rows(con, sql, id=event["id"])]
    return {**{name: value for name, value in event.items() if name != "id"}, "reasons": reasons}


def _newer_after(con: Connection, item_id: int, event_id: int, learned_on: date) -> bool:
    """Give news learned later than this its place after it; says whether there was any."""
    sql = """
        select id from outcome_event
        where item_id = $item_id and voided_on is null and learned_on > $learned_on and id < $event_id
        order by id
    """
    later = [row["id"] for row in db.rows(con, sql, item_id=item_id, learned_on=learned_on, event_id=event_id)]
    for old in later:
        numbered = {"old": old, "new": db.value(con, "select nextval('outcome_event_id')")}
        con.execute("update outcome_event set id = $new where id = $old", numbered)
        con.execute("update outcome_reason set outcome_event_id = $new where outcome_event_id = $old", numbered)
        con.execute("update incident set outcome_event_id = $new where outcome_event_id = $old", numbered)
    return bool(later)


def _append(con: Connection, item_id: int, event: dict[str, Any], reasons: list[int]) -> int:
    sql = """
        insert into outcome_event (item_id, outcome, happened_on, learned_on, learned_how, stated_reason, return_reason,
            notice_on, disputed, letter_id, umf_id, note, volunteer, saved_at)
        values ($item_id, $outcome, $happened_on, $learned_on, $learned_how, $stated_reason, $return_reason, $notice_on,
            $disputed, $letter_id, $umf_id, $note, $by, $at)
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
    """The item shows its latest word, of those that stand."""
    word = latest(con, item_id) or {"outcome": "unconfirmed", "happened_on": None, "learned_on": None}
    sql = "update item set outcome = $outcome, outcome_on = $happened_on, learned_on = $learned_on where id = $id"
    con.execute(sql, {"id": item_id, **{name: word[name] for name in ("outcome", "happened_on", "learned_on")}})


def void(con: Connection, event_id: int, reason: str, on: date) -> None:
    """Take back one word about an item; the item falls back to the latest that is left."""
    history.strike(con, "outcome_event", event_id, reason, on, noun="outcome")
    found = db.one(con, "select item_id, outcome from outcome_event where id = $id", id=event_id)
    _carry(con, found["item_id"])
    now = db.value(con, "select outcome from item where id = $id", id=found["item_id"])
    history.record(con, "item", found["item_id"], "voided", {"outcome": (found["outcome"], now)}, reason)


def void_of_letter(con: Connection, letter_id: int, reason: str, on: date) -> int:
    """Take back everything that a letter said about earlier mail; says how many words that were."""
    sql = "select id from outcome_event where letter_id = $id and voided_on is null order by id desc"
    return _void_all(con, db.rows(con, sql, id=letter_id), reason, on)


def void_of_form(con: Connection, umf_id: int, reason: str, on: date) -> int:
    """Take back everything that an unconfirmed-mail form told; says how many words that were."""
    sql = "select id from outcome_event where umf_id = $id and voided_on is null order by id desc"
    return _void_all(con, db.rows(con, sql, id=umf_id), reason, on)


def _void_all(con: Connection, events: list[dict[str, Any]], reason: str, on: date) -> int:
    for event in events:
        void(con, event["id"], reason, on)
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

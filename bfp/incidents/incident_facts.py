"""What may be said of an incident: its fields read and checked, days in their order, an item's own facts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.places import facilities
from bfp.readers import readers
from bfp.shelves import titles

NOTIFIED = ("sender", "reader", "both", "nobody", "not known")
FATES = ("returned", "destroyed", "stored", "not known")
DECISIONS = ("pending", "upheld", "overturned", "partly overturned", "no reply", "reason substituted", "not appealed")
OF_ITEM = ("facility_id", "reader_id", "title_id")  # once the item is known, these are the parcel's
TEXTS = {  # and how many signs are a slip: something pasted by mistake
    "title_text": 300, "issue": 100, "stated_reason": 5000, "rule_cited": 300, "pages_cited": 300, "note": 5000,
}  # fmt: skip
DAYS = {
    "signed_on": "The day it was signed",
    "notice_on": "The date of the notice",
    "received_on": "The day we received it",
    "stored_until": "The day until which it is stored",
}
TOLD = (*OF_ITEM, *TEXTS, *DAYS, "notified", "fate", "disputed")


def item(con: Connection, item_id: int, voided: bool = False) -> dict[str, Any]:
    """An item with its parcel; raises Conflict if that was voided, unless `voided` is let through."""
    sql = """
        select item.id, item.shipment_id, item.title_id, item.outcome, title.name as title, shipment.reader_id,
            shipment.facility_id, facility.name || ', ' || facility.state as facility, shipment.mailed_on, shipment.voided_on
        from item
        join shipment on shipment.id = item.shipment_id
        join title on title.id = item.title_id
        join facility on facility.id = shipment.facility_id
        where item.id = $id
    """
    found = db.row(con, sql, id=item_id)
    if found is None:
        raise NotFound(f"There is no item number {item_id}.")
    if found["voided_on"] is not None and not voided:
        number = shipments.number(found["shipment_id"])
        raise Conflict(f"Shipment {number} was voided: it was never mailed, so nothing of it can have been stopped.")
    return found


def of_item(told: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, with place, reader and title of the parcel; raises Conflict where somebody said otherwise."""
    stays_with_item(told, item)
    return {**told, **{name: item[name] for name in OF_ITEM}}


def stays_with_item(told: Mapping[str, Any], item: Mapping[str, Any]) -> None:
    names = {"facility_id": "facility", "reader_id": "reader", "title_id": "title"}
    for field, name in names.items():
        if told[field] is not None and told[field] != item[field]:
            number = shipments.number(item["shipment_id"])
            raise Conflict(f"The {name} is that of parcel {number}. Take the match out first, if this is not the parcel.")


def reasons(con: Connection, term_ids: Iterable[int], before: Iterable[int] = ()) -> list[int]:
    """The categories, each once; raises NotFound for one that is not on the list (those it had already may be retired)."""
    wanted = sorted({int(term_id) for term_id in term_ids})
    sql = """
        select id from term
        where list = 'reason' and id in (select unnest($ids::integer[]))
            and (not retired or id in (select unnest($before::integer[])))
    """
    if len(db.rows(con, sql, ids=wanted, before=list(before) or wanted)) < len(wanted):
        raise NotFound("One of the categories is no longer on the list. Choose it again.")
    return wanted


def valid(con: Connection, told: Mapping[str, Any], item: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
    """The fields as they are kept; raises Invalid naming the field that can't be so."""
    values = {name: told[name] for name in TOLD}
    for name, longest in TEXTS.items():
        text = str(values[name] or "").strip()
        values[name] = text if name in ("stated_reason", "note") else " ".join(text.split())
        if len(text) > longest:
            raise Invalid(f"{name.replace('_', ' ').capitalize()} is longer than {longest:,} signs. Write what matters.", name)
    for name, choices in (("notified", NOTIFIED), ("fate", FATES)):
        if values[name] not in choices:
            raise Invalid(f"It is one of {', '.join(choices)}: not {values[name]!r}.", name)
    values["disputed"] = bool(values["disputed"])
    if item is None:
        _found(con, values)
    _in_order(values, item["mailed_on"] if item else None, today)
    return values


def _found(con: Connection, values: dict[str, Any]) -> None:
    """Of mail that is not matched, what is said of place, reader and title is there."""
    if values["facility_id"] is None:
        raise Invalid("Choose the facility that stopped it: the notice names one.", "facility_id")
    values["facility_id"] = facilities.get(con, values["facility_id"]).id  # a merged one leads to the one kept
    if values["title_id"] is not None:
        titles.get(con, values["title_id"])
    if values["reader_id"] is not None:
        values["reader_id"] = readers.get(con, values["reader_id"]).id


def _in_order(values: Mapping[str, Any], mailed_on: date | None, today: date) -> None:
    """Mailed, then the notice, then we received it, then it is today; only a date of storage lies ahead."""
    received = values["received_on"]
    if received is None:
        raise Invalid("Write the day we received the notice: deadlines are counted from it.", "received_on")
    for field in ("received_on", "notice_on", "signed_on"):
        day = values[field]
        if day is None:
            continue
        if day > today:
            raise Invalid(f"{DAYS[field]}, {dates.written(day)}, has not come yet.", field)
        if mailed_on is not None and day < mailed_on:
            raise Invalid(
                f"{DAYS[field]}, {dates.written(day)}, is before the parcel was mailed, {dates.written(mailed_on)}. "
                "Look at the year, or at whether this is the parcel.",
                field,
            )
    for field in ("notice_on", "signed_on"):
        day = values[field]
        if day is not None and day > received:
            raise Invalid(
                f"{DAYS[field]}, {dates.written(day)}, is after the day we received it, {dates.written(received)}. "
                "One of the two is a slip.",
                field,
            )
    until = values["stored_until"]
    if until is not None:
        if values["fate"] != "stored":
            raise Invalid("A date until which it is stored goes with *stored*. Choose that, or empty the date.", "stored_until")
        first = max(day for day in (values["notice_on"], values["signed_on"], mailed_on, date.min) if day is not None)
        if until < first:
            raise Invalid(f"{DAYS['stored_until']}, {dates.written(until)}, is before {dates.written(first)}.", "stored_until")


def decided_in_order(on: date, earliest: date | None, today: date | None) -> None:
    """A decision is not before what it is about, and not in the future."""
    if today is not None and on > today:
        raise Invalid(f"The day of the decision, {dates.written(on)}, has not come yet.", "decided_on")
    if earliest is not None and on < earliest:
        raise Invalid(f"The day of the decision, {dates.written(on)}, is before {dates.written(earliest)}.", "decided_on")


def said(con: Connection, values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields in words, for history: places, titles and categories by their names; readers by their record's number."""
    sql = """
        select
            (select name || ', ' || state from facility where id = $facility_id) as facility,
            (select name from title where id = $title_id) as title,
            (select string_agg(name, ', ' order by position, id) from term
             where id in (select unnest($terms::integer[]))) as categories
    """
    ids = {"facility_id": values["facility_id"], "title_id": values["title_id"], "terms": list(values["term_ids"])}
    named = {name: text or "" for name, text in db.one(con, sql, **ids).items()}
    item_id = values.get("item_id")
    rest = {name: value for name, value in values.items() if name not in (*OF_ITEM, "term_ids", "item_id")}
    told = {**named, "reader": values["reader_id"] and f"record {values['reader_id']}", **rest}
    return {**told, **({"item": item_id} if item_id is not None else {})}

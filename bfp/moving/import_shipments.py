"""A log of what was mailed and what became of it. It moves no stock, fills no request and prints no postage."""

import re
from datetime import date

import pandas as pd

from bfp.base import db, history, isbn
from bfp.base.db import Connection
from bfp.base.importing import Kind, Progress, Result, Wish
from bfp.base.tables.sheets import Sheet
from bfp.finding.title_finder import key
from bfp.moving import brought_in, staged, whose
from bfp.moving.staged import Staged

COLUMNS = {
    "mailed_on": ("date", "date mailed", "mailed", "mailed on", "date sent", "sent", "sent on", "ship date", "shipped",
                  "date shipped"),
    **whose.COLUMNS,
    "titles": ("titles", "title", "books", "book", "contents", "items", "what was sent", "book 1", "title 1", "books sent"),
    **{f"title_{n}": (f"title {n}", f"book {n}") for n in range(2, 6)},
    "outcome": ("outcome", "result", "what became of it", "status", "delivery", "received"),
    "outcome_on": ("outcome date", "date of outcome", "returned on", "date returned", "received on", "date received",
                   "notice date"),
    "stated_reason": ("reason", "stated reason", "reason given", "why", "rejection reason", "denial reason"),
    "note": ("notes", "note", "comments", "remarks"),
    "log_number": ("log number", "shipment id", "package id", "package number", "parcel", "parcel number", "order number"),
}  # fmt: skip
NEEDED = ("mailed_on", "titles")
SHOWN = ("reader", "mailed", "titles", "became")
FROM_THE_LOG = "from the log"  # a title that nobody offers to packers
OUTCOMES = ("received", "censored", "returned", "no reason given", "unconfirmed")
# What words in logs mean as a rule; "refused" and "RTS" say that it came back and not why: they are never counted as censored.
WORDS = {
    "received": ("received", "delivered", "arrived", "got it", "ok", "yes", "y", "confirmed", "thank you", "thanks"),
    "censored": ("censored", "denied", "rejected", "banned", "disapproved", "confiscated", "not allowed", "contraband",
                 "stopped"),
    "returned": ("returned", "moved", "transferred", "released", "paroled", "deceased", "died", "not here",
                 "not at this facility", "wrong address", "bad address", "undeliverable", "unable to forward",
                 "returned moved", "returned released"),
    "no reason given": ("refused", "rts", "return to sender", "returned to sender", "refused by facility", "came back",
                        "sent back"),
    "unconfirmed": ("", "unknown", "pending", "no answer", "not heard", "mailed", "sent", "shipped", "n", "no"),
}  # fmt: skip
_MEANT = {word: outcome for outcome, words in WORDS.items() for word in words}
_RETURNED = {"released": "released", "paroled": "released", "deceased": "died", "died": "died", "wrong address": "bad address",
             "bad address": "bad address", "undeliverable": "bad address", "not here": "not found"}  # fmt: skip
_HOW = {"received": "reader's letter", "censored": "notice from the prison"}
_SEVERAL = re.compile(r"\s*(?:;|\||\n| / )\s*")


def meaning(word: str) -> str:
    """What a word of a log is taken for before anybody was asked; empty if nobody knows."""
    if not word:
        return "unconfirmed"
    return _MEANT.get(key(word), "") if key(word) else ""


def plan(con: Connection, sheet: Sheet, wish: Wish, progress: Progress | None = None) -> Staged:
    """What each row would add. Nothing is written."""
    found = staged.fields(sheet, {name: dict(wish.columns).get(name) for name in COLUMNS}, NEEDED)
    whose.find(con, found, wish)
    found["on"] = staged.day(found, "mailed_on")
    staged.refuse_days(found, "mailed_on", wish, "no day of mailing")
    several = [f"title_{n}" for n in range(2, 6)]
    found["names"] = (
        found[["titles", *several]].agg(";".join, axis=1).map(lambda text: [one for one in _SEVERAL.split(text) if one])
    )
    found["titles"] = found["names"].map("; ".join)
    staged.reject(found, found["titles"] == "", "no title is named")
    meant = dict(wish.answer("meanings", ()))
    found["became"] = staged.each(found["outcome"], lambda word: meant.get(word) or meaning(word))
    unknown = found["became"] == ""
    staged.note(found, unknown, found["outcome"].map(lambda word: f"“{word}” is not understood: unconfirmed, and kept as a note"))
    found.loc[unknown, "note"] = (found["note"] + " " + found["outcome"]).str.strip()[unknown]
    found.loc[unknown, "became"] = "unconfirmed"
    found["learned_on"] = staged.day(found, "outcome_on")
    found["mailed"] = found["on"].astype(str)
    found["key"] = staged.digest(found, "mailed", "number_key", "name_key", "titles")
    staged.brought_before(con, found, "shipment")
    found.loc[found["what"] == "", "what"] = "new"
    if progress:
        progress(len(found), len(found))
    return Staged(found, sheet, wish, SHOWN)


def save(con: Connection, made: Staged, on: date) -> Result:
    """Put the parcels on file, their titles and what became of them, each with the row it came from."""
    new = made.new()
    if new.empty:
        return made.result()
    new["id"] = db.frame(con, "select nextval('shipment_id') as id from range($n)", n=len(new))["id"]
    parcels = new.assign(mailed_on=new["on"], mail_class="other", mailed_by=FROM_THE_LOG)
    db.insert(con, "shipment", parcels[["id", "reader_id", "facility_id", "mailed_on", "mail_class", "note", "mailed_by"]])
    items = new.explode("names").reset_index(drop=True)
    titles, added = _titles(con, items["names"])
    items["title_id"] = items["names"].map(titles)
    items = items.drop_duplicates(["id", "title_id"]).reset_index(drop=True)
    items["item_id"] = db.frame(con, "select nextval('item_id') as id from range($n)", n=len(items))["id"]
    heard = items["became"] != "unconfirmed"
    # An outcome without a date is known from the day it came in here: no earlier report knows it, and nobody learns from its age.
    learned = items["learned_on"].where(items["learned_on"].notna(), on).where(heard, None)
    known = pd.DataFrame({
        "id": items["item_id"], "shipment_id": items["id"], "title_id": items["title_id"], "outcome": items["became"],
        "outcome_on": items["learned_on"].where(heard, None), "learned_on": learned,
    })  # fmt: skip
    db.insert(con, "item", known)
    some = items[heard]
    if len(some):
        back = some["became"] == "returned"
        events = some.assign(
            outcome=some["became"], happened_on=some["learned_on"], learned_on=learned[heard], saved_at=con.at, volunteer=con.by,
            learned_how=some["became"].map(_HOW).fillna("parcel came back"),
            return_reason=some["outcome"].map(lambda word: _RETURNED.get(key(word), "moved")).where(back, None),
            stated_reason=some["stated_reason"].where(some["became"].isin(["censored", "returned"]), ""),
        )  # fmt: skip
        columns = ["item_id", "outcome", "happened_on", "learned_on", "learned_how", "return_reason", "stated_reason"]
        db.insert(con, "outcome_event", events[[*columns, "saved_at", "volunteer"]])
    db.insert(con, "undated_item", items.loc[heard & items["learned_on"].isna(), ["item_id"]])
    history.record_many(con, "shipment", "imported", {int(number): {} for number in new["id"]})
    came = {"shipment": new.rename(columns={"id": "entity_id"})[["entity_id", "line", "key"]], "title": added}
    brought_in.keep(con, KIND.name, made, came)
    return made.result()


def _titles(con: Connection, names: pd.Series) -> tuple[dict[str, int], pd.DataFrame]:
    """Which title each name is: by ISBN, else by name; what the catalogue has not is new, and offered to nobody."""
    on_file = db.rows(con, "select id, isbn, name from title order by withdrawn desc, id desc")
    by_name, by_isbn = (
        {key(one["name"]): one["id"] for one in on_file},
        {one["isbn"]: one["id"] for one in on_file if one["isbn"]},
    )
    found: dict[str, int] = {}
    unknown: dict[str, list[str]] = {}
    for name in names.unique():
        number = isbn.read(name) if isbn.is_meant(name) else None
        known = by_isbn.get(number) if number else by_name.get(key(name))
        if known is None:
            unknown.setdefault(key(name) or name, []).append(name)
        else:
            found[name] = known
    ids = db.frame(con, "select nextval('title_id') as id from range($n)", n=len(unknown))["id"].tolist()
    added = pd.DataFrame({"id": ids, "name": [spelled[0] for spelled in unknown.values()]})
    more = {
        "author": "",
        "literature_class": "other",
        "kind": "book",
        "binding": "paperback",
        "notes": FROM_THE_LOG,
        "withdrawn": True,
    }
    db.insert(con, "title", added.assign(**more))
    db.insert(con, "stock", pd.DataFrame({"title_id": ids, "on_hand": 0}))
    history.record_many(con, "title", "imported", {number: {} for number in ids})
    found |= {one: number for number, spelled in zip(ids, unknown.values(), strict=True) for one in spelled}
    return found, pd.DataFrame({"entity_id": ids, "line": 0, "key": [f"title {number}" for number in ids]})


KIND = Kind("Shipments", COLUMNS, NEEDED, plan=plan, save=save)

"""A reader as one line of time: letters, requests, parcels, what became of them, what came back, replies, moves, steps."""

from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history, parcel_numbers
from bfp.base.db import Connection
from bfp.mail import letters
from bfp.outcomes import umf
from bfp.readers import readers

MOST = 500  # the latest; more of one reader than a person reads through
# The lanes of the line from top to bottom, and what stands in each.
LANES = {
    "the reader wrote": ("letter", "request"),
    "gave back": ("gave back", "study group", "published"),
    "we sent": ("parcel", "reply", "form"),
    "what became of it": ("received", "censored", "returned", "no reason given", "incident"),
    "record and steps": ("move", "step", "record"),
}
_ABOUT = {
    "packing": "shipment",
    "facility": "facility",
    "contribution": "contribution",
    "study_groups": "group",
    "incident": "incident",
}
_RECORDED = ("status", "bad_address_on", "release_on", "number", "merged_with")
_NOT_AGAIN = ("new address in a letter", "undone")  # the letter itself tells of the move


def line(con: Connection, reader_id: int, limit: int = MOST) -> pd.DataFrame:
    """All that went to and fro with a reader, the latest first: when, what, text, link (page?name=number, or empty).

    A reader who was merged is told of under the record that was kept. Steps of joining are those a person set, and
    those that follow from the mail.
    """
    reader = readers.get(con, reader_id)
    told = db.rows(con, db.question("reader_time"), reader_id=reader.id, limit=limit)
    rows = [(row["day"], row["what"], _text(row), _link(row["page"], row["link_id"])) for row in told]
    rows += _changes(con, reader.id)
    rows.sort(key=lambda row: row[0], reverse=True)  # what stands at one day keeps its order
    table = pd.DataFrame(rows[:limit], columns=["when", "what", "text", "link"])
    table["when"] = pd.to_datetime(table["when"])
    return table


def lanes(table: pd.DataFrame) -> pd.DataFrame:
    """The line as a chart draws it: when, what, lane; without a word about the reader."""
    lane = {what: name for name, whats in LANES.items() for what in whats}
    return table[["when", "what"]].assign(lane=table["what"].map(lane)).sort_values(["when", "what"], ignore_index=True)


def _text(row: dict[str, Any]) -> str:
    """What stands on the line: mail with the number that people call it by."""
    number = {"letter": letters.number, "parcel": parcel_numbers.number, "form": umf.number}.get(row["what"])
    parts = (number(row["number"]) if number else "", row["text"])
    return ": ".join(part for part in parts if part) or "anything"


def _link(page: str, link_id: int | None) -> str:
    return f"{page}?{_ABOUT[page]}={link_id}" if page in _ABOUT and link_id is not None else ""


def _changes(con: Connection, reader_id: int) -> list[tuple[date, str, str, str]]:
    """Moves and changes of the record that no letter tells of, from the history."""
    found = []
    for line in history.told(con, "reader", reader_id, ("changed", "merged")):
        day, changes, why = line.on, line.changes, f" ({line.reason})" if line.reason else ""
        if "facility" in changes and line.reason not in _NOT_AGAIN:
            before, after = changes["facility"]
            found.append((day, "move", f"{before} → {after}{why}", ""))
        said = [_said(name, *changes[name]) for name in _RECORDED if name in changes]
        if said:
            found.append((day, "record", "; ".join(said) + why, ""))
    return found


def _said(name: str, before: object, after: object) -> str:
    words = name.removesuffix("_on").replace("_", " ")
    if after in (None, "", "None"):
        return f"{words}: {before} no longer"
    return f"{words}: {after}" if before in (None, "", "None") else f"{words}: {before} → {after}"

"""Replies to what readers answered in study groups: written here, printed with the next parcel, and kept with it.

A reply goes with the first parcel that is mailed to its reader after it was written; if that parcel is taken back, it waits
again.
"""

from typing import Any

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection

HEADINGS = {"English": "Our reply to what you wrote", "Spanish": "Nuestra respuesta a lo que escribió"}


def waiting(con: Connection, reader_id: int) -> pd.DataFrame:
    """The replies that lie ready for a reader and went with no parcel yet: id, assignment, study_group, replied_on, reply."""
    sql = """
        select study_work.id, assignment.name as assignment, study_group.name as study_group,
            study_work.replied_on, study_work.reply
        from study_work
        join assignment on assignment.id = study_work.assignment_id
        join study_group on study_group.id = assignment.study_group_id
        where study_work.reader_id = $reader_id and study_work.voided_on is null
            and study_work.replied_on is not null and study_work.shipment_id is null
        order by study_work.replied_on, study_work.id
    """
    return db.frame(con, sql, reader_id=reader_id)


def go_with(con: Connection, reader_id: int, shipment_id: int) -> int:
    """A parcel is mailed: the replies that lay ready for its reader on that day go with it. Says how many."""
    sql = """
        update study_work set shipment_id = $shipment_id
        where reader_id = $reader_id and voided_on is null and shipment_id is null
            and replied_on <= (select mailed_on from shipment where id = $shipment_id)
        returning id
    """
    gone = db.rows(con, sql, shipment_id=shipment_id, reader_id=reader_id)
    for row in gone:
        history.record(con, "study_work", row["id"], "changed", {"shipment": (None, shipment_id)})
    return len(gone)


def stay(con: Connection, shipment_id: int) -> int:
    """A parcel was not mailed after all: its replies wait for the next one. Says how many."""
    sql = "update study_work set shipment_id = null where shipment_id = $shipment_id returning id"
    back = db.rows(con, sql, shipment_id=shipment_id)
    for row in back:
        history.record(con, "study_work", row["id"], "changed", {"shipment": (shipment_id, None)})
    return len(back)


def of_parcels(con: Connection, shipment_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The replies that go with these parcels, by shipment: assignment, study_group and reply of each."""
    sql = """
        select study_work.shipment_id, assignment.name as assignment, study_group.name as study_group, study_work.reply
        from study_work
        join assignment on assignment.id = study_work.assignment_id
        join study_group on study_group.id = assignment.study_group_id
        where list_contains($ids::integer[], study_work.shipment_id) and study_work.voided_on is null
        order by study_work.shipment_id, study_work.replied_on, study_work.id
    """
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.rows(con, sql, ids=shipment_ids):
        found.setdefault(row["shipment_id"], []).append(row)
    return found


def blocks(replies: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """A page of the letter with these replies, each under its assignment; nothing for none."""
    if not replies:
        return []
    found: list[dict[str, Any]] = [{"kind": "new page"}, {"kind": "heading", "text": HEADINGS.get(language, HEADINGS["English"])}]
    for reply in replies:
        found.append({"kind": "heading", "text": f"{reply['study_group']}: {reply['assignment']}"})
        parts = [part for part in reply["reply"].split("\n\n") if part.strip()]
        found += [{"kind": "text", "lines": part.strip().splitlines()} for part in parts]
    return found

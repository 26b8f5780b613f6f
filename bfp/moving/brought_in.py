"""An import as a record: its file, who, when, each row that came of it; and all of it undone while nothing newer hangs on it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound
from bfp.base.words import number_of
from bfp.moving.staged import Staged


@dataclass(frozen=True)
class Brought:
    """One import, and when it was undone, if it was."""

    id: int
    kind: str
    file: str
    new_rows: int
    undone: bool


# What may hang on what came in, and is no part of the import itself: the question counts it, the sentence says it.
_HANGS: dict[str, tuple[tuple[str, str], ...]] = {
    "reader": (
        ("letter", "select count(*) from letter where reader_id in {of} and id not in {same:letter}"),
        ("shipment", "select count(*) from shipment where reader_id in {of} and id not in {same:shipment}"),
        ("book request", "select count(*) from book_request where reader_id in {of}"),
        ("contribution", "select count(*) from contribution where reader_id in {of}"),
        ("incident", "select count(*) from incident where reader_id in {of}"),
        ("form", "select count(*) from umf where reader_id in {of}"),
        ("record merged into it", "select count(*) from reader where merged_into in {of} and id not in {of}"),
    ),
    "letter": (
        ("book request", "select count(*) from book_request where letter_id in {of}"),
        ("contribution", "select count(*) from contribution where letter_id in {of}"),
    ),
    "shipment": (
        ("word about what became of it", """
            select count(*) from outcome_event where item_id in (select id from item where shipment_id in {of})
                and saved_at > (select made_at from file_import where id = $id)
        """),
        ("incident", "select count(*) from incident where item_id in (select id from item where shipment_id in {of})"),
    ),
    "title": (
        ("parcel", "select count(*) from item where title_id in {of} and shipment_id not in {same:shipment}"),
        ("request", "select count(*) from request_title where title_id in {of}"),
        ("copy", "select count(*) from stock_movement where title_id in {of}"),
    ),
}  # fmt: skip
_GONE = {  # in this order: what hangs on it first
    "shipment": (
        "delete from undated_item where item_id in (select id from item where shipment_id in {of})",
        "delete from outcome_event where item_id in (select id from item where shipment_id in {of})",
        "delete from item where shipment_id in {of}",
        "delete from shipment where id in {of}",
    ),
    "title": ("delete from stock where title_id in {of}", "delete from title where id in {of}"),
    "letter": ("delete from letter where id in {of}",),
    "reader": ("delete from reader where id in {of}",),
}
_OF = "(select entity_id from came_from where import_id = $id and entity = '{entity}')"


def keep(con: Connection, kind: str, made: Staged, came: dict[str, pd.DataFrame]) -> int:
    """Write down an import and what came of it: by entity a frame of entity_id, line and key."""
    cells = pd.util.hash_pandas_object(made.sheet.rows, index=False).to_numpy().tobytes()
    recipe = {"columns": {name: column for name, column in made.wish.columns if column}, "answers": _plain(made.wish.answers)}
    entry = {
        "kind": kind, "file": made.wish.file or made.wish.source, "digest": hashlib.sha256(cells).hexdigest(),
        "recipe": json.dumps(recipe), "made_by": con.by, "made_at": con.at, "new_rows": made.count("new"),
        "unchanged_rows": made.count("unchanged"), "rejected_rows": made.count("rejected"),
    }  # fmt: skip
    number = db.add(con, "file_import", entry)
    for entity, rows in came.items():
        db.insert(con, "came_from", rows.assign(import_id=number, entity=entity))
    history.record(con, "file import", number, "added", {"file": ("", entry["file"]), "rows": ("", entry["new_rows"])})
    return number


def _plain(answers: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in answers}


def listing(con: Connection, limit: int = 50) -> pd.DataFrame:
    """The imports, latest first: id, made_at, made_by, kind, file, new_rows, unchanged_rows, rejected_rows, undone_at."""
    sql = """
        select id, made_at, made_by, kind, file, new_rows, unchanged_rows, rejected_rows, undone_at
        from file_import order by id desc limit $limit
    """
    return db.frame(con, sql, limit=limit)


def get(con: Connection, import_id: int) -> Brought:
    """One import; raises NotFound."""
    sql = "select id, kind, file, new_rows, undone_at is not null as undone from file_import where id = $id"
    found = db.row(con, sql, id=import_id)
    if found is None:
        raise NotFound(f"There is no import number {import_id}.")
    return Brought(**found)


def whence(con: Connection, entity: str, entity_id: int) -> str:
    """Where a thing came from, in words: from log.csv, row 812; empty if somebody entered it here."""
    sql = """
        select file_import.file, came_from.line from came_from join file_import on file_import.id = came_from.import_id
        where came_from.entity = $entity and came_from.entity_id = $id
    """
    found = db.row(con, sql, entity=entity, id=entity_id)
    return f"from {found['file']}, row {found['line']}" if found else ""


def undo(con: Connection, import_id: int) -> Brought:
    """Take back a whole import; raises Conflict that says what newer things hang on it, if any do."""
    now = get(con, import_id)
    if now.undone:
        raise Conflict(f"The import of {now.file} was undone already.")
    hang = []
    for entity, questions in _HANGS.items():
        for what, question in questions:
            if count := db.value(con, _about(question, entity), id=import_id):
                hang.append(f"{number_of(count, what)} on what came in as {entity}s")
    if hang:
        raise Conflict(f"{now.file} can't be taken back: since it came in there are {', '.join(hang)}. Take those back first.")
    for entity, statements in _GONE.items():
        for statement in statements:
            con.execute(_about(statement, entity), {"id": import_id})
    con.execute("delete from came_from where import_id = $id", {"id": import_id})
    sql = "update file_import set undone_at = $at, undone_by = $by where id = $id"
    con.execute(sql, {"at": con.at, "by": con.by, "id": import_id})
    history.record(con, "file import", import_id, "changed", {"undone": ("", "yes")})
    return now


def _about(question: str, entity: str) -> str:
    """A question about what came in as this entity: only names of our own tables stand in it."""
    for name in ("letter", "shipment"):
        question = question.replace(f"{{same:{name}}}", _OF.replace("{entity}", name))
    return question.replace("{of}", _OF.replace("{entity}", entity))

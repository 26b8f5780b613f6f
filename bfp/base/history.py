"""Who changed what, when, from what to what."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

ACTIONS = ("added", "changed", "voided", "merged", "imported")


@dataclass(frozen=True)
class Told:
    """A line of the history: the program's day, what was changed (before, after), and why."""

    on: date
    changes: dict[str, list[Any]]
    reason: str


def record(
    con: Connection,
    entity: str,
    entity_id: int,
    action: str,
    changes: dict[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> int:
    """Keep that the person who is saving did this; `changes` maps each field to (before, after). Gives the line's number."""
    if not con.in_transaction:
        raise RuntimeError("a change is only ever saved inside a transaction")
    sql = """
        insert into history (saved_at, volunteer, entity, entity_id, action, changes, reason)
        values ($saved_at, $volunteer, $entity, $entity_id, $action, $changes, $reason)
        returning id
    """
    about = {"entity": entity, "entity_id": entity_id, "action": action, "reason": reason}
    told = json.dumps(changes or {}, default=_text, ensure_ascii=False)
    return db.value(con, sql, **about, saved_at=con.at, volunteer=con.by, changes=told)


def record_many(
    con: Connection, entity: str, action: str, changes: dict[int, dict[str, tuple[Any, Any]]], reason: str = ""
) -> None:
    """Keep one action on many things at once (an import): `changes` by the number of the thing."""
    if not con.in_transaction:
        raise RuntimeError("a change is only ever saved inside a transaction")
    table = pd.DataFrame(
        {
            "entity_id": list(changes),
            "changes": [json.dumps(change, default=_text, ensure_ascii=False) for change in changes.values()],
        }
    )
    db.insert(con, "history", table.assign(saved_at=con.at, volunteer=con.by, entity=entity, action=action, reason=reason))


def void(con: Connection, table: str, id: int, reason: str, on: date, *, noun: str = "", field: str = "void_reason") -> None:
    """Take back what was entered by mistake: it leaves lists and sums, and stays on file with the reason.

    `noun` is what people call it, where that is not the table's name; `field` is where the reason is typed. Raises
    Invalid without a reason, NotFound, and Conflict if it was taken back before.
    """
    strike(con, table, id, reason, on, noun=noun, field=field)
    record(con, table, id, "voided", {"voided_on": (None, on)}, " ".join(reason.split()))


def strike(con: Connection, table: str, id: int, reason: str, on: date, *, noun: str = "", field: str = "void_reason") -> None:
    """Void a row without a line of its own in history: the room tells it of the thing that the row belongs to."""
    noun, reason = noun or table.replace("_", " "), " ".join(reason.split())
    found = db.row(con, f"select columns('^void') from {db.identifier(table)} where id = $id", id=id)
    if found is None:
        raise NotFound(f"There is no {noun} number {id}.")
    if found["voided_on"] is not None:
        why = f": {found['void_reason']}" if found.get("void_reason") else "."
        raise Conflict(f"The {noun} was taken back already on {dates.written(found['voided_on'])}{why}")
    if not reason:
        raise Invalid(f"Say why the {noun} is taken back: the reason is kept.", field)
    kept = ", void_reason = $reason" if "void_reason" in found else ""  # of some, only history keeps it
    values = {"on": on, "id": id} | ({"reason": reason} if kept else {})
    con.execute(f"update {table} set voided_on = $on{kept} where id = $id", values)


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of `after` that differ from `before`, as (before, after)."""
    return {name: (before.get(name), new) for name, new in after.items() if before.get(name) != new}


def of(con: Connection, entity: str, entity_id: int, limit: int = 200) -> pd.DataFrame:
    """What happened to one thing, latest first: saved_at (here, not in UTC), volunteer, action, what, reason."""
    sql = """
        select saved_at, volunteer, action, changes, reason
        from history
        where entity = $entity and entity_id = $entity_id
        order by id desc
        limit $limit
    """
    table = db.frame(con, sql, entity=entity, entity_id=entity_id, limit=limit)
    table["saved_at"] = pd.to_datetime([dates.local(moment) for moment in table["saved_at"]])
    table["what"] = [_sentence(changes) for changes in table["changes"]]
    return table[["saved_at", "volunteer", "action", "what", "reason"]]


def told(con: Connection, entity: str, entity_id: int, actions: tuple[str, ...]) -> list[Told]:
    """What was done to one thing, latest first, to be told in a room's own words."""
    sql = """
        select saved_at, changes, reason
        from history
        where entity = $entity and entity_id = $entity_id and list_contains($actions, action)
        order by id desc
    """
    rows = db.rows(con, sql, entity=entity, entity_id=entity_id, actions=list(actions))
    return [Told(dates.local(row["saved_at"]).date(), json.loads(row["changes"]), row["reason"]) for row in rows]


def many_since(con: Connection, entity: str, entity_ids: list[int], line: int) -> int:
    """How often these things were saved after a line of the history."""
    sql = "select count(*) from history where entity = $entity and list_contains($ids, entity_id) and id > $line"
    return db.value(con, sql, entity=entity, ids=entity_ids, line=line) if entity_ids else 0


def volunteers(con: Connection) -> list[str]:
    """Everybody who ever saved anything, by name."""
    rows = db.rows(con, "select distinct volunteer from history where volunteer <> '' order by volunteer")
    return [row["volunteer"] for row in rows]


def _sentence(changes: str) -> str:
    parts = []
    for field, (before, after) in json.loads(changes).items():
        name = field.replace("_", " ")
        if before in (None, ""):
            parts.append(f"{name}: {after}")
        else:
            parts.append(f"{name}: {before} → {after if after not in (None, '') else 'nothing'}")
    return "; ".join(parts)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def last_at(con: Connection) -> datetime | None:
    """When something was last saved (UTC)."""
    return db.value(con, "select max(saved_at) from history")


@dataclass(frozen=True)
class Since:
    """Which things were saved after a line of the history, each once, and the last line there is."""

    things: list[tuple[str, int]]
    line: int


def since(con: Connection, line: int) -> Since:
    """What was saved after this line: for what is kept in memory and told of each save, never to know what a thing is like."""
    found = db.rows(con, "select distinct entity, entity_id from history where id > $line order by all", line=line)
    last = db.value(con, "select coalesce(max(id), 0) as line from history")
    return Since([(row["entity"], row["entity_id"]) for row in found], last)

"""What people replaced by hand in facilities and titles: a file that says it again is no news."""

from typing import Any

from bfp.base import db
from bfp.base.db import Connection


def keep(con: Connection, entity: str, entity_id: int, changes: dict[str, tuple[Any, Any]]) -> None:
    """Remember what stood there before a person changed it; `changes` as the history has them."""
    sql = "insert into replaced_by_hand values ($entity, $entity_id, $field, $stood) on conflict do nothing"
    for field, (before, _after) in changes.items():
        if before not in ("", None):
            con.execute(sql, {"entity": entity, "entity_id": entity_id, "field": field, "stood": str(before)})


def replaced(con: Connection, entity: str) -> set[tuple[int, str, str]]:
    """Everything that was replaced by hand in such things: (number, field, what stood there)."""
    sql = "select entity_id, field, stood from replaced_by_hand where entity = $entity"
    return {tuple(row.values()) for row in db.rows(con, sql, entity=entity)}

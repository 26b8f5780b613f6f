"""Copies promised to the open parcels of packing sessions: none to two of them."""

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.shelves import stock

BY_HAND = "taken from the shelf"  # why a title is in a parcel to which it was not proposed


def propose(con: Connection, session_id: int, places: dict[int, int], found: pd.DataFrame) -> None:
    """Promise the titles that fit, as far as there are copies that nobody else was promised."""
    left = free(con, [int(title_id) for title_id in found["title_id"].unique()])
    kept: dict[tuple[int, int], tuple[int, str]] = {}
    for row in found.itertuples():
        title_id, quantity, place = int(row.title_id), int(row.quantity), places[int(row.book_request_id)]
        if (place, title_id) not in kept and left.get(title_id, 0) >= quantity:
            left[title_id] -= quantity
            kept[place, title_id] = (quantity, row.why)
    titles = [(session_id, place, title_id, *rest) for (place, title_id), rest in kept.items()]
    db.insert(con, "session_title", pd.DataFrame(titles, columns=["session_id", "position", "title_id", "quantity", "why"]))


def free(con: Connection, title_ids: list[int]) -> dict[int, int]:
    """Copies of these titles that are on hand and promised to no open parcel."""
    promised: dict[int, int] = {}
    for row in of(con, title_ids).itertuples():
        promised[row.title_id] = promised.get(row.title_id, 0) + row.quantity
    sql = "select title_id, on_hand from stock where title_id in (select unnest($ids::integer[]))"
    there = db.rows(con, sql, ids=title_ids)
    return {row["title_id"]: row["on_hand"] - promised.get(row["title_id"], 0) for row in there}


def of(con: Connection, title_ids: list[int]) -> pd.DataFrame:
    """Which open parcels these titles are promised to, the last to be packed first: title_id, session_id, position,
    quantity, held_by."""
    sql = """
        select session_title.title_id, session_title.session_id, session_title.position, session_title.quantity,
            session_parcel.held_by
        from session_title
        join session_parcel on session_parcel.session_id = session_title.session_id
            and session_parcel.position = session_title.position
        join packing_session on packing_session.id = session_title.session_id
        where session_parcel.state = 'open' and packing_session.closed_on is null
            and session_title.title_id in (select unnest($ids::integer[]))
        order by session_title.session_id desc, session_title.position desc, session_title.title_id
    """
    return db.frame(con, sql, ids=title_ids)


def to_parcel(con: Connection, session_id: int, position: int) -> pd.DataFrame:
    """What is promised to a parcel: title_id, title, author, binding, place, quantity, on_hand, why."""
    sql = """
        select session_title.title_id, title.name as title, title.author, title.binding, title.place, session_title.quantity,
            coalesce(stock.on_hand, 0) as on_hand, session_title.why
        from session_title
        join title on title.id = session_title.title_id
        left join stock on stock.title_id = session_title.title_id
        where session_title.session_id = $id and session_title.position = $position
        order by session_title.rowid
    """
    return db.frame(con, sql, id=session_id, position=position)


def added_by_hand(con: Connection, session_id: int, position: int, title_id: int) -> bool:
    """Whether a packer put this title in, and not the program."""
    sql = "select why from session_title where session_id = $id and position = $position and title_id = $title_id"
    return db.value(con, sql, id=session_id, position=position, title_id=title_id) == BY_HAND


def withdraw(con: Connection, session_id: int, position: int, title_id: int, copies: int | None = None) -> None:
    """Fewer copies, or none, are promised to a parcel; kept in the history, as a promise is no row that may be voided."""
    values = {"id": session_id, "position": position, "title_id": title_id}
    own = "select quantity from session_title where session_id = $id and position = $position and title_id = $title_id"
    before = db.value(con, own, **values) or 0
    left = 0 if copies is None else before - copies
    if left > 0:
        sql = """
            update session_title set quantity = $left
            where session_id = $id and position = $position and title_id = $title_id
        """
        con.execute(sql, values | {"left": left})
    elif before:
        sql = "delete from session_title where session_id = $id and position = $position and title_id = $title_id"
        con.execute(sql, values)
    changes = {f"parcel {position}: {stock.named(con, title_id)}": (before, left)}
    history.record(con, "packing_session", session_id, "changed", changes)


def from_others(con: Connection, own: tuple[int, int], title_id: int, name: str, missing: int) -> str:
    """Take copies back that were promised to parcels in nobody's hands, the last to be packed first."""
    others = [row for row in of(con, [title_id]).itertuples() if (row.session_id, row.position) != own]
    idle = [row for row in others if not row.held_by]
    if sum(row.quantity for row in idle) < missing:
        who = ", ".join(f"parcel {row.position} in {whose(row.held_by)} hands" for row in others if row.held_by)
        raise Conflict(f"{name}: the last copy is for {who}.")
    given = []
    for row in idle:
        if missing > 0:
            withdraw(con, row.session_id, row.position, title_id, min(missing, row.quantity))
            missing -= min(missing, row.quantity)
            given.append(f"parcel {row.position}{'' if row.session_id == own[0] else ' of another session'}")
    return f"{name} was meant for {', '.join(given)}: that one gets something else."


def whose(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"

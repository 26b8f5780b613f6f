"""The pick list of a session on paper: what to take from which shelf, with boxes to tick. Parcels by number, no reader's name."""

from typing import Any

from bfp.base import dates, isbn
from bfp.base.db import Connection
from bfp.packing import packing_session
from bfp.papers import typesetting


def pdf(con: Connection, session_id: int) -> bytes:
    """The pick list of a session, by shelf place."""
    return typesetting.pdf("pick_list", data(con, session_id))


def data(con: Connection, session_id: int) -> dict[str, Any]:
    """Everything that stands on the list."""
    session = packing_session.get(con, session_id)
    found = packing_session.pick_list(con, session_id)
    copies = int(found["copies"].sum()) if len(found) else 0
    rows, last = [], None
    for row in found.itertuples():
        place = row.place or "no place"
        rows.append(
            {
                "place": place,
                "first": place != last,
                "title": row.title,
                "author": row.author or "",
                "isbn": isbn.written(row.isbn or None),
                "copies": int(row.copies),
                "positions": row.positions,
            }
        )
        last = place
    much = f"{len(rows)} titles, {copies} copies" if rows else "nothing is left"
    says = f"Session {session_id}, started {dates.written(session.started_on)}: {much} to take from the shelves."
    return {"title": f"Pick list: {session.name}" if session.name else "Pick list", "says": says, "rows": rows}

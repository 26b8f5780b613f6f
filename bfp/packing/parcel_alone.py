"""One parcel mailed by itself, outside a packing session: its request may lie on a table all the same, or in other hands."""

from collections.abc import Iterable
from datetime import date

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.incidents import sending_again
from bfp.mail import shipments
from bfp.mail.shipments import AS_USUAL, Mailing, Shipment
from bfp.packing import on_the_table, packing_session, promises
from bfp.packing.on_the_table import OnTable


def mail(
    con: Connection,
    reader_id: int,
    items: Iterable[tuple[int, int]],
    on: date,
    how: Mailing = AS_USUAL,
    book_request_id: int | None = None,
    today: date | None = None,
) -> Shipment:
    """Record a parcel mailed alone; if its request is in an open session, its parcel there is packed with it.

    Raises Conflict while that parcel is in somebody else's hands, naming them.
    """
    there = in_session(con, book_request_id)
    if there is not None:
        refuse_others(con, there)
    parcel = there.parcel if there is not None else _skipped(con, book_request_id)
    shipment = shipments.mail(con, reader_id, items, on, how, book_request_id, today)
    if parcel is not None:
        packing_session.packed(con, *parcel, shipment.id)
    sending_again.mailed(con, shipment.id)
    return shipment


def in_session(con: Connection, request_id: int | None) -> OnTable | None:
    """Where a request lies on a table; None if it is in no open session."""
    there = on_the_table.one(con, request_id) if request_id is not None else None
    return there if there is not None and there.session_id is not None else None


def _skipped(con: Connection, request_id: int | None) -> tuple[int, int] | None:
    """The parcel that a session still open skipped, on the table again: it goes now."""
    sql = """
        select session_parcel.session_id, session_parcel.position
        from session_parcel
        join packing_session on packing_session.id = session_parcel.session_id
        join book_request on book_request.id = session_parcel.book_request_id and book_request.status = 'waiting'
        where session_parcel.book_request_id = $id and session_parcel.state = 'skipped' and packing_session.closed_on is null
        order by session_parcel.session_id desc
        limit 1
    """
    found = db.row(con, sql, id=request_id) if request_id is not None else None
    if found is None:
        return None
    packing_session.put_back(con, found["session_id"], found["position"])
    return found["session_id"], found["position"]


def refuse_others(con: Connection, there: OnTable) -> None:
    """Refuse what somebody else has in hand, and has not left lying."""
    if there.held_by not in ("", con.by) and there.held_at and there.held_at > con.at - packing_session.ABANDONED:
        hands = f"in {promises.whose(there.held_by)} hands since {dates.clock(there.held_at)}"
        raise Conflict(
            f"Request {there.request_id} is parcel {there.position} of “{there.session}”, {hands}. "
            "Take it over if they have left it."
        )

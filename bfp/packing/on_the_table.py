"""Waiting requests on a packing table: in which session, in whose hands, and those skipped there, with what they wait for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict

CLEARED = "(no longer waits since "  # stands after the reason of a skip that holds nothing up any more


@dataclass(frozen=True)
class OnTable:
    """One waiting request: the open session it is in (None: in none), and why it was skipped (empty: it was not)."""

    request_id: int
    session_id: int | None
    session: str
    position: int | None
    held_by: str
    held_at: datetime | None
    skip_reason: str
    skipped_on: date | None

    @property
    def parcel(self) -> tuple[int, int] | None:
        """Its packing session and the position there; None if it is in none."""
        return (self.session_id, self.position) if self.session_id is not None and self.position is not None else None

    @property
    def where(self) -> str:
        """On the table: Ann since 14:51. Or: in session Tuesday evening. Empty if it is in no session."""
        if self.held_by and self.held_at:
            return f"on the table: {self.held_by} since {dates.clock(self.held_at)}"
        return f"in session {self.session}" if self.session_id is not None else ""

    @property
    def skipped(self) -> str:
        """Skipped 23 Nov 2026: waits for an answer from the mail room. Empty if it was not."""
        return f"skipped {dates.written(self.skipped_on)}: {self.skip_reason}" if self.skip_reason else ""

    @property
    def sentence(self) -> str:
        return " · ".join(part for part in (self.where, self.skipped) if part)


def of(con: Connection, request_ids: Iterable[int] | None = None) -> dict[int, OnTable]:
    """Those of these waiting requests (or of all) that are in an open session or were skipped, by their number."""
    asked = None if request_ids is None else [int(request_id) for request_id in request_ids]
    found = {}
    for row in db.rows(con, db.question("on_the_table"), requests=asked, cleared=CLEARED):
        started, moment = row.pop("started_on"), row.pop("skipped_at")
        # Skipped before the moment was kept: a session is one evening.
        day = dates.local(moment).date() if moment else started
        found[row["request_id"]] = OnTable(**row, skipped_on=day)
    return found


def one(con: Connection, request_id: int) -> OnTable | None:
    """The same of one request; None if it is on no table and was not skipped."""
    return of(con, [request_id]).get(request_id)


def no_longer_waits(con: Connection, request_id: int, on: date) -> None:
    """What a skipped request waited for is there: it comes next again in its turn. The reason stays on file."""
    now = one(con, request_id)
    if now is None or not now.skip_reason:
        raise Conflict(f"Request {request_id} waits for nothing any more.")
    sql = """
        update session_parcel set skip_reason = skip_reason || ' ' || $cleared || $on || ')'
        where book_request_id = $id and state = 'skipped' and not contains(skip_reason, $cleared)
    """
    con.execute(sql, {"id": request_id, "cleared": CLEARED, "on": dates.written(on)})
    history.record(con, "book_request", request_id, "changed", {"waits for": (now.skip_reason, "")})

"""A packing evening: waiting requests become the parcels of a session, and each volunteer has one parcel in hand at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.importing import Progress
from bfp.incidents import sending_again
from bfp.mail import book_requests, shipments
from bfp.mail.shipments import AS_USUAL, Mailing, Shipment
from bfp.packing import matching, promises
from bfp.shelves import stock

ABANDONED = timedelta(minutes=15)  # in hand so long without anything happening: somebody else may go on with it
MOST = 500  # parcels; a longer evening is two sessions
EACH = 3  # titles proposed for a parcel


@dataclass(frozen=True)
class Session:
    """One packing evening and how far it is."""

    id: int
    name: str
    started_on: date
    started_by: str
    closed_on: date | None
    parcels: int
    open: int
    packed: int
    skipped: int


@dataclass(frozen=True)
class Parcel:
    """One request at the table: in whose hands it is, or what became of it."""

    session_id: int
    position: int
    of: int
    book_request_id: int
    reader_id: int
    state: str
    held_by: str
    held_at: datetime | None
    shipment_id: int | None
    skip_reason: str


@dataclass(frozen=True)
class Next:
    """What comes into a volunteer's hands: the parcel's position (None: none is left), and what was left out on the way."""

    position: int | None
    left_out: tuple[str, ...] = ()


# ---- sessions -----------------------------------------------------------------------------------


def start(con: Connection, request_ids: Iterable[int], today: date, name: str = "", progress: Progress | None = None) -> int:
    """Make parcels of these waiting requests, in this order, each with the titles that fit; no copy is promised twice."""
    requests = list(dict.fromkeys(int(request_id) for request_id in request_ids))
    if not requests:
        raise Invalid("Choose the requests that are to be packed: none is chosen.", "requests")
    if len(requests) > MOST:
        raise Invalid(f"A session has at most {MOST} parcels. Start with the first {MOST}.", "requests")
    readers = [book_requests.still_waiting(con, request_id).reader_id for request_id in requests]
    _in_no_other_session(con, requests)
    name = " ".join(name.split()) or f"Packing of {dates.written(today)}"
    sql = "insert into packing_session (name, started_on, started_by) values ($name, $on, $by) returning id"
    session_id = db.value(con, sql, name=name, on=today, by=con.by)
    sql = """
        insert into session_parcel (session_id, position, book_request_id, reader_id)
        select $id, unnest($positions::integer[]), unnest($requests::integer[]), unnest($readers::integer[])
    """
    places = range(1, len(requests) + 1)
    con.execute(sql, {"id": session_id, "positions": list(places), "requests": requests, "readers": readers})
    found = matching.for_queue(con, requests, today, each=EACH, progress=progress)
    promises.propose(con, session_id, dict(zip(requests, places, strict=True)), found)
    now = {"name": name, "parcels": len(requests)}
    history.record(con, "packing_session", session_id, "added", history.differences({}, now))
    return session_id


def _in_no_other_session(con: Connection, requests: list[int]) -> None:
    sql = """
        select session_parcel.book_request_id as request_id, session_parcel.position, packing_session.name
        from session_parcel
        join packing_session on packing_session.id = session_parcel.session_id
        where session_parcel.state = 'open' and packing_session.closed_on is null
            and session_parcel.book_request_id in (select unnest($requests::integer[]))
        order by request_id
    """
    taken = db.rows(con, sql, requests=requests)
    if taken:
        first = taken[0]
        more = f", and {len(taken) - 1} more with it" if len(taken) > 1 else ""
        raise Conflict(
            f"Request {first['request_id']} is parcel {first['position']} of another session, “{first['name']}”{more}. "
            "Pack it there, or skip it there first."
        )


def listing(con: Connection, limit: int = 50) -> pd.DataFrame:
    """The sessions, open ones first, then the latest: id, name, started_on, started_by, closed_on, parcels, open, packed,
    skipped."""
    return db.frame(con, db.question("packing_sessions"), session_id=None, limit=limit)


def get(con: Connection, session_id: int) -> Session:
    """One session and how far it is; raises NotFound."""
    found = db.row(con, db.question("packing_sessions"), session_id=session_id, limit=1)
    if found is None:
        raise NotFound(f"There is no packing session number {session_id}.")
    return Session(**found)


def close(con: Connection, session_id: int, on: date) -> None:
    """End a session: what was not packed waits on in the queue, and its copies are free. Refused while somebody packs."""
    before = _open_session(con, session_id)
    busy = [f"parcel {row['position']} in {promises.whose(row['held_by'])} hands" for row in _held(con, session_id)]
    if busy:
        raise Conflict(f"Somebody still packs: {', '.join(busy)}. Let them finish, or take the parcel over first.")
    con.execute("update packing_session set closed_on = $on where id = $id", {"on": on, "id": session_id})
    changes = {"closed_on": (None, on)} | ({"not packed": (None, before.open)} if before.open else {})
    history.record(con, "packing_session", session_id, "changed", changes)


def _held(con: Connection, session_id: int) -> list[dict[str, Any]]:
    """The parcels in somebody else's hands, those not abandoned."""
    sql = """
        select position, held_by from session_parcel
        where session_id = $id and state = 'open' and held_by not in ('', $me) and held_at > $since
        order by position
    """
    return db.rows(con, sql, id=session_id, me=con.by, since=con.at - ABANDONED)


def _open_session(con: Connection, session_id: int) -> Session:
    session = get(con, session_id)
    if session.closed_on is not None:
        raise Conflict(f"The session “{session.name}” was closed on {dates.written(session.closed_on)}.")
    return session


# ---- a parcel in somebody's hands ---------------------------------------------------------------


def parcel(con: Connection, session_id: int, position: int) -> Parcel:
    """One parcel of a session; raises NotFound."""
    sql = """
        select session_parcel.session_id, session_parcel.position,
            (select count(*) from session_parcel where session_id = $id) as "of", session_parcel.book_request_id,
            book_request.reader_id, session_parcel.state, session_parcel.held_by, session_parcel.held_at,
            session_parcel.shipment_id, session_parcel.skip_reason
        from session_parcel
        join book_request on book_request.id = session_parcel.book_request_id
        where session_parcel.session_id = $id and session_parcel.position = $position
    """
    found = db.row(con, sql, id=session_id, position=position)
    if found is None:
        raise NotFound(f"There is no parcel {position} in packing session {session_id}.")
    return Parcel(**found)


def next_parcel(con: Connection, session_id: int) -> Next:
    """Take the next open parcel into the hands of who asks: the one they have, one of nobody's, or an abandoned one.

    A parcel whose request was filled or declined meanwhile is skipped on the way, with that as its reason.
    """
    _named(con)
    _open_session(con, session_id)
    sql = """
        select position from session_parcel
        where session_id = $id and state = 'open' and (held_by in ('', $me) or held_at <= $since)
        order by case when held_by = $me then 0 when held_by = '' then 1 else 2 end, position
    """
    left_out = []
    for row in db.rows(con, sql, id=session_id, me=con.by, since=con.at - ABANDONED):
        now = parcel(con, session_id, row["position"])
        try:
            book_requests.still_waiting(con, now.book_request_id)
        except Conflict as gone:  # raised before anything is written: the transaction is whole
            _end(con, now, "skipped", reason=str(gone))
            left_out.append(f"Parcel {now.position} was left out: {gone}")
            continue
        _take(con, now)
        return Next(now.position, tuple(left_out))
    return Next(None, tuple(left_out))


def hold(con: Connection, session_id: int, position: int, take_over: bool = False) -> Parcel:
    """Take one certain parcel into hand; from somebody who has it only if it is abandoned, or on purpose."""
    _named(con)
    _open_session(con, session_id)
    now = parcel(con, session_id, position)
    _still_open(con, now)
    book_requests.still_waiting(con, now.book_request_id)
    if now.held_by not in ("", con.by) and not take_over and now.held_at and now.held_at > con.at - ABANDONED:
        where = f"in {promises.whose(now.held_by)} hands since {dates.clock(now.held_at)}"
        raise Conflict(f"Parcel {position} is {where}. Take it over if they have left it.")
    _take(con, now)
    return parcel(con, session_id, position)


def _take(con: Connection, now: Parcel) -> None:
    """Into hand, and out of any other hand; who has put down nothing else keeps one parcel of a session at a time."""
    sql = """
        update session_parcel set held_by = '', held_at = null
        where session_id = $id and position <> $position and state = 'open' and held_by = $me
    """
    con.execute(sql, {"id": now.session_id, "position": now.position, "me": con.by})
    sql = "update session_parcel set held_by = $me, held_at = $now where session_id = $id and position = $position"
    con.execute(sql, {"me": con.by, "now": con.at, "id": now.session_id, "position": now.position})
    if now.held_by != con.by:
        _tell(con, now, "in the hands of", now.held_by, con.by)


def still_in_hand(con: Connection, session_id: int, position: int, by: str) -> Parcel:
    """The parcel, if it is still to be packed and in the hands of this volunteer; a Conflict says what happened to it."""
    _open_session(con, session_id)
    now = parcel(con, session_id, position)
    _still_open(con, now)
    if now.held_by != by or not by:
        if now.held_by and now.held_at:
            raise Conflict(f"{now.held_by} took parcel {position} over at {dates.clock(now.held_at)}. Go on with the next one.")
        raise Conflict(f"Parcel {position} is no longer in your hands: it was put down. Take it up again, or go on.")
    book_requests.still_waiting(con, now.book_request_id)
    return now


def keep(con: Connection, session_id: int, position: int) -> Parcel:
    """The parcel in hand, kept for another while; every step with a parcel begins with it."""
    now = still_in_hand(con, session_id, position, con.by)
    sql = "update session_parcel set held_at = $now where session_id = $id and position = $position"
    con.execute(sql, {"now": con.at, "id": session_id, "position": position})
    return now


def release(con: Connection, session_id: int, position: int) -> None:
    """Put a parcel down again: somebody else may pack it."""
    now = keep(con, session_id, position)
    sql = "update session_parcel set held_by = '', held_at = null where session_id = $id and position = $position"
    con.execute(sql, {"id": session_id, "position": position})
    _tell(con, now, "in the hands of", now.held_by, "")


def skip(con: Connection, session_id: int, position: int, reason: str) -> None:
    """Leave a parcel out, with the reason; its request waits on in the queue and its copies are free."""
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say why it is skipped: the reason is kept.", "skip_reason")
    _end(con, keep(con, session_id, position), "skipped", reason=reason)


def put_back(con: Connection, session_id: int, position: int) -> None:
    """Let a skipped parcel be packed after all, or one whose shipment was voided; it has what of its titles is still free."""
    _open_session(con, session_id)
    now = parcel(con, session_id, position)
    if now.state == "open":
        raise Conflict(f"Parcel {position} is on the table already.")
    if now.shipment_id is not None and shipments.get(con, now.shipment_id).voided_on is None:
        raise Conflict(f"Parcel {position} was packed: shipment {shipments.number(now.shipment_id)}. Void the shipment first.")
    book_requests.still_waiting(con, now.book_request_id)
    _in_no_other_session(con, [now.book_request_id])
    promised = promises.to_parcel(con, session_id, position)
    free = promises.free(con, [int(title_id) for title_id in promised["title_id"]])
    for row in promised.itertuples():
        if free.get(int(row.title_id), 0) < row.quantity:
            promises.withdraw(con, session_id, position, int(row.title_id))
    sql = """
        update session_parcel
        set state = 'open', shipment_id = null, skip_reason = '', skipped_at = null, held_by = '', held_at = null
        where session_id = $id and position = $position
    """
    con.execute(sql, {"id": session_id, "position": position})
    _tell(con, now, "state", now.state, "open")


def unpack(con: Connection, session_id: int, position: int, reason: str, on: date, counted: bool | None = None) -> Parcel:
    """Take back what was just packed: the shipment is void, and the parcel is in the hands of who asks again.

    `counted` says whether a count of the shelf since had its copies: see `shipments.void`.
    """
    now = parcel(con, session_id, position)
    if now.shipment_id is None:
        raise Conflict(f"Parcel {position} is not packed.")
    shipments.void(con, now.shipment_id, reason, on, counted)
    put_back(con, session_id, position)
    return hold(con, session_id, position)


def pack(
    con: Connection, session_id: int, position: int, items: Iterable[tuple[int, int]], on: date, how: Mailing = AS_USUAL,
    today: date | None = None,
) -> Shipment:  # fmt: skip
    """Close the parcel in hand: the shipment is on file, its copies are gone from the shelf, its request is filled."""
    now = keep(con, session_id, position)
    shipment = shipments.mail(con, now.reader_id, items, on, how, now.book_request_id, today)
    packed(con, session_id, position, shipment.id)
    sending_again.mailed(con, shipment.id)
    return shipment


def packed(con: Connection, session_id: int, position: int, shipment_id: int) -> None:
    """A parcel was packed: this shipment is its request's."""
    now = parcel(con, session_id, position)
    _still_open(con, now)
    shipment = shipments.standing(con, shipment_id)
    if shipment.book_request_id != now.book_request_id:
        raise Conflict(f"Shipment {shipment.number} is for another request than parcel {position}.")
    _end(con, now, "packed", shipment_id)


def _end(con: Connection, now: Parcel, state: str, shipment_id: int | None = None, reason: str = "") -> None:
    sql = """
        update session_parcel
        set state = $state, shipment_id = $shipment_id, skip_reason = $reason, skipped_at = $skipped_at, held_by = '',
            held_at = null
        where session_id = $id and position = $position
    """
    values = {"state": state, "shipment_id": shipment_id, "reason": reason, "id": now.session_id, "position": now.position}
    con.execute(sql, {**values, "skipped_at": con.at if state == "skipped" else None})
    became = f"packed: shipment {shipments.number(shipment_id)}" if shipment_id is not None else state
    _tell(con, now, "state", now.state, became, reason)


def _still_open(con: Connection, now: Parcel) -> None:
    """That a parcel is still to be packed; otherwise what became of it, and by whom."""
    if now.state == "packed" and now.shipment_id is not None:
        shipment = shipments.get(con, now.shipment_id)
        raise Conflict(f"Parcel {now.position} was packed by {shipment.mailed_by or 'somebody'}: shipment {shipment.number}.")
    if now.state == "skipped":
        raise Conflict(f"Parcel {now.position} was skipped: {now.skip_reason}")


def _named(con: Connection) -> None:
    if not con.by:
        raise Invalid("Write your name first: the others see whose hands a parcel is in.", "volunteer")


def _tell(con: Connection, now: Parcel, what: str, before: str, after: str, reason: str = "") -> None:
    changes = {f"parcel {now.position} {what}": (before, after)}
    history.record(con, "packing_session", now.session_id, "changed", changes, reason)


# ---- what is in it ------------------------------------------------------------------------------


def put_in(con: Connection, session_id: int, position: int, title_id: int, copies: int = 1) -> str:
    """So many copies of a title are for the parcel in hand, promised to it if they were not yet.

    A copy that another parcel was promised comes from there, if that one is in nobody's hands: then
    the sentence says so. Otherwise a Conflict says who has it.
    """
    keep(con, session_id, position)
    name, there = stock.named(con, title_id), stock.on_hand(con, title_id)
    if there < copies:
        have = "no copy is on hand" if not there else f"only {there} on hand"
        raise Conflict(f"{name}: {have}. If you hold one more, receive it in Stock first.")
    own = "select quantity from session_title where session_id = $id and position = $position and title_id = $title_id"
    before = db.value(con, own, id=session_id, position=position, title_id=title_id) or 0
    missing = copies - before
    if missing <= 0:
        return ""
    said, missing = "", missing - max(0, promises.free(con, [title_id])[title_id])
    if missing > 0:
        said = promises.from_others(con, (session_id, position), title_id, name, missing)
    sql = """
        insert into session_title values ($id, $position, $title_id, $copies, $why)
        on conflict (session_id, position, title_id) do update set quantity = excluded.quantity
    """
    values = {"id": session_id, "position": position, "title_id": title_id, "copies": copies, "why": promises.BY_HAND}
    con.execute(sql, values)
    return said


def take_out(con: Connection, session_id: int, position: int, title_id: int) -> None:
    """A title does not go with the parcel in hand: its copies are free for others."""
    keep(con, session_id, position)
    promises.withdraw(con, session_id, position, title_id)


def parcels(con: Connection, session_id: int) -> pd.DataFrame:
    """All parcels of a session in packing order: position, book_request_id, reader_id, reader, number, facility, state,
    held_by, held_at, abandoned, shipment_id, voided, skip_reason, titles, copies."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return db.frame(con, db.question("session_parcels"), session_id=session_id, since=now - ABANDONED)


def pick_list(con: Connection, session_id: int) -> pd.DataFrame:
    """What to pull for the parcels still open, in shelf order: place, title_id, title, author, isbn, copies, positions."""
    return db.frame(con, db.question("pick_list"), session_id=session_id)

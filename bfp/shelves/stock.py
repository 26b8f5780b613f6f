"""Copies: what comes in, goes out and is on hand. A ledger: each change is a movement with its reason."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.words import number_of

REASONS = ("received", "mailed", "shipment voided", "came back", "counted", "written off")
PUT_BACK = ("shipment voided", "came back")
MOST = 5_000  # copies at once; more is an ISBN in the wrong field
JUST_NOW = timedelta(minutes=30)  # so long a refusal says who had the last copy
_DID = {"mailed": "packed", "written off": "wrote off", "counted": "counted away"}


def receive(con: Connection, title_id: int, copies: int, on: date, note: str = "", donation_id: int | None = None) -> int:
    """Copies came in, of a donation if one is named; says how many are on hand now."""
    _some(copies)
    title = _title(con, title_id)
    if title["withdrawn"]:
        raise Conflict(f"{title['name']} was withdrawn. Put it back on the list (on its page) before receiving copies.")
    return _move(con, title_id, copies, "received", on, note=note, donation_id=donation_id)


def receive_many(con: Connection, copies: dict[int, int], on: date, note: str) -> None:
    """Copies of many titles came in at once (an import): the same as `receive` for each, in bulk."""
    if not copies:
        return
    there = db.rows(con, "select title_id, on_hand from stock where title_id in (select unnest($ids))", ids=list(copies))
    before = {row["title_id"]: row["on_hand"] for row in there}
    unknown = set(copies) - set(before)
    if unknown:
        raise NotFound(f"There is no title number {min(unknown)}.")
    came = pd.DataFrame({"title_id": list(copies), "change": list(copies.values())})
    more = {"reason": "received", "note": note, "happened_on": on, "volunteer": con.by, "saved_at": con.at}
    db.insert(con, "stock_movement", came.assign(**more))
    add = """
        update stock set on_hand = stock.on_hand + came.copies
        from (select unnest($ids) as title_id, unnest($copies) as copies) as came
        where came.title_id = stock.title_id
    """
    con.execute(add, {"ids": list(copies), "copies": list(copies.values())})
    told = {title_id: {"on hand": (before[title_id], before[title_id] + came_in)} for title_id, came_in in copies.items()}
    history.record_many(con, "stock", "changed", told, f"received: {note}" if note else "received")


def count(con: Connection, title_id: int, copies: int, on: date, reason: str) -> int:
    """Somebody counted the shelf: the count on file becomes theirs, and the difference a movement with the reason."""
    if not 0 <= copies <= MOST * 4:
        raise Invalid(f"A count is between 0 and {MOST * 4:,} copies, not {copies:,}.", "copies")
    reason = " ".join(reason.split())
    before = on_hand(con, title_id)
    con.execute("update stock set counted_at = $at where title_id = $id", {"at": con.at, "id": title_id})
    if copies == before:
        history.record(con, "stock", title_id, "changed", {"counted": ("", copies)}, reason or "as on file")
        return before
    if not reason:
        raise Invalid(f"{before} on file and {copies} counted: say why, if you can (miscounted, lost, found …).", "reason")
    return _move(con, title_id, copies - before, "counted", on, note=reason)


def write_off(con: Connection, title_id: int, copies: int, on: date, reason: str) -> int:
    """Copies are gone for good (damaged, lost, given away), with the reason; says how many are left."""
    _some(copies)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say why the copies are written off: damaged, lost, given away …", "reason")
    return _move(con, title_id, -copies, "written off", on, note=reason)


def take_back(
    con: Connection, title_id: int, copies: int, on: date, note: str = "received by mistake", donation_id: int | None = None
) -> int:
    """Copies that were received by mistake (a scan too many) were never there; says how many are left.

    Who counted the shelf since did not find them: that count stands.
    """
    _some(copies)
    _let_a_count_stand(con, title_id, copies, on, "received", donation_id=donation_id)
    return _move(con, title_id, -copies, "counted", on, note=note, donation_id=donation_id)


def take(con: Connection, wanted: Iterable[tuple[int, int]], on: date, shipment_id: int) -> None:
    """Take copies for a shipment: all of them, or none and a Conflict that names every short title."""
    for title_id, quantity in enough(con, wanted).items():
        _move(con, title_id, -quantity, "mailed", on, shipment_id)


def enough(con: Connection, wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The copies wanted of each title, if all are on the shelf; raises Conflict that names every short title."""
    copies = _together(wanted)
    short = []
    for title_id, quantity in copies.items():
        title, there = _title(con, title_id), on_hand(con, title_id)
        if there < quantity:
            have = "none on hand" if there == 0 else f"{there} on hand"
            who = _who_had_it(con, title_id) if there == 0 else ""
            short.append(f"{title['name']}: {quantity} wanted, {have}, {quantity - there} short{who}")
    if short:
        raise Conflict(f"Not enough copies. {'; '.join(short)}.")
    return copies


def put_back(
    con: Connection, shipment_id: int, on: date, reason: str, wanted: Iterable[tuple[int, int]] | None = None, note: str = ""
) -> dict[int, int]:
    """Copies of a shipment are on the shelf again: those `wanted`, or all that are still out. Says which, by title.

    Never more than the shipment took; what was put back before is not put back again.
    """
    if reason not in PUT_BACK:
        raise Invalid(f"Copies are put back because of one of {', '.join(PUT_BACK)}, not {reason!r}.")
    # Mail from before the ledger began took no copies from it: then its items say what was in it.
    sql = """
        with moved as (
            select title_id, cast(sum(case when reason = 'mailed' then -change else 0 end) as integer) as taken,
                cast(sum(case when reason <> 'mailed' then change else 0 end) as integer) as back
            from stock_movement
            where shipment_id = $id
            group by title_id
        ),
        held as (
            select title_id, cast(sum(quantity) as integer) as quantity from item where shipment_id = $id group by title_id
        )
        select coalesce(held.title_id, moved.title_id) as title_id,
            (case when coalesce(moved.taken, 0) > 0 then moved.taken else coalesce(held.quantity, 0) end)
                - coalesce(moved.back, 0) as still_out
        from held
        full join moved on moved.title_id = held.title_id
        order by title_id
    """
    out = {row["title_id"]: row["still_out"] for row in db.rows(con, sql, id=shipment_id)}
    back = _together(wanted) if wanted is not None else {title_id: copies for title_id, copies in out.items() if copies > 0}
    for title_id, copies in back.items():
        if copies > out.get(title_id, 0):
            name, left = _title(con, title_id)["name"], out.get(title_id, 0)
            still_out = number_of(left, "copy") if left else "no copy"
            raise Conflict(f"{name}: {copies} to put back, but {still_out} of it still out with this parcel.")
    for title_id, copies in back.items():
        _move(con, title_id, copies, reason, on, shipment_id, note)
    return back


def counted_since(con: Connection, reason: str, shipment_id: int | None = None, donation_id: int | None = None) -> dict[int, str]:
    """Titles whose shelf was counted after copies moved for this reason with this shipment or donation."""
    sql = """
        select title.id, title.name from stock
        join title on title.id = stock.title_id
        where stock.counted_at > (
            select max(saved_at) from stock_movement
            where stock_movement.title_id = stock.title_id and reason = $reason
                and ($shipment_id is null or shipment_id = $shipment_id) and ($donation_id is null or donation_id = $donation_id)
        )
        order by title.id
    """
    found = db.rows(con, sql, reason=reason, shipment_id=shipment_id, donation_id=donation_id)
    return {row["id"]: row["name"] for row in found}


def counted_on_or_after(con: Connection, title_ids: Iterable[int], day: date) -> dict[int, str]:
    """Those of these titles whose shelf was counted on a day or later."""
    sql = """
        select title.id, title.name, stock.counted_at from stock
        join title on title.id = stock.title_id
        where stock.counted_at is not null and title.id in (select unnest($ids::integer[])) order by title.id
    """
    found = db.rows(con, sql, ids=list(title_ids))
    return {row["id"]: row["name"] for row in found if dates.local(row["counted_at"]).date() >= day}


def counted_already(con: Connection, back: dict[int, int], on: date) -> None:
    """What was put back was on the shelf when it was counted: it is there once."""
    for title_id, copies in back.items():
        _move(con, title_id, -copies, "counted", on, note="the count had them already")


def take_off(con: Connection, shipment_id: int, copies: dict[int, int], on: date, note: str = "") -> None:
    """Copies of a shipment that were put back had not come back after all: they are out with it again.

    Who counted the shelf since did not find them: that count stands. Raises Conflict if they are not on the shelf any more.
    """
    for title_id, quantity in copies.items():
        _some(quantity)
        _let_a_count_stand(con, title_id, quantity, on, "came back", shipment_id=shipment_id)
        _move(con, title_id, -quantity, "came back", on, shipment_id, note or "did not come back")


def on_hand(con: Connection, title_id: int) -> int:
    """How many copies of a title are on the shelf."""
    return db.value(con, "select on_hand from stock where title_id = $id", id=title_id) or 0


def named(con: Connection, title_id: int) -> str:
    """The name of a title, for a sentence about its copies."""
    return _title(con, title_id)["name"]


def low(con: Connection, limit: int = 500) -> pd.DataFrame:
    """Titles with fewer copies than their minimum, the shortest first."""
    sql = """
        select title.id, title.name, title.author, coalesce(stock.on_hand, 0) as on_hand, title.minimum,
            title.minimum - coalesce(stock.on_hand, 0) as short
        from title
        left join stock on stock.title_id = title.id
        where not title.withdrawn and coalesce(stock.on_hand, 0) < title.minimum
        order by short desc, lower(title.name), title.id
        limit $limit
    """
    return db.frame(con, sql, limit=limit)


def movements(con: Connection, title_id: int, limit: int = 200) -> pd.DataFrame:
    """The ledger of one title, latest first, with the copies on hand after each movement."""
    sql = """
        select happened_on, change, reason, cast(sum(change) over (order by id) as integer) as on_hand, shipment_id, note,
            volunteer, saved_at
        from stock_movement
        where title_id = $title_id
        order by id desc
        limit $limit
    """
    return db.frame(con, sql, title_id=title_id, limit=limit)


def latest_received(con: Connection, on: date, limit: int = 8) -> list[dict[str, Any]]:
    """The titles that came in on one day, latest first: copies that day, and how many are on hand now."""
    sql = """
        with latest as (
            select title_id, cast(sum(change) as integer) as copies, max(id) as movement_id
            from stock_movement
            where reason = 'received' and happened_on = $on
            group by title_id
            order by movement_id desc
            limit $limit
        )
        select latest.title_id, title.name, latest.copies, stock.on_hand
        from latest
        join title on title.id = latest.title_id
        join stock on stock.title_id = latest.title_id
        order by latest.movement_id desc
    """
    return db.rows(con, sql, on=on, limit=limit)


def sent(con: Connection, title_id: int, limit: int = 100) -> pd.DataFrame:
    """Where copies of a title were mailed, and what became of them: counts by facility, most first."""
    sql = """
        with counted as (
            select facility_id, max(mailed_on) as last_on, sum(quantity) as sent,
                sum(case when outcome = 'received' then quantity else 0 end) as received,
                sum(case when outcome = 'censored' then quantity else 0 end) as censored,
                sum(case when outcome = 'returned' then quantity else 0 end) as returned,
                sum(case when outcome = 'no reason given' then quantity else 0 end) as no_reason,
                sum(case when outcome = 'unconfirmed' then quantity else 0 end) as unconfirmed
            from mailed_item
            where title_id = $title_id
            group by facility_id
        )
        select facility.id, facility.name || ', ' || facility.state as facility, cast(counted.sent as integer) as sent,
            cast(counted.received as integer) as received, cast(counted.censored as integer) as censored,
            cast(counted.returned as integer) as returned, cast(counted.no_reason as integer) as no_reason,
            cast(counted.unconfirmed as integer) as unconfirmed, counted.last_on
        from counted
        join facility on facility.id = counted.facility_id
        order by sent desc, facility.name, facility.id
        limit $limit
    """
    return db.frame(con, sql, title_id=title_id, limit=limit)


# ---- the one way in which copies move -----------------------------------------------------------


def _move(
    con: Connection, title_id: int, change: int, reason: str, on: date, shipment_id: int | None = None, note: str = "",
    donation_id: int | None = None,
) -> int:  # fmt: skip
    """Write the movement and the count together; a count is never below nothing."""
    before = on_hand(con, title_id)
    after = before + change
    if after < 0:
        name = _title(con, title_id)["name"]
        raise Conflict(f"{name}: {-change} to go, but {before or 'none'} on hand. Count the shelf first if that is wrong.")
    held = """
        insert into stock (title_id, on_hand)
        select id, $after from title where id = $title_id
        on conflict (title_id) do update set on_hand = excluded.on_hand
        returning on_hand
    """
    if db.value(con, held, title_id=title_id, after=after) is None:
        raise NotFound(f"There is no title number {title_id}.")
    sql = """
        insert into stock_movement (title_id, change, reason, shipment_id, donation_id, note, happened_on, volunteer, saved_at)
        values ($title_id, $change, $reason, $shipment_id, $donation_id, $note, $on, $volunteer, $saved_at)
    """
    con.execute(
        sql,
        {
            "title_id": title_id, "change": change, "reason": reason, "shipment_id": shipment_id, "donation_id": donation_id,
            "note": note, "on": on, "volunteer": con.by, "saved_at": con.at,
        },
    )  # fmt: skip
    history.record(con, "stock", title_id, "changed", {"on hand": (before, after)}, f"{reason}: {note}" if note else reason)
    return after


def _let_a_count_stand(con: Connection, title_id: int, copies: int, on: date, reason: str, **which: int | None) -> None:
    """What never was there leaves a count that was made since as it is."""
    if title_id in counted_since(con, reason, **which):
        _move(con, title_id, copies, "counted", on, note="counted since: the count stands")


def _title(con: Connection, title_id: int) -> dict[str, Any]:
    found = db.row(con, "select name, withdrawn from title where id = $id", id=title_id)
    if found is None:
        raise NotFound(f"There is no title number {title_id}.")
    return found


def _some(copies: int) -> None:
    if not 1 <= copies <= MOST:
        raise Invalid(f"The number of copies is between 1 and {MOST:,}, not {copies:,}.", "copies")


def _together(wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    copies: dict[int, int] = {}
    for title_id, quantity in wanted:
        _some(quantity)
        copies[title_id] = copies.get(title_id, 0) + quantity
    return copies


def _who_had_it(con: Connection, title_id: int) -> str:
    """Who took the last copy, if that was a moment ago: the parcel next to this one, most likely."""
    sql = """
        select volunteer, reason, saved_at, shipment_id
        from stock_movement
        where title_id = $id and change < 0
        order by id desc
        limit 1
    """
    last = db.row(con, sql, id=title_id)
    if last is None or con.at - last["saved_at"] > JUST_NOW:
        return ""
    minutes = int(max(con.at - last["saved_at"], timedelta()).total_seconds() // 60)
    when = "a moment ago" if minutes == 0 else "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    return f" ({last['volunteer'] or 'somebody without a name'} {_DID.get(last['reason'], 'took')} the last copy {when})"

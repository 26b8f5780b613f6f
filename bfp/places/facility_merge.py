"""Two entries that are one facility: everything moves to the one that is kept, nothing is deleted."""

from dataclasses import dataclass

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.places import facilities
from bfp.places.facilities import TEXTS, Facility

_FILLED = (*TEXTS, "latitude", "longitude")


@dataclass(frozen=True)
class Moves:
    """What a merge would move, and the readers' numbers that stand against it."""

    readers: int
    letters: int
    shipments: int
    restrictions: int
    names: int
    clashes: tuple[str, ...]


def preview(con: Connection, kept_id: int, other_id: int) -> Moves:
    """How much would move from the other facility to the one that is kept."""
    kept, other = _two(con, kept_id, other_id)
    sql = """
        select
            (select count(*) from reader where facility_id = $other) as readers,
            (select count(*) from letter where facility_id = $other) as letters,
            (select count(*) from shipment where facility_id = $other) as shipments,
            (select count(*) from restriction where facility_id = $other and voided_on is null) as restrictions,
            (select count(*) + 1 from facility_alias where facility_id = $other) as names
    """
    return Moves(**db.one(con, sql, other=other.id), clashes=_clashes(con, kept, other))


def merge(con: Connection, kept_id: int, other_id: int, reason: str = "") -> Facility:
    """Make the other facility a part of the one kept: readers, letters, shipments, restrictions and names move.

    The other keeps its row, which points to the one kept. Raises Conflict where two readers would
    share a number.
    """
    kept, other = _two(con, kept_id, other_id)
    clashes = _clashes(con, kept, other)
    if clashes:
        some = ", ".join(clashes[:5]) + (f" and {len(clashes) - 5} more" if len(clashes) > 5 else "")
        raise Conflict(
            f"Not merged: {other.system} and {kept.system} each have a reader with the number {some}. "
            f"If they are one person, merge the readers first; if not, correct the number or the system."
        )
    moves = preview(con, kept.id, other.id)
    ids = {"kept": kept.id, "other": other.id}
    if other.system_id != kept.system_id:
        # The number of a reader is unique within the system, and the system is that of the facility.
        con.execute(
            "update reader set system_id = $system where facility_id = $other and system_id = $old",
            {"system": kept.system_id, "other": other.id, "old": other.system_id},
        )
    con.execute("update reader set facility_id = $kept where facility_id = $other", ids)
    con.execute("update letter set facility_id = $kept where facility_id = $other", ids)
    con.execute("update letter set moved_from = $kept where moved_from = $other", ids)
    con.execute("update shipment set facility_id = $kept where facility_id = $other", ids)
    con.execute("update umf set facility_id = $kept where facility_id = $other", ids)
    con.execute("update incident set facility_id = $kept where facility_id = $other", ids)
    con.execute("update study_group set facility_id = $kept where facility_id = $other", ids)
    con.execute("update restriction set facility_id = $kept where facility_id = $other", ids)
    con.execute("update alarm set scope_id = $kept where scope = 'facility' and scope_id = $other", ids)
    names = _move_names(con, kept, other)
    filled = _fill(con, kept, other)
    con.execute("update facility set merged_into = $kept where id = $other or merged_into = $other", ids)
    moved = f"{moves.readers} readers, {moves.letters} letters, {moves.shipments} shipments, {moves.restrictions} restrictions"
    changes = {"merged_with": ("", other.label), "moved_here": ("", moved), "also_called": ("", "; ".join(names)), **filled}
    history.record(
        con, "facility", kept.id, "merged", {name: change for name, change in changes.items() if change[1] != ""}, reason
    )
    history.record(con, "facility", other.id, "merged", {"merged_into": ("", kept.label), "moved_away": ("", moved)}, reason)
    return facilities.get(con, kept.id)


def _two(con: Connection, kept_id: int, other_id: int) -> tuple[Facility, Facility]:
    kept, other = facilities.get(con, kept_id), facilities.get(con, other_id)
    if kept.id == other.id:
        raise Invalid("Choose another facility: these two are one already.", "other")
    return kept, other


def _clashes(con: Connection, kept: Facility, other: Facility) -> tuple[str, ...]:
    if kept.system_id == other.system_id:
        return ()
    sql = """
        select moving.number
        from reader moving
        join reader there on there.number = moving.number and there.system_id = $system
        where moving.facility_id = $other and moving.system_id = $old
        order by moving.number
    """
    found = db.rows(con, sql, system=kept.system_id, other=other.id, old=other.system_id)
    return tuple(row["number"] for row in found)


def _move_names(con: Connection, kept: Facility, other: Facility) -> list[str]:
    """The other's names, where the one kept is not called so yet."""
    known = {name.lower() for name in [kept.name, *facilities.aliases(con, kept.id)]}
    moving = [name for name in dict.fromkeys([other.name, *facilities.aliases(con, other.id)]) if name.lower() not in known]
    con.execute("delete from facility_alias where facility_id = $other", {"other": other.id})
    for name in moving:
        con.execute("insert into facility_alias values ($kept, $name)", {"kept": kept.id, "name": name})
    return moving


def _fill(con: Connection, kept: Facility, other: Facility) -> dict[str, tuple[object, object]]:
    """What the one kept does not say about itself, as the other said it: a whole address, never half of one."""
    groups = (
        ("street", "city", "zip"),
        ("mail_name", "mail_street", "mail_city", "mail_state", "mail_zip"),
        ("latitude", "longitude"),
        ("notes",),
    )
    filled: dict[str, tuple[object, object]] = {}
    for group in groups:
        if not any(getattr(kept, name) not in ("", None) for name in group):
            filled.update({name: ("", getattr(other, name)) for name in group if getattr(other, name) not in ("", None)})
    if not filled:
        return {}
    sql = """
        update facility
        set street = $street, city = $city, zip = $zip, mail_name = $mail_name, mail_street = $mail_street,
            mail_city = $mail_city, mail_state = $mail_state, mail_zip = $mail_zip, notes = $notes,
            latitude = $latitude, longitude = $longitude
        where id = $id
    """
    after = {name: filled[name][1] if name in filled else getattr(kept, name) for name in _FILLED}
    con.execute(sql, {**after, "id": kept.id})
    return filled

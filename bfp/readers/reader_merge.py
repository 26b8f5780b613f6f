"""Two records that are one person: everything moves to the one that is kept, nothing is deleted."""

from dataclasses import dataclass

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.readers import readers
from bfp.readers.readers import Reader

# What is a reader's, each moved with one statement; a later table of readers' things is added here.
_MOVES = (
    "update letter set reader_id = $kept where reader_id = $other",
    "update book_request set reader_id = $kept where reader_id = $other",
    "update contribution set reader_id = $kept where reader_id = $other",
    "update shipment set reader_id = $kept where reader_id = $other",
    "update session_parcel set reader_id = $kept where reader_id = $other",
    "update umf set reader_id = $kept where reader_id = $other",
    "update incident set reader_id = $kept where reader_id = $other",
    "update joining set reader_id = $kept where reader_id = $other",
    "update money_entry set reader_id = $kept where reader_id = $other",
    # Who was in one study group under both records is in it once.
    "delete from study_member where reader_id = $other and study_group_id in "
    "(select study_group_id from study_member where reader_id = $kept)",
    "update study_member set reader_id = $kept where reader_id = $other",
    "update study_work set reader_id = $kept where reader_id = $other and assignment_id not in "
    "(select assignment_id from study_work where reader_id = $kept)",
)


@dataclass(frozen=True)
class Moves:
    """What a merge would move from the other record."""

    letters: int
    requests: int
    shipments: int
    contributions: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.letters:,} letters, {self.requests:,} requests, {self.shipments:,} shipments and "
            f"{self.contributions:,} contributions"
        )


def preview(con: Connection, kept_id: int, other_id: int) -> Moves:
    """How much would move to the record that is kept."""
    _, other = _two(con, kept_id, other_id)
    sql = """
        select
            (select count(*) from letter where reader_id = $other and voided_on is null) as letters,
            (select count(*) from book_request where reader_id = $other and voided_on is null) as requests,
            (select count(*) from shipment where reader_id = $other and voided_on is null) as shipments,
            (select count(*) from contribution where reader_id = $other and voided_on is null) as contributions
    """
    return Moves(**db.one(con, sql, other=other.id))


def merge(con: Connection, kept_id: int, other_id: int, reason: str = "") -> Reader:
    """Make the other record a part of the one kept: letters, requests, parcels and all else of this person move.

    The other keeps its row, which points to the one kept. A number that only the other has goes to the one
    kept, if it is of the same system; a second number is written into the notes. Raises Conflict while
    somebody packs for one of the two.
    """
    kept, other = _two(con, kept_id, other_id)
    sql = """
        select count(*) from session_parcel
        join packing_session on packing_session.id = session_parcel.session_id
        where packing_session.closed_on is null and session_parcel.state = 'open' and reader_id in ($kept, $other)
            and held_by <> ''
    """
    ids = {"kept": kept.id, "other": other.id}
    if db.value(con, sql, **ids):
        raise Conflict("Somebody has a parcel for one of the two on the packing table. Merge them when it is packed.")
    moves = preview(con, kept.id, other.id)
    changes: dict[str, tuple[object, object]] = {"merged_with": ("", other.name), "moved_here": ("", moves.sentence)}
    for statement in _MOVES:
        con.execute(statement, ids)
    con.execute("update reader set merged_into = $kept where id = $other or merged_into = $other", ids)
    changes |= _number(con, kept, other)
    history.record(con, "reader", kept.id, "merged", changes, reason)
    history.record(
        con, "reader", other.id, "merged", {"merged_into": ("", kept.name), "moved_away": ("", moves.sentence)}, reason
    )
    return readers.get(con, kept.id)


def merge_for(con: Connection, kept_id: int, other_id: int, reason: str) -> Reader:
    """Merge, as a person decides it: with the reason, which is kept since nothing of it can be undone."""
    if not reason.strip():
        raise Invalid("Say why the two are one person: the reason is kept, and a merge can't be undone.", "merge_reason")
    return merge(con, kept_id, other_id, " ".join(reason.split()))


def _number(con: Connection, kept: Reader, other: Reader) -> dict[str, tuple[object, object]]:
    """The other's number: taken over where the one kept has none, else remembered in the notes."""
    if not other.number:
        return {}
    if other.number == kept.number:  # two systems: the number is theirs in both, and stands once
        con.execute("update reader set number = null where id = $id", {"id": other.id})
        return {}
    if kept.number is None and kept.system_id == other.system_id:
        con.execute("update reader set number = null where id = $id", {"id": other.id})
        con.execute("update reader set number = $number where id = $id", {"number": other.number, "id": kept.id})
        return {"number": (None, other.number)}
    notes = "\n".join(part for part in (kept.notes, f"Also on file with the number {other.number}.") if part)
    con.execute("update reader set notes = $notes where id = $id", {"notes": notes, "id": kept.id})
    return {"notes": (kept.notes, notes)}


def _two(con: Connection, kept_id: int, other_id: int) -> tuple[Reader, Reader]:
    kept, other = readers.get(con, kept_id), readers.get(con, other_id)
    if kept.id == other.id:
        raise Invalid("Choose another reader: these two are one already.", "other_reader")
    return kept, other

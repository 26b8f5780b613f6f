"""The lines of a donation: copies of one title or ISBN in one condition, in step with the ledger of stock."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bfp.base import db, history, isbn
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound
from bfp.shelves import stock
from bfp.shelves.titles import Title


@dataclass(frozen=True)
class Scanned:
    """What one scan did: the line it counts in, and the title if it is known."""

    position: int
    name: str
    copies: int  # of the scan
    in_donation: int  # of this line now
    title: Title | None
    on_hand: int | None
    set_aside: str


def more(con: Connection, donation_id: int, line: dict[str, Any], copies: int, on: date, title: Title | None) -> Scanned:
    """So many copies more in the line that is like this one, or in a new line."""
    sql = """
        select position, copies from donation_copy
        where donation_id = $id and title_id is not distinct from $title_id and isbn = $isbn and lower(name) = lower($name)
            and condition = $condition and set_aside = $set_aside
    """
    there = db.row(con, sql, id=donation_id, **line)
    on_hand = None
    if title is not None:
        into_stock = not line["set_aside"]
        on_hand = stock.receive(con, title.id, copies, on, donation_id=donation_id) if into_stock else title.on_hand
    if there:
        position, before = there["position"], there["copies"]
        sql = "update donation_copy set copies = copies + $more where donation_id = $id and position = $position"
        con.execute(sql, {"more": copies, "id": donation_id, "position": position})
    else:
        before = 0
        sql = """
            insert into donation_copy (donation_id, position, title_id, isbn, name, copies, condition, set_aside)
            select $id, coalesce(max(position), 0) + 1, $title_id, $isbn, $name, $copies, $condition, $set_aside
            from donation_copy where donation_id = $id
            returning position
        """
        position = db.value(con, sql, id=donation_id, copies=copies, **line)
    called = title.name if title else isbn.written(line["isbn"]) or line["name"]
    what = ", ".join(part for part in (called, line["condition"], line["set_aside"]) if part)
    history.record(con, "donation", donation_id, "changed", {what: (before, before + copies)})
    return Scanned(position, called, copies, before + copies, title, on_hand, line["set_aside"])


def less(con: Connection, donation_id: int, line: dict[str, Any], copies: int, on: date) -> None:
    """So many copies of a line never came, or are in another line."""
    left = line["copies"] - copies
    if left < 0:
        raise Conflict(f"{line['called']}: {copies} to take back, but {line['copies']} came.")
    if line["title_id"] is not None and not line["set_aside"]:
        stock.take_back(con, line["title_id"], copies, on, donation_id=donation_id)
    where = {"id": donation_id, "position": line["position"]}
    if left:
        sql = "update donation_copy set copies = $left where donation_id = $id and position = $position"
        con.execute(sql, {"left": left, **where})
    else:  # a line of no copies never was; the history and the ledger of stock keep it
        con.execute("delete from donation_copy where donation_id = $id and position = $position", where)
    what = ", ".join(part for part in (line["called"], line["condition"], line["set_aside"]) if part)
    history.record(con, "donation", donation_id, "changed", {what: (line["copies"], left)}, "taken back")


def became_known(con: Connection, donation_id: int, line: dict[str, Any], title: Title, on: date) -> None:
    """A line that waited has a title now."""
    less(con, donation_id, line, line["copies"], on)
    new = {"title_id": title.id, "isbn": "", "name": "", "condition": line["condition"], "set_aside": line["set_aside"]}
    more(con, donation_id, new, line["copies"], on, title)


def get(con: Connection, donation_id: int, position: int) -> dict[str, Any]:
    """One line, with what it is called; raises NotFound if it was taken back."""
    sql = """
        select donation_copy.*, coalesce(title.name, nullif(donation_copy.name, ''), donation_copy.isbn) as called
        from donation_copy left join title on title.id = donation_copy.title_id
        where donation_id = $id and position = $position
    """
    found = db.row(con, sql, id=donation_id, position=position)
    if found is None:
        raise NotFound("That line is not there any more: its copies were taken back.")
    return found

"""Donations of books: who gave what and when, received straight into stock, one scan a copy.

A line is one title or ISBN in one condition; scanning it again counts one more. What can't be sent anywhere is set
aside with a reason and never enters stock; what is not in the catalogue waits, by its ISBN, until somebody says what it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bfp.base import dates, db, history, isbn
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.shelves import stock, titles
from bfp.shelves.titles import Title
from bfp.supporters import donation_lines, donation_lists, supporters
from bfp.supporters.donation_lines import Scanned

WAYS = ("brought", "mailed", "wish list", "publisher", "other")
CONDITIONS = ("new", "good", "worn")
HARDCOVER = "hardcover that no facility takes"
REASONS = ("mouldy or wet", "marked or written in", "torn or falling apart", HARDCOVER, "out of date", "not for us")
MOST = 500  # copies of one title in one entry; more is an ISBN in the wrong field
EARLIEST = date(1988, 1, 1)


@dataclass(frozen=True)
class Donation:
    """One box, bag or parcel of books; `supporter` is empty for an anonymous one."""

    id: int
    supporter_id: int | None
    supporter: str
    donated_on: date
    way: str
    note: str
    thanked_on: date | None
    closed_on: date | None
    entered_by: str
    voided_on: date | None
    void_reason: str
    copies: int  # all that came
    received: int  # those in stock
    set_aside: int
    unknown: int  # copies whose title nobody has said yet

    @property
    def donor(self) -> str:
        return self.supporter or "anonymous"

    @property
    def open(self) -> bool:
        return self.closed_on is None and self.voided_on is None

    @property
    def label(self) -> str:
        """donation 12, 3 Nov 2026, Lantern Reading Circle."""
        return f"donation {self.id}, {dates.written(self.donated_on)}, {self.donor}"


def start(con: Connection, supporter_id: int | None, donated_on: date, way: str, today: date, note: str = "") -> Donation:
    """Begin a donation: from a supporter, or from nobody named."""
    _day(donated_on, today)
    if way not in WAYS:
        raise Invalid(f"Books come in one of these ways: {', '.join(WAYS)}; not {way!r}.", "donation_way")
    giver = supporters.giving(con, supporter_id) if supporter_id is not None else None
    sql = """
        insert into donation (supporter_id, donated_on, way, note, entered_by)
        values ($supporter_id, $on, $way, $note, $by)
        returning id
    """
    donation_id = db.value(
        con, sql, supporter_id=giver.id if giver else None, on=donated_on, way=way, note=" ".join(note.split()), by=con.by
    )
    said = {"from": ("", giver.name if giver else "anonymous"), "donated": ("", donated_on), "way": ("", way)}
    history.record(con, "donation", donation_id, "added", said)
    return get(con, donation_id)


def edit(con: Connection, donation_id: int, today: date, **changes: Any) -> Donation:
    """Change who gave it, when, which way, or the note."""
    before = _standing(con, donation_id)
    old = {name: getattr(before, name) for name in ("supporter_id", "donated_on", "way", "note")}
    new = old | changes
    _day(new["donated_on"], today)
    if new["way"] not in WAYS:
        raise Invalid(f"Books come in one of these ways: {', '.join(WAYS)}; not {new['way']!r}.", "donation_way")
    if new["supporter_id"] is not None:
        new["supporter_id"] = supporters.giving(con, new["supporter_id"]).id
    changed = history.differences(old, new)
    if changed:
        sql = """
            update donation set supporter_id = $supporter_id, donated_on = $donated_on, way = $way, note = $note
            where id = $id
        """
        con.execute(sql, {**new, "id": before.id})
        history.record(con, "donation", before.id, "changed", changed)
    return get(con, before.id)


def get(con: Connection, donation_id: int) -> Donation:
    """One donation with its counts; raises NotFound."""
    sql = """
        with counted as (
            select coalesce(sum(copies), 0)::integer as copies,
                coalesce(sum(copies) filter (where set_aside = '' and title_id is not null), 0)::integer as received,
                coalesce(sum(copies) filter (where set_aside <> ''), 0)::integer as set_aside,
                coalesce(sum(copies) filter (where set_aside = '' and title_id is null), 0)::integer as unknown
            from donation_copy
            where donation_id = $id
        )
        select donation.id, donation.supporter_id, coalesce(supporter.name, '') as supporter, donated_on, way, note, thanked_on,
            closed_on, entered_by, donation.voided_on, donation.void_reason, counted.*
        from donation
        cross join counted
        left join supporter on supporter.id = donation.supporter_id
        where donation.id = $id
    """
    found = db.row(con, sql, id=donation_id)
    if found is None:
        raise NotFound(f"There is no donation number {donation_id}.")
    return Donation(**found)


# ---- scanning -----------------------------------------------------------------------------------


def scan(
    con: Connection, donation_id: int, text: str, on: date, *, title_id: int | None = None, copies: int = 1,
    condition: str = "good", set_aside: str = "",
) -> Scanned:  # fmt: skip
    """A copy of what was scanned or typed: into stock if the title is known, else it waits with its ISBN; or set aside."""
    donation = _opened(con, donation_id)
    _some(copies)
    if condition not in CONDITIONS:
        raise Invalid(f"A copy is {', '.join(CONDITIONS[:-1])} or {CONDITIONS[-1]}, not {condition!r}.", "condition")
    set_aside = _reason(con, set_aside, on)
    text = " ".join(text.split())
    number, found = "", None
    if title_id is not None:
        found = titles.get(con, title_id)
    elif isbn.is_meant(text):
        number = isbn.read(text)
        found = titles.by_isbn(con, number)
    elif not text:
        raise Invalid("Scan or type an ISBN, or type a title.", "scan")
    else:
        sure = titles.match(con, text)
        if sure is None:  # a title of five digits is one only if it is on the list
            isbn.refuse_price_code(text)
        found = titles.get(con, sure) if sure is not None else None
    name = "" if found or number else text
    if len(name) > titles.LONGEST:
        raise Invalid(f"The title is {len(name)} signs long; {titles.LONGEST} is the most.", "scan")
    line = {"title_id": found.id if found else None, "isbn": "" if found else number, "name": name, "condition": condition,
            "set_aside": set_aside}  # fmt: skip
    return donation_lines.more(con, donation.id, line, copies, on, found)


def change(
    con: Connection, donation_id: int, position: int, on: date, copies: int = 1, condition: str | None = None,
    set_aside: str | None = None,
) -> None:  # fmt: skip
    """Copies of a line are in another condition than was said, or can't be sent, or can after all."""
    donation, line = _opened(con, donation_id), donation_lines.get(con, donation_id, position)
    _some(copies)
    new = {name: line[name] for name in ("title_id", "isbn", "name", "condition", "set_aside")}
    new |= {"condition": condition} if condition is not None else {}
    new |= {"set_aside": _reason(con, set_aside, on)} if set_aside is not None else {}
    if all(new[name] == line[name] for name in new):
        return
    if new["condition"] not in CONDITIONS:
        raise Invalid(f"A copy is {', '.join(CONDITIONS[:-1])} or {CONDITIONS[-1]}, not {new['condition']!r}.", "condition")
    donation_lines.less(con, donation.id, line, copies, on)
    donation_lines.more(con, donation.id, new, copies, on, titles.get(con, line["title_id"]) if line["title_id"] else None)


def take_back(con: Connection, donation_id: int, position: int, on: date, copies: int = 1) -> int:
    """A scan too many: so many copies of a line never came; says how many are left of it."""
    donation, line = _opened(con, donation_id), donation_lines.get(con, donation_id, position)
    _some(copies)
    donation_lines.less(con, donation.id, line, copies, on)
    return line["copies"] - copies


def name_it(
    con: Connection, donation_id: int, position: int, on: date, *, title_id: int | None = None, name: str = "",
    author: str = "", isbn: str | None = None, **more: Any,
) -> Title:  # fmt: skip
    """Say what an unknown ISBN is: a new title, or one on the list; its copies, in whatever condition, enter stock."""
    donation, line = _opened(con, donation_id), donation_lines.get(con, donation_id, position)
    if line["title_id"] is not None:
        raise Conflict("Somebody has said already what that is.")
    number = isbn or line["isbn"] or None
    if title_id is None:
        title = titles.add(con, titles.Told(name=name, author=author, isbn=number, **more))
    else:
        title = titles.get(con, title_id)
        if number and not title.isbn:
            title = titles.edit(con, title_id, isbn=number)
    same = """
        select position from donation_copy
        where donation_id = $id and title_id is null and set_aside = '' and isbn = $isbn and lower(name) = lower($name)
        order by position
    """
    for row in db.rows(con, same, id=donation.id, isbn=line["isbn"], name=line["name"]):
        donation_lines.became_known(con, donation.id, donation_lines.get(con, donation.id, row["position"]), title, on)
    return titles.get(con, title.id)


def settle(con: Connection, donation_id: int, on: date) -> int:
    """Copies that wait under an ISBN which is in the catalogue by now enter stock; says how many lines."""
    donation = _opened(con, donation_id)
    sql = """
        select donation_copy.position, title.id as title_id
        from donation_copy
        join title on title.isbn = donation_copy.isbn and not title.withdrawn
        where donation_id = $id and donation_copy.title_id is null and set_aside = '' and donation_copy.isbn <> ''
        order by position
    """
    found = db.rows(con, sql, id=donation.id)
    for row in found:
        line = donation_lines.get(con, donation.id, row["position"])
        donation_lines.became_known(con, donation.id, line, titles.get(con, row["title_id"]), on)
    return len(found)


# ---- the end of it ------------------------------------------------------------------------------


def close(con: Connection, donation_id: int, on: date, another_box: bool = False) -> Donation:
    """All is scanned. Raises Conflict while an ISBN has no title, and if it looks like a box that was scanned before."""
    donation = _opened(con, donation_id)
    settle(con, donation.id, on)
    waiting = donation_lists.unknown(con, donation.id)
    if len(waiting):
        first = "; ".join(isbn.written(row.isbn) or row.name for row in waiting.head(3).itertuples())
        raise Conflict(f"{len(waiting)} {'book waits' if len(waiting) == 1 else 'books wait'} for a title: {first}. "
                       "Say what they are, or set them aside with a reason.")  # fmt: skip
    if get(con, donation.id).copies == 0:
        raise Conflict("Nothing was scanned yet. Scan the books, or void the donation.")
    twin = donation_lists.twin(con, donation.id)
    if twin is not None and not another_box:
        raise Conflict(f"{twin.sentence} If it is the same box, void this one; if it is another, say so.")
    con.execute("update donation set closed_on = $on where id = $id", {"on": on, "id": donation.id})
    reason = f"another box than donation {twin.donation_id}" if twin else ""
    history.record(con, "donation", donation.id, "changed", {"closed": (None, on)}, reason)
    return get(con, donation.id)


def reopen(con: Connection, donation_id: int) -> Donation:
    """There is more in the box: scan on."""
    donation = _standing(con, donation_id)
    if donation.open:
        return donation
    con.execute("update donation set closed_on = null where id = $id", {"id": donation.id})
    history.record(con, "donation", donation.id, "changed", {"closed": (donation.closed_on, None)})
    return get(con, donation.id)


def thanked(con: Connection, donation_id: int, on: date) -> Donation:
    """The thank-you letter went out."""
    donation = _standing(con, donation_id)
    if donation.thanked_on is None:
        con.execute("update donation set thanked_on = $on where id = $id", {"on": on, "id": donation.id})
        history.record(con, "donation", donation.id, "changed", {"thanked": (None, on)})
    return get(con, donation.id)


def void(con: Connection, donation_id: int, reason: str, on: date) -> Donation:
    """A donation that never was (the same box twice): its copies leave stock again. Refused if they are mailed already."""
    donation = _standing(con, donation_id)
    here = donation_lists.in_stock(con, donation.id)
    counted = stock.counted_since(con, "received", donation_id=donation.id)  # there a count stands, whatever came
    short = here[(here["on_hand"] < here["copies"]) & ~here["title_id"].isin(list(counted))]
    if len(short):
        said = "; ".join(f"{row.name}: {row.copies} came, {row.on_hand or 'none'} on hand" for row in short.head(5).itertuples())
        raise Conflict(f"Copies of this donation are mailed or gone already, so it can't be voided. {said}. "
                       "Count the shelf first if that is wrong.")  # fmt: skip
    history.strike(con, "donation", donation.id, reason, on, field="donation_reason")
    reason = " ".join(reason.split())
    history.record(con, "donation", donation.id, "voided", {"copies": (donation.received, 0)}, reason)
    for row in here.itertuples():
        note = f"donation {donation.id} voided: {reason}"
        stock.take_back(con, int(row.title_id), int(row.copies), on, note=note, donation_id=donation.id)
    return get(con, donation.id)


# ---- what is refused ----------------------------------------------------------------------------


def _standing(con: Connection, donation_id: int) -> Donation:
    donation = get(con, donation_id)
    if donation.voided_on is not None:
        raise Conflict(f"Donation {donation.id} was voided on {dates.written(donation.voided_on)}: {donation.void_reason}.")
    return donation


def _opened(con: Connection, donation_id: int) -> Donation:
    donation = _standing(con, donation_id)
    if donation.closed_on is not None:
        raise Conflict(f"Donation {donation.id} is closed. Open it again to scan more of it.")
    return donation


def _day(donated_on: date | None, today: date) -> None:
    if donated_on is None:
        raise Invalid("Say on which day it came.", "donated_on")
    if donated_on > today:
        raise Invalid(f"{dates.written(donated_on)} is in the future.", "donated_on")
    if donated_on < EARLIEST:
        raise Invalid(f"{dates.written(donated_on)} is too long ago: look for a slip in the year.", "donated_on")


def _some(copies: int) -> None:
    if not 1 <= copies <= MOST:
        raise Invalid(f"One entry is 1 to {MOST} copies, not {copies:,}: look for an ISBN in the wrong field.", "copies")


def _reason(con: Connection, reason: str, on: date) -> str:
    """Why copies are set aside. A hardcover is, only if no facility takes it."""
    reason = " ".join(reason.split())
    if reason == HARDCOVER:
        takes, places = donation_lists.take_hardcovers(con, on)
        if takes:
            raise Conflict(f"{takes:,} of {places:,} facilities take hardcovers: receive it, and mark the title as hardcover.")
    return reason[:200]

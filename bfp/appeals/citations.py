"""Decisions of courts that letters of appeal may name: an editable list, each to be checked by the program's lawyers."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

EDITABLE = ("name", "reference", "court", "year", "holding")
LONGEST = {"name": 200, "reference": 200, "court": 100, "holding": 2000}
NAMES = {"name": "name of the case", "reference": "reference", "court": "court", "holding": "holding"}
FIRST_YEAR = 1700
HIGHEST = "U.S. Supreme Court"  # its own reports name the court: only the year stands behind the reference
ONE_OR_ALL = """
    select id, name, reference, court, year, holding, checked_on, checked_by, retired
    from citation
    where $id is null or id = $id
    order by retired, year, name, id
"""


@dataclass(frozen=True)
class Citation:
    """One decision: what it is called, where it is printed, which court, what it held in the program's words."""

    id: int
    name: str
    reference: str
    court: str
    year: int
    holding: str
    checked_on: date | None
    checked_by: str
    retired: bool

    @property
    def full(self) -> str:
        """As a letter names it: "Turner v. Safley, 482 U.S. 78 (1987)"."""
        court = f"{self.court} " if self.court and self.court != HIGHEST else ""
        return f"{self.name}, {self.reference} ({court}{self.year})"

    @property
    def standing(self) -> str:
        """Whether somebody of the program has checked it."""
        return said_checked(self.checked_on, self.checked_by, self.retired)


def said_checked(on: date | None, by: str, retired: bool) -> str:
    """checked 3 Mar 2026 by Ada; to be checked; retired."""
    if retired:
        return "retired"
    return f"checked {dates.written(on)}{f' by {by}' if by else ''}" if on else "to be checked"


def get(con: Connection, citation_id: int) -> Citation:
    """One citation, retired or not: letters were sent with it."""
    found = db.row(con, ONE_OR_ALL, id=citation_id)
    if found is None:
        raise NotFound(f"There is no citation number {citation_id}.")
    return _citation(found)


def listing(con: Connection, retired: bool = False) -> list[Citation]:
    """The citations by year; the retired ones last, if asked for."""
    found = [_citation(row) for row in db.rows(con, ONE_OR_ALL, id=None)]
    return [one for one in found if retired or not one.retired]


def shown(citations: list[Citation]) -> pd.DataFrame:
    """The citations as their table shows them."""
    rows = [(one.name, one.reference, one.court, one.year, one.standing, one.holding) for one in citations]
    return pd.DataFrame(rows, columns=["Name", "Reference", "Court", "Year", "State", "Holding"])


def to_check(con: Connection) -> int:
    """How many in use nobody of the program has checked yet."""
    return db.value(con, "select count(*) from citation where checked_on is null and not retired")


def add(con: Connection, **given: Any) -> int:
    """Put a decision on the list: name, reference, court, year, holding; it is to be checked."""
    entry = _checked(con, {"court": "", "holding": "", **given})
    sql = """
        insert into citation (name, reference, court, year, holding)
        values ($name, $reference, $court, $year, $holding)
        returning id
    """
    citation_id = db.value(con, sql, **entry)
    history.record(con, "citation", citation_id, "added", {name: ("", value) for name, value in entry.items() if value != ""})
    return citation_id


def edit(con: Connection, citation_id: int, **changes: Any) -> Citation:
    """Change a citation; what was changed is to be checked again. Letters that were made keep the words they have."""
    before = get(con, citation_id)
    was = {name: getattr(before, name) for name in EDITABLE}
    entry = _checked(con, was | changes, citation_id)
    if entry != was:
        sql = """
            update citation set name = $name, reference = $reference, court = $court, year = $year, holding = $holding,
                checked_on = null, checked_by = ''
            where id = $id
        """
        con.execute(sql, {**entry, "id": citation_id})
        changed = history.differences(was, entry) | ({"checked_on": (before.checked_on, None)} if before.checked_on else {})
        history.record(con, "citation", citation_id, "changed", changed)
    return get(con, citation_id)


def check(con: Connection, citation_id: int, on: date) -> None:
    """Keep that the person who saves has read the decision and found the entry right."""
    before = get(con, citation_id)
    after = checking(con, before, on)
    sql = "update citation set checked_on = $checked_on, checked_by = $checked_by where id = $id"
    con.execute(sql, {**after, "id": citation_id})
    was = {name: getattr(before, name) for name in after}
    history.record(con, "citation", citation_id, "changed", history.differences(was, after))


def checking(con: Connection, before: Any, on: date) -> dict[str, Any]:
    """What is kept when a citation or a rebuttal is checked; raises Invalid without a name, Conflict if it is retired."""
    if before.retired:
        raise Conflict("It is retired. Put it back into use first.")
    if not con.by:
        raise Invalid("Write your name on the left first: it is kept who checked it.", "checked_by")
    return {"checked_on": on, "checked_by": con.by}


def retire(con: Connection, citation_id: int, reason: str = "", retired: bool = True) -> None:
    """Take a citation off the list for new letters, with a reason; or put it back. It stays on file."""
    before, reason = get(con, citation_id), " ".join(reason.split())
    if before.retired == retired:
        raise Conflict("It is retired already." if retired else "It is in use already.")
    if retired and not reason:
        raise Invalid("Say why no letter should name it any more: the reason is kept.", "retire_reason")
    con.execute("update citation set retired = $retired where id = $id", {"retired": retired, "id": citation_id})
    history.record(con, "citation", citation_id, "changed", {"retired": (before.retired, retired)}, reason)


def _citation(row: dict[str, Any]) -> Citation:
    return Citation(**{field.name: row[field.name] for field in fields(Citation)})


def _checked(con: Connection, given: dict[str, Any], but: int | None = None) -> dict[str, Any]:
    unknown = set(given) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a citation has no {', '.join(sorted(unknown))}")
    entry = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in given.items()}
    if not entry.get("name"):
        raise Invalid("Write the name of the case, such as Turner v. Safley.", "citation_name")
    if not entry.get("reference"):
        raise Invalid("Write where it is printed, such as 482 U.S. 78.", "reference")
    for name, most in LONGEST.items():
        if len(entry[name]) > most:
            raise Invalid(f"The {NAMES[name]} has {len(entry[name]):,} signs, and at most {most:,} are kept.", _field(name))
    entry["year"] = _year(entry.get("year"))
    sql = "select name from citation where lower(reference) = lower($reference) and id is distinct from $but"
    twin = db.value(con, sql, reference=entry["reference"], but=but)
    if twin is not None:
        raise Conflict(f"{entry['reference']} is on the list already, as {twin}. Change that one, or put it back into use.")
    return entry


def _field(name: str) -> str:
    return "citation_name" if name == "name" else name


def _year(value: Any) -> int:
    try:
        year = int(str(value).strip())
    except ValueError as error:
        raise Invalid(f"Write the year of the decision, such as 1987, not {value!r}.", "year") from error
    if not FIRST_YEAR <= year <= 2200:
        raise Invalid(f"Write the year of the decision, such as 1987, not {year}.", "year")
    return year

"""The program's own lists: subjects, languages, kinds of political work, reasons for censorship."""

from typing import Any

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

LISTS = ("subject", "language", "work", "reason")
CONTENT_BASED, CONTENT_NEUTRAL, NOT_SAID = "content-based", "content-neutral", "not said"
BASES = {CONTENT_BASED: True, CONTENT_NEUTRAL: False, NOT_SAID: None}  # what a reason for censorship is about


def names(con: Connection, kind: str) -> dict[int, str]:
    """The terms in use on one list, by id, in the program's order."""
    sql = "select id, name from term where list = $kind and not retired order by position, id"
    return {row["id"]: row["name"] for row in db.rows(con, sql, kind=kind)}


def listing(con: Connection, kind: str) -> pd.DataFrame:
    """All terms of one list, also retired ones; for reasons also `basis`, one of BASES."""
    sql = "select id, name, position, retired, content_based from term where list = $kind order by position, id"
    found = db.frame(con, sql, kind=kind)
    based = found.pop("content_based")
    if kind == "reason":
        found["basis"] = [NOT_SAID if pd.isna(said) else CONTENT_BASED if said else CONTENT_NEUTRAL for said in based]
    return found


def add(con: Connection, kind: str, name: str) -> int:
    """Put a term at the end of a list; a retired one of that name comes back into use."""
    name = " ".join(name.split())
    if kind not in LISTS:
        raise Invalid(f"There is no list called {kind!r}.")
    if not name:
        raise Invalid("Write the name of the new entry.", "name")
    same = db.row(con, "select id, retired from term where list = $kind and lower(name) = lower($name)", kind=kind, name=name)
    if same and not same["retired"]:
        raise Conflict(f"{name} is already on the list.")
    if same:
        con.execute("update term set retired = false where id = $id", {"id": same["id"]})
        history.record(con, "term", same["id"], "changed", {"retired": (True, False)})
        return same["id"]
    sql = """
        insert into term (list, name, position)
        select $kind, $name, coalesce(max(position), 0) + 1 from term where list = $kind
        returning id
    """
    term_id = db.value(con, sql, kind=kind, name=name)
    history.record(con, "term", term_id, "added", {"name": ("", name), "list": ("", kind)})
    return term_id


def rename(con: Connection, term_id: int, name: str) -> None:
    """Give a term another name, everywhere it was used."""
    name = " ".join(name.split())
    before = _named(con, term_id)
    if not name:
        raise Invalid("An entry needs a name. To take it off the list, retire it.", "name")
    taken = "select id from term where list = $kind and lower(name) = lower($name) and id <> $id"
    if db.row(con, taken, kind=before["list"], name=name, id=term_id):
        raise Conflict(f"{name} is already on the list.")
    con.execute("update term set name = $name where id = $id", {"name": name, "id": term_id})
    history.record(con, "term", term_id, "changed", {"name": (before["name"], name)})


def retire(con: Connection, term_id: int, retired: bool = True) -> None:
    """Take a term off the list for new entries (what it was used for keeps it), or put it back."""
    before = _named(con, term_id)
    con.execute("update term set retired = $retired where id = $id", {"retired": retired, "id": term_id})
    history.record(con, "term", term_id, "changed", {"retired": (before["retired"], retired)})


def base(con: Connection, term_id: int, basis: str) -> None:
    """Say what a reason for censorship is about: what was written (content-based), anything else (content-neutral), or not said.

    Reports keep the two apart; what was censored for this reason before is counted anew with it.
    """
    before = _named(con, term_id)
    if before["list"] != "reason":
        raise Invalid(f"Only reasons for censorship are content-based or not; {before['name']} is none.")
    if basis not in BASES:
        raise Invalid(f"A reason is {', '.join(BASES)}: not {basis!r}.")
    con.execute("update term set content_based = $based where id = $id", {"based": BASES[basis], "id": term_id})
    history.record(con, "term", term_id, "changed", {"content_based": (before["content_based"], BASES[basis])})


def _named(con: Connection, term_id: int) -> dict[str, Any]:
    found = db.row(con, "select list, name, retired, content_based from term where id = $id", id=term_id)
    if found is None:
        raise NotFound(f"There is no list entry number {term_id}.")
    return found

"""Standard rebuttals, by the reason that a prison gives: an editable list, each to be checked by the program's lawyers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from bfp.appeals import citations
from bfp.appeals.given_rebuttals import GIVEN
from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

LONGEST = 4000
ONE_OR_ALL = """
    select rebuttal.id, rebuttal.term_id, term.name as reason, rebuttal.text, rebuttal.checked_on, rebuttal.checked_by,
        rebuttal.retired
    from rebuttal
    join term on term.id = rebuttal.term_id
    where $id is null or rebuttal.id = $id
    order by rebuttal.retired, term.position, rebuttal.id
"""


@dataclass(frozen=True)
class Rebuttal:
    """What the program answers to one reason."""

    id: int
    term_id: int
    reason: str
    text: str
    checked_on: date | None
    checked_by: str
    retired: bool

    @property
    def standing(self) -> str:
        """Whether somebody of the program has checked it."""
        return citations.said_checked(self.checked_on, self.checked_by, self.retired)


def get(con: Connection, rebuttal_id: int) -> Rebuttal:
    """One rebuttal, retired or not."""
    found = db.row(con, ONE_OR_ALL, id=rebuttal_id)
    if found is None:
        raise NotFound(f"There is no rebuttal number {rebuttal_id}.")
    return _rebuttal(found)


def listing(con: Connection, retired: bool = False) -> list[Rebuttal]:
    """The rebuttals in the order of the reasons; the retired ones last, if asked for."""
    found = [_rebuttal(row) for row in db.rows(con, ONE_OR_ALL, id=None)]
    return [one for one in found if retired or not one.retired]


def for_reasons(con: Connection, term_ids: Iterable[int]) -> list[Rebuttal]:
    """The rebuttals in use for these reasons."""
    wanted = set(term_ids)
    return [one for one in listing(con) if one.term_id in wanted]


def shown(rebuttals: list[Rebuttal]) -> pd.DataFrame:
    """The rebuttals as their table shows them."""
    rows = [(one.reason, one.text, one.standing) for one in rebuttals]
    return pd.DataFrame(rows, columns=["Reason", "Rebuttal", "State"])


def to_check(con: Connection) -> int:
    """How many in use nobody of the program has checked yet."""
    return db.value(con, "select count(*) from rebuttal where checked_on is null and not retired")


def without(con: Connection) -> list[str]:
    """The reasons on the program's list for which a text is given and no rebuttal was ever written."""
    sql = """
        select name from term
        where list = 'reason' and not retired and id not in (select term_id from rebuttal)
        order by position, id
    """
    return [row["name"] for row in db.rows(con, sql) if row["name"] in GIVEN]


def begin(con: Connection) -> int:
    """Put the given texts on the list for the reasons that have none yet, each to be checked; says how many."""
    names = without(con)
    sql = "select id, name from term where list = 'reason' and list_contains($names, name) order by position, id"
    found = db.rows(con, sql, names=names) if names else []
    for term in found:
        add(con, term["id"], GIVEN[term["name"]])
    return len(found)


def add(con: Connection, term_id: int, text: str) -> int:
    """Write a rebuttal of a reason; it is to be checked."""
    text = _checked(con, term_id, text)
    rebuttal_id = db.value(
        con, "insert into rebuttal (term_id, text) values ($term_id, $text) returning id", term_id=term_id, text=text
    )
    history.record(con, "rebuttal", rebuttal_id, "added", {"reason": ("", get(con, rebuttal_id).reason), "text": ("", text)})
    return rebuttal_id


def edit(con: Connection, rebuttal_id: int, text: str) -> Rebuttal:
    """Change the words; they are then to be checked again. Letters that were made keep the words they have."""
    before = get(con, rebuttal_id)
    text = _checked(con, before.term_id, text, rebuttal_id)
    if text != before.text:
        sql = "update rebuttal set text = $text, checked_on = null, checked_by = '' where id = $id"
        con.execute(sql, {"text": text, "id": rebuttal_id})
        changed = {"text": (before.text, text)} | ({"checked_on": (before.checked_on, None)} if before.checked_on else {})
        history.record(con, "rebuttal", rebuttal_id, "changed", changed)
    return get(con, rebuttal_id)


def check(con: Connection, rebuttal_id: int, on: date) -> None:
    """Keep that the person who saves has found the text fit to be sent."""
    before = get(con, rebuttal_id)
    after = citations.checking(con, before, on)
    sql = "update rebuttal set checked_on = $checked_on, checked_by = $checked_by where id = $id"
    con.execute(sql, {**after, "id": rebuttal_id})
    was = {name: getattr(before, name) for name in after}
    history.record(con, "rebuttal", rebuttal_id, "changed", history.differences(was, after))


def retire(con: Connection, rebuttal_id: int, reason: str = "", retired: bool = True) -> None:
    """Take a rebuttal off the list for new letters, with a reason; or put it back. It stays on file."""
    before, reason = get(con, rebuttal_id), " ".join(reason.split())
    if before.retired == retired:
        raise Conflict("It is retired already." if retired else "It is in use already.")
    if retired and not reason:
        raise Invalid("Say why no letter should use it any more: the reason is kept.", "retire_reason")
    con.execute("update rebuttal set retired = $retired where id = $id", {"retired": retired, "id": rebuttal_id})
    history.record(con, "rebuttal", rebuttal_id, "changed", {"retired": (before.retired, retired)}, reason)


def _rebuttal(row: dict[str, Any]) -> Rebuttal:
    return Rebuttal(**{field.name: row[field.name] for field in fields(Rebuttal)})


def _checked(con: Connection, term_id: int | None, text: str, but: int | None = None) -> str:
    """The words as they are kept: paragraphs, without stray spaces."""
    if term_id is None or db.value(con, "select id from term where id = $id and list = 'reason'", id=term_id) is None:
        raise Invalid("Choose the reason that it answers.", "rebuttal_reason")
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
    if not text:
        raise Invalid("Write the rebuttal.", "rebuttal_text")
    if len(text) > LONGEST:
        raise Invalid(f"The rebuttal has {len(text):,} signs, and at most {LONGEST:,} are kept.", "rebuttal_text")
    sql = "select retired from rebuttal where term_id = $term_id and text = $text and id is distinct from $but"
    twin = db.row(con, sql, term_id=term_id, text=text, but=but)
    if twin is not None:
        raise Conflict("Just this rebuttal is on file already" + (", retired. Put it back into use." if twin["retired"] else "."))
    return text

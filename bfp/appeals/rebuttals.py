"""Standard rebuttals, by the reason that a prison gives: an editable list, each to be checked by the program's lawyers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bfp.appeals.given_rebuttals import GIVEN
from bfp.base import db, kept_list
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.kept_list import Field, Kept, KeptList

ONE_OR_ALL = """
    select rebuttal.*, term.name as reason
    from rebuttal
    join term on term.id = rebuttal.term_id
    where $id is null or rebuttal.id = $id
    order by term.position, rebuttal.id
"""


@dataclass(frozen=True, kw_only=True)
class Rebuttal(Kept):
    """What the program answers to one reason."""

    term_id: int
    reason: str
    text: str


def for_reasons(con: Connection, term_ids: Iterable[int]) -> list[Rebuttal]:
    """The rebuttals in use for these reasons."""
    wanted = set(term_ids)
    return [one for one in REBUTTALS.listing(con) if one.term_id in wanted]


def shown(rebuttals: list[Rebuttal]) -> pd.DataFrame:
    """The rebuttals as their table shows them."""
    rows = [(one.reason, one.text, one.status) for one in rebuttals]
    return pd.DataFrame(rows, columns=["Reason", "Rebuttal", "State"])


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
        REBUTTALS.add(con, term_id=term["id"], text=GIVEN[term["name"]])
    return len(found)


def _fitted(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    if db.value(con, "select id from term where id = $id and list = 'reason'", id=entry["term_id"]) is None:
        raise Invalid("Choose the reason that it answers.", "term_id")
    sql = "select id from rebuttal where term_id = $term_id and text = $text and voided_on is null"
    if db.value(con, sql, term_id=entry["term_id"], text=entry["text"]) is not None:
        raise Conflict("Just this rebuttal is on file already.")
    return entry


REBUTTALS = KeptList(
    table="rebuttal",
    noun="rebuttal",
    fields=(
        Field("term_id", read=kept_list.as_it_is, usual=None, ask="Choose the reason that it answers."),
        Field("text", "rebuttal", kept_list.lines, ask="Write the rebuttal."),
        Field("source"),
    ),
    sql=ONE_OR_ALL,
    made=Rebuttal.of_row,
    fitted=_fitted,
)
get, listing, add, correct = REBUTTALS.get, REBUTTALS.listing, REBUTTALS.add, REBUTTALS.correct
confirm, void, restore, unchecked = REBUTTALS.confirm, REBUTTALS.void, REBUTTALS.restore, REBUTTALS.unchecked

"""Decisions of courts that letters of appeal may name: an editable list, each to be checked by the program's lawyers."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from bfp.base import db, kept_list
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.base.kept_list import Field, Kept, KeptList

HIGHEST = "U.S. Supreme Court"  # its own reports name the court: only the year stands behind the reference
ONE_OR_ALL = "select * from citation where $id is null or id = $id order by year, name, id"


@dataclass(frozen=True, kw_only=True)
class Citation(Kept):
    """One decision: what it is called, where it is printed, which court, what it held in the program's words."""

    name: str
    reference: str
    court: str
    year: int
    holding: str

    @property
    def full(self) -> str:
        """As a letter names it: "Turner v. Safley, 482 U.S. 78 (1987)"."""
        court = f"{self.court} " if self.court and self.court != HIGHEST else ""
        return f"{self.name}, {self.reference} ({court}{self.year})"


def shown(citations: list[Citation]) -> pd.DataFrame:
    """The citations as their table shows them."""
    rows = [(one.name, one.reference, one.court, one.year, one.status, one.holding) for one in citations]
    return pd.DataFrame(rows, columns=["Name", "Reference", "Court", "Year", "State", "Holding"])


def _fitted(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    sql = "select name from citation where lower(reference) = lower($reference) and voided_on is null"
    twin = db.value(con, sql, reference=entry["reference"])
    if twin is not None:
        raise Conflict(f"{entry['reference']} is on the list already, as {twin}. Correct that one.")
    return entry


CITATIONS = KeptList(
    table="citation",
    noun="citation",
    fields=(
        Field("name", "name of the case", ask="Write the name of the case, such as Turner v. Safley.", most=200),
        Field("reference", ask="Write where it is printed, such as 482 U.S. 78.", most=200),
        Field("court", most=100),
        Field("year", "Year", kept_list.number, ask="Write the year of the decision, such as 1987.", least=1700, most=2200),
        Field("holding", most=2000),
        Field("source"),
    ),
    sql=ONE_OR_ALL,
    made=Citation.of_row,
    fitted=_fitted,
)
get, listing, add, correct = CITATIONS.get, CITATIONS.listing, CITATIONS.add, CITATIONS.correct
confirm, void, restore, unchecked = CITATIONS.confirm, CITATIONS.void, CITATIONS.restore, CITATIONS.unchecked

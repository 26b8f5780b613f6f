"""Readers are forgotten: of whom nothing came for years, or who wish it, only what the counts need is kept.

The record stays a number with its facility, its mail and what became of it, so that no count, rate or report changes; no name,
number, word or scan is left, here and in the history. It can't be undone, and older backups still hold what they held.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.words import number_of
from bfp.readers import readers

OPEN = {
    "waiting": "a request waits", "on_its_way": "a parcel is on its way", "being_packed": "a parcel is being packed",
    "in_an_appeal": "an appeal is open or may still be made",
}  # fmt: skip
PENDING_DAYS = 365  # an incident nobody decided of may still be appealed for so long
MOST_YEARS = 100


@dataclass(frozen=True)
class Silent:
    """Who would be forgotten, when they were last heard of or written to, and who is kept because something is open."""

    ids: tuple[int, ...]
    first_on: date | None
    last_on: date | None
    kept: dict[str, int]  # by what is open, in words


def silent(con: Connection, years: int, today: date, maturity_days: int) -> Silent:
    """Readers of whom nothing came and to whom nothing went for so many years; raises Invalid for a number that is none."""
    if not 1 <= years <= MOST_YEARS:
        raise Invalid(f"Say a number of years from 1 to {MOST_YEARS}.", "years")
    before = (pd.Timestamp(today) - pd.DateOffset(years=years)).date()
    found = _found(con, before, today, maturity_days)
    open_ = found[list(OPEN)].any(axis=1)
    free = found[~open_]
    days = pd.to_datetime(free["last_on"])
    first_on, last_on = (days.min().date(), days.max().date()) if len(free) else (None, None)
    kept = {words: int(found[name].sum()) for name, words in OPEN.items() if found[name].any()}
    return Silent(tuple(int(number) for number in free["id"]), first_on, last_on, kept)


def forget_silent(con: Connection, years: int, today: date, maturity_days: int) -> int:
    """Forget everybody whom `silent` names; says how many."""
    found = silent(con, years, today, maturity_days)
    if not found.ids:
        raise Conflict("Nobody has been silent for so long, or something of theirs is still open. Nothing was changed.")
    reduce(con, list(found.ids), today, f"silent for {number_of(years, 'year')}")
    return len(found.ids)


def forget(con: Connection, reader_id: int, today: date, maturity_days: int) -> None:
    """Forget one reader, as they wish; raises NotFound for nobody, Conflict that says what of theirs is still open."""
    reader = readers.get(con, reader_id)
    found = _found(con, date.max, today, maturity_days, reader.id)
    if found.empty:
        raise Conflict("This reader is forgotten already.")
    if why := [words for name, words in OPEN.items() if found[name].iloc[0]]:
        raise Conflict(f"Not yet: {', '.join(why)}. Close that first, then forget.")
    reduce(con, [reader.id], today, "as the reader wishes")


def reduce(con: Connection, reader_ids: list[int], today: date, why: str) -> None:
    """Keep of these readers only what the counts need, whatever is open; the history says how many they were."""
    con.execute(
        "update reader set forgotten_on = $today where list_contains($ids::integer[], id)", {"today": today, "ids": reader_ids}
    )
    db.run(con, db.question("forget"))
    history.record(con, "forgetting", 0, "changed", {"readers": ("", len(reader_ids))}, why)


def _found(con: Connection, before: date, today: date, maturity_days: int, reader_id: int | None = None) -> pd.DataFrame:
    return db.frame(
        con, db.question("may_be_forgotten"), before=before, reader_id=reader_id,
        mature_on=today - timedelta(days=maturity_days), pending_since=today - timedelta(days=PENDING_DAYS),
    )  # fmt: skip

"""The program in numbers: what came, what was sent, what was given back, by place, month and language; and what followed what.

A letter counts by its postmark, a request by the day of asking, an item by its mailing, a contribution by the day it came: each
where its reader was then, as far as a letter or a parcel says it, and in one part only: parts add up. Readers are different
readers, and one can be in several parts. All is told as of a day; what was voided since is in no count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db, kept, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import BEGINNING, Scope
from bfp.contributions import contribution_lists, contributions, joining
from bfp.stats import rates, small_groups

BY = ("month", "system", "facility", "language")
COUNTS = ("letters", "requests", "items", "books", "contributions", "reviews", "late")
FOLLOWS = ("reviews", "gifts", "letters")  # a review of the book, anything given back, another letter
FEWEST_BOOKS = 10  # reviews per hundred of fewer books say nothing


@dataclass(frozen=True)
class Share:
    """How many of n, with the 95 % interval of Wilson."""

    x: int
    n: int
    share: float
    low: float
    high: float


def counts(con: Connection, scope: Scope, by: str = "all", public: bool = False) -> pd.DataFrame:
    """Counts by month, system, facility, language, or all: `by`, part_id, readers, COUNTS, reviews_per_100, *_readers.

    Months in their order, without a gap; the rest by items, most first. With `public` what fewer readers than the minimum
    are behind is blank, and another number with it, so that the total does not tell it.
    """
    table = kept.kept(con, _counted, scope, by)
    return _blanked(con, table, (*COUNTS, "readers"), public) if public else table


def _counted(con: Connection, scope: Scope, by: str) -> pd.DataFrame:
    table = db.frame(con, db.question("program_numbers"), by=by, **_values(con, scope)).rename(columns={"part": by})
    table = _months(table, by)
    table["readers_readers"] = table["readers"]
    return _rated(table)


def per_reader(table: pd.DataFrame) -> pd.DataFrame:
    """The same parts with every count divided by their readers; reviews per hundred books stay what they are."""
    readers = table["readers"].where(table["readers"] > 0).astype(float)
    return table.assign(**{name: table[name].astype(float).div(readers) for name in COUNTS})


def follows(con: Connection, scope: Scope, by: str = "all", public: bool = False) -> pd.DataFrame:
    """Of the books mailed a year before the day or earlier, how many were followed within a year by each of FOLLOWS.

    Columns: `by`, part_id, books, readers, and for each of FOLLOWS its count, share, low and high (Wilson) and readers. Only
    books that had their whole year: a book mailed last month could not be reviewed yet, and would pull the share down.
    """
    table = kept.kept(con, _followed, scope, by)
    if public:
        table = _blanked(con, table, (*FOLLOWS, "books", "readers"), public)
    return _with_shares(table)


def _followed(con: Connection, scope: Scope, by: str) -> pd.DataFrame:
    values = {name: value for name, value in _values(con, scope).items() if name in ("since", "until", "system_id", "state")}
    table = db.frame(con, db.question("program_follows"), by=by, year_ago=year_before(scope.day), **values)
    table = _months(table.rename(columns={"part": by}), by)
    return table.assign(books_readers=table["readers"], readers_readers=table["readers"])


def share(table: pd.DataFrame, what: str = "reviews") -> Share:
    """The one line of `follows` with by="all", as a share; of no books, 0 of 0."""
    if table.empty:
        return Share(0, 0, float("nan"), float("nan"), float("nan"))
    row = table.iloc[0]
    return Share(int(row[what]), int(row["books"]), row[f"{what}_share"], row[f"{what}_low"], row[f"{what}_high"])


def year_before(day: date) -> date:
    """The day a year before: what was mailed then or earlier had a whole year by this day."""
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def replies(con: Connection, scope: Scope) -> pd.DataFrame:
    """What waits for an answer of ours on the day, how much of it for too long, and how fast we were in the time asked.

    what, waiting, late, oldest_on, done, half_within (days), readers. Waiting is whatever came until the day.
    """
    return kept.kept(con, _replies, scope)


def _replies(con: Connection, scope: Scope) -> pd.DataFrame:
    found = db.frame(con, db.question("program_replies"), **_values(con, scope))
    return found.assign(oldest_on=pd.to_datetime(found["oldest_on"]).dt.date)


# ---- joining ------------------------------------------------------------------------------------


def steps(con: Connection, days: Sequence[date], public: bool = False) -> pd.DataFrame:
    """How many readers stood at each step of joining on each of these days: step, and a column a day. All readers, everywhere."""
    table = pd.DataFrame({"step": joining.STEPS})
    least = minimum(con)
    for day in days:
        readers = joining.counts(con, day)["readers"].astype(float)
        hide = small_groups.hidden([int(many) for many in readers], least) if public else False
        table[day] = readers.mask(np.array(hide)) if public else readers
    return table


def movement(con: Connection, since: date, day: date, public: bool = False) -> pd.DataFrame:
    """Who went from one step to another between two days: came_from, step, readers; without those who stayed, most first."""
    found = joining.movement(con, max(since, BEGINNING), day)
    moved = found[found["came_from"] != found["step"]].sort_values(
        ["readers", "came_from", "step"], ascending=[False, True, True]
    ).reset_index(drop=True)  # fmt: skip
    if public:
        hide = small_groups.hidden([int(many) for many in moved["readers"]], minimum(con))
        moved["readers"] = moved["readers"].astype(float).mask(np.array(hide, dtype=bool))
    return moved.assign(came_from=moved["came_from"].replace("", "not on file then"))


# ---- what they share -----------------------------------------------------------------------------


def minimum(con: Connection) -> int:
    """Of so many readers a group is at least, in anything public."""
    return max(settings.load(con).minimum_group, 1)


def first_day(con: Connection, scope: Scope) -> date:
    """The first day of the time asked for: of all years, the day of the first letter or parcel."""
    if scope.since > BEGINNING:
        return scope.since
    return kept.kept(con, _first_day) or scope.day


def _first_day(con: Connection) -> date | None:
    sql = """
        select least((select min(postmark_on) from letter where voided_on is null),
            (select min(mailed_on) from shipment where voided_on is null),
            (select min(received_on) from contribution where voided_on is null)) as day
    """
    return db.value(con, sql)


def missing(con: Connection, scope: Scope) -> str:
    """Why there is nothing to count, as a sentence that says what to do."""
    first = kept.kept(con, _first_day)
    if first is None:
        return "Nothing is on file yet. Once a letter is entered or a parcel is mailed, it is counted here."
    if first > scope.day:
        then = f"As of {written(scope.day)} nothing was on file: the first letter or parcel is of {written(first)}."
        return f"{then} Choose a later day."
    return f"Nothing fits: {scope.words}. Choose a longer period, or take a filter away."


def no_books(con: Connection, scope: Scope) -> str:
    """Why there is no book of which it can be said what followed it."""
    if kept.kept(con, _first_day) is None:
        return missing(con, scope)
    old = written(year_before(scope.day))
    return (
        f"No book of this time had a whole year yet: only those mailed until {old} can be told of. "
        "Choose a longer period, such as the last three years."
    )


def _values(con: Connection, scope: Scope) -> dict[str, Any]:
    now = settings.load(con)
    values = {name: scope.values[name] for name in ("day", "since", "until", "system_id", "state")}
    return values | {
        "overdue_on": scope.day - timedelta(days=now.overdue_days),
        "unanswered_on": scope.day - timedelta(days=contribution_lists.LATE_DAYS),
        "no_reply": list(contributions.NOT_TYPED),
    }


def _months(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """By month: real days, and the months of which nothing is on file too."""
    if by != "month" or table.empty:
        return table
    months = pd.date_range(table["month"].min(), table["month"].max(), freq="MS", name="month")
    numbers = table.assign(month=pd.to_datetime(table["month"])).drop(columns="part_id").set_index("month")
    filled = numbers.reindex(months, fill_value=0).reset_index()
    return filled.assign(month=filled["month"].dt.date, part_id=None)


def _rated(table: pd.DataFrame) -> pd.DataFrame:
    """With reviews per hundred books of the same part and time. Not a share: a review can be of an older book."""
    books = table["books"].where(table["books"] >= FEWEST_BOOKS).astype(float)
    return table.assign(reviews_per_100=100 * table["reviews"].astype(float) / books)


def _blanked(con: Connection, table: pd.DataFrame, names: Sequence[str], public: bool) -> pd.DataFrame:
    least, shown = minimum(con), table.copy()
    for name in names:
        hide = np.array(small_groups.hidden([int(many) for many in table[f"{name}_readers"]], least), dtype=bool)
        shown[name] = table[name].astype(float).mask(hide)
    return _rated(shown) if "contributions" in names else shown


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    told = {}
    for name in FOLLOWS:
        x, n = (table[column].astype(float) for column in (name, "books"))
        known = x.notna() & n.notna()
        low, high = rates.wilson(x.where(known, 0), n.where(known, 0))
        told[f"{name}_share"] = (x / n.where(n > 0)).where(known)
        told[f"{name}_low"], told[f"{name}_high"] = pd.Series(low, x.index), pd.Series(high, x.index)
    return table.assign(**told)

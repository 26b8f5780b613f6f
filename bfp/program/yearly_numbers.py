"""The yearly report's page, the program in numbers: a reporting year beside the year before, so that it can be published.

Totals of the whole program, by month and by language; numbers with fewer readers behind them than the minimum are blank, another
with them (bfp.small_groups). Of supporters there are sums only.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.program import program_money, program_numbers, program_words
from bfp.program.program_money import Money
from bfp.program.program_numbers import FOLLOWS, Share
from bfp.program.yearly_report import TOO_FEW_READERS, Year
from bfp.supporters import money


@dataclass(frozen=True, eq=False)
class Numbers:
    """The program's numbers of a year as of a day. `sentence` says why there are none."""

    year: Year
    as_of: date
    minimum: int
    totals: pd.DataFrame  # two lines, the year and the year before: year, COUNTS, readers, reviews_per_100
    months: pd.DataFrame
    languages: pd.DataFrame
    steps: pd.DataFrame  # step, and a column a day
    followed: dict[str, Share]  # of the books mailed in the year before
    money: Money | None
    sentence: str = ""


def numbers(con: Connection, year: Year, as_of: date) -> Numbers:
    """The program in numbers of a year, as of a day, with small groups blank."""
    least, before = program_numbers.minimum(con), Year(date(year.starts_on.year - 1, 7, 1))
    now, then = _scope(year, as_of), _scope(before, as_of)
    whole = program_numbers.counts(con, now, public=True)
    if whole.empty:
        nothing = pd.DataFrame()
        said = f"Nothing is on file of {year.name} as of {written(as_of)}: no letter, no parcel, nothing given back."
        return Numbers(year, as_of, least, nothing, nothing, nothing, nothing, {}, None, said)
    earlier = program_numbers.counts(con, then, public=True)
    totals = pd.concat([whole.assign(year=year.name), earlier.assign(year=before.name)], ignore_index=True)
    told = program_numbers.follows(con, then, public=True)
    followed = {what: program_numbers.share(told, what) for what in FOLLOWS if not told.empty and told[what].notna().all()}
    days = list(dict.fromkeys([min(year.starts_on, as_of), min(year.ends_on, as_of)]))
    return Numbers(
        year, as_of, least, totals,
        program_numbers.counts(con, now, "month", public=True), program_numbers.counts(con, now, "language", public=True),
        program_numbers.steps(con, days, public=True), followed, program_money.of(con, now),
    )  # fmt: skip


def _scope(year: Year, as_of: date) -> Scope:
    return Scope(day=as_of, since=year.starts_on, until=year.ends_on)


# ---- as it is read ------------------------------------------------------------------------------


def totals(found: Numbers) -> pd.DataFrame:
    """The year beside the year before: what, and for each year the number and how many that is a reader."""
    rows = found.totals.to_dict("records")
    each = program_numbers.per_reader(found.totals).to_dict("records")
    table = pd.DataFrame({"what": [program_words.NAMES[name] for name in program_words.MEASURES]})
    for row, per in zip(rows, each, strict=True):
        table[row["year"]] = [_told(row[name], name) for name in program_words.MEASURES]
        table[f"a reader, {row['year']}"] = [
            "" if name in ("reviews_per_100", "readers") or per[name] != per[name] else f"{per[name]:.2f}"
            for name in program_words.MEASURES
        ]
    return table


def parts(found: Numbers, by: str) -> pd.DataFrame:
    """By month or by language, the numbers as text."""
    table = found.months if by == "month" else found.languages
    names = [f"{month:%b %Y}" for month in table["month"]] if by == "month" else list(table[by])
    told = {
        program_words.NAMES[name]: [_told(number, name) for number in table[name]] for name in program_words.MEASURES
    }
    return pd.DataFrame({by: names, **told})


def steps(found: Numbers) -> pd.DataFrame:
    """Readers by step of joining at the beginning and the end of the year."""
    days = [name for name in found.steps if name != "step"]
    told = {f"on {written(day)}": [_told(many, "readers") for many in found.steps[day]] for day in days}
    return pd.DataFrame({"step": found.steps["step"], **told})


def followed(found: Numbers) -> list[str]:
    """What followed the books of the year before, each with n and its interval, and what that does not say."""
    if not found.followed:
        return ["Of what followed a book nothing can be told: no book of enough readers had a whole year yet."]
    before = f"{found.year.starts_on.year - 1} to June {found.year.starts_on.year}"
    said = [f"Of the books, dictionaries and study packs mailed July {before}, the latest that had a whole year:"]
    said += [program_words.in_short(share, what) for what, share in found.followed.items()]
    return [*said, program_words.NO_CAUSE]


def money_says(found: Numbers) -> list[str]:
    """Donations, money and what one costs."""
    if found.money is None or found.money.nothing:
        return ["No donation and no money was entered for this year."]
    costs = found.money.costs
    each = [
        f"{money.written(cents)} {what} (n {n:,})"
        for what, n in (("a parcel", costs.parcels), ("an item", costs.items), ("a reader", costs.readers))
        if (cents := costs.per(n)) is not None
    ]
    cost = f"What was spent is {', '.join(each)}." if each else "What a parcel costs is not known: no expense was entered."
    if each and costs.unbooked:
        cost += f" The postage of {costs.unbooked:,} parcels is not in the ledger: it costs more."
    return [program_money.donations(found.money), program_money.in_words(found.money), cost]


def method(found: Numbers) -> str:
    """What the page counts, and what is blank."""
    return (
        "Letters count by their postmark, items by the day they were mailed, what was given back by the day it came; as known on "
        f"{written(found.as_of)}. Reviews per 100 books are no share: a review can be of an older book. Late is what waited too "
        "long for our answer on that day. Readers are different readers who wrote, were sent something or gave something back. "
        f"Numbers with fewer than {found.minimum} readers behind them are left blank ({TOO_FEW_READERS}), another with them. "
        "Steps of joining are without those released or dead today."
    )


def csv(found: Numbers) -> pd.DataFrame:
    """The whole page as one table for a spreadsheet: section, part, what, number, and of which year and day."""
    rows: list[tuple[str, Any, str, Any]] = []
    for row in found.totals.to_dict("records"):
        rows += [("total", row["year"], program_words.NAMES[name], row[name]) for name in (*program_numbers.COUNTS, "readers")]
        rows.append(("total", row["year"], program_words.NAMES["reviews_per_100"], round(row["reviews_per_100"], 2)))
    for by, table in (("month", found.months), ("language", found.languages)):
        for row in table.to_dict("records"):
            part = f"{row[by]:%Y-%m}" if by == "month" else row[by]
            rows += [(by, part, program_words.NAMES[name], row[name]) for name in (*program_numbers.COUNTS, "readers")]
    for day in (name for name in found.steps if name != "step"):
        rows += [("step of joining", step, f"readers on {day}", many)
                 for step, many in zip(found.steps["step"], found.steps[day], strict=True)]  # fmt: skip
    for what, share in found.followed.items():
        ends = program_words.ENDS[what]
        rows.append(("followed within a year", ends, "books followed", share.x))
        rows.append(("followed within a year", ends, "books (n)", share.n))
        numbers = (("%", share.share), ("95 % from", share.low), ("95 % to", share.high))
        rows += [("followed within a year", ends, name, round(100 * number, 3)) for name, number in numbers]
    if found.money is not None:
        given = found.money
        books = ("donations", "copies", "set_aside")
        rows += [("donations of books", "", name.replace("_", " "), given.donated[name]) for name in books]
        cents = (("came in", given.came_cents), ("went out", given.went_cents), ("left", given.left_cents))
        rows += [("money", "", f"{name}, cents", number) for name, number in cents]
        rows += [("cost of one, cents", row.what, f"n {row.n}", row.cents) for row in program_money.costs(given).itertuples()]
    table = pd.DataFrame(rows, columns=["section", "part", "what", "number"])
    # Whole numbers stay whole beside shares, and what is blank stays blank.
    told = [None if pd.isna(number) else int(number) if number == int(number) else float(number) for number in table["number"]]
    return table.assign(**{
        "number": pd.Series(told, dtype=object),
        "year from": found.year.starts_on, "year to": found.year.ends_on, "as of": found.as_of,
        "at least readers": found.minimum,
    })  # fmt: skip


def data(found: Numbers) -> dict[str, Any]:
    """What stands on the page of paper, as text."""
    if found.sentence:
        return {"sentence": found.sentence}

    def plain(table: pd.DataFrame) -> dict[str, Any]:
        return {"names": [str(name) for name in table.columns], "rows": table.astype(str).to_numpy().tolist()}

    return {
        "sentence": "", "title": f"The program in numbers, {found.year.name}", "method": method(found),
        "totals": plain(totals(found)), "months": plain(parts(found, "month")), "languages": plain(parts(found, "language")),
        "steps": plain(steps(found)), "followed": followed(found), "money": money_says(found),
    }  # fmt: skip


def _told(number: float, name: str) -> str:
    if number != number:
        return "" if name == "reviews_per_100" else TOO_FEW_READERS
    return f"{number:,.1f}" if name == "reviews_per_100" else f"{int(number):,}"

"""Donations and money as the program's numbers show them: of the whole program, since money goes to no facility. Whole cents."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import db, kept
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import BEGINNING, Scope
from bfp.base.words import number_of, plural
from bfp.program import program_numbers
from bfp.supporters import donation_lists, money, money_report
from bfp.supporters.money_report import Costs, Lasting


@dataclass(frozen=True, eq=False)
class Money:
    """A time's money as of a day; `lasting` is None for a day before the last entry: it is told of today."""

    months: pd.DataFrame  # as money_report.by_month
    purposes: pd.DataFrame  # purpose, cents
    costs: Costs
    donated: dict[str, int]  # donations, copies, set_aside, supporters
    came_cents: int
    went_cents: int
    left_cents: int
    lasting: Lasting | None

    @property
    def nothing(self) -> bool:
        """Whether no money came or went, and no book was donated."""
        return not (self.months[["gift_cents", "expense_cents"]].to_numpy().any() or self.donated["donations"])


def of(con: Connection, scope: Scope) -> Money:
    """The donations and the money of the time asked for, as of its day."""
    since = program_numbers.first_day(con, scope)
    if scope.since == BEGINNING:
        since = min(since, kept.kept(con, _first_day) or since)
    return kept.kept(con, _of, since, min(scope.until, scope.day), scope.day)


def _first_day(con: Connection) -> date | None:
    """The first day on which money or books came: perhaps before the first letter."""
    sql = "select least((select min(happened_on) from money_entry), (select min(donated_on) from donation)) as day"
    return db.value(con, sql)


def _of(con: Connection, since: date, until: date, day: date) -> Money:
    first = min(since, until)
    months = money_report.by_month(con, first, until)
    entered = db.value(con, "select max(happened_on) from money_entry")
    exact = """
        select coalesce(sum(amount_cents) filter (where kind = 'gift' and happened_on >= $since), 0)::bigint as came,
            coalesce(sum(amount_cents) filter (where kind = 'expense' and happened_on >= $since), 0)::bigint as went,
            coalesce(sum(case kind when 'gift' then amount_cents else -amount_cents end), 0)::bigint as left_over
        from money_entry
        where happened_on <= $until
    """
    sums = db.one(con, exact, since=first, until=until)
    return Money(
        months, money_report.by_purpose(con, first, until), money_report.costs(con, first, until),
        donation_lists.total(con, first, until), sums["came"], sums["went"], sums["left_over"],
        money_report.lasting(con, day) if entered is None or entered <= day else None,
    )  # fmt: skip


def donations(found: Money) -> str:
    """What supporters gave in books, as a sentence."""
    given = found.donated
    if not given["donations"]:
        return "No donation of books was entered in this time."
    many, copies = given["donations"], given["copies"]
    aside = f", {given['set_aside']:,} of them set aside" if given["set_aside"] else ""
    return f"{many:,} {plural(many, 'donation')} of books: {number_of(copies, 'copy')}{aside}."


def in_words(found: Money) -> str:
    """What came in and went out from the first to the last day, and what was left."""
    since, until = written(found.costs.since), written(found.costs.until)
    return (
        f"From {since} to {until} {money.written(found.came_cents)} came in and {money.written(found.went_cents)} went out; "
        f"{money.written(found.left_cents)} was left, all earmarks together."
    )


def lasting(found: Money) -> str:
    """How long the money lasts, or why that is not said."""
    if found.lasting is None:
        return "How long the money lasts is told as of today: later entries are in the ledger. Choose today as the day."
    if found.lasting.parcels is None:
        return found.lasting.sentence
    return f"The money lasts {found.lasting.parcels:,} parcels: {found.lasting.sentence}"


def costs(found: Money) -> pd.DataFrame:
    """What one costs: what, how many, cents of one (None where that can't be said)."""
    spent = found.costs
    rows = (("parcel", spent.parcels), ("item", spent.items), ("reader", spent.readers), ("month", spent.months))
    return pd.DataFrame({"what": [what for what, _ in rows], "n": [n for _, n in rows], "cents": [spent.per(n) for _, n in rows]})


def costs_shown(found: Money) -> pd.DataFrame:
    """The same for reading and for a spreadsheet, in dollars."""
    table = costs(found)
    told = ["not known" if cents != cents or cents is None else money.written(int(cents)) for cents in table["cents"]]
    return pd.DataFrame({"cost of one": table["what"], "how many": table["n"], "dollars": told})

"""Numbers for a statistician: one row an item, with random ids and nobody's name, number or words; small groups are not told."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.censorship import mail_counts

FEWEST = 5  # readers behind each place, month and class that is told


@dataclass(frozen=True, eq=False)
class Items:
    """The rows (item, mailed, facility, literature_class, outcome, reasons), and how many items are not told."""

    table: pd.DataFrame
    left_out: int

    @property
    def words(self) -> str:
        return (
            f"{len(self.table):,} items; {self.left_out:,} left out. Behind each place, month and class are at least {FEWEST} "
            "readers: smaller facilities are joined, thinner months told as their year."
        )


def items(con: Connection, day: date) -> Items:
    """All mail as known on a day, fit to be given away: no two of these files have an id in common."""
    mature_on = Scope(day, mail_counts.maturity(con, day).days).mature_on
    table = db.frame(con, db.question("for_statistics"), day=day, mature_on=mature_on, fewest=FEWEST)
    there = db.value(con, "select count(*) from mail_as_of($day)", day=day)
    return Items(table, there - len(table))

"""What one facility's page asks: readers there, mail over time, what was stopped."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection


@dataclass(frozen=True)
class Figures:
    """One facility in numbers: readers, and items mailed there by what became of them."""

    readers: int
    active: int
    sent: int
    received: int
    censored: int
    returned: int
    no_reason: int
    unconfirmed: int
    pending: int
    last_mailed_on: date | None

    @property
    def known(self) -> int:
        """Items that the rate of censorship divides by: received and censored."""
        return self.received + self.censored


def figures(con: Connection, facility_id: int, today: date, maturity_days: int) -> Figures:
    """The facility in numbers; mail younger than `maturity_days` without an outcome is pending, not unconfirmed."""
    mature_on = today - timedelta(days=maturity_days)
    return Figures(**db.one(con, db.question("facility_figures"), facility_id=facility_id, mature_on=mature_on))


def censored(con: Connection, facility_id: int, limit: int = 200) -> pd.DataFrame:
    """Items stopped there, latest first: title, author, mailed_on, stopped_on, learned_on, stated_reason, reasons."""
    return db.frame(con, db.question("facility_censored"), facility_id=facility_id, limit=limit)


def for_csv(table: pd.DataFrame) -> pd.DataFrame:
    """Items stopped, to give away: without the notices' own words, which may name somebody."""
    return table.drop(columns="stated_reason")


def readers(con: Connection, facility_id: int, limit: int = 25, offset: int = 0) -> pd.DataFrame:
    """One page of the readers there, with `of`, how many there are on all pages. For the desk only."""
    return db.frame(con, db.question("facility_readers"), facility_id=facility_id, limit=limit, offset=offset)

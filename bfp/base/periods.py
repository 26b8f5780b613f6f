"""Which mail a report is about: periods by their names, and the scope that every count takes."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base.errors import Invalid

BEGINNING = date(1900, 1, 1)
PERIODS = (
    "Last 12 months", "Last 24 months", "Last 3 years", "Last 5 years", "This reporting year", "Last reporting year", "All years",
)  # fmt: skip
USUAL_PERIOD = "Last 3 years"


@dataclass(frozen=True)
class Scope:
    """Which mail a report is about, and the day as of which it is told. None means all; periods are of mailing."""

    day: date
    maturity_days: int = 120
    since: date = BEGINNING
    until: date = date.max
    system_id: int | None = None
    federal: bool | None = None
    state: str | None = None
    literature_class: str | None = None
    facility_id: int | None = None
    title_id: int | None = None
    words: str = ""  # what was chosen, for the line under a chart

    @property
    def mature_on(self) -> date:
        """Mail of this day or earlier is old enough to have been heard of."""
        return self.day - timedelta(days=min(self.maturity_days, (self.day - date.min).days))

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.until >= self.day and replace(self, until=date.max, words="") == Scope(self.day, self.maturity_days)

    @property
    def values(self) -> dict[str, Any]:
        """What the questions take, by the names they have there; no mail is later than the day."""
        filters = ("day", "since", "mature_on", "system_id", "federal", "state", "literature_class", "facility_id", "title_id")
        return {name: getattr(self, name) for name in filters} | {"until": min(self.until, self.day)}


def period(name: str, day: date) -> tuple[date, date]:
    """The first and last mailing day of a period, looked at from a day. The reporting year is July to June."""
    if name in ("This reporting year", "Last reporting year"):
        began = date(day.year if day.month >= 7 else day.year - 1, 7, 1)
        if name == "This reporting year":
            return began, day
        return date(began.year - 1, 7, 1), date(began.year, 6, 30)
    months = {"Last 12 months": 12, "Last 24 months": 24, "Last 3 years": 36, "Last 5 years": 60}
    if name in months:
        return _first_of(day, months[name]), day
    if name == "All years":
        return BEGINNING, day
    raise Invalid(f"There is no period called {name!r}.", "period")


def _first_of(day: date, months: int) -> date:
    """The first day of so many calendar months, the month of the day the last of them: charts by month have whole bars."""
    return (pd.Timestamp(day.replace(day=1)) - pd.DateOffset(months=months - 1)).date()

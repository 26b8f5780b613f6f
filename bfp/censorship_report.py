"""Where mail is censored, as far as we know: counts, rates with their intervals, bounds, and reasons.

Rates are of known outcomes (received and censored) of mail old enough to have been heard of. What is unconfirmed is in
both bounds and never counted as received; a place with too little known has no rate at all, and is not zero.
"""

import numpy as np
import pandas as pd

from bfp import db, rates, reports, settings
from bfp.dates import written
from bfp.db import Connection
from bfp.reports import STATES, Scope, percent, plural

ENOUGH, INSUFFICIENT = "enough", "insufficient data"
UNKNOWN = "unknown"  # stands in a table where there is no number, beside the words "insufficient data"
MEASURES = ("rate", "wilson_low", "wilson_high", "low", "high", "unconfirmed_share")


def by_facility(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship at each facility: those we can say something of first, by the lower end of the interval."""
    now = settings.load(con)
    return _ordered(rated(reports.outcomes_by_facility(con, scope), now.minimum_known, now.minimum_known_share), "facility")


def by_system(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship in each system, in the same order."""
    now = settings.load(con)
    return _ordered(rated(reports.outcomes_by_system(con, scope), now.minimum_known, now.minimum_known_share), "system")


def by_month(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship of the mail of each month, earliest first, with its volume."""
    return rated(reports.outcomes_by_month(con, scope), settings.load(con).minimum_known)


def by_reason(con: Connection, scope: Scope) -> pd.DataFrame:
    """For which reasons items were censored: the share of all censored items, with its interval; 'not stated' is one of them."""
    table = db.frame(con, db.question("censored_by_reason"), **scope.values)
    low, high = rates.wilson(table["censored"], table["of_censored"])
    return table.assign(share=_divided(table["censored"], table["of_censored"]), wilson_low=low, wilson_high=high)


def total(con: Connection, table: pd.DataFrame) -> pd.Series:
    """All rows of a report as one. The whole needs enough known outcomes, but no share: its bounds say what is unknown."""
    return rated(table[list(reports.COUNTS)].sum().to_frame().T, settings.load(con).minimum_known).iloc[0]


def rated(counts: pd.DataFrame, minimum_known: int, minimum_share: float = 0.0) -> pd.DataFrame:
    """Counts with what can be said of them: known outcomes, rate with its 95 % interval, both bounds, and whether it is enough.

    Rate and interval are nan where too little is known; the bounds need no assumption and stay.
    """
    censored, received = counts["mature_censored"], counts["mature_received"]
    known = censored + received
    mail = known + counts["unconfirmed"]  # S of the method
    enough = (known >= max(minimum_known, 1)) & (known >= minimum_share * mail)
    wilson_low, wilson_high = rates.wilson(censored, known)
    low, high = rates.bounds(censored, received, counts["mature_no_reason"], counts["unconfirmed"])
    mature = mail + counts["mature_returned"] + counts["mature_no_reason"]
    return counts.assign(
        mature=mature,
        known=known,
        unconfirmed_share=_divided(counts["unconfirmed"], mature),
        rate=_divided(censored, known).where(enough),
        wilson_low=pd.Series(wilson_low, counts.index).where(enough),
        wilson_high=pd.Series(wilson_high, counts.index).where(enough),
        low=low,
        high=high,
        data=np.where(enough, ENOUGH, INSUFFICIENT),
    )


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader of the report sees of it, also as CSV: words for names, shares in percent, no ids."""
    keys = [name for name in ("facility", "system", "month") if name in table]
    columns = [*keys[:1], "data", *MEASURES, "mature_censored", "known", "mature", "sent", *STATES, *keys[1:]]
    columns += [name for name in ("system_kind",) if name in table]
    return _in_percent(table[columns]).rename(
        columns={
            "system_kind": "kind of system", "no_reason": "no reason given", "mature": "old enough", "known": "known outcomes",
            "mature_censored": "censored of known", "unconfirmed_share": "unconfirmed %", "rate": "censored %",
            "wilson_low": "95 % from", "wilson_high": "95 % to", "low": "at least %", "high": "at most %",
        }
    )  # fmt: skip


def shown_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Reasons with their shares, named for reading."""
    names = {"of_censored": "of all censored", "share": "share %", "wilson_low": "95 % from", "wilson_high": "95 % to"}
    return _in_percent(table[["reason", "censored", "of_censored", "share", "wilson_low", "wilson_high"]]).rename(columns=names)


def summary(together: pd.Series) -> str:
    """One line on the whole: known outcomes, the rate, its bounds, and how much we do not know."""
    n, mature = int(together["known"]), int(together["mature"])
    if mature == 0:
        return "All of this mail is too recent to say anything of."
    old = f"{mature:,} {plural(mature, 'item')} old enough to have been heard of"
    unknown = f"{percent(together['unconfirmed_share'])} of {old} are unconfirmed"
    if together["data"] == INSUFFICIENT:
        return f"Insufficient data: {n:,} known {plural(n, 'outcome')}; {unknown}. That is not the same as no censorship."
    interval = f"{percent(together['wilson_low'], 1)} to {percent(together['wilson_high'], 1)}"
    return (
        f"**{percent(together['rate'], 1)}** of known outcomes: {int(together['mature_censored']):,} of {n:,} censored "
        f"(95 % interval {interval}). {unknown}: if all of it had arrived it would be {percent(together['low'])}, "
        f"if none had, {percent(together['high'])}."
    )


def sayable(table: pd.DataFrame) -> bool:
    """Whether any place has enough data for a rate."""
    return bool((table["data"] == ENOUGH).any())


def of_the_top(table: pd.DataFrame, what: str, whats: str) -> str:
    """By what a chart of rates counts, and which places it leaves to the table: never those without data for good ones."""
    left = int((table["data"] == INSUFFICIENT).sum())
    more = len(table) - left - reports.MOST_BARS
    parts = [f"by {what}"]
    if more > 0:
        parts.append(f"the {reports.MOST_BARS} whose interval begins highest; {more:,} more {whats} are in the table")
    if left:
        parts.append(f"insufficient data for {left:,} of {len(table):,} {whats}, which is not the same as no censorship")
    return "; ".join(parts)


def no_place(scope: Scope, whats: str, con: Connection) -> str:
    """Why there is no chart: no place has enough known outcomes."""
    now = settings.load(con)
    return (
        f"Insufficient data: none of these {whats} has {now.minimum_known} known outcomes and {percent(now.minimum_known_share)} "
        f"of its mail known, counting mail at least {scope.maturity_days} days old. "
        "Record what readers report under Letters and Returns, or choose a longer period."
    )


HOW_TO_READ = (
    "Dot: censored of known outcomes. Line: its 95 % interval. Pale bar: from all unknown mail arrived to none did. "
    "Upright mark: all of these together."
)

HOW_TO_READ_MONTHS = HOW_TO_READ.replace("Upright mark: all of these", "Dashed line: all months")


def says(table: pd.DataFrame, scope: Scope, of: str) -> str:
    """The line under a chart of rates: what is counted, n, and as of which day."""
    n, mature = int(table["known"].sum()), int(table["mature"].sum())
    parts = [
        f"Censored share of {n:,} known {plural(n, 'outcome')} {of}",
        f"{mature:,} {plural(mature, 'item')} at least {scope.maturity_days} days old (younger mail is in no rate)",
        scope.words,
        f"as of {written(scope.day)}",
    ]
    return "; ".join(part for part in parts if part) + "."


def says_reasons(table: pd.DataFrame, scope: Scope) -> str:
    """The line under the chart of reasons."""
    n = int(table["of_censored"].max())
    return (
        f"Share of {n:,} censored {plural(n, 'item')} for which each reason was given, with its 95 % interval "
        f"(an item can have several reasons); items at least {scope.maturity_days} days old; {scope.words}; "
        f"as of {written(scope.day)}."
    )


def no_reason(con: Connection, scope: Scope) -> str:
    """Why there is no chart of reasons."""
    first = db.value(con, "select min(mailed_on) from shipment where voided_on is null and mailed_on <= $day", day=scope.day)
    if first is None:
        return reports.missing(con, scope)
    return (
        f"Nothing of this mail is known to be censored: {scope.words}, at least {scope.maturity_days} days old. "
        "Choose a longer period, or take a filter away."
    )


def _ordered(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Places with enough data by the lower end of the interval (1 of 1 is not the worst place), then the rest by mail."""
    enough = table["data"] == ENOUGH
    keys = table.assign(a=~enough, b=-table["wilson_low"].fillna(-1), c=-table["known"].where(enough, table["sent"]))
    return table.loc[keys.sort_values(["a", "b", "c", name], kind="stable").index].reset_index(drop=True)


def _in_percent(table: pd.DataFrame) -> pd.DataFrame:
    shares = [name for name in (*MEASURES, "share") if name in table]
    return table.assign(**{name: (table[name] * 100).round(1) for name in shares})


def _divided(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.astype(float).div(whole.where(whole > 0).astype(float))

"""Where mail is censored, as far as we know: counts, rates with their intervals, bounds, and reasons.

Rates are of known outcomes (received and censored) of mail old enough to have been heard of. What is unconfirmed is in
both bounds and never counted as received; a place with too little known has no rate at all, and is not zero.
"""

import numpy as np
import pandas as pd

from bfp import db, rates, reports, settings
from bfp.dates import written
from bfp.db import Connection
from bfp.reports import STATES, Scope, plural

ENOUGH, INSUFFICIENT = "enough", "insufficient data"
MEASURES = ("unconfirmed_share", "rate", "wilson_low", "wilson_high", "low", "high")


def by_facility(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship at each facility: those we can say something of first, by the lower end of the interval."""
    return _ordered(rated(reports.outcomes_by_facility(con, scope), settings.load(con)), "facility")


def by_system(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship in each system, in the same order."""
    return _ordered(rated(reports.outcomes_by_system(con, scope), settings.load(con)), "system")


def by_month(con: Connection, scope: Scope) -> pd.DataFrame:
    """Censorship of the mail of each month, earliest first, with its volume."""
    return rated(reports.outcomes_by_month(con, scope), settings.load(con))


def by_reason(con: Connection, scope: Scope) -> pd.DataFrame:
    """For which reasons items were censored: the share of all censored items, with its interval; 'not stated' is one of them."""
    table = db.frame(con, db.question("censored_by_reason"), **scope.values)
    low, high = rates.wilson(table["censored"], table["of_censored"])
    return table.assign(share=_divided(table["censored"], table["of_censored"]), wilson_low=low, wilson_high=high)


def total(table: pd.DataFrame, con: Connection) -> pd.Series:
    """All rows of a report as one: the program's own rate, with the same rule for too little known."""
    counts = [name for name in reports.COUNTS if name in table]
    return rated(table[counts].sum().to_frame().T, settings.load(con)).iloc[0]


def rated(counts: pd.DataFrame, now: settings.Settings) -> pd.DataFrame:
    """Counts with what can be said of them: known outcomes, rate with its 95 % interval, both bounds, and whether it is enough.

    Rate and interval are nan where too little is known; the bounds need no assumption and stay.
    """
    censored, received = counts["mature_censored"], counts["mature_received"]
    known = censored + received
    mail = known + counts["unconfirmed"]  # S of the method
    enough = (known >= max(now.minimum_known, 1)) & (known >= now.minimum_known_share * mail)
    wilson_low, wilson_high = rates.wilson(censored, known)
    low, high = rates.bounds(censored, received, counts["mature_no_reason"], counts["unconfirmed"])
    mature = mail + counts["mature_returned"] + counts["mature_no_reason"]
    return counts.assign(
        mature=mature,
        known=known,
        unconfirmed_share=_divided(counts["unconfirmed"], mature),
        rate=_divided(censored, known).where(enough),
        wilson_low=pd.Series(np.atleast_1d(wilson_low), counts.index).where(enough),
        wilson_high=pd.Series(np.atleast_1d(wilson_high), counts.index).where(enough),
        low=low,
        high=high,
        data=np.where(enough, ENOUGH, INSUFFICIENT),
    )


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader of the report sees of it, also as CSV: words for names, no ids."""
    keys = [name for name in ("facility", "system", "system_kind", "month") if name in table]
    columns = [*keys, "data", "sent", *STATES, "mature", "mature_censored", "known", *MEASURES]
    return table[columns].rename(
        columns={
            "system_kind": "kind of system", "no_reason": "no reason given", "mature": "old enough", "known": "known outcomes",
            "mature_censored": "censored of known", "unconfirmed_share": "unconfirmed share", "rate": "censored share",
            "wilson_low": "95 % from", "wilson_high": "95 % to", "low": "at least", "high": "at most",
        }
    )  # fmt: skip


def shown_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Reasons with their shares, named for reading."""
    names = {"of_censored": "of all censored", "wilson_low": "95 % from", "wilson_high": "95 % to"}
    return table[["reason", "censored", "of_censored", "share", "wilson_low", "wilson_high"]].rename(columns=names)


def summary(all_of_it: pd.Series) -> str:
    """One line on the whole: known outcomes, the rate, its bounds, and how much we do not know."""
    n, mature = int(all_of_it["known"]), int(all_of_it["mature"])
    if mature == 0:
        return "All of this mail is too recent to say anything of."
    unknown = f"{percent(all_of_it['unconfirmed_share'])} of {mature:,} {plural(mature, 'item')} old enough to have been heard of are unconfirmed"
    if all_of_it["data"] == INSUFFICIENT:
        return f"Insufficient data: {n:,} known {plural(n, 'outcome')}; {unknown}. That is not the same as no censorship."
    return (
        f"{int(all_of_it['mature_censored']):,} of {n:,} known {plural(n, 'outcome')} censored: {percent(all_of_it['rate'])} "
        f"(95 % interval {percent(all_of_it['wilson_low'])} to {percent(all_of_it['wilson_high'])}). {unknown}, so of all mail the true share "
        f"lies between {percent(all_of_it['low'])} and {percent(all_of_it['high'])}."
    )


def too_little(table: pd.DataFrame, whats: str) -> str:
    """How many places are left out of the chart, and why that says nothing good of them."""
    left = int((table["data"] == INSUFFICIENT).sum())
    if not left:
        return ""
    return f"Insufficient data for {left:,} of {len(table):,} {whats}: no known outcomes is not the same as no censorship. They are in the table."


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
        f"Share of {n:,} censored {plural(n, 'item')} for which each reason was given (one item can have several, so the bars add up to more "
        f"than all); items at least {scope.maturity_days} days old, {scope.words}; as of {written(scope.day)}."
    )


def percent(share: float) -> str:
    """A share in words: 12 %, 0.4 %, or insufficient data."""
    if share != share:
        return INSUFFICIENT
    return f"{share:.0%}".replace("%", " %") if share == 0 or share >= 0.01 else f"{share:.1%}".replace("%", " %")


def _ordered(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Places with enough data by the lower end of the interval (1 of 1 is not the worst place), then the rest by mail."""
    enough = table["data"] == ENOUGH
    keys = table.assign(a=~enough, b=-table["wilson_low"].fillna(-1), c=-table["known"].where(enough, table["sent"]))
    return table.loc[keys.sort_values(["a", "b", "c", name], kind="stable").index].reset_index(drop=True)


def _divided(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.astype(float).div(whole.where(whole > 0).astype(float))

"""Which titles are stopped more than where they go explains, and what reasons prisons give: for the page of that name."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special

from bfp.base import kept
from bfp.base.charts import MOST_BARS
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.base.words import percent, plural
from bfp.censorship import censorship_report, mail_counts
from bfp.censorship.mail_counts import NOT_STATED, Ranking

HEAVY = 4  # outcomes as expected that every title starts with, as in bfp.rates.title_ratio
BASED, NEUTRAL, OTHER = "content-based", "content-neutral", "other"
PARTS = (BASED, NEUTRAL, NOT_STATED, OTHER)


def titles(con: Connection, scope: Scope) -> Ranking:
    """The titles of the chosen mail, those censored most above expectation first."""
    return censorship_report.where(con, scope, "title")


def listed(found: Ranking) -> pd.DataFrame:
    """The titles that the chart shows: those with a censored item; with ratio_low and ratio_high, their 95 % range."""
    some = found.table[found.table["observed"] > 0].head(MOST_BARS)
    return with_range(some)


def with_range(table: pd.DataFrame) -> pd.DataFrame:
    """The titles with the 95 % range of (O+4)/(E+4): quantiles of a gamma with O+4 and E+4, Clayton and Kaldor 1987."""
    shape, rate = table["observed"].to_numpy(float) + HEAVY, table["expected"].to_numpy(float) + HEAVY
    low, high = (special.gammaincinv(shape, q) / rate for q in (0.025, 0.975))
    return table.assign(ratio_low=low, ratio_high=high)


def shown_titles(table: pd.DataFrame) -> pd.DataFrame:
    """Titles for reading and as CSV."""
    table = with_range(table)
    columns = {
        "name": "title", "author": "author", "literature_class": "literature", "ratio": "times as expected",
        "ratio_low": "95 % least", "ratio_high": "95 % most", "observed": "censored", "expected": "expected",
        "n": "known outcomes", "K": "readers behind", "U": "unconfirmed", "sent": "sent",
    }  # fmt: skip
    rounded = {name: table[name].round(2) for name in ("ratio", "ratio_low", "ratio_high", "expected")}
    return table.assign(**rounded)[list(columns)].rename(columns=columns)


def says_titles(found: Ranking, drawn: pd.DataFrame) -> str:
    """The line under the chart of titles."""
    known, stopped = int((found.table["n"] > 0).sum()), int((found.table["observed"] > 0).sum())
    first = f"the {len(drawn):,} most above expectation of {stopped:,}" if len(drawn) < stopped else f"all {stopped:,}"
    titles_ = plural(known, "title")
    return f"{first} titles with a censored item, of {known:,} {titles_} with known outcomes; {censorship_report.counted(found)}."


def reasons(con: Connection, scope: Scope) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reasons given for censoring the chosen mail, and by kind of reason, each with `part`: which kind it is."""
    given, kinds = kept.kept(
        con, _reasons, scope, censorship_report.base(con, scope.day).maturity.days, but=kept.OF_THE_DESK
    )
    based = given["content_based"]
    part = np.select(
        [given["reason"] == NOT_STATED, based.eq(True).fillna(False), based.eq(False).fillna(False)],
        [NOT_STATED, BASED, NEUTRAL],
        OTHER,
    )
    given = given.assign(part=part, order=pd.Categorical(part, PARTS).codes)
    given = given.sort_values(["order", "C", "reason"], ascending=[True, False, True], kind="stable").reset_index(drop=True)
    return given, kinds


def summary(kinds: pd.DataFrame) -> str:
    """How many censored items were stopped for what is written in them, in one sentence."""
    total = int(kinds["of_censored"].max()) if len(kinds) else 0
    if total == 0:
        return ""
    count = dict(zip(kinds["reason"], kinds["C"], strict=True))
    parts = [f"{int(count.get(kind, 0)):,} for a {kind} reason" for kind in (BASED, NEUTRAL)]
    silent = int(count.get("not said", 0))
    return f"Of {total:,} censored {plural(total, 'item')} {', '.join(parts)}; {silent:,} for neither, or with no reason stated."


def shown_reasons(given: pd.DataFrame) -> pd.DataFrame:
    """Reasons for reading and as CSV."""
    in_percent = {name: (given[name] * 100).round(1) for name in ("share", "wilson_low", "wilson_high")}
    columns = {
        "part": "kind", "reason": "reason", "C": "censored", "of_censored": "of all censored", "K": "readers behind",
        "share": "share %", "wilson_low": "95 % from", "wilson_high": "95 % to",
    }  # fmt: skip
    return given.assign(**in_percent)[list(columns)].rename(columns=columns)


def says_reasons(given: pd.DataFrame, scope: Scope, days: int) -> str:
    """The line under the chart of reasons."""
    total = int(given["of_censored"].max())
    items = f"Share of {total:,} censored {plural(total, 'item')}"
    return f"{items}; {scope.words}; mail at least {days} days old; as of {written(scope.day)}."


def no_reason(con: Connection, scope: Scope, found: Ranking) -> str:
    """Why there is no chart of reasons."""
    return found.sentence or (
        f"Nothing of this mail is known to be censored: {scope.words}. That is not the same as no censorship: "
        f"{percent(float((found.table['U'].sum()) / max(found.table['S'].sum(), 1)))} of it is unconfirmed."
    )


def _reasons(con: Connection, scope: Scope, days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    return mail_counts.reasons(con, replace(scope, maturity_days=days))

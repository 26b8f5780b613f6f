"""What is learned from appeals: how many were answered and overturned, in how many days, with which arguments.

The rate is overturned (at least in part) of what was answered. No reply is no answer: it is shown beside the rate, never in
it. Few answers are called insufficient data, whatever their share.
"""

from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db, kept, settings
from bfp.base.db import Connection
from bfp.base.periods import BEGINNING
from bfp.base.words import percent
from bfp.stats import rates

BY = ("system", "facility", "reason", "level", "volunteer")
INSUFFICIENT = "insufficient data"


def learned(con: Connection, by: str, since: date = BEGINNING) -> pd.DataFrame:
    """Appeals by one of BY (or all): name, appeals, sent, answered, overturned, rate, low, high, said, days_to_answer, met …"""
    return kept.kept(con, _learned, by, since)


def _learned(con: Connection, by: str, since: date) -> pd.DataFrame:
    if by not in (*BY, "all"):
        raise ValueError(f"Appeals are counted by {', '.join(BY)}: not by {by!r}.")
    table = db.frame(con, db.question("appeals_learned"), by=by, since=since)
    return _with_rate(con, table)


def _with_rate(con: Connection, table: pd.DataFrame, n: str = "answered", x: str = "overturned") -> pd.DataFrame:
    """The share overturned with Wilson's interval; nothing where too few were answered."""
    fewest = max(settings.load(con).minimum_known, 1)
    answered, overturned = table[n].to_numpy(), table[x].to_numpy()
    low, high = rates.wilson(overturned, answered)
    enough = answered >= fewest
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(enough, overturned / answered, np.nan)
    low, high = np.where(enough, low, np.nan), np.where(enough, high, np.nan)
    said = [in_words(*one, fewest) for one in zip(overturned, answered, low, high, strict=True)]
    return table.assign(rate=rate, low=low, high=high, said=said)


def in_words(overturned: int, answered: int, low: float, high: float, fewest: int) -> str:
    """4 of 9, 44 % (19 % to 73 %); or that it is too little to say."""
    if not answered:
        return "none answered"
    if answered < fewest:
        return f"{INSUFFICIENT}: {overturned} of {answered}"
    return f"{overturned} of {answered}, {percent(overturned / answered)} ({percent(low)} to {percent(high)})"


def summary(con: Connection, since: date = BEGINNING) -> str:
    """All appeals in two sentences."""
    table = learned(con, "all", since)
    if table.empty or not int(table["sent"].iloc[0]):
        return ""
    row = next(table.itertuples())
    parts = [f"**{row.sent:,}** sent, **{row.answered:,}** answered, {row.no_reply:,} without a reply."]
    parts.append(f"Overturned at least in part: {row.said}.")
    if row.days_to_answer == row.days_to_answer:
        parts.append(f"Half of the answers came within {round(row.days_to_answer):,} days.")
    if row.timed:
        parts.append(f"{row.met:,} of {row.timed:,} whose day to send is known went out by then.")
    return " ".join(parts)


def shown(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """The table as the page shows it and as its CSV has it."""
    met = [f"{row.met} of {row.timed}" if row.timed else "unknown" for row in table.itertuples()]
    columns = {
        "name": by, "appeals": "appeals", "sent": "sent", "answered": "answered", "said": "overturned (95 % interval)",
        "partly": "of them in part", "substituted": "reason substituted", "no_reply": "no reply",
        "days_to_answer": "days to answer (median)", "met": "sent in time", "not_appealed": "not appealed",
    }  # fmt: skip
    return table.assign(met=met, days_to_answer=table["days_to_answer"].round())[list(columns)].rename(columns=columns)


def for_csv(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Every number by itself, shares in percent."""
    shares = {name: (table[name] * 100).round(1) for name in ("rate", "low", "high")}
    names = {"name": by, "rate": "overturned %", "low": "95 % from", "high": "95 % to", "said": "in words"}
    return table.assign(**shares).rename(columns=names).rename(columns=lambda name: name.replace("_", " "))


def arguments(con: Connection, since: date = BEGINNING) -> pd.DataFrame:
    """Arguments that were in answered appeals, with what became of those and of the others: kind, argument, answered, …"""
    return kept.kept(con, _arguments, since)


def _arguments(con: Connection, since: date) -> pd.DataFrame:
    table = _with_rate(con, db.frame(con, db.question("appeals_arguments"), since=since))
    without = _with_rate(con, table[["answered_without", "overturned_without"]], "answered_without", "overturned_without")
    return table.assign(said_without=without["said"], rate_without=without["rate"], low_without=without["low"],
                        high_without=without["high"])  # fmt: skip


def shown_arguments(table: pd.DataFrame) -> pd.DataFrame:
    columns = {"argument": "argument", "said": "overturned with it", "said_without": "overturned without it"}
    return table[list(columns)].rename(columns=columns)


def caution(table: pd.DataFrame) -> str:
    """What the arguments do and don't show, in words: whether any interval lies apart from that of the rest."""
    if table.empty:
        return "No answered appeal says which arguments it used. They are kept when a letter is made."
    better = table[(table["low"] > table["high_without"]).fillna(False)]
    worse = table[(table["high"] < table["low_without"]).fillna(False)]
    parts = []
    if len(better):
        parts.append(f"Appeals with {_names(better)} were overturned more often than the others.")
    if len(worse):
        parts.append(f"Appeals with {_names(worse)} were overturned less often than the others.")
    if not parts:
        parts.append("No argument stands out: the intervals with and without each overlap, or too few were answered.")
    parts.append(
        "This is what went before success, not what brought it: arguments are chosen to fit the case, and among many, one "
        "stands out by chance."
    )
    return " ".join(parts)


def _names(table: pd.DataFrame) -> str:
    return "; ".join(f"“{name}”" for name in table["argument"].head(3))

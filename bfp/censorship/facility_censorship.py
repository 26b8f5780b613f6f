"""Censorship at one facility over time: its quarters against its own past, what was stopped and why, and what to do next."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db, kept
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import USUAL_PERIOD, Scope, period
from bfp.base.words import percent, plural
from bfp.censorship import alarms, censorship_report, censorship_words, mail_counts
from bfp.stats import new_bans, rates

QUARTERS_SHOWN = 20
TEST_MAILINGS = 2
TITLES_SHOWN = 15


@dataclass(frozen=True, eq=False)
class Told:
    """What one facility's tab says: the quarters, the alarms in them, the whole against the program, what to do next, and why."""

    quarters: pd.DataFrame
    alarms: pd.DataFrame
    summary: str
    says: str
    mature_on: date
    next_steps: list[str]
    titles: pd.DataFrame
    reasons: pd.DataFrame


def told(con: Connection, facility_id: int, today: date) -> Told:
    """The facility's timeline and how it stands, as known today; kept until somebody saves."""
    return kept.kept(con, _told, facility_id, today)


def timeline(con: Connection, facility_id: int, today: date, maturity_days: int) -> pd.DataFrame:
    """One row a quarter of mailing, earliest first, none left out: quarter, C, n, rate, line, limit, sent, arriving.

    Known outcomes of young mail are in it too, since that is where a ban shows first: `arriving` says that a quarter is not all
    mature. `line` is what the facility's own earlier quarters lead us to expect, `limit` what would still be no surprise.
    """
    found = mail_counts.counts(con, Scope(today, 0, facility_id=facility_id), "quarter")
    if found.empty:
        return pd.DataFrame(columns=["quarter", "C", "n", "rate", "line", "limit", "sent", "arriving"])
    first, last = found["period_on"].min(), today
    every = [period.start_time.date() for period in pd.period_range(first, last, freq="Q")]
    found = found.set_index("period_on")[["C", "n", "sent"]].reindex(every, fill_value=0).reset_index(names="quarter")
    line, limit = new_bans.own_history(found["C"], found["n"], censorship_report.base(con, today).program.prior1)
    ends = [(pd.Timestamp(quarter) + pd.DateOffset(months=3)).date() - timedelta(days=1) for quarter in found["quarter"]]
    mature_on = Scope(today, maturity_days).mature_on
    return found.assign(
        rate=(found["C"] / found["n"].where(found["n"] > 0)).astype(float), line=line, limit=limit,
        arriving=[end > mature_on for end in ends],
    )[["quarter", "C", "n", "rate", "line", "limit", "sent", "arriving"]]  # fmt: skip


def table(quarters: pd.DataFrame) -> pd.DataFrame:
    """The timeline for reading, latest first."""
    in_percent = {name: (quarters[name] * 100).round(1) for name in ("rate", "line", "limit")}
    shown = quarters.assign(**in_percent, arriving=np.where(quarters["arriving"].astype(bool), "still arriving", ""))
    return shown.iloc[::-1].rename(
        columns={
            "C": "censored",
            "n": "of known",
            "rate": "censored %",
            "line": "expected %",
            "limit": "limit %",
            "arriving": "news",
        }
    )


def next_steps(con: Connection, facility_id: int, today: date, raised: pd.DataFrame, mature_on: date) -> list[str]:
    """What a coordinator should do next, the most pressing first; each a sentence."""
    recent_from = today - timedelta(days=new_bans.RECENT_DAYS)
    asked = {"facility_id": facility_id, "mature_on": mature_on, "recent_from": recent_from}
    seen = db.one(con, db.question("facility_next"), **asked)
    steps = []
    bans = raised[raised["acknowledged_on"].isna() & (raised["kind"] == alarms.NEW_BAN)]
    if len(bans):
        alarm = bans.iloc[0]
        steps.append(f"A new ban is suspected: {alarm['sentence']}. Answer the alarm under Where when you know more.")
    if len(bans) or (seen["sent"] and not seen["known"]):
        why = "one that is plainly allowed and one like those stopped" if len(bans) else "we know nothing of what happens here"
        steps.append(f"Send {_number(TEST_MAILINGS)} test mailings with tracking: {why}.")
    if seen["readers_to_ask"]:
        many = int(seen["readers_to_ask"])
        items = int(seen["items_to_ask"])
        steps.append(
            f"Send unconfirmed-mail forms to {many:,} {plural(many, 'reader')} who are still here: they can tell us of {items:,} "
            f"{plural(items, 'item')} mailed before {written(mature_on + timedelta(days=1))}."
        )
    if seen["stopped_lately"]:
        many, last = int(seen["stopped_lately"]), seen["last_notice_on"]
        steps.append(
            f"Appeal: {many:,} {plural(many, 'item')} stopped in the last six months, the latest news of {written(last)}. "
            "Deadlines are short and often run from the notice; look at it first."
        )
    return steps or ["Nothing presses here. What we have not heard of is not known to have arrived."]


def titles(con: Connection, facility_id: int) -> pd.DataFrame:
    """Titles censored there: title, author, censored, known, sent, last_on; most censored first."""
    found = db.frame(con, db.question("facility_titles"), facility_id=facility_id, most=TITLES_SHOWN)
    return found.assign(last_on=pd.to_datetime(found["last_on"]).dt.date)


def reasons(con: Connection, facility_id: int, today: date) -> pd.DataFrame:
    """Reasons given there, of all mail: as bfp.mail_counts.reasons."""
    return mail_counts.reasons(con, Scope(today, 0, facility_id=facility_id))[0]


def _told(con: Connection, facility_id: int, today: date) -> Told:
    base = censorship_report.base(con, today)
    scope = Scope(today, base.maturity.days, facility_id=facility_id)
    quarters = timeline(con, facility_id, today, scope.maturity_days)
    since, until = period(USUAL_PERIOD, today)
    whole = mail_counts.counts(con, replace(scope, since=since, until=until))
    raised = alarms.of(con, "facility", facility_id)
    enough = mail_counts.enough_known(con, whole, "facility").all()
    return Told(
        quarters, raised, _summary(whole, base, bool(enough), raised), _says(quarters, today, scope.maturity_days),
        scope.mature_on, next_steps(con, facility_id, today, raised, scope.mature_on), titles(con, facility_id),
        reasons(con, facility_id, today),
    )  # fmt: skip


def _summary(whole: pd.DataFrame, base: censorship_report.Base, enough: bool, raised: pd.DataFrame) -> str:
    """How the facility stands: an alarm that waits is news and comes first; then the estimate as the page Where has it."""
    bans = raised[raised["acknowledged_on"].isna()]
    first = "".join(
        f"{alarm.kind.capitalize()} suspected since {written(alarm.raised_on)}: {alarm.sentence}. " for alarm in bans.itertuples()
    )
    return f"{first}{USUAL_PERIOD}: {_stands(whole, base, enough)}"


def _stands(whole: pd.DataFrame, base: censorship_report.Base, enough: bool) -> str:
    if whole.empty or whole["S"].sum() + whole["O"].sum() + whole["X"].sum() == 0:
        return "no mail to here is old enough to say anything of."
    [row] = whole.itertuples()
    n, S = int(row.n), int(row.S)
    if n == 0:
        return f"of {S:,} mature {plural(S, 'item')} mailed here we have heard of none. That is not the same as no censorship."
    [found] = _assessed(whole, base)
    estimate = "Insufficient data for a rate"
    if enough:
        estimate = (
            f"Estimate {percent(found['m1'])} (95 % range {percent(found['lo'])} to {percent(found['hi'])}), "
            f"{censorship_words.times_written(found['T'])} times the program's odds"
        )
    return (
        f"{censorship_words.in_counts(row)}. {estimate}. Flag: {censorship_report.WORDS[found['flag']]}. "
        f"If all unknown mail arrived it is {percent(found['low'])}, if none did {percent(found['high'])}."
    )


def _assessed(whole: pd.DataFrame, base: censorship_report.Base) -> list[dict[str, Any]]:
    found = rates.assess(*(whole[name].to_numpy() for name in ("C", "R", "O", "X", "U", "K")), against=base.program)
    names = ("T", "m1", "lo", "hi", "low", "high", "flag")
    return pd.DataFrame({name: getattr(found, name) for name in names}).to_dict("records")


def _says(quarters: pd.DataFrame, today: date, days: int) -> str:
    if quarters.empty:
        return ""
    shown = f"; the latest {QUARTERS_SHOWN} of {len(quarters)} quarters" if len(quarters) > QUARTERS_SHOWN else ""
    return (
        f"Censored of {int(quarters['n'].sum()):,} known outcomes of {int(quarters['sent'].sum()):,} items, by quarter of "
        f"mailing{shown}; news of the last {days} days' mail is still arriving; as of {written(today)}."
    )


def _number(count: int) -> str:
    return {1: "one", 2: "two", 3: "three"}.get(count, str(count))

"""What became of the mail, in three sentences that a coordinator can repeat to anybody."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from bfp.base import kept
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.base.words import plural
from bfp.censorship import outcome_reports

SEASONS = {12: "winter", 3: "spring", 6: "summer", 9: "autumn"}  # by the month they begin in
FEWEST = 30  # items that a season must have: with fewer, the sentences are about a year


def told(con: Connection, day: date) -> list[str]:
    """What we know of, what was stopped, and what nobody told us, of mail that is old enough; nothing where there is none.

    It is the last season all of whose mail is old enough to have been heard of, or, with fewer than FEWEST items, the year
    before the last day of that age. Of more than 100 items, numbers are of 100.
    """
    return kept.kept(con, _told, day, but=kept.OF_THE_DESK)


def _told(con: Connection, day: date) -> list[str]:
    all_mail = outcome_reports.scope(con, day)
    for words, since, until in (season(all_mail.mature_on), _year(all_mail.mature_on)):
        mail = replace(all_mail, since=since, until=until, words=words)
        table = outcome_reports.outcomes(con, mail, "facility")
        if table["sent"].sum() >= FEWEST:
            break
    return _sentences(table, mail) if len(table) else []


def season(mature_on: date) -> tuple[str, date, date]:
    """The last whole season up to a day: in words, its first day and its last."""
    month = pd.Timestamp(mature_on + timedelta(days=1)).to_period("M").to_timestamp()
    end = month - pd.DateOffset(months=month.month % 3)
    begin = end - pd.DateOffset(months=3)
    last = (end - timedelta(days=1)).date()
    year = f"{begin.year}/{last.year % 100:02}" if begin.year != last.year else str(last.year)
    return f"of {SEASONS[begin.month]} {year}", begin.date(), last


def _year(mature_on: date) -> tuple[str, date, date]:
    since = (pd.Timestamp(mature_on) - pd.DateOffset(years=1) + timedelta(days=1)).date()
    return f"of the year to {written(mature_on)}", since, mature_on


def _sentences(table: pd.DataFrame, mail: Scope) -> list[str]:
    sent, received, censored = (int(table[name].sum()) for name in ("sent", "received", "censored"))
    known, silent = received + censored, int(table["unconfirmed"].sum() + table["no_reason"].sum())
    many = 100 if sent > 100 else sent

    def of(n: int) -> str:
        share = n * many / sent
        return f"{share:.0f}" if share >= 1 or not n else "fewer than 1"

    counts = f" ({known:,} of {sent:,})" if many != sent else ""
    first = f"Of {many} {plural(many, 'item')} {mail.words} we know of {of(known)} whether they arrived or were stopped{counts}."
    if not known:
        return [first]
    second = "None of them is known to have been stopped."
    if censored:
        worst = table.loc[table["censored"].idxmax()]
        at = worst["facility"]
        most = f"most at {at} ({int(worst['censored']):,})" if worst["censored"] < censored else f"at {at}"
        second = f"{of(censored).capitalize()} of the {many} {'was' if of(censored) == '1' else 'were'} stopped, {most}."
    third = (
        f"Of the {of(silent)} that nobody told us about we assume nothing: of {many}, at best {of(censored)} were stopped and "
        f"at worst {of(censored + silent)}."
    )
    return [first, second, *([third] if silent else [])]

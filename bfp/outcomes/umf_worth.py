"""Who is worth a stamp: the readers to ask what became of their mail, by how much a form to each would teach.

Asked may be who is active, still where the mail went, has no bad address, is not released by now, was not asked within the
last six months (a setting), and was sent mature mail of which nobody has told anything. A form lists at most sixteen items.

What a form teaches. Of each facility we ask how much of its mail it censors. What we know of that is a beta distribution: the
program's prior for facilities and the mature outcomes known there, together of size n and variance v. With k more outcomes its
variance falls, on average, by v * k / (n + k). That is what k outcomes teach: much where little is known and the rate is neither
near none nor near all, little where hundreds are known. So

    learned = v * ((before + k) / (n + before + k) - before / (n + before)),   k = items on the form * chance of an answer,

where `before` are the outcomes hoped for from the forms to that facility further up: twenty forms to one place share what there
is to learn there. The list is in the order in which forms bought one by one would teach most. The chance of an answer is the
facility's share of forms answered so far, drawn to the program's with the weight of four forms, and that to one in four with the
same weight. Divided by what one sure outcome teaches of a place of which nothing is known: 1.0 is as good as that.

Left out on purpose: how large a facility is (a place that we hardly write to may be one that silenced its readers), and that
censored mail is answered more or less often than received mail (a chase measures that, chase.py).
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base import db, kept, settings
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.censorship import mail_counts

MOST_ITEMS = 16  # on one form: one page
ANSWERED_BEFORE = (1.0, 3.0)  # what we think of answers before any form was sent: one of four
DRAWN_TO = 4.0  # forms that the program's share weighs against a facility's own
STILL_ON_ITS_WAY = 60  # days within which a form counts neither way: quick answers alone would flatter


def limits(con: Connection, today: date) -> dict[str, Any]:
    """The limits of who may be asked about what, as both questions take them."""
    now = settings.load(con)
    waited = mail_counts.maturity(con, today)
    return {
        "today": today,
        "mature_on": Scope(today, waited.days).mature_on,
        "oldest_on": today - timedelta(days=now.umf_oldest_days),
        "asked_since": today - timedelta(days=now.umf_interval_days),
        "most": MOST_ITEMS,
    }


def worth_asking(con: Connection, today: date, facility_id: int | None = None, limit: int = 50, offset: int = 0) -> pd.DataFrame:
    """Readers to send a form to, the one that teaches most first; `matching` says how many there are.

    Columns: reader_id, last_name, first_name, facility_id, facility, items (on the form), unconfirmed (in all), oldest_on,
    newest_on, answer (chance of one), known (outcomes to hope for), learned, matching.
    """
    return kept.kept(con, _worth_asking, today, facility_id, limit, offset)


def _worth_asking(con: Connection, today: date, facility_id: int | None, limit: int, offset: int) -> pd.DataFrame:
    values = {**limits(con, today), **kept.kept(con, places, today, roughly=True)}
    return db.frame(con, db.question("umf_worth"), facility_id=facility_id, limit=limit, offset=offset, **values)


def places(con: Connection, today: date) -> dict[str, Any]:
    """What is known of each facility, and of one of which nothing is: size and variance of its rate, chance of an answer."""
    waited = mail_counts.maturity(con, today)
    counted = mail_counts.counts(con, Scope(today, waited.days), "facility")
    prior = mail_counts.rates.program(counted["C"], counted["R"], counted["U"]).prior1
    answer, by_facility = _answers(con, today)
    known = counted[["facility_id", "C", "R"]].merge(by_facility, on="facility_id", how="outer").fillna(0)
    size = prior.size + known["C"] + known["R"]
    rate = (prior.a + known["C"]) / size
    there = (known["answered"] + DRAWN_TO * answer) / (known["asked"] + DRAWN_TO)
    variance = prior.mean * (1 - prior.mean) / (prior.size + 1)
    return {
        "facilities": [int(facility) for facility in known["facility_id"]],
        "sizes": [float(one) for one in size],
        "variances": [float(one) for one in rate * (1 - rate) / (size + 1)],
        "answers": [float(one) for one in there],
        "size": float(prior.size),
        "variance": float(variance),
        "answer": float(answer),
        "unit": float(variance / (prior.size + 1)),
    }


def _answers(con: Connection, today: date) -> tuple[float, pd.DataFrame]:
    """The share of forms that are answered, and by facility how many were sent and answered: those old enough to be back."""
    sql = """
        select facility_id, count(*) as asked, count(answered_on) as answered
        from umf
        where voided_on is null and coalesce(mailed_on, case when answered_on is not null then printed_on end) <= $by
        group by facility_id
        order by facility_id
    """
    found = db.frame(con, sql, by=today - timedelta(days=STILL_ON_ITS_WAY))
    yes, no = ANSWERED_BEFORE
    return (float(found["answered"].sum()) + yes) / (float(found["asked"].sum()) + yes + no), found

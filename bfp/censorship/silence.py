"""Who is silent: facilities that mail no longer goes to, or that nobody writes from any more. We do not know why, and say so.

Never a rate: where censorship is heavy readers give up, mail shrinks and censorship seems to fall.
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base import db
from bfp.base.dates import written
from bfp.base.db import Connection

SILENT_DAYS = 180
REGULAR_MONTHS = 6  # of the twelve before it stopped
KINDS = {"mail": "our mail stopped", "readers": "readers stopped writing"}


def listing(con: Connection, as_of: date) -> pd.DataFrame:
    """Open facilities where what was regular has stopped, the latest to fall silent first.

    Columns: facility_id, label, system, kind (mail or readers), what, last_on, months (of twelve), days (since), parcels_since,
    sentence. Regular is in six of the twelve months before, stopped is nothing for 180 days. Confirming mail is writing, too.
    """
    values = {"day": as_of, "silent_since": as_of - timedelta(days=SILENT_DAYS), "regular_months": REGULAR_MONTHS}
    found = db.frame(con, db.question("watch_silence"), **values)
    found["last_on"] = pd.to_datetime(found["last_on"]).dt.date
    found.insert(4, "what", found["kind"].map(KINDS).astype(str))
    return found.assign(sentence=[_sentence(row) for row in found.itertuples()])


def summary(found: pd.DataFrame) -> str:
    """One line over the list."""
    if found.empty:
        return "No facility that we mailed to or heard from regularly has fallen silent."
    places = found["facility_id"].nunique()
    have = "facility has" if places == 1 else "facilities have"
    return f"{places:,} {have} fallen silent. We do not know what happens to mail there."


def _sentence(row: Any) -> str:
    since = f"{row.months} of the 12 months to {written(row.last_on)}"
    if row.kind == "mail":
        return f"We mailed in {since}, and nothing in the {_long(row.days)} since. We do not know how mail is treated there now."
    parcels = int(row.parcels_since)
    though = f", though we mailed {parcels:,} {'parcel' if parcels == 1 else 'parcels'} since" if parcels else ""
    return f"Readers wrote or confirmed mail in {since}, and not once in the {_long(row.days)} since{though}. We do not know why."


def _long(days: int) -> str:
    months = round(days / 30.4)
    return f"{months} months" if months < 24 else f"{months // 12} years"

"""Still unconfirmed: the one list of mail of which nobody has told, which letters and forms make shorter.

An item leaves it with the first news, whether a letter, a form, a parcel that came back or a notice brought it, and is on it
again if that news is taken back. "It did not come" is a reader's word, but no outcome: such an item stays, and says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import db, kept
from bfp.base.db import Connection
from bfp.censorship import mail_counts
from bfp.mail import shipments

MOST_EXPORTED = 100_000
BEGINNING = date(1900, 1, 1)
YEAR = 365
AGES = ("old enough to ask", "all", "still arriving", "over a year", "over two years")


@dataclass(frozen=True)
class Counts:
    """How much is still unconfirmed, and what of it has been asked about."""

    items: int
    readers: int
    asked: int  # a form lists it
    missing: int  # the reader says that it did not come


def days(con: Connection, today: date, age: str) -> tuple[date, date]:
    """The first and the last day of mailing that an age means."""
    ends = {"all": today, "over a year": today - timedelta(days=YEAR), "over two years": today - timedelta(days=2 * YEAR)}
    if age in ends:
        return BEGINNING, ends[age]
    waited = mail_counts.maturity(con, today).days
    mature_on = today - timedelta(days=waited)
    return (mature_on + timedelta(days=1), today) if age == "still arriving" else (BEGINNING, mature_on)


def listing(
    con: Connection, today: date, age: str = AGES[0], facility_id: int | None = None, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """One page of the list, the latest mail first.

    Columns: item_id, shipment_id, parcel, title, quantity, facility, mailed_on, days (since then), asked_on (by a form),
    missing_on (the reader says that it did not come).
    """
    first, last = days(con, today, age)
    values = {"today": today, "from_on": first, "to_on": last, "facility_id": facility_id, "limit": limit, "offset": offset}
    found = db.frame(con, db.question("still_unconfirmed"), **values)
    found["parcel"] = [shipments.number(int(shipment_id)) for shipment_id in found["shipment_id"]]
    return found


def counts(con: Connection, today: date, age: str = AGES[0], facility_id: int | None = None) -> Counts:
    """The whole list in four figures."""
    return kept.kept(con, _counts, today, age, facility_id)


def _counts(con: Connection, today: date, age: str, facility_id: int | None) -> Counts:
    first, last = days(con, today, age)
    sql = """
        select count(*) as items, count(distinct reader_id) as readers, count(learned_on) as missing,
            count(*) filter (where id in (
                select umf_item.item_id from umf_item join umf on umf.id = umf_item.umf_id where umf.voided_on is null)) as asked
        from mailed_item
        where outcome = 'unconfirmed' and mailed_on between $first and $last
            and (cast($facility_id as integer) is null or facility_id = $facility_id)
    """
    return Counts(**db.one(con, sql, first=first, last=last, facility_id=facility_id))


def export(con: Connection, today: date, age: str = AGES[0], facility_id: int | None = None) -> pd.DataFrame:
    """The list for a spreadsheet, the latest 100,000: parcels, titles and facilities, and nobody's name or number."""
    found = listing(con, today, age, facility_id, limit=MOST_EXPORTED)
    return found[["parcel", "title", "quantity", "facility", "mailed_on", "days", "asked_on", "missing_on"]]

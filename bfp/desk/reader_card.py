"""A reader's card: what one sees at a glance before entering their letter."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import dates, settings
from bfp.base.db import Connection
from bfp.contributions import work_trade
from bfp.mail import book_requests, letters, shipments
from bfp.places import facilities, restrictions
from bfp.places.facilities import Facility
from bfp.places.restrictions import Restriction
from bfp.readers import readers
from bfp.readers.readers import Reader


@dataclass(frozen=True)
class Card:
    """A reader, where they are, what that place allows, what they wait for and what is still unconfirmed."""

    reader: Reader
    facility: Facility
    restrictions: list[Restriction]
    eligible_on: date | None  # None: no books were ever sent
    last_shipment: str  # number of the last parcel of books
    interval_days: int
    waiting: pd.DataFrame
    unconfirmed: pd.DataFrame
    shipments: pd.DataFrame
    last_postmark_on: date | None
    flags: list[str]
    work: str = ""  # what came back since the last parcel, with the program's rule

    def may_have_books(self, on: date) -> bool:
        """Whether the interval since the last parcel is over on that day (a postmark)."""
        return self.eligible_on is None or on >= self.eligible_on

    @property
    def left(self) -> bool:
        """Whether the reader is on file as no longer inside."""
        return self.reader.status in ("released", "dead")

    def eligibility(self, on: date) -> str:
        """The line on the card: may have books, or from when and why."""
        if self.left:
            return f"on file as {self.reader.status}: ask before mailing"
        if self.eligible_on is None:
            return "may have books (none sent yet)"
        if self.may_have_books(on):
            return f"may have books (last shipment {self.last_shipment})"
        return f"from {dates.written(self.eligible_on)}, {self.interval_days} days after shipment {self.last_shipment}"


def of(con: Connection, reader_id: int, today: date) -> Card:
    """The card of one reader; raises NotFound."""
    reader = readers.get(con, reader_id)
    now = settings.load(con)
    unconfirmed = shipments.unconfirmed(con, reader.id)
    unconfirmed["number"] = [shipments.number(shipment_id) for shipment_id in unconfirmed["shipment_id"]]
    last = shipments.last_books(con, reader.id)
    latest = shipments.latest(con, reader.id)
    sent_on = None if latest.empty else pd.Timestamp(latest["mailed_on"].iloc[0]).date()
    return Card(
        reader=reader,
        facility=facilities.get(con, reader.facility_id),
        restrictions=restrictions.in_force(con, reader.facility_id, today),
        eligible_on=last[1] + timedelta(days=now.interval_days) if last else None,
        last_shipment=shipments.number(last[0]) if last else "",
        interval_days=now.interval_days,
        waiting=book_requests.waiting_of(con, reader.id),
        unconfirmed=unconfirmed,
        shipments=latest,
        last_postmark_on=letters.latest_postmark(con, reader.id),
        flags=_flags(reader, today, now),
        work=work_trade.of(con, reader.id, sent_on, now).line,
    )


def _flags(reader: Reader, today: date, now: settings.Settings) -> list[str]:
    flags = []
    if reader.bad_address_on:
        flags.append(f"bad address since {dates.written(reader.bad_address_on)}: find the right one before mailing")
    if reader.status == "moved":
        flags.append("moved: address to be found")
    if reader.status in ("released", "dead"):
        flags.append(reader.status)
    if reader.release_on and reader.status == "active":
        if reader.release_on <= today:
            flags.append(f"release date {dates.written(reader.release_on)} has passed")
        elif reader.release_on <= today + timedelta(days=now.release_warning_days):
            flags.append(f"to be released {dates.written(reader.release_on)}")
    if reader.solitary:
        flags.append("in solitary")
    if reader.life:
        flags.append("serving life")
    if reader.checked_on is None or reader.checked_on < today - timedelta(days=now.record_old_days):
        flags.append("record old: last checked " + (dates.written(reader.checked_on) or "never"))
    return flags

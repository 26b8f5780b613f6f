"""Postage in the ledger: what the shipments of a month cost, each booked once, taken back if the shipment was voided."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.periods import Scope
from bfp.supporters import money


@dataclass(frozen=True)
class Open:
    """What of a month's postage is not in the ledger yet."""

    month: date
    parcels: int
    cents: int
    estimated: int  # of the parcels, those whose postage is an estimate from the weight
    unknown: int  # parcels without postage, weight or rate: they can't be booked
    voided: int  # shipments that were booked, and voided since
    voided_cents: int

    @property
    def nothing(self) -> bool:
        return not (self.parcels or self.voided)

    @property
    def sentence(self) -> str:
        """310 parcels of Oct 2026 are not booked yet: $1,234.56, 40 of them by an estimate …"""
        name, parts = f"{self.month:%b %Y}", []
        if self.parcels:
            guess = f", {self.estimated:,} of them estimated from the weight" if self.estimated else ""
            one = self.parcels == 1
            are = f"{self.parcels:,} parcel{'' if one else 's'} of {name} {'is' if one else 'are'} not booked yet"
            parts.append(f"{are}: {money.written(self.cents)}{guess}.")
        if self.voided:
            one = self.voided == 1
            what = f"{self.voided:,} booked shipment{'' if one else 's'} of {name} {'was' if one else 'were'} voided since"
            parts.append(f"{what}: {money.written(self.voided_cents)} to take back.")
        if self.unknown:
            one = self.unknown == 1
            parts.append(f"{self.unknown:,} parcel{'' if one else 's'} of {name} can't be booked: no postage, weight or rate.")
        return " ".join(parts) or f"All postage of {name} is booked."


def to_book(con: Connection, month: date, today: date) -> Open:
    """What booking this month would enter."""
    costs, voided = _costs(con, month, today), _voided(con, month)
    known = costs[costs["known"]]
    return Open(
        month=month.replace(day=1),
        parcels=len(known),
        cents=int(known["cents"].sum()),
        estimated=int(known["estimated"].sum()),
        unknown=int((~costs["known"]).sum()),
        voided=len(voided),
        voided_cents=int(voided["amount_cents"].sum()),
    )


def book(con: Connection, month: date, today: date, fund_id: int | None = None) -> Open:
    """Enter the postage of a month's shipments that is not booked yet, each as an expense of its own; says what it was.

    Postage that was booked for shipments voided since is taken back by counter-entries. Raises Conflict if
    there is nothing to book.
    """
    if month.replace(day=1) > today:
        raise Invalid(f"{month:%b %Y} has not come yet.", "postage_month")
    place = money.fund(con, fund_id)
    if place.closed_on is not None:
        raise Conflict(f"The fund {place.name} is closed. Choose another.")
    costs, voided, what = _costs(con, month, today), _voided(con, month), to_book(con, month, today)
    if what.nothing:
        raise Conflict(what.sentence)
    known = costs[costs["known"]]
    entries = pd.DataFrame(
        {
            "kind": "expense",
            "happened_on": known["mailed_on"],
            "amount_cents": known["cents"],
            "form": "none",
            "purpose": "postage",
            "fund_id": place.id,
            "shipment_id": known["shipment_id"],
            "note": known["estimated"].map({True: "estimated from the weight", False: ""}),
            "entered_by": con.by,
            "saved_at": con.at,
        }
    )
    db.insert(con, "money_entry", entries)
    for row in voided.itertuples():
        money.counter(con, int(row.id), today, f"the shipment was voided: {row.void_reason}")
    changes = {
        "postage of": ("", f"{what.month:%b %Y}"),
        "parcels": ("", what.parcels),
        "amount": ("", money.written(what.cents)),
    }
    history.record(con, "fund", place.id, "changed", changes, "postage booked from shipments")
    return what


def months(con: Connection, today: date, limit: int = 24) -> list[date]:
    """The months in which something was mailed, the latest first."""
    sql = """
        select distinct cast(date_trunc('month', mailed_on) as date) as month
        from shipment
        where mailed_on <= $today
        order by month desc
        limit $limit
    """
    return [row["month"] for row in db.rows(con, sql, today=today, limit=limit)]


def unbooked(con: Connection, since: date, until: date) -> int:
    """How many parcels of a time have no postage in the ledger."""
    sql = """
        select count(*) from shipment
        where voided_on is null and mailed_on between $since and $until and postage_cents is distinct from 0
            and not exists (
                select 1 from money_entry as entry
                where entry.shipment_id = shipment.id and entry.kind = 'expense' and entry.corrects is null
                    and entry.happened_on between $since and $until
                    and entry.id not in (select corrects from money_entry where corrects is not null))
    """
    return db.value(con, sql, since=since, until=until)


def _costs(con: Connection, month: date, today: date) -> pd.DataFrame:
    """The month's shipments that are not booked: shipment_id, mailed_on, cents, estimated, known. Free mail needs no entry."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    values = Scope(day=today, since=first, until=min(last, max(today, first))).values
    wanted = {name: values[name] for name in ("since", "until", "system_id", "federal", "state")}
    found = db.frame(con, db.question("postage_costs"), by="shipment", facility_id=None, **wanted)
    cents = found["typed_cents"] + found["estimated_cents"]
    table = pd.DataFrame(
        {
            "shipment_id": found["part"].astype(int),
            "mailed_on": found["first_on"],
            "cents": cents.astype("int64"),
            "estimated": found["estimated_parcels"] > 0,
            "known": found["unknown_parcels"] == 0,
        }
    )
    booked = """
        select entry.shipment_id
        from money_entry as entry
        join shipment on shipment.id = entry.shipment_id
        left join money_entry as counter on counter.corrects = entry.id
        where entry.kind = 'expense' and entry.corrects is null and counter.id is null
            and shipment.mailed_on between $since and $until
    """
    done = db.frame(con, booked, since=first, until=last)["shipment_id"]
    return table[~table["shipment_id"].isin(done) & ((table["cents"] > 0) | ~table["known"])]


def _voided(con: Connection, month: date) -> pd.DataFrame:
    """Standing entries of the month's shipments that were voided since."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    sql = """
        select entry.id, entry.amount_cents, shipment.void_reason
        from money_entry as entry
        join shipment on shipment.id = entry.shipment_id and shipment.voided_on is not null
        left join money_entry as counter on counter.corrects = entry.id
        where entry.kind = 'expense' and entry.corrects is null and counter.id is null
            and shipment.mailed_on between $first and $last
        order by entry.id
    """
    return db.frame(con, sql, first=first, last=last)

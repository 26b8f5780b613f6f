"""What postage cost, by month, facility and class of mail. Estimates are kept apart from what was typed."""

from datetime import date

import pandas as pd

from bfp.base import charts, db, periods, words
from bfp.base.db import Connection
from bfp.base.measures import written_dollars
from bfp.base.periods import Scope
from bfp.mail import shipments

COUNTS = ("parcels", "typed_parcels", "estimated_parcels", "unknown_parcels", "typed_cents", "estimated_cents", "cents")
BY = ("month", "facility", "mail class")


def costs(con: Connection, scope: Scope, by: str, facility_id: int | None = None) -> pd.DataFrame:
    """By month (all of them, in their order), facility or mail class (the dearest first): the part, facility_id, COUNTS.

    A parcel with typed postage costs that; without, the estimate of that day's rate for its weight; without a weight or
    a rate it is counted as unknown and costs nothing here. Voided shipments are in no sum.
    """
    found = _asked(con, scope, by, facility_id)
    table = found.rename(columns={"part": by} if by != "facility" else {"part": "name"})
    if by == "facility":
        table = table.drop(columns="facility").rename(columns={"name": "facility"})
    if by != "month" or table.empty:
        return table[[by, "facility_id", *COUNTS]]
    months = pd.date_range(table["month"].min(), table["month"].max(), freq="MS", name="month")
    counts = table.assign(month=pd.to_datetime(table["month"])).set_index("month")[list(COUNTS)]
    filled = counts.reindex(months, fill_value=0).reset_index()
    return filled.assign(month=filled["month"].dt.date, facility_id=None)[["month", "facility_id", *COUNTS]]


def parcels(con: Connection, scope: Scope, facility_id: int | None = None) -> pd.DataFrame:
    """Each parcel with its cost: shipment, mailed on, facility, mail class, weight in ounces, postage, how it is known."""
    found = _asked(con, scope, "shipment", facility_id)
    how = found["typed_parcels"].map({1: "typed", 0: "estimate"}).where(found["unknown_parcels"] == 0, "not known")
    return pd.DataFrame(
        {
            "shipment": [shipments.number(int(number)) for number in found["part"]],
            "mailed on": pd.to_datetime(found["first_on"]).dt.date,
            "facility": found["facility"],
            "mail class": found["mail_class"],
            "weight oz": found["weight_oz"].astype("Int64"),
            "postage": (found["cents"] / 100).where(found["unknown_parcels"] == 0),
            "known how": how,
        }
    )


def of_shipment(con: Connection, shipment_id: int) -> tuple[int, bool] | None:
    """What one parcel cost in cents, and whether that is an estimate; None where it is not known."""
    sent = db.row(con, "select facility_id, mailed_on from shipment where id = $id and voided_on is null", id=shipment_id)
    if sent is None:
        return None
    found = _asked(con, Scope(day=sent["mailed_on"], since=sent["mailed_on"]), "shipment", sent["facility_id"])
    row = found[found["part"] == str(shipment_id)].iloc[0]
    return None if row["unknown_parcels"] else (int(row["cents"]), not row["typed_parcels"])


def of_facility(con: Connection, facility_id: int, day: date) -> str:
    """What postage to one facility cost in the last twelve months, as a sentence; empty if nothing was mailed there."""
    since, until = periods.period("Last 12 months", day)
    table = _asked(con, Scope(day=day, since=since, until=until), "all", facility_id)
    return f"Postage in the last 12 months: {total(table)}." if len(table) else ""


def total(table: pd.DataFrame) -> str:
    """The sum of a table of costs in words: $1,234.56 for 310 parcels, $40.23 of it estimated …"""
    sums = {name: int(table[name].sum()) for name in COUNTS}
    parts = [f"{written_dollars(sums['cents'])} for {sums['parcels']:,} {words.plural(sums['parcels'], 'parcel')}"]
    if sums["estimated_parcels"]:
        of = f"{sums['estimated_parcels']:,} {words.plural(sums['estimated_parcels'], 'parcel')}"
        parts.append(f"{written_dollars(sums['estimated_cents'])} of it estimated from the weight of {of}")
    if sums["unknown_parcels"]:
        parcels_ = words.plural(sums["unknown_parcels"], "parcel")
        parts.append(f"{sums['unknown_parcels']:,} {parcels_} without postage, weight or rate not counted in")
    return ", ".join(parts)


def says(table: pd.DataFrame, scope: Scope, by: str) -> str:
    """The line under the chart: the sum, by what, and of which mail."""
    words = scope.words.replace("mailed in all years", "in all years")
    many = by != "month" and len(table) > charts.MOST_BARS
    drawn = f" The {charts.MOST_BARS} dearest are drawn, all are in the table." if many else ""
    return f"Postage by {by}: {total(table)}; {words}; whole parcels, whatever literature is in them.{drawn}"


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader of the report sees: the part, parcels, dollars. No ids."""
    part = table.columns[0]
    return pd.DataFrame(
        {
            part: table[part],
            "parcels": table["parcels"],
            "postage": table["cents"] / 100,
            "of it estimated": table["estimated_cents"] / 100,
            "parcels estimated": table["estimated_parcels"],
            "parcels not known": table["unknown_parcels"],
        }
    )


def _asked(con: Connection, scope: Scope, by: str, facility_id: int | None) -> pd.DataFrame:
    values = scope.values
    wanted = {name: values[name] for name in ("since", "until", "system_id", "federal", "state")}
    found = db.frame(con, db.question("postage_costs"), by=by, facility_id=facility_id, **wanted)
    return found.assign(cents=found["typed_cents"] + found["estimated_cents"])

"""What was overturned goes out once more: whether it did, and whether it then arrived."""

from dataclasses import dataclass
from datetime import date

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.incidents import incidents
from bfp.incidents.incidents import Incident
from bfp.mail import shipments

WON = ("overturned", "partly overturned")


@dataclass(frozen=True)
class Again:
    """The parcel with which a title went to its reader once more."""

    shipment_id: int
    number: str
    mailed_on: date
    outcome: str
    outcome_on: date | None
    voided_on: date | None

    @property
    def stands(self) -> bool:
        return self.voided_on is None

    @property
    def sentence(self) -> str:
        """Whether it then arrived."""
        sent = f"Sent again in parcel {self.number} on {dates.written(self.mailed_on)}"
        if not self.stands:
            return f"Parcel {self.number}, in which it was to go again, was voided: it has not been sent."
        if self.outcome == "unconfirmed":
            return f"{sent}. Whether it arrived is not known yet."
        when = f" on {dates.written(self.outcome_on)}" if self.outcome_on else ""
        said = {
            "received": f"it arrived{when}.",
            "censored": f"it was **censored again**{when}: that is an incident of its own, and worth telling headquarters.",
            "returned": f"it came back{when} for an ordinary reason.",
            "no reason given": f"it came back{when} without a reason.",
        }
        return f"{sent}: {said[self.outcome]}"


def of(con: Connection, incident: Incident) -> Again | None:
    """The parcel with which it went again, if it did."""
    if incident.sent_again_shipment_id is None:
        return None
    sql = """
        select shipment.id as shipment_id, shipment.mailed_on, shipment.voided_on, item.outcome, item.outcome_on
        from shipment
        join item on item.shipment_id = shipment.id and item.title_id = $title_id
        where shipment.id = $id
        order by item.id
    """
    found = db.row(con, sql, id=incident.sent_again_shipment_id, title_id=incident.title_id)
    return Again(**found, number=shipments.number(found["shipment_id"])) if found else None


def offered(con: Connection, incident: Incident) -> bool:
    """Whether to offer to send it again: overturned, known to whom, and not on its way already."""
    if incident.decision not in WON or incident.voided_on is not None or not incident.reader_id or not incident.title_id:
        return False
    again = of(con, incident)
    return again is None or not again.stands


def note(con: Connection, incident_id: int, shipment_id: int) -> Incident:
    """Write down in which parcel it went again: to the same reader, with this title, later than the first."""
    before = incidents.standing(con, incident_id)
    shipment, number = shipments.standing(con, shipment_id), shipments.number(shipment_id)
    if before.decision not in WON:
        raise Conflict(f"Incident {incident_id} is {before.decision}: only what was overturned is sent again.")
    if before.reader_id is None or before.title_id is None:
        raise Conflict("Match the incident to its parcel first: until then nobody knows what to send to whom.")
    if shipment.reader_id != before.reader_id:
        raise Invalid(f"Parcel {number} went to another reader. Type the one that went to this reader.", "again")
    if before.title_id not in list(shipments.items(con, shipment_id)["title_id"]):
        raise Invalid(f"{before.title} was not in parcel {number}. Type the one that held it.", "again")
    if shipment_id == before.shipment_id:
        raise Invalid(f"Parcel {number} is the one that was stopped. Type the one that went after it.", "again")
    if before.decided_on is not None and shipment.mailed_on < before.decided_on:
        decided = dates.written(before.decided_on)
        raise Invalid(f"Parcel {number} was mailed before the decision of {decided}. Type the one that went after it.", "again")
    _set(con, before, shipment_id)
    return incidents.get(con, incident_id)


def _set(con: Connection, before: Incident, shipment_id: int) -> None:
    sql = "update incident set sent_again_shipment_id = $shipment_id where id = $id"
    con.execute(sql, {"shipment_id": shipment_id, "id": before.id})
    was = "" if before.sent_again_shipment_id is None else shipments.number(before.sent_again_shipment_id)
    history.record(con, "incident", before.id, "changed", {"sent_again": (was, shipments.number(shipment_id))})


def mailed(con: Connection, shipment_id: int) -> list[int]:
    """A parcel was mailed: the overturned incidents of its reader whose title is in it are sent again; gives their numbers."""
    sql = """
        select incident.id
        from incident
        join shipment on shipment.id = $shipment_id and shipment.reader_id = incident.reader_id
        left join shipment as before on before.id = incident.sent_again_shipment_id and before.voided_on is null
        where incident.voided_on is null and incident.decision in ('overturned', 'partly overturned') and before.id is null
            and shipment.voided_on is null and shipment.mailed_on >= incident.decided_on
            and incident.title_id in (select title_id from item where shipment_id = $shipment_id)
        order by incident.id
    """
    found = [row["id"] for row in db.rows(con, sql, shipment_id=shipment_id)]
    for incident_id in found:
        _set(con, incidents.get(con, incident_id), shipment_id)
    return found

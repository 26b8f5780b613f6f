"""What a returned parcel means for the reader's record: offered, never done by itself, and taken back with it."""

from dataclasses import dataclass
from datetime import date

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.mail import letters, shipments
from bfp.readers import readers

ADDRESS = "address to be found"
RELEASED, DEAD = "released", "dead"
# The reason that says most about the reader counts, if a parcel's items came back for several.
MEANS = {"died": DEAD, "released": RELEASED, "moved": ADDRESS, "not found": ADDRESS, "bad address": ADDRESS}
LABELS = {ADDRESS: "Address to be found", RELEASED: "Mark released", DEAD: "Mark dead"}
THEN = {
    ADDRESS: "No mail would go to this reader until the address is corrected.",
    RELEASED: "The record would say released, and whoever packs is warned.",
    DEAD: "The record would say dead, and whoever packs is warned.",
}


@dataclass(frozen=True)
class Offer:
    """One thing that may follow for a reader's record; `does` is empty where nothing can, and `sentence` says why."""

    reader_id: int
    shipment_id: int
    reason: str
    does: str
    sentence: str

    @property
    def label(self) -> str:
        return LABELS.get(self.does, "")


@dataclass(frozen=True)
class Followed:
    """What was done to a reader's record, so that it can be taken back."""

    offer: Offer
    status: str  # before
    bad_address_on: date | None  # before
    sentence: str


def offer(con: Connection, shipment_id: int, event_ids: tuple[int, ...]) -> Offer | None:
    """What may follow from this news; None if it says nothing about where the reader is, or the record says so already.

    A return that we doubt, or that newer news has overtaken, changes no record.
    """
    sql = """
        select event.return_reason as reason, event.disputed,
            event.id = (select max(id) from outcome_event where item_id = event.item_id and voided_on is null) as counts
        from outcome_event as event
        where event.id in (select unnest($ids::integer[])) and event.outcome = 'returned'
    """
    found = [row for row in db.rows(con, sql, ids=list(event_ids)) if row["counts"]]
    reason = next((name for name in MEANS if any(row["reason"] == name and not row["disputed"] for row in found)), None)
    shipment = shipments.get(con, shipment_id)
    reader = readers.get(con, shipment.reader_id)
    if reason is None:
        doubted = any(row["disputed"] for row in found)
        stays = f"{reader.name}: the record stays, since we doubt this return."
        return Offer(reader.id, shipment_id, "", "", stays) if doubted else None
    does = MEANS[reason]
    known = reader.status in (DEAD, does) or (does == ADDRESS and (reader.bad_address_on or reader.status != "active"))
    if known:
        return None
    if does == ADDRESS and reader.facility_id != shipment.facility_id:
        there = f"{reader.name} is on file at {reader.facility} by now; this parcel went to {shipment.facility}."
        return Offer(reader.id, shipment_id, reason, "", f"{there} Nothing follows.")
    sentence = f"The parcel to {reader.name} came back marked “{reason}”. {_since(con, reader, shipment)}{THEN[does]}"
    return Offer(reader.id, shipment_id, reason, does, sentence)


def _since(con: Connection, reader: readers.Reader, shipment: shipments.Shipment) -> str:
    """A letter later than the parcel speaks against it: whoever decides should know."""
    wrote = letters.latest_postmark(con, reader.id)
    since = wrote and wrote > shipment.mailed_on
    return f"A letter of {dates.written(wrote)}, after this was mailed, is on file. " if since else ""


def follow(con: Connection, chosen: Offer, on: date) -> Followed:
    """Do what was offered; the reader's history says which parcel it was. Raises Conflict if there is nothing to do."""
    before = readers.get(con, chosen.reader_id)
    why = f"parcel {shipments.number(chosen.shipment_id)} came back: {chosen.reason}"
    if chosen.does == ADDRESS and before.bad_address_on is None:
        readers.mark_bad_address(con, before.id, on, why)
    elif chosen.does in (RELEASED, DEAD) and before.status != chosen.does:
        readers.edit(con, before.id, why, status=chosen.does)
    else:
        raise Conflict(f"The record of {before.name} says so already.")
    done = "address to be found, no mail until then" if chosen.does == ADDRESS else f"marked {chosen.does}"
    return Followed(chosen, before.status, before.bad_address_on, f"{before.name}: {done}")


def undo(con: Connection, done: Followed) -> None:
    """Put the record back as it was, unless somebody has changed it since."""
    now = readers.get(con, done.offer.reader_id)
    if done.offer.does == ADDRESS and now.bad_address_on is not None and done.bad_address_on is None:
        readers.address_corrected(con, now.id, "undone")
    elif done.offer.does in (RELEASED, DEAD) and now.status == done.offer.does:
        readers.edit(con, now.id, "undone", status=done.status)

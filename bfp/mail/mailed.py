"""Mailed parcels as their papers need them: who, where to, what is in them."""

from dataclasses import dataclass

from bfp.base import db
from bfp.base.db import Connection
from bfp.mail import shipments
from bfp.mail.shipments import Shipment
from bfp.places import facilities, restrictions
from bfp.places.facilities import Facility
from bfp.readers import addresses, readers
from bfp.readers.readers import Reader


@dataclass(frozen=True)
class Item:
    """One title in a parcel."""

    title: str
    author: str
    isbn: str | None
    price_cents: int | None
    quantity: int


@dataclass(frozen=True)
class Parcel:
    """A shipment with its reader, the facility of the day it was mailed, the lines of its address and its items."""

    shipment: Shipment
    reader: Reader
    facility: Facility
    to: list[str]
    items: list[Item]
    invoice_needed: bool


def parcels(con: Connection, shipment_ids: list[int]) -> list[Parcel]:
    """These shipments in this order; raises NotFound, or Conflict for one that was voided."""
    found = [shipments.standing(con, shipment_id) for shipment_id in shipment_ids]
    places = {facility_id: facilities.get(con, facility_id) for facility_id in {shipment.facility_id for shipment in found}}
    people = {reader_id: readers.get(con, reader_id) for reader_id in {shipment.reader_id for shipment in found}}
    items = _items(con, shipment_ids)
    invoice = _invoice_needed(con, found)
    return [
        Parcel(
            shipment,
            people[shipment.reader_id],
            places[shipment.facility_id],
            addresses.for_parcel(people[shipment.reader_id], places[shipment.facility_id], shipment.to_paper_mail),
            items.get(shipment.id, []),
            shipment.id in invoice,
        )
        for shipment in found
    ]


def _items(con: Connection, shipment_ids: list[int]) -> dict[int, list[Item]]:
    """The items of all these shipments in one query: a scan for each would take seconds on a large file."""
    sql = """
        select item.shipment_id, title.name as title, title.author, title.isbn, title.price_cents, item.quantity
        from item
        join title on title.id = item.title_id
        where list_contains($ids::integer[], item.shipment_id)
        order by item.shipment_id, item.id
    """
    found: dict[int, list[Item]] = {}
    for row in db.rows(con, sql, ids=shipment_ids):
        found.setdefault(row.pop("shipment_id"), []).append(Item(**row))
    return found


def _invoice_needed(con: Connection, found: list[Shipment]) -> set[int]:
    """The shipments whose facility asked for an invoice on the day they were mailed."""
    needed = set()
    for day in {shipment.mailed_on for shipment in found}:
        of_day = [shipment for shipment in found if shipment.mailed_on == day]
        rules = restrictions.in_force_at(con, sorted({shipment.facility_id for shipment in of_day}), day)
        needed |= {shipment.id for shipment in of_day if any(rule.invoice_needed for rule in rules.get(shipment.facility_id, []))}
    return needed


def standing(con: Connection, shipment_ids: list[int]) -> list[int]:
    """Those of these shipments that were not voided, in the same order."""
    sql = "select id from shipment where list_contains($ids::integer[], id) and voided_on is null"
    there = {row["id"] for row in db.rows(con, sql, ids=shipment_ids)}
    return [shipment_id for shipment_id in shipment_ids if shipment_id in there]

"""The papers of a whole session at the packing table in one file: each parcel's slip and letter in packing order, then labels."""

from datetime import date

from bfp.base import settings
from bfp.base.db import Connection
from bfp.base.errors import NotFound
from bfp.mail import labels, mailed, reader_letters, slips
from bfp.packing import packing_session
from bfp.papers import typesetting


def pdf(con: Connection, session_id: int, today: date, sheet: str = labels.USUAL, start: int = 1) -> bytes:
    """Everything of the session's packed parcels; raises NotFound if none is packed yet."""
    return of(con, packed(con, session_id), today, sheet, start)


def of(con: Connection, shipment_ids: list[int], today: date, sheet: str = labels.USUAL, start: int = 1) -> bytes:
    """Everything of these shipments in this order."""
    if not shipment_ids:
        raise NotFound("No parcel of this session is packed yet. Its papers can be printed when the first one is.")
    now = settings.load(con)
    parcels = mailed.parcels(con, shipment_ids)
    letters = reader_letters.data(con, parcels, now, today)
    parts = [part for parcel, letter in zip(parcels, letters, strict=True) for part in (slips.data(parcel, now), letter)]
    parts.append(labels.data(parcels, now, sheet, start))
    return typesetting.pdf("mail", {"title": "Papers of a packing session", "parts": parts})


def packed(con: Connection, session_id: int) -> list[int]:
    """The session's shipments in packing order, without those voided since."""
    found = packing_session.parcels(con, session_id)
    return mailed.standing(con, [int(shipment_id) for shipment_id in found["shipment_id"].dropna()])

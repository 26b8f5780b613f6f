"""The packing slip and invoice of a parcel: what is in it, and that nothing is owed for it."""

from typing import Any

from bfp.base import dates, isbn, measures, settings, words
from bfp.base.db import Connection
from bfp.base.settings import Settings
from bfp.base.words import number_of
from bfp.mail import mailed
from bfp.mail.mailed import Item, Parcel
from bfp.papers import typesetting


def pdf(con: Connection, shipment_ids: list[int]) -> bytes:
    """The slips of these shipments in this order, each on pages of its own."""
    now = settings.load(con)
    parts = [data(parcel, now) for parcel in mailed.parcels(con, shipment_ids)]
    return typesetting.pdf("mail", {"title": "Packing slips", "parts": parts})


def data(parcel: Parcel, now: Settings) -> dict[str, Any]:
    """Everything that stands on the slip, as text. The note of the shipment is the program's own and never printed."""
    shipment, items = parcel.shipment, parcel.items
    prices = [item.price_cents * item.quantity for item in items if item.price_cents is not None]
    copies = sum(item.quantity for item in items)
    unpriced = len(items) - len(prices)
    weight = measures.written_weight(shipment.weight_oz)
    facts = [("Shipment", shipment.number), ("Mailed", dates.written(shipment.mailed_on)), ("Sent as", shipment.mail_class)]
    return {
        "kind": "slip",
        "title": "Invoice and packing slip" if parcel.invoice_needed else "Packing slip and invoice",
        "program": now.program_name,
        "from": words.lines(now.return_address),
        "number": shipment.number,
        "code": typesetting.barcode(shipment.number),
        "to": parcel.to,
        "facts": [*facts, *([("Weight", weight)] if weight else [])],
        "items": [_row(item) for item in items],
        "copies": f"{number_of(len(items), 'title')}, {number_of(copies, 'copy')}",
        "total": measures.written_dollars(sum(prices)),
        "unpriced": f"{unpriced} of the titles {'are' if unpriced > 1 else 'is'} without a price." if unpriced else "",
        "wording": now.invoice_wording,
    }


def _row(item: Item) -> dict[str, Any]:
    price = item.price_cents
    return {
        "title": item.title,
        "author": item.author,
        "isbn": isbn.written(item.isbn),
        "quantity": item.quantity,
        "price": measures.written_dollars(price) if price is not None else "",
        "amount": measures.written_dollars(price * item.quantity) if price is not None else "",
    }

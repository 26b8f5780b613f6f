"""Address labels of parcels: on common sheets, starting at any label, or one to a page."""

from typing import Any

from bfp.base import settings, words
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.settings import Settings
from bfp.mail import mailed
from bfp.mail.mailed import Parcel
from bfp.papers import typesetting

# All lengths in inches, as the makers of the sheets give them; `from` and `to` are the largest letters, in points.
SHEETS: dict[str, dict[str, Any]] = {
    "30 a page (5160)": {
        "page": (8.5, 11), "across": 3, "down": 10, "label": (2.625, 1), "pitch": (2.75, 1), "left": 0.1875, "top": 0.5,
        "small": True, "from": 0, "to": 10.5, "module": 0.19,
    },
    "10 a page (5163)": {
        "page": (8.5, 11), "across": 2, "down": 5, "label": (4, 2), "pitch": (4.1875, 2), "left": 0.15625, "top": 0.5,
        "small": False, "from": 8, "to": 13, "module": 0.25,
    },
    "4 x 6 in. (label printer)": {
        "page": (4, 6), "across": 1, "down": 1, "label": (4, 6), "pitch": (4, 6), "left": 0, "top": 0,
        "small": False, "from": 11, "to": 19, "module": 0.375,
    },
}  # fmt: skip
USUAL = "10 a page (5163)"


def pdf(con: Connection, shipment_ids: list[int], sheet: str = USUAL, start: int = 1) -> bytes:
    """The labels of these shipments in this order, the first one on the label `start` of the first sheet."""
    part = data(mailed.parcels(con, shipment_ids), settings.load(con), sheet, start)
    return typesetting.pdf("mail", {"title": "Labels", "parts": [part]})


def a_page(sheet: str) -> int:
    """How many labels are on one sheet; raises Invalid for a sheet that there is not."""
    if sheet not in SHEETS:
        raise Invalid(f"The sheets of labels are {', '.join(SHEETS)}, not {sheet!r}.", "sheet")
    return SHEETS[sheet]["across"] * SHEETS[sheet]["down"]


def data(parcels: list[Parcel], now: Settings, sheet: str = USUAL, start: int = 1) -> dict[str, Any]:
    """Everything that stands on the labels."""
    classes = ["" if parcel.shipment.mail_class == "other" else parcel.shipment.mail_class for parcel in parcels]
    addressed = [(one.to, one.shipment.number, mail_class) for one, mail_class in zip(parcels, classes, strict=True)]
    return sheets(addressed, now, sheet, start)


def sheets(addressed: list[tuple[list[str], str, str]], now: Settings, sheet: str, start: int) -> dict[str, Any]:
    """Labels by their address, number and mail class (none where it is empty)."""
    if not 1 <= start <= a_page(sheet):
        raise Invalid(f"A sheet of this kind has the labels 1 to {a_page(sheet)}; there is no label {start}.", "start")
    sender = [now.program_name, *words.lines(now.return_address)]
    return {
        "kind": "labels",
        "sheet": SHEETS[sheet],
        "start": start,
        "parcels": [
            {"to": to, "from": sender, "number": number, "code": typesetting.barcode(number), "mail_class": mail_class}
            for to, number, mail_class in addressed
        ],
    }

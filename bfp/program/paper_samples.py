"""A made-up parcel, to look at papers before they are printed. Nobody on it is real."""

from datetime import date
from typing import Any

from bfp.base import settings
from bfp.base.db import Connection
from bfp.contributions import joining_letters
from bfp.mail import labels, reader_letters, slips
from bfp.mail.mailed import Item, Parcel
from bfp.mail.shipments import Shipment
from bfp.outcomes import umf_paper
from bfp.papers import paper_texts
from bfp.places.facilities import Facility
from bfp.readers.readers import Reader
from bfp.supporters import donation_papers

_DAY = date(2026, 1, 14)
_FACILITY = Facility(
    1, "Example Unit", 1, "Example Department of Corrections", "state", "TX", "prison", "1 Example Road", "Sampleton", "75001",
    "", "", "", "", "", None, None, "open", "",
)  # fmt: skip
_READER = Reader(1, "01234567", 1, 1, "Example Unit, TX", "Testa", "Reader", False, False, None, "active", None, "")
_SHIPMENT = Shipment(
    id=4821, reader_id=1, facility_id=1, facility="Example Unit, TX", book_request_id=None, mailed_on=_DAY,
    mail_class="Media Mail", postage_cents=463, weight_oz=30, note="", mailed_by="", voided_on=None, void_reason="",
    to_paper_mail=False,
)  # fmt: skip
_PARCEL = Parcel(
    _SHIPMENT,
    _READER,
    _FACILITY,
    ["Testa Reader 01234567", *_FACILITY.package_address],
    [Item("An Example of History", "A. Author", "9780306406157", 1500, 1), Item("Diccionario de ejemplo", "", None, 800, 2)],
    False,
)
_EARLIER = [
    {"shipment_id": 4390, "mailed_on": date(2025, 9, 3), "title": "A Handbook of Examples", "quantity": 1},
    {"shipment_id": 4102, "mailed_on": date(2025, 5, 21), "title": "Examples, issue 12", "quantity": 1},
]


def letter(con: Connection, name: str, language: str, body: str) -> dict[str, Any]:
    """The letter to a reader with this text in it, as data; raises Invalid if the text can't be filled in."""
    paper_texts.check(name, body)
    if name in paper_texts.FORM:
        texts = {**umf_paper.texts_in(con, language), name: body}
        asked = [{**item, "position": nth, "author": ""} for nth, item in enumerate(_EARLIER, start=1)]
        return {"forms": [umf_paper.form(12, _READER, _FACILITY, asked, texts, language, settings.load(con))]}
    if name in paper_texts.JOINING:
        work = joining_letters.in_words(("book review", "study group"), language)
        part = joining_letters.letter(settings.load(con), _READER, _FACILITY, body, work, _DAY, language, _DAY)
        return {"title": "Letter to a reader", "parts": [part]}
    if name not in paper_texts.LETTER:
        return {"title": "Letter to a supporter", "parts": [donation_papers.sample(con, name, language, body, _DAY)]}
    texts = {known: paper_texts.get(con, known, language) for known in paper_texts.LETTER} | {name: body}
    part = reader_letters.letter(texts, _PARCEL, _EARLIER, settings.load(con), language, _DAY)
    return {"title": "Letter to a reader", "parts": [part]}


def paper(name: str) -> str:
    """Which paper a text stands on, by the name of its layout."""
    return "umf" if name in paper_texts.FORM else "mail"


def slip(con: Connection) -> dict[str, Any]:
    """A slip with the settings in force, as data."""
    return {"title": "Packing slip", "parts": [slips.data(_PARCEL, settings.load(con))]}


def label_sheet(con: Connection, sheet: str) -> dict[str, Any]:
    """A sheet full of labels, to try how it lies on the printer's paper, as data."""
    part = labels.data([_PARCEL] * labels.a_page(sheet), settings.load(con), sheet)
    return {"title": "Labels to try", "parts": [part]}

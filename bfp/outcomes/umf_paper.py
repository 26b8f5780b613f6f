"""The unconfirmed-mail form on paper: one page to a reader, in their language, many in one file in the order of the envelopes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bfp.base import db, settings
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.settings import Settings
from bfp.mail import labels
from bfp.outcomes import umf
from bfp.papers import paper_texts, typesetting
from bfp.papers.given_texts import CODES
from bfp.papers.umf_words import MONTHS, USUAL, WORDS
from bfp.places import facilities
from bfp.places.facilities import Facility
from bfp.readers import addresses, reader_languages, readers
from bfp.readers.readers import Reader


def pdf(con: Connection, umf_ids: Sequence[int]) -> bytes:
    """These forms as one PDF, a page each, in this order; the address stands where a window envelope shows it."""
    if not umf_ids:
        raise Invalid("There is no form to print.")
    return typesetting.pdf("umf", {"forms": data(con, umf_ids)})


def labels_pdf(con: Connection, umf_ids: Sequence[int], sheet: str = labels.USUAL, start: int = 1) -> bytes:
    """The labels of these forms in this order, for envelopes without a window."""
    to_whom = [(to, number, "") for number, to in addressed(con, umf_ids)]
    part = labels.sheets(to_whom, settings.load(con), sheet, start)
    return typesetting.pdf("mail", {"title": "Labels", "parts": [part]})


def data(con: Connection, umf_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Everything that stands on the forms, as text."""
    now = settings.load(con)
    people = _forms(con, umf_ids)
    spoken = reader_languages.of(
        con, [row["reader_id"] for row in people.values()], paper_texts.written_in(con, "umf_asks"), USUAL
    )
    asked = _items(con, umf_ids)
    places = {facility_id: facilities.get(con, facility_id) for facility_id in {row["facility_id"] for row in people.values()}}
    texts = {language: texts_in(con, language) for language in {USUAL, *spoken.values()}}
    return [
        form(
            umf_id,
            readers.get(con, people[umf_id]["reader_id"]),
            places[people[umf_id]["facility_id"]],
            asked[umf_id],
            texts[spoken.get(people[umf_id]["reader_id"], USUAL)],
            spoken.get(people[umf_id]["reader_id"], USUAL),
            now,
        )
        for umf_id in umf_ids
    ]


def texts_in(con: Connection, language: str) -> dict[str, str]:
    """The words of the form that a program may write itself, by name."""
    return {name: paper_texts.get(con, name, language) for name in paper_texts.FORM}


def form(
    umf_id: int, reader: Reader, place: Facility, items: list[dict[str, Any]], texts: dict[str, str], language: str, now: Settings
) -> dict[str, Any]:
    """One form as text: `texts` are its words, in this language."""
    fixed = WORDS.get(language, WORDS[USUAL])
    values = {
        "name": " ".join(part for part in (reader.first_name, reader.last_name) if part), "program": now.program_name,
    }  # fmt: skip
    said = {name.removeprefix("umf_"): paper_texts.fill(body, values) for name, body in texts.items()}
    heads = dict(zip(("number", "mailed", "what"), paper_texts.boxes(said.pop("heads")), strict=True))
    boxes = paper_texts.boxes(said.pop("boxes"))
    return {
        "number": umf.number(umf_id),
        "code": typesetting.barcode(umf.number(umf_id)),
        "lang": CODES.get(language, "en"),
        "from": [now.program_name, *(line.strip() for line in now.return_address.splitlines() if line.strip())],
        "to": addresses.for_parcel(reader, place, paper_mail=True),
        "pages": {name: fixed[name] for name in ("page", "of")},
        "words": {**said, **heads, "form": fixed["form"]},
        "boxes": boxes,
        "items": [
            {
                "position": str(item["position"]),
                "mailed": _day(item["mailed_on"], language),
                "title": item["title"],
                "author": item["author"],
                "more": fixed["copies"].replace("{count}", str(item["quantity"])) if item["quantity"] > 1 else "",
            }
            for item in items
        ],
    }


def addressed(con: Connection, umf_ids: Sequence[int]) -> list[tuple[str, list[str]]]:
    """The number of each of these forms and the lines of the address it goes to, in this order."""
    people = _forms(con, umf_ids)
    places = {facility_id: facilities.get(con, facility_id) for facility_id in {row["facility_id"] for row in people.values()}}
    found = []
    for umf_id in umf_ids:
        reader, place = readers.get(con, people[umf_id]["reader_id"]), places[people[umf_id]["facility_id"]]
        found.append((umf.number(umf_id), addresses.for_parcel(reader, place, paper_mail=True)))
    return found


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}" if language in MONTHS else day.isoformat()


def _forms(con: Connection, umf_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    sql = "select id, reader_id, facility_id from umf where list_contains($ids::integer[], id) and voided_on is null"
    found = {row["id"]: row for row in db.rows(con, sql, ids=list(umf_ids))}
    for umf_id in umf_ids:
        if umf_id not in found:
            umf.standing(con, umf_id)  # says whether it is unknown or voided
    return found


def _items(con: Connection, umf_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The items of all these forms in one query: a scan for each would take seconds on a large file."""
    sql = """
        select umf_item.umf_id, umf_item.position, title.name as title, title.author, item.quantity, shipment.mailed_on
        from umf_item
        join item on item.id = umf_item.item_id
        join shipment on shipment.id = item.shipment_id
        join title on title.id = item.title_id
        where list_contains($ids::integer[], umf_item.umf_id)
        order by umf_item.umf_id, umf_item.position
    """
    found: dict[int, list[dict[str, Any]]] = {umf_id: [] for umf_id in umf_ids}
    for row in db.rows(con, sql, ids=list(umf_ids)):
        found[row["umf_id"]].append(row)
    return found

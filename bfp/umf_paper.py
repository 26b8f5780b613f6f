"""The unconfirmed-mail form on paper: one page to a reader, in their language, many in one file in the order of the envelopes."""

from collections.abc import Sequence
from datetime import date

from bfp import addresses, db, facilities, readers, settings, typesetting, umf
from bfp.db import Connection
from bfp.errors import Invalid
from bfp.facilities import Facility
from bfp.readers import Reader
from bfp.umf_words import MONTHS, USUAL, WORDS

BOXES = umf.ANSWERS  # from left to right


def pdf(con: Connection, umf_ids: Sequence[int]) -> bytes:
    """These forms as one PDF, a page each, in this order; the address stands where a window envelope shows it."""
    if not umf_ids:
        raise Invalid("There is no form to print.")
    return typesetting.pdf("umf", {"forms": data(con, umf_ids)})


def data(con: Connection, umf_ids: Sequence[int]) -> list[dict]:
    """Everything that stands on the forms, as text."""
    now = settings.load(con)
    sender = [now.program_name, *(line.strip() for line in now.return_address.splitlines() if line.strip())]
    people = _forms(con, umf_ids)
    spoken = _languages(con, [row["reader_id"] for row in people.values()])
    asked = _items(con, umf_ids)
    places = {facility_id: facilities.get(con, facility_id) for facility_id in {row["facility_id"] for row in people.values()}}
    return [
        _form(
            umf_id,
            readers.get(con, people[umf_id]["reader_id"]),
            places[people[umf_id]["facility_id"]],
            asked[umf_id],
            spoken.get(people[umf_id]["reader_id"], USUAL),
            sender,
        )
        for umf_id in umf_ids
    ]


def _form(umf_id: int, reader: Reader, place: Facility, items: list[dict], language: str, sender: list[str]) -> dict:
    words = WORDS[language]
    name = " ".join(part for part in (reader.first_name, reader.last_name) if part)
    return {
        "number": umf.number(umf_id),
        "code": typesetting.barcode(umf.number(umf_id)),
        "lang": words["lang"],
        "from": sender,
        "to": addresses.for_parcel(reader, place, paper_mail=True),
        "pages": {name: words[name] for name in ("page", "of")},
        "words": {**words, "asks": words["asks"].replace("{name}", name)},
        "boxes": [words[name] for name in BOXES],
        "items": [
            {
                "position": str(item["position"]),
                "mailed": _day(item["mailed_on"], language),
                "title": item["title"],
                "author": item["author"],
                "more": words["copies"].replace("{count}", str(item["quantity"])) if item["quantity"] > 1 else "",
            }
            for item in items
        ],
    }


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _forms(con: Connection, umf_ids: Sequence[int]) -> dict[int, dict]:
    sql = "select id, reader_id, facility_id from umf where list_contains($ids::integer[], id) and voided_on is null"
    found = {row["id"]: row for row in db.rows(con, sql, ids=list(umf_ids))}
    for umf_id in umf_ids:
        if umf_id not in found:
            umf.standing(con, umf_id)  # says whether it is unknown or voided
    return found


def _items(con: Connection, umf_ids: Sequence[int]) -> dict[int, list[dict]]:
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
    found: dict[int, list[dict]] = {umf_id: [] for umf_id in umf_ids}
    for row in db.rows(con, sql, ids=list(umf_ids)):
        found[row["umf_id"]].append(row)
    return found


def _languages(con: Connection, reader_ids: list[int]) -> dict[int, str]:
    """The language of each reader's last request that names one; of several, one that the form is printed in, English first."""
    sql = """
        with named as (
            select book_request.reader_id, term.name,
                dense_rank() over (
                    partition by book_request.reader_id order by book_request.asked_on desc, book_request.id desc
                ) as place
            from book_request
            join request_term on request_term.book_request_id = book_request.id
            join term on term.id = request_term.term_id and term.list = 'language'
            where list_contains($readers::integer[], book_request.reader_id) and book_request.voided_on is null
        )
        select reader_id, name from named where place = 1 order by reader_id, name
    """
    found: dict[int, list[str]] = {}
    for row in db.rows(con, sql, readers=reader_ids):
        found.setdefault(row["reader_id"], []).append(row["name"])
    return {
        reader_id: USUAL if USUAL in names else next((name for name in names if name in WORDS), USUAL)
        for reader_id, names in found.items()
    }

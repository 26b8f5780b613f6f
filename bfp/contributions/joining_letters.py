"""The letters that move readers on: an introduction to who asked, a reminder, a first thing to do. One file, a letter each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bfp.base import db, settings, words
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.base.settings import Settings
from bfp.contributions import joining
from bfp.papers import paper_texts, typesetting
from bfp.papers.given_texts import CODES, PAGE
from bfp.places import facilities
from bfp.places.facilities import Facility
from bfp.readers import addresses, reader_languages, readers
from bfp.readers.readers import Reader

MOST_AT_ONCE = 100
SHOWN = 3  # of the addresses that have changed
IN_SPANISH = {  # the work on the list that a program starts with; what it added itself stands in its own words
    "book review": "reseñas de libros", "article": "artículos", "study group": "grupo de estudio", "art": "arte",
    "poetry": "poesía", "translation": "traducción", "legal work": "trabajo legal", "petition campaign": "campañas de peticiones",
    "distribution": "distribución", "reports on censorship": "informes sobre la censura",
    "stamps or money": "estampillas o dinero",
}  # fmt: skip
NOTHING_SAID = {"English": "as your letters say", "Spanish": "como dicen sus cartas"}


def pdf(con: Connection, reader_ids: Sequence[int], today: date) -> bytes:
    """The letter that each of these readers waits for, in their language, in this order."""
    if not reader_ids:
        raise Invalid("Nobody is on this list: there is no letter to print.")
    if len(reader_ids) > MOST_AT_ONCE:
        raise Invalid(f"Print at most {MOST_AT_ONCE} letters at once.")
    parts = data(con, reader_ids, today)
    if not parts:
        raise NotFound("None of these readers waits for a letter any more. Open the list again.")
    return typesetting.pdf("mail", {"title": "Letters to readers", "parts": parts})


def addressed(con: Connection, reader_ids: Sequence[int]) -> dict[int, str]:
    """Whom the letter of each of these readers is addressed to, and where, in a line."""
    people = {reader_id: readers.get(con, reader_id) for reader_id in reader_ids}
    lines = {
        reader_id: addresses.for_parcel(reader, facilities.get(con, reader.facility_id), paper_mail=True)
        for reader_id, reader in people.items()
    }
    return {reader_id: ", ".join(each) for reader_id, each in lines.items()}


def mailed(con: Connection, printed: Mapping[int, str], on: date, today: date, anyway: bool = False) -> int:
    """The letters that were printed so `addressed` are in the mail; says how many readers were moved on.

    Raises Invalid, in the field "anyway", that says whose address has changed since, unless they go `anyway`; Conflict as
    `joining.mark_sent` does.
    """
    now = addressed(con, list(printed))
    changed = [f"“{printed[reader_id]}” is now “{to}”" for reader_id, to in now.items() if to != printed[reader_id]]
    if changed and not anyway:
        more = f"; and {len(changed) - SHOWN:,} more" if len(changed) > SHOWN else ""
        raise Invalid(
            f"Changed since they were printed: {'; '.join(changed[:SHOWN])}{more}. Print them anew, or tick that they go as they "
            "are.", "anyway",
        )  # fmt: skip
    return joining.mark_sent(con, printed, on, today)


def data(con: Connection, reader_ids: Sequence[int], today: date) -> list[dict[str, Any]]:
    """Everything that stands on the letters, as text; who waits for no letter any more has none."""
    now, offered = settings.load(con), _offered(con, reader_ids)
    spoken = reader_languages.of(con, reader_ids, paper_texts.written_in(con), paper_texts.USUAL)
    texts: dict[tuple[str, str], str] = {}
    found = []
    for reader_id in reader_ids:
        standing = joining.of_reader(con, reader_id, today)
        if standing is None or standing.step not in joining.NEXT:
            continue
        reader, language = readers.get(con, reader_id), spoken.get(reader_id, paper_texts.USUAL)
        name = f"joining_{joining.NEXT[standing.step]}"
        if (name, language) not in texts:
            texts[name, language] = paper_texts.get(con, name, language)
        work = in_words(offered.get(reader_id, []), language) or NOTHING_SAID.get(language, NOTHING_SAID[paper_texts.USUAL])
        place = facilities.get(con, reader.facility_id)
        found.append(letter(now, reader, place, texts[name, language], work, standing.since_on, language, today))
    return found


def letter(
    now: Settings, reader: Reader, place: Facility, body: str, offered: str, since_on: date, language: str, today: date
) -> dict[str, Any]:
    """One letter from its text; the address stands on top, for the envelope."""
    values = {
        "name": " ".join(part for part in (reader.first_name, reader.last_name) if part),
        "first_name": reader.first_name or reader.last_name,
        "offered": offered,
        "since": paper_texts.day(since_on, language),
        "program": now.program_name,
        "return_address": "\n".join(words.lines(now.return_address)),
    }
    filled = [paper_texts.fill(paragraph, values) for paragraph in paper_texts.paragraphs(body)]
    return {
        "kind": "letter",
        "lang": CODES.get(language, "en"),
        "words": PAGE.get(language, PAGE[paper_texts.USUAL]),
        "footer": now.program_name,
        "program": now.program_name,
        "from": words.lines(now.return_address),
        "date": paper_texts.day(today, language),
        "blocks": [
            {"kind": "text", "lines": addresses.for_parcel(reader, place, paper_mail=True)},
            *({"kind": "text", "lines": text.splitlines()} for text in filled if text),
        ],
        "items": [],
        "earlier": [],
        "boxes": [],
    }


def in_words(work: Sequence[str], language: str) -> str:
    """The work offered as it stands in a letter."""
    return ", ".join(IN_SPANISH.get(name, name) if language == "Spanish" else name for name in work)


def _offered(con: Connection, reader_ids: Sequence[int]) -> dict[int, list[str]]:
    """The work that each of these readers offered, in the order of the program's list."""
    sql = """
        select reader_id, list(name order by position, id) as offered
        from (
            select distinct book_request.reader_id, term.id, term.name, term.position
            from book_request
            join request_term on request_term.book_request_id = book_request.id
            join term on term.id = request_term.term_id and term.list = 'work'
            where list_contains($ids::integer[], book_request.reader_id) and book_request.voided_on is null
        )
        group by reader_id
    """
    return {row["reader_id"]: row["offered"] for row in db.rows(con, sql, ids=list(reader_ids))}

"""A system with its officials, stopped items and appeals, and Word documents to try: for tests of letters. All invented."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date

from builders import a_facility, a_reader, a_shipment, a_system, a_title
from docx import Document
from paper_reading import read

from bfp.appeals import appeals, citations, contacts, rebuttals
from bfp.appeals.letters import appeal_letters
from bfp.base import db, settings
from bfp.incidents import incidents

TODAY = date(2026, 11, 23)
STATED = "Page 12: racial content"


@dataclass(frozen=True)
class World:
    system_id: int
    places: list[int]
    incidents: list[int]
    single: int  # an appeal over two items at one place
    pattern: int  # one over two places
    reasons: dict[str, int]


def a_world(con, address=True, stated=STATED, title="The Example of the Earth", last_name="Reader") -> World:
    settings.save(con, program_name="Books Example", return_address="PO Box 1\nSampleton, MA 01000")
    system_id = a_system(con, "Example Department", state="TX")
    places = [a_facility(con, name, "TX", system_id) for name in ("Example Unit", "North Camp", "South Camp")]
    reasons = {row["name"]: row["id"] for row in db.rows(con, "select id, name from term where list = 'reason'")}
    rebuttals.begin(con)
    if address:
        for role, name, where in (("review committee", "", "PO Box 99"), ("warden", "A. Official", "1 Road"),
                                  ("headquarters", "B. Director", "500 Main")):  # fmt: skip
            contacts.add(
                con, role=role, system_id=system_id, name=name, office=role.title(), address=f"{where}\nExample City, TX 77000",
                source="their page",
            )  # fmt: skip
    book = a_title(con, title, author="F. Author", isbn="9780802141323")
    ids = []
    for place in (places[0], places[0], places[1], places[2]):
        reader = a_reader(con, place, number=f"55500{len(ids)}", last_name=last_name)
        shipment = a_shipment(con, reader, on=date(2026, 10, 2), titles=[book])
        ids.append(
            incidents.begin(
                con,
                incidents.Told(
                    item_id=db.value(con, "select id from item where shipment_id = $id", id=shipment),
                    notice_on=date(2026, 11, 12),
                    received_on=date(2026, 11, 18),
                    stated_reason=stated,
                    rule_cited="Rule 3.91",
                    pages_cited="12, 45-47 and the cover",
                    term_ids=[reasons["racial content"]],
                    censored=True,
                ),
                TODAY,
            )
        )
    single, pattern = appeals.begin(con, ids[:2], TODAY), appeals.begin(con, ids[2:], TODAY, pattern=True)
    return World(system_id, places, ids, single, pattern, reasons)


def a_docx(*paragraphs: str) -> bytes:
    made, kept = Document(), io.BytesIO()
    for words in paragraphs:
        made.add_paragraph(words)
    made.save(kept)
    return kept.getvalue()


def words(content: bytes) -> str:
    """All that a word processor shows of the letter itself, tables too."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def changed(content: bytes, part: str, old: bytes = b"", new: bytes = b"") -> bytes:
    """The same file with something replaced in one part, or with a part more."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            body = parts.read(name)
            kept.writestr(name, body.replace(old, new, 1) if name == part else body)
        if part not in parts.namelist():
            kept.writestr(part, new)
    return made.getvalue()


def made(con, appeal_id, kind, **chosen):
    """A letter that was made and kept."""
    document_id = appeal_letters.make(con, appeal_id, kind, TODAY, **chosen)
    return next(one for one in appeal_letters.letters(con, appeal_id) if one.document_id == document_id)


def text(con, letter):
    return words(appeal_letters.content(con, letter.id))


def printed(con, letter):
    return read(appeal_letters.pdf(con, letter.id))


def arguments(con, world):
    return {
        "citation_ids": [one.id for one in citations.listing(con)][:2],
        "rebuttal_ids": [one.id for one in rebuttals.for_reasons(con, [world.reasons["racial content"]])],
        "copies_to": "Legal Aid of Example\n\nA. Friend",
    }

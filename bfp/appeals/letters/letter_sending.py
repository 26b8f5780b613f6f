"""A letter of appeal goes out: what is still blank in it, or no longer so, is said first; it is kept as it was sent."""

import json
import re
from datetime import date
from typing import Any

from bfp.appeals import appeal_facts, appeals
from bfp.appeals.letters import appeal_letters, letter_values
from bfp.appeals.letters.appeal_letters import Draft, Letter
from bfp.base import history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.words import number_of
from bfp.documents import documents, docx_filling, docx_opening, docx_reading
from bfp.documents.document_reading import Scan

FINISHED = ("docx", "pdf")
LONGEST = 80  # signs of a fact in a question


def read_finished(con: Connection, name: str, file: bytes) -> Scan:
    """The finished letter that was sent, opened and found good ahead of the save; a Word document or a PDF."""
    scan = documents.read(con, name, file, "appeal")
    if scan.kind not in FINISHED:
        raise Invalid(f"{scan.name} is a picture. Choose the letter as it was sent, a Word document or a PDF.", "finished")
    if scan.kind == "docx":
        docx_opening.look(file, scan.name, "finished")
        left = docx_filling.ALONE.search(docx_reading.read(file, scan.name).text)
        if left and re.search(r"\{\{\s*\w+(\.\w+)?\s*\}\}|\{%", docx_reading.read(file, scan.name).text):
            raise Invalid(f"{scan.name} still has a field in it: it is a template, not the letter.", "finished")
    return scan


def questions(con: Connection, letter_id: int, finished: Scan | None = None) -> list[str]:
    """What a person answers before a letter counts as sent: blanks, what changed since it was made, what the record denies."""
    letter = appeal_letters.get(con, letter_id)
    told = []
    file, kind = (finished.content, finished.kind) if finished else (b"", letter.file_kind)
    if kind == "docx" and (finished or not letter.gone):
        read = docx_reading.read(file or documents.content(con, letter.document_id), letter.name)
        if blanks := len(re.findall(r"_{10,}(?:\s*_{10,})*", read.text)):
            told.append(f"{number_of(blanks, 'blank')} not filled in.")
    try:
        told += _changed(con, letter)
        told += appeal_letters.denied(con, letter.appeal_id, letter.kind, letter.facility_id)
    except Conflict as nothing_left:
        told.append(str(nothing_left))
    return told


def _changed(con: Connection, letter: Letter) -> list[str]:
    if not letter.made_of:
        return []
    made_of, appeal = json.loads(letter.made_of), appeal_facts.get(con, letter.appeal_id)
    to, _ = appeal_letters.lacking(
        con, appeal.id, letter.kind, letter.made_on, letter.facility_id, made_of["contact_id"]
    )  # fmt: skip
    now = letter_values.facts(letter_values.values(con, appeal, letter.kind, letter.made_on, letter.facility_id, to=to))
    return [
        f"Changed since it was made: {what}. It says “{_short(said)}”, the record “{_short(now[what])}”."
        for what, said in made_of["facts"].items()
        if what in now and now[what] != said
    ]


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def sent(
    con: Connection, letter_id: int, on: date | None, today: date, finished: Scan | None = None, text: str = "", because: str = ""
) -> int:
    """The letter went out on a day, as it was made or as it was `finished`: that is kept, and the appeal says so.

    Gives the number of the action. The first letter of an unsent appeal sends the appeal. Raises Invalid while there are
    `questions` and no reason why it goes all the same (`because`, which is kept with the action).
    """
    letter = appeal_letters.get(con, letter_id)
    if letter.sent_on is not None:
        raise Conflict("This letter is on file as sent already. What was sent is kept as it was.")
    if letter.gone and finished is None:
        raise Conflict("The document of this letter was taken back. Choose the letter as it was sent.")
    asked, because = questions(con, letter_id, finished), " ".join(because.split())
    if asked and not because:
        raise Invalid(f"{' '.join(asked)} Make it anew, or write why it goes as it is.", "because")
    document_id = letter.document_id
    if finished is not None and (letter.gone or finished.digest != documents.get(con, letter.document_id)["digest"]):
        document_id = documents.keep(con, "appeal", letter.appeal_id, finished, today)
        history.record(con, "appeal letter", letter_id, "changed", {"document": (letter.document_id, document_id)})
    said = f"{letter.title}{f', to {letter.addressee}' if letter.addressee else ''}"
    parts = (text.strip(), f"Sent all the same ({' '.join(asked)[:500]}): {because}" if asked else "")
    said = ". ".join((said, *(part for part in parts if part)))
    action_id = appeals.act(con, letter.appeal_id, "letter sent", on, said, [document_id], today)
    sql = "update appeal_letter set sent_on = $on, document_id = $document_id where id = $id"
    con.execute(sql, {"on": on, "document_id": document_id, "id": letter_id})
    history.record(con, "appeal letter", letter_id, "changed", {"sent_on": (None, on)})
    return action_id


def anew(con: Connection, letter_id: int, today: date) -> Draft:
    """The same letter from the record as it is now: with the arguments, the contact and the copies that were chosen for it."""
    letter = appeal_letters.get(con, letter_id)
    nothing: dict[str, Any] = {"citations": (), "rebuttals": (), "contact_id": None}
    made_of = json.loads(letter.made_of) if letter.made_of else nothing
    return appeal_letters.draft(
        con, letter.appeal_id, letter.kind, today, letter.facility_id, made_of["citations"], made_of["rebuttals"],
        letter.copies_to, made_of["contact_id"], blanks=True,
    )  # fmt: skip

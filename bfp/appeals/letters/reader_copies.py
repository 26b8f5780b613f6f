"""Copies of a letter of appeal for the readers it is about: one each, of their own mail alone, and nobody else is named on it."""

import json
from typing import Any

from bfp.appeals import appeal_facts
from bfp.appeals.letters import appeal_letters, letter_templates, letter_values
from bfp.appeals.letters.appeal_letters import Letter
from bfp.appeals.letters.letter_values import Addressee
from bfp.base import settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound
from bfp.base.words import number_of
from bfp.documents import docx_reading
from bfp.papers import typesetting

ANOTHER = "[another reader]"


def readers(con: Connection, letter: Letter) -> dict[int, str]:
    """Those who get a copy, by their number: the readers named among the letter's copies."""
    named = set(letter.copies_to.splitlines())
    try:
        return {one: line for one, line in _lines(con, letter).items() if line in named}
    except Conflict:  # all that it was about was voided
        return {}


def pdf(con: Connection, letter_id: int, reader_id: int) -> bytes:
    """The copy of one reader: the letter itself if it is about nobody else, as it was sent once it was.

    Else it is filled in anew from the record as of the day the letter was made, with what is about this reader: what was
    changed by hand in the letter may be about another. Raises NotFound for somebody who gets none.
    """
    letter = appeal_letters.get(con, letter_id)
    if reader_id not in readers(con, letter):
        raise NotFound("This reader gets no copy of the letter. Reload the page.")
    others = len(_lines(con, letter)) - 1
    if not others and not letter.gone:
        return appeal_letters.pdf(con, letter_id)
    program = settings.load(con).program_name
    template = letter_templates.in_force(con, letter.kind)
    content = letter_templates.filled(template, _values(con, letter, reader_id), letter.title, program, letter.made_on)
    read = docx_reading.read(content)
    left_out = f"copy for the reader: what the letter says of {number_of(others, 'other reader')} is left out"
    made = {"footer": f"{read.footer or program}; {left_out}", "blocks": read.blocks}
    return typesetting.pdf("appeal_letter", {"title": letter.title, "letters": [made]}, tags=True)


def _lines(con: Connection, letter: Letter) -> dict[int, str]:
    return letter_values.reader_lines(con, letter.appeal_id, letter.facility_id, letter.kind)


def _values(con: Connection, letter: Letter, reader_id: int) -> dict[str, Any]:
    appeal = appeal_facts.get(con, letter.appeal_id)
    to, _ = appeal_letters.lacking(con, appeal.id, letter.kind, letter.made_on, letter.facility_id)
    if to.short != letter.addressee:  # another was chosen, or it was corrected since
        to = Addressee("", "", letter.addressee)
    lines = letter_values.reader_lines(con, letter.appeal_id, letter.facility_id)  # those of another kind of reason too
    others = {line for one, line in lines.items() if one != reader_id}
    copies = [ANOTHER if line in others else line for line in letter.copies_to.splitlines()]
    made_of = json.loads(letter.made_of) if letter.made_of else {"citations": (), "rebuttals": ()}
    return letter_values.values(
        con, appeal, letter.kind, letter.made_on, letter.facility_id, made_of["citations"], made_of["rebuttals"],
        "\n".join(copies), to, reader_id,
    )  # fmt: skip

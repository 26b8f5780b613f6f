"""What the buttons of an appeal's letters do: making, sending, taking back."""

from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals.letters import appeal_letters, letter_values
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.ui.appeals.appeal_rules_form import once

ALL = "each"  # one letter to each facility, and one to headquarters


def make(appeal_id: int, key: str, prefix: str, kind: str, scope: Any) -> None:
    """Write the letter, or the letters of a pattern, ahead of the save; then keep them."""
    typed = ui.fields(*(f"{prefix}_{name}" for name in ("rebuttals", "citations", "copies", "to_reader", "to", "blanks")))
    entry = {name.removeprefix(f"{prefix}_"): value for name, value in typed.items()}
    con, today = ui.connection(), ui.today()
    chosen = {
        "rebuttal_ids": entry["rebuttals"] or (),
        "citation_ids": entry["citations"] or (),
        "blanks": bool(entry["blanks"]),
    }
    place = None if scope == ALL else scope
    try:
        readers = letter_values.reader_line(con, appeal_id, place) if entry["to_reader"] and scope != ALL else ""
        chosen["copies_to"] = "\n".join(part for part in (readers, entry["copies"] or "") if part)
        if scope == ALL:
            made = appeal_letters.drafts(con, appeal_id, kind, today, **chosen)
        else:
            made = [
                appeal_letters.draft(con, appeal_id, kind, today, facility_id=place, contact_id=entry["to"] or None, **chosen)
            ]
    except BfpError as error:
        ui.refuse(error)
        return

    def write(tx: Connection) -> None:
        for draft in made:
            appeal_letters.keep(tx, draft, today)

    many = f"{len(made)} letters are" if len(made) > 1 else "The letter is"
    once(f"{key}_letter", prefix, f"{many} made. Finish it in a word processor, or print it.", write)


def sent(letter_ids: tuple[int, ...], form: str, prefix: str) -> None:
    """The letter went out: as it was made, or as it was finished."""
    typed = ui.fields(f"{prefix}_on", f"{prefix}_text")
    file, today, con = st.session_state.get(f"{prefix}_file"), ui.today(), ui.connection()
    try:
        on = dates.read(typed[f"{prefix}_on"] or "today", today, "letter_on")
        finished = appeal_letters.read_finished(con, file.name, file.getvalue()) if file is not None else None
    except BfpError as error:
        ui.refuse(error)
        return

    def write(tx: Connection) -> None:
        for letter_id in letter_ids:
            appeal_letters.sent(tx, letter_id, on, today, finished, typed[f"{prefix}_text"] or "")

    once(form, prefix, "Sent, and kept as it was sent.", write)


def void(letter_id: int, form: str, prefix: str) -> None:
    today = ui.today()
    reason = ui.fields(f"{prefix}_reason")[f"{prefix}_reason"] or ""
    once(form, prefix, "The letter is taken back.", lambda tx: appeal_letters.void(tx, letter_id, reason, today))

"""What the buttons of an appeal's letters do: making, sending, taking back."""

from typing import Any

import streamlit as st

from bfp import ui
from bfp.appeals.letters import appeal_letters, letter_sending, letter_values
from bfp.base import dates
from bfp.ui import form, half_typed

ALL = "each"  # one letter to each facility, and one to headquarters


@form.callback
def make(appeal_id: int, at: str, kind: str, scope: Any) -> str:
    """Write the letter, or the letters of a pattern, ahead of the save; then keep them."""
    entry = form.typed(at, "rebuttals", "citations", "copies", "to_reader", "to", "blanks", "both")
    con, today, place = ui.connection(), ui.today(), None if scope == ALL else scope
    chosen = {
        "rebuttal_ids": entry["rebuttals"] or (), "citation_ids": entry["citations"] or (), "blanks": bool(entry["blanks"]),
    }  # fmt: skip
    with form.ahead(at):
        both, to_readers = bool(entry["both"]) and kind in letter_values.BY_REASON, bool(entry["to_reader"]) and scope != ALL
        readers = letter_values.reader_lines(con, appeal_id, place, kind).values() if to_readers and not both else ()
        chosen["copies_to"] = "\n".join([*readers, entry["copies"]])
        if scope == ALL:
            made = appeal_letters.drafts(con, appeal_id, kind, today, **chosen)
        else:
            to = {"facility_id": place, "contact_id": entry["to"] or None}
            if both:
                made = appeal_letters.both(con, appeal_id, today, to_readers=to_readers, **to, **chosen)
            else:
                made = [appeal_letters.draft(con, appeal_id, kind, today, **to, **chosen)]
    with form.once(at, begun=half_typed.key_of(at, "letter")) as tx:
        for draft in made:
            appeal_letters.keep(tx, draft, today)
    many = f"{len(made)} letters are" if len(made) > 1 else "The letter is"
    return f"{many} made. Finish it in a word processor, or print it."


@form.callback
def sent(letter_ids: tuple[int, ...], at: str) -> None:
    """The letter went out: as it was made, or as it was finished."""
    typed, today, con = form.typed(at, "on", "text", "because"), ui.today(), ui.connection()
    file = st.session_state.get(f"{at}_file")
    with form.ahead(at):
        on = dates.read(typed["on"] or "today", today, "letter_on")
        finished = letter_sending.read_finished(con, file.name, file.getvalue()) if file is not None else None
    with form.once(at, "Sent, and kept as it was sent.") as tx:
        for letter_id in letter_ids:
            letter_sending.sent(tx, letter_id, on, today, finished, typed["text"], typed["because"])


@form.callback
def anew(letter_id: int, at: str) -> str:
    """The letter from the record as it is now; the one that it takes the place of is taken back."""
    today = ui.today()
    with form.ahead(at):
        made = letter_sending.anew(ui.connection(), letter_id, today)
    with form.once(at) as tx:
        appeal_letters.void(tx, letter_id, "made anew", today)
        appeal_letters.keep(tx, made, today)
    return "The letter is made anew. Read it once more before it goes out."


@form.callback
def void(letter_id: int, at: str) -> None:
    today, reason = ui.today(), form.typed(at, "reason")["reason"]
    with form.once(at, "The letter is taken back.") as tx:
        appeal_letters.void(tx, letter_id, reason, today)

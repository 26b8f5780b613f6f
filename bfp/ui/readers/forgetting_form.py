"""Forgetting: those silent for years, seen first; one reader who wishes it; and how long backups still hold what is forgotten."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import backup, dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.base.words import number_of
from bfp.censorship import mail_counts
from bfp.readers import forgetting
from bfp.readers.readers import Reader
from bfp.ui import form

WORD = "forget"


def silent(con: Connection, today: date, years: int, waited: int) -> None:
    """Who would be forgotten, in numbers; the button, behind a tick."""
    if not years:
        st.caption("The program keeps everybody: *Settings, Program* has the number of years, 0 so far.")
        return
    try:
        found = forgetting.silent(con, years, today, waited)
    except BfpError as error:
        st.markdown(f":red[{ui.escape(str(error))}]")
        return
    st.subheader(f"Silent for {number_of(years, 'year')}", anchor=False)
    if found.ids:
        st.markdown(
            f"**{number_of(len(found.ids), 'reader')}**, last heard of or written to between {dates.written(found.first_on)} and "
            f"{dates.written(found.last_on)}."
        )
    else:
        st.markdown("Nobody.")
    if found.kept:
        kept = "; ".join(f"{words}: {many:,}" for words, many in found.kept.items())
        st.caption(f"Kept, since something is open: {kept}.")
    if found.ids:
        at = form.key("forget_silent")
        st.checkbox("I have made a backup, or want none", key=f"{at}_sure")
        ui.problem("sure")
        label = f"Forget {number_of(len(found.ids), 'reader')}"
        st.button(label, key="forget_silent", on_click=_silent, args=(at, years, waited))


@form.callback
def _silent(at: str, years: int, waited: int) -> str:
    sure, today = form.typed(at, "sure")["sure"], ui.today()
    with form.once(at) as con:
        if not sure:
            raise Invalid("Tick first that a backup is made, or that none is wanted: it can't be undone.", "sure")
        many = forgetting.forget_silent(con, years, today, waited)
    return f"{number_of(many, 'reader')} forgotten."


def backups(con: Connection) -> None:
    """Until when backups hold what is forgotten here."""
    found = backup.listing(con)
    if not found:
        st.caption("There is no backup in the folder. Copies elsewhere, on a stick or another computer, are yours to think of.")
        return
    oldest = dates.written(found[-1].made_at)
    st.caption(
        f"{number_of(len(found), 'backup')} in the folder, the oldest of {oldest}, still hold whoever is forgotten now. Those "
        "made by themselves go within twelve months; those made by hand, and copies elsewhere, are yours to delete."
    )


def wish(con: Connection, reader: Reader) -> None:
    """One reader who wishes to be forgotten; the word is typed, so that no slip does it."""
    with st.expander("The reader wishes to be forgotten", key="forget_reader"):
        at = form.key(f"forget_{reader.id}")
        st.caption(
            "Nothing that anybody wrote of them or by them is kept; what became of their mail stays as numbers. It can't be "
            "undone. The page *Forgetting* says how long backups hold it."
        )
        with st.form(f"forget_form_{reader.id}", border=False):
            st.text_input(f"Type {WORD}", key=f"{at}_word")
            ui.problem("word")
            st.form_submit_button("Forget this reader", on_click=_wish, args=(at, reader.id))


@form.callback
def _wish(at: str, reader_id: int) -> str:
    word, today = form.typed(at, "word")["word"], ui.today()
    with form.once(at) as con:
        if word.lower() != WORD:
            raise Invalid(f"Type {WORD} into the field: it can't be undone.", "word")
        forgetting.forget(con, reader_id, today, mail_counts.maturity(con, today).days)
    form.go("forgetting")
    return "The reader is forgotten."

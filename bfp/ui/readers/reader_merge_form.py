"""Two records that are one reader: choose the other, look at what would move, say why, merge."""

import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.readers import reader_merge, readers
from bfp.readers.readers import Reader
from bfp.ui import box, form


def show(con: Connection, reader: Reader) -> None:
    """The form on the page of the record that is kept."""
    at = form.key("merge")
    with st.expander("This reader has two records", key="merge_box"):
        st.markdown(
            "If the same person is on file twice, the other record becomes a part of this one: letters, requests, parcels and "
            "all else move here. **A merge can't be undone.**"
        )
        box.one(f"{at}_other", "readers", label="The other record", placeholder="number or name")
        ui.problem("other_reader")
        other = (box.chosen(f"{at}_other") or [{}])[0].get("value")
        if other is None:
            st.caption("Choose the other record: what would move is shown before anything does.")
            return
        try:
            preview(con, reader, int(other))
        except BfpError as error:
            st.markdown(f":red[{ui.escape(str(error))}]")
            return
        with st.form("merge_form", border=False):
            st.text_input(
                "Why they are one", key=f"{at}_reason", placeholder="same name and date of birth in the letter of 3 May"
            )
            ui.problem("merge_reason")
            st.form_submit_button(
                "Merge into this record", key="merge_do", on_click=merge, args=(at, reader.id, int(other))
            )


def preview(con: Connection, reader: Reader, other_id: int) -> None:
    """Both records side by side, and what would move."""
    other, moves = readers.get(con, other_id), reader_merge.preview(con, reader.id, other_id)
    for title, one in (("stays", reader), ("becomes a part of it", other)):
        st.markdown(
            f"{ui.escape(one.name)} · {ui.escape(one.number or 'no number')} · {ui.escape(one.facility)} · "
            f"{ui.escape(one.status)} :gray[{title}]"
        )
    st.markdown(f"**What moves here:** {moves.sentence}.")
    if other.number and reader.number and other.number != reader.number:
        st.caption(f"The number {ui.escape(other.number)} will stand in the notes: {ui.escape(reader.number)} stays the number.")


@form.callback
def merge(at: str, kept_id: int, other_id: int) -> None:
    """Merge, with the reason that is asked for."""
    reason = form.typed(at, "reason")["reason"]
    with form.once(at, "The two records are one now.") as con:
        reader_merge.merge_for(con, kept_id, other_id, reason)

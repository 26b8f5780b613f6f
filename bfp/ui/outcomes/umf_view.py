"""The form that is open on the desk: whose it is, what it asks, and the fields for what the reader wrote on it."""

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.outcomes import umf, umf_besides
from bfp.readers import readers
from bfp.ui import box
from bfp.ui.outcomes import umf_desk


def show(umf_id: int) -> None:
    """The open form: whose it is, what it asks, and a place to tick for those who use the mouse."""
    con = ui.connection()
    form = umf.standing(con, umf_id)
    reader = readers.get(con, form.reader_id)
    title, aside = st.columns([5, 1], vertical_alignment="bottom")
    who = f"{reader.name} · {reader.number or 'no number'}"
    title.subheader(f"{form.number}  ·  {ui.escape(who)}", anchor=False)
    aside.button("Put aside", key="forms_close", on_click=umf_desk.close, type="tertiary")
    printed = f"printed {dates.written(form.printed_on)}, not marked as mailed"
    when = f"mailed {dates.written(form.mailed_on)}" if form.mailed_on else printed
    st.caption(ui.escape(f"{when} · about mail to {form.facility}"))
    changed = umf.since(con, form)
    if changed:
        st.markdown(f":orange[:material/info:] {ui.escape(changed)}")
    if form.answered_on:
        st.markdown(
            f":orange[:material/info:] **Entered on {dates.written(form.answered_on)} already.** "
            f"To correct it, type **{umf.AGAIN}** before the keys, or tick here."
        )
        st.checkbox("Correct what was entered", key="forms_correct")
    items = umf.items(con, umf_id)
    for item in items.itertuples():
        words, ticks = st.columns([9, 11], vertical_alignment="center")
        copies = f" × {item.quantity}" if item.quantity > 1 else ""
        known = f" · now {item.outcome}" if item.outcome != "unconfirmed" else ""
        words.markdown(
            f"**{item.position}** {ui.escape(item.title)}{copies}  \n"
            f":gray[{ui.escape(f'{item.parcel} · {dates.written(item.mailed_on)}{known}')}]"
        )
        ticks.segmented_control(
            f"Item {item.position}", list(umf.KEYS), format_func=umf.SAYS.get, key=umf_desk.tick_key(umf_id, item.position),
            default=umf_desk.MARKS.get(item.answer), label_visibility="collapsed",
        )  # fmt: skip
    _beside(con, form, items)
    if not form.answered_on:
        with st.expander("This form never reached its reader"):
            st.text_input("Why", key="forms_void_reason", placeholder="misprinted, not mailed, came back")
            ui.problem("void_reason")
            st.button("Void it", key="forms_void", on_click=umf_desk.void, args=(umf_id,))


def _beside(con: Connection, form: umf.Form, items: pd.DataFrame) -> None:
    """What the form asks besides its ticks. All of it may stay empty; the keys and Enter save it too."""
    key = lambda name: umf_desk.beside_key(form.id, name)  # noqa: E731
    ticked = {int(item.position): item.answer for item in items.itertuples() if item.answer}
    said = umf_besides.written_stated(umf_besides.stated(con, form.id), ticked) if form.answered_on else ""
    st.text_area(
        "Stated reason, word for word", said, key=key("stated"), height=68,
        placeholder="what the prison said, for all that it stopped; “2: …” for line 2 alone",
    )  # fmt: skip
    ui.problem("stated_reason")
    place, number = st.columns([5, 2])
    with place:
        box.one(
            key("facility"), "facilities", label="New facility/address", placeholder="only if the reader is elsewhere now",
            add=True, nonce=form.id,
        )  # fmt: skip
        ui.problem("new_facility")
    with number:
        st.text_input("New number", key=key("number"), placeholder="if it is another there")
        ui.problem("new_number")
    st.text_input("Note", form.note, key=key("note"))

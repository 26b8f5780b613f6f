"""The step of joining of one reader: where they stand, what a person says, what is taken back."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.contributions import joining
from bfp.ui import form


def show(con: Connection, reader_id: int, today: date, prefix: str = "step") -> None:
    """Where a reader stands, and a form to say otherwise."""
    standing = joining.of_reader(con, reader_id, today)
    if standing is None:
        st.caption("Step of joining: none. A first letter, or a step that a person sets, is the first; who left has none.")
    else:
        st.markdown(f"**Step of joining** {ui.escape(standing.sentence)} :gray[({joining.SAYS[standing.step]})]")
    key = form.key(f"{prefix}_{reader_id}")
    with st.form(f"{key}_form", border=False):
        step, day, note, button = st.columns([2, 1.3, 3, 1], vertical_alignment="bottom")
        usual = joining.AFTER.get(standing.step, "active") if standing else "introduction sent"
        if standing and standing.step == "introduction sent":
            usual = "introduction answered"
        step.selectbox("Set the step", joining.STEPS, index=joining.STEPS.index(usual), key=f"{key}_step")
        day.text_input("On", key=f"{key}_on", placeholder="today")
        note.text_input("Note", key=f"{key}_note", placeholder="how we know")
        button.form_submit_button("Set", key=f"{key}_set", on_click=_set, args=(key, reader_id))
        ui.problem("step_on", day)
    said = joining.said(con, reader_id)
    if not said.empty:
        _said(said, key)


def _said(said: pd.DataFrame, key: str) -> None:
    with st.expander(f"Set by people: {len(said)}", key=f"{key}_said"):
        for row in said.itertuples():
            line, back = st.columns([5, 2], vertical_alignment="center")
            note = f", {row.note}" if row.note else ""
            by = f" ({row.volunteer})" if row.volunteer else ""
            line.markdown(f"{dates.written(row.happened_on)} **{row.step}**{ui.escape(note)}{ui.escape(by)}")
            back.button(
                "Take back", key=f"{key}_back_{row.id}", type="tertiary", on_click=_take_back, args=(key, int(row.id))
            )
        st.text_input("Why a step is taken back", key=f"{key}_reason", placeholder="the reason is kept")
        ui.problem("step_reason")


@form.callback
def _set(at: str, reader_id: int) -> None:
    typed, today = form.typed(at, "step", "on", "note"), ui.today()
    with form.once(at, f"Step set: {typed['step']}.") as con:
        on = dates.read(typed["on"] or "today", today, "step_on")
        joining.set_step(con, reader_id, typed["step"], on, today, note=typed["note"])


@form.callback
def _take_back(at: str, joining_id: int) -> None:
    reason, today = form.typed(at, "reason")["reason"], ui.today()
    with form.once(at, "The step was taken back.") as con:
        joining.void(con, joining_id, reason, today)

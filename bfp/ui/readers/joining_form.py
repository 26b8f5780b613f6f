"""The step of joining of one reader: where they stand, what a person says, what is taken back."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.contributions import joining


def show(con: Connection, reader_id: int, today: date, prefix: str = "step") -> None:
    """Where a reader stands, and a form to say otherwise."""
    standing = joining.of_reader(con, reader_id, today)
    if standing is None:
        st.caption("Step of joining: none. A first letter, or a step that a person sets, is the first; who left has none.")
    else:
        st.markdown(f"**Step of joining** {ui.escape(standing.sentence)} :gray[({joining.SAYS[standing.step]})]")
    version = st.session_state.get(f"_{prefix}_times", 0)
    key = f"{prefix}_{reader_id}_{version}"
    with st.form(f"{key}_form", border=False):
        step, day, note, button = st.columns([2, 1.3, 3, 1], vertical_alignment="bottom")
        usual = joining.AFTER.get(standing.step, "active") if standing else "introduction sent"
        if standing and standing.step == "introduction sent":
            usual = "introduction answered"
        step.selectbox("Set the step", joining.STEPS, index=joining.STEPS.index(usual), key=f"{key}_step")
        day.text_input("On", key=f"{key}_on", placeholder="today")
        note.text_input("Note", key=f"{key}_note", placeholder="how we know")
        button.form_submit_button("Set", key=f"{key}_set", on_click=_set, args=(prefix, key, reader_id))
        ui.problem("step_on")
    said = joining.said(con, reader_id)
    if not said.empty:
        _said(said, key, prefix)


def _said(said: pd.DataFrame, key: str, prefix: str) -> None:
    with st.expander(f"Set by people: {len(said)}", key=f"{key}_said"):
        for row in said.itertuples():
            line, back = st.columns([5, 2], vertical_alignment="center")
            note = f", {row.note}" if row.note else ""
            by = f" ({row.volunteer})" if row.volunteer else ""
            line.markdown(f"{dates.written(row.happened_on)} **{row.step}**{ui.escape(note)}{ui.escape(by)}")
            back.button(
                "Take back", key=f"{key}_back_{row.id}", type="tertiary", on_click=_take_back, args=(prefix, key, int(row.id))
            )
        st.text_input("Why a step is taken back", key=f"{key}_reason", placeholder="the reason is kept")
        ui.problem("step_reason")


def _set(prefix: str, key: str, reader_id: int) -> None:
    typed, today = ui.fields(f"{key}_step", f"{key}_on", f"{key}_note"), ui.today()
    if typed[f"{key}_step"] is None:  # the second half of a double Enter
        return
    with ui.saving(f"Step set: {typed[f'{key}_step']}.") as con:
        on = dates.read(typed[f"{key}_on"] or "today", today, "step_on")
        joining.set_step(con, reader_id, typed[f"{key}_step"], on, today, note=typed[f"{key}_note"] or "")
    if ui.saved():
        st.session_state[f"_{prefix}_times"] = st.session_state.get(f"_{prefix}_times", 0) + 1


def _take_back(prefix: str, key: str, joining_id: int) -> None:
    reason = ui.fields(f"{key}_reason")[f"{key}_reason"] or ""
    with ui.saving("The step was taken back.") as con:
        joining.void(con, joining_id, reason, ui.today())
    if ui.saved():
        st.session_state[f"_{prefix}_times"] = st.session_state.get(f"_{prefix}_times", 0) + 1

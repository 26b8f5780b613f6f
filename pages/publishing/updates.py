"""Updates from inside: reports that leave the program, names removed, with the reader's consent."""

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import BfpError
from bfp.contributions import contributions
from bfp.publishing import updates
from bfp.ui.publishing import updates_desk

con = ui.connection()
number = ui.number("report")
try:
    now = contributions.standing(con, number) if number is not None else None
except BfpError as error:
    now = None
    ui.refuse(error)
ui.page("Updates from inside", "Reports from readers, without names. Nothing is public until somebody here says so.")

if now is None:
    tabs = dict(zip(views := ("Choose", "Published"), st.tabs(views, key="updates_view", on_change="rerun"), strict=True))
    if tabs["Choose"].open:
        with tabs["Choose"]:
            opened = updates_desk.choose(con)
            if opened is not None:
                ui.go("updates", report=opened)
    if tabs["Published"].open:
        with tabs["Published"]:
            updates_desk.published(con)
    st.stop()

key = f"update{now.id}"
with st.container(horizontal=True, vertical_alignment="center"):
    if st.button("All updates", key="all_updates", icon=":material/arrow_back:", type="tertiary"):
        ui.go("updates")
    if st.button(ui.escape(f"{now.about}, {dates.written(now.received_on)}"), key="to_contribution", type="tertiary"):
        ui.go("contribution", contribution=now.id)
title, place = updates_desk.settle(con, now, key)
shown = updates.preview(con, now.id, title, place)
found, leaves = st.columns(2, gap="large")
with found:
    st.subheader("What tells who it is", anchor=False)
    updates_desk.passages(now, shown, place, key)
with leaves:
    st.subheader("What leaves", anchor=False)
    updates_desk.leaving(now, shown, title, place, key)

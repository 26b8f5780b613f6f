"""What readers give back: what waits for typists and editors, what is on file, and what they said of which title."""

import streamlit as st

from bfp import ui
from bfp.contributions import contribution_lists
from bfp.ui import form
from bfp.ui.contributions import contribution_tables

con, today = ui.connection(), ui.today()
form.follow()
ui.page("Contributions", "What readers give back for books. A letter must not lie unseen: the oldest comes first.")
st.markdown(contribution_lists.in_words(contribution_lists.counts(con, today), today))

views = ("To type", "To edit", "On file", "Enter one", "Reviews")
tabs = dict(zip(views, st.tabs(views, key="contributions_view", on_change="rerun"), strict=True))
opened = None
for view, job in (("To type", "type"), ("To edit", "edit")):
    if tabs[view].open:
        with tabs[view]:
            opened = contribution_tables.queue(con, job, today)
if tabs["On file"].open:
    with tabs["On file"]:
        opened = contribution_tables.on_file(con, today)
if tabs["Enter one"].open:
    with tabs["Enter one"]:
        contribution_tables.enter(today)
if tabs["Reviews"].open:
    with tabs["Reviews"]:
        title = contribution_tables.by_title(con)
        if title is not None:
            ui.go("title", title=title)
if opened is not None:
    ui.go("contribution", contribution=opened)

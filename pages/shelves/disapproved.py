"""Lists of disapproved publications: which of our titles are on them, and what they say."""

import streamlit as st

from bfp import ui
from bfp.shelves import disapproved
from bfp.ui.shelves import disapproved_desk

con = ui.connection()
ui.page(
    "Disapproved lists",
    "What reviewers of a state disapproved. Decisions from published lists: no outcome of our mail, and in none of our rates.",
)
lists = disapproved.lists(con)
if lists.empty:
    st.markdown("No list is on file yet. Bring one in as a CSV file: title, author, decision, date, reason, state.")
    if st.button("Import a list", key="to_imports", type="primary"):
        ui.go("imports")
    st.stop()

views = ("Matches waiting", "Search", "Answered", "Lists")
tabs = dict(zip(views, st.tabs(views, key="disapproved_view", on_change="rerun"), strict=True))
if tabs["Matches waiting"].open:
    with tabs["Matches waiting"]:
        disapproved_desk.waiting(con)
if tabs["Search"].open:
    with tabs["Search"]:
        disapproved_desk.search(con, lists)
if tabs["Answered"].open:
    with tabs["Answered"]:
        disapproved_desk.decided(con)
if tabs["Lists"].open:
    with tabs["Lists"]:
        disapproved_desk.on_file(lists)

"""What to pull for the whole queue, shelf by shelf, and what is asked for and not in stock."""

import streamlit as st

from bfp import ui
from bfp.packing import pull
from bfp.ui.packing import pull_tables

con = ui.connection()
ui.page("Pull list", "What to take from the shelves for the requests that wait, and what they ask for that is not here.")

counts = pull.counts(con, ui.today())
if not counts["requests"]:
    st.caption("No request waits for a parcel. Requests appear here as letters are entered.")
    if counts["left_out"]:
        st.caption(ui.escape(counts["left_out"]))
    if st.button("Enter a letter", key="to_letters", type="primary"):
        ui.go("letters")
    st.stop()
if not counts["titles"]:
    st.caption("No title is on the list yet, so nothing can be pulled. Scan the first book, or bring in a list of titles.")
    if st.button("Receive books", key="to_stock", type="primary"):
        ui.go("stock")
    st.stop()

pull_tab, titles_tab, subjects_tab = st.tabs(["To pull", "Titles not in stock", "Subjects not in stock"])
by_title, by_subject = pull.not_in_stock(con)
with pull_tab:
    pull_tables.make(con, ui.today(), counts["requests"])
    if counts["left_out"]:
        st.caption(ui.escape(f"{counts['left_out']} They stand in Requests."))
    pull_tables.to_pull()
with titles_tab:
    pull_tables.titles_wanting(by_title)
with subjects_tab:
    pull_tables.subjects_wanting(by_subject)

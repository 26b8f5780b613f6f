"""What is on the shelf, what comes in and what goes: scan, count, write off."""

import streamlit as st

from bfp import ui
from bfp.shelves import titles
from bfp.ui.shelves import receiving, shelf

con = ui.connection()
counts = titles.counts(con)

st.title("Stock", anchor=False)
st.caption(shelf.summary(counts))
receiving.show(con)
receiving.came_in(con)

if counts["titles"]:
    chosen = shelf.filters(con)
    shelf.listing(con, chosen)
    shelf.in_hand(con)

if st.button("Bring in titles from a CSV", key="to_imports", icon=":material/upload_file:"):
    ui.go("imports")

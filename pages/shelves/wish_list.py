"""What waiting requests ask for and the shelf has not."""

import streamlit as st

from bfp import ui
from bfp.shelves import wishes
from bfp.ui.shelves import wish_tables

con = ui.connection()
ui.page("Wish list", "What waiting requests ask for and the shelf has not: what to collect, print and ask supporters for.")

gone, unlisted, subjects = wishes.titles(con), wishes.unlisted(con), wishes.subjects(con)
if gone.empty and unlisted.empty and subjects.empty:
    st.caption("No waiting request asks for anything that is not here. Titles and subjects appear as letters are entered.")
    if st.button("Enter a letter", key="to_letters", type="primary"):
        ui.go("letters")
    st.stop()

wish_tables.for_supporters(con)
counted = (("None on hand", gone), ("Not on the list", unlisted), ("Subjects", subjects))
named = [f"{name} ({len(wished):,})" for name, wished in counted]
first = next(name for name, (_, wished) in zip(named, counted, strict=True) if len(wished))
titles_tab, new_tab, subjects_tab = st.tabs(named, default=first)
with titles_tab:
    wish_tables.none_on_hand(gone)
with new_tab:
    wish_tables.not_on_the_list(unlisted)
with subjects_tab:
    wish_tables.by_subject(subjects)

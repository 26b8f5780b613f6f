"""What was seen and what left: for coordinators."""

from datetime import timedelta

import streamlit as st

from bfp import ui
from bfp.accounts import access
from bfp.base import dates

con = ui.connection()
ui.page("Who looked", "What people saw of readers, printed and took along, by day; folded to counts after two years.")
by_day = access.by_day(con, dates.moment() - timedelta(days=90))
if by_day.empty:
    st.caption("Nothing is noted yet. It is where people sign in: a reader opened, a paper printed, a list taken along.")
    st.stop()
st.subheader("By day", anchor=False)
ui.rows(by_day, "looked_by_day", "", day="Day", who="Who", what="What", times="Times", many="Rows")
st.subheader("Lately", anchor=False)
lately = access.latest(con)
lately["seen_at"] = [dates.clock(seen.to_pydatetime()) for seen in lately["seen_at"]]
ui.rows(lately, "looked_lately", "", seen_at="When", who="Who", what="What", many="Rows", why="Which")

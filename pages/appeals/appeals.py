"""The board of appeals: what is due first and why it is worth it, from what is to be decided to what was learned."""

import streamlit as st

from bfp import ui
from bfp.appeals import appeal_board
from bfp.ui import form
from bfp.ui.appeals import appeal_tables, calendar_button

con, today = ui.connection(), ui.today()
form.follow()
ui.page("Appeals", "What must be sent first, and what it can win. Take one, write it, send it in time, record the answer.")
board = appeal_board.board(con, today)
st.markdown(appeal_tables.counts(board))
with st.container(horizontal=True, vertical_alignment="center"):
    only = appeal_tables.whose(board)
    calendar_button.show(con, today)

views = appeal_tables.VIEWS
tabs = dict(zip(views, st.tabs(views, key="appeals_view", on_change="rerun", bind="query-params"), strict=True))
if tabs["First"].open:
    with tabs["First"]:
        appeal_tables.first(con, board, only)
for view, state in appeal_tables.STAGES.items():
    if tabs[view].open:
        with tabs[view]:
            appeal_tables.of_state(con, board, state, only)
if tabs["Closed"].open:
    with tabs["Closed"]:
        opened = appeal_tables.closed(con, only)
        if opened is not None:
            ui.go("appeal", appeal=opened)
if tabs["No appeal yet"].open:
    with tabs["No appeal yet"]:
        appeal_tables.unopened(con, board, only)
if tabs["Learned"].open:
    with tabs["Learned"]:
        appeal_tables.learned(con, today)

"""Study groups: what waits in them, the groups, one group, one reader's work."""

import streamlit as st

from bfp import ui
from bfp.base.errors import BfpError
from bfp.contributions import study_groups, study_work
from bfp.ui.contributions import study_group_view, study_views, study_work_view

con, today = ui.connection(), ui.today()
group_id, work_id = ui.number("group"), ui.number("work")
ui.page(
    "Study groups", "Readers who study together, at one facility or by mail: what was sent, what came back, who replies by when."
)
if group_id is not None or work_id is not None:
    if st.button("All groups", key="study_all", icon=":material/arrow_back:", type="tertiary"):
        ui.go("study_groups")
    try:
        if work_id is not None:
            study_work_view.show(con, study_work.get(con, work_id), today)
        else:
            study_group_view.show(con, study_groups.get(con, group_id), today)
    except BfpError as error:
        st.error(ui.escape(str(error)))
    st.stop()

views = ("To reply", "Groups", "Not answered", "Reply ready", "New group")
tabs = dict(zip(views, st.tabs(views, key="study_view", on_change="rerun"), strict=True))
for view in study_views.WAITING:
    if view in tabs and tabs[view].open:
        with tabs[view]:
            study_views.waiting(con, view, today)
if tabs["Groups"].open:
    with tabs["Groups"]:
        study_views.groups(con, today)
if tabs["New group"].open:
    with tabs["New group"]:
        study_views.new(today)

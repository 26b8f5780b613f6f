"""What was stopped and what was made of it: open an incident, find one, several from one notice."""

import streamlit as st

from bfp import ui
from bfp.censorship import outcome_reports
from bfp.incidents import incident_lists
from bfp.ui import form
from bfp.ui.incidents import incident_tables

con, today = ui.connection(), ui.today()
form.follow()
ui.page(
    "Incidents", "One item stopped by one facility. A censored item is the start of the work: open it here, then appeal in time."
)

views = ("No incident yet", "On file", "From a notice", "Several at once")
tabs = dict(zip(views, st.tabs(views, key="incidents_view", on_change="rerun"), strict=True))
if tabs["No incident yet"].open:
    with tabs["No incident yet"]:
        where = incident_tables.filters(con, "waiting", outcome_reports.choices(con))
        incident_tables.waiting(con, where)
if tabs["On file"].open:
    with tabs["On file"]:
        where = incident_tables.filters(con, "file", outcome_reports.choices(con), incident_lists.facilities(con))
        chosen = incident_tables.on_file(con, where)
        if chosen is not None:
            ui.go("incident", incident=chosen)
if tabs["From a notice"].open:
    with tabs["From a notice"]:
        incident_tables.from_notice(con, form.key("notice"))
if tabs["Several at once"].open:
    with tabs["Several at once"]:
        incident_tables.several_at_once(con, form.key("several"), today)

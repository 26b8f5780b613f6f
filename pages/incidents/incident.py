"""One incident: what the notice says, its scans, its deadline, what was like it, what was decided, and what followed."""

import streamlit as st

from bfp import ui
from bfp.base import history
from bfp.base.errors import BfpError
from bfp.incidents import incidents
from bfp.ui import documents_box, form
from bfp.ui.appeals import appeal_parts
from bfp.ui.incidents import incident_parts

con, today = ui.connection(), ui.today()
number = ui.number("incident")
form.follow(incident=number)
try:
    incident = incidents.get(con, number) if number is not None else None
    problem = "Choose an incident on the page Incidents."
except BfpError as error:
    incident, problem = None, str(error)
if incident is None:
    ui.page("Incident", problem, narrow=True)
    if st.button("Incidents", key="to_incidents", type="primary"):
        ui.go("incidents")
    st.stop()

key = f"incident{incident.id}"
ui.page(incident.what, f"Incident {incident.id} · {incident.facility} · {incident.system}")
incident_parts.summary(con, incident)
incident_parts.deadline(con, incident, today)
appealed = appeal_parts.of_incident(con, incident, key)
known, beside = st.columns([3, 2], gap="large")
with known:
    if not incident.matched and incident.voided_on is None:
        incident_parts.matching(con, incident, key)
    incident_parts.facts(con, incident, key)
with beside:
    st.subheader("Documents", anchor=False)
    documents_box.show(con, "incident", incident.id, key, closed=incident.voided_on is not None)
    st.subheader("Decision", anchor=False)
    incident_parts.decision(con, incident, key, by_appeal=appealed)
    st.subheader("What was like it", anchor=False)
    opened = incident_parts.similar(con, incident, key)
    if opened is not None and opened != incident.id:
        ui.go("incident", incident=opened)
with st.expander("History", key=f"{key}_history"):
    ui.rows(
        history.of(con, "incident", incident.id), f"{key}_changes", "No change on file.",
        saved_at="When", volunteer="Who", action="Did", what="What", reason="Why",
    )  # fmt: skip
if incident.voided_on is None:
    if st.button("Public page", key=f"{key}_public", icon=":material/public:", help="Names and numbers replaced; seen first."):
        ui.go("publications", incident=incident.id)
    incident_parts.taking_back(incident, key)

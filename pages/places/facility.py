"""One facility: where mail goes, what stands in its way, who is there, what became of the mail."""

import streamlit as st

from bfp import ui
from bfp.base import history
from bfp.base.errors import NotFound
from bfp.censorship import facility_report, mail_counts
from bfp.mail import postage_report
from bfp.places import facilities, restrictions, systems
from bfp.ui.places import facility_desk, facility_forms

con, today = ui.connection(), ui.today()
number = ui.number("facility")

try:
    facility = facilities.get(con, number or 0)
except NotFound:
    ui.page("Facility", "One facility: addresses, restrictions, readers, and what became of the mail.")
    st.markdown("Choose a facility in the directory first." if number is None else f"There is no facility number {number}.")
    if st.button("Open the directory", key="to_facilities"):
        ui.go("facilities")
    st.stop()

waited = mail_counts.maturity(con, today).days
figures = facility_report.figures(con, facility.id, today, waited)
rules = restrictions.in_force(con, facility.id, today)

ui.page(facility.label, facility_desk.about(facility, figures, rules))
if figures.sent:
    facility_desk.what_presses(con, facility, today)
facility_desk.rules_in_force(rules)

if not figures.sent:
    st.caption("Nothing was mailed here yet.")
else:
    facility_desk.timeline(con, facility, today)
    st.caption(ui.escape(postage_report.of_facility(con, facility.id, today)))

views = ("Addresses", "Censorship", "Restrictions", "Readers", "Edit", "Merge", "History")
tabs = dict(zip(views, st.tabs(views, key=f"view_{facility.id}", on_change="rerun"), strict=True))

if tabs["Addresses"].open:
    with tabs["Addresses"]:
        facility_desk.addresses(facility, facilities.aliases(con, facility.id))
if tabs["Censorship"].open:
    with tabs["Censorship"]:
        facility_desk.stopped(con, facility, figures, today)
if tabs["Restrictions"].open:
    with tabs["Restrictions"]:
        facility_desk.all_rules(facility, restrictions.of_facility(con, facility.id), con)
if tabs["Readers"].open:
    with tabs["Readers"]:
        facility_desk.readers_there(con, facility, figures.readers)
if tabs["Edit"].open:
    with tabs["Edit"], st.form(f"edit_{facility.id}", border=False):
        prefix = f"edit{facility.id}"
        facility_forms.facility_fields(prefix, systems.listing(con), facility)
        st.form_submit_button("Save", type="primary", on_click=facility_forms.save_edit, args=(prefix, facility.id))
if tabs["Merge"].open:
    with tabs["Merge"]:
        facility_desk.merging(con, facility)
if tabs["History"].open:
    with tabs["History"]:
        told = history.of(con, "facility", facility.id)
        ui.rows(
            told,
            f"history_{facility.id}",
            "Nothing yet.",
            saved_at="When",
            volunteer="Who",
            action="Did",
            what="What",
            reason="Why",
        )

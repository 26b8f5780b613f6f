"""One contribution: its scan beside its text, what it is, what becomes of it, and whether it may be published."""

import streamlit as st

from bfp import ui
from bfp.base import dates, history
from bfp.base.errors import BfpError
from bfp.contributions import contributions
from bfp.ui import form
from bfp.ui.contributions import contribution_parts

con, today = ui.connection(), ui.today()
number = ui.number("contribution")
form.follow(contribution=number)
try:
    now = contributions.get(con, number) if number is not None else None
    problem = "Choose a contribution on the page Contributions."
except BfpError as error:
    now, problem = None, str(error)
if now is None:
    ui.page("Contribution", problem, narrow=True)
    if st.button("Contributions", key="to_contributions", type="primary"):
        ui.go("contributions")
    st.stop()

key = f"contribution{now.id}"
ui.page(now.about, f"Contribution {now.id} · {now.facility} · received {dates.written(now.received_on)}")
contribution_parts.summary(con, now, today)
contribution_parts.text_and_scan(con, now, key, today)
if now.voided_on is None:
    become, consent, facts = st.columns(3, gap="large")
    with become:
        st.subheader("What becomes of it", anchor=False)
        contribution_parts.becomes(now, key, today)
    with consent:
        st.subheader("Publishing", anchor=False)
        contribution_parts.consent(con, now, key)
        if now.kind == "book review":
            contribution_parts.quote(now, key)
    with facts:
        st.subheader("What it is", anchor=False)
        contribution_parts.facts(con, now, key)
with st.expander("History", key=f"{key}_history"):
    ui.rows(
        history.of(con, "contribution", now.id), f"{key}_changes", "No change on file.",
        saved_at="When", volunteer="Who", action="Did", what="What", reason="Why",
    )  # fmt: skip
if now.voided_on is None:
    contribution_parts.taking_back(now, key)

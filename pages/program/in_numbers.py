"""The program in numbers: what came, what was sent, what was given back, what followed, and what it cost."""

import streamlit as st

from bfp import ui
from bfp.base import periods
from bfp.censorship import outcome_reports
from bfp.ui import reporting
from bfp.ui.program import program_figures

con, today = ui.connection(), ui.today()
ui.page("In numbers", "What readers sent and gave back, what we sent and answered, what supporters gave. Nobody is named.")
systems, states = outcome_reports.choices(con)
asked = reporting.filters(st.sidebar, systems, states, {}, periods.PERIODS, periods.USUAL_PERIOD, today, when="Time")
scope, hide = outcome_reports.scope(con, **asked), program_figures.public()

if program_figures.at_a_glance(con, scope, hide):
    views = ("Counts", "Joining", "What followed", "Replies", "Donations and money")
    tabs = dict(zip(views, st.tabs(views, key="numbers_view", bind="query-params"), strict=True))
    for view, show in zip(
        views[:3], (program_figures.counted, program_figures.joined, program_figures.followed), strict=True
    ):
        if tabs[view].open:
            with tabs[view]:
                show(con, scope, hide)
    if tabs["Replies"].open:
        with tabs["Replies"]:
            program_figures.answered(con, scope)
    if tabs["Donations and money"].open:
        with tabs["Donations and money"]:
            program_figures.given(con, scope)

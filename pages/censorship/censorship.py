import streamlit as st

from bfp import ui
from bfp.base import periods
from bfp.censorship import censorship_report, outcome_reports
from bfp.ui import reporting
from bfp.ui.censorship import censorship_desk

today = ui.today()
con = ui.connection()
systems, _ = outcome_reports.choices(con)

ui.page("Where mail is censored", "Where our mail is stopped, and how sure we are. Unconfirmed is not received.")
censorship_desk.look_once_a_day(con, today)
news, choice, place = st.container(), st.container(horizontal=True), st.grid(4, min_column_width=170, gap="small")
asked = reporting.filters(place, systems, None, outcome_reports.CLASSES, periods.PERIODS, periods.USUAL_PERIOD, today)
with choice:
    by = st.segmented_control(
        "By", ["Facilities", "Systems"], default="Facilities", required=True, key="where_by", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    apart = st.segmented_control(
        "Federal prisons", [censorship_report.EVERYWHERE, *outcome_reports.APART],
        default=censorship_report.EVERYWHERE, required=True,
        key="mail_apart", bind="query-params", label_visibility="collapsed", disabled=asked["system"] is not None,
    )  # fmt: skip
mail = outcome_reports.scope(con, apart=apart, **asked)
found = censorship_report.where(con, mail, "system" if by == "Systems" else "facility")

with news:
    if not found.sentence:
        st.markdown(ui.escape(f"{censorship_report.changes(con, mail, found)} {censorship_report.unknown(found)}".strip()))
    censorship_desk.suspected(con)

# Only the tab that is open is counted and drawn.
tab = dict(zip(censorship_desk.TABS, st.tabs(censorship_desk.TABS, key="where_tab", bind="query-params"), strict=True))
summary = found.sentence or censorship_report.summary(found)
with tab["List"]:
    if tab["List"].open:
        st.markdown(summary)
        if not found.sentence:
            censorship_desk.the_list(found)
with tab["Funnel"]:
    if tab["Funnel"].open:
        st.markdown(summary)
        if not found.sentence:
            censorship_desk.the_funnel(found)
with tab["Tiles"]:
    if tab["Tiles"].open:
        st.markdown(summary)
        if not found.sentence:
            censorship_desk.the_tiles(con, mail)
with tab["Table"]:
    if tab["Table"].open:
        st.markdown(summary)
        if not found.table.empty:
            censorship_desk.the_table(found)
with tab["Silent"]:
    if tab["Silent"].open:
        censorship_desk.the_silent(con, mail.day)
with tab["Reporting ratio"]:
    if tab["Reporting ratio"].open:
        if found.sentence:
            st.markdown(summary)
        else:
            censorship_desk.the_ratio(con, found, today)

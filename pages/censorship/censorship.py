from collections.abc import Callable

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

summary = found.sentence or censorship_report.summary(found)


def summed_up(show: Callable[[], None], known: bool) -> None:
    st.markdown(summary)
    if known:
        show()


views = {
    "List": lambda: summed_up(lambda: censorship_desk.the_list(found), not found.sentence),
    "Funnel": lambda: summed_up(lambda: censorship_desk.the_funnel(found), not found.sentence),
    "Tiles": lambda: summed_up(lambda: censorship_desk.the_tiles(con, mail), not found.sentence),
    "Table": lambda: summed_up(lambda: censorship_desk.the_table(found), not found.table.empty),
    "Silent": lambda: censorship_desk.the_silent(con, mail.day),
    "Reporting ratio": lambda: (
        st.markdown(summary) if found.sentence else censorship_desk.the_ratio(con, found, today)
    ),
}
ui.tabs("where_tab", views, bind="query-params")

import streamlit as st

from bfp import ui
from bfp.base import charts, periods
from bfp.censorship import outcome_reports
from bfp.ui import reporting
from bfp.ui.mail import postage_desk

today = ui.today()
con = ui.connection()
systems, states = outcome_reports.choices(con)

ui.page(
    "Shipments", "What was mailed, where, and what became of it. An item is one title in one parcel: prisons decide item by item."
)
asked = reporting.filters(st.sidebar, systems, states, outcome_reports.CLASSES, periods.PERIODS, periods.USUAL_PERIOD, today)
mail = outcome_reports.scope(con, **asked)


def facilities() -> None:
    table = outcome_reports.outcomes(con, mail, "facility")
    if nothing(table):
        return
    event = ui.figure(
        ui.drawn(charts.outcomes_by_name, table, "facility", "facility_id"), outcome_reports.shown(table), "items_by_facility",
        outcome_reports.says(table, mail, outcome_reports.of_the_top(table, "facility", "facilities"))
        + " Click a bar to open the facility.",
        key="shipments_facility", selection=True, columns=reporting.in_words(),
    )  # fmt: skip
    facility = reporting.clicked(event, "facility_id")
    if facility is not None:
        ui.go("facility", facility=facility)


def grouped(by: str, of: str, twice: bool = False) -> None:
    table = outcome_reports.outcomes(con, mail, by)
    if nothing(table):
        return
    name = "literature_class" if by == "class" else by
    made = (charts.outcomes_by_month, table) if name == "month" else (charts.outcomes_by_name, table, name)
    ui.figure(
        ui.drawn(*made), outcome_reports.shown(table), f"items_by_{name}", outcome_reports.says(table, mail, of, twice),
        key=f"shipments_{name}", columns=reporting.in_words(),
    )  # fmt: skip


def nothing(table) -> bool:
    """Say what is missing where there is no mail to show."""
    if table.empty:
        st.markdown(outcome_reports.missing(con, mail))
    return table.empty


views = {
    "Facilities": facilities,
    "Systems": lambda: grouped("system", "by system"),
    "Months": lambda: grouped("month", "by month of mailing"),
    "Classes": lambda: grouped("class", "by literature class"),
    "Subjects": lambda: grouped("subject", "by subject", twice=True),
    "Postage": lambda: postage_desk.costs(con, mail, today),
}
ui.tabs("mail_by", views, bind="query-params")

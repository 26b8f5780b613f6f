import streamlit as st

from bfp import censorship_report, charts, reports, ui
from bfp.ui import reporting

today = ui.today()
con = ui.connection()
systems, _ = reports.choices(con)

ui.page("Where mail is censored", "Censored items among those we heard about, and how sure that is. Unconfirmed is not received.")
first, place = st.container(), st.grid(4, min_column_width=170, gap="small")
asked = reporting.filters(place, systems, None, reports.CLASSES, reports.PERIODS, reports.USUAL_PERIOD, today)
apart = first.segmented_control(
    "Federal prisons are apart from states", reports.APART, default=reports.APART[0], required=True, key="mail_apart",
    bind="query-params", label_visibility="collapsed", disabled=asked["system"] is not None,
)  # fmt: skip
mail = reports.scope(con, apart=apart, **asked)


def places(question, name: str, whats: str, opens: str | None = None) -> None:
    """The interval dots of places with enough data, and the table of all."""
    table = question(con, mail)
    if nothing(table):
        return
    together = censorship_report.total(con, table)
    st.markdown(censorship_report.summary(together))
    says = censorship_report.says(table, mail, censorship_report.of_the_top(table, name, whats))
    says += " Click a row to open the facility." if opens else ""
    rows, file, missing = censorship_report.shown(table), f"censorship_by_{name}", censorship_report.UNKNOWN
    if not censorship_report.sayable(table):
        st.markdown(censorship_report.no_place(mail, whats, con))
        reporting.only_table(rows, file, says, f"where_{name}", missing)
        return
    st.caption(censorship_report.HOW_TO_READ)
    event = ui.figure(
        charts.intervals(table, name, together["rate"], opens), rows, file, says, key=f"where_{name}",
        selection=opens is not None, columns=reporting.in_words(), missing=missing,
    )  # fmt: skip
    facility = reporting.clicked(event, "facility_id")
    if facility is not None:
        ui.go("facility", facility=facility)


def months() -> None:
    """The rate by month of mailing, with the volume below: where readers fall silent, censorship only seems to fall."""
    table = censorship_report.by_month(con, mail)
    if nothing(table):
        return
    together = censorship_report.total(con, table)
    st.markdown(censorship_report.summary(together))
    st.caption(censorship_report.HOW_TO_READ_MONTHS)
    ui.figure(
        charts.rate_by_month(table, mail.mature_on, mail.day, together["rate"]),
        censorship_report.shown(table), "censorship_by_month", censorship_report.says(table, mail, "by month of mailing"),
        key="where_months", columns=reporting.in_words(), missing=censorship_report.UNKNOWN,
    )  # fmt: skip
    ui.figure(
        charts.outcomes_by_month(table), reports.shown(table), "items_by_month",
        reports.says(table, mail, "by month of mailing"), key="where_volume", columns=reporting.in_words(),
    )  # fmt: skip


def why() -> None:
    """The reasons given for censorship."""
    table = censorship_report.by_reason(con, mail)
    if table.empty:
        st.markdown(censorship_report.no_reason(con, mail))
        return
    ui.figure(
        charts.reasons(table), censorship_report.shown_reasons(table), "censorship_by_reason",
        censorship_report.says_reasons(table, mail), key="where_reasons", columns=reporting.in_words(),
    )  # fmt: skip


def nothing(table) -> bool:
    """Say what is missing where there is no mail to show."""
    if table.empty:
        st.markdown(reports.missing(con, mail))
    return table.empty


# Only the tab that is open is counted and drawn.
by = st.tabs(["Facilities", "Systems", "Months", "Reasons"], key="where_by", bind="query-params")
with by[0]:
    if by[0].open:
        places(censorship_report.by_facility, "facility", "facilities", opens="facility_id")
with by[1]:
    if by[1].open:
        places(censorship_report.by_system, "system", "systems")
with by[2]:
    if by[2].open:
        months()
with by[3]:
    if by[3].open:
        why()

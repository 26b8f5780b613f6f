import streamlit as st

from bfp import ui
from bfp.base import periods
from bfp.censorship import censorship_report, censorship_words, outcome_reports, titles_and_reasons, titles_charts
from bfp.ui import reporting
from bfp.ui.censorship import censorship_desk

today = ui.today()
con = ui.connection()
systems, _ = outcome_reports.choices(con)

ui.page(
    "Titles and reasons",
    "What is stopped, whatever the place, and what reasons prisons give. For appeals, and for choosing what to send.",
)
place = st.grid(4, min_column_width=170, gap="small")
asked = reporting.filters(place, systems, None, outcome_reports.CLASSES, periods.PERIODS, periods.USUAL_PERIOD, today)
mail = outcome_reports.scope(con, **asked)


def titles() -> None:
    """Titles censored more often than where they were sent explains."""
    found = titles_and_reasons.titles(con, mail)
    drawn = titles_and_reasons.listed(found)
    if drawn.empty:
        st.markdown(titles_and_reasons.no_reason(con, mail, found))
        return
    censorship_desk.how_to_read(censorship_words.READ_TITLES, censorship_words.EXPLAIN_TITLES, "titles")
    ui.figure(
        titles_charts.title_ratios(drawn), titles_and_reasons.shown_titles(found.table), "censorship_by_title",
        titles_and_reasons.says_titles(found, drawn), key="titles_dots", columns=reporting.in_words(),
    )  # fmt: skip


def reasons() -> None:
    """The reasons given, those about content apart from those about the parcel."""
    given, kinds = titles_and_reasons.reasons(con, mail)
    if given.empty:
        st.markdown(titles_and_reasons.no_reason(con, mail, censorship_report.where(con, mail)))
        return
    st.markdown(titles_and_reasons.summary(kinds))
    censorship_desk.how_to_read(censorship_words.READ_REASONS, censorship_words.EXPLAIN_REASONS, "reasons")
    ui.figure(
        ui.drawn(titles_charts.reasons, given), titles_and_reasons.shown_reasons(given), "censorship_by_reason",
        titles_and_reasons.says_reasons(given, mail, censorship_report.base(con, mail.day).maturity.days), key="reasons_bars",
        columns=reporting.in_words(),
    )  # fmt: skip


# Only the tab that is open is counted and drawn.
tabs = st.tabs(["Titles", "Reasons"], key="stopped_by", bind="query-params")
with tabs[0]:
    if tabs[0].open:
        titles()
with tabs[1]:
    if tabs[1].open:
        reasons()

"""The yearly report, July to June: to read, to print and to publish."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.program import yearly_paper, yearly_report, yearly_words
from bfp.stats import grades
from bfp.ui import reporting
from bfp.ui.program import yearly_desk

con, today = ui.connection(), ui.today()
ui.page("Yearly report", "What became of a year's mail, ready to publish: it names nobody, and hides small groups.")

years = {year.name: year for year in yearly_report.years(con, today)}
usual = list(years).index(yearly_report.last_complete(today).name)
with st.grid(3, min_column_width=200, gap="small"):
    name = st.selectbox("Year", list(years), index=usual, key="report_year", bind="query-params")
    as_of = st.date_input(
        "As of", value=today, min_value=reporting.EARLIEST, max_value=today, key="report_day", format="YYYY-MM-DD",
        bind="query-params",
    )  # fmt: skip
year = years.get(name) or yearly_report.last_complete(today)
as_of = as_of if isinstance(as_of, date) else today
report = yearly_desk.report(year, as_of)
numbers = yearly_desk.numbers(year, as_of)

if report.sentence:
    st.markdown(report.sentence)
if report.lines.empty:
    st.stop()

file = f"mail_{year.starts_on.year}_{year.ends_on.year}_as_of_{as_of}"
with st.container(horizontal=True, gap="small", key="report_actions"):
    st.button("Publish", key="publish", type="primary", on_click=yearly_desk.publish, args=(year, as_of))
    ui.download(
        "PDF", data=lambda: yearly_paper.pdf(report, numbers), file_name=f"{file}.pdf", mime="application/pdf", key="report_pdf",
    )  # fmt: skip
    ui.csv(yearly_words.lines(report), file, "report_csv")
st.caption("Publish keeps which version went out, so that the next one shows what has changed. It puts nothing on the network.")
st.markdown(yearly_words.summary(report))

st.subheader("By state and literature class", anchor=False)
st.dataframe(yearly_words.on_page(report), hide_index=True, key="report_lines", column_config=yearly_desk.columns(), height=560)
for note in yearly_words.notes(report):
    st.caption(note)
st.caption(grades.RULE)

st.subheader("As last reported", anchor=False)
ui.rows(
    restated := yearly_words.restated(report), "report_restated", "This year was not published as of an earlier day.",
    **{name: name for name in restated.columns},
)  # fmt: skip

for heading, table, says, nothing in (
    ("Reasons given", yearly_words.reasons(report), yearly_words.REASONS, "No reason was given to enough readers."),
    ("Facilities that stand out", yearly_words.flagged(report), yearly_words.FLAGGED, "None, as far as we know."),
    ("Longest bans", yearly_words.bans(report), yearly_words.BANS, "None is known."),
):
    st.subheader(heading, anchor=False)
    st.caption(says)
    key = f"report_{heading.split()[0].lower()}"
    ui.rows(table, key, nothing, **{name: name for name in table.columns})
    if len(table):
        ui.csv(table, f"{file}_{heading.lower().replace(' ', '_')}", f"{key}_csv")

yearly_desk.in_numbers(numbers, file)

with st.expander("How we count", key="report_method"):
    st.markdown(yearly_words.method(report))

st.subheader("Published", anchor=False)
ui.rows(
    yearly_report.published(con, year), "report_published", "This year has not been published yet.",
    as_of="As of", published_on="Published on", published_by="By",
)  # fmt: skip

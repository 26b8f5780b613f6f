"""The pieces of the page Yearly report: the report kept until something is saved, and the button that publishes it."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import kept
from bfp.program import yearly_numbers, yearly_report, yearly_words
from bfp.program.yearly_numbers import Numbers
from bfp.program.yearly_report import Report, Year

NUMBERS = ("sent", "received", "censored", "returned", "no reason given", "unconfirmed", "too recent", "n known")


def report(year: Year, as_of: date) -> Report:
    """The report of a year as of a day; counted again only when something was saved since."""
    with st.spinner("Counting the year …"):
        return kept.kept(ui.connection(), yearly_report.report, year, as_of)


def numbers(year: Year, as_of: date) -> Numbers:
    """The program in numbers of a year, as the report has them; what is counted for them is kept."""
    return yearly_numbers.numbers(ui.connection(), year, as_of)


def in_numbers(found: Numbers, file: str) -> None:
    """The part of the page that tells of the program in numbers."""
    st.subheader("The program in numbers", anchor=False)
    if found.sentence:
        st.markdown(found.sentence)
        return
    st.dataframe(yearly_numbers.totals(found), hide_index=True, key="report_numbers")
    ui.csv(yearly_numbers.csv(found), f"{file}_program", "report_numbers_csv")
    with st.expander("By month, language and step of joining", key="report_numbers_parts"):
        for by in ("month", "language"):
            st.dataframe(yearly_numbers.parts(found, by), hide_index=True, key=f"report_numbers_{by}")
        st.dataframe(yearly_numbers.steps(found), hide_index=True, key="report_numbers_steps")
    for said in (*yearly_numbers.followed(found), *yearly_numbers.money_says(found)):
        st.markdown(ui.escape(said))
    st.caption(yearly_numbers.method(found))


def publish(year: Year, as_of: date) -> None:
    """Keep that this version was published."""
    with ui.saving(f"{year.name} is published as of {as_of.day} {as_of:%b %Y}. Put the PDF where people can read it.") as con:
        yearly_report.publish(con, year, as_of, ui.today())


def columns() -> dict:
    """How the large table shows its columns."""
    counts = {name: st.column_config.NumberColumn(format="localized") for name in NUMBERS}
    shares = {name: st.column_config.NumberColumn(format="%.1f %%") for name in yearly_words.OF_SENT.values()}
    return counts | shares | {"place": st.column_config.TextColumn(width="medium", pinned=True)}

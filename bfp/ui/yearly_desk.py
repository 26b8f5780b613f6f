"""The pieces of the page Yearly report: the report kept until something is saved, and the button that publishes it."""

from datetime import date

import streamlit as st

from bfp import db, ui, yearly_report
from bfp.yearly_report import Report, Year

NUMBERS = ("sent", "received", "censored", "returned", "no reason given", "unconfirmed", "too recent", "n known")


def report(year: Year, as_of: date) -> Report:
    """The report of a year as of a day; counted again only when something was saved since."""
    con = ui.connection()
    sql = """
        select (select max(id) from history) as history, (select max(id) from item) as item,
            (select max(id) from outcome_event) as event
    """
    saved = db.row(con, sql)
    return _kept(con.path, tuple(saved.values()), year, as_of)


@st.cache_data(show_spinner="Counting the year …", max_entries=20)
def _kept(path: str, saved: tuple, year: Year, as_of: date) -> Report:
    return yearly_report.report(ui.connection(), year, as_of)


def publish(year: Year, as_of: date) -> None:
    """Keep that this version was published."""
    with ui.saving(f"{year.name} is published as of {as_of.day} {as_of:%b %Y}. Put the PDF where people can read it.") as con:
        yearly_report.publish(con, year, as_of, ui.today())


def columns() -> dict:
    """How the large table shows its columns."""
    return {name: st.column_config.NumberColumn(format="localized") for name in NUMBERS} | {
        "place": st.column_config.TextColumn(width="medium", pinned=True),
        "unconfirmed %": st.column_config.NumberColumn(format="%.1f %%"),
    }

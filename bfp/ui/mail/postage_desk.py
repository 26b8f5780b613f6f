"""Postage: what a rate says when it is opened, its form; and what mailing cost."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, measures
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.censorship import outcome_reports
from bfp.mail import postage, postage_charts, postage_report
from bfp.mail.postage import Rate
from bfp.ui import reporting
from bfp.ui.kept_list import Input, Tab

MONEY = st.column_config.NumberColumn(format="dollar")


def _about(_: Connection, rate: Rate, today: date) -> None:
    further = measures.written_dollars(rate.each_more_cents)
    st.markdown(ui.escape(f"{rate.name}, each further pound {further}, from {dates.written(rate.holds_from)}"))


def _inputs(_: Connection, rate: Rate | None) -> list[tuple[Input, ...]]:
    return [
        (
            Input("mail_class", "Class of mail", "choice", choices={name: name for name in postage.CLASSES},
                  usual=postage.CLASSES[0]),
            Input("holds_from", "Holds from", "day", usual=None, more={"min_value": postage.EARLIEST}),
        ),
        (
            Input("first_pound_cents", "First pound", "dollars", more={"placeholder": "4.47"}),
            Input("each_more_cents", "Each further pound", "dollars", more={"placeholder": "0.75"}),
        ),
        (Input("source", "Where it stands", more={"placeholder": "Notice 123 of 12 Jul 2026"}),),
    ]  # fmt: skip


RATES = Tab(
    kept=postage.RATES,
    nothing="No rate is on file. Without one, parcels without typed postage have no estimate.",
    caption="A click on a rate opens it.",
    compare="Notice 123 of 12 Jul 2026, looked at today",
    shown=postage.shown,
    about=_about,
    inputs=_inputs,
    warning=". Compare each with the post office’s Notice 123 (pe.usps.com). An estimate is as right as its rate.",
    look={
        "Holds from": st.column_config.DateColumn(format="D MMM YYYY"), "Source": st.column_config.TextColumn(width="large"),
    },
)  # fmt: skip


def costs(con: Connection, mail: Scope, today: date) -> None:
    """What postage cost, by month, facility or class of mail, with its chart, table and CSV."""
    by = st.segmented_control(
        "By", postage_report.BY, default="month", key="postage_by", format_func=str.capitalize, label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    table = postage_report.costs(con, mail, by)
    if table.empty:
        st.markdown(outcome_reports.missing(con, mail))
        return
    chart = postage_charts.by_month(table) if by == "month" else postage_charts.by_name(table, by)
    name = f"postage_by_{by.replace(' ', '_')}"
    ui.figure(
        chart, postage_report.shown(table), name, ui.escape(postage_report.says(table, mail, by)), key=name,
        columns=reporting.in_words() | {"postage": MONEY, "of it estimated": MONEY},
    )  # fmt: skip
    if table["estimated_parcels"].sum() and postage.to_check(con, today):
        st.caption("The estimates use rates that are still to be checked: Settings, Postage.")
    ui.download(
        "Each parcel as CSV", data=lambda: ui.csv_bytes(postage_report.parcels(con, mail)), mime="text/csv",
        file_name="postage_by_parcel.csv", key="postage_parcels",
    )  # fmt: skip

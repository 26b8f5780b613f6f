"""Postage: the rates as they stand, a new one, a wrong one taken out of use; and what mailing cost."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import measures
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.periods import Scope
from bfp.censorship import outcome_reports
from bfp.mail import postage, postage_charts, postage_report
from bfp.ui import reporting

MONEY = st.column_config.NumberColumn(format="dollar")
FIELDS = ("rate_class", "rate_from", "rate_first", "rate_more", "rate_source", "rate_checked")


def rates(con: Connection) -> None:
    """Every rate on file; a click on one offers to check it off or to void it."""
    table = postage.rates(con)
    if table.empty:
        st.caption("No rate is on file. Without one, parcels without typed postage have no estimate.")
        return
    shown = pd.DataFrame(
        {
            "Class": table["mail_class"],
            "Holds from": table["holds_from"],
            "First pound": table["first_pound_cents"].map(measures.written_dollars),
            "Each further": table["each_more_cents"].map(measures.written_dollars),
            "State": [
                "voided" if not pd.isna(row.voided_on) else "checked" if row.checked else "to be checked"
                for row in table.itertuples()
            ],
            "Source": [row.source if pd.isna(row.voided_on) else f"voided: {row.void_reason}" for row in table.itertuples()],
        }
    )
    cells = st.dataframe(
        shown, hide_index=True, key="rates", width="stretch", on_select="rerun", selection_mode="single-cell",
        column_config={
            "Holds from": st.column_config.DateColumn(format="D MMM YYYY"), "Source": st.column_config.TextColumn(width="large"),
        },
    )["selection"]["cells"]  # fmt: skip
    st.caption("A click on a rate: check it off, or void it.")
    if cells and cells[0][0] < len(table):
        _chosen(table.iloc[cells[0][0]])


def _chosen(row: pd.Series) -> None:
    rate_id, name = int(row["id"]), f"{row['mail_class']} {measures.written_dollars(row['first_pound_cents'])}"
    if not pd.isna(row["voided_on"]):
        st.markdown(f"**{name}** was voided: {ui.escape(row['void_reason'])}")
        return
    if not row["checked"]:
        with st.form(f"check_{rate_id}", border=False):
            where, button = st.columns([3, 1], vertical_alignment="bottom")
            hint = "Notice 123 of 12 Jul 2026, looked at today"
            where.text_input(f"{name} agrees with", key=f"check_source_{rate_id}", placeholder=hint)
            key = f"check_save_{rate_id}"
            button.form_submit_button("Checked", key=key, on_click=_check, args=(rate_id,), width="stretch")
        ui.problem("source")
    with st.form(f"void_{rate_id}", border=False):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input(f"{name} is wrong, because", key=f"void_reason_{rate_id}")
        button.form_submit_button("Void", key=f"void_save_{rate_id}", on_click=_void, args=(rate_id,), width="stretch")
    ui.problem("void_reason")


def new_rate() -> None:
    """The form for a rate from the post office's list."""
    with st.form("new_rate", border=False):
        kind, since = st.columns(2)
        kind.selectbox("Class of mail", postage.CLASSES, key="rate_class")
        since.date_input("Holds from", value=None, min_value=postage.EARLIEST, format="YYYY-MM-DD", key="rate_from")
        first, more = st.columns(2)
        first.text_input("First pound", key="rate_first", placeholder="4.47")
        more.text_input("Each further pound", key="rate_more", placeholder="0.75")
        st.text_input("Where it stands", key="rate_source", placeholder="Notice 123 of 12 Jul 2026")
        st.checkbox("I have compared it with that list", key="rate_checked")
        st.form_submit_button("Add rate", key="rate_save", type="primary", on_click=_add)
    for name in ("holds_from", "first_pound", "each_more", "source"):
        ui.problem(name)


def _add() -> None:
    typed = ui.fields(*FIELDS)
    if ui.repeated("rate", typed):
        return
    with ui.saving("Rate added. Parcels of that day and later are estimated by it.") as con:
        if typed["rate_from"] is None:
            raise Invalid("Say from which day the rate holds.", "holds_from")
        postage.add(
            con, mail_class=typed["rate_class"], holds_from=typed["rate_from"],
            first_pound_cents=measures.read_dollars(typed["rate_first"] or "", "first_pound"),
            each_more_cents=measures.read_dollars(typed["rate_more"] or "", "each_more"),
            source=typed["rate_source"] or "", checked=bool(typed["rate_checked"]),
        )  # fmt: skip
    if ui.saved():
        ui.remember("rate", typed)
        ui.clear(*FIELDS)


def _check(rate_id: int) -> None:
    source = ui.fields(f"check_source_{rate_id}")[f"check_source_{rate_id}"] or ""
    with ui.saving("Checked off.") as con:
        postage.check_off(con, rate_id, source)


def _void(rate_id: int) -> None:
    reason, today = ui.fields(f"void_reason_{rate_id}")[f"void_reason_{rate_id}"] or "", ui.today()
    with ui.saving("Voided. It stays on file with the reason.") as con:
        postage.void(con, rate_id, reason, today)


def unchecked(con: Connection, today: date) -> None:
    """Say which of today's rates nobody has compared with the post office's list."""
    classes = postage.to_check(con, today)
    if classes:
        read = {name: postage.in_force(con, name, today)["source"] or "not said where it stands" for name in classes}
        st.markdown(
            f":orange[:material/warning:] Today’s rate of {' and '.join(classes)} is still to be checked. Compare it with the "
            "post office’s Notice 123 (pe.usps.com). An estimate is as right as its rate."
        )
        st.caption("  \n".join(f"{name}: {ui.escape(source)}" for name, source in read.items()))


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
    st.download_button(
        "Each parcel as CSV", data=lambda: ui.csv_bytes(postage_report.parcels(con, mail)), mime="text/csv",
        file_name="postage_by_parcel.csv", key="postage_parcels", on_click="ignore", icon=":material/download:",
    )  # fmt: skip

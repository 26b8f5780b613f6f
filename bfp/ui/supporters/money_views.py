"""What the page of money shows: balances, the forms, the ledger, what things cost, postage, earmarks."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, history, periods
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.supporters import donation_papers, money, money_charts, money_postage, money_report
from bfp.ui import box, form, print_buttons, reporting
from bfp.ui.supporters import money_desk

PAGE = 50
PERIODS = ("Last 12 months", "This reporting year", "Last reporting year", "Last 5 years")
DOLLARS = st.column_config.NumberColumn(format="dollar")


def balances(con: Connection, today: date) -> None:
    """What is left in each fund, and how many parcels it lasts."""
    funds, lasting = money.funds(con), money_report.lasting(con, today)
    known = lasting.parcels is not None
    with st.container(horizontal=True, key="money_balances"):
        st.metric("Left in all", money.written(sum(fund.balance_cents for fund in funds)), width="content")
        st.metric("Lasts for", f"{lasting.parcels:,} parcels" if known else "not known", width="content")
    st.caption(ui.escape(" · ".join(f"{fund.name} {money.written(fund.balance_cents)}" for fund in funds)))
    st.caption(ui.escape(lasting.sentence))


def gift(con: Connection, today: date) -> None:
    """The form for money or stamps that came in, and the papers of the last one."""
    at = form.key("gift")
    with st.form(f"{at}_entry", border=False):
        amount, how = st.columns(2)
        with amount:
            st.text_input("Amount", key=f"{at}_amount", placeholder="12.50")
            form.problem("amount", at)
        with how:
            st.selectbox("How", list(money.FORMS), None, money.FORMS.get, key=f"{at}_form", placeholder="cash …")
            form.problem("form", at)
        donor, reader = st.columns(2)
        with donor:
            box.one(f"{at}_donor", "supporters", label="From a supporter", placeholder="name; empty is anonymous", free=True,
                    create="New supporter", nonce=at)  # fmt: skip
            form.problem("supporter_name", at)
        with reader:
            box.one(f"{at}_reader", "readers", label="or from a reader", placeholder="number or name", nonce=at)
            form.problem("giver", at)
        _fund_and_day(con, at, today, "For")
        st.form_submit_button("Enter gift", key=f"{at}_save", type="primary", on_click=money_desk.gift, args=(at,))
    last = st.session_state.get(money_desk.LAST)
    if last is not None:
        entry = money.get(con, last)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(ui.escape(f"{entry.what}:"))
            papers(con, entry, today)


def papers(con: Connection, entry: money.Entry, today: date) -> None:
    """The receipt and the thanks for a gift."""
    print_buttons.button("Receipt", lambda: donation_papers.receipt(con, entry.id, today), f"receipt_{entry.receipt_number}",
                         f"receipt_{entry.id}")  # fmt: skip
    print_buttons.button("Thank-you letter", lambda: donation_papers.thanks_for_money(con, entry.id, today),
                         f"thanks_{entry.receipt_number}", f"thanks_{entry.id}", off=entry.corrected_by is not None)  # fmt: skip


def expense(con: Connection, today: date) -> None:
    """The form for what went out."""
    at = form.key("expense")
    with st.form(f"{at}_entry", border=False):
        amount, purpose, paid = st.columns(3)
        with amount:
            st.text_input("Amount", key=f"{at}_amount", placeholder="12.50")
            form.problem("amount", at)
        with purpose:
            st.selectbox("For", money.PURPOSES, index=None, key=f"{at}_purpose", placeholder="printing, supplies …")
            form.problem("purpose", at)
        paid.selectbox("Paid by", list(money.PAID_BY), format_func=money.PAID_BY.get, key=f"{at}_form")
        _fund_and_day(con, at, today, "Out of")
        st.form_submit_button("Enter expense", key=f"{at}_save", type="primary", on_click=money_desk.expense, args=(at,))
    st.caption("Postage of single parcels need not be typed: the tab Postage takes it from the shipments.")


def _fund_and_day(con: Connection, at: str, today: date, label: str) -> None:
    place, on, note = st.columns([2, 1.3, 3])
    with place:
        _fund(con, label, f"{at}_fund")
    with on:
        st.text_input("On", key=f"{at}_on", placeholder=f"today, {dates.written(today)}")
        form.problem("happened_on", at)
    note.text_input("Note", key=f"{at}_note")


def _fund(con: Connection, label: str, key: str, start: str = money.GENERAL) -> None:
    names = {fund.id: fund.name for fund in money.funds(con)}
    first = list(names.values()).index(start) if start in names.values() else 0
    st.selectbox(label, list(names), format_func=lambda fund_id: names.get(fund_id, ""), key=key, index=first)


def postage(con: Connection, today: date) -> None:
    """What the shipments of a month cost, into the ledger by one button."""
    months = money_postage.months(con, today)
    if not months:
        st.caption("Nothing was mailed yet. What parcels cost comes from the shipments, once there are some.")
        return
    month, place, button = st.columns([1.3, 2, 1.3], vertical_alignment="bottom")
    chosen = month.selectbox("Parcels mailed in", months, format_func=lambda on: f"{on:%b %Y}", key="postage_month")
    with place:
        _fund(con, "Out of", "postage_fund", "postage")
    what = money_postage.to_book(con, chosen or months[0], today)
    button.button("Book postage", key="postage_book", type="primary", on_click=money_desk.book, disabled=what.nothing,
                  width="stretch")  # fmt: skip
    st.markdown(ui.escape(what.sentence))
    st.caption("Each parcel is booked once, on the day it was mailed. The postage of a shipment that is voided later is taken "
               "back by the next booking of its month.")  # fmt: skip


def ledger(con: Connection, today: date) -> None:
    """Everything that came in and went out, the latest first; a click offers its papers and its counter-entry."""
    funds = {None: "All earmarks"} | {fund.id: fund.name for fund in money.funds(con, closed=True)}
    kinds = {None: "In and out", "gift": "Came in", "expense": "Went out"}
    kind, place, each = st.columns([1.3, 1.5, 2], vertical_alignment="bottom")
    wanted = kind.selectbox("Which", list(kinds), format_func=kinds.get, key="ledger_kind")
    fund_id = place.selectbox("Earmark", list(funds), format_func=funds.get, key="ledger_fund")
    postage = each.checkbox("Also the postage of each parcel", key="ledger_postage")
    which = f"{wanted}_{fund_id}_{postage}"
    narrowed = {"kind": wanted, "fund_id": fund_id, "postage": postage, "limit": PAGE}
    found = ui.paged(f"ledger_page_{which}", PAGE, lambda offset: money_report.ledger(con, **narrowed, offset=offset))
    if found.table.empty:
        st.caption("Nothing is entered yet." if not (wanted or fund_id) else "Nothing of this choice.")
    else:
        _table(con, found.table, found.many, f"{which}_{found.page}", today)
        found.turn(max_visible_pages=5)
    _export(con, today)


def _table(con: Connection, found: pd.DataFrame, total: int, which: str, today: date) -> None:
    shown = pd.DataFrame(
        {
            "Day": found["happened_on"],
            "What": [_what(row) for row in found.itertuples(index=False)],
            "Amount": [cents / 100 if kind == "gift" else -cents / 100
                       for cents, kind in zip(found["amount_cents"], found["kind"], strict=True)],
            "Earmark": found["fund"], "From": found["giver"], "State": found["state"], "Note": found["note"],
        }
    )  # fmt: skip
    cells = st.dataframe(
        shown, hide_index=True, key=f"ledger_{which}", on_select="rerun", selection_mode="single-cell", width="stretch",
        column_config={"Day": st.column_config.DateColumn(format="D MMM YYYY"), "Amount": DOLLARS,
                       "What": st.column_config.TextColumn(width=170)},
    )["selection"]["cells"]  # fmt: skip
    st.caption(f"{number_of(total, 'entry')}. A click on one: its papers, or take it back.")
    if cells and cells[0][0] < len(found):
        _entry(con, money.get(con, int(found["id"].iloc[cells[0][0]])), today)


def _what(row) -> str:
    if not pd.isna(row.corrects):
        return f"counter-entry, {row.purpose or row.form}"
    if row.kind == "gift":
        return f"receipt {int(row.receipt_number)}, {row.form}"
    return row.purpose


def _entry(con: Connection, entry: money.Entry, today: date) -> None:
    key = f"entry_{entry.id}"
    with st.container(border=True, key=key):
        st.markdown(f"**{ui.escape(entry.what)}** · {dates.written(entry.happened_on)} · {ui.escape(entry.fund)}")
        if entry.corrects is not None:
            st.caption("A counter-entry: it takes back what was wrong, and stays.")
            return
        if entry.receipt_number is not None:
            with st.container(horizontal=True):
                papers(con, entry, today)
        if entry.corrected_by is not None:
            st.caption("Taken back by a counter-entry.")
        else:
            with st.form(f"{key}_form", border=False):
                why, button = st.columns([3, 1], vertical_alignment="bottom")
                why.text_input("It is wrong, because", key=f"{key}_why", placeholder="typed twice, another amount …")
                button.form_submit_button("Take it back", key=f"{key}_back", on_click=money_desk.counter,
                                          args=(entry.id, f"{key}_why"), width="stretch")  # fmt: skip
            ui.problem("why", why)
        past = history.of(con, "money", entry.id)
        if len(past):
            ui.rows(past, f"{key}_past", "", saved_at="When", volunteer="Who", what="What", reason="Why")


def _export(con: Connection, today: date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="money_export"):
        period = st.selectbox("Ledger of", PERIODS, key="export_period", label_visibility="collapsed", width=200)
        since, until = periods.period(period, today)
        names = st.checkbox("with names and notes", key="export_names", help="Who gave stays out unless you choose it.")
        ui.download(
            "CSV", data=lambda: ui.csv_bytes(money_report.export(con, since, until, names)), file_name="ledger.csv",
            mime="text/csv", key="export_csv",
        )  # fmt: skip


def costs(con: Connection, today: date) -> None:
    """What a parcel, an item, a reader and a month cost, and the months as a chart."""
    period = st.segmented_control("Period", PERIODS, default=PERIODS[0], required=True, key="costs_period",
                                  label_visibility="collapsed")  # fmt: skip
    since, until = periods.period(period, today)
    spent = money_report.costs(con, since, until)
    each = {"a parcel": spent.parcels, "an item": spent.items, "a reader": spent.readers, "a month": spent.months}
    with st.container(horizontal=True, key="money_costs"):
        for name, of in each.items():
            cents = spent.per(of)
            st.metric(name.capitalize(), money.written(cents) if cents is not None else "not known", width="content")
    st.caption(ui.escape(f"{spent.basis[0].upper()}{spent.basis[1:]}. All expenses count, whatever they were for."))
    table = money_report.by_month(con, since, until)
    if not (table["gift_cents"].any() or table["expense_cents"].any()):
        st.caption("Nothing came in or went out in this time.")
        return
    came, went = int(table["gift_cents"].sum()), int(table["expense_cents"].sum())
    ui.figure(
        money_charts.by_month(table), money_charts.shown(table), "money_by_month",
        ui.escape(f"{money.written(came)} came in and {money.written(went)} went out; the line is what was left at each month's "
                  f"end, all earmarks together. As of {dates.written(today)}."),
        key="money_by_month",
        columns=reporting.in_words() | {name: DOLLARS for name in ("came in", "went out", "left")},
    )  # fmt: skip
    purposes = money_report.by_purpose(con, since, until)
    if len(purposes):
        shown = pd.DataFrame({"Spent for": purposes["purpose"], "Amount": purposes["cents"] / 100})
        st.dataframe(shown, hide_index=True, key="money_purposes", column_config={"Amount": DOLLARS}, width="content")


def earmarks(con: Connection) -> None:
    """The funds: a new one, another name, one that is closed."""
    funds = money.funds(con, closed=True)
    shown = pd.DataFrame(
        {
            "Earmark": [fund.name for fund in funds], "Left": [fund.balance_cents / 100 for fund in funds],
            "For": [fund.purpose for fund in funds],
            "State": [f"closed {dates.written(fund.closed_on)}" if fund.closed_on else "open" for fund in funds],
        }
    )  # fmt: skip
    cells = st.dataframe(
        shown, hide_index=True, key="funds", on_select="rerun", selection_mode="single-cell", width="stretch",
        column_config={"Left": DOLLARS},
    )["selection"]["cells"]  # fmt: skip
    st.caption("What a gift is for: postage, a state's legal fees, one campaign. A click changes or closes one.")
    if cells and cells[0][0] < len(funds) and funds[cells[0][0]].closed_on is None:
        fund = funds[cells[0][0]]
        _fund_form(f"fund_of_{fund.id}", "Save", fund.name, fund.purpose, money_desk.edit_fund, (fund.id, f"fund_of_{fund.id}"))
        st.button(f"Close {ui.escape(fund.name)}", key=f"fund_close_{fund.id}", on_click=money_desk.close_fund, args=(fund.id,))
    st.markdown("**A new earmark**")
    at = form.key("fund")
    _fund_form(at, "Add", "", "", money_desk.add_fund, (at,))


def _fund_form(at: str, label: str, name: str, purpose: str, on_click, args: tuple) -> None:
    with st.form(f"{at}_form", border=False):
        called, what, button = st.columns([2, 3, 1], vertical_alignment="bottom")
        called.text_input("Name", value=name, key=f"{at}_name")
        what.text_input("What it is for", value=purpose, key=f"{at}_purpose")
        button.form_submit_button(label, key=f"{at}_save", on_click=on_click, args=args, width="stretch")
    if on_click is money_desk.add_fund:
        ui.problem("fund_name", called)

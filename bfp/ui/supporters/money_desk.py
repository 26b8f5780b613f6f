"""The desk of money: what each form and button of the page does. Nothing is changed; counter-entries take back."""

from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import Invalid
from bfp.supporters import money, money_postage
from bfp.ui import box, form
from bfp.ui.supporters.donation_desk import giver

LAST = "_last_gift"  # the gift that was just entered: its papers are offered


def _day(typed: dict[str, Any], today: date) -> date:
    return dates.read(typed["on"] or "today", today, "happened_on")


@form.callback
def gift(at: str) -> str:
    today, typed = ui.today(), form.typed(at, "amount", "form", "fund", "on", "note")
    donor, reader = box.chosen(f"{at}_donor"), box.chosen(f"{at}_reader")
    with form.once(at) as con:
        cents = money.read_amount(typed["amount"])
        if not typed["form"]:
            raise Invalid("Say how it came: cash, check, online or stamps.", "form")
        reader_id = box.taken(reader, "reader", "giver")
        made = money.gift(
            con,
            money.Gift(
                cents, typed["form"], _day(typed, today), typed["fund"], giver(con, donor, today), reader_id, note=typed["note"]
            ),
            today=today,
        )  # fmt: skip
    st.session_state[LAST] = made.id
    return f"{made.what} for {made.fund}, entered."


@form.callback
def expense(at: str) -> str:
    today, typed = ui.today(), form.typed(at, "amount", "purpose", "form", "fund", "on", "note")
    with form.once(at) as con:
        cents = money.read_amount(typed["amount"])
        if not typed["purpose"]:
            raise Invalid("Say what it was spent for.", "purpose")
        made = money.expense(
            con, amount_cents=cents, purpose=typed["purpose"], form=typed["form"], on=_day(typed, today), today=today,
            fund_id=typed["fund"], note=typed["note"],
        )  # fmt: skip
    return f"{made.what}, from {made.fund}, entered."


@form.callback
def counter(entry_id: int, key: str) -> str:
    today, why = ui.today(), ui.fields(key)[key] or ""
    with form.once() as con:
        before = money.get(con, entry_id)
        money.counter(con, entry_id, today, why)
    return f"{before.what}, is taken back by a counter-entry. Enter anew what is right."


@form.callback
def book() -> str:
    today, typed = ui.today(), form.typed("postage", "month", "fund")
    with form.once() as con:
        if not typed["month"]:
            raise Invalid("Choose a month.", "postage_month")
        done = money_postage.book(con, typed["month"], today, typed["fund"])
    back = f", {money.written(done.voided_cents)} of voided shipments taken back" if done.voided else ""
    return f"{money.written(done.cents)} for {done.parcels:,} parcels of {done.month:%b %Y} booked{back}."


@form.callback
def add_fund(at: str) -> str:
    typed = form.typed(at, "name", "purpose")
    with form.once(at) as con:
        made = money.add_fund(con, typed["name"], typed["purpose"])
    return f"{made.name} is open for gifts and expenses."


def edit_fund(fund_id: int, at: str) -> None:
    typed = form.typed(at, "name", "purpose")
    with ui.saving("Saved.") as con:
        money.edit_fund(con, fund_id, typed["name"], typed["purpose"])


def close_fund(fund_id: int) -> None:
    today = ui.today()
    with ui.saving("Closed.") as con:
        money.close_fund(con, fund_id, today)

"""The desk of money: what each form and button of the page does. Nothing is changed; counter-entries take back."""

import threading
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.errors import Invalid
from bfp.supporters import money, money_postage
from bfp.ui import box
from bfp.ui.supporters.donation_desk import giver


@dataclass
class Desk:
    """The desk of one browser session: a plain object, safe to change after a write."""

    serial: int = 0  # of forms that begin empty after a save
    last: int | None = None  # the gift that was just entered: its papers are offered
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)


def desk() -> Desk:
    return st.session_state.setdefault("_money_desk", Desk())


def prefix(form: str) -> str:
    """The beginning of a form's keys: a new one after each save, so that a second Enter finds nothing to do."""
    return f"{form}_{desk().serial}"


def _typed(at: str, *names: str) -> dict:
    found = ui.fields(*(f"{at}_{name}" for name in names))
    return {name: found[f"{at}_{name}"] for name in names}


def _day(typed: dict, today: date) -> date:
    return dates.read(typed["on"] or "today", today, "happened_on")


def gift(at: str) -> None:
    now, board, today = desk(), ui.board(), ui.today()
    typed = _typed(at, "amount", "form", "fund", "on", "note")
    donor, reader = box.chosen(f"{at}_donor"), box.chosen(f"{at}_reader")
    with now.busy:
        if at != prefix("gift"):
            return  # the second of two Enters
        with ui.saving() as con:
            cents = money.read_amount(typed["amount"] or "")
            if typed["form"] is None:
                raise Invalid("Say how it came: cash, check, online or stamps.", "form")
            reader_id = int(reader[0]["value"]) if reader and reader[0]["value"] is not None else None
            supporter_id = giver(con, donor, today)
            made = money.gift(
                con, amount_cents=cents, form=typed["form"], on=_day(typed, today), today=today, fund_id=typed["fund"],
                supporter_id=supporter_id, reader_id=reader_id, note=typed["note"] or "",
            )  # fmt: skip
        if board.saved:
            now.serial += 1
            now.last = made.id
            board.text = f"{made.what} for {made.fund}, entered."


def expense(at: str) -> None:
    now, board, today = desk(), ui.board(), ui.today()
    typed = _typed(at, "amount", "purpose", "form", "fund", "on", "note")
    with now.busy:
        if at != prefix("expense"):
            return
        with ui.saving() as con:
            cents = money.read_amount(typed["amount"] or "")
            if typed["purpose"] is None:
                raise Invalid("Say what it was spent for.", "purpose")
            made = money.expense(
                con, amount_cents=cents, purpose=typed["purpose"], form=typed["form"], on=_day(typed, today), today=today,
                fund_id=typed["fund"], note=typed["note"] or "",
            )  # fmt: skip
        if board.saved:
            now.serial += 1
            board.text = f"{made.what}, from {made.fund}, entered."


def counter(entry_id: int, key: str) -> None:
    now, board, today, why = desk(), ui.board(), ui.today(), ui.fields(key)[key] or ""
    with now.busy, ui.saving() as con:
        before = money.get(con, entry_id)
        money.counter(con, entry_id, today, why)
    if board.saved:
        board.text = f"{before.what}, is taken back by a counter-entry. Enter anew what is right."


def book() -> None:
    board, today, typed = ui.board(), ui.today(), ui.fields("postage_month", "postage_fund")
    with ui.saving() as con:
        if typed["postage_month"] is None:
            raise Invalid("Choose a month.", "postage_month")
        done = money_postage.book(con, typed["postage_month"], today, typed["postage_fund"])
    if board.saved:
        back = f", {money.written(done.voided_cents)} of voided shipments taken back" if done.voided else ""
        board.text = f"{money.written(done.cents)} for {done.parcels:,} parcels of {done.month:%b %Y} booked{back}."


def add_fund(at: str) -> None:
    now, board, typed = desk(), ui.board(), _typed(at, "name", "purpose")
    with now.busy:
        if at != prefix("fund"):
            return
        with ui.saving() as con:
            made = money.add_fund(con, typed["name"] or "", typed["purpose"] or "")
        if board.saved:
            now.serial += 1
            board.text = f"{made.name} is open for gifts and expenses."


def edit_fund(fund_id: int, at: str) -> None:
    typed = _typed(at, "name", "purpose")
    with ui.saving("Saved.") as con:
        money.edit_fund(con, fund_id, typed["name"] or "", typed["purpose"] or "")


def close_fund(fund_id: int) -> None:
    today = ui.today()
    with ui.saving("Closed.") as con:
        money.close_fund(con, fund_id, today)

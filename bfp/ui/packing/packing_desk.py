"""The packing desk: one parcel being put together, and what its buttons do."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base.errors import BfpError
from bfp.mail import shipments
from bfp.packing import parcel_alone
from bfp.shelves import scanned_titles
from bfp.ui import box, scan
from bfp.ui.packing import parcel_card, parcel_form


@dataclass
class Desk:
    """What lies on the packing table. A plain object: it may be changed after a write."""

    reader_id: int | None = None
    request_id: int | None = None
    wanted: dict[int, int] = field(default_factory=dict)  # title to copies
    mailed: int | None = None
    mailed_at: float = 0.0
    mail_class: str = ""
    alarm: int = 0
    cursor: tuple[str, int] = ("", 1)
    back: scan.Entry | None = None  # what was typed and is no title yet
    busy: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, reader_id: int | None, request_id: int | None) -> None:
        """Another reader or request: an empty parcel."""
        if (reader_id, request_id) != (self.reader_id, self.request_id) or self.mailed is not None:
            self.reader_id, self.request_id, self.wanted, self.mailed = reader_id, request_id, {}, None
            self.cursor = ("", self.cursor[1] + 1)
            parcel_form.clear("packing", but=("class", "on"))

    def just_mailed(self, reader_id: int | None, request_id: int | None) -> bool:
        """Whether this very parcel was mailed a moment ago: a double Enter still asks for its page."""
        if self.mailed is None or request_id != self.request_id:
            return False
        return request_id is not None or (reader_id == self.reader_id and time.monotonic() - self.mailed_at < ui.TWICE_WITHIN)


def desk() -> Desk:
    return st.session_state.setdefault("packing_desk", Desk())


def reader_picked() -> None:
    picked = box.picked("packing_reader")
    if picked.get("value") is not None:
        st.query_params.from_dict({"reader": str(picked["value"])})


def scanned() -> None:
    """Each entry in its turn: a text is a title for the parcel, nothing is Enter for "mail it"."""
    at, con, board = desk(), ui.connection(), ui.board()
    request, entry_fields = (at.reader_id, at.request_id), parcel_form.typed("packing")
    for entry in scan.waiting("packing_scan"):
        with scan.taking(entry) as mine:
            if not mine or (at.reader_id, at.request_id) != request:
                continue
            if not entry.text and entry.title_id is None:
                if at.wanted:
                    _mail(at, board, entry_fields)
                continue
            try:
                found = entry.title_id if entry.title_id is not None else scanned_titles.meant(con, entry.text)
                at.wanted[found] = at.wanted.get(found, 0) + 1
            except BfpError as error:
                ui.refuse(error, "Not found.")
                at.back = entry if isinstance(error, scanned_titles.Unclear) else at.back
                at.alarm += 1
    if at.mailed is not None:
        st.query_params.from_dict({"shipment": str(at.mailed)})


def put_in(title_id: int) -> None:
    """One more copy into the parcel."""
    at = desk()
    at.wanted[title_id] = at.wanted.get(title_id, 0) + 1
    at.cursor = ("", at.cursor[1] + 1)


def take_out(title_id: int) -> None:
    at = desk()
    at.wanted.pop(title_id, None)
    at.cursor = ("", at.cursor[1] + 1)


def recount(title_id: int, key: str) -> None:
    copies = st.session_state.get(key)
    if copies:
        desk().wanted[title_id] = int(copies)


def mail() -> None:
    """The button, and Ctrl+S."""
    at, board, entry = desk(), ui.board(), parcel_form.typed("packing")
    with at.busy:  # Streamlit may run a second click's callback while the first is still saving
        _mail(at, board, entry)
    if at.mailed is not None:
        st.query_params.from_dict({"shipment": str(at.mailed)})


def _mail(at: Desk, board: ui.Notice, entry: dict[str, Any]) -> None:
    """Close the parcel: write once, then the page shows its number."""
    today, wanted, mailed = ui.today(), dict(at.wanted), None
    if at.mailed is not None or at.reader_id is None:
        return  # a double Enter: the parcel is on file
    with ui.saving() as con:
        on, how = parcel_form.mailing(con, entry, wanted, today)
        with parcel_form.breaches_below():
            mailed = parcel_alone.mail(con, at.reader_id, wanted.items(), on, how, at.request_id, today).id
    if mailed is None or not board.saved:
        at.alarm += 1
        field = f"packing_{board.field}" if board.field in ("because", "weight", "postage") else ""
        at.cursor = (field, at.cursor[1] + 1)
        return
    at.mailed, at.mailed_at, at.wanted, at.mail_class = mailed, time.monotonic(), {}, how.mail_class
    board.text = f"Shipment {shipments.number(mailed)} mailed."


def ask_counted() -> None:
    """Whether a count of the shelf that was made since had the copies of a parcel that is taken back."""
    st.selectbox("If a title was counted since: had the count its copies?", ["yes", "no"], None, key="packing_counted")
    ui.problem("counted")


def counted() -> bool | None:
    return {"yes": True, "no": False}.get(ui.fields("packing_counted")["packing_counted"] or "")


def void(shipment_id: int, reason: str | None = None) -> None:
    """Take a shipment back: with the reason in its field, or as undone right after mailing."""
    at, today = desk(), ui.today()
    why = reason or ui.fields("packing_void_reason")["packing_void_reason"] or ""
    with ui.saving(f"Shipment {shipments.number(shipment_id)} is void. Its copies are in stock again.") as con:
        shipments.void(con, shipment_id, why, today, counted())
    if ui.saved():
        at.mailed = None
        at.reader_id = at.request_id = None
        ui.clear("packing_void_reason")


# ---- what is shown ------------------------------------------------------------------------------


def ask_name() -> None:
    """Who packs: the others see whose hands a parcel is in."""
    st.markdown("**Who are you?** The others at the table see whose hands a parcel is in.")
    with st.form("packing_name_form", border=False):
        st.text_input("Your name", key="packing_name", width=320)
        st.form_submit_button("Begin", key="packing_name_go", type="primary", on_click=_named)


def _named() -> None:
    st.session_state["volunteer"] = ui.fields("packing_name")["packing_name"] or ""


def show_parcel(parcel: pd.DataFrame) -> None:
    """What is in the parcel; what is short says by how many."""
    for row in parcel.itertuples():
        title_id = int(row.title_id)
        key = f"packing_copies_{title_id}_{row.quantity}"  # another field for another count: no scan carries an old one back
        there = f":gray[{row.on_hand} on hand · {ui.escape(row.place or 'no place')}]"
        if row.short:
            there = f":red[**{row.short} short:** {row.on_hand or 'none'} on hand]"
        st.markdown(f"**{ui.escape(row.title)}**{parcel_card.by(row.author)}  \n{there}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.number_input(
                f"Copies of {ui.escape(row.title)}",
                min_value=1,
                max_value=999,
                value=int(row.quantity),
                step=1,
                key=key,
                on_change=recount,
                args=(title_id, key),
                label_visibility="collapsed",
                width=120,
            )
            st.button("Remove", key=f"packing_out_{title_id}", on_click=take_out, args=(title_id,), type="tertiary")

"""The packing desk: one parcel being put together, and what its buttons do."""

import threading
import time
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import streamlit as st

from bfp import dates, isbn, measures, packing, shipments, titles, ui
from bfp.book_requests import BookRequest
from bfp.cards import Card
from bfp.errors import BfpError, Invalid, NotFound
from bfp.ui import box

FIELDS = ("packing_class", "packing_postage", "packing_weight", "packing_on", "packing_note", "packing_because")


@dataclass
class Desk:
    """What lies on the packing table. A plain object: it may be changed after a write."""

    reader_id: int | None = None
    request_id: int | None = None
    wanted: dict[int, int] = field(default_factory=dict)  # title to copies
    mailed: int | None = None
    mailed_at: float = 0.0
    serial: int = 0
    busy: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, reader_id: int | None, request_id: int | None) -> None:
        """Another reader or request: an empty parcel."""
        if (reader_id, request_id) != (self.reader_id, self.request_id) or self.mailed is not None:
            self.reader_id, self.request_id, self.wanted, self.mailed = reader_id, request_id, {}, None
            self.serial += 1

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


def title_picked() -> None:
    """A title was scanned or chosen: one copy of it goes into the parcel."""
    at, picked, con = desk(), box.picked("packing_scan"), ui.connection()
    if picked.get("closed"):
        return
    title_id, text = picked.get("value"), str(picked.get("text", ""))
    at.serial += 1
    try:
        put_in(int(title_id) if title_id is not None else _scanned(con, text))
    except BfpError as error:
        ui.refuse(error)


def _scanned(con, text: str) -> int:
    try:
        isbn.read(text)
    except Invalid:
        found = titles.match(con, text)
        if found is None:
            raise NotFound(f"{text!r} may be several titles, or none. Choose with the arrow keys and Enter.") from None
        return found
    title = titles.by_isbn(con, text)
    if title is None:
        raise NotFound(f"No title has the ISBN {text}. Receive it in Stock first.")
    return title.id


def put_in(title_id: int) -> None:
    """One more copy into the parcel."""
    at = desk()
    at.wanted[title_id] = at.wanted.get(title_id, 0) + 1
    st.session_state[f"packing_copies_{title_id}"] = at.wanted[title_id]


def take_out(title_id: int) -> None:
    desk().wanted.pop(title_id, None)
    ui.clear(f"packing_copies_{title_id}")


def recount(title_id: int) -> None:
    copies = st.session_state.get(f"packing_copies_{title_id}")
    if copies:
        desk().wanted[title_id] = int(copies)


def mail() -> None:
    """Close the parcel: read every field, write once, then show its number."""
    at, today = desk(), ui.today()
    entry = ui.fields(*FIELDS)
    reader_id, request_id, wanted = at.reader_id, at.request_id, dict(at.wanted)
    board, mailed = ui.board(), None
    with at.busy:  # Streamlit may run a second click's callback while the first is still saving
        if at.mailed is not None or reader_id is None:
            return  # a double Enter: the parcel is on file
        with ui.saving() as con:
            shipment = shipments.mail(
                con,
                reader_id,
                wanted.items(),
                on=dates.read(entry["packing_on"], today, "mailed_on") if entry["packing_on"] else today,
                mail_class=entry["packing_class"] or shipments.MAIL_CLASSES[0],
                postage_cents=measures.read_dollars(entry["packing_postage"] or "", "postage"),
                weight_oz=_weight(con, entry["packing_weight"] or "", wanted),
                book_request_id=request_id,
                note=entry["packing_note"] or "",
                because=entry["packing_because"] or "",
                today=today,
            )
            mailed = shipment.id
        if mailed is None or not board.saved:
            return
        at.mailed, at.mailed_at, at.wanted = mailed, time.monotonic(), {}
        board.text = f"Shipment {shipments.number(mailed)} mailed."
    copies = (f"packing_copies_{title_id}" for title_id in wanted)
    ui.clear("packing_postage", "packing_weight", "packing_note", "packing_because", *copies)
    st.query_params.from_dict({"shipment": str(mailed)})


def _weight(con, text: str, wanted: dict[int, int]) -> int | None:
    """As typed, or what the titles weigh together."""
    return measures.read_weight(text, "weight") if text else packing.weight(packing.contents(con, wanted))


def void(shipment_id: int, reason: str | None = None) -> None:
    """Take a shipment back: with the reason in its field, or as undone right after mailing."""
    at, today = desk(), ui.today()
    why = reason or ui.fields("packing_void_reason")["packing_void_reason"] or ""
    with ui.saving(f"Shipment {shipments.number(shipment_id)} is void. Its copies are in stock again.") as con:
        shipments.void(con, shipment_id, why, today)
    if ui.saved():
        at.mailed = None
        at.reader_id = at.request_id = None
        ui.clear("packing_void_reason")


# ---- what is shown ------------------------------------------------------------------------------


def show_who(card: Card, today: date) -> None:
    """Whom the parcel is for, where it goes, and what that place allows."""
    reader = card.reader
    st.subheader(ui.escape(f"{reader.name} · {reader.number or 'no number'} · {reader.facility}"), anchor=False)
    books = card.eligibility(today)
    st.markdown(
        f"**{ui.escape(books[0].upper() + books[1:])}**"
        if card.may_have_books(today) and not card.left
        else f":orange[:material/warning:] **{ui.escape(books.capitalize() if card.left else 'Books ' + books)}**"
    )
    address, rules = st.columns([2, 3])
    with address:
        st.caption("Package address")
        st.markdown("  \n".join(ui.escape(line) for line in packing.label(reader, card.facility)))
    with rules:
        st.caption("Restrictions")
        if not card.restrictions:
            st.markdown("None on file for this facility.")
        for rule in card.restrictions:
            st.markdown(f":orange[:material/warning:] **{ui.escape(rule.sentence)}**")
        for flag in [*card.flags, *(["facility closed"] if card.facility.status == "closed" else [])]:
            st.markdown(f":orange[:material/flag:] {ui.escape(flag)}")


def show_asked(request: BookRequest) -> None:
    """What the reader asks for, and what they offer to do."""
    asked = [", ".join(request.subjects), "; ".join(text for _, text in request.titles), ", ".join(request.languages)]
    said = " · ".join(part for part in asked if part) or "nothing in particular"
    st.markdown(f"**Asked** {dates.written(request.asked_on)}: {ui.escape(said)}")
    if request.work:
        st.caption(f"Offers: {ui.escape(', '.join(request.work))}")


def show_sent(card: Card) -> None:
    """What this reader was sent lately."""
    if card.shipments.empty:
        st.caption("Nothing was mailed to this reader yet.")
        return
    lines = [
        f"{row.number} · {dates.written(row.mailed_on)} · {row.titles} · {row.outcomes}" for row in card.shipments.itertuples()
    ]
    st.caption("Sent before:  \n" + "  \n".join(ui.escape(line) for line in lines))


def show_candidates(table: pd.DataFrame) -> None:
    """Titles that fit, each with its button."""
    for row in table.itertuples():
        there = f"{row.on_hand} on hand, {row.place or 'no place'}" if row.on_hand else ":orange[none on hand]"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{ui.escape(row.title)}**{_by(row.author)}  \n:gray[{ui.escape(row.why)} ·] {there}", width="stretch")
            title_id = int(row.title_id)
            st.button("Put in", key=f"packing_put_{title_id}", on_click=put_in, args=(title_id,), disabled=not row.on_hand)


def show_parcel(parcel: pd.DataFrame) -> None:
    """What is in the parcel; what is short says by how many."""
    for row in parcel.itertuples():
        title_id = int(row.title_id)
        key = f"packing_copies_{title_id}"
        st.session_state.setdefault(key, int(row.quantity))
        there = f":gray[{row.on_hand} on hand · {ui.escape(row.place or 'no place')}]"
        if row.short:
            there = f":red[**{row.short} short:** {row.on_hand or 'none'} on hand]"
        st.markdown(f"**{ui.escape(row.title)}**{_by(row.author)}  \n{there}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.number_input(
                f"Copies of {row.title}",
                min_value=1,
                max_value=999,
                step=1,
                key=key,
                on_change=recount,
                args=(title_id,),
                label_visibility="collapsed",
                width=120,
            )
            st.button("Take out", key=f"packing_out_{title_id}", on_click=take_out, args=(title_id,), type="tertiary")


def _by(author: str) -> str:
    return f", {ui.escape(author)}" if author else ""

"""One parcel: for whom, what fits, what is in it, and off to the post."""

import pandas as pd
import streamlit as st

from bfp import book_requests, cards, dates, measures, packing, shipments, ui
from bfp.errors import BfpError
from bfp.ui import box, packing_desk

con, today = ui.connection(), ui.today()
at = packing_desk.desk()
ui.page("Packing", "Put the titles in, look at what the facility allows, mail the parcel.")


def begin_here() -> None:
    """Nobody chosen yet: the reader waiting longest, or anybody by number or name."""
    queue = book_requests.queue(con, today, limit=1)
    if queue.empty:
        st.markdown("Nobody waits for books. A parcel without a request: choose the reader.")
    else:
        oldest = queue.iloc[0]
        waits = f"the longest {oldest['age_days']} days: {oldest['reader']}, {oldest['facility']}."
        st.markdown(ui.escape(f"{oldest['matching']:,} waiting, {waits}"))
        if st.button("Fill the oldest request", key="packing_oldest", type="primary"):
            ui.go("packing", request=int(oldest["id"]))
    box.finder(
        "packing_reader",
        "readers",
        on_pick=packing_desk.reader_picked,
        label="A parcel without a request: reader",
        placeholder="number or name",
    )


def show_mailed(shipment_id: int) -> None:
    """A shipment on file: its number, big, for the label."""
    shipment = shipments.get(con, shipment_id)
    card = cards.of(con, shipment.reader_id, today)
    st.title(shipment.number, anchor=False)  # as big as can be: it is copied onto the label
    sent = [shipment.mail_class, measures.written_dollars(shipment.postage_cents), measures.written_weight(shipment.weight_oz)]
    who = f"{card.reader.name} · {card.reader.number or 'no number'}"
    st.markdown(ui.escape(f"{who} · mailed {dates.written(shipment.mailed_on)} to {shipment.facility}"))
    st.caption(ui.escape(" · ".join(part for part in (*sent, f"by {shipment.mailed_by}" if shipment.mailed_by else "") if part)))
    for item in shipments.items(con, shipment.id).itertuples():
        st.markdown(ui.escape(f"{item.quantity} × {item.title}{', ' + item.author if item.author else ''} · {item.outcome}"))
    if shipment.note:
        st.caption(ui.escape(shipment.note))
    if shipment.voided_on is not None:
        st.markdown(f":red[**Void** since {dates.written(shipment.voided_on)}: {ui.escape(shipment.void_reason)}]")
    buttons = st.container(horizontal=True)
    if buttons.button("Next request", key="packing_next", type="primary", help="The request that now waits longest."):
        queue = book_requests.queue(con, today, limit=1)
        ui.go("packing", **({} if queue.empty else {"request": int(queue["id"].iloc[0])}))
    if shipment.voided_on is None:
        if at.mailed == shipment.id:
            buttons.button(
                "Undo",
                key="packing_undo",
                on_click=packing_desk.void,
                args=(shipment.id, "undone right after mailing"),
                icon=":material/undo:",
            )
        with buttons.popover("Void"), st.form("packing_void", border=False):
            st.text_input("Why is it void?", key="packing_void_reason", placeholder="wrong reader, never mailed")
            ui.problem("void_reason")
            st.form_submit_button("Void the shipment", key="packing_void_go", on_click=packing_desk.void, args=(shipment.id,))


def pack(reader_id: int, request: book_requests.BookRequest | None) -> None:
    """The table: reader, what was asked, what fits, the parcel, its postage."""
    at.begin(reader_id, request.id if request else None)
    card = cards.of(con, reader_id, today)
    box.focus("packing_scan", at.serial)
    parcel = packing.contents(con, at.wanted)
    fitting = packing.candidates(con, reader_id, request.id if request else None)
    left, right = st.columns([3, 2], gap="large")
    with left:
        packing_desk.show_who(card, today)
        if request:
            packing_desk.show_asked(request)
        packing_desk.show_sent(card)
    with right:
        box.finder(
            "packing_scan",
            "titles",
            on_pick=packing_desk.title_picked,
            label="Scan an ISBN, or type a title or an author",
            placeholder="into the parcel",
            create="Look for",
            clear=at.serial,
        )
        st.markdown("**In the parcel**" if len(parcel) else "**The parcel is empty**")
        packing_desk.show_parcel(parcel)
        close_the_parcel(parcel, packing.warnings(con, reader_id, at.wanted, today))
    with left:
        st.markdown(
            "**What fits**" if len(fitting) else "**Nothing on the shelf fits by name or subject.** Scan or type a title."
        )
        packing_desk.show_candidates(fitting)


def close_the_parcel(parcel: pd.DataFrame, warnings: list[packing.Warning]) -> None:
    """What speaks against it, postage and weight, and off."""
    with st.form("packing_form", border=False):
        for warning in warnings:
            st.markdown(f":orange[:material/warning:] **{ui.escape(warning.sentence)}**")
        if warnings:
            st.text_input("It goes all the same because", key="packing_because", placeholder="the reason is kept")
            ui.problem("because")
        kind, day = st.columns(2)
        kind.selectbox("Class of mail", shipments.MAIL_CLASSES, key="packing_class")
        with day:
            st.text_input("Mailed on", key="packing_on", placeholder=dates.written(today))
            ui.problem("mailed_on")
        postage, weight = st.columns(2)
        with postage:
            st.text_input("Postage", key="packing_postage", placeholder="4.63")
            ui.problem("postage")
        with weight:
            weighs = measures.written_weight(packing.weight(parcel))
            st.text_input("Weight", key="packing_weight", placeholder=weighs or "1 lb 14 oz")
            ui.problem("weight")
        st.text_input("Note", key="packing_note")
        st.form_submit_button("Mail parcel", key="packing_mail", type="primary", shortcut="Ctrl+S", on_click=packing_desk.mail)


try:
    if (shown := ui.number("shipment")) is not None:
        show_mailed(shown)
    elif at.just_mailed(ui.number("reader"), ui.number("request")):
        show_mailed(at.mailed)
    elif (asked := ui.number("request")) is not None:
        request = book_requests.still_waiting(con, asked)
        pack(request.reader_id, request)
    elif (reader := ui.number("reader")) is not None:
        pack(reader, None)
    else:
        begin_here()
except BfpError as error:
    st.markdown(f":red[{ui.escape(str(error))}]")
    if st.button("Back to the queue", key="packing_back"):
        ui.go("requests")

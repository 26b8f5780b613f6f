"""One parcel: for whom, what fits, what is in it, and off to the post."""

import streamlit as st

from bfp import book_requests, cards, dates, measures, packing, shipments, ui
from bfp.errors import BfpError
from bfp.ui import box, packing_desk

con, today = ui.connection(), ui.today()
at = packing_desk.desk()
ui.page("Packing", "Put the titles in, look at what the facility allows, mail the parcel.", narrow=True)


def begin_here() -> None:
    """Nobody chosen yet: the reader waiting longest, or anybody by number or name."""
    queue = book_requests.queue(con, today, limit=1)
    if queue.empty:
        st.markdown("Nobody waits for books. A parcel without a request: choose the reader.")
    else:
        oldest = queue.iloc[0]
        st.markdown(
            ui.escape(
                f"{oldest['matching']:,} waiting, the longest {oldest['age_days']} days: {oldest['reader']}, {oldest['facility']}."
            )
        )
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
    st.header(shipment.number, anchor=False)
    sent = [shipment.mail_class, measures.written_dollars(shipment.postage_cents), measures.written_weight(shipment.weight_oz)]
    st.markdown(
        ui.escape(
            f"{card.reader.name} · {card.reader.number or 'no number'} · mailed {dates.written(shipment.mailed_on)} to {shipment.facility}"
        )
    )
    st.caption(ui.escape(" · ".join(part for part in (*sent, f"by {shipment.mailed_by}" if shipment.mailed_by else "") if part)))
    for item in shipments.items(con, shipment.id).itertuples():
        st.markdown(ui.escape(f"{item.quantity} × {item.title}{', ' + item.author if item.author else ''} · {item.outcome}"))
    if shipment.note:
        st.caption(ui.escape(shipment.note))
    if shipment.voided_on is not None:
        st.markdown(f":red[**Void** since {dates.written(shipment.voided_on)}: {ui.escape(shipment.void_reason)}]")
    further, undo, void = st.columns([2, 1, 1])
    if further.button("Next request", key="packing_next", type="primary", help="The request that now waits longest."):
        queue = book_requests.queue(con, today, limit=1)
        ui.go("packing", **({} if queue.empty else {"request": int(queue["id"].iloc[0])}))
    if shipment.voided_on is None:
        if at.mailed == shipment.id:
            undo.button(
                "Undo",
                key="packing_undo",
                on_click=packing_desk.void,
                args=(shipment.id, "undone right after mailing"),
                icon=":material/undo:",
            )
        with void.popover("Void"), st.form("packing_void", border=False):
            st.text_input("Why is it void?", key="packing_void_reason", placeholder="wrong reader, never mailed")
            ui.problem("void_reason")
            st.form_submit_button("Void the shipment", key="packing_void_go", on_click=packing_desk.void, args=(shipment.id,))


def pack(reader_id: int, request: book_requests.BookRequest | None) -> None:
    """The table: reader, what was asked, what fits, the parcel, its postage."""
    at.begin(reader_id, request.id if request else None)
    card = cards.of(con, reader_id, today)
    packing_desk.show_who(card, today)
    if request:
        asked = [", ".join(request.subjects), "; ".join(text for _, text in request.titles), ", ".join(request.languages)]
        st.markdown(
            f"**Asked** {dates.written(request.asked_on)}: "
            + ui.escape(" · ".join(part for part in asked if part) or "nothing in particular")
        )
        if request.work:
            st.caption(f"Offers: {ui.escape(', '.join(request.work))}")
    packing_desk.show_sent(card)

    box.finder(
        "packing_scan",
        "titles",
        on_pick=packing_desk.title_picked,
        label="Scan an ISBN, or type a title or an author",
        create="Look for",
        clear=at.serial,
    )
    parcel = packing.contents(con, at.wanted)
    if parcel.empty:
        st.caption("The parcel is empty.")
    packing_desk.show_parcel(parcel)
    fitting = packing.candidates(con, reader_id, request.id if request else None)
    if not fitting.empty:
        with st.expander("What fits", expanded=True, key="packing_fits"):
            packing_desk.show_candidates(fitting)

    warnings = packing.warnings(con, reader_id, at.wanted, today)
    with st.form("packing_form", border=False):
        for warning in warnings:
            st.markdown(f":orange[:material/warning:] **{ui.escape(warning.sentence)}**")
        if warnings:
            st.text_input(
                "It goes all the same because", key="packing_because", placeholder="the reason is kept with the shipment"
            )
            ui.problem("because")
        kind, postage, weight, day = st.columns(4)
        kind.selectbox("Class of mail", shipments.MAIL_CLASSES, key="packing_class")
        with postage:
            st.text_input("Postage", key="packing_postage", placeholder="4.63")
            ui.problem("postage")
        with weight:
            st.text_input(
                "Weight", key="packing_weight", placeholder=measures.written_weight(packing.weight(parcel)) or "1 lb 14 oz"
            )
            ui.problem("weight")
        with day:
            st.text_input("Mailed on", key="packing_on", placeholder=dates.written(today))
            ui.problem("mailed_on")
        st.text_input("Note", key="packing_note")
        st.form_submit_button("Mail parcel", key="packing_mail", type="primary", shortcut="Ctrl+S", on_click=packing_desk.mail)


try:
    if (shown := ui.number("shipment")) is not None:
        show_mailed(shown)
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

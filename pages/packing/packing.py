"""Parcels: a packing session, or one parcel: for whom, what fits, what is in it, and off to the post."""

import streamlit as st

from bfp import ui
from bfp.base import dates, measures
from bfp.base.errors import BfpError
from bfp.desk import reader_card
from bfp.mail import book_requests, postage_report, shipments
from bfp.packing import matching, next_requests, parcel_contents
from bfp.ui import box, form, print_buttons, scan
from bfp.ui.packing import packing_desk, parcel_aside, parcel_card, parcel_form, session_desk, session_parcel, session_table

con, today = ui.connection(), ui.today()
at, evening = packing_desk.desk(), ui.number("session")
form.follow(session=evening)
table = session_desk.begin(evening) if evening is not None else None
in_hand = table is not None and table.position is not None and bool(ui.volunteer())
if in_hand:
    ui.notice()  # the parcel is the title of its screen: there is room for nothing else
else:
    alone = "Put the titles in, look at what the facility allows, mail the parcel."
    together = "A session: pull the books of its pick list, then pack one parcel after another."
    ui.page("Packing", alone if table is None else together)


def begin_here() -> None:
    """Nobody chosen yet: a session, the reader waiting longest, or anybody by number or name."""
    queue = book_requests.queue(con, today, limit=1)
    session_table.sessions(con)
    if queue.empty:
        st.markdown("Nobody waits for books. A parcel without a request: choose the reader.")
    else:
        session_table.new_session(con, today)
        waiting, following = f"{queue['matching'].iloc[0]:,} waiting", next_requests.of(con, today, 1)
        if following.ids:
            oldest = following.table.iloc[0]
            which = "longest" if oldest["id"] == queue["id"].iloc[0] else "next"
            waits = f"{waiting}, the {which} {oldest['age_days']} days: {oldest['reader']}, {oldest['facility']}."
            st.markdown("**One parcel alone:** " + ui.escape(waits))
            if st.button("Fill the oldest request", key="packing_oldest"):
                ui.go("packing", request=following.ids[0])
        else:
            st.markdown(f"**One parcel alone:** {waiting}, all in a session or left out. They are chosen in Requests.")
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
    card = reader_card.of(con, shipment.reader_id, today)
    st.title(shipment.number, anchor=False)  # as big as can be: it is copied onto the label
    cents, estimated = postage_report.of_shipment(con, shipment.id) or (None, False)
    paid = measures.written_dollars(cents) + (" by the rate" if estimated else "") if cents is not None else ""
    sent = [shipment.mail_class, paid, measures.written_weight(shipment.weight_oz)]
    who = f"{card.reader.name} · {card.reader.number or 'no number'}"
    st.markdown(ui.escape(f"{who} · mailed {dates.written(shipment.mailed_on)} to {shipment.facility}"))
    st.caption(ui.escape(" · ".join(part for part in (*sent, f"by {shipment.mailed_by}" if shipment.mailed_by else "") if part)))
    for item in shipments.items(con, shipment.id).itertuples():
        st.markdown(ui.escape(f"{item.quantity} × {item.title}{', ' + item.author if item.author else ''} · {item.outcome}"))
    if shipment.note:
        st.caption(ui.escape(shipment.note))
    for breach in shipments.breaches(con, shipment.id).itertuples():
        st.caption(ui.escape(f"{breach.sentence} Went all the same: {breach.reason}"))
    if shipment.voided_on is not None:
        st.markdown(f":red[**Void** since {dates.written(shipment.voided_on)}: {ui.escape(shipment.void_reason)}]")
    print_buttons.shipment(con, shipment.id)
    buttons = st.container(horizontal=True)
    if buttons.button("Next request", key="packing_next", type="primary", help="Who now waits longest and is in no session."):
        following = next_requests.of(con, today, 1).ids
        ui.go("packing", **({"request": following[0]} if following else {}))
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
            packing_desk.ask_counted()
            ui.problem("void_reason")
            st.form_submit_button("Void the shipment", key="packing_void_go", on_click=packing_desk.void, args=(shipment.id,))


def pack(reader_id: int, request: book_requests.BookRequest | None) -> None:
    """The table: reader, what was asked, what fits, the parcel, its postage."""
    at.begin(reader_id, request.id if request else None)
    card = reader_card.of(con, reader_id, today)
    parcel = parcel_contents.contents(con, at.wanted)
    fitting = matching.for_request(con, request.id, today) if request else matching.for_reader(con, reader_id, today)
    parcel_card.who(card)
    if request:
        parcel_aside.whose(con, request.id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        parcel_card.eligible(card, today)
        parcel_card.place(card)
        if request:
            parcel_card.asked(request)
        parcel_card.sent(card)
    with right:
        scan.field(
            "packing_scan", label="Scan a book, or type a title", placeholder="Enter in the empty box: mail it",
            on_scan=packing_desk.scanned, cursor=at.cursor, alarm=at.alarm, back=at.back, copies=False, bare=True,
            enter=parcel_form.reasons_key("packing"),
        )  # fmt: skip
        st.markdown("**In the parcel**" if len(parcel) else "**The parcel is empty**")
        packing_desk.show_parcel(parcel)
        parcel_form.show(con, "packing", card, at.wanted, today, at.request_id, at.mail_class)
        st.button("Mail parcel", key="packing_mail", type="primary", shortcut="Ctrl+S", on_click=packing_desk.mail)
    with left:
        st.markdown(
            "**What fits**" if len(fitting) else "**Nothing on the shelf fits by name or subject.** Scan or type a title."
        )
        parcel_card.fits(fitting, "packing", packing_desk.put_in)


try:
    if in_hand:
        session_parcel.show(con, table, today)
    elif table is not None and ui.volunteer():
        session_table.one(con, table)
    elif table is not None:
        packing_desk.ask_name()
    elif (shown := ui.number("shipment")) is not None:
        show_mailed(shown)
    elif at.just_mailed(ui.number("reader"), ui.number("request")):
        show_mailed(at.mailed)
    elif not ui.volunteer() and {"request", "reader"} & set(st.query_params):
        packing_desk.ask_name()
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

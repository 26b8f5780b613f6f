"""The readers' records: who they are, where they are, and all that went to and fro."""

import streamlit as st

from bfp import ui
from bfp.base import history
from bfp.base.errors import BfpError
from bfp.contributions import contributions
from bfp.mail import book_requests, letters, shipments
from bfp.outcomes import umf
from bfp.readers import readers
from bfp.ui import box
from bfp.ui.desk.letter_card import show_card
from bfp.ui.readers import (
    forgetting_form,
    joining_form,
    reader_file,
    reader_form,
    reader_merge_form,
    reader_time_view,
    work_trade_table,
)

con, today = ui.connection(), ui.today()

ui.page("Readers", "Find a reader; see and mend what is on file. Names and numbers stay on this page and on what is mailed.")
box.finder(
    "reader_box",
    "readers",
    on_pick=reader_form.picked,
    label="Reader",
    placeholder="number or name",
    clear=st.session_state.get("reader_clear", 0),
)

reader_id = ui.number("reader")
if reader_id is None:
    figures = readers.counts(con)
    st.caption(
        f"{figures['readers']:,} readers on file, {figures['active']:,} of them active."
        if figures["readers"]
        else "No reader is on file yet. The first letter makes the first one."
    )
    if st.button("Enter a letter", key="to_letters", type="primary"):
        ui.go("letters")
    st.stop()

try:
    card = reader_form.card(con, reader_id, today)
except BfpError as error:
    st.error(ui.escape(str(error)))
    st.stop()

ui.opened(reader_id)
show_card(card, today)
write, checked, place = st.columns([1, 1, 2])
if write.button("Enter a letter", key="letter_of", type="primary"):
    ui.go("letters", reader=card.reader.id)
checked.button(
    "The address is right" if card.reader.bad_address_on else "Checked today",
    key="checked",
    on_click=reader_form.checked,
    args=(card.reader.id,),
    help="The record was looked up and is right" + (": mail may go there again." if card.reader.bad_address_on else "."),
)
if place.button(ui.escape(card.facility.label), key="to_facility", type="tertiary", icon=":material/location_on:"):
    ui.go("facility", facility=card.facility.id)

time, record, mail, given, changes = st.tabs(["Time", "Record", "Mail", "Gave back", "History"])
with time:
    reader_time_view.show(con, card.reader.id)
    joining_form.show(con, card.reader.id, today)
with record, st.form("reader_form", border=False):
    reader_form.fields(card.reader)
    st.form_submit_button(
        "Save", key="save_reader", type="primary", shortcut="Ctrl+S", on_click=reader_form.save, args=(card.reader.id,)
    )
with record:
    reader_merge_form.show(con, card.reader)
    reader_file.show(con, card.reader)
    if ui.may_open("forgetting"):
        forgetting_form.wish(con, card.reader)
with mail:
    st.markdown("**Letters**")
    ui.rows(
        letters.of_reader(con, card.reader.id),
        "letters",
        "No letter on file.",
        postmark_on="Postmark",
        entered_on="Entered",
        entered_by="By",
        note="Note",
    )
    st.markdown("**Requests**")
    ui.rows(
        book_requests.of_reader(con, card.reader.id),
        "requests",
        "No request on file.",
        asked_on="Asked",
        status="Status",
        closed_on="Closed",
        decline_reason="Why declined",
    )
    st.markdown("**Shipments**")
    opened = ui.rows(
        shipments.latest(con, card.reader.id, limit=100),
        "shipments",
        "Nothing was mailed yet.",
        opens="shipment_id",
        number="Shipment",
        mailed_on="Mailed",
        facility="To",
        titles="Titles",
        outcomes="Outcomes",
    )
    if opened is not None:
        ui.go("packing", shipment=opened)
    asked = umf.of_reader(con, card.reader.id)
    if not asked.empty:
        st.markdown("**Forms**")
        ui.rows(asked, "forms", "", number="Form", printed_on="Printed", mailed_on="Mailed", answered_on="Back", items="Items")
with given:
    ui.rows(
        contributions.of_reader(con, card.reader.id),
        "contributions",
        "Nothing on file yet.",
        received_on="Received",
        kind="Kind",
        title="About",
        note="Note",
    )
    work_trade_table.show(con, card.reader.id)
with changes:
    ui.rows(
        history.of(con, "reader", card.reader.id),
        "history",
        "No change on file.",
        saved_at="When",
        volunteer="Who",
        action="What",
        what="Change",
        reason="Why",
    )

"""The form of a reader's record."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.desk import reader_card
from bfp.desk.reader_card import Card
from bfp.places import facilities, facility_choice
from bfp.readers import readers
from bfp.readers.readers import Reader
from bfp.ui import box

TEXTS = ("number", "last_name", "first_name", "notes")


def picked() -> None:
    """Open the record that was picked in the box."""
    pick = box.picked("reader_box")
    if pick.get("value") is not None:
        st.query_params["reader"] = str(pick["value"])
        st.session_state["reader_clear"] = st.session_state.get("reader_clear", 0) + 1


def card(con: Connection, reader_id: int, today: date) -> Card:
    """The card of the reader in the page's address."""
    return reader_card.of(con, reader_id, today)


def fields(reader: Reader) -> None:
    """The record's fields, as they are on file; every reader has widgets of their own."""

    def key(name: str) -> str:
        return f"reader_{name}_{reader.id}"

    number, last, first = st.columns(3)
    number.text_input("Number", value=reader.number or "", key=key("number"))
    last.text_input("Last name", value=reader.last_name, key=key("last_name"))
    first.text_input("First name", value=reader.first_name, key=key("first_name"))
    ui.problem("number", number)
    ui.problem("last_name", last)
    place, status, release = st.columns([2, 1, 1])
    with place:
        box.one(
            key("facility"),
            "facilities",
            label="Facility",
            add=True,
            start={"value": reader.facility_id, "label": reader.facility},
            nonce=f"{reader.id}-{reader.facility_id}",
        )
        ui.problem("facility")
    status.selectbox("Status", readers.STATUSES, index=readers.STATUSES.index(reader.status), key=key("status"))
    release.text_input("Release date", value=dates.written(reader.release_on), key=key("release_on"), placeholder="if known")
    ui.problem("release_on", release)
    solitary, life = st.columns(2)
    solitary.checkbox("In solitary", value=reader.solitary, key=key("solitary"))
    life.checkbox("Serving life", value=reader.life, key=key("life"))
    st.text_area("Notes", value=reader.notes, key=key("notes"), height=80)


def save(reader_id: int) -> None:
    """Save the record; a new facility is a move."""
    today, state = ui.today(), st.session_state
    names = (*TEXTS, "status", "release_on", "solitary", "life")
    typed = {name: state.get(f"reader_{name}_{reader_id}") for name in names}
    place = box.chosen(f"reader_facility_{reader_id}", start=[{"value": None, "label": ""}])
    with ui.saving("Record saved.") as con:
        release = (typed.pop("release_on") or "").strip()
        release_on = dates.read(release, date(today.year + 100, 1, 1), "release_on") if release else None
        facility_id = facility_choice.taken(con, place)
        if facility_id not in (None, readers.get(con, reader_id).facility_id):
            readers.move(con, reader_id, facilities.get(con, facility_id).id, today)
        readers.edit(con, reader_id, release_on=release_on, **typed)


def checked(reader_id: int) -> None:
    """The record was looked up today and is right, also an address that mail came back from."""
    today = ui.today()
    with ui.saving("Marked as checked today.") as con:
        readers.address_corrected(con, reader_id, "looked up, and right")
        readers.edit(con, reader_id, checked_on=today)

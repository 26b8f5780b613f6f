"""The parts of an incident's own page."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.appeals import deadlines
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError, NotFound
from bfp.incidents import incident_lists, incidents, sending_again
from bfp.incidents.incidents import Incident
from bfp.mail import shipments
from bfp.readers import readers
from bfp.ui import form, half_typed
from bfp.ui.incidents import incident_desk, incident_form

MOST_LIKE = 12


def summary(con: Connection, incident: Incident) -> None:
    """How it stands, in a line: parcel and reader, decision, what is odd about it."""
    parts = []
    if incident.voided_on is not None:
        parts.append(f":red[**Void** since {dates.written(incident.voided_on)}: {ui.escape(incident.void_reason)}]")
    if incident.decision == "pending":
        parts.append("**Not decided**")
    else:
        parts.append(f"**{incident.decision.capitalize()}** on {dates.written(incident.decided_on)}")
    if incident.disputed:
        parts.append("disputed return")
    if incident.matched:
        parts.append(f"parcel **{incident.parcel}**, mailed {dates.written(incident.mailed_on)}")
        parts.append(f"to {ui.escape(_reader(con, incident.reader_id))}")
        if incident.outcome not in ("censored", "returned", "no reason given"):
            parts.append(f":red[the item is on file as **{incident.outcome}** now]")
    else:
        parts.append("**no parcel matched yet**")
    st.markdown(" · ".join(parts))
    if incident.shipment_voided_on is not None and incident.voided_on is None:
        st.markdown(
            f":red[Parcel {incident.parcel} was voided on {dates.written(incident.shipment_voided_on)}: it was never mailed. "
            "Void this incident, or take the match out.]"
        )


def _reader(con: Connection, reader_id: int) -> str:
    try:
        reader = readers.get(con, reader_id)
    except NotFound:
        return "a reader whose record was voided"
    return f"{reader.name}, {reader.number or 'no number'}"


def deadline(con: Connection, incident: Incident, today: date) -> None:
    """Until when an appeal can go, and why; what is not known is asked, never guessed."""
    if incident.voided_on is not None or incident.decision != "pending":
        return
    try:
        found = deadlines.for_incident(con, incident.id, today)
    except BfpError as error:
        st.markdown(ui.escape(str(error)))
        return
    if found is None:
        st.markdown(ui.escape(deadlines.unknown(con, incident.id)))
        return
    mark = ":red[:material/alarm: **Passed.**]" if found.passed else ":material/alarm:"
    st.markdown(f"{mark} **{ui.escape(found.sentence)}**")


def facts(con: Connection, incident: Incident, key: str) -> None:
    """All that the notice says, to be changed and saved."""
    if incident.voided_on is not None:
        _read_only(incident)
        return
    st.session_state.setdefault(f"{key}_seen", incident_lists.last_change(con, incident.id, ui.volunteer())[0])
    incident_form.keep("incident", "A change", key, incident=incident.id)
    if not incident.matched:
        incident_form.place(con, key, incident)
    with st.form(f"{key}_form", border=False):
        incident_form.facts(con, key, incident, matched=incident.matched)
        if ui.board().field == "anyway" and not ui.saved():
            st.checkbox("It is right all the same", key=f"{key}_anyway")
        st.form_submit_button(
            "Save", key=f"{key}_save", type="primary", shortcut="Ctrl+S", on_click=incident_desk.save,
            args=(incident.id, key, incident.matched),
        )  # fmt: skip


def _read_only(incident: Incident) -> None:
    told = {
        "Stated reason": incident.stated_reason, "Categories": ", ".join(incident.reasons), "Rule": incident.rule_cited,
        "Pages": incident.pages_cited, "Notice": dates.written(incident.notice_on), "Signed": dates.written(incident.signed_on),
        "Received": dates.written(incident.received_on), "Notified": incident.notified, "Became of it": incident.fate,
        "Note": incident.note,
    }  # fmt: skip
    st.markdown("  \n".join(f"**{name}:** {ui.escape(text)}" for name, text in told.items() if text))


def matching(con: Connection, incident: Incident, key: str) -> None:
    """Which parcel it is about: what fits is proposed, any other by its number."""
    with st.container(border=True):
        st.markdown("**Which parcel is it about?**")
        typed = st.text_input("Number of a parcel, if it is none of these", key=f"{key}_parcel", placeholder="4821-7")
        try:
            table = _of_parcel(con, typed) if typed.strip() else incident_lists.may_be_about(con, incident)
        except BfpError as error:
            st.markdown(f":red[{ui.escape(str(error))}]")
            return
        if table.empty:
            st.caption("Nothing mailed there without a known outcome fits. It stays without a parcel until one is found.")
            return
        labels = {int(row.item_id): _label(row) for row in table.itertuples()}
        chosen = st.selectbox(
            f"Items that fit: {len(labels)}", list(labels), index=None, format_func=labels.get, key=f"{key}_item",
            placeholder="choose the item",
        )  # fmt: skip
        outcome = dict(zip(table["item_id"], table["outcome"], strict=True)).get(chosen)
        if outcome is not None and outcome not in incidents.STOPPED:
            st.checkbox(f"It is {outcome} now; it was censored: record that first, with the notice's day", key=f"{key}_censored")
        ui.problem("censored")
        st.button(
            "This is it", key=f"{key}_match", on_click=incident_desk.match, args=(incident.id, key), disabled=chosen is None
        )


def _of_parcel(con: Connection, typed: str) -> pd.DataFrame:
    shipment = shipments.standing(con, shipments.read_number(typed))
    table = shipments.items(con, shipment.id)
    about = {"number": shipment.number, "mailed_on": shipment.mailed_on, "reader": _reader(con, shipment.reader_id)}
    return table.rename(columns={"id": "item_id"}).assign(**about)


def _label(row) -> str:
    return f"{row.number} · {dates.written(row.mailed_on)} · {row.title} · {row.reader} · {row.outcome}"


def decision(con: Connection, incident: Incident, key: str, by_appeal: bool = False) -> None:
    """What was decided; what was overturned is offered to be sent again. What was appealed is decided on the appeal's page."""
    if incident.voided_on is not None:
        st.caption("The incident is void.")
        return
    if by_appeal:
        st.caption("It was appealed: record the answer there, and it is told here.")
    else:
        _decide(incident, key)
    if incident.decision in sending_again.WON:
        _again(con, incident, key)


def _decide(incident: Incident, key: str) -> None:
    names = ("decision", "decided_on", "substituted_reason")
    half_typed.keep("incident", "A decision", key, names, "decision", incident=incident.id)
    form.choice(f"{key}_decision", incidents.DECISIONS)
    with st.form(f"{key}_decide", border=False):
        what, day = st.columns(2)
        at = incidents.DECISIONS.index(incident.decision)
        what.selectbox("Decision", incidents.DECISIONS, at, key=f"{key}_decision")
        with day:
            st.text_input("Decided on", dates.written(incident.decided_on), key=f"{key}_decided_on", placeholder="14 Nov 2026")
            ui.problem("decided_on")
        st.text_input(
            "New reason, if they gave another", incident.substituted_reason, key=f"{key}_substituted_reason",
            placeholder="word for word; staff change their reason when challenged",
        )  # fmt: skip
        ui.problem("substituted_reason")
        st.form_submit_button("Save decision", key=f"{key}_decide_go", on_click=incident_desk.decide, args=(incident.id, key))


def _again(con: Connection, incident: Incident, key: str) -> None:
    again = sending_again.of(con, incident)
    if again is not None:
        st.markdown(again.sentence)
    if not sending_again.offered(con, incident):
        if not incident.matched:
            st.caption("Match it to its parcel, and it can be sent again from here.")
        return
    if again is None:
        st.markdown("It was overturned and has not gone out again yet.")
    if st.button("Send it again", key=f"{key}_pack", icon=":material/package_2:"):
        incident_desk.pack_again(incident.reader_id, incident.title_id)
    with st.form(f"{key}_again_form", border=False):
        number, save = st.columns([2, 1], vertical_alignment="bottom")
        number.text_input("or it went in parcel", key=f"{key}_again", placeholder="4821-7")
        save.form_submit_button(
            "Save", key=f"{key}_again_go", on_click=incident_desk.sent_again, args=(incident.id, key), width="stretch"
        )
    ui.problem("again", number)


def similar(con: Connection, incident: Incident, key: str) -> int | None:
    """Past incidents at the same facility, under the same rule, of the same title; a click opens one. Gives which."""
    table = incident_lists.similar(con, incident.id)
    if table.empty:
        st.caption("No other incident at this facility, under this rule or of this title.")
        return None
    st.markdown("  \n".join(incident_lists.similar_in_words(table)))
    if len(table) > MOST_LIKE:
        st.caption(f"{MOST_LIKE} of {len(table):,}: what worked first, then what is most like it.")
    return ui.rows(
        table.head(MOST_LIKE), f"{key}_like", "", opens="id", decision="Decision", same="Same", stated_reason="Stated reason",
        title="Title", facility="Facility", rule_cited="Rule", substituted_reason="Then they said", appeals="Appealed",
        decided_on="Decided",
    )  # fmt: skip


def taking_back(incident: Incident, key: str) -> None:
    """A wrong match taken back, an incident opened by mistake voided: each with its reason."""
    with st.expander("Not this parcel, or opened by mistake", key=f"{key}_back"):
        if incident.matched:
            with st.form(f"{key}_unmatch_form", border=False):
                why, go = st.columns([3, 1], vertical_alignment="bottom")
                why.text_input("It is not this parcel, because", key=f"{key}_unmatch")
                go.form_submit_button(
                    "Take the match out", key=f"{key}_unmatch_go", on_click=incident_desk.unmatch, args=(incident.id, key)
                )
            ui.problem("unmatch_reason")
        with st.form(f"{key}_void_form", border=False):
            why, go = st.columns([3, 1], vertical_alignment="bottom")
            why.text_input("It is no incident, because", key=f"{key}_void")
            go.form_submit_button("Void the incident", key=f"{key}_void_go", on_click=incident_desk.void, args=(incident.id, key))
        ui.problem("void_reason")

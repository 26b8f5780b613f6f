"""The packing sessions: starting one, and one with its parcels, its pick list and its papers."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, lists
from bfp.base.db import Connection
from bfp.mail import shipments
from bfp.packing import next_requests, packing_session
from bfp.packing.packing_session import Session
from bfp.places import systems
from bfp.ui import form, print_buttons
from bfp.ui.packing import parcel_aside, session_desk
from bfp.ui.packing.session_desk import Desk

NEXT = 30  # parcels of an evening, as a rule


# ---- all sessions -------------------------------------------------------------------------------


def sessions(con: Connection) -> None:
    """The open ones with their button, the closed ones put away."""
    table = packing_session.listing(con)
    for row in table[table["closed_on"].isna()].itertuples():
        with st.container(horizontal=True, vertical_alignment="center"):
            by = f" by {row.started_by}" if row.started_by else ""
            far = f"{row.packed} of {row.parcels} packed, {row.open} to pack · started {dates.written(row.started_on)}{by}"
            st.markdown(f"**{ui.escape(row.name)}**  \n:gray[{ui.escape(far)}]", width="stretch")
            if st.button("Open", key=f"session_open_{row.id}", type="primary"):
                ui.go("packing", session=int(row.id))
    closed = table[table["closed_on"].notna()]
    if len(closed):
        with st.expander(f"Closed sessions ({len(closed)})", key="sessions_closed"):
            chosen = ui.rows(
                closed, "sessions", "", opens="id", name="Session", closed_on="Closed", packed="Packed", skipped="Skipped"
            )
            if chosen is not None:
                ui.go("packing", session=chosen)


def new_session(con: Connection, today: date) -> None:
    """The next requests of the queue, narrowed as one likes, on the table."""
    st.markdown("**A packing session:** several requests at once, a pick list, and a parcel each for all who help.")
    many, system, subject = st.columns([1, 2, 2], vertical_alignment="bottom")
    limit = many.number_input("How many", 1, packing_session.MOST, NEXT, key="new_session_many")
    named = {"system": _names(systems.listing(con)), "subject": lists.names(con, "subject")}
    for where, name in ((system, "system"), (subject, "subject")):
        where.selectbox(
            name.capitalize(), list(named[name]), index=None, format_func=lambda one, names=named[name]: names.get(one, ""),
            key=f"new_session_{name}", placeholder="all",
        )  # fmt: skip
    following = next_requests.of(con, today, int(limit or 1), **_narrowed())
    ids = following.ids
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name", key="new_session_name", placeholder=f"Packing of {dates.written(today)}", width=280)
        label = f"Start with the next {len(ids)}" if len(ids) > 1 else "Start with the next one"
        st.button(label, key="new_session_go", type="primary", on_click=_start, disabled=not ids)
    if not ids:
        st.caption("No request comes next that fits this and is in no session yet.")
    else:
        st.caption("The longest waiting first. Single requests are chosen in Requests, by their ticks.")
    parcel_aside.left_out(following, "new_session_left_out")


def _names(table: pd.DataFrame) -> dict[int, str]:
    return dict(zip(table["id"].tolist(), table["name"], strict=True))


def _narrowed() -> dict[str, int | None]:
    entry = ui.fields("new_session_system", "new_session_subject")
    return {"system_id": entry["new_session_system"], "subject_id": entry["new_session_subject"]}


@form.callback
def _start() -> str:
    con, today, narrowed = ui.connection(), ui.today(), _narrowed()
    many, name = form.typed("new_session", "many", "name").values()
    ids = next_requests.of(con, today, int(many or NEXT), **narrowed).ids
    said = session_desk.start(("session", many, name, *narrowed.values()), ids, name)
    ui.clear("new_session_name")
    return said


# ---- one session --------------------------------------------------------------------------------


def one(con: Connection, at: Desk) -> None:
    """How far it is, the next parcel, the list of parcels, what to pull, and the papers."""
    session = packing_session.get(con, at.session_id)
    table = packing_session.parcels(con, session.id)
    st.subheader(ui.escape(session.name), anchor=False)
    hands = int((table["held_by"] != "").sum())
    parts = [f"{session.packed} of {session.parcels} packed", f"{session.open} to pack"]
    parts += [f"{hands} in somebody’s hands"] if hands else []
    parts += [f"{session.skipped} skipped"] if session.skipped else []
    st.progress((session.packed + session.skipped) / max(1, session.parcels), text=" · ".join(parts))
    for sentence in at.left_out:
        st.markdown(f":orange[:material/info: {ui.escape(sentence)}]")
    _begin(session, at)
    print_buttons.session(con, session.id)
    parcels, pulls = st.tabs(["Parcels", "Pick list"], key="session_tabs")
    with parcels:
        _parcels(session, table)
    with pulls:
        _pick_list(con, session)


def _begin(session: Session, at: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if session.closed_on is not None:
            st.markdown(f"Closed on {dates.written(session.closed_on)}.")
        elif session.open:
            st.button("Pack the next parcel", key="session_next", type="primary", on_click=session_desk.go_on)
        if session.closed_on is None:
            with st.popover("Close the session", key="session_close_box"):
                left = f"{session.open} parcels are not packed: their requests wait on in the queue." if session.open else ""
                st.markdown(left or "Everything is packed or skipped.")
                st.button("Close it", key="session_close", type="primary", on_click=session_desk.close)
        if at.last and session.closed_on is None:
            session_desk.undo_button(at)
        if st.button("All sessions", key="session_all", type="tertiary"):
            ui.go("packing")


def _parcels(session: Session, table: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "position": table["position"],
            "reader": table["reader"],
            "became": [_became(row) for row in table.itertuples()],
            "facility": table["facility"],
            "titles": table["titles"],
        }
    )
    text = st.column_config.TextColumn
    picked = st.dataframe(
        shown,
        key="session_parcels",
        hide_index=True,
        width="stretch",
        height=min(560, 37 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "position": st.column_config.NumberColumn("Parcel", width=60),
            "reader": text("Reader", width=150),
            "became": text("State", width=220),
            "facility": text("Facility", width=180),
            "titles": text("Titles", width=420),
        },
    )["selection"]["rows"]
    if picked and picked[0] < len(table):
        _chosen(session, table.iloc[picked[0]])
    else:
        st.caption("Tick a parcel to take it up, take it over, or put it back.")


def _became(row) -> str:
    """The state of a parcel in words: to pack, in Bea's hands since 19:02, packed …"""
    if row.state == "packed":
        number = shipments.number(int(row.shipment_id))
        return f"shipment {number} is void" if row.voided else f"packed: {number}"
    if row.state == "skipped":
        return f"skipped: {row.skip_reason}"
    if not row.held_by:
        return "to pack"
    return f"{row.held_by} since {dates.clock(row.held_at)}{', left lying' if row.abandoned else ''}"


def _chosen(session: Session, row) -> None:
    """What can be done with the parcel that is ticked."""
    position, me = int(row.position), ui.volunteer()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(ui.escape(f"Parcel {position} · {row.reader} · {_became(row)}"), width="content")
        if row.state == "open" and session.closed_on is None:
            theirs = bool(row.held_by) and row.held_by != me
            label = f"Take it over from {ui.escape(row.held_by)}" if theirs else "Pack this one"
            st.button(label, key="session_pick", on_click=session_desk.pick_up, args=(position, theirs))
        elif session.closed_on is None and (row.state == "skipped" or row.voided):
            st.button("Put back on the table", key="session_put_back", on_click=session_desk.put_back, args=(position,))
        if row.state == "packed" and st.button("Open the shipment", key="session_shipment"):
            ui.go("packing", shipment=int(row.shipment_id))


def _pick_list(con: Connection, session: Session) -> None:
    table = packing_session.pick_list(con, session.id)
    if table.empty:
        st.caption("Nothing is left to pull." if session.parcels else "No titles were proposed.")
        return
    st.caption(f"{int(table['copies'].sum())} copies of {len(table)} titles, in the order of the shelves.")
    columns = {"place": "Place", "title": "Title", "author": "Author", "copies": "Copies", "positions": "For parcels"}
    shown = table[list(columns)].rename(columns=columns)
    st.dataframe(shown, hide_index=True, key="session_pick_list", width="stretch", height=min(560, 37 + 35 * len(shown)))

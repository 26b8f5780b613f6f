"""What is said of a request that lies on a packing table or was skipped there, and of those passed over."""

import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.packing import on_the_table, packing_session
from bfp.packing.next_requests import Following
from bfp.packing.on_the_table import OnTable


def whose(con: Connection, request_id: int) -> None:
    """On the screen of one parcel alone: the session it is in, in whose hands, with the ways to go on."""
    there = on_the_table.one(con, request_id)
    if there is None:
        return
    if there.session_id is not None:
        me = ui.volunteer()
        mine = "in your hands" if there.held_by == me and me else there.where if there.held_by else "in nobody’s hands"
        said = f"Parcel {there.position} of session “{there.session}”, {mine}."
        then = "" if there.held_by not in ("", me) else " Mailed here, it is packed there too."
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange[:material/group: **{ui.escape(said)}**]{then}", width="content")
            if there.held_by not in ("", me):
                label = f"Take it over from {ui.escape(there.held_by)}"
                st.button(label, key="packing_take_over", on_click=_take_over, args=(there.session_id, there.position))
            if st.button("Open the session", key="packing_session", type="tertiary"):
                ui.go("packing", session=there.session_id)
    skip(there)


def _take_over(session_id: int, position: int) -> None:
    with ui.saving(f"Parcel {position} is in your hands.") as con:
        packing_session.hold(con, session_id, position, take_over=True)


def skip(there: OnTable | None) -> None:
    """Why a request was skipped, until somebody says that it no longer waits for that."""
    if there is None or not there.skip_reason:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[:material/pause: {ui.escape(there.skipped)}]", width="content")
        st.button("No longer waits", key="skip_cleared", on_click=_cleared, args=(there.request_id,), type="tertiary")


def _cleared(request_id: int) -> None:
    today = ui.today()
    with ui.saving("It comes next again in its turn.") as con:
        on_the_table.no_longer_waits(con, request_id, today)


def left_out(following: Following, key: str) -> None:
    """Who was passed over, and why; a tick in Requests packs them all the same."""
    if following.left_out.empty:
        return
    with st.expander(ui.escape(following.sentence), key=key):
        ui.rows(following.left_out, key, "", age_days="Days", reader="Reader", facility="Facility", why="Why")
        st.caption("They wait on. Tick them in Requests to pack them all the same.")

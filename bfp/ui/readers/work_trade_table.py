"""Work trade on the Readers page: parcel by parcel, what was sent and what came back."""

import streamlit as st

from bfp import ui
from bfp.base import kept
from bfp.base.db import Connection
from bfp.contributions import work_trade


def show(con: Connection, reader_id: int) -> None:
    """Each parcel beside what the reader gave back before the next one."""
    st.markdown("**Sent and given back**")
    ui.rows(
        kept.kept(con, work_trade.exchange, reader_id),
        "work_trade",
        "Nothing was mailed yet.",
        sent_on="Sent",
        number="Parcel",
        titles="Titles",
        came_back="Came back before the next",
    )

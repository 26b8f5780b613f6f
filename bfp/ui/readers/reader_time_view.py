"""A reader's line of time on the Readers page: a picture in lanes, and every entry in words; a click opens what it is about."""

import streamlit as st

from bfp import ui
from bfp.base import kept
from bfp.base.db import Connection
from bfp.desk import reader_time, reader_time_chart

WIDTHS = {"When": 90, "What": 110}


def show(con: Connection, reader_id: int) -> None:
    """The line, latest first."""
    table = kept.kept(con, reader_time.line, reader_id)
    if table.empty:
        st.caption("Nothing went to or fro yet. The first letter begins the line.")
        return
    chart = reader_time_chart.line(reader_time.lanes(table))
    st.vega_lite_chart(spec=chart.to_dict(validate=False), key="time_chart", width="stretch")
    shown = table[["when", "what", "text"]].rename(columns={"when": "When", "what": "What", "text": "In words"})
    cells = st.dataframe(
        shown, key=f"time_rows_{reader_id}", hide_index=True, width="stretch", on_select="rerun", selection_mode="single-cell",
        column_config={
            "When": st.column_config.DateColumn(format="D MMM YYYY", width=WIDTHS["When"]),
            "What": st.column_config.TextColumn(width=WIDTHS["What"]),
        },
    )["selection"]["cells"]  # fmt: skip
    if len(table) == reader_time.MOST:
        st.caption(f"The latest {reader_time.MOST:,} entries.")
    st.caption("A click on a parcel, a contribution, an incident, a place or a study group opens it.")
    if cells and table["link"].iloc[cells[0][0]]:
        page, _, about = table["link"].iloc[cells[0][0]].partition("?")
        name, _, number = about.partition("=")
        ui.go(page, **{name: number})

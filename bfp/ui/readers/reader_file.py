"""One reader's file, on their request: on paper and for a machine."""

import streamlit as st

from bfp import ui
from bfp.base.db import Connection
from bfp.leaving import one_reader
from bfp.readers.readers import Reader
from bfp.ui import print_buttons


def show(con: Connection, reader: Reader) -> None:
    """The buttons that give it; it holds all that is kept about this reader, and nothing of anybody else."""
    today = ui.today()
    with st.expander("Everything kept about this reader", key="reader_file"):
        st.caption("For the reader, when they ask for it: record, letters, requests, mail, what they gave back, every change.")
        with st.container(horizontal=True):
            print_buttons.button(
                "On paper", lambda: one_reader.pdf(con, reader.id, today), f"reader_file_{today}", f"reader_pdf_{reader.id}"
            )
            ui.download(
                "JSON", data=lambda: one_reader.as_json(con, reader.id), file_name=f"reader_file_{today}.json",
                mime="application/json", key=f"reader_json_{reader.id}",
            )  # fmt: skip

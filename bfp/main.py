"""The script that Streamlit runs: look, connection, frame, page."""

import streamlit as st

from bfp import ui
from bfp.ui import frame, left_over

ui.begin()
page = frame.navigation()
st.session_state["_page"] = page.url_path or "overview"
with ui.told():
    frame.sidebar()
    left_over.watch()
    left_over.tell()
    frame.back(st.session_state["_page"])
    page.run()

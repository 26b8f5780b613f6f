"""The script that Streamlit runs: look, connection, sidebar, and the pages as data."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bfp import screens, ui
from bfp.ui import left_over


def navigation() -> StreamlitPage:
    sections: dict[str, list[StreamlitPage]] = {}
    for screen in screens.SCREENS:
        page = st.Page(
            screens.path(screen.file),
            title=screen.title,
            icon=screen.icon,
            url_path=screen.file,
            default=screen.file == "overview",
            visibility="visible" if screen.section is not None else "hidden",
        )
        sections.setdefault(screen.section or "", []).append(page)
    return st.navigation(sections, expanded=True)


ui.begin()
page = navigation()
with ui.told():
    ui.sidebar()
    left_over.tell()
    page.run()

"""The script that Streamlit runs: look, connection, sidebar, and the pages as data."""

import streamlit as st

from bfp import screens, ui


def navigation() -> st.navigation:
    sections: dict[str, list[st.Page]] = {}
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
ui.sidebar()
page.run()

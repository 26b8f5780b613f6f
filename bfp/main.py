"""The script that Streamlit runs: look, connection, sidebar, and the pages as data."""

from pathlib import Path

import streamlit as st

from bfp import ui
from bfp.screens import SCREENS

PAGES = Path(__file__).parent.parent / "pages"


def navigation() -> st.navigation:
    sections: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        page = st.Page(
            PAGES / f"{screen.file}.py",
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

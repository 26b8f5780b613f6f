"""The script that Streamlit runs: look, connection, sidebar, and the pages as data."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bfp import screens, ui
from bfp.accounts import accounts, roles
from bfp.ui import left_over


def navigation() -> StreamlitPage:
    """The pages that whoever is here may open; any other address is none."""
    known = ui.account()
    if known is None and accounts.wall_is_on(ui.connection()):
        st.title("You are signed out", anchor=False)
        st.html('<a href="/login" target="_self">Sign in</a>')
        st.stop()
    sections: dict[str, list[StreamlitPage]] = {}
    for screen in screens.SCREENS:
        if known is not None and not roles.may_open(known.roles, screen.file):
            continue
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
st.session_state["_page"] = page.url_path or "overview"
with ui.told():
    ui.sidebar()
    left_over.watch()
    left_over.tell()
    page.run()

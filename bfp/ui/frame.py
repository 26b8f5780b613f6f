"""The frame around every page: who is here and what they do, the rooms in the order of that work, and the way back to a list."""

from collections.abc import Collection
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bfp import screens, ui
from bfp.accounts import accounts, roles
from bfp.base import drafts, settings
from bfp.screens import Screen

# What somebody does here, until accounts say it: their rooms stand first, and nothing is closed to them.
WORK = {
    roles.COORDINATOR: "I coordinate", roles.VOLUNTEER: "I enter letters", roles.PACKER: "I pack", roles.LEGAL: "I write appeals",
}  # fmt: skip
_LIT = "<style>[data-testid='stSidebarNavLink'][href$='/{}'] {{ font-weight: 600; background: rgba(128, 128, 128, .16) }}</style>"


def navigation() -> StreamlitPage:
    """The pages that whoever is here may open, those of their work first; any other address is none."""
    known = ui.account()
    if known is None and accounts.wall_is_on(ui.connection()):
        st.title("You are signed out", anchor=False)
        st.html('<a href="/login" target="_self">Sign in</a>')
        st.stop()
    if known is None:
        _remembered()
    open_to = [screen for screen in screens.SCREENS if known is None or roles.may_open(known.roles, screen.file)]
    first, rest = rooms(open_to, known.roles if known else (st.session_state.get("work", roles.COORDINATOR),))
    sections = {name: [_page(screen) for screen in found] for name, found in (first | rest).items()}
    in_sight = sum(screen.section is not None for found in first.values() for screen in found)
    return st.navigation(sections, expanded=in_sight if rest else True)


def rooms(open_to: list[Screen], work: Collection[str]) -> tuple[dict[str, list[Screen]], dict[str, list[Screen]]]:
    """The pages by section: those of this work, with every page that others lead to, and then the others."""
    first: dict[str, list[Screen]] = {}
    rest: dict[str, list[Screen]] = {}
    for screen in open_to:
        if screen.section is None or roles.may_open(work, screen.file):
            first.setdefault(screen.section or "", []).append(screen)
    for screen in open_to:
        if screen not in first.get(screen.section or "", []):
            rest.setdefault(f"Also in {screen.section}" if screen.section in first else str(screen.section), []).append(screen)
    return first, rest


def _page(screen: Screen) -> StreamlitPage:
    return st.Page(
        screens.path(screen.file),
        title=screen.title,
        icon=screen.icon,
        url_path=screen.file,
        default=screen.file == "overview",
        visibility="visible" if screen.section is not None else "hidden",
    )


def _remembered() -> None:
    """Who sat at this browser last, and what they do, so that a reload does not ask again."""
    state = st.session_state
    if "volunteer" not in state:
        kept = drafts.remembered(ui.connection(), ui.browser(), drafts.NAME)
        state["volunteer"] = kept.get("name", "")
        state["work"] = kept["work"] if kept.get("work") in WORK else roles.COORDINATOR


def sidebar() -> None:
    """The program's name; who is here, what they do and on which database."""
    con = ui.connection()
    now = settings.load(con)
    st.logo(ui.name_plate(now.program_name), size="large", icon_image=str(ui.ICON))
    st.html(Path(__file__).parent / "page.css")
    known = ui.account()
    with st.sidebar:
        if known:
            st.markdown(f"**{ui.escape(known.name)}**  \n{', '.join(known.roles)}")
            st.html('<a href="/logout" target="_self">Sign out</a>')
        else:
            kept = {"persist_state": "session", "on_change": ui.introduced}
            st.text_input("Your name", key="volunteer", placeholder="who is at the desk", **kept)
            st.selectbox("Your work", list(WORK), key="work", format_func=WORK.get, label_visibility="collapsed", **kept)
        st.caption(ui.escape(f"{'' if known else 'One computer, no sign-in. '}Database: {Path(con.path).name}"))
    if now.demonstration:
        st.markdown(":orange-badge[Demonstration] Made-up readers and facilities. Don't enter real letters here.")


def back(file: str) -> None:
    """On a page that others lead to: the way back to the list one came from, as it was narrowed, which stays lit beside it."""
    state, screen = st.session_state, next(one for one in screens.SCREENS if one.file == file)
    if screen.section is not None:
        state["_last_list"] = (file, dict(st.query_params))
        return
    came, where = state.get("_last_list", (screen.list, {}))
    if came == "overview":
        came, where = screen.list, {}
    if not ui.may_open(came):
        return
    title = next(one.title for one in screens.SCREENS if one.file == came)
    st.page_link(screens.path(came), label=f"Back to {ui.escape(title)}", icon=":material/arrow_back:", query_params=where)
    st.html(_LIT.format(came))

"""Opening a page of the program in a test, as a browser session would."""

from functools import cache
from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

MAIN = str(Path(__file__).parent.parent / "bfp" / "main.py")


def open_page(name: str, **where: object) -> AppTest:
    """The page NAME as somebody meets it who follows a link to it: drawn once, with what it is about in its address."""
    at = begun()
    at.session_state["volunteer"] = "Ada"
    for key, value in where.items():
        at.query_params[key] = str(value)
    if name != "overview":
        at._page_hash = calc_hash(name)  # as `switch_page`, which wants another page drawn before
    at.run()
    assert not at.exception, at.exception
    return at


def begun() -> AppTest:
    """A session in which nothing is drawn yet."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at._bidi_component_manager = _components()
    return at


@cache
def _components() -> BidiComponentManager:
    """One for all sessions, as on the server: to look for components in every package that is installed takes .2 s."""
    made = BidiComponentManager()
    made.discover_and_register_components(start_file_watching=False)
    return made


def said(at: AppTest) -> str:
    """Everything that the page says in words, in one text."""
    parts = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(str(part.value) for part in parts)

"""Opening a page of the program in a test, as a browser session would."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from bfp import screens

MAIN = str(Path(__file__).parent.parent / "bfp" / "main.py")


def open_page(name: str, **where: object) -> AppTest:
    """The page pages/ROOM/NAME.py, drawn once, with what it is about in its address."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.session_state["volunteer"] = "Ada"
    at.run()
    for key, value in where.items():
        at.query_params[key] = str(value)
    at.switch_page(str(screens.path(name))).run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    """Everything that the page says in words, in one text."""
    parts = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(str(part.value) for part in parts)

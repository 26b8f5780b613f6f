"""Opening a page of the program in a test, as a browser session would."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent


def open_page(name: str, **where: object) -> AppTest:
    """The page pages/NAME.py, drawn once, with what it is about in its address."""
    at = AppTest.from_file(str(ROOT / "bfp" / "main.py"), default_timeout=30)
    at.session_state["volunteer"] = "Ada"
    at.run()
    for key, value in where.items():
        at.query_params[key] = str(value)
    at.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    """Everything that the page says in words, in one text."""
    parts = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(str(part.value) for part in parts)

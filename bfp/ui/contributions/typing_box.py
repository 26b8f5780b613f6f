"""A large field whose text is sent to be saved as it is typed: a second after the last key, and when the cursor leaves it.

What the server has not confirmed yet stays with the browser's tab, so that a reload brings it back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_TYPING = st.components.v2.component(
    "bfp_typing",
    # No spelling checker: some browsers send every word to their maker for it.
    html='<div class="bfp-typing"><label></label><textarea spellcheck="false"></textarea><div class="said"></div></div>',
    css=(_HERE / "typing_box.css").read_text(encoding="utf-8"),
    js=(_HERE / "typing_box.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Typed:
    """What stands in the field: which field it is, which sending this was, the text."""

    box: str
    n: int
    text: str


def field(
    key: str,
    *,
    label: str,
    text: str,
    on_typed: Callable[..., None],
    args: tuple = (),
    done: tuple[str, int] = ("", 0),
    problem: str = "",
) -> None:
    """The field, beginning with `text`; `done` is the last sending that was dealt with, and `problem` why it was not saved."""
    data = {"label": label, "text": text, "name": key, "done": {"box": done[0], "n": done[1]}, "problem": problem}
    _TYPING(key=key, data=data, on_typed_change=lambda: on_typed(*args))


def typed(key: str) -> Typed | None:
    """What was sent last, or None if nothing was typed."""
    sent = (st.session_state.get(key) or {}).get("typed")
    return Typed(str(sent["box"]), int(sent["n"]), str(sent["text"])) if sent else None

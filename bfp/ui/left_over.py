"""What a page held when its session was gone (the server was started again, the computer slept): offered or shown, not dropped.

What was kept while it was typed (`half_typed`) is offered where it belongs, and only said to be; the rest is shown in full.

Streamlit calls no callback for a button that the new session has not drawn, so no form can notice this by itself.
"""

import json
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.state.session_state import Serialized

from bfp import ui
from bfp.base import drafts

_AWAY = st.components.v2.component(
    "bfp_away",
    html="<span></span>",
    css=".bfp-away{position:fixed;top:0;left:0;right:0;z-index:2000000;padding:.7rem 1.2rem;background:#7A2E1D;color:#fff}"
    ".bfp-away.back{background:#2E6B4F}\n.bfp-is-away [data-testid='stDialog']{display:none}",
    js=(Path(__file__).parent / "away.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
NOT_SAVED = "**Not saved.** The program was started again, or this page was away too long, before you pressed the button."


def watch() -> None:
    """Have the page say so, in the program's own words, while the program does not answer."""
    _AWAY(key="bfp_away")


def tell() -> None:
    """Say, until it is put away, that a press from a page of an earlier session saved nothing, and what the page held."""
    state = st.session_state
    if "_left_over" not in state:
        state["_left_over"] = _held()
    if not state["_left_over"]:
        return
    kept = drafts.words(ui.connection(), ui.browser(), ui.volunteer()) if ui.browser() else ""
    lost = [line for line in state["_left_over"] if line.partition(": ")[2] not in kept]
    if lost:
        st.warning(f"{NOT_SAVED} Enter it again; this is what the page still held:")
        st.code("\n".join(lost), language=None)
    else:
        st.warning(f"{NOT_SAVED} Every word of it is kept: press *Go on with it*, or Alt and G, where it is offered.")
    st.button("Put it away", key="put_left_over_away", on_click=_put_away)


def _put_away() -> None:
    st.session_state["_left_over"] = []


def _held() -> list[str]:
    """A line for each field with words in it, if a button was pressed; a session that begins anew holds none."""
    ctx = get_script_run_ctx()
    states = ctx.session_state._state._new_widget_state.states if ctx else {}
    found = {key: state.value for key, state in states.items() if isinstance(state, Serialized)}
    if not any(value.trigger_value for value in found.values()):
        return []
    # Who is here is known anew, by this browser.
    typed = {key: value for key, value in found.items() if user_key_from_element_id(key) != "volunteer"}
    lines = [f"{_name(key)}: {words}" for key, value in typed.items() if (words := _words(value))]
    return lines or ["no words"]


def _name(element: str) -> str:
    return (user_key_from_element_id(element) or "field").rstrip("0123456789").strip("_").replace("_", " ")


def _words(value: Any) -> str:
    kind = value.WhichOneof("value")
    if kind == "string_value":
        return str(value.string_value).strip()
    return ", ".join(_said(json.loads(value.json_value or "null"))) if kind == "json_value" else ""


def _said(part: Any) -> list[str]:
    """The words of what was chosen in a box of the program's own."""
    if isinstance(part, list):
        return [word for each in part for word in _said(each)]
    if isinstance(part, dict):
        own = [part[name] for name in ("label", "text") if isinstance(part.get(name), str) and part[name]]
        return own[:1] + [word for each in part.values() if isinstance(each, list | dict) for word in _said(each)]
    return []

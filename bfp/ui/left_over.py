"""What a page held when its session was gone (the server was started again, the computer slept): shown, not dropped.

Streamlit calls no callback for a button that the new session has not drawn, so no form can notice this by itself.
"""

import json
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.state.session_state import Serialized


def tell() -> None:
    """Say, until it is put away, that a press from a page of an earlier session saved nothing, and what the page held."""
    state = st.session_state
    if "_left_over" not in state:
        state["_left_over"] = _held()
    if not state["_left_over"]:
        return
    st.warning(
        "**Not saved.** The program was started again, or this page was away too long, before you pressed the button. "
        "Go on with it where it is offered below, or enter it again; this is what the page still held:"
    )
    st.code("\n".join(state["_left_over"]), language=None)
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
    lines = [f"{_name(key)}: {words}" for key, value in found.items() if (words := _words(value))]
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

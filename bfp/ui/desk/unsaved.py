"""A letter that is begun: sent to be kept while somebody types, and offered again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.desk import drafts
from bfp.desk.drafts import Draft

_WATCH = st.components.v2.component(
    "bfp_draft", html="<span></span>", js=(Path(__file__).parent / "draft.js").read_text(encoding="utf-8")
)


def watch(kind: str, form: str, serial: int, thing: str, about: str, whose: dict[str, Any], first: dict[str, Any]) -> None:
    """Have what stands in the container `form`, in the widgets of this serial, kept as it is typed; `first` is no typing."""
    data = {"kind": kind, "form": form, "serial": serial, "thing": thing, "about": about, "whose": whose, "first": first}
    _WATCH(key="bfp_draft", data={**data, "volunteer": ui.volunteer()})


def begun(kind: str) -> list[Draft]:
    """What is not saved yet of whoever is at the desk in this browser."""
    return drafts.of(ui.connection(), ui.browser(), ui.volunteer(), kind) if ui.browser() else []


def offer(what: str, kind: str, go_on: Callable[[Draft], None]) -> None:
    """A line for each thing that was begun, to go on with it or to put it away; nothing where there is none."""
    found = begun(kind)
    for nth, draft in enumerate(found):
        line, on, away = st.columns([4, 2, 2], vertical_alignment="center")
        line.markdown(f"A {what} of **{ui.escape(draft.about)}** was begun at {ui.escape(dates.clock(draft.begun_at))}.")
        on.button("Go on with it", key=f"go_on_{nth}", on_click=go_on, args=(draft,))
        away.button("Put it away", key=f"put_away_{nth}", on_click=put_away, args=(draft.thing,))
    if found:
        st.caption(f"It is kept in this browser's name for {drafts.DAYS} days after the last word, and was not saved.")


def put_away(thing: str) -> None:
    """Drop what was typed."""
    browser = ui.browser()
    if browser:
        with ui.saving() as con:
            drafts.put_away(con, browser, thing)

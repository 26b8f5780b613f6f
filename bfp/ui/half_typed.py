"""What is begun and not saved: sent to be kept while somebody types, found again on coming back, offered again else.

A form opts in with `keep`, above its fields; `form.once` puts away what it saves. A choice is made again by `form.choice`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from bfp import ui
from bfp.base import dates, drafts
from bfp.base.drafts import Draft
from bfp.ui import form

_WATCH = st.components.v2.component(
    "bfp_half_typed", html="<span></span>", js=(Path(__file__).parent / "half_typed.js").read_text(encoding="utf-8")
)


def watch(
    kind: str, thing: str, keys: dict[str, str], about: str, whose: dict[str, Any], first: dict[str, Any] | None = None
) -> None:
    """Have what stands in these fields (name and key) kept as it is typed; `first` is no typing, else what they begin with."""
    data = {"kind": kind, "thing": thing, "keys": keys, "about": about, "whose": whose, "first": first}
    _WATCH(key=f"half_typed_{thing}", data={**data, "volunteer": ui.volunteer()})


def begun(kind: str) -> list[Draft]:
    """What is not saved yet of whoever is at the desk in this browser."""
    return drafts.of(ui.connection(), ui.browser(), ui.volunteer(), kind) if ui.browser() else []


def offer(what: str, found: list[Draft], key: str, go_on: Callable[..., None], *args: Any) -> None:
    """A line for each thing that was begun, to go on with it or to put it away; nothing where there is none."""
    for nth, draft in enumerate(found):
        act, shortcut = {"on_click": go_on, "args": (*args, draft)}, None if nth else "Alt+G"
        line, on, away = st.columns([4, 2, 2], vertical_alignment="center")
        line.markdown(f"{what} of **{ui.escape(draft.about)}** was begun at {ui.escape(dates.clock(draft.begun_at))}.")
        on.button("Go on with it", key=f"go_on_{key}_{nth}", shortcut=shortcut, **act)
        away.button("Put it away", key=f"put_away_{key}_{nth}", on_click=put_away, args=(draft.thing,))
    if found:
        st.caption(f"It is kept in this browser's name for {drafts.DAYS} days after the last word, and was not saved.")


def put_away(thing: str) -> None:
    """Drop what was typed."""
    browser = ui.browser()
    if browser:
        with ui.saving() as con:
            drafts.put_away(con, browser, thing)


def keep(kind: str, what: str, at: str, names: Iterable[str], part: str = "", **whose: int) -> None:
    """Keep the fields of the form with this key as they are typed; what was begun of `whose` is offered above them.

    `part` names one of several forms that share their key: it then is `key_of(at, part)` for `form.once`.
    """
    state, mark = st.session_state, {**whose, "part": part}
    thing = form.begun().setdefault(key_of(at, part), uuid4().hex)
    found = of_form(kind, part, **whose)
    mine = next((draft for draft in found if draft.thing == thing), None)
    if mine and not any(f"{at}_{name}" in state for name in mine.body["fields"]):
        _resume(at, part, mine)  # another page was open since: Streamlit has forgotten the fields
    others, key = [draft for draft in found if draft is not mine], "_".join(word for word in (kind, part) if word)
    with st.container(key=f"begun_{key}"):  # always there: a form that moves on the page forgets what was put into it
        offer(what, others, key, _go_on, kind, at, part)
    watch(kind, thing, {name: f"{at}_{name}" for name in names}, "", mark)


def of_form(kind: str, part: str = "", **whose: int) -> list[Draft]:
    """What was begun in this form, for a page that has it folded away."""
    return [draft for draft in begun(kind) if draft.body["whose"] == {**whose, "part": part}]


def key_of(at: str, part: str) -> str:
    """The key of one of several forms whose fields share theirs."""
    return f"{at} {part}".rstrip()


def _go_on(kind: str, at: str, part: str, draft: Draft) -> None:
    # As it is now: its last words may have been on their way when it was offered.
    _resume(at, part, next((one for one in begun(kind) if one.thing == draft.thing), draft))


def _resume(at: str, part: str, draft: Draft) -> None:
    form.begun()[key_of(at, part)] = draft.thing
    for name, value in draft.body["fields"].items():
        if isinstance(value, str | bool):
            st.session_state[f"{at}_{name}"] = value
        else:
            form.hold(f"{at}_{name}", value)


def shown(value: Any) -> str:
    """What a choice showed, or the words of a field, as they were sent."""
    return str(value["shown"] if isinstance(value, dict) and "shown" in value else value)

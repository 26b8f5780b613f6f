"""Boxes for the keyboard: find and open, find and keep one, collect several, mark a list, put the cursor somewhere.

The finding itself is done by the look-ups of bfp.routes while somebody types, without a rerun of the page.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import states
from bfp.base.errors import Invalid
from bfp.ui import form

_HERE = Path(__file__).parent
_CSS = (_HERE / "box.css").read_text(encoding="utf-8")
_BOX = st.components.v2.component(
    "bfp_box",
    html='<div class="bfp-box"></div>',
    css=_CSS,
    js=(_HERE / "box.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_MARKS = st.components.v2.component(
    "bfp_marks",
    html='<div class="bfp-marks"></div>',
    css=_CSS,
    js=(_HERE / "marks.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_FOCUS = st.components.v2.component(
    "bfp_focus",
    html="<span></span>",
    js="""
const seen = new WeakMap();
export default function ({ data, parentElement }) {
  if (seen.get(parentElement) === data.nonce) return;
  seen.set(parentElement, data.nonce);
  if (!data.key) return;
  const go = (left) => {
    const field = document.querySelector(".st-key-" + data.key + " :is(input:not([disabled]),textarea,.rows)");
    const now = document.activeElement;
    // Not away from somebody who is typing on in the large box, and not over what stands there.
    if (now === field || (now?.value && now.closest(".bfp-box.large"))) return;
    if (field) { field.focus(); field.select?.(); } else if (left) setTimeout(() => go(left - 1), 25);
  };
  go(80);
}
""",
)

SOURCES = {name: f"/api/{name}" for name in ("readers", "facilities", "titles", "supporters")}
Option = dict[str, Any]  # value, label, detail


def _nothing() -> None:
    """A component only reports what has a callback, even one that does nothing."""


def finder(
    key: str,
    source: str,
    *,
    on_pick: Callable[[], None],
    label: str = "",
    placeholder: str = "",
    create: str = "",
    ready: Iterable[str] = (),
    form: str = "",
    params: dict[str, str] | None = None,
    clear: int = 0,
    turn: int | None = None,
    held: bool = False,
) -> None:
    """One box that opens what is picked: an exact match at once, a sure one by Enter, others by arrow and Enter.

    `on_pick` is called with the pick in `picked(key)`. `create` offers to go on with what was typed
    ("New reader"). Enter on what is open moves the cursor into the first widget of `ready`, once all of
    these keys are there; after a save of the form in the container `form` the cursor is back here at
    once. Each new number in `clear` empties the box of what was picked. `turn` counts what the server
    did for it (picks and saves): the box tells one thing at a time, and keeps the keys typed meanwhile.
    While `held` nothing is opened unasked.
    """
    data = {
        "mode": "open",
        "source": SOURCES[source],
        "label": label,
        "placeholder": placeholder,
        "create": create,
        "ready": list(ready),
        "form": form,
        "params": params or {},
        "nonce": clear,
        "clear": bool(clear),
        "turn": turn,
        "held": held,
    }
    _BOX(key=key, data=data, on_picked_change=on_pick)


def picked(key: str) -> Option:
    """What was just picked in a `finder`: value (None if nothing on file), text typed, label, create, enter."""
    state = st.session_state.get(key) or {}
    return dict(state.get("picked") or {})


def one(
    key: str,
    source: str,
    *,
    label: str,
    placeholder: str = "",
    params: dict[str, str] | None = None,
    free: bool = False,
    add: bool = False,
    create: str = "",
    start: Option | None = None,
    nonce: Any = 0,
) -> None:
    """A box that keeps one thing; `chosen(key)` says which. A new `nonce` puts it back to `start`.

    Enter and Tab take what the look-up says is sure; else a choice is asked. With `free`, words are kept as they are
    (value None); `create` ("New supporter") asks even so when some on file are near. With `add`, a facility that is not
    in the directory can be written down: name, state, town and ZIP are then the option's `add`.
    """
    data = {
        "mode": "one",
        "source": SOURCES[source],
        "label": label,
        "placeholder": placeholder,
        "params": params or {},
        "free": free,
        "add": list(states.NAMES) if add else None,
        "create": create,
        "value": chosen(key, [start] if start else []),
        "nonce": _nonce(key, nonce),
        "name": key,
    }
    _BOX(key=key, data=data, on_value_change=_nothing)


def many(
    key: str,
    *,
    label: str,
    options: dict[int, str] | None = None,
    source: str = "",
    placeholder: str = "",
    free: bool = False,
    start: Iterable[Option] = (),
    nonce: Any = 0,
) -> None:
    """A box that collects several things, from `options` (id to name) or a look-up; Enter takes what is surely meant.

    Enter in the empty box submits the form around it. With `free`, words that fit nothing are kept
    as they are (value None).
    """
    data = {
        "mode": "many",
        "source": SOURCES.get(source, ""),
        "label": label,
        "placeholder": placeholder,
        "free": free,
        "options": [{"value": value, "label": name} for value, name in (options or {}).items()],
        "value": chosen(key, start),
        "nonce": _nonce(key, nonce),
        "name": key,
    }
    _BOX(key=key, data=data, on_value_change=_nothing)


def chosen(key: str, start: Iterable[Option] = ()) -> list[Option]:
    """What stands in a `one` or `many` box: value and label of each; `start` if it was never touched."""
    value = _touched(key)
    return list(start) if value is None else list(value)


def touched(key: str) -> bool:
    """Whether somebody chose or cleared anything in the box with this key: if not, what it started with holds."""
    return _touched(key) is not None


def _touched(key: str) -> Any:
    value = (st.session_state.get(key) or {}).get("value")
    return form.held(key) if value is None else value


def _nonce(key: str, nonce: Any) -> Any:
    """Another one where something half typed is gone on with: the box then shows what it held."""
    return nonce if form.held(key) is None else f"{nonce} {json.dumps(form.held(key))}"


def taken(options: Iterable[Option], what: str, field: str) -> int | None:
    """What a `one` box holds, None if it is empty; raises Invalid for words for which nothing was chosen."""
    for option in options:
        if option.get("value") is not None:
            return int(option["value"])
        if option.get("label"):
            raise Invalid(f"No {what} is chosen for “{option['label']}”. Pick one from the list, or clear the box.", field)
    return None


def narrowed(key: str, what: str) -> int | None:
    """What a box narrows a list to, None for everything; words for which nothing was chosen stop the page, and it says so."""
    try:
        return taken(chosen(key), what, key)
    except Invalid as error:
        st.markdown(f":red[{ui.escape(str(error))}]")
        st.stop()


def marks(
    key: str,
    rows: list[Option],
    choices: list[dict[str, str]],
    *,
    label: str,
    nonce: Any = 0,
    start: dict[int, str] | None = None,
) -> None:
    """A list marked from the keyboard; `choices` have name, label and key. `marked(key)` says what is marked.

    `start` is how it begins; once somebody marks anything, `marked` has all of it.
    """
    _MARKS(
        key=key,
        data={"rows": rows, "choices": choices, "label": label, "nonce": nonce, "name": key, "value": marked(key, start)},
        on_value_change=_nothing,
    )


def marked(key: str, start: dict[int, str] | None = None) -> dict[int, str]:
    """The name of the mark of each marked row, by the row's value; `start` if it was never touched."""
    value = (st.session_state.get(key) or {}).get("value")
    return dict(start or {}) if value is None else {int(row): name for row, name in value.items()}


def focus(key: str, nonce: Any) -> None:
    """Put the cursor into the widget or container with this key, once for each new nonce."""
    _FOCUS(key="bfp_focus", data={"key": key, "nonce": nonce})

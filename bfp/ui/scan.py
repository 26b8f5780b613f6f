"""The box for a scanner: each Enter is one entry, counted once however fast they come and however often they are sent."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_CSS = """
.bfp-box .scanning { display: flex; gap: 0.75rem; }
.bfp-box .scanning > div:first-child { flex: 1 1 auto; min-width: 0; }
.bfp-box .scanning .many { flex: 0 0 5rem; }
.bfp-box .scanning .field { min-height: 3rem; }
.bfp-box .scanning input { min-width: 0; width: 100%; }
.bfp-box .scanning .what { font-size: 1.15rem; }
"""
_SCAN = st.components.v2.component(
    "bfp_scan",
    html='<div class="bfp-box"></div>',
    css=(_HERE / "box.css").read_text(encoding="utf-8") + _CSS,
    js=(_HERE / "scan.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
# How far each box in each browser has been dealt with. It outlives a callback that Streamlit stops, so nothing
# counts twice; the oldest are forgotten.
_done: OrderedDict[str, int] = OrderedDict()
MOST_BOXES = 1000


@dataclass(frozen=True)
class Entry:
    """One Enter in the box: what was scanned or typed, or the title that was picked, and how many copies."""

    box: str
    n: int
    text: str
    title_id: int | None
    copies: str


def field(
    key: str, *, label: str, placeholder: str, on_scan: Callable[[], None], form: str = "", alarm: int = 0, back: Entry | None = None
) -> None:
    """The box. `on_scan` takes what is `waiting`, and says `done` after each.

    After Enter in the form with the key `form` the cursor is back here. A new number in `alarm`
    sounds; `back` puts a refused entry into the empty box again.
    """
    box = st.session_state.get(f"_{key}_box", "")
    returned = {"n": back.n, "text": back.text, "copies": back.copies} if back and back.box == box else None
    data = {
        "label": label, "placeholder": placeholder, "form": form, "alarm": alarm, "box": box, "done": _done.get(box, 0), "back": returned,
    }  # fmt: skip
    _SCAN(key=key, data=data, on_scans_change=on_scan)


def waiting(key: str) -> list[Entry]:
    """What was entered and not yet dealt with, in its order."""
    sent = (st.session_state.get(key) or {}).get("scans") or {}
    box = str(sent.get("box", ""))
    st.session_state[f"_{key}_box"] = box
    entries = [
        Entry(box, int(one["n"]), str(one["text"])[:300].strip(), None if one.get("value") is None else int(one["value"]), str(one["copies"]))
        for one in sent.get("entries", [])
    ]
    return [entry for entry in entries if entry.n > _done.get(box, 0)]


def done(entry: Entry) -> None:
    """This entry is dealt with, saved or refused; call it right after, before anything of Streamlit."""
    _done[entry.box] = max(entry.n, _done.get(entry.box, 0))
    _done.move_to_end(entry.box)
    while len(_done) > MOST_BOXES:
        _done.popitem(last=False)

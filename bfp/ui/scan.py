"""The box for a scanner: each Enter is one entry, counted once however fast they come and however often they are sent."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
_turn = threading.Lock()


@dataclass(frozen=True)
class Entry:
    """One Enter in the box: what was scanned or typed, or the title that was picked, and how many copies."""

    box: str
    n: int
    text: str
    title_id: int | None
    copies: str


def field(
    key: str,
    *,
    label: str,
    placeholder: str,
    on_scan: Callable[[], None],
    form: str = "",
    cursor: tuple[str, int] = ("", 0),
    alarm: int = 0,
    back: Entry | None = None,
    copies: bool = True,
    bare: bool = False,
    enter: str = "",
) -> None:
    """The box. `on_scan` goes through what is `waiting`, each in its `taking`.

    After Enter in the form with the key `form` the cursor is back here. A new number in `cursor` sends
    it to the widget with that key (here without one), as soon as nobody is scanning. A new number in
    `alarm` sounds; `back` puts a refused entry into the empty box again. Without `copies` each entry is
    one copy; with `bare` an Enter in the empty box is an entry too, of no text, in its turn after the
    scans before it, and keys pressed while the cursor is nowhere go into the box. Enter in a field of the
    container with the key `enter` is such an entry, too.
    """
    box = st.session_state.get(f"_{key}_box", "")
    data = {"label": label, "placeholder": placeholder, "form": form, "alarm": alarm, "box": box, "done": _done.get(box, 0)}
    data |= {"cursor": {"key": cursor[0], "nonce": cursor[1]}, "copies": copies, "bare": bare, "enter": enter}
    if back and back.box == box:
        data["back"] = {"n": back.n, "text": back.text, "copies": back.copies}
    _SCAN(key=key, data=data, on_scans_change=on_scan)


def waiting(key: str) -> list[Entry]:
    """What was entered and not yet dealt with, in its order."""
    sent = (st.session_state.get(key) or {}).get("scans") or {}
    box = str(sent.get("box", ""))
    st.session_state[f"_{key}_box"] = box
    entries = []
    for one in sent.get("entries", []):
        title_id = None if one.get("value") is None else int(one["value"])
        entries.append(Entry(box, int(one["n"]), str(one["text"])[:300].strip(), title_id, str(one["copies"])))
    return [entry for entry in entries if entry.n > _done.get(box, 0)]


@contextmanager
def taking(entry: Entry) -> Iterator[bool]:
    """Deal with one entry inside, saved or refused, if it says True; it never says so twice.

    When the next entry comes, Streamlit starts another thread for it while the one before may still be
    saving. So they take turns, and what is saved is called done before the next one looks.
    """
    with _turn:
        mine = entry.n > _done.get(entry.box, 0)
        yield mine
        if mine:
            _done[entry.box] = entry.n
            _done.move_to_end(entry.box)
            while len(_done) > MOST_BOXES:
                _done.popitem(last=False)

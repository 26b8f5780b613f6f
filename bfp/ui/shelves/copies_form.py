"""The form that changes how many copies of a title are on hand: received, counted, written off."""

import time

import streamlit as st

from bfp import ui
from bfp.base.errors import Invalid
from bfp.shelves import stock
from bfp.shelves.titles import Title

WHATS = {"receive": "Receive", "count": "Count", "write off": "Write off"}
_SAYS = {
    "receive": ("Copies that came in", "From whom, if worth knowing"),
    "count": ("Copies counted on the shelf", "Why it differs"),
    "write off": ("Copies gone for good", "Why: damaged, lost, given away"),
}


def read_copies(text: str, field: str = "copies") -> int:
    """A number of copies as it was typed."""
    if not text.isdecimal() or len(text) > 15:
        raise Invalid(f"Write the number of copies as a number, not {text!r}." if text else "Write how many copies.", field)
    return int(text)


def show(title: Title, start: str = "count") -> None:
    """One line: what happens to the copies, how many, why."""
    what = st.segmented_control(
        "What happens to the copies", list(WHATS), format_func=WHATS.get, default=start, required=True,
        key=f"copies_what_{title.id}", label_visibility="collapsed",
    )  # fmt: skip
    how_many, why = _SAYS[what]
    # A form has fields of its own after each save: to empty them would not be sure to reach the browser.
    number_key, reason_key = _keys(title.id)
    with st.form(f"copies_form_{title.id}", border=False):
        copies, reason, save = st.columns([1, 2, 1], vertical_alignment="bottom")
        copies.text_input(how_many, key=number_key, placeholder=str(title.on_hand) if what == "count" else "")
        reason.text_input(why, key=reason_key)
        save.form_submit_button(WHATS[what], key=f"copies_save_{title.id}", type="primary", on_click=_save, args=(title.id,))
    ui.problem("copies")
    ui.problem("reason")


def _memory() -> dict:
    """What was saved last, and how many saves there were: a plain object, safe to change after a write."""
    return st.session_state.setdefault("_copies_memory", {"saves": 0})


def _keys(title_id: int) -> tuple[str, str]:
    saves = _memory()["saves"]
    return f"copies_number_{title_id}_{saves}", f"copies_reason_{title_id}_{saves}"


def _save(title_id: int) -> None:
    today, board, memory = ui.today(), ui.board(), _memory()
    what, number, reason = ui.fields(f"copies_what_{title_id}", *_keys(title_id)).values()
    record = (title_id, what, number, reason)
    with ui.saving() as con:
        # Looked at inside the save, since the callback of a second Enter runs beside that of the first.
        soon = time.monotonic() - memory.get("at", 0.0) < ui.TWICE_WITHIN
        if not (soon and (memory["record"] == record or (not number and memory["record"][0] == title_id))):
            copies = read_copies(number or "")
            if what == "receive":
                on_hand = stock.receive(con, title_id, copies, today, note=reason or "")
            elif what == "count":
                on_hand = stock.count(con, title_id, copies, today, reason or "")
            else:
                on_hand = stock.write_off(con, title_id, copies, today, reason or "")
            said = f"{stock.named(con, title_id)}: {on_hand} on hand."
            memory.update(saves=memory["saves"] + 1, record=record, at=time.monotonic(), said=said)
    if board.saved:
        board.text = memory["said"]

"""The form that changes how many copies of a title are on hand: received, counted, written off."""

import streamlit as st

from bfp import ui
from bfp.base.errors import Invalid
from bfp.shelves import stock
from bfp.shelves.titles import Title
from bfp.ui import form

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
    at = form.key(f"copies_{title.id}")
    with st.form(f"copies_form_{title.id}", border=False):
        copies, reason, save = st.columns([1, 2, 1], vertical_alignment="bottom")
        copies.text_input(how_many, key=f"{at}_number", placeholder=str(title.on_hand) if what == "count" else "")
        reason.text_input(why, key=f"{at}_reason")
        save.form_submit_button(WHATS[what], key=f"copies_save_{title.id}", type="primary", on_click=_save, args=(title.id, at))
    ui.problem("copies", copies)
    ui.problem("reason", reason)


@form.callback
def _save(title_id: int, at: str) -> str:
    today, typed = ui.today(), form.typed(at, "number", "reason")
    [what] = ui.fields(f"copies_what_{title_id}").values()
    with form.once(at, record=typed["number"] and (what, *typed.values())) as con:
        copies = read_copies(typed["number"])
        if what == "receive":
            on_hand = stock.receive(con, title_id, copies, today, note=typed["reason"])
        elif what == "count":
            on_hand = stock.count(con, title_id, copies, today, typed["reason"])
        else:
            on_hand = stock.write_off(con, title_id, copies, today, typed["reason"])
        said = f"{stock.named(con, title_id)}: {on_hand} on hand."
    return said

"""The desk for what became of parcels: one box that takes a number, a name, or a key for the outcome."""

import re
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from bfp import dates, outcomes, readers, shipments, ui
from bfp.db import Connection
from bfp.errors import BfpError, Invalid, NotFound

BOX = "returns_box"
DETAILS = ("returns_happened", "returns_stated", "returns_notice", "returns_reasons", "returns_disputed", "returns_note")
KEPT = ("returns_how", "returns_learned", "returns_back")  # the same for a whole stack
ONE_KEY = re.compile(r"[a-z](?![a-z])[\d\s,;-]*(?:[a-z](?![a-z])[\d\s,;-]*)*")
NUMBER_AND_KEY = re.compile(r"(#?\d[\d\s-]*?)[\s,]*([a-z](?![a-z]).*)")
TWICE_WITHIN = 3.0

# The cursor goes back into the box, but never over what somebody is typing there already.
_BACK = st.components.v2.component(
    "bfp_back_to_box",
    html="<span></span>",
    js="""
const seen = new WeakMap();
export default function ({ data, parentElement }) {
  if (seen.get(parentElement) === data.nonce) return;
  seen.set(parentElement, data.nonce);
  const go = (left) => {
    const field = document.querySelector(".st-key-" + data.key + " input");
    if (!field) { if (left) setTimeout(() => go(left - 1), 25); return; }
    if (document.activeElement !== field) field.focus();
    if (data.select && field.value === data.select) field.select();
  };
  go(80);
}
""",
)


@dataclass
class Desk:
    """What lies on the desk. A plain object: it may be changed after a write, when Streamlit may stop a callback."""

    shipment_id: int | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)  # what was typed may mean these
    asked: str = ""  # what the choices are
    previous: str = ""  # what was entered last: the box may still hold it when the next scan comes
    refused: str = ""
    saved_text: str = ""
    entered_at: float = 0.0
    last: outcomes.Saved | None = None
    serial: int = 0

    def open(self, shipment_id: int) -> None:
        self.shipment_id, self.choices, self.asked, self.saved_text = shipment_id, [], "", ""

    def offer(self, asked: str, choices: list[dict[str, Any]]) -> None:
        self.shipment_id, self.asked, self.choices, self.saved_text = None, asked, choices, ""


def desk() -> Desk:
    return st.session_state.setdefault("returns_desk", Desk())


def enter() -> None:
    """Enter in the box, or Save: open what was typed, or write down the outcome of what is open."""
    at, today, con = desk(), ui.today(), ui.connection()
    entry = ui.fields(BOX, "returns_choice", *DETAILS, *KEPT)
    entry["items"] = ui.fields(f"returns_items_{at.shipment_id}")[f"returns_items_{at.shipment_id}"] or []
    typed = entry[BOX] or ""
    board = ui.board()
    at.serial += 1
    at.refused = ""
    again = time.monotonic() - at.entered_at < TWICE_WITHIN
    at.entered_at = time.monotonic()
    if again and at.saved_text and at.shipment_id is None and typed in ("", at.saved_text):
        ui.say(at.last.sentence if at.last else "")  # a double Enter: saved once
        st.session_state[BOX] = ""
        return
    if not typed and again and at.previous:
        return
    ui.say("")  # what is said from here on is about this entry
    try:
        _act(con, at, _without_previous(at, typed), entry, today)
    except BfpError as error:
        at.refused, at.previous = typed, typed
        ui.refuse(error)
        return
    if board.saved:
        at.previous = typed
        st.session_state[BOX] = ""
    else:
        at.refused = typed


def _without_previous(at: Desk, typed: str) -> str:
    """A scanner is faster than the screen: 48217 and then 52345 may come as 4821752345, or 48217m."""
    rest = typed.removeprefix(at.previous).strip()
    if not at.previous or rest == typed or not rest:
        return typed
    if at.shipment_id is not None and ONE_KEY.fullmatch(rest.lower()):
        return rest
    try:
        shipments.read_number(rest)
    except Invalid:
        return typed
    try:
        shipments.read_number(typed)
    except Invalid:
        return rest
    return typed


def _act(con: Connection, at: Desk, text: str, entry: dict[str, Any], today: date) -> None:
    low = text.lower()
    if at.choices and text.isdigit() and 1 <= int(text) <= len(at.choices):
        choose(int(text) - 1)
    elif at.shipment_id is not None and (not text or ONE_KEY.fullmatch(low)):
        _save(con, at, at.shipment_id, text, entry, today)
    elif not text:
        raise Invalid("Type or scan a shipment's number, or a reader's number or name.", "box")
    elif (both := NUMBER_AND_KEY.fullmatch(low)) and not (_plain(text) and _exact(con, text)):
        shipment = shipments.standing(con, shipments.read_number(both[1], "box"))
        _save(con, at, shipment.id, both[2], entry, today)
    elif any(sign.isdigit() for sign in text) and not any(sign.isalpha() for sign in text):
        _open_number(con, at, text)
    else:
        _open_reader(con, at, text)


def _plain(text: str) -> bool:
    return text.isalnum()


def _exact(con: Connection, text: str) -> list[dict[str, Any]]:
    return [option for option in readers.options(con, text) if option.get("exact")]


def _open_number(con: Connection, at: Desk, text: str) -> None:
    """A shipment's number, unless only a reader has it; if both do, it is said."""
    also = _exact(con, text) if _plain(text) else []
    try:
        shipment = shipments.standing(con, shipments.read_number(text, "box"))
    except BfpError as error:
        if also:
            return show_reader(con, at, also[0]["value"])
        near = readers.options(con, text) if _plain(text) and isinstance(error, Invalid | NotFound) else []
        if near:
            at.offer(
                f"No shipment has the number {text}. Is it one of these readers?", [_reader_choice(option) for option in near]
            )
        raise
    at.open(shipment.id)
    if also:
        at.asked, at.choices = "This is also a reader's number:", [_reader_choice(option) for option in also]
    return None


def _open_reader(con: Connection, at: Desk, text: str) -> None:
    found = readers.options(con, text)
    sure = [option for option in found if option.get("exact")]
    if len(sure) == 1:
        return show_reader(con, at, sure[0]["value"])
    if not found:
        raise NotFound(f"Nobody here is called {text}, and it is no shipment's number.")
    at.offer("Who is it? Type the number in front, or click.", [_reader_choice(option) for option in found])
    return None


def show_reader(con: Connection, at: Desk, reader_id: int) -> None:
    """The reader's parcels to choose from, those with something unconfirmed marked."""
    reader = readers.get(con, reader_id)
    table = shipments.latest(con, reader.id, 9)
    if table.empty:
        raise NotFound(f"Nothing was mailed to {reader.name} yet.")
    at.offer(
        f"Parcels to {reader.name} · {reader.number or 'no number'}. Type the number in front, or click.",
        [
            {
                "shipment": int(row.shipment_id),
                "label": f"{row.number} · {dates.written(row.mailed_on)} · {row.titles} · {row.outcomes}",
            }
            for row in table.itertuples()
        ],
    )


def _reader_choice(option: dict[str, Any]) -> dict[str, Any]:
    return {"reader": int(option["value"]), "label": f"{option['label']} · {option['detail']}"}


def choose(index: int) -> None:
    """One of what the typed words may mean."""
    at = desk()
    if index >= len(at.choices):
        return
    choice = at.choices[index]
    at.serial += 1
    if "shipment" in choice:
        at.open(choice["shipment"])
        return
    try:
        show_reader(ui.connection(), at, choice["reader"])
    except BfpError as error:
        ui.refuse(error)


def _save(con: Connection, at: Desk, shipment_id: int, text: str, entry: dict[str, Any], today: date) -> None:
    """Write it down, whole or not at all; then the box is empty for the next parcel."""
    count = len(shipments.items(con, shipment_id))
    if text:
        keys = outcomes.read_keys(text, count)
    elif entry["returns_choice"]:
        which = [int(str(item).split(" ")[0]) for item in entry["items"]] or range(1, count + 1)
        keys = {number: entry["returns_choice"] for number in which}
    else:
        raise Invalid("Type one key for the outcome, such as m, or choose it below.", "box")
    days = {
        name: dates.read(entry[f"returns_{name}"], today, f"{name}_on") if entry[f"returns_{name}"] else None
        for name in ("happened", "learned", "notice")
    }
    reasons = {name: term_id for term_id, name in st.session_state.get("returns_reason_ids", {}).items()}
    with ui.saving() as tx:
        saved = outcomes.record_parcel(
            tx, shipment_id, keys, learned_on=days["learned"] or today, learned_how=entry["returns_how"], happened_on=days["happened"],
            stated_reason=entry["returns_stated"] or "", notice_on=days["notice"],
            term_ids=[reasons[name] for name in entry["returns_reasons"] or []], disputed=bool(entry["returns_disputed"]),
            note=entry["returns_note"] or "", back_to_stock=bool(entry["returns_back"]), today=today,
        )  # fmt: skip
        at.last = saved
        at.saved_text = text or "save"
    if not ui.saved():
        at.last, at.saved_text = None, ""
        return
    at.shipment_id, at.choices, at.asked = None, [], ""
    ui.say(f"Saved: {saved.sentence}")
    for key in (*DETAILS, "returns_choice"):
        st.session_state[key] = {"returns_reasons": [], "returns_disputed": False, "returns_choice": None}.get(key, "")


def undo() -> None:
    """Take the last entry back, also what it put on the shelf; the parcel is open again."""
    at, today = desk(), ui.today()
    last = at.last
    if last is None:
        return
    with ui.saving(f"{shipments.number(last.shipment_id)} taken back.") as con:
        outcomes.undo_parcel(con, last, today)
    if ui.saved():
        at.last = None
        at.open(last.shipment_id)
    at.serial += 1


def back_to_box() -> None:
    """The cursor in the box; a refused text is marked, so that the next scan replaces it."""
    at = desk()
    _BACK(key="returns_back_to_box", data={"key": BOX, "nonce": at.serial, "select": at.refused})

"""The desk for what became of parcels: one box that takes a number, a name, or a key for the outcome."""

import re
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st

from bfp import dates, db, outcomes, readers, shipments, ui
from bfp.db import Connection
from bfp.errors import BfpError, Invalid, NotFound

BOX = "returns_box"
DETAILS = ("returns_happened", "returns_stated", "returns_notice", "returns_reasons", "returns_disputed", "returns_note")
KEPT = ("returns_how", "returns_learned", "returns_back")  # the same for a whole stack
ONE_KEY = re.compile(r"[a-z](?![a-z])[\d\s,;-]*(?:[a-z](?![a-z])[\d\s,;-]*)*")
NUMBER_AND_KEY = re.compile(r"(#?\d[\d\s-]*?)[\s,]*([a-z](?![a-z]).*)")
TWICE_WITHIN = 3.0
BLANK = {"choice": None, "items": (), "happened": "", "notice": "", "stated": "", "note": "", "reasons": (), "disputed": False}

# Whatever is entered goes into a queue in the browser, which empties the box at once and is sent whole until it is
# known to be done: two Enters during one slow save would otherwise reach the server as one, and a parcel be lost.
_QUEUE = st.components.v2.component(
    "bfp_returns_queue",
    html="<span></span>",
    js="""
const put = (field, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
export default function ({ data, parentElement, setStateValue }) {
  // On the window: whatever is not done yet outlives a redrawing of the page.
  const desk = (window.bfpReturns ??= { queue: [], last: 0 });
  const box = () => document.querySelector(".st-key-" + data.key + " input");
  desk.queue = desk.queue.filter((entry) => entry.n > data.done);
  const entered = (e) => {
    if (e.key !== "Enter" || e.isComposing || e.target !== box() || !e.target.value.trim()) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    desk.last = Math.max(desk.last + 1, Date.now());
    desk.queue = desk.queue.concat([{ n: desk.last, text: e.target.value.trim() }]);
    put(e.target, "");
    setStateValue("queue", desk.queue);
  };
  document.addEventListener("keydown", entered, true);
  if (desk.nonce !== data.nonce) {
    desk.nonce = data.nonce;
    const back = (left) => {
      const field = box();
      if (!field) { if (left) setTimeout(() => back(left - 1), 25); return; }
      if (document.activeElement !== field) field.focus();
      if (data.refused && !field.value && !desk.queue.length) { put(field, data.refused); field.select(); }
    };
    back(80);
  }
  return () => document.removeEventListener("keydown", entered, true);
}
""",
)


@dataclass
class Desk:
    """What lies on the desk. A plain object: it may be changed after a write, when Streamlit may stop a callback."""

    shipment_id: int | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)  # what was typed may mean these
    asked: str = ""  # what the choices are
    done: int = 0  # entries of the browser's queue that are dealt with
    refused: str = ""
    missed: list[str] = field(default_factory=list)  # refusals, kept until they are put away
    entered_at: float = 0.0
    last: outcomes.Saved | None = None
    serial: int = 0
    used: bool = False  # the details below the box went with what was saved last
    busy: threading.Lock = field(default_factory=threading.Lock)

    def open(self, shipment_id: int) -> None:
        self.shipment_id, self.choices, self.asked = shipment_id, [], ""

    def offer(self, asked: str, choices: list[dict[str, Any]]) -> None:
        self.shipment_id, self.asked, self.choices = None, asked, choices

    def clear(self) -> None:
        self.shipment_id, self.choices, self.asked = None, [], ""


@dataclass(frozen=True)
class Around:
    """What stands around the box when something is entered, read before anything is written."""

    con: Connection
    by: str
    today: date
    choice: str | None
    items: tuple[str, ...]
    learned: str
    happened: str
    notice: str
    how: str
    stated: str
    note: str
    reasons: tuple[int, ...]
    disputed: bool
    back: bool

    def day(self, name: str) -> date | None:
        text = getattr(self, name)
        return dates.read(text, self.today, f"{name}_on") if text else None


def desk() -> Desk:
    return st.session_state.setdefault("returns_desk", Desk())


def _around(at: Desk) -> Around:
    now = ui.fields("returns_choice", f"returns_items_{at.shipment_id}", *DETAILS, *KEPT)
    ids = {name: term_id for term_id, name in st.session_state.get("returns_reason_ids", {}).items()}
    return Around(
        con=ui.connection(),
        by=ui.volunteer(),
        today=ui.today(),
        choice=now["returns_choice"],
        items=tuple(now[f"returns_items_{at.shipment_id}"] or ()),
        learned=now["returns_learned"] or "",
        happened=now["returns_happened"] or "",
        notice=now["returns_notice"] or "",
        how=now["returns_how"] or outcomes.LEARNED_HOW[2],
        stated=now["returns_stated"] or "",
        note=now["returns_note"] or "",
        reasons=tuple(ids[name] for name in now["returns_reasons"] or () if name in ids),
        disputed=bool(now["returns_disputed"]),
        back=bool(now["returns_back"]),
    )


def queued() -> None:
    """Everything entered since the last time, one after the other, each saved whole or refused."""
    at = desk()
    entries = (st.session_state.get("returns_queue") or {}).get("queue") or []
    around, board = _around(at), ui.board()
    # Streamlit starts the next run of a session while the callback of the last one is still saving: one at a time.
    with at.busy:
        new = [(int(entry["n"]), str(entry["text"])[:200]) for entry in entries if int(entry["n"]) > at.done]
        _work(at, new, around, board)


def enter() -> None:
    """The button, or Enter in the empty box: the outcome chosen below for what is open, or what is typed."""
    at = desk()
    typed, around, board = ui.fields(BOX)[BOX] or "", _around(at), ui.board()
    with at.busy:
        if not typed and not around.choice and time.monotonic() - at.entered_at < TWICE_WITHIN:
            return  # a double Enter: it is done already
        _work(at, [(at.done, typed)], around, board)
    if not at.refused:
        st.session_state[BOX] = ""


def _work(at: Desk, entries: list[tuple[int, str]], around: Around, board: ui.Notice) -> None:
    """Nothing in here touches Streamlit, which could stop it half-way."""
    if not entries:
        return
    at.refused = ""
    board.saved, board.text, board.field = True, "", None
    for nth, text in entries:
        at.done, at.entered_at = nth, time.monotonic()
        try:
            _act(at, text, replace(around, **BLANK) if at.used else around)
        except BfpError as error:
            board.saved, board.text, board.field = False, str(error), getattr(error, "field", None)
            at.refused = text
            at.missed = [*at.missed, str(error)][-5:]
            if not ONE_KEY.fullmatch(text.lower()):
                at.shipment_id = None  # the next key is not for the parcel before
    at.serial += 1


def tidy() -> None:
    """Before the page is drawn: what was said of the last parcel is not said of the next."""
    at = desk()
    if at.used:
        for key in (*DETAILS, "returns_choice"):
            st.session_state[key] = {"returns_reasons": [], "returns_disputed": False, "returns_choice": None}.get(key, "")
        at.used = False


def _act(at: Desk, text: str, around: Around) -> None:
    low, con = text.lower(), around.con
    if at.choices and text.isdigit() and 1 <= int(text) <= len(at.choices):
        _choose(con, at, int(text) - 1)
    elif at.shipment_id is not None and (not text or ONE_KEY.fullmatch(low)):
        _save(at, at.shipment_id, text, around)
    elif not text:
        raise Invalid("Type or scan a shipment's number, or a reader's number or name.", "box")
    elif ONE_KEY.fullmatch(low):
        raise Invalid(f"No parcel is open, so {text} is for none. Type its number first.", "box")
    elif (both := NUMBER_AND_KEY.fullmatch(low)) and not (text.isalnum() and _exact(con, text)):
        shipment = shipments.standing(con, shipments.read_number(both[1], "box"))
        at.open(shipment.id)
        _save(at, shipment.id, both[2], around)
    elif any(sign.isdigit() for sign in text) and not any(sign.isalpha() for sign in text):
        _open_number(con, at, text)
    else:
        _open_reader(con, at, text)


def _exact(con: Connection, text: str) -> list[dict[str, Any]]:
    return [option for option in readers.options(con, text) if option.get("exact")]


def _open_number(con: Connection, at: Desk, text: str) -> None:
    """A shipment's number, unless only a reader has it; if both do, it is said."""
    also = _exact(con, text) if text.isalnum() else []
    try:
        shipment = shipments.standing(con, shipments.read_number(text, "box"))
    except (Invalid, NotFound):
        if also:
            return _show_reader(con, at, also[0]["value"])
        at.clear()
        near = readers.options(con, text) if text.isalnum() else []
        if near:
            asked = f"No shipment has the number {text}. Is it one of these readers?"
            at.offer(asked, [_reader_choice(option) for option in near])
        raise
    at.open(shipment.id)
    if also:
        at.asked, at.choices = "This is also a reader's number:", [_reader_choice(option) for option in also]
    return None


def _open_reader(con: Connection, at: Desk, text: str) -> None:
    found = readers.options(con, text)
    sure = [option for option in found if option.get("exact")]
    if len(sure) == 1:
        return _show_reader(con, at, sure[0]["value"])
    if not found:
        raise NotFound(f"Nobody here is called {text}, and it is no shipment's number.")
    at.offer("Who is it? Type the number in front, or click.", [_reader_choice(option) for option in found])
    return None


def _show_reader(con: Connection, at: Desk, reader_id: int) -> None:
    """The reader's parcels to choose from, with what is known of each."""
    reader = readers.get(con, reader_id)
    table = shipments.latest(con, reader.id, 9)
    if table.empty:
        raise NotFound(f"Nothing was mailed to {reader.name} yet.")
    parcels = [
        {
            "shipment": int(row.shipment_id),
            "label": f"{row.number} · {dates.written(row.mailed_on)} · {row.titles} · {row.outcomes}",
        }
        for row in table.itertuples()
    ]
    at.offer(f"Parcels to {reader.name} · {reader.number or 'no number'}. Type the number in front, or click.", parcels)


def _reader_choice(option: dict[str, Any]) -> dict[str, Any]:
    return {"reader": int(option["value"]), "label": f"{option['label']} · {option['detail']}"}


def _choose(con: Connection, at: Desk, index: int) -> None:
    choice = at.choices[index]
    if "shipment" in choice:
        at.open(choice["shipment"])
    else:
        _show_reader(con, at, choice["reader"])


def choose(index: int) -> None:
    """One of what the typed words may mean was clicked."""
    at = desk()
    at.serial += 1
    if index < len(at.choices):
        try:
            _choose(ui.connection(), at, index)
        except BfpError as error:
            ui.refuse(error)


def _save(at: Desk, shipment_id: int, text: str, around: Around) -> None:
    """Write it down, whole or not at all; then the desk is clear for the next parcel."""
    count = len(shipments.items(around.con, shipment_id))
    if text:
        keys = outcomes.read_keys(text, count)
    elif around.choice:
        which = [int(item.split(" ")[0]) for item in around.items] or range(1, count + 1)
        keys = {number: around.choice for number in which}
    else:
        raise Invalid("Type one key for the outcome, such as m, or choose it below.", "box")
    with db.transaction(around.con, around.by) as con:
        saved = outcomes.record_parcel(
            con,
            shipment_id,
            keys,
            learned_on=around.day("learned") or around.today,
            learned_how=around.how,
            happened_on=around.day("happened"),
            stated_reason=around.stated,
            notice_on=around.day("notice"),
            term_ids=around.reasons,
            disputed=around.disputed,
            note=around.note,
            back_to_stock=around.back,
            today=around.today,
        )
    at.last, at.used = saved, True
    at.clear()


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


def put_away() -> None:
    """The refusals were seen to."""
    at = desk()
    at.missed, at.refused = [], ""
    at.serial += 1


def listen() -> None:
    """Take what is entered in the box, and keep the cursor there; a refused entry comes back, marked."""
    at = desk()
    data = {"key": BOX, "nonce": at.serial, "refused": at.refused, "done": at.done}
    _QUEUE(key="returns_queue", data=data, on_queue_change=queued)

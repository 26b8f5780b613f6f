"""The desk for unconfirmed-mail forms: one box that takes a form's number and then the keys for what is ticked on it."""

import re
import threading
import time
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.base.words import number_of
from bfp.outcomes import umf, umf_besides, umf_paper, umf_worth
from bfp.outcomes.umf_besides import TICKS_ALONE, Besides
from bfp.ui import box, entry_queue

BOX = "forms_box"
ASK, PRINTED, TAUGHT, UNCONFIRMED = "Who to ask", "Printed, not mailed", "What they taught", "Still unconfirmed"
VIEWS = (ASK, PRINTED, TAUGHT, UNCONFIRMED)
NUMBER = re.compile(r"u[\s-]*\d[\d\s-]*")
NUMBER_AND_KEYS = re.compile(r"(u-\d+-\d(?=\s)|u[\s-]*\d[\d\s-]*(?=[a-z=]))\s*(=?\s*(?:0$|[a-z].*))")
KEYS = re.compile(r"=?\s*(?:0|(?:[a-z](?![a-z])[\d\s,;-]*)+)")
TWICE_WITHIN = 3.0
BESIDE = ("stated", "number", "note")  # with the new facility: the fields beside the box
MARKS = {"received": "r", "censored": "c", "missing": "n"}


@dataclass
class Desk:
    """What lies on the desk. A plain object: it may be changed after a write, when Streamlit may stop a callback."""

    umf_id: int | None = None
    done: int = 0  # entries of the browser's queue that are dealt with
    refused: str = ""
    last: umf.Saved | None = None
    told: str = ""
    serial: int = 0
    entered_at: float = 0.0
    busy: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Around:
    """What stands around the box when something is entered, read before anything is written."""

    con: Connection
    by: str
    today: date
    learned: str
    ticks: dict[int, str]
    correct: bool
    about: int | None  # the form that is open: what follows was typed beside it, and is for no other
    stated: str
    place: tuple[dict, ...]
    number: str
    note: str


def desk() -> Desk:
    return st.session_state.setdefault("forms_desk", Desk())


def _around(at: Desk) -> Around:
    ticks, umf_id = {}, at.umf_id
    for position in range(1, umf_worth.MOST_ITEMS + 1):
        chosen = st.session_state.get(tick_key(umf_id, position)) if umf_id else None
        if chosen:
            ticks[position] = umf.KEYS[chosen]
    now = ui.fields("forms_learned", "forms_correct", *(beside_key(umf_id, name) for name in BESIDE))
    stated, number, note = (now[beside_key(umf_id, name)] or "" for name in BESIDE)
    place = tuple(box.chosen(beside_key(umf_id, "facility")))
    return Around(
        ui.connection(), ui.volunteer(), ui.today(), now["forms_learned"] or "", ticks, bool(now["forms_correct"]),
        umf_id, stated, place, number, note,
    )  # fmt: skip


def tick_key(umf_id: int | None, position: int) -> str:
    """The key of the widget in which one item of one form is ticked."""
    return f"forms_tick_{umf_id}_{position}"


def beside_key(umf_id: int | None, name: str) -> str:
    """The key of a field beside the box: every form has its own, so what was typed for one can't reach the next."""
    return f"forms_{name}_{umf_id}"


def queued() -> None:
    """Everything entered since the last time, one after the other, each saved whole or refused."""
    at = desk()
    around, board = _around(at), ui.board()
    with at.busy:
        _work(at, entry_queue.waiting("forms", at.done), around, board)


def enter() -> None:
    """The button, or Enter in the empty box: what is ticked below for the form that is open, or what is typed."""
    at = desk()
    typed, around, board = ui.fields(BOX)[BOX] or "", _around(at), ui.board()
    with at.busy:
        if not typed and not around.ticks and time.monotonic() - at.entered_at < TWICE_WITHIN:
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
            _act(at, text, around)
        except BfpError as error:
            board.saved, board.text, board.field = False, str(error), getattr(error, "field", None)
            at.refused = text
            if not KEYS.fullmatch(text.lower()):
                at.umf_id = None  # the next keys are not for the form before
    at.serial += 1


def _act(at: Desk, text: str, around: Around) -> None:
    low = text.lower()
    both = NUMBER_AND_KEYS.fullmatch(low)
    keys = not both and not NUMBER.fullmatch(low) and KEYS.fullmatch(low)
    if at.umf_id is not None and (not text or keys):
        _save(at, at.umf_id, low, around)
    elif not text:
        raise Invalid("Scan or type the number on a form that came back.", "box")
    elif keys:
        raise Invalid(f"No form is open, so {text} is for none. Type its number first.", "box")
    elif both:
        form = umf.standing(around.con, umf.read_number(both[1]))
        _save(at, form.id, both[2], around)
    else:
        at.umf_id = umf.standing(around.con, umf.read_number(text)).id


def _save(at: Desk, umf_id: int, keys: str, around: Around) -> None:
    """Write it down, whole or not at all; then the desk is clear for the next form."""
    correct = around.correct or keys.startswith(umf.AGAIN)
    keys = keys.removeprefix(umf.AGAIN).strip()
    if keys:
        answers = umf.read_keys(keys, len(umf.items(around.con, umf_id)))
    elif around.ticks:
        answers = around.ticks
    else:
        raise Invalid(f"Type what is ticked, such as r 1 3 n 2, or tick it below. {umf.NOTHING} if nothing is ticked.", "box")
    on = dates.read(around.learned, around.today, "learned_on") if around.learned else around.today
    besides = _besides(around, answers) if around.about == umf_id else TICKS_ALONE
    with db.transaction(around.con, around.by) as con:
        saved = umf.answer(con, umf_id, answers, on=on, today=around.today, correct=correct, besides=besides)
    at.last, at.told, at.umf_id = saved, "", None


def _besides(around: Around, answers: dict[int, str]) -> Besides:
    """What stands in the fields beside the box; raises Invalid for a facility that is none."""
    if around.place and around.place[0]["value"] is None:
        raise Invalid(f"No facility is chosen for “{around.place[0]['label']}”. Pick one from the list.", "new_facility")
    count = len(umf.items(around.con, around.about))
    return Besides(
        umf_besides.read_stated(around.stated, answers, count),
        int(around.place[0]["value"]) if around.place else None,
        around.number,
        around.note,
    )


def tidy() -> None:
    """Before the page is drawn: the tick for a correction was for one form."""
    if desk().umf_id is None and st.session_state.get("forms_correct"):
        st.session_state["forms_correct"] = False


def undo() -> None:
    """Take the last entry back; the form is open again."""
    at, today = desk(), ui.today()
    with at.busy:
        last = at.last
        if last is None:
            return
        with ui.saving() as con:
            said = umf.undo(con, last, today)
        if ui.saved():
            at.last, at.told, at.umf_id, at.refused = None, said, last.umf_id, ""
        at.serial += 1
    st.session_state[BOX] = ""


def close() -> None:
    """Put the open form aside, as it was."""
    at = desk()
    at.umf_id, at.refused = None, ""
    at.serial += 1
    st.session_state[BOX] = ""


def void(umf_id: int) -> None:
    """Take a form back that never reached its reader."""
    at, reason, today = desk(), ui.fields("forms_void_reason")["forms_void_reason"] or "", ui.today()
    with ui.saving() as con:
        umf.void(con, umf_id, reason, today)
    if ui.saved():
        at.umf_id, at.last, at.told = None, None, f"{umf.number(umf_id)} voided"
        ui.clear("forms_void_reason")
    at.serial += 1


def facility() -> int | None:
    """The facility chosen for who to ask, if any."""
    chosen = box.chosen("forms_facility")
    return chosen[0]["value"] if chosen else None


def how_many() -> int:
    """How many forms are to be printed, as typed; raises Invalid."""
    text = (ui.fields("forms_how_many")["forms_how_many"] or "").replace(",", "")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= umf.MOST_AT_ONCE:
        raise Invalid(f"Write how many forms as a number from 1 to {umf.MOST_AT_ONCE}, such as 20.", "how_many")
    return int(text)


def print_first() -> None:
    """Make forms for the first of the list, and show them to be printed and mailed."""
    at, where, today = desk(), facility(), ui.today()
    try:
        many = how_many()
        if ui.repeated("forms_print", (where, many)):
            return  # a double click would make as many again, for the next on the list
        first = umf.worth_asking(ui.connection(), today, where, many)
    except BfpError as error:
        ui.refuse(error)
        return
    with ui.saving() as con:
        made = umf.print_for(con, list(first["reader_id"]), today)
    if ui.saved():
        at.last, at.told = None, f"{number_of(len(made), 'form')} made: print the PDF, then mark them as mailed"
        ui.remember("forms_print", (where, many))
        st.session_state["forms_view"] = PRINTED
    at.serial += 1


def mark_mailed(umf_ids: tuple[int, ...]) -> None:
    """The printed forms went to the post."""
    at, today = desk(), ui.today()
    typed = ui.fields("forms_mailed_on")["forms_mailed_on"] or ""
    with ui.saving() as con:
        on = dates.read(typed, today, "mailed_on") if typed else today
        if on > today:
            raise Invalid(f"{dates.written(on)} has not come yet. Write the day they went to the post.", "mailed_on")
        count = umf.mailed(con, umf_ids, on)
    if ui.saved():
        at.last, at.told = None, f"{number_of(count, 'form')} marked as mailed on {dates.written(on)}"
        ui.clear("forms_mailed_on")
        st.session_state["forms_view"] = ASK
    at.serial += 1


def pdf(umf_ids: tuple[int, ...]) -> bytes:
    """The forms as one file, made when the button is pressed."""
    return umf_paper.pdf(ui.connection(), umf_ids)


def listen() -> None:
    """Take what is entered in the box, and keep the cursor there; a refused entry comes back, marked."""
    at = desk()
    entry_queue.listen("forms", BOX, serial=at.serial, done=at.done, refused=at.refused, on_entries=queued)

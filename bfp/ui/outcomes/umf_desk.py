"""The desk for unconfirmed-mail forms: one box that takes a form's number and then the keys for what is ticked on it."""

import re
from dataclasses import dataclass
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.base.words import number_of
from bfp.outcomes import umf, umf_besides, umf_paper, umf_worth
from bfp.outcomes.umf_besides import TICKS_ALONE, Besides
from bfp.places import facility_choice
from bfp.ui import box, entries, form

BOX = "forms_box"
ASK, PRINTED, TAUGHT, UNCONFIRMED = "Who to ask", "Printed, not mailed", "What they taught", "Still unconfirmed"
VIEWS = (ASK, PRINTED, TAUGHT, UNCONFIRMED)
NUMBER = re.compile(r"u[\s-]*\d[\d\s-]*")
NUMBER_AND_KEYS = re.compile(r"(u-\d+-\d(?=\s)|u[\s-]*\d[\d\s-]*(?=[a-z=]))\s*(=?\s*(?:0$|[a-z].*))")
KEYS = re.compile(r"=?\s*(?:0|(?:[a-z](?![a-z])[\d\s,;-]*)+)")
BESIDE = ("stated", "number", "note")  # with the new facility: the fields beside the box
MARKS = {"received": "r", "censored": "c", "missing": "n"}


@dataclass
class Desk(entries.Desk):
    """What lies on the desk."""

    umf_id: int | None = None
    last: umf.Saved | None = None


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


def _missed(at: Desk, text: str, error: BfpError) -> None:
    if not KEYS.fullmatch(text.lower()):
        at.umf_id = None  # the next keys are not for the form before


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
    with db.transaction(around.con, around.by) as con:
        besides = _besides(con, around, answers) if around.about == umf_id else TICKS_ALONE
        saved = umf.answer(con, umf_id, answers, on=on, today=around.today, correct=correct, besides=besides)
    at.last, at.told, at.umf_id = saved, "", None


def _besides(con: Connection, around: Around, answers: dict[int, str]) -> Besides:
    """What stands in the fields beside the box; raises Invalid for a facility that is none."""
    stated = umf_besides.read_stated(around.stated, answers, len(umf.items(con, around.about)))
    return Besides(stated, facility_choice.taken(con, around.place, "new_facility"), around.number, around.note)


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
    """The facility chosen for who to ask, if any; raises Invalid for words that are none."""
    return box.taken(box.chosen("forms_facility"), "facility", "how_many")


def how_many() -> int:
    """How many forms are to be printed, as typed; raises Invalid."""
    text = (ui.fields("forms_how_many")["forms_how_many"] or "").replace(",", "")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= umf.MOST_AT_ONCE:
        raise Invalid(f"Write how many forms as a number from 1 to {umf.MOST_AT_ONCE}, such as 20.", "how_many")
    return int(text)


@form.callback
def print_first() -> None:
    """Make forms for the first of the list, and show them to be printed and mailed."""
    at, where, today, many = desk(), facility(), ui.today(), how_many()
    first = umf.worth_asking(ui.connection(), today, where, many)
    at.serial += 1
    with form.once(("forms", where, many)) as con:  # a double click would make as many again, for the next on the list
        made = umf.print_for(con, list(first["reader_id"]), today)
    at.last, at.told = None, f"{number_of(len(made), 'form')} made: print the PDF, then mark them as mailed"
    st.session_state["forms_view"] = PRINTED


@form.callback
def mark_mailed(umf_ids: tuple[int, ...]) -> None:
    """The printed forms went to the post."""
    at, today = desk(), ui.today()
    typed, anyway = form.typed("forms", "mailed_on", "anyway").values()
    at.serial += 1
    with form.once() as con:
        on = dates.read(typed, today, "mailed_on") if typed else today
        if on > today:
            raise Invalid(f"{dates.written(on)} has not come yet. Write the day they went to the post.", "mailed_on")
        count = umf.mailed(con, umf_ids, on, bool(anyway))
    at.last, at.told = None, f"{number_of(count, 'form')} marked as mailed on {dates.written(on)}"
    ui.clear("forms_mailed_on", "forms_anyway")
    st.session_state["forms_view"] = ASK


def pdf(umf_ids: tuple[int, ...]) -> bytes:
    """The forms as one file, made when the button is pressed."""
    return umf_paper.pdf(ui.connection(), umf_ids)


WAYS = entries.Ways("forms", desk, _around, lambda around: around.ticks, _act, _missed)

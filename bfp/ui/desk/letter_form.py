"""The state of the letter desk in one browser session, and what its form says.

The desk is a plain object in the session, fetched once at the start of a callback: after a write it
is changed without touching Streamlit, which may stop a callback at any touch when somebody types on.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import wraps
from typing import Any
from uuid import uuid4

import streamlit as st

from bfp import ui
from bfp.base import dates, drafts
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.contributions import contributions
from bfp.desk import entry
from bfp.desk.entry import Enclosure, Entry, NewReader, Saved
from bfp.finding import reader_finder
from bfp.places import facility_choice
from bfp.ui import box, half_typed

NOT_YET = "Write why the request is declined, or write why you go on and press Go on. The reason is kept with the letter."
NOT_SAVED = "Nothing is saved yet. If it is right all the same, write why and press Go on; else go back to the letter."
FIELDS = ("postmark", "number", "first_name", "last_name", "without_number", "asks", "note", "reason", "new_number")
BOXES = ("subjects", "titles", "work", "languages", "facility", "marks")


@dataclass
class Desk:
    """Whose letter is open, what must be asked before it is saved, and what was saved last."""

    serial: int = 1  # every letter has widgets of its own: what was typed for one can't reach the next
    reader_id: int | None = None
    new: dict[str, str] | None = None  # what was typed about a reader not on file
    postmark: str = ""
    asked: list[entry.Question] = field(default_factory=list)
    refused: bool = False
    declining: bool = False
    renumbered: bool = False  # the new address is in a system where the reader's number is somebody else's
    enclosures: int = 1
    usual: list[box.Option] = field(default_factory=list)  # what the reader reads, as far as we know
    languages: list[box.Option] = field(default_factory=list)  # what the letter begins with of that
    focus: tuple[str, int] = ("who", 1)
    first: str = "subjects"  # the field in which the letter that is open begins
    turn: int = 0  # how often something was opened or saved: the box waits for it
    last: Saved | None = None
    thing: str = ""  # which letter this is, in what is kept of it before it is saved
    held: dict[str, Any] = field(default_factory=dict)  # what was typed into it before its page was left
    marks: dict[int, str] = field(default_factory=dict)  # those of it that still can be made
    drawn: int = 0  # the letter that the page showed last
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def is_open(self) -> bool:
        return self.reader_id is not None or self.new is not None

    @property
    def no_books(self) -> bool:
        """Whether what was asked speaks against sending books: then what is safe is to decline, else to save nothing."""
        return bool(self.asked) and all(question.no_books for question in self.asked)

    @property
    def pending(self) -> bool:
        """A letter was submitted and is not saved: nothing else may be opened over it."""
        return bool(self.asked) or self.refused or self.declining

    @property
    def ready(self) -> list[str]:
        """The first field of the letter that is open, and what must be there before one types into it."""
        return [self.key(self.first), self.key("go" if self.asked else "save")] if self.is_open else []

    def take_up(self, reader_id: int | None, new: dict[str, str] | None = None) -> None:
        self.serial += 1
        self.thing, self.held, self.marks = uuid4().hex, {}, {}
        self.reader_id, self.new = reader_id, new
        self.first = "subjects" if new is None else "number" if new["last_name"] else "last_name"
        self.asked, self.refused, self.declining, self.renumbered, self.enclosures = [], False, False, False, 1

    def close(self) -> None:
        self.take_up(None)

    def go_on(self, thing: str, fields: dict[str, Any]) -> None:
        """Have the letter that is open begin with what was typed into it before."""
        self.serial += 1
        self.thing, self.held, self.marks = thing, fields, {}
        self.enclosures = max(self.enclosures, sum(name.startswith("kind") for name in fields))

    def word(self, name: str, otherwise: str = "") -> str:
        """What a field of the letter begins with."""
        return half_typed.shown(self.held.get(name, otherwise))

    def ticked(self, name: str, otherwise: bool = False) -> bool:
        return bool(self.held.get(name, otherwise))

    def boxed(self, name: str, otherwise: Iterable[box.Option] = ()) -> list[box.Option]:
        """What a box of the letter begins with."""
        found = self.held.get(name)
        return list(otherwise) if not isinstance(found, list) else [one for one in found if {"value", "label"} <= set(one)]

    def marks_on(self, items: Iterable[int]) -> dict[int, str]:
        """The marks that were made before, of items that nobody else has heard of since."""
        held = self.held.get("marks") or {}
        self.marks = {int(item): str(held[str(item)]) for item in items if str(item) in held}
        return self.marks

    def point(self, key: str) -> None:
        """Put the cursor into this field of the letter that is open."""
        self.focus = (key, self.focus[1] + 1)

    def key(self, name: str) -> str:
        return f"{name}_{self.serial}"


def desk() -> Desk:
    """The letter desk of this browser session."""
    if "desk" not in st.session_state:
        left = drafts.remembered(ui.connection(), ui.browser(), drafts.DESK)
        today = ui.today().isoformat() == left.get("day")  # yesterday's postmark is nobody's default
        last = left.get("last") if today else None
        st.session_state["desk"] = Desk(postmark=left["postmark"] if today else "", last=Saved(**last) if last else None)
    return st.session_state["desk"]


def come_back(at: Desk) -> None:
    """Another page was open since: Streamlit has forgotten the fields, and what was typed stands where it was kept."""
    if not at.is_open or at.drawn != at.serial or at.key("note") in st.session_state:
        return
    fields = next((draft.body["fields"] for draft in half_typed.begun(drafts.LETTER) if draft.thing == at.thing), {})
    at.go_on(at.thing, fields)
    at.point(at.key("reason") if at.asked or at.declining else "letter_fields")


def at_first(at: Desk, today: date) -> dict[str, Any]:
    """What stands in the letter before anybody types."""
    nothing = {f"kind{row}": {"shown": "nothing"} for row in range(at.enclosures)}
    return {**(at.new or {}), **nothing, "postmark": at.postmark or dates.written(today), "asks": True, "languages": at.usual}


def keep_typed(at: Desk, about: str, today: date) -> None:
    """Have the letter kept while it is typed."""
    whose = {"reader_id": at.reader_id, "new": at.new}
    rows = (f"{name}{row}" for row in range(at.enclosures) for name in ("kind", "about", "about_note"))
    keys = {name: at.key(name) for name in (*FIELDS, *BOXES, *rows)}
    half_typed.watch(drafts.LETTER, at.thing, keys, about, whose, at_first(at, today))
    at.drawn = at.serial


def _left(at: Desk) -> dict[str, Any]:
    """The desk as it is left, to be found again after a reload."""
    return {"day": ui.today().isoformat(), "postmark": at.postmark, "last": asdict(at.last) if at.last else None}


def _alone(act: Callable[..., None]) -> Callable[..., None]:
    """One callback of a session at a time: Streamlit starts the next while the last is still saving."""

    @wraps(act)
    def alone(*args) -> None:
        at = desk()
        with at.lock:
            act(at, *args)

    return alone


def as_new(text: str) -> dict[str, str]:
    """What was typed into the box, as a new reader's fields: a number, or a name in either order."""
    text = " ".join(text.split())
    if reader_finder.looks_like_number(text):
        return {"number": reader_finder.bare_number(text), "first_name": "", "last_name": ""}
    if "," in text:
        last, first = (part.strip() for part in text.split(",", 1))
    else:
        first, _, last = text.rpartition(" ")
    return {"number": "", "first_name": first, "last_name": last}


@_alone
def opened(at: Desk) -> None:
    """Somebody picked a reader in the box, or goes on to a new one."""
    pick = box.picked("who")
    at.turn += 1
    if not pick:
        return
    if at.pending:
        ui.refuse(Invalid("The letter below is not saved yet. Answer it first; what you typed in the box stays there."))
        at.point(at.key("reason") if at.asked or at.declining else at.focus[0])
        return
    if pick.get("value") is None:
        at.take_up(None, as_new(pick.get("text", "")))
    else:
        at.take_up(int(pick["value"]))


@_alone
def save(at: Desk, button: str, serial: int) -> None:
    """Save letter `serial` of this session, decline it, or go on in spite of a warning; a refusal keeps every word."""
    state, board = st.session_state, ui.board()
    at.turn += 1
    if not at.is_open or at.serial != serial:  # the second half of a double Enter
        return
    words = {name: state.get(at.key(name), "") for name in FIELDS}
    boxes = {name: box.chosen(at.key(name), at.boxed(name)) for name in ("subjects", "titles", "work", "facility")}
    boxes["languages"] = box.chosen(at.key("languages"), at.languages)
    marks = box.marked(at.key("marks"), at.marks)
    enclosed = [
        (
            state.get(at.key(f"kind{row}")),
            box.chosen(at.key(f"about{row}"), at.boxed(f"about{row}")),
            (state.get(at.key(f"about_note{row}")) or "").strip(),
        )
        for row in range(at.enclosures)
    ]
    today, browser, reason = ui.today(), ui.browser(), (words["reason"] or "").strip()
    # Ctrl+S presses Save, which is further down than the question: it never means more than what is safe.
    if at.declining or (button == "save" and at.no_books and reason):
        button = "decline"
    if button == "decline" and not reason and not at.no_books:
        at.declining = True
        at.point(at.key("reason"))
        return
    saved: Saved | None = None
    asked: list[entry.Question] = []
    with ui.saving() as con:
        if button in ("go on", "decline") and not reason:
            raise Invalid(NOT_YET if at.no_books else "Write why you go on: the reason is kept with the letter.", "reason")
        if button in ("go on", "decline") and reader_finder.looks_like_number(reason):
            # Somebody typed the next reader's number without looking, and the question had taken the cursor.
            raise Invalid("Write the reason in words, not a number.", "reason")
        letter = _entry(con, at, words, boxes, marks, enclosed, button, reason, today)
        found = entry.questions(con, letter, today)
        asked = [warning for warning in found if warning.name not in letter.reasons]
        if asked and at.asked:
            raise Invalid(NOT_YET if at.no_books else NOT_SAVED, "reason")
        if not asked:
            saved = entry.save(con, letter, today, found)
            if browser:
                drafts.put_away(con, browser, at.thing)
                left = Desk(postmark=dates.written(letter.postmark_on), last=saved)
                drafts.remember(con, browser, drafts.DESK, _left(left))
    if asked:
        at.asked, at.refused, at.declining = asked, False, False
        at.point(at.key("reason"))
    elif saved is None or not board.saved:
        at.refused, at.renumbered = True, at.renumbered or board.field == "new_number"
        at.point(at.key(board.field or "postmark"))
    else:
        at.postmark, at.last = dates.written(letter.postmark_on), saved
        at.close()
        at.point("who")  # where it is already, but for a click


def _entry(con: Connection, at: Desk, words, boxes, marks, enclosed, button, reason, today) -> Entry:
    postmark_on = dates.read(words["postmark"] or "", today, "postmark")
    facility_id = facility_choice.taken(con, boxes["facility"])
    new = None
    if at.new is not None:
        new = NewReader(words["number"], words["first_name"], words["last_name"], facility_id, bool(words["without_number"]))
    return Entry(
        postmark_on=postmark_on,
        reader_id=at.reader_id,
        new_reader=new,
        facility_id=None if new else facility_id,
        new_number=(words["new_number"] or "").strip(),
        asks_for_books=bool(words["asks"]),
        term_ids=tuple(term for name in ("subjects", "work", "languages") for term in _terms(boxes[name], name)),
        titles=tuple((option["value"], option["label"]) for option in boxes["titles"]),
        marks=marks,
        enclosures=tuple(_enclosure(kind, about, note) for kind, about, note in enclosed if kind or about or note),
        note=(words["note"] or "").strip(),
        decline_reason=reason if button == "decline" else "",
        reasons={warning.name: reason for warning in at.asked} if button in ("go on", "decline") else {},
    )


def _terms(options: list[box.Option], name: str) -> list[int]:
    free = [option["label"] for option in options if option["value"] is None]
    if free:
        raise Invalid(f"“{free[0]}” is not on the list of {name}. Choose another, or add it on the Program page.", name)
    return [int(option["value"]) for option in options]


def _enclosure(kind: str | None, about: list[box.Option], note: str) -> Enclosure:
    if not kind:
        raise Invalid(f"Say what is enclosed: {', '.join(contributions.KINDS[:4])} …", "kind0")
    title = about[0] if about else {"value": None, "label": ""}
    return Enclosure(kind, title["value"], title["label"] if title["value"] is None else "", note)


@_alone
def back(at: Desk) -> None:
    """Go back to the letter from a question; nothing is saved yet and every word stays."""
    at.asked, at.refused, at.declining = [], False, False
    at.point("letter_fields")


@_alone
def leave(at: Desk) -> None:
    """Put the letter away without saving it."""
    half_typed.put_away(at.thing)
    at.close()
    at.point("who")


@_alone
def undo(at: Desk) -> None:
    """Take back the letter that was saved last."""
    last, said, browser = at.last, "", ui.browser()
    if last is None:
        return
    with ui.saving() as con:
        said = entry.undo(con, last.letter_id, ui.today())
        drafts.remember(con, browser, drafts.DESK, _left(Desk(postmark=at.postmark)))
    if ui.board().saved:
        ui.say(said)
        at.last = None
        at.point("who")


@_alone
def go_on(at: Desk, draft: drafts.Draft) -> None:
    """Take up a letter that was begun before, with every word of it."""
    # As it is now: its last words may have been on their way when it was offered.
    body = next((one.body for one in half_typed.begun(drafts.LETTER) if one.thing == draft.thing), draft.body)
    at.take_up(body["whose"]["reader_id"], body["whose"]["new"])
    at.go_on(draft.thing, body["fields"])
    at.point("letter_fields")


@_alone
def more(at: Desk) -> None:
    """Room for one more thing enclosed."""
    at.enclosures += 1


def card_problem(error: BfpError) -> None:
    ui.refuse(error)
    desk().close()


def answers(at: Desk) -> None:
    """The buttons under a question. Enter presses the first of them: what is safe, never *Go on*."""
    buttons: dict[str, tuple[str, Callable[..., None], tuple]] = {
        "do_decline": ("Decline", save, ("decline", at.serial)),
        "go": ("Go on", save, ("go on", at.serial)),
        "back": ("Back to the letter", back, ()),
    }
    order = ["do_decline", "go", "back"] if at.no_books else ["back", "go", "do_decline"]
    if at.declining:
        order = ["do_decline", "back"]
    for nth, (place, name) in enumerate(zip(st.columns(3), order, strict=False)):
        label, act, args = buttons[name]
        label = "Decline instead" if name == "do_decline" and not at.declining else label
        place.form_submit_button(label, key=at.key(name), on_click=act, args=args, type="secondary" if nth else "primary")

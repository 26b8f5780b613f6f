"""Copies come in: the scan box, what was just received, and the form for a title that is not on the list."""

import time
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import isbn
from bfp.base.db import Connection
from bfp.shelves import stock, titles
from bfp.shelves.titles import Title
from bfp.ui import scan
from bfp.ui.shelves import title_form
from bfp.ui.shelves.copies_form import read_copies

FORM = "new_title"
SAME = ("place", "literature_class", "kind", "binding", "language_id")  # often the same for all titles of one box of books
_serials = count(1)
ALIKE = "A title much like it is on the list already. Is it that one? Only *None of these* saves a new one, Enter does not."


@dataclass
class New:
    """A title that is not on the list, to be described."""

    isbn: str = ""
    name: str = ""
    copies: int = 1
    start: dict[str, Any] = field(default_factory=dict)  # what else stands in its fields at first
    said: str = ""  # once it is saved
    serial: int = field(default_factory=lambda: next(_serials))  # every form has fields of its own: none keeps an old text

    @property
    def prefix(self) -> str:
        return f"new{self.serial}"

    @property
    def copies_key(self) -> str:
        return f"{self.prefix}_copies{self.copies}"


@dataclass
class Desk:
    """The receiving desk of one session: a plain object, safe to change after a write, when Streamlit may stop a callback."""

    open: list[New] = field(default_factory=list)  # the first is in the form, the others wait
    arrived: New | None = None  # for which of them the cursor was sent to the form
    same: dict[str, Any] = field(default_factory=dict)  # what the last one was: kind, binding, place …
    alike: list[Title] = field(default_factory=list)  # titles that the new one may be
    saved_at: float = 0.0
    problems: list[str] = field(default_factory=list)
    last: tuple[int, int, str] | None = None  # title, copies, name: for Undo
    back: scan.Entry | None = None
    alarm: int = 0
    cursor: tuple[str, int] = ("", 1)  # the field it goes to (none: the box), and how often it was sent somewhere

    def point(self, key: str = "") -> None:
        self.cursor = (key, self.cursor[1] + 1)

    def trouble(self, sentence: str) -> None:
        self.problems = [*self.problems[-4:], sentence]
        self.alarm += 1

    def finish(self, new: New, board: ui.Notice) -> None:
        """A new title is saved."""
        board.text, self.saved_at = new.said, time.monotonic()
        self.leave(new)

    def leave(self, new: New) -> None:
        """A new title is done with: the one after it comes into the form, or the cursor goes back to the box."""
        self.open = [other for other in self.open if other is not new]
        self.alike, self.arrived = [], None
        if not self.open:
            self.point()


def desk() -> Desk:
    """The receiving desk of this browser session."""
    return st.session_state.setdefault("_receiving", Desk())


def show(con: Connection) -> None:
    """The box, what was just done, what went wrong, and the form if a title is new."""
    now = desk()
    _arrive(con, now)
    entry, beside = st.columns([6, 2.4], vertical_alignment="bottom")
    with entry:
        scan.field(
            "scan", label="Receive a copy", placeholder="scan or type an ISBN, or type a title", on_scan=_scanned,
            form=FORM if now.open else "", cursor=now.cursor, alarm=now.alarm, back=now.back,
        )  # fmt: skip
    with beside, st.container(horizontal=True):
        none = now.last is None
        st.button("Undo", key="undo_receive", on_click=_undo, disabled=none, help="Take back what was received last")
        st.button("New title", key="new_title_open", on_click=_open, help="A title by hand, with or without copies")
    ui.notice()
    _problems(now)
    if now.open:
        _form(con, now)


def came_in(con: Connection) -> None:
    """What came in today, latest first."""
    lines = stock.latest_received(con, ui.today())
    if not lines:
        st.caption("Nothing came in today yet.")
        return
    said = [f"{ui.escape(line['name'])} +{line['copies']}, **{line['on_hand']}** on hand" for line in lines]
    st.caption("Came in today: " + " · ".join(said))


def _problems(now: Desk) -> None:
    if not now.problems:
        return
    said, away = st.columns([8, 1], vertical_alignment="center")
    said.error("  \n".join(["**Not counted:**", *(ui.escape(sentence) for sentence in now.problems)]))
    away.button("Seen", key="problems_seen", on_click=now.problems.clear, width="stretch")


def _form(con: Connection, now: Desk) -> None:
    new = now.open[0]
    more = f", and {len(now.open) - 1} more after it" if len(now.open) > 1 else ""
    what = f"{isbn.written(new.isbn)} is not on the list yet{more}" if new.isbn else f"A new title{more}"
    with st.container(border=True, key=f"{FORM}_box"):
        st.markdown(f"**{ui.escape(what)}**")
        for title in now.alike:
            other = f"It is {ui.escape(title.label)} ({title.on_hand} on hand)"
            st.button(other, key=f"alike_{title.id}", on_click=_is_this, args=(title.id,), icon=":material/check:")
        with st.container(key=FORM), st.form(f"{FORM}_form", border=False):
            start = {**now.same, "isbn": isbn.written(new.isbn), "name": new.name, **new.start}
            title_form.first_fields(new.prefix, start)
            number, copies, save, drop = st.columns([3, 1, 1.5, 1], vertical_alignment="bottom")
            with number:
                title_form.isbn_field(new.prefix, start)
            copies.text_input("Copies", value=str(new.copies), key=new.copies_key)
            enter: dict[str, Any] = {"type": "primary", "shortcut": "Ctrl+S", "width": "stretch"}
            save.form_submit_button("Save", key="new_save", on_click=_save_new, **enter)
            drop.form_submit_button("Leave", key="new_leave", on_click=_leave, width="stretch")
            ui.problem("isbn")
            ui.problem("copies")
            if now.alike:
                st.form_submit_button("None of these: a new title", key="new_anew", on_click=_save_new, args=(True,))
            with st.expander("More about it: subjects, kind, binding, weight, price, place", key="new_more"):
                title_form.other_fields(con, new.prefix, start)


# ---- what is done -------------------------------------------------------------------------------
#
# A callback is stopped at its next touch of Streamlit when the next entry is there already, and the callback of
# that one runs beside it. So each reads everything first, asks inside the save (where they take turns) whether
# there is still something to do, and then changes plain objects only: the desk, and the board of the notice.


def _scanned() -> None:
    now, board, today = desk(), ui.board(), ui.today()
    for entry in scan.waiting("scan"):
        with scan.taking(entry) as mine:
            if not mine:
                continue
            with ui.saving() as con:
                outcome = _received(con, entry.text, entry.title_id, entry.copies, today)
            if board.saved:
                _tell(now, board, entry.text, *outcome)
            else:
                now.trouble(board.text)
                now.back, board.text, board.field, board.saved = entry, "", None, True


def _received(con: Connection, text: str, title_id: int | None, copies_typed: str, today: date) -> tuple[Title | None, int, int]:
    """Copies of what was scanned or typed, if it is on the list: the title, how many, and how many are on hand."""
    copies = read_copies(copies_typed)
    if title_id is not None:
        found = titles.get(con, title_id)
    elif isbn.is_meant(text):
        found = titles.by_isbn(con, text)
    else:
        sure = titles.match(con, text)
        if sure is None:
            isbn.refuse_price_code(text)
        found = titles.get(con, sure) if sure is not None else None
    return found, copies, stock.receive(con, found.id, copies, today) if found else 0


def _tell(now: Desk, board: ui.Notice, text: str, found: Title | None, copies: int, on_hand: int) -> None:
    """Say what came in; what is not on the list goes into the form, or waits for it."""
    if found is not None:
        now.last = (found.id, copies, found.name)
        board.text = f"{found.label}: {on_hand} on hand."
        return
    new = New(isbn=isbn.read(text), copies=copies) if isbn.is_meant(text) else New(name=text, copies=copies)
    twin = next((other for other in now.open if new.isbn and other.isbn == new.isbn), None)
    if twin is not None:  # the same unknown book once more, before it has a title
        twin.copies += copies
        board.text = f"{isbn.written(new.isbn)}: {twin.copies} copies, once it has a title."
        return
    now.open.append(new)
    now.alarm += 1
    if len(now.open) > 1:
        board.text = f"{isbn.written(new.isbn) or new.name} is new, too: it waits for the title before it."


def _arrive(con: Connection, now: Desk) -> None:
    """Look whether a new title is like one on the list, and send the cursor to its form: once for each."""
    new = now.open[0] if now.open else None
    if new is None or now.arrived is new:
        return
    now.alike = titles.near(con, new.name) if new.name else []
    now.point(f"{new.prefix}_{'author' if new.name else 'name'}")
    now.arrived = new


def _open() -> None:
    """A new title by hand."""
    now = desk()
    if not now.open:
        now.open.append(New(copies=0))


def _save_new(none_of_these: bool = False) -> None:
    now, board, today = desk(), ui.board(), ui.today()
    if not now.open:
        return
    new = now.open[0]
    typed, copies_typed = title_form.typed(new.prefix), ui.fields(new.copies_key)[new.copies_key] or "0"
    if not typed["name"] and time.monotonic() - now.saved_at < ui.TWICE_WITHIN:
        return  # the second of two Enters
    if typed["name"] and isbn.is_meant(typed["name"]):
        _scan_in_the_title_field(now, board, today, new, typed)
        return
    alike: list[Title] = []
    with ui.saving() as con:
        copies = read_copies(copies_typed)
        values = title_form.read(typed)
        if not none_of_these and not new.said:
            near = titles.near(con, values["name"], values["author"])
            alike = [other for other in near if not (values["isbn"] and other.isbn)]  # two ISBNs are two editions
        if not alike and not new.said:
            title = titles.add(con, titles.Told(**values))
            on_hand = stock.receive(con, title.id, copies, today) if copies else 0
            now.last = (title.id, copies, title.name) if copies else None
            now.same = {name: typed[name] for name in SAME}
            new.said = f"{title.label}: new on the list, {on_hand} on hand."
    if not board.saved:
        marked = {"copies": new.copies_key, "isbn": f"{new.prefix}_isbn"}
        now.point(marked.get(board.field or "", f"{new.prefix}_name"))
    elif alike:
        now.alike = alike
        board.saved, board.field = False, "name"
        board.text = ALIKE
        now.point(f"{new.prefix}_name")
    else:
        now.finish(new, board)


def _scan_in_the_title_field(now: Desk, board: ui.Notice, today: date, new: New, typed: dict[str, Any]) -> None:
    """The scanner went on while the cursor stood in the title field: that is a scan, not a title."""
    text = typed["name"]
    with ui.saving() as con:
        outcome = _received(con, text, None, "1", today)
    if board.saved:
        _tell(now, board, text, *outcome)
    else:
        now.trouble(board.text)
        board.text, board.field = "", None
    new.start, new.serial = typed | {"name": ""}, next(_serials)
    now.point(f"{new.prefix}_name")


def _is_this(title_id: int) -> None:
    """The new one is a title on the list: it receives the copies, and the ISBN if it had none."""
    now, board, today = desk(), ui.board(), ui.today()
    if not now.open:
        return
    new = now.open[0]
    typed, copies_typed = title_form.typed(new.prefix), ui.fields(new.copies_key)[new.copies_key] or "0"
    with ui.saving() as con:
        if not new.said:
            copies = read_copies(copies_typed)
            title = titles.get(con, title_id)
            if typed["isbn"] and not title.isbn:
                title = titles.edit(con, title_id, isbn=typed["isbn"])
            on_hand = stock.receive(con, title_id, copies, today) if copies else title.on_hand
            now.last = (title_id, copies, title.name) if copies else None
            new.said = f"{title.label}: {on_hand} on hand."
    if board.saved:
        now.finish(new, board)


def _leave() -> None:
    """Put the new title aside: nothing of it is saved."""
    now = desk()
    if now.open:
        now.leave(now.open[0])


def _undo() -> None:
    now, board, today = desk(), ui.board(), ui.today()
    if now.last is None:
        return
    title_id, copies, name = now.last
    now.last = None
    with ui.saving() as con:
        on_hand = stock.take_back(con, title_id, copies, today)
    if board.saved:
        board.text = f"Taken back: {name}, {on_hand} on hand."
    now.point()


def prefill(name: str) -> None:
    """Open the form with this name in place (the wish list leads here)."""
    now = desk()
    if name and not now.open:
        now.open.append(New(name=name, copies=0))

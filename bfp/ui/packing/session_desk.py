"""One parcel of a packing session in a volunteer's hands: scans, ticks, Enter, and the next one."""

import threading
import time
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import isbn
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.mail import shipments
from bfp.packing import on_the_table, packing_session, promises
from bfp.packing.packing_session import Next
from bfp.shelves import scanned_titles, stock
from bfp.ui import form, scan
from bfp.ui.packing import kept_ticks, packing_desk, parcel_form

SCAN = "session_scan"
HASTE = 1.0  # seconds; a second Enter so soon answers no question
_serials = count(1)


@dataclass
class Desk:
    """What lies in front of one volunteer. A plain object: it may be changed after a write."""

    path: str = ""  # of the database
    who: str = ""
    session_id: int | None = None
    position: int | None = None  # None: no parcel in hand
    taken: dict[int, int] = field(default_factory=dict)  # title to copies, scanned or ticked
    problems: list[str] = field(default_factory=list)  # scans that are not in the parcel
    back: scan.Entry | None = None  # what was typed and is no title yet: it stands in the box again
    unclear: str = ""  # and what was said of it
    packed_at: float = -HASTE
    left_out: tuple[str, ...] = ()
    last: tuple[int, int, dict[int, int]] | None = None  # position, shipment and contents of the parcel packed last: for Undo
    mail_class: str = ""
    alarm: int = 0
    cursor: tuple[str, int] = ("", 1)
    serial: int = 0  # every parcel has fields of its own: none keeps an old text
    busy: threading.RLock = field(default_factory=threading.RLock)

    @property
    def prefix(self) -> str:
        return f"parcel{self.serial}"

    def point(self, key: str = "") -> None:
        self.cursor = (key, self.cursor[1] + 1)

    def trouble(self, sentence: str) -> None:
        self.problems = [*self.problems[-4:], sentence]
        self.alarm += 1

    def keep(self) -> None:
        """For after a reload of the page."""
        if self.position is not None and self.session_id is not None:
            kept_ticks.keep(self.path, self.session_id, self.position, self.who, self.taken)

    def take_up(self, position: int | None, taken: dict[int, int] | None = None) -> None:
        """Another parcel, or none, is in hand; the cursor is in the scan box."""
        self.position, self.taken, self.problems = position, dict(taken or {}), []
        self.back, self.unclear = None, ""
        self.keep()
        self.serial = next(_serials)
        self.point()


def desk() -> Desk:
    return st.session_state.setdefault("session_desk", Desk())


def begin(session_id: int) -> Desk:
    """The desk at this session; of another one nothing is in hand."""
    at = desk()
    at.path, at.who = ui.connection().path, ui.volunteer()
    if at.session_id != session_id:
        at.session_id, at.last, at.left_out = session_id, None, ()
        at.take_up(None)
    return at


# ---- what is done -------------------------------------------------------------------------------
#
# As in receiving.py: each callback reads everything first, and after a write changes plain objects only.


def scanned() -> None:
    """Each entry in its turn: a text is a book for the parcel, nothing is Enter for "packed"."""
    at, board, today = desk(), ui.board(), ui.today()
    serial, entry_fields = at.serial, parcel_form.typed(at.prefix)
    at.path, at.who = ui.connection().path, ui.volunteer()
    for entry in scan.waiting(SCAN):
        with scan.taking(entry) as mine:
            if not mine:
                continue
            if entry.text or entry.title_id is not None:
                _put(at, board, entry.text, entry.title_id, entry)
            else:
                _pack(at, board, entry_fields if at.serial == serial else _untouched(at), today)


def pack_now() -> None:
    """The button, and Ctrl+S."""
    at, board, today = desk(), ui.board(), ui.today()
    entry_fields = parcel_form.typed(at.prefix)
    with at.busy:
        _pack(at, board, entry_fields, today)


def _untouched(at: Desk) -> dict[str, Any]:
    """The fields of a parcel that opened so lately that nobody has seen them."""
    return dict.fromkeys(parcel_form.FIELDS) | {"class": at.mail_class, "reasons": {}}


def _put(at: Desk, board: ui.Notice, text: str, title_id: int | None, entry: scan.Entry | None = None) -> None:
    """One copy more of what was scanned; what can't go in is told until somebody has seen it."""
    if at.position is None:
        at.trouble(f"{text}: no parcel is in your hands.")
        return
    before, told = board.text, ""
    if at.unclear and not isbn.is_meant(text):  # what was typed is mended now, or another title was chosen for it
        at.problems, at.unclear = [one for one in at.problems if one != at.unclear], ""
    try:
        found = title_id if title_id is not None else _found(ui.connection(), at, text)
    except BfpError as error:
        at.trouble(str(error))
        if entry is not None and isinstance(error, scanned_titles.Unclear):
            at.back, at.unclear = entry, str(error)
        return
    with ui.saving() as con:
        copies = at.taken.get(found, 0) + 1
        told = packing_session.put_in(con, at.session_id, at.position, found, copies)
    if board.saved:
        at.taken[found] = copies
        at.keep()
    else:
        at.trouble(board.text)
        board.saved, board.field = True, None
    board.text = " ".join(part for part in (before, told) if part)  # what the scan before told stands, too


def _found(con: Connection, at: Desk, text: str) -> int:
    return _numbered(con, at, text) or scanned_titles.meant(con, text)


def _numbered(con: Connection, at: Desk, text: str) -> int | None:
    """The title with this number in the list on the screen, for those without a barcode."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 2):
        return None
    listed = promises.to_parcel(con, at.session_id, at.position)["title_id"]
    if not 1 <= int(text) <= len(listed):
        raise NotFound(f"There is no number {text} in the list: it goes to {len(listed)}.")
    return int(listed.iloc[int(text) - 1])


def _pack(at: Desk, board: ui.Notice, entry: dict[str, Any], today: date) -> None:
    """Packed: the parcel is on file, and the next one is in hand, in one save."""
    if at.position is None:
        return
    if not at.taken:
        if time.monotonic() - at.packed_at > HASTE:  # else it is the second of two Enters
            board.refuse(Invalid("Nothing is in the parcel yet: scan a book, or tick one."), "Not packed.")
        return
    if at.problems:  # Enter alone packs nothing against what was just said
        board.saved, board.field = False, None
        board.text = "Something scanned is not in the parcel, see below. Press Seen, then Enter packs it without."
        at.alarm += 1
        return
    position, taken, following, shipment = at.position, dict(at.taken), Next(None), None
    with ui.saving() as con:
        on, how = parcel_form.mailing(con, entry, taken, today)
        with parcel_form.breaches_below():
            shipment = packing_session.pack(con, at.session_id, position, taken.items(), on, how, today)
        following = packing_session.next_parcel(con, at.session_id)
    if not board.saved or shipment is None:
        at.alarm += 1
        fields = {"because": "because", "weight": "weight", "postage": "postage"}
        at.point(f"{at.prefix}_{fields[board.field]}" if board.field in fields else "")
        return
    at.last, at.mail_class, at.left_out = (position, shipment.id, taken), how.mail_class, following.left_out
    at.packed_at = time.monotonic()
    at.take_up(following.position)
    board.text = f"Parcel {position} is packed: shipment {shipment.number}."


def tick(title_id: int, on: bool, serial: int) -> None:
    """A title was ticked with the mouse, or its tick taken away, on the parcel with this serial."""
    at, board = desk(), ui.board()
    with at.busy:
        if at.position is None or serial != at.serial or on == (title_id in at.taken):
            return
        with ui.saving() as con:
            if on:
                packing_session.put_in(con, at.session_id, at.position, title_id)
            else:
                packing_session.keep(con, at.session_id, at.position)
                if promises.added_by_hand(con, at.session_id, at.position, title_id):
                    packing_session.take_out(con, at.session_id, at.position, title_id)
        if board.saved:
            at.taken |= {title_id: 1} if on else {}
            if not on:
                del at.taken[title_id]
            at.keep()
        at.point()


def put(title_id: int) -> None:
    """One of the titles that fit, by its button."""
    at, board = desk(), ui.board()
    with at.busy:
        if title_id in at.taken:
            return  # a double click
        _put(at, board, stock.named(ui.connection(), title_id), title_id)
        at.point()


def seen() -> None:
    at = desk()
    at.problems = []
    at.point()


def go_on() -> None:
    """The next parcel into hand: at the beginning, or after one was lost to somebody."""
    at, board = desk(), ui.board()
    with at.busy:
        following, kept = Next(None), {}
        with ui.saving() as con:
            mine = kept_ticks.of(con, at.session_id)
            following = packing_session.next_parcel(con, at.session_id)
            kept = mine.get(following.position, {})
        if board.saved:
            at.left_out = following.left_out
            at.take_up(following.position, kept)
            if following.position is None:
                board.text = "Every parcel is packed, skipped, or in somebody's hands."


def pick_up(position: int, take_over: bool = False) -> None:
    """One certain parcel into hand."""
    at, board, kept = desk(), ui.board(), {}
    with at.busy:
        with ui.saving() as con:
            kept = kept_ticks.of(con, at.session_id).get(position, {})
            packing_session.hold(con, at.session_id, position, take_over)
        if board.saved:
            at.take_up(position, kept)


def skip(serial: int) -> None:
    """Leave the parcel with this serial out, with its reason; the next one is in hand."""
    at, board, key = desk(), ui.board(), f"{desk().prefix}_skip"
    why = ui.fields(key)[key] or ""
    with at.busy:
        position, following = at.position, Next(None)
        if position is None or serial != at.serial:
            return  # a double click
        with ui.saving() as con:
            packing_session.skip(con, at.session_id, position, why)
            following = packing_session.next_parcel(con, at.session_id)
        if board.saved:
            at.left_out = following.left_out
            at.take_up(following.position)
            board.text = f"Parcel {position} was skipped: {why}"


def put_down() -> None:
    """Nobody's again, and back to the list of the session."""
    at, board = desk(), ui.board()
    with at.busy:
        position = at.position
        if position is None:
            return
        with ui.saving(f"Parcel {position} lies on the table again.") as con:
            packing_session.release(con, at.session_id, position)
        if board.saved:
            at.take_up(None)


def leave() -> None:
    """To the list of the session, whatever became of the parcel."""
    desk().take_up(None)


def put_back(position: int) -> None:
    at = desk()
    with ui.saving(f"Parcel {position} is on the table again.") as con:
        packing_session.put_back(con, at.session_id, position)


def undo() -> None:
    """Take the parcel packed last back into hand, with what was in it."""
    at, board, today = desk(), ui.board(), ui.today()
    with at.busy:
        if at.last is None:
            return
        position, shipment_id, taken = at.last
        with ui.saving(f"Shipment {shipments.number(shipment_id)} is void. Parcel {position} is in your hands again.") as con:
            packing_session.unpack(con, at.session_id, position, "undone right after packing", today, packing_desk.counted())
        if board.saved:
            at.last, at.left_out = None, ()
            at.take_up(position, taken)


def undo_button(at: Desk) -> None:
    """For the parcel packed last, on the screen of the next one, or on the list when there is none."""
    position, shipment_id, _ = at.last
    label = f"Undo parcel {position}, shipment {shipments.number(shipment_id)}"
    st.button(label, key="session_undo", on_click=undo, type="tertiary", icon=":material/undo:")
    if ui.board().field == "counted":
        packing_desk.ask_counted()


def close() -> None:
    at, today = desk(), ui.today()
    with ui.saving("The session is closed. What was not packed waits on in the queue.") as con:
        packing_session.close(con, at.session_id, today)


def start(step: tuple, ids: list[int], name: str = "") -> str:
    """For a callback: a session of these requests without those on another table, which are said; its page comes next."""
    today = ui.today()
    with form.once(step) as con:
        others = {number: one for number, one in on_the_table.of(con, ids).items() if one.session_id is not None}
        left = [request_id for request_id in ids if request_id not in others]
        if others and not left:
            raise Conflict(f"All of these are on a table already: {_elsewhere(others)}.")
        made = packing_session.start(con, left, today, name)
    form.go("packing", session=made)
    said = f"{len(left)} parcels are on the table." if len(left) > 1 else "One parcel is on the table."
    return f"{said} Left out: {len(others)}, {_elsewhere(others)}." if others else said


def _elsewhere(others: dict[int, on_the_table.OnTable], limit: int = 5) -> str:
    """Request 12 (in session Tuesday evening), request 14 (on the table: Ann since 14:51)."""
    said = [f"request {number} ({one.where})" for number, one in others.items()]
    return ", ".join(said[:limit]) + (f" and {len(said) - limit} more" if len(said) > limit else "")


def gone(con: Connection, at: Desk, who: str) -> str:
    """Why the parcel in hand can't be packed by this volunteer any more; empty if it can."""
    try:
        packing_session.still_in_hand(con, at.session_id, at.position, who)
    except BfpError as error:
        return str(error)
    return ""

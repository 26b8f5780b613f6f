"""The desk for what became of parcels: one box that takes a number, a name, or a key for the outcome."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st
from rapidfuzz.distance import DamerauLevenshtein

from bfp import ui
from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid, NotFound
from bfp.mail import shipments
from bfp.outcomes import outcomes, returned_parcels, what_follows
from bfp.readers import readers
from bfp.ui import entries

BOX = "returns_box"
DETAILS = tuple(f"returns_{name}" for name in ["happened", "stated", "notice", "reasons", "disputed", "enclosed", "note"])
KEPT = ("returns_how", "returns_learned", "returns_back")  # the same for a whole stack
ONE_KEY = re.compile(r"(?:[a-z](?![a-z])[\d\s,;?!+/=#-]*)+")
YES = "y"  # does what the latest return offers for the reader's record
A_FORM = re.compile(r"u-\d+-\d")
NUMBER_AND_KEY = re.compile(r"(#?\d[\d\s-]*?)[\s,]*([a-z](?![a-z]).*)")
MOST_MISSED, MOST_OFFERS = 5, 5
BLANK = {
    "choice": None, "items": (), "happened": "", "notice": "", "stated": "", "note": "", "reasons": (), "disputed": False,
    "enclosed": False,
}  # fmt: skip


@dataclass(frozen=True)
class Missed:
    """One entry that was refused, and for which parcel it was."""

    text: str
    shipment_id: int | None
    sentence: str


@dataclass
class Desk(entries.Desk):
    """What lies on the desk."""

    shipment_id: int | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)  # what was typed may mean these
    asked: str = ""  # what the choices are
    missed: list[Missed] = field(default_factory=list)  # refusals, kept until they are mended or put away
    last: returned_parcels.Saved | None = None
    offers: list[what_follows.Offer] = field(default_factory=list)  # what may follow for readers' records, latest first
    followed: what_follows.Followed | None = None  # what followed from `last`
    alone: what_follows.Followed | None = None  # what followed from an earlier parcel, as the latest thing done
    used: bool = False  # the details below the box went with what was saved last

    def lay_out(self, shipment_id: int) -> None:
        self.shipment_id, self.choices, self.asked = shipment_id, [], ""
        self.missed = [one for one in self.missed if one.shipment_id != shipment_id and not _slip(one.text, shipment_id)]

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
    enclosed: bool
    back: bool

    def day(self, name: str) -> date | None:
        text = getattr(self, name)
        return dates.read(text, self.today, f"{name}_on") if text else None


def _slip(text: str, shipment_id: int) -> bool:
    """Whether what was refused is this parcel's number but for one digit: then opening it has mended that."""
    meant = shipments.number(shipment_id).replace("-", "")
    typed = "".join(sign for sign in text if sign.isdigit())
    return DamerauLevenshtein.distance(typed, meant) <= 1


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
        enclosed=bool(now["returns_enclosed"]),
        back=bool(now["returns_back"]),
    )


def _missed(at: Desk, text: str, error: BfpError) -> None:
    at.missed = [*at.missed, Missed(text, at.shipment_id, str(error))][-MOST_MISSED:]
    if not ONE_KEY.fullmatch(text.lower()):
        at.shipment_id = None  # the next key is not for the parcel before


_EMPTY: dict[str, Any] = {"returns_reasons": [], "returns_disputed": False, "returns_enclosed": False, "returns_choice": None}


def tidy() -> None:
    """Before the page is drawn: what was said of the last parcel is not said of the next."""
    at = desk()
    if at.used:
        for key in (*DETAILS, "returns_choice"):
            st.session_state[key] = _EMPTY.get(key, "")
        at.used = False


def _act(at: Desk, text: str, around: Around) -> None:
    around = replace(around, **BLANK) if at.used else around
    low, con = text.lower(), around.con
    if at.choices and text.isdigit() and 1 <= int(text) <= len(at.choices):
        _choose(con, at, int(text) - 1)
    elif A_FORM.fullmatch(low):
        raise Invalid(f"{text} is an unconfirmed-mail form. Open the page Forms and scan it there.", "box")
    elif at.shipment_id is not None and (not text or ONE_KEY.fullmatch(low)):
        _save(at, at.shipment_id, text, around)
    elif not text:
        raise Invalid("Type or scan a shipment's number, or a reader's number or name.", "box")
    elif low == YES:
        _follow(at, next((offer for offer in at.offers if offer.does), None), around.con, around.by, around.today)
    elif ONE_KEY.fullmatch(low):
        raise Invalid(f"No parcel is open, so {text} is for none. Type its number first.", "box")
    elif (both := NUMBER_AND_KEY.fullmatch(low)) and not (text.isalnum() and _exact(con, text)):
        shipment = shipments.standing(con, shipments.read_number(both[1], "box"))
        at.lay_out(shipment.id)
        _save(at, shipment.id, both[2], around)
    elif any(sign.isdigit() for sign in text) and not any(sign.isalpha() for sign in text):
        _open_number(con, at, text)
    else:
        _open_reader(con, at, text)


def _exact(con: Connection, text: str) -> list[dict[str, Any]]:
    return [option for option in readers.options(con, text) if option["sure"]]


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
    at.lay_out(shipment.id)
    if also:
        at.asked, at.choices = "This is also a reader's number:", [_reader_choice(option) for option in also]
    return None


def _open_reader(con: Connection, at: Desk, text: str) -> None:
    found = readers.options(con, text)
    sure = [option for option in found if option["sure"]]
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
    labels = [f"{row.number} · {dates.written(row.mailed_on)} · {row.titles} · {row.outcomes}" for row in table.itertuples()]
    parcels = [{"shipment": int(number), "label": label} for number, label in zip(table["shipment_id"], labels, strict=True)]
    at.offer(f"Parcels to {reader.name} · {reader.number or 'no number'}. Type the number in front, or click.", parcels)


def _reader_choice(option: dict[str, Any]) -> dict[str, Any]:
    return {"reader": int(option["value"]), "label": f"{option['label']} · {option['detail']}"}


def _choose(con: Connection, at: Desk, index: int) -> None:
    choice = at.choices[index]
    if "shipment" in choice:
        at.lay_out(choice["shipment"])
    else:
        _show_reader(con, at, choice["reader"])


def choose(index: int) -> None:
    """One of what the typed words may mean was clicked."""
    at = desk()
    at.serial += 1
    at.refused = ""
    st.session_state[BOX] = ""
    if index < len(at.choices):
        try:
            _choose(ui.connection(), at, index)
        except BfpError as error:
            ui.refuse(error)


def _save(at: Desk, shipment_id: int, text: str, around: Around) -> None:
    """Write it down, whole or not at all; then the desk is clear for the next parcel."""
    count = len(shipments.items(around.con, shipment_id))
    if text:
        said = returned_parcels.read(text, count)
    elif around.choice:
        which = [int(item.split(" ")[0]) for item in around.items] or range(1, count + 1)
        said = returned_parcels.Said({number: around.choice for number in which})
    else:
        raise Invalid("Type one key for the outcome, such as m, or choose it below.", "box")
    with db.transaction(around.con, around.by) as con:
        heard = returned_parcels.Heard(
            around.day("learned") or around.today, around.how, around.day("happened"), around.stated, around.day("notice"),
            around.reasons, around.note,
        )  # fmt: skip
        # The tick is for the whole stack: it is not about a parcel of which nothing came back.
        back = around.back and any(returned_parcels.comes_back(key) for key in said.keys.values())
        said = returned_parcels.Said(
            said.keys, around.disputed or said.disputed, around.enclosed or said.notice, said.to_shelf or back, said.counted
        )
        saved = returned_parcels.record(con, shipment_id, said, heard, around.today)
        offer = what_follows.offer(con, shipment_id, saved.event_ids)
    at.last, at.used, at.told, at.followed, at.alone = saved, True, "", None, None
    if offer:
        others = [one for one in at.offers if (one.reader_id, one.does) != (offer.reader_id, offer.does)]
        at.offers = [offer, *others][:MOST_OFFERS]
    at.clear()
    at.missed = [one for one in at.missed if one.shipment_id != shipment_id]


def _follow(at: Desk, offer: what_follows.Offer | None, con: Connection, by: str, today: date) -> None:
    """Do for a reader's record what was offered."""
    if offer is None:
        raise Invalid("Nothing is offered for a reader's record, so y has nothing to say yes to.", "box")
    with db.transaction(con, by) as tx:
        done = what_follows.follow(tx, offer, today)
    at.offers = [one for one in at.offers if one != offer]
    if at.last and at.last.shipment_id == offer.shipment_id:
        at.followed, at.alone, at.told = done, None, ""
    else:
        at.alone, at.told = done, done.sentence


def follow(index: int) -> None:
    """What is offered for a reader's record was clicked."""
    at, con, by, today, board = desk(), ui.connection(), ui.volunteer(), ui.today(), ui.board()
    with at.busy:
        if index >= len(at.offers):
            return  # a double click: it is done already
        board.saved, board.text, board.field = True, "", None
        try:
            _follow(at, at.offers[index], con, by, today)
        except BfpError as error:
            board.saved, board.text = False, str(error)
        at.serial += 1
    st.session_state[BOX] = ""


def leave(index: int) -> None:
    """What is offered is not done: the record stays."""
    at = desk()
    with at.busy:
        at.offers = at.offers[:index] + at.offers[index + 1 :]
        at.serial += 1


def undo() -> None:
    """Take the last entry back, also what it put on the shelf and what followed for the reader; the parcel is open again."""
    at, today = desk(), ui.today()
    with at.busy:
        last, followed = at.last, at.followed
        if at.alone:
            return _undo_alone(at, at.alone)
        if last is None:
            return None
        with ui.saving() as con:
            if followed:
                what_follows.undo(con, followed)
            said = returned_parcels.undo(con, last, today)
        if ui.saved():
            at.last, at.followed, at.refused = None, None, ""
            at.told = f"{said}{', and the reader’s record is as before' if followed else ''}"
            at.offers = [one for one in at.offers if one.shipment_id != last.shipment_id]
            at.lay_out(last.shipment_id)
        at.serial += 1
    st.session_state[BOX] = ""
    return None


def _undo_alone(at: Desk, done: what_follows.Followed) -> None:
    """Put a reader's record back as it was; it is offered again."""
    with ui.saving() as con:
        what_follows.undo(con, done)
    if ui.saved():
        at.alone, at.told, at.refused = None, f"{done.sentence}: taken back", ""
        at.offers = [done.offer, *at.offers][:MOST_OFFERS]
    at.serial += 1


def put_away() -> None:
    """The refusals were seen to."""
    at = desk()
    at.missed, at.refused = [], ""
    at.serial += 1
    st.session_state[BOX] = ""


WAYS = entries.Ways("returns", desk, _around, lambda around: around.choice, _act, _missed)

"""The desk of donations: what each scan, button and form of the page does."""

from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, isbn
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.words import number_of
from bfp.shelves import titles
from bfp.shelves.titles import Title
from bfp.supporters import donations, supporters
from bfp.supporters.donation_lines import Scanned
from bfp.ui import box, form, scan
from bfp.ui.shelves.copies_form import read_copies

ASIDE = "set aside"
FIELDS = ("name", "author", "kind", "binding")
IS_IT = "A title much like it is on the list already. Is it that one? Only *None of these* saves a new one, Enter does not."


@dataclass
class Desk:
    """The desk of one browser session: a plain object, safe to change after a write, when Streamlit may stop a callback."""

    problems: list[str] = field(default_factory=list)
    last: tuple[int, int, int, str] | None = None  # donation, line, copies, name: for Undo
    back: scan.Entry | None = None
    alarm: int = 0
    cursor: int = 1
    asking: int | None = None  # the donation whose unknown books are being named
    alike: list[Title] = field(default_factory=list)
    others: set[int] = field(default_factory=set)  # said to be another box

    def trouble(self, sentence: str) -> None:
        self.problems = [*self.problems[-4:], sentence]
        self.alarm += 1


def desk() -> Desk:
    return st.session_state.setdefault("_donation_desk", Desk())


def giver(con: Connection, chosen: list[box.Option], today: date) -> int | None:
    """Who stood in the box: a supporter on file, a new one by that name, or nobody."""
    if not chosen:
        return None
    if chosen[0]["value"] is not None:
        return int(chosen[0]["value"])
    return supporters.add(con, str(chosen[0]["label"]), today, today).id


def start_of(donation: donations.Donation) -> list[box.Option]:
    """What stands in the box at first: who gave it, as far as that is on file."""
    return [{"value": donation.supporter_id, "label": donation.supporter}] if donation.supporter_id else []


@form.callback
def begin(at: str) -> str:
    """A new donation from the form."""
    now, today = desk(), ui.today()
    typed, chosen = form.typed(at, "on", "way", "note"), box.chosen(f"{at}_donor")
    with form.once(at) as con:
        on = dates.read(typed["on"] or "today", today, "donated_on")
        found = donations.start(con, giver(con, chosen, today), on, typed["way"], today, typed["note"])
    now.last, now.asking = None, None
    form.go("donations", donation=found.id)
    return "Scan the books, one scan a copy."


def scanned(donation_id: int, key: str) -> None:
    """What came from the scanner, each once."""
    now, board, today = desk(), ui.board(), ui.today()
    condition, reason = ui.fields("donated_condition", "donated_reason").values()
    for entry in scan.waiting(key):
        with scan.taking(entry) as mine:
            if not mine:
                continue
            with ui.saving() as con:
                if condition == ASIDE and not reason:
                    raise Invalid("Say first why it is set aside, then scan it.", "donated_reason")
                found = donations.scan(
                    con, donation_id, entry.text, today, title_id=entry.title_id, copies=read_copies(entry.copies),
                    condition="good" if condition in (None, ASIDE) else condition,
                    set_aside=reason or "" if condition == ASIDE else "",
                )  # fmt: skip
            if board.saved:
                now.last = (donation_id, found.position, found.copies, found.name)
                board.text = told(found)
            else:
                now.trouble(f"{entry.text}: {board.text}")
                now.back, board.text, board.field, board.saved = entry, "", None, True


def told(found: Scanned) -> str:
    many = number_of(found.in_donation, "copy")
    if found.set_aside:
        return f"{found.name}: {many} set aside, {found.set_aside}."
    if found.title is None:
        return f"{found.name} is not in the catalogue: {many}; it will be asked at the end."
    return f"{found.title.label}: {many} in this donation, {found.on_hand} on hand."


@form.callback
def undo() -> None:
    """The last scan never was."""
    now, today = desk(), ui.today()
    if now.last is None:
        return
    (donation_id, position, copies, name), now.last = now.last, None
    with form.once(said=f"Taken back: {name}.") as con:
        donations.take_back(con, donation_id, position, today, copies)
    now.cursor += 1


def take_back(donation_id: int, position: int, name: str) -> None:
    today = ui.today()
    with ui.saving(f"One copy taken back: {name}.") as con:
        donations.take_back(con, donation_id, position, today)


def change(donation_id: int, position: int, key: str) -> None:
    """One copy of a line is in another condition, or can't be sent."""
    today, wanted = ui.today(), form.typed(key, "as", "why")
    new, why = wanted["as"], wanted["why"]
    with ui.saving("One copy changed.") as con:
        if new == ASIDE and not why:
            raise Invalid("Say why it is set aside.", f"{key}_why")
        if new == ASIDE:
            donations.change(con, donation_id, position, today, set_aside=why)
        else:
            donations.change(con, donation_id, position, today, condition=new, set_aside="")


# ---- what is not in the catalogue ---------------------------------------------------------------


def ask(donation_id: int) -> None:
    now = desk()
    now.asking, now.alike = donation_id, []


def scan_on() -> None:
    now = desk()
    now.asking = None
    now.cursor += 1


@form.callback
def name_it(donation_id: int, position: int, number: str, at: str, none_of_these: bool = False) -> str:
    """The title of an unknown book, as typed; if one much like it is on the list, that is asked first."""
    now, today, values = desk(), ui.today(), form.typed(at, *FIELDS)
    with form.once(at) as con:
        if values["name"] and isbn.is_meant(values["name"]):
            raise Invalid("That is an ISBN. Write the title; to scan on, press Scan on.", "name")
        if not none_of_these and values["name"]:
            near = titles.near(con, values["name"], values["author"])
            now.alike = [other for other in near if not (number and other.isbn)]  # two ISBNs are two editions
            if now.alike:
                raise Invalid(IS_IT, "name")
        found = donations.name_it(con, donation_id, position, today, **values)
    return _named(now, f"{found.label}: {found.on_hand} on hand.")


@form.callback
def is_this(donation_id: int, position: int, title_id: int, at: str) -> str:
    """The unknown book is a title on the list."""
    now, today = desk(), ui.today()
    with form.once(at) as con:
        found = donations.name_it(con, donation_id, position, today, title_id=title_id)
    return _named(now, f"{found.label}: {found.on_hand} on hand.")


@form.callback
def ask_aside(donation_id: int, position: int, copies: int, at: str) -> str:
    """Nobody can say what it is, or it can't be sent: all its copies are set aside."""
    now, today, why = desk(), ui.today(), form.typed(at, "why")["why"]
    with form.once(at) as con:
        if not why:
            raise Invalid("Choose why it is set aside.", f"{at}_why")
        donations.change(con, donation_id, position, today, copies, set_aside=why)
    return _named(now, "Set aside.")


def _named(now: Desk, said: str) -> str:
    now.alike = []
    return said


# ---- the end ------------------------------------------------------------------------------------


def close(donation_id: int) -> None:
    now, today = desk(), ui.today()
    with ui.saving("Closed. Print the receipt and the thanks.") as con:
        donations.close(con, donation_id, today, another_box=donation_id in now.others)
    now.asking = None


def another(donation_id: int) -> None:
    desk().others.add(donation_id)


def reopen(donation_id: int) -> None:
    with ui.saving("Open again: scan on.") as con:
        donations.reopen(con, donation_id)
    desk().cursor += 1


def thanked(donation_id: int) -> None:
    today = ui.today()
    with ui.saving("Thanked.") as con:
        donations.thanked(con, donation_id, today)


def void(donation_id: int, key: str = "", reason: str = "") -> None:
    today, why = ui.today(), reason or ui.fields(key)[key] or ""
    with ui.saving("Voided: its copies are out of stock again.") as con:
        donations.void(con, donation_id, why, today)


def edit(donation: donations.Donation, prefix: str) -> None:
    """Who gave it, when and how, put right."""
    today, typed = ui.today(), form.typed(prefix, "on", "way", "note")
    chosen = box.chosen(f"{prefix}_donor", start_of(donation))
    with ui.saving("Saved.") as con:
        on = dates.read(typed["on"], today, "donated_on")
        gave = giver(con, chosen, today)
        donations.edit(con, donation.id, today, supporter_id=gave, donated_on=on, way=typed["way"], note=typed["note"])

"""What a form brings besides its ticks: what the prison said, a new address, a note; all of it is taken back with the form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.finding import reader_finder
from bfp.readers import readers
from bfp.readers.readers import Reader

MOVED = "new address on a form"
STOPPED = "censored"  # only what the prison stopped has a reason
# "2: Denied": words about one line. A time of day ("10:30") has no space behind its colon.
_LINE = re.compile(r"[ \t]*(\d{1,3})[ \t]*:(?:[ \t]+|$)(.*)")


@dataclass(frozen=True)
class Besides:
    """What was typed besides the ticks. None: nothing was said of it, and on a correction the first entry's words stay."""

    stated: Mapping[int, str] | None = None  # what the prison said, by the line of the form
    facility_id: int | None = None  # where the reader is now
    number: str = ""  # the reader's number there, if it is another
    note: str | None = None


TICKS_ALONE = Besides()


@dataclass(frozen=True)
class Moved:
    """Where a reader was before a form said otherwise, so that it can be taken back."""

    before: Reader
    to: int

    @property
    def sentence(self) -> str:
        who, here = self.before.initials, self.to == self.before.facility_id
        return f"address of {who} corrected" if here else f"{who} moved from {self.before.facility}"


def read_stated(text: str, answers: Mapping[int, str], count: int) -> dict[int, str]:
    """What the prison said, word for word, by line: for every line that it stopped, but for words after "2:".

    What follows "2:" up to the next such number is about line 2 alone. Raises Invalid for a line that the form has not
    or that is not ticked as stopped, and for words where nothing is.
    """
    said: dict[int | None, list[str]] = {None: []}
    about = None  # no line alone
    for line in text.strip().splitlines():
        numbered = _LINE.fullmatch(line)
        about = int(numbered[1]) if numbered else about
        said.setdefault(about, []).append(numbered[2] if numbered else line)
    for_all = "\n".join(said[None]).strip()
    words = {line: "\n".join(parts).strip() for line, parts in said.items() if line is not None}
    stopped = [position for position, answer in answers.items() if answer == STOPPED]
    for position in words:
        if not 1 <= position <= count:
            raise Invalid(f"There is no line {position}: this form has {count}.", "stated_reason")
        if position not in stopped:
            told = f"Line {position} is not ticked as stopped by the prison. Tick it, or take its words out."
            raise Invalid(told, "stated_reason")
    if for_all and not set(stopped) - set(words):
        left = "every such line has words of its own" if stopped else "nothing is"
        told = f"What the prison said is kept with the lines ticked as stopped, and {left}."
        raise Invalid(f"{told} Tick the line, or write the words as the note.", "stated_reason")
    found = {position: words.get(position) or for_all for position in stopped}
    return {position: said for position, said in found.items() if said}


def written_stated(stated: Mapping[int, str], answers: Mapping[int, str]) -> str:
    """The same as it would be typed: once for all lines that were stopped, or line by line."""
    stopped = {position for position, answer in answers.items() if answer == STOPPED}
    if stated and len(set(stated.values())) == 1 and set(stated) == stopped:
        return next(iter(stated.values()))
    return "\n".join(f"{position}: {words}" for position, words in sorted(stated.items()))


def stated(con: Connection, umf_id: int) -> dict[int, str]:
    """What the prison said, as a form that was entered tells, by its lines."""
    sql = """
        select umf_item.position, outcome_event.stated_reason
        from umf_item
        join outcome_event on outcome_event.umf_id = umf_item.umf_id and outcome_event.item_id = umf_item.item_id
        where umf_item.umf_id = $id and outcome_event.voided_on is null and outcome_event.stated_reason <> ''
        order by umf_item.position
    """
    return {row["position"]: row["stated_reason"] for row in db.rows(con, sql, id=umf_id)}


def move(con: Connection, reader_id: int, besides: Besides, today: date) -> Moved | None:
    """The reader is where the form says, as with a new address in a letter; None if that is on file already."""
    new = reader_finder.number_key(besides.number)
    if besides.facility_id is None and not new:
        return None
    before = readers.get(con, reader_id)
    to = before.facility_id if besides.facility_id is None else besides.facility_id
    number = new or before.number
    taken = readers.same_number(con, number, to) if number else None
    if taken not in (None, before.id):
        other = readers.get(con, taken)
        raise Invalid(
            f"In that system the number {other.number} is {other.name}'s. Write the number that {before.name} has there; if the "
            "two are one person, save the form without the new address and merge the records on the page Readers.",
            "new_number",
        )
    if besides.facility_id is not None:
        readers.move(con, before.id, to, today, MOVED, new)
        readers.address_corrected(con, before.id, MOVED)  # also where it is the address on file: the reader writes from there
    if new:
        readers.edit(con, before.id, MOVED, number=new)
    return None if readers.get(con, before.id) == before else Moved(before, to)


def move_back(con: Connection, moved: Moved, on: date) -> None:
    """Put the reader's record back as it was, unless somebody has changed it since."""
    was, now = moved.before, readers.get(con, moved.before.id)
    if now.facility_id != moved.to or now.status != "active":
        return
    if was.facility_id != moved.to:
        now = readers.move(con, was.id, was.facility_id, on, "undone", was.number or "")
    known = ("number", "status", "checked_on")
    changed = {name: getattr(was, name) for name in known if getattr(was, name) != getattr(now, name)}
    if changed:
        readers.edit(con, was.id, "undone", **changed)
    if was.bad_address_on:
        readers.mark_bad_address(con, was.id, was.bad_address_on, "undone")

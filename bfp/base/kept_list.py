"""Lists that somebody must check: each row with its source, and who of the program compared it with that, on which day.

One rule for all of them. A row is *checked* once a person, whose name is kept, has compared it with a source that is
named. What is added is to be checked, unless whoever adds it says at once that they compared it. A correction is a new
row, to be checked again: the old one is voided with the reason and stays on file, since letters and appeals went by it.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Self, TypeVar

from bfp.base import dates, db, history, measures
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What every row of such a list has."""

    id: int
    source: str
    checked_on: date | None = None
    checked_by: str = ""
    voided_on: date | None = None
    void_reason: str = ""

    @classmethod
    def of_row(cls, row: dict[str, Any], **more: Any) -> Self:
        """From a row of the database; columns that the class does not know are left out."""
        names = {field.name for field in dataclasses.fields(cls)} & set(row)
        return cls(**{name: row[name] for name in names}, **more)

    @property
    def checked(self) -> bool:
        return self.checked_on is not None

    @property
    def status(self) -> str:
        """Whether somebody of the program has checked it: "checked 3 Mar 2026 by Ada"."""
        if self.voided_on is not None:
            return f"voided: {self.void_reason}"
        by = f" by {self.checked_by}" if self.checked_by else ""
        return f"checked {dates.written(self.checked_on)}{by}" if self.checked else "to be checked"


# ---- fields and how they are read ---------------------------------------------------------------


def as_it_is(value: Any, _: "Field") -> Any:
    return value


def line(value: str | None, field: "Field") -> str:
    """A line without stray spaces."""
    return _short_enough(" ".join((value or "").split()), field)


def lines(value: str | None, field: "Field") -> str:
    """Lines or paragraphs without stray spaces, none of them empty."""
    kept = (" ".join(one.split()) for one in (value or "").splitlines())
    return _short_enough("\n".join(one for one in kept if one), field)


def number(value: Any, field: "Field") -> int | None:
    """A whole number within its limits, as it was typed or as it is; nothing typed is not known."""
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if not (text.isdecimal() and len(text) < 6):
        raise Invalid(f"{field.word}: write a number, not {text!r}.", field.name)
    if not field.least <= int(text) <= field.most:
        raise Invalid(f"{field.word}: a number between {field.least} and {field.most}.", field.name)
    return int(text)


def dollars(value: Any, field: "Field") -> int | None:
    """Cents, from dollars as they were typed."""
    cents = measures.read_dollars(value, field.name) if isinstance(value, str) else value
    if cents is not None and not field.least <= cents <= field.most:
        least, most = (measures.written_dollars(limit) for limit in (field.least, field.most))
        raise Invalid(f"{field.word}: between {least} and {most}.", field.name)
    return cents


def choice(value: str | None, field: "Field") -> str | None:
    if value is not None and value not in field.choices:
        raise Invalid(f"{field.word} is one of: {', '.join(field.choices)}.", field.name)
    return value


@dataclass(frozen=True)
class Field:
    """One field: what a sentence calls it, how it is read, its limits, and the sentence that asks for it."""

    name: str
    word: str = ""
    read: Callable[[Any, "Field"], Any] = line
    usual: Any = ""  # what stands where nothing is said
    ask: str = ""  # without it the field may be left empty
    least: int = 1  # of a number, or of cents
    most: int = 4000  # of a number or of cents; of a text its signs
    choices: tuple[str, ...] = ()

    def value(self, given: Any) -> Any:
        """As it is kept; raises Invalid with the name of the field."""
        found = self.read(given, self)
        if found in (None, "") and self.ask:
            raise Invalid(self.ask, self.name)
        return self.usual if found in (None, "") else found


def _short_enough(text: str, field: Field) -> str:
    if len(text) > field.most:
        name = field.word or field.name
        raise Invalid(f"The {name} has {len(text):,} signs, and at most {field.most:,} are kept.", field.name)
    return text


# ---- lists --------------------------------------------------------------------------------------


T = TypeVar("T", bound=Kept)


@dataclass(frozen=True)
class KeptList(Generic[T]):
    """One list: its table and what a sentence calls a row of it, its fields, and what only this list knows."""

    table: str
    noun: str
    fields: tuple[Field, ...]
    sql: str  # its rows, in their order; $id: one of them, or null
    made: Callable[[dict[str, Any]], T]
    # The entry as it is kept; raises Invalid for what no field can see by itself, Conflict for a twin that is in use.
    fitted: Callable[[Connection, dict[str, Any]], dict[str, Any]]
    order: Callable[[T], Any] = lambda _: 0  # where SQL can't say it

    def get(self, con: Connection, number: int) -> T:
        """The row with this number, voided or not: letters and appeals may have gone by it."""
        found = db.row(con, self.sql, id=number)
        if found is None:
            raise NotFound(f"There is no {self.noun} number {number}.")
        return self.made(found)

    def listing(self, con: Connection, voided: bool = False) -> list[T]:
        """The rows in use; the voided ones after them, if asked for."""
        found = [self.made(row) for row in db.rows(con, self.sql, id=None)]
        kept = [one for one in found if voided or one.voided_on is None]
        return sorted(kept, key=lambda one: (one.voided_on is not None, self.order(one)))

    def unchecked(self, con: Connection) -> list[T]:
        """Those in use that nobody of the program has checked yet."""
        return [one for one in self.listing(con) if not one.checked]

    def add(self, con: Connection, *, checked_on: date | None = None, **given: Any) -> int:
        """Put a row on the list, to be checked; `checked_on`: whoever adds it compared it with its source that day."""
        entry = self._read(given)
        added = self._insert(con, self.fitted(con, entry))
        if checked_on is not None:
            self.confirm(con, added, entry["source"], checked_on)
        return added

    def correct(self, con: Connection, number: int, why: str, on: date, **changes: Any) -> int:
        """Put a row right by a new one, to be checked again; the old one is voided with the reason and stays on file."""
        before, why = self.in_use(con, number), " ".join(why.split())
        if not why:
            raise Invalid("Say what was wrong.", "why")
        was = self._entry(before)
        entry = self._read(was | changes)
        if entry == was:
            raise Invalid("Nothing was changed. Change what is wrong, or mark it as checked.", "why")
        history.void(con, self.table, number, f"corrected: {why}", on, noun=self.noun)
        return self._insert(con, self.fitted(con, entry), f"corrects {self.noun} {number}: {why}")

    def confirm(self, con: Connection, number: int, source: str, on: date) -> None:
        """Keep that the person who saves has compared a row with a source, with which and on which day."""
        before, source = self.in_use(con, number), " ".join(source.split())
        if not source:
            raise Invalid("Say what it was compared with: the document or page, and its day.", "source")
        if not con.by:
            raise Invalid("Write your name first: it is kept who checked it.", "volunteer")
        self._change(con, before, {"source": source, "checked_on": on, "checked_by": con.by})

    def void(self, con: Connection, number: int, reason: str, on: date) -> None:
        """Take a row out of use; it stays on file with the reason, and what went by it keeps it."""
        history.void(con, self.table, number, reason, on, noun=self.noun)

    def restore(self, con: Connection, number: int) -> None:
        """Put a voided row back into use, as it was; raises Conflict if another has taken its place."""
        before = self.get(con, number)
        if before.voided_on is None:
            raise Conflict(f"This {self.noun} is in use already.")
        self.fitted(con, self._entry(before))
        self._change(con, before, {"voided_on": None, "void_reason": ""})

    def in_use(self, con: Connection, number: int) -> T:
        """The row with this number; raises Conflict if it was voided."""
        found = self.get(con, number)
        if found.voided_on is not None:
            raise Conflict(f"This {self.noun} was voided already.")
        return found

    def _entry(self, row: T) -> dict[str, Any]:
        return {field.name: getattr(row, field.name) for field in self.fields}

    def _read(self, given: dict[str, Any]) -> dict[str, Any]:
        unknown = set(given) - {field.name for field in self.fields}
        if unknown:
            raise TypeError(f"a {self.noun} has no {', '.join(sorted(unknown))}")
        return {field.name: field.value(given.get(field.name, field.usual)) for field in self.fields}

    def _insert(self, con: Connection, entry: dict[str, Any], reason: str = "") -> int:
        number = db.add(con, self.table, entry)
        told = {name: (None, value) for name, value in entry.items() if value not in (None, "")}
        history.record(con, self.table, number, "added", told, reason)
        return number

    def _change(self, con: Connection, before: T, after: dict[str, Any]) -> None:
        db.change(con, self.table, before.id, after)
        was = {name: getattr(before, name) for name in after}
        history.record(con, self.table, before.id, "changed", history.differences(was, after))

"""Bringing rows in from a file: what each row would do is planned and shown, then saved whole; a reject keeps line and reason.

A room that can be brought in has a `Kind`: its columns, a plan, and how that is saved. The rest is the same for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.tables import sheets
from bfp.base.tables.columns import people, recognise
from bfp.base.tables.sheets import Manner, Sheet
from bfp.base.words import number_of

WHAT = ("rejected", "changed", "new", "unchanged")  # what needs reading first
_GIVEN = "State of the list"
Progress = Callable[[int, int], None]


@dataclass
class Row:
    """One row of a file, and what importing it would do; each kind adds what it reads."""

    SHOWN: ClassVar[tuple[str, ...]] = ("name",)  # what a person sees of a row, in this order
    number: int  # as a spreadsheet counts rows
    raw: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)  # only what the file says
    notes: list[str] = field(default_factory=list)
    what: str = ""  # new, changed, unchanged, rejected
    why: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def shown(self) -> tuple[Any, ...]:
        """The values of SHOWN."""
        return tuple(getattr(self, name, self.values.get(name, "")) for name in self.SHOWN)

    def reject(self, why: str) -> Self:
        self.what, self.why = "rejected", why
        return self


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Result:
    """What an import did."""

    new: int
    changed: int
    unchanged: int
    rejected: pd.DataFrame


@dataclass(frozen=True)
class Plan(Generic[AnyRow]):
    """What an import would do, row by row; of whose list, as of which day (of a kind that has lists)."""

    rows: list[AnyRow]
    sheet: Sheet
    source: str = ""
    on: date = date.min

    def of(self, *what: str) -> list[AnyRow]:
        return [row for row in self.rows if row.what in what]

    def count(self, what: str) -> int:
        return len(self.of(what)) + (len(self.sheet.broken) if what == "rejected" else 0)

    def table(self) -> pd.DataFrame:
        """Row, what, the columns that this kind shows, why: for people to read, what needs reading first."""
        names = self.rows[0].SHOWN if self.rows else Row.SHOWN
        blank = [type(value)() for value in self.rows[0].shown()[1:]] if self.rows else []
        said = [(row.number, row.what, *row.shown(), row.why) for row in self.rows]
        said += [(lost.row, "rejected", lost.text[:60], *blank, lost.reason) for lost in self.sheet.broken.itertuples()]
        said.sort(key=lambda one: (WHAT.index(one[1]), one[1] == "new" and not one[-1], one[0]))
        return pd.DataFrame(said, columns=["row", "what", *names, "why"])

    def rejected(self) -> pd.DataFrame:
        """The rows that are not taken, as they stood in the file, with the reason in a last column."""
        columns = self.sheet.columns
        why = sheets.OURS[1] if sheets.OURS[1] not in columns else sheets.OTHERWISE
        lost = [{**row.raw, "row": row.number, why: row.why} for row in self.of("rejected")]
        broken = [{columns[0]: row.text, "row": row.row, why: row.reason} for row in self.sheet.broken.itertuples()]
        return pd.DataFrame([*lost, *broken], columns=[*columns, "row", why]).fillna("")

    def result(self) -> Result:
        """What was done, once it is saved."""
        return Result(self.count("new"), self.count("changed"), self.count("unchanged"), self.rejected())


@dataclass(frozen=True)
class Wish:
    """How a file is to be taken: which column is what, as of which day, whose list and file it is, what else its kind asks."""

    columns: tuple[tuple[str, str | None], ...]
    on: date
    source: str = ""
    file: str = ""
    answers: tuple[tuple[str, Any], ...] = ()

    def answer(self, name: str, otherwise: Any = None) -> Any:
        return dict(self.answers).get(name, otherwise)


@dataclass(frozen=True)
class Kind:
    """Something that can be brought in, with the words that the first line of a file may use for its columns."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    # A plan is a Plan, or what says count, table, rejected and result as it does; each kind saves its own.
    plan: Callable[[Connection, Sheet, Wish, Progress | None], Any]
    save: Callable[[Connection, Any, date], Result]
    # What a value must be for its column to be taken for a field, where not anything will do.
    understands: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    lacks: Callable[[Any], list[str]] = lambda plan: []  # what a person should miss before it is saved

    @property
    def word(self) -> str:
        """As the command line calls it."""
        return self.name.split()[0].lower()

    @property
    def words(self) -> frozenset[str]:
        """Every word that is the name of one of its columns: a line of them is a header."""
        return frozenset(word for names in self.columns.values() for word in names)

    def recognised(self, sheet: Sheet) -> dict[str, str | None]:
        """Which column of the file each field is in: by its name, and by what stands in it."""

        def understood(field: str, column: str) -> bool:
            read, values = self.understands.get(field), sheet.values(column, 200)
            return read is None or not values or any(map(read, values))

        found = recognise(sheet.columns, self.columns, understood)
        # What is needed is taken by its name alone: each row then says what is wrong with it.
        named = recognise([column for column in sheet.columns if column not in found.values()], self.columns)
        return {name: column or (named[name] if name in self.needed else None) for name, column in found.items()}


@dataclass(frozen=True)
class Told:
    """What a person says of a file beforehand: how it is read, which column is which field, whose state all of it is."""

    manner: Manner = field(default_factory=Manner)
    columns: Mapping[str, str] = field(default_factory=dict)
    state: str = ""


def import_file(
    con: Connection,
    kind: Kind,
    path: Path,
    today: date,
    progress: Progress | None = None,
    told: Told | None = None,
    dry_run: bool = False,
) -> Result:
    """Take in a file, its columns as recognised and nothing guessed, in the caller's transaction; or only say what would be."""
    told = told or Told()
    sheet = sheets.read(Path(path).read_bytes(), kind.words, told.manner)
    columns = kind.recognised(sheet) | _named(kind, sheet, told.columns)
    if told.state and not columns.get("state"):
        if "state" not in kind.columns:
            raise Invalid(f"{kind.name} have no state.", "state")
        sheet = replace(sheet, rows=sheet.rows.assign(**{_GIVEN: told.state}), columns=[*sheet.columns, _GIVEN])
        columns["state"] = _GIVEN
    wish = Wish(tuple(columns.items()), today, Path(path).stem, Path(path).name)
    made = kind.plan(con, sheet, wish, progress)
    return made.result() if dry_run else kind.save(con, made, today)


def _named(kind: Kind, sheet: Sheet, columns: Mapping[str, str]) -> dict[str, str]:
    """Which column somebody said a field is in; raises Invalid for a field or a column that is not there."""
    for name, column in columns.items():
        if name not in kind.columns:
            raise Invalid(f"{kind.name} have no field {name}; they have {', '.join(kind.columns)}.", name)
        if column not in sheet.columns:
            raise Invalid(f"The file has no column {column}; it has {', '.join(sheet.columns)}.", name)
    return dict(columns)


def used(columns: Mapping[str, str | None], needed: tuple[str, ...], words: Mapping[str, str] | None = None) -> dict[str, str]:
    """The columns that are in the file; raises Invalid if one that is needed is not."""
    missing = [name for name in needed if not columns.get(name)]
    if missing:
        said = " and the ".join((words or {}).get(name, name) for name in missing)
        raise Invalid(f"Say which column holds the {said}.", missing[0])
    return {name: column for name, column in columns.items() if column}


def refuse_people(sheet: Sheet, perhaps: bool = False) -> None:
    """Raise Invalid for a list of people; `perhaps`: also by columns that people may have, as books have none of."""
    if said := people(sheet.columns, perhaps):
        raise Invalid(f"This looks like a list of people ({', '.join(said[:4])}). Nothing of it is taken here.", "name")


def without(rows: list[Row], values: Mapping[str, str]) -> list[str]:
    """How many of the rows that are taken come without these values, in words: {field: what it is called}."""
    taken = [row for row in rows if row.what != "rejected"]
    counts = {said: sum(1 for row in taken if row.values.get(name) in (None, "")) for name, said in values.items()}
    return [f"{number_of(count, 'row')} come{'s' * (count == 1)} without {said}" for said, count in counts.items() if count]


def read_each(sheet: Sheet, read: Callable[[dict[str, Any]], AnyRow], progress: Progress | None = None) -> list[AnyRow]:
    """Every row of the file, read; how far it is told now and then."""
    rows, total = [], len(sheet.rows)
    for at, raw in enumerate(sheet.rows.to_dict("records"), start=1):
        rows.append(read(raw))
        if progress and (at % 200 == 0 or at == total):
            progress(at, total)
    return rows


def tell(rows: list[AnyRow], noted: tuple[str, ...] = WHAT[1:]) -> None:
    """Put what was noted of the rows behind why they do what they do."""
    for row in rows:
        row.why = "; ".join(part for part in (row.why, *(row.notes if row.what in noted else ())) if part)


def keep_replaced(con: Connection, entity: str, entity_id: int, changes: dict[str, tuple[Any, Any]]) -> None:
    """Remember what stood there before a person changed it; `changes` as the history has them."""
    sql = "insert into replaced_by_hand values ($entity, $entity_id, $field, $stood) on conflict do nothing"
    for name, (before, _after) in changes.items():
        if before not in ("", None):
            con.execute(sql, {"entity": entity, "entity_id": entity_id, "field": name, "stood": str(before)})


def replaced(con: Connection, entity: str) -> set[tuple[int, str, str]]:
    """Everything that was replaced by hand in such things: (number, field, what stood there)."""
    sql = "select entity_id, field, stood from replaced_by_hand where entity = $entity"
    return {tuple(row.values()) for row in db.rows(con, sql, entity=entity)}

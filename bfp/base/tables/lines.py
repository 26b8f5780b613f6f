"""The lines of a file as rows of cells, by DuckDB where they are plain; the few that are not are looked at one by one.

A quote that opens and never closes costs its own line: reading goes on at the next.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.errors import Invalid

NEVER_CLOSED = "a quote is opened in this line and never closed"
MOST_LINES = 200  # a cell that goes on for longer is a quote never closed
_LONGEST = 1_000_000  # bytes of a line
_WRAP = "\x1e"  # stands for the end of a line within a cell, on its way through the file
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Body:
    """The rows of a file below its header: cells by number of column, `record` of each, and those that fit no columns."""

    cells: pd.DataFrame
    record: np.ndarray  # which of the file's rows each is, as a spreadsheet counts
    broken: list[tuple[int, str, str]]  # row, text, reason


def one(lines: Sequence[str], at: int, delimiter: str, columns: int = 0) -> tuple[list[str] | None, int]:
    """The cells of the row that begins in this line, and the line after it; None where its quote is never closed.

    A cell may go on in the next lines, if what comes of it is a whole row of so many columns.
    """
    if '"' not in lines[at]:
        return lines[at].split(delimiter), at + 1
    whole, strict = _patterns(delimiter)
    if whole.fullmatch(lines[at]):
        return _cells(lines[at], delimiter), at + 1
    joined, middle = lines[at], 0
    for after in range(at + 1, min(at + MOST_LINES, len(lines))):
        joined += f"\n{lines[after]}"
        if '"' in lines[after] and strict.fullmatch(joined):
            cells = _cells(joined, delimiter)
            fits = not columns or (len(cells) == columns and middle == 0)
            return (cells, after + 1) if fits else (None, at + 1)
        # Lines that are whole rows by themselves were not meant to be one cell.
        middle += columns > 3 and lines[after].count(delimiter) == columns - 1 and bool(strict.fullmatch(lines[after]))
    return None, at + 1


def body(text: str, delimiter: str, columns: int, before: int) -> Body:
    """All rows of a text that has no header any more; `before` rows of the file stood above it."""
    data = text.encode("utf-8", errors="replace")
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    ends = ends if data.endswith(b"\n") or not data else np.append(ends, len(data))
    lines = _Lines(data, ends)
    if len(lines) and (longest := int(np.diff(ends, prepend=-1).max())) > _LONGEST:
        raise Invalid(f"A line of the file is {longest:,} signs long: this is no list.")
    names = {f"c{at}": "varchar" for at in range(columns)}
    with TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "rows.csv"
        path.write_bytes(data)
        con = db.connect(folders=(path.parent,))
        try:
            asked = {"path": str(path), "delimiter": delimiter, "columns": columns, "pattern": _plain(delimiter, columns)}
            odd = db.rows(con, db.question("lines_not_plain"), **asked)
            mended = _mended(lines, [row["line"] for row in odd], delimiter, columns)
            if odd:
                path.write_bytes(mended.data)
            empty = not mended.data
            cells = (
                pd.DataFrame({name: pd.Series(dtype="str") for name in names})
                if empty
                else db.texts(con, db.question("cells_of_file"), path=str(path), columns=names, delimiter=delimiter)
            )
        finally:
            con.close()
    if _WRAP.encode() in mended.data:
        cells = cells.apply(lambda column: column.str.replace(_WRAP, "\n", regex=False))
    record = np.delete(np.arange(mended.records), mended.gone) + before + 1
    return Body(cells, record, [(row + before + 1, said, why) for row, said, why in mended.broken])


def written(cells: list[str], delimiter: str) -> str:
    """A row as this module reads it, whatever stands in it; not for anybody else."""
    return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)


@dataclass(frozen=True)
class _Mended:
    data: bytes  # the rows that are taken, each on a line of its own
    records: int  # how many rows there were
    gone: list[int]  # of these, what is not taken
    broken: list[tuple[int, str, str]]


def _mended(lines: "_Lines", odd: list[int], delimiter: str, columns: int) -> _Mended:
    """What is left when each line that is not plain was taken, joined with its next ones, or left out."""
    pieces, gone, broken = [], [], []
    done = joined = 0  # lines that are dealt with; of these, those that go on with the one before
    for at in odd:
        if at < done:
            continue
        pieces.append(lines.between(done, at))
        row, (cells, done_now) = at - joined, one(lines, at, delimiter, columns)
        joined, done = joined + done_now - at - 1, done_now
        if cells is None:
            gone.append(row)
            broken.append((row, lines[at], NEVER_CLOSED))
        elif not any(cell.strip() for cell in cells):
            gone.append(row)
        elif any(cell.strip() for cell in cells[columns:]):
            gone.append(row)
            reason = f"has {len(cells)} cells where the first line has {columns} {'column' if columns == 1 else 'columns'}"
            broken.append((row, delimiter.join(cells), reason))
        else:
            pieces.append(written(cells[:columns], delimiter).replace("\n", _WRAP).encode() + b"\n")
    pieces.append(lines.between(done, len(lines)))
    return _Mended(b"".join(pieces), len(lines) - joined, gone, broken)


class _Lines(Sequence[str]):
    """The lines of a file, cut out where they are asked for: most never are."""

    def __init__(self, data: bytes, ends: np.ndarray) -> None:
        self.data, self.ends = data, ends

    def __len__(self) -> int:
        return len(self.ends)

    def start(self, at: int) -> int:
        return int(self.ends[at - 1]) + 1 if at else 0

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return self.data[self.start(at) : int(self.ends[at])].decode()

    def between(self, start: int, end: int) -> bytes:
        found = self.data[self.start(start) : self.start(end)]
        return found + b"\n" if found and not found.endswith(b"\n") else found


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True), [])


@cache
def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A line whose quotes close somehow, and one whose cells are quoted as they should be."""
    sign = re.escape(delimiter)
    loose = rf'(?: *"(?:[^"]|"")*+"[^{sign}]*+|(?! *")[^{sign}]*+)'
    exact = rf'(?: *"(?:[^"]|"")*+" *|[^"{sign}]*+)'
    return re.compile(rf"{loose}(?:{sign}{loose})*+"), re.compile(rf"{exact}(?:{sign}{exact})*+")


def _plain(delimiter: str, columns: int) -> str:
    """For DuckDB: quotes as they should be, and no more cells than columns (as far as it can count)."""
    sign = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{sign}]*)'
    return rf"{cell}(?:{sign}{cell}){{0,{min(columns - 1, 900)}}}"

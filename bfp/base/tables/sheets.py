"""A file of rows as people have it, read into one table of text: found out are encoding, delimiter, header and sheet."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from bfp.base import apart, csv_writing
from bfp.base.errors import Invalid
from bfp.base.tables import encodings, lines, spreadsheets
from bfp.base.tables.columns import cell, key

DELIMITERS = ",;\t|"
OURS, OTHERWISE = ("row", "reason"), "why rejected"  # what we add to rejected rows; where the file has a reason of its own
NONE = 0  # the row of the header where there is none
MOST_COLUMNS = 500
_EACH = 10  # bytes of memory more for each byte of the file: a table of a million rows takes five
_BETWEEN = "\x1f"  # between cells on their way from the process apart: it stands in none
_ONE_COLUMN = "\x1f"  # the delimiter of a file of one column, whose cells may hold any sign
_HEAD = 40  # the header is looked for in so many rows
_VALUE = re.compile(r"[$€£]?\s*-?[\d\s.,/:()-]*\d[\d\s.,/:()%Xx-]*")  # a number, a date, an ISBN: no name of a column

_Broken = list[tuple[int, str, str]]  # row, text, reason


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, all text, numbered as a spreadsheet numbers them; `broken` fit no columns."""

    rows: pd.DataFrame  # the columns of the file, and "_row"
    broken: pd.DataFrame  # row, text, reason
    columns: list[str]
    delimiter: str
    encoding: str  # of a spreadsheet: nothing
    header: int = 1  # the row that names the columns, or NONE
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what a person should know of how it was read

    def values(self, column: str, most: int = 5) -> list[str]:
        """The first different values of a column, without words for nothing."""
        said = filter(None, map(cell, self.rows[column].head(2_000).unique()))
        return list(islice(dict.fromkeys(said), most))


@dataclass(frozen=True)
class Manner:
    """How a file is to be read, where a person says so: its encoding, the row of its header, the sheet."""

    encoding: str | None = None
    header: int | None = None
    sheet: str | None = None


def read(data: bytes, known: Collection[str] = (), manner: Manner = Manner()) -> Sheet:
    """Read a file; `known` are words for columns, by which its header is found. Invalid says what to do with anything else."""
    cells, record, broken, columns, about, notes = _apart(data, sorted(known), manner.encoding, manner.header, manner.sheet)
    split = {name: text.split(_BETWEEN) if record else [] for name, text in zip(columns, cells, strict=True)}
    rows = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in split.items()})
    rows["_row"] = np.array(record, dtype=np.int64)
    return Sheet(rows, pd.DataFrame(broken, columns=["row", "text", "reason"]), columns, *about, notes=notes)


@apart.reading("file", each=_EACH)
def _apart(
    data: bytes, known: list[str], encoding: str | None, header: int | None, sheet: str | None
) -> tuple[list[str], list[int], _Broken, list[str], tuple[str, str, int, str, tuple[str, ...]], tuple[str, ...]]:
    """The sheet as plain values: each column's cells in one text, the row of each, what fits no columns, what was found out."""
    found = _read(data, known, Manner(encoding, header, sheet))
    return (
        [_BETWEEN.join(found.rows[name].tolist()) for name in found.columns], found.rows["_row"].tolist(),
        [(int(row), text, reason) for row, text, reason in found.broken.itertuples(index=False)], found.columns,
        (found.delimiter, found.encoding, found.header, found.sheet, found.sheets), found.notes,
    )  # fmt: skip


def _read(data: bytes, known: Collection[str], manner: Manner) -> Sheet:
    sheet, encoding = "", ""
    sheets: tuple[str, ...] = ()
    if spreadsheets.is_one(data):
        text, sheet, sheets = spreadsheets.text(data, manner.sheet)
    else:
        text, encoding = encodings.decoded(data, manner.encoding)
    text = re.sub(r"\r\n?", "\n", text.translate({0x1E: " ", 0x1F: " "}))
    said = re.match(r'"?sep=(.)"?[ ,;\t]*(?:\n|$)', text)
    delimiter = "," if sheets else said[1] if said else _delimiter(text, known)
    head, starts = _head(text, delimiter, skip=bool(said))
    if not any(head):
        raise Invalid("The file is empty. Its first line should name the columns.")
    at, named = _header(head, known, manner.header)
    columns = _named(head[at]) if named else [f"column {n}" for n in range(1, max(map(len, head[at:])) + 1)]
    first = at + 1 if named else at
    body = lines.body(text[starts[first] :], delimiter, len(columns), first)
    rows = body.cells.set_axis(columns, axis=1).assign(_row=body.record)
    rows = rows[_filled(rows[columns])]
    rows, again = _without_headers(rows, columns, head[at] if named else [], head[:at])
    # A file of rejected rows, mended and brought again, still has the columns that we added to it.
    if tuple(columns[-2:]) in (OURS, (OURS[0], OTHERWISE)):
        rows, columns = rows.drop(columns=columns[-2:]), columns[:-2]
        rows[columns] = rows[columns].map(csv_writing.bare)
    notes = _notes(rows, columns if encodings.BAD in text else [], head[:at], again)
    broken = pd.DataFrame(body.broken, columns=["row", "text", "reason"])
    return Sheet(
        rows.reset_index(drop=True), broken, columns, delimiter, encoding, at + 1 if named else NONE, sheet, sheets, notes
    )


def _delimiter(text: str, known: Collection[str]) -> str:
    """The sign that stands equally often in most of the first lines; in none: the file has one column."""
    first = [line for line in text[:100_000].split("\n")[:_HEAD] if line.strip()] or [""]
    if len(first) > 1 and key(first[0]) in known:
        return _ONE_COLUMN
    whole = "\n".join(first)  # a cell may go on in the next line; where a quote is never closed, each line is for itself
    shown = [whole] if whole.count('"') % 2 == 0 else first
    bare = "\n".join(re.sub(r'"(?:[^"]|"")*+"', "", part) for part in shown).split("\n")
    best, sign = 0.0, _ONE_COLUMN
    for one in DELIMITERS:
        counts = [line.count(one) for line in bare]
        usual, lines_so = max(Counter(filter(None, counts)).items(), key=lambda found: (found[1], found[0]), default=(0, 0))
        # The first line is the header as a rule; a sign that it lacks stands within a cell.
        weight = lines_so / len(counts) * (1 if counts[0] else 0.6) + usual / 10_000
        if usual and weight > max(best, 0.35 if not counts[0] else 0):
            best, sign = weight, one
    return sign


def _head(text: str, delimiter: str, skip: bool) -> tuple[list[list[str]], list[int]]:
    """The cells of the first rows of a file, and where in the text each row begins (and the one after them)."""
    raw = text[:2_000_000].split("\n")[: _HEAD * 8]
    rows: list[list[str]] = []
    starts, at, place = [0], 0, 0
    while at < len(raw) and len(rows) < _HEAD:
        cells, after = lines.one(raw, at, delimiter)
        place += sum(map(len, raw[at:after])) + after - at
        rows.append([] if cells is None or (skip and at == 0) or not any(map(cell, cells)) else cells)
        starts.append(min(place, len(text)))
        at = after
    return rows, starts


def _header(head: list[list[str]], known: Collection[str], asked: int | None) -> tuple[int, bool]:
    """Which of the first rows names the columns, or else begins the table, and whether it names them."""
    filled = [sum(1 for text in cells if cell(text)) for cells in head]
    usual = Counter(number for number in filled if number).most_common(1)[0][0]
    begins = next(at for at, number in enumerate(filled) if number and number >= min(max(filled), max(1, 0.6 * usual)))
    if asked == NONE:
        return begins, False
    if asked is not None:
        if not 1 <= asked <= len(head) or not filled[asked - 1]:
            raise Invalid(f"Row {asked} of the file names no columns. Say which row does, or that there is none.", "header")
        return asked - 1, True
    words = [len({key(text) for text in cells} & set(known)) for cells in head]
    most = max(words)
    if most >= 2:
        return words.index(most), True
    first = next(at for at, number in enumerate(filled) if number)
    if words[first]:
        return first, True
    values = any(_VALUE.fullmatch(text.strip()) for text in head[begins] if len(text.strip()) > 3)
    return begins, not (known and values)


def _named(cells: list[str]) -> list[str]:
    if len(cells) > MOST_COLUMNS:
        raise Invalid(f"The first line names {len(cells):,} columns; at most {MOST_COLUMNS} are read. Leave out the rest.")
    columns: list[str] = []
    for at, text in enumerate(cells, start=1):
        name = cell(text.lstrip("\ufeff")) or f"column {at}"
        times = 2
        while name in columns:
            name = f"{name.removesuffix(f' {times - 1}')} {times}"
            times += 1
        columns.append("column _row" if name == "_row" else name)
    return columns


def _filled(cells: pd.DataFrame) -> np.ndarray:
    """The rows in which something stands."""
    empty = np.ones(len(cells), dtype=bool)
    for name in cells.columns:
        if not empty.any():
            break
        empty[empty] = cells.loc[empty, name].str.strip().eq("").to_numpy()
    return ~empty


def _without_headers(
    rows: pd.DataFrame, columns: list[str], header: list[str], above: list[list[str]]
) -> tuple[pd.DataFrame, list[int]]:
    """The rows without the header where it stands again, and what stood above it there as above the first; which rows."""
    asked = [(name, text.strip()) for name, text in zip(columns, header, strict=False) if text.strip()]
    same = np.full(len(rows), bool(asked))
    for name, text in asked:
        if not same.any():
            return rows, []
        same[same] = rows.loc[same, name].str.strip().eq(text).to_numpy()
    if not same.any():
        return rows, []
    begun = {cells[0].strip() for cells in above if cells and cells[0].strip()}
    if begun:
        short = rows[columns[2:]].eq("").all(axis=1).to_numpy()
        same |= rows[columns[0]].str.strip().isin(begun).to_numpy() & short
    return rows[~same], rows.loc[same, "_row"].tolist()


def _notes(rows: pd.DataFrame, columns: list[str], above: list[list[str]], again: list[int]) -> tuple[str, ...]:
    notes = []
    stood = ["; ".join(filter(None, map(cell, cells))) for cells in above if any(map(cell, cells))]
    if stood:
        notes.append(f"Left out, above the table: {' / '.join(stood)[:200]}")
    if again:
        notes.append(f"Left out, the header again: {_told(again)}")
    bad = np.zeros(len(rows), dtype=bool)
    for name in columns:
        bad |= rows[name].str.contains(encodings.BAD, regex=False).to_numpy(dtype=bool)
    if bad.any():
        notes.append(f"Letters that can't be read, shown as {encodings.BAD}: {_told(rows.loc[bad, '_row'].tolist())}")
    return tuple(notes)


def _told(rows: list[int]) -> str:
    more = f" and {len(rows) - 10:,} more" if len(rows) > 10 else ""
    return f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:10]))}{more}"

"""A CSV file as people have it: whatever encoding, whatever delimiter, columns by any of their names."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from bfp.base import csv_writing
from bfp.base.errors import Invalid

DELIMITERS = ",;\t|"
MOST_ROWS = 200_000
OURS, OTHERWISE = ("row", "reason"), "why rejected"  # what we add to rejected rows; where the file has a reason of its own
csv.field_size_limit(10_000_000)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, all text, numbered as a spreadsheet numbers them; `broken` fit no columns."""

    rows: pd.DataFrame  # the columns of the file, and "_row"
    broken: pd.DataFrame  # row, text, reason
    columns: list[str]
    delimiter: str
    encoding: str


def read(data: bytes) -> Sheet:
    """Read a CSV; raises Invalid with what to do where it is something else."""
    text, encoding = _decoded(data)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, broken, columns, row = [], [], None, 0
    try:
        for row, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _named(cells)
                continue
            extra = cells[len(columns) :]
            if any(cell.strip() for cell in extra):
                reason = f"has {len(cells)} cells where the first line has {len(columns)} columns"
                broken.append({"row": row, "text": delimiter.join(cells), "reason": reason})
                continue
            filled = cells[: len(columns)] + [""] * (len(columns) - len(cells))
            records.append([*filled, row])
            if len(records) > MOST_ROWS:
                raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it and import the parts.")
    except csv.Error as error:
        raise Invalid(f"Row {row + 1} of the file can't be read as CSV ({error}).") from error
    if columns is None:
        raise Invalid("The file is empty. Its first line should name the columns.")
    if len(columns) == 1:
        raise Invalid("The file has a single column. Save it as CSV, with a comma between the cells.")
    # A file of rejected rows, mended and brought again, still has the columns that we added to it.
    rows = pd.DataFrame(records, columns=[*columns, "_row"])
    if tuple(columns[-2:]) in (OURS, (OURS[0], OTHERWISE)):
        rows, columns = rows.drop(columns=columns[-2:]), columns[:-2]
        rows[columns] = rows[columns].map(csv_writing.bare)
    return Sheet(rows, pd.DataFrame(broken, columns=["row", "text", "reason"]), columns, delimiter, encoding)


def recognise(columns: list[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str | None]:
    """Which column of the file each field is in, by the words its header may use; None where it is in none.

    Fields are asked in their order, and a column serves one field only.
    """
    left = {column: _key(column) for column in columns}
    found: dict[str, str | None] = {}
    for exact in (True, False):
        for field, names in wanted.items():
            if found.get(field):
                continue
            fitting = (column for name in names for column, key in left.items() if (key == name if exact else _holds(key, name)))
            found[field] = column = next(fitting, None)
            if column:
                del left[column]
    return {field: found[field] for field in wanted}


def cell(text: str) -> str:
    """A cell on one line, without odd spaces; nothing where it says N/A or the like."""
    text = " ".join(re.sub(r"[\u200b\u200c\u200d\ufeff\xa0]", " ", text).split())
    return "" if text.lower() in ("n/a", "na", "nan", "none", "null", "-", "--", "?", "unknown", "tbd") else text


def _key(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", column.lower()).strip()


def _holds(key: str, name: str) -> bool:
    return f" {name} " in f" {key} " and len(key.split()) <= len(name.split()) + 2


def _named(cells: list[str]) -> list[str]:
    columns: list[str] = []
    for at, text in enumerate(cells, start=1):
        name = cell(text.lstrip("\ufeff")) or f"column {at}"
        times = 2
        while name in columns:
            name = f"{name.removesuffix(f' {times - 1}')} {times}"
            times += 1
        columns.append("column _row" if name == "_row" else name)
    return columns


def _decoded(data: bytes) -> tuple[str, str]:
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Invalid("This is a spreadsheet file. Open it, choose “Save as” and CSV, and import that.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), "utf-16"
    if b"\0" in data[:10_000]:
        raise Invalid("This is no text file. Save the list as CSV and import that.")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: (head.count(sign), -DELIMITERS.index(sign)))

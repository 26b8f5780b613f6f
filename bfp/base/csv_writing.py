"""CSV that leaves the program: a spreadsheet opens it rightly, and takes no cell for a formula. The one door for all of it."""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from defusedcsv import csv

# The library guards = + - @ | %. A spreadsheet also looks behind what it does not show, and knows the wide signs of East Asia.
_ALSO = re.compile(r"[\t\r\n＝＋－＠]")
_GUARD = re.compile(r"'([=+\-@%\t\r\n＝＋－＠]|\\\|)")


def text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV; what would be a formula has an apostrophe before it, numbers stay numbers."""
    made = io.StringIO()
    # With \n alone as the end of a line a \r in a cell is not quoted, and begins a new line where =1+1 is a formula.
    csv.writer(made, lineterminator="\r\n").writerows([_guarded(cell) for cell in row] for row in rows)
    return made.getvalue()


def table(shown: pd.DataFrame) -> bytes:
    """A table with its names above, in the encoding that every spreadsheet knows by its mark."""
    columns = [_cells(shown.iloc[:, at]) for at in range(shown.shape[1])]  # by place: two columns may have one name
    return text([shown.columns, *zip(*columns, strict=True)]).encode("utf-8-sig")


def save(shown: pd.DataFrame, path: Path) -> None:
    """A table as a file; raises OSError where none can be written."""
    path.write_bytes(table(shown))


def bare(cell: str) -> str:
    """A cell of ours as it was before it was guarded: what is put right and brought again says what it said."""
    return cell[1:].replace("\\|", "|") if _GUARD.match(cell) else cell


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and _ALSO.match(cell) else cell


def _cells(column: pd.Series) -> list[Any]:
    """Days without a time, nothing where nothing is known."""
    if column.dtype.kind == "M":
        days = column.dropna()
        column = column.dt.strftime("%Y-%m-%d" if (days == days.dt.normalize()).all() else "%Y-%m-%d %H:%M:%S")
    return column.astype(object).where(column.notna(), "").tolist()

"""The sheets of a spreadsheet file (xlsx, xls, ods), as text."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from bfp.base import apart
from bfp.base.errors import Invalid
from bfp.base.tables import lines

_BEGIN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def is_one(data: bytes) -> bool:
    """Whether these are the bytes of a spreadsheet file, not of text."""
    return data.startswith(_BEGIN)


@apart.reading("file")
def text(data: bytes, sheet: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """One sheet as CSV, the first that has rows if none is named; which it is, and all that there are."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = tuple(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise Invalid(f"The file has no sheet {sheet}; it has {', '.join(names)}.", "sheet")
        for name in (sheet,) if sheet else names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows:
                break
        else:
            raise Invalid("The file is empty. Its first line should name the columns.")
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("This file can’t be read as a spreadsheet. Open it, choose “Save as” and CSV, and import that.") from error
    return "\n".join(lines.written([_said(cell) for cell in row], ",") for row in rows), name, names


def _said(cell: Any) -> str:
    """A cell as its sheet shows it: days without a time, whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return str(cell.date()) if cell.time() == time() else str(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell) if isinstance(cell, (date, time, timedelta, int, float)) else str(cell or "")

"""The columns of somebody's table, by any name they may have, and what stands in a cell of them."""

import re
from collections.abc import Mapping


def recognise(columns: list[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str | None]:
    """Which column of the file each field is in, by the words its header may use; None where it is in none.

    Fields are asked in their order, and a column serves one field only.
    """
    left = {column: key(column) for column in columns}
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


def key(column: str) -> str:
    """The words of a header, whatever its case and signs."""
    return re.sub(r"[^a-z0-9]+", " ", column.lower()).strip()


def _holds(key: str, name: str) -> bool:
    return f" {name} " in f" {key} " and len(key.split()) <= len(name.split()) + 2

"""The columns of somebody's table, by any name they may have, and what stands in a cell of them."""

import html
import re
from collections.abc import Callable, Mapping, Sequence

_NOTHING = frozenset((
    "", "n/a", "na", "n.a", "nan", "none", "null", "nil", "-", "--", "—", "–", "?", "unknown", "unk", "tbd", "-999", "-9999",
    "-99", "not available", "not applicable", "not listed", "none listed", "not provided", "not given", "not known", "no data",
    "blank", "none given", "unspecified",
))  # fmt: skip
# Words that say too little to be found within a longer name: "Read Count" is no count of copies.
_ALONE = frozenset((
    "count", "cover", "shelf", "description", "value", "stock", "by", "bin", "par",
    "min", "book", "class", "status", "action", "owned", "result", "at",
))  # fmt: skip
# A column with such a word holds what a computer calls the thing, unless that is what is looked for.
_LOSES = frozenset((
    "id", "ids", "uuid", "guid", "code", "codes", "number", "num", "no",
    "nr", "count", "counts", "index", "key", "rating", "rank", "sort", "position",
    "positions",
))  # fmt: skip
_PEOPLE = frozenset((
    "first name", "last name", "surname", "given name", "family name", "doc", "doc number", "doc no", "dob", "date of birth",
    "inmate", "inmate name", "inmate number", "inmate id", "inmate no", "prisoner", "prisoner name", "prisoner number",
    "offender", "offender number", "booking number", "reader", "recipient", "release date",
))  # fmt: skip
_PERHAPS = frozenset((
    "email", "e mail", "email address", "amount", "donor", "phone", "telephone", "facility", "facility name", "institution",
    "prison", "unit", "housing unit", "cell", "address", "street",
))  # fmt: skip
_BOOKS = frozenset((
    "title", "titles", "book", "books", "isbn", "isbn13", "isbn10", "publication", "author",
    "authors",
))  # fmt: skip


def recognise(
    columns: Sequence[str],
    wanted: Mapping[str, tuple[str, ...]],
    understood: Callable[[str, str], bool] = lambda field, column: True,
) -> dict[str, str | None]:
    """Which column of the file each field is in, by the words its header may use; None where it is in none.

    The closest name wins, then the field that is asked first; a column serves one field only, and only one whose
    values are `understood` by it.
    """
    near = []
    for at, (field, names) in enumerate(wanted.items()):
        for place, name in enumerate(names):
            for column in columns:
                distance = _distance(key(column), name)
                if distance is not None:
                    near.append((distance, at, place, columns.index(column), field, column))
    found: dict[str, str | None] = dict.fromkeys(wanted)
    for *_, field, column in sorted(near):
        if found[field] is None and column not in found.values() and understood(field, column):
            found[field] = column
    return found


def holds(column: str, name: str) -> bool:
    """Whether a column is called by this name, or by a longer one that means the same."""
    return _distance(key(column), name) is not None


def people(columns: Sequence[str], perhaps: bool = False) -> list[str]:
    """The columns by which a list is one of people; none where it speaks of books. `perhaps`: also what people may have."""
    keys = {column: key(column) for column in columns}
    if any(_BOOKS & set(words.split()) for words in keys.values()):
        return []
    return [column for column, words in keys.items() if words in _PEOPLE or (perhaps and words in _PERHAPS)]


def cell(text: str) -> str:
    """A cell on one line, without odd spaces and &amp;; nothing where it says N/A or the like."""
    text = html.unescape(text) if "&" in text else text
    text = " ".join(re.sub(r"[\u200b\u200c\u200d\ufeff\xa0]", " ", text).split())
    return "" if text.lower().strip(" .()[]#!*") in _NOTHING else text


def key(column: str) -> str:
    """The words of a header, whatever its case and signs."""
    return re.sub(r"[^a-z0-9]+", " ", column.lower()).strip()


def _distance(words: str, name: str) -> int | None:
    """How many words a header has besides a name that it holds; None where it does not mean that."""
    if words == name:
        return 0
    more = len(words.split()) - len(name.split())
    if name in _ALONE or more > 2 or f" {name} " not in f" {words} ":
        return None
    return None if (set(words.split()) - set(name.split())) & _LOSES else more

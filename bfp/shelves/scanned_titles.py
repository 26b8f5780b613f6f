"""Which title somebody means who scans or types it over a parcel."""

from bfp.base import isbn
from bfp.base.db import Connection
from bfp.base.errors import NotFound
from bfp.finding.title_finder import Catalogue, key
from bfp.shelves import titles

ENOUGH = 8  # letters; a shorter word alone may begin many a name


class Unclear(NotFound):
    """A name that may be several titles, or none: what was typed is mended, or a title is chosen."""


def meant(con: Connection, text: str) -> int:
    """The title with this ISBN, the one surely meant, or the only one with all these words in its name.

    Raises NotFound for an ISBN on no title, Unclear for a name that may be several titles, or none.
    """
    if isbn.is_meant(text):
        title = titles.by_isbn(con, text)
        if title is None:
            raise NotFound(f"No title has the ISBN {text}. Receive it in Stock first.")
        return title.id
    catalogue = titles.catalogue(con)
    found = catalogue.match(text)
    if found is None:
        isbn.refuse_price_code(text)
        found = _only(catalogue, text)
    if found is None:
        near = len(catalogue.find(text, limit=10))
        what = "may be several titles" if near > 1 else "may be another title" if near else "is no title on the list"
        raise Unclear(f"“{text}” {what}. {'Choose with the arrow keys and Enter.' if near else 'Mend it, or look in Stock.'}")
    return found


def _only(catalogue: Catalogue, text: str) -> int | None:
    """The only title whose name has every word that was typed; the last word may be begun."""
    words = key(text).split()
    if not words or (len(words) == 1 and len(words[0]) < ENOUGH):
        return None
    *whole, last = words
    found = []
    for title, name in zip(catalogue.titles, catalogue.keys, strict=True):
        parts = name.split()
        fits = all(word in parts for word in whole) and any(part.startswith(last) for part in parts)
        if fits and (whole or name.startswith(last)):
            found.append(title.id)
    return found[0] if len(found) == 1 else None

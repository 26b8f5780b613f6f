"""What a rule in words plainly says: no hardcover, no used books, a weight, a size. What is not plain is left in words."""

import re
from decimal import Decimal
from math import ceil
from typing import Any

from bfp.base.measures import MOST_OUNCES, OUNCES

_COVER = r"hard[ -]?(?:covers?|backs?|bounds?)(?: books?)?"
_NOT = r"(?:are |is )?(?:not|never|returned|refused|rejected|prohibited|banned)\b"
_NO_HARDCOVER = re.compile(rf"\bno {_COVER}|\b{_COVER} {_NOT}", re.I)
_NO_USED = re.compile(
    rf"\bno used(?= (?:books?|copies|publications|literature)\b|\s*(?:[;.,]|$))|\bused (?:books?|copies) {_NOT}", re.I
)
_AT_MOST = (
    r"(?:under|below|less than|lighter than|up to|at most|max(?:imum)?(?: weight)?(?: of)?:?"
    r"|(?:no|not) (?:more|heavier) than|not over|limit(?: of)?:?|nothing over|<)"
)
_UNIT = r"(?P<{0}>lbs?|pounds?|oz|ounces?)\b"
_WEIGHT = re.compile(
    rf"{_AT_MOST}\s*(?P<first>\d+(?:\.\d+)?)\s*-?{_UNIT.format('unit')}"
    rf"|\b(?P<then>\d+(?:\.\d+)?)\s*-?{_UNIT.format('of')}\.?\s*(?:max(?:imum)?|limit|or (?:less|under|lighter)|and under)\b",
    re.I,
)
_LENGTH = r"\d+(?:\.\d+)?(?: \d/\d)?\s*(?:\"|”|''|in\b\.?|inch(?:es)?\b)?"
_SIZE = re.compile(
    r"(?:larger|bigger) than|(?:must|may|can)\s?not exceed|up to|at most|max(?:imum)?(?: size)?(?: of)?:?"
    r"|no(?:t|thing)? over|smaller than",
    re.I,
)
_SIDES = re.compile(rf"{_LENGTH}\s*(?:x|×|by)\s*{_LENGTH}(?:\s*(?:x|×|by)\s*{_LENGTH})?", re.I)
_NO_PARCEL = re.compile(r"\b(?:paper|letters?|envelopes?|photos?|pictures?|cards?|drawings?|stamps?)\b", re.I)


def says(text: str) -> dict[str, Any]:
    """The flags and limits that these words plainly state: no_hardcover, new_only, max_weight_oz, max_size."""
    said: dict[str, Any] = {}
    if _NO_HARDCOVER.search(text):
        said["no_hardcover"] = True
    if says_no_used(text):
        said["new_only"] = True
    # What is said of letters and photos is not about parcels of books.
    for clause in re.split(r"[;\n]|[.,] (?=\D)", text):
        if _NO_PARCEL.search(clause):
            continue
        if weight := _WEIGHT.search(clause):
            number, unit = (weight["first"], weight["unit"]) if weight["first"] else (weight["then"], weight["of"])
            exact = Decimal(number) * (1 if unit.lower().startswith("o") else OUNCES)
            if 0 < exact <= MOST_OUNCES:
                said["max_weight_oz"] = ceil(exact)
        limit = _SIZE.search(clause)
        if limit and (sides := _SIDES.search(clause, limit.end())):
            said["max_size"] = " ".join(sides[0].split())
    return said


def says_no_used(text: str) -> bool:
    """Whether these words refuse used books."""
    return bool(_NO_USED.search(text))

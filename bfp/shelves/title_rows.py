"""One row of somebody's list of books: a title, its edition, its copies. A cell that is not understood is left out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bfp.base import importing, isbn, measures
from bfp.base.errors import Invalid
from bfp.base.tables.columns import cell
from bfp.finding.title_finder import key
from bfp.shelves import stock, titles

# The fields, with the words that the first line of a file may use for them.
COLUMNS = {
    "name": ("title", "name", "title name", "book title", "book", "full title"),
    "author": ("author", "authors", "by", "writer", "author s", "creators"),
    "isbn": ("isbn", "isbn 13", "isbn13", "ean isbn13", "isbn 10", "isbn10", "ean", "ean 13", "barcode", "isbn number"),
    "other_isbn": ("isbn 13", "isbn13", "isbn 10", "isbn10", "upc isbn10", "isbns", "other isbn", "isbn 2"),
    "volume": ("volume", "vol", "volume number"),
    "issue": ("issue", "issue number", "issue no"),
    "owned": ("owned", "owned copy"),
    "copies": ("copies", "on hand", "quantity", "qty", "count", "in stock", "number of copies", "stock", "owned copies"),
    "subjects": ("subjects", "subject", "subject areas", "genre", "genres", "category", "categories", "topics", "topic", "tags"),
    "literature_class": ("class", "literature class", "lit class"),
    "kind": ("kind", "type", "format", "item type"),
    "binding": ("binding", "cover", "paperback or hardcover", "media"),
    "language": ("language", "lang", "languages"),
    "weight": ("weight", "weight oz", "ounces", "weight in ounces", "oz"),
    "price": ("price", "cost", "value", "list price", "price usd"),
    "place": ("place", "shelf", "location", "shelf location", "place on the shelf", "bin"),
    "minimum": ("minimum", "min", "keep at least", "reorder at", "par"),
    "notes": ("notes", "note", "comments", "remarks", "description"),
}
NEEDED = ("name",)

_CLASS_WORDS = {"own": "own ours mim", "other": "other others publication publications", "letter": "letter letters"}
_KIND_WORDS = {
    "book": "book books novel textbook monograph text workbook reference comic graphic bk fiction nonfiction anthology",
    "pamphlet": "pamphlet pamphlets zine zines booklet booklets brochure leaflet",
    "newsletter issue": "newsletter newsletters newspaper",
    "magazine issue": "magazine magazines journal periodical",
    "dictionary": "dictionary dictionaries thesaurus",
    "study pack": "study pack packet packs course",
    "letter": "letter letters",
}
_BINDING_WORDS = {
    "paperback": "paperback paper pb softcover soft softback softbound trade mass perfect pbk",
    "hardcover": "hardcover hard hb hardback cloth leather library board casebound hardbound",
    "stapled": "stapled staple saddle stitched",
}
_NO_PAPER = re.compile(
    r"\b(e-?books?|kindle|nook|epub|pdf|digital|audio\w*|audible|movies?|films?|dvd|blu-?ray|cds?|mp3|music|video\w*|games?)\b",
    re.I,
)
_LANGUAGES = {
    "en": "english", "eng": "english", "es": "spanish", "spa": "spanish", "español": "spanish", "espanol": "spanish",
    "castellano": "spanish", "fr": "french", "fre": "french", "fra": "french", "français": "french", "de": "german",
    "ger": "german", "deu": "german", "pt": "portuguese", "por": "portuguese", "it": "italian", "ita": "italian",
    "zh": "chinese", "chi": "chinese", "zho": "chinese", "vi": "vietnamese", "vie": "vietnamese", "ar": "arabic",
    "ara": "arabic", "ru": "russian", "rus": "russian",
}  # fmt: skip
_SUMS = frozenset(("total", "totals", "grand total", "sum", "subtotal", "sub total"))
_GRAMS = re.compile(r"([\d.]+)\s*(kg|kilos?|g|gr|grams?)\.?", re.I)
_ABOUT = re.compile(r"[~≈]?\s*(?:about|ca\.?|approx\.?)?\s*(\d[\d,]*)(?:\.0+)?\s*(?:\+|copies|copy|cps|ea|each|pcs?|x)?\.?", re.I)


@dataclass
class Row(importing.Row):
    """A title, and what importing it would do."""

    SHOWN = ("title", "author", "copies")
    subject_ids: tuple[int, ...] = ()
    copies: int = 0
    title_id: int = 0  # once it is on file
    receives: int = 0  # copies that the import puts on the shelf

    def shown(self) -> tuple[str, str, int]:
        return self.values.get("name", ""), self.values.get("author", ""), self.receives


def read(raw: dict[str, Any], used: dict[str, str], subjects: dict[str, int], languages: dict[str, int]) -> Row:
    """What a row says; only one without a title, or of something that is no copy on paper, is rejected with the reason."""
    row = Row(int(raw.pop("_row")), raw)
    said = {name: cell(raw[column]) for name, column in used.items()}
    row.values["name"] = said["name"]
    try:
        _refuse_no_copy(said)
        row.values["name"] = _name(said)
    except Invalid as refused:
        return row.reject(str(refused))
    for name in ("author", "place", "notes"):
        if said.get(name):
            row.values[name] = said[name]
    _take_isbn(row, said)
    _take_edition(row, said)
    cells: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
        ("weight", "weight_oz", _ounces), ("price", "price_cents", _cents),
        ("minimum", "minimum", lambda text: _whole(text, titles.MOST_MINIMUM)),
    )  # fmt: skip
    for name, field, reader in cells:
        _take(row, field, said.get(name, ""), reader)
    _take(row, "copies", said.get("copies", ""), lambda text: _whole(text, stock.MOST))
    row.copies = row.values.pop("copies", 0)
    if said.get("language"):
        first = re.split(r"[;,/(]", said["language"])[0].strip().lower()
        first = _LANGUAGES.get(re.sub(r"[-_][a-z]{2}$", "", first), first)
        if first in languages:
            row.values["language_id"] = languages[first]
        else:
            row.notes.append(f"“{said['language']}” is not on the list of languages: left out")
    asked = [part.strip() for part in re.split(r"[;,|/]", said.get("subjects", "")) if part.strip()]
    row.subject_ids = tuple(dict.fromkeys(subjects[part.lower()] for part in asked if part.lower() in subjects))
    unknown = [part for part in asked if part.lower() not in subjects]
    if unknown:
        row.notes.append(f"not on the list of subjects, left out: {', '.join(unknown)}")
    return row


def _refuse_no_copy(said: dict[str, str]) -> None:
    if not said["name"]:
        raise Invalid("the row has no title")
    if said["name"].lower().strip(" :") in _SUMS and not said.get("author") and not said.get("isbn"):
        raise Invalid("this looks like a sum of the rows above, not like a title")
    for name in ("kind", "binding"):
        if _NO_PAPER.search(said.get(name, "")):
            raise Invalid(f"“{said[name]}” is no copy on paper: left out")
    if said.get("owned", "").lower() in ("no", "n", "false", "0"):
        raise Invalid("the file says that you do not own it: left out")


def _name(said: dict[str, str]) -> str:
    """The title with its volume and issue: what tells one copy of a series from the next."""
    parts = [said["name"]]
    for name, word in (("volume", "vol."), ("issue", "issue")):
        text = said.get(name, "")
        if text and text.lower() not in said["name"].lower():
            parts.append(text if re.search(r"[a-z#]", text, flags=re.I) else f"{word} {text}")
    whole = ", ".join(parts)
    if len(whole) > titles.LONGEST:
        raise Invalid(f"the title is {len(whole)} signs long; {titles.LONGEST} is the most")
    return whole


def _take_isbn(row: Row, said: dict[str, str]) -> None:
    """The first good number of its columns; the title is taken without one where there is none."""
    why = ""
    for name in ("isbn", "other_isbn"):
        if said.get(name):
            number, wrong = isbn.first(said[name])
            if number:
                row.values["isbn"] = number
                return
            why = why or wrong
    if why:
        row.notes.append(f"taken without its ISBN: {why}")


def _take_edition(row: Row, said: dict[str, str]) -> None:
    """Class, kind and binding; a binding in the column of kinds is taken as what it is."""
    for name, words in (("literature_class", _CLASS_WORDS), ("kind", _KIND_WORDS), ("binding", _BINDING_WORDS)):
        text = said.get(name, "")
        meant = _meant(text, words) if text else None
        if meant:
            row.values[name] = meant
        elif name == "kind" and text and (binding := _meant(text, _BINDING_WORDS)):
            row.values.setdefault("binding", binding)
        elif text:
            row.notes.append(f"“{text}” is none of {', '.join(words)}: left out")


def _take(row: Row, name: str, text: str, reader: Callable[[str], Any]) -> None:
    try:
        value = reader(text) if text else None
    except Invalid as refused:
        row.notes.append(f"{name.split('_', maxsplit=1)[0]} “{text}” left out: {refused}")
        return
    if value is not None:
        row.values[name] = value


def _meant(text: str, choices: dict[str, str]) -> str | None:
    said = set(key(text).split())
    exact = [choice for choice in choices if key(choice) == key(text)]
    return next(iter([*exact, *(choice for choice, words in choices.items() if said & set(words.split()))]), None)


def says_binding(text: str) -> bool:
    """Whether a cell says how a copy is bound, or that it is none."""
    return bool(_meant(text, _BINDING_WORDS) or _NO_PAPER.search(text))


def _whole(text: str, most: int) -> int:
    found = _ABOUT.fullmatch(text)
    digits = found[1].replace(",", "") if found else ""
    if not digits or len(digits) > 12 or int(digits) > most:
        raise Invalid(f"no number of copies between 0 and {most:,}")
    return int(digits)


def _ounces(text: str) -> int | None:
    if re.fullmatch(r"0+(\.0+)?\s*\w*", text):
        return None
    grams = _GRAMS.fullmatch(text)
    if grams and grams[1].count(".") < 2 and grams[1].strip("."):
        text = f"{Decimal(grams[1]) * (1000 if grams[2].lower().startswith('k') else 1) / Decimal('28.3495'):.2f} oz"
    return measures.read_weight(text)


def _cents(text: str) -> int | None:
    if "€" in text or "£" in text:
        raise Invalid("no price in dollars")
    bare = re.sub(r"\b(usd?|us\$|dollars?|used|new|each|ea)\b\.?|(?<=\d)\s*/.*$", " ", text, flags=re.I).strip()
    return measures.read_dollars(bare)

"""What is public, and nothing else: the fields of a page, made into HTML from templates, and read back from it.

A page stands alone: no script, nothing from elsewhere, its pictures inside. What people wrote is marked `said`, so that it can
be searched once more; everything else on a page is a place, a date, a number or one of our own words.
"""

import base64
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from bfp.base.dates import written

COUNTS = 'class="counts"'  # a page that has this tells how much mail there was; typed text can't contain it


@dataclass(frozen=True)
class Fact:
    """One line of a page: what it is, and what is said; `said` if somebody wrote it."""

    name: str
    text: str
    said: bool = False


@dataclass(frozen=True)
class Step:
    """One dated action, in our words, with the words of whoever wrote it down if they are told."""

    on: date
    what: str
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """One page of a redacted copy."""

    document_id: int
    caption: str
    jpeg: bytes

    @property
    def data(self) -> str:
        return base64.b64encode(self.jpeg).decode()


@dataclass(frozen=True)
class Link:
    """One public incident in the list of its facility; goes when that publication goes."""

    publication_id: int
    file: str
    title: str
    about: str


@dataclass(frozen=True)
class IncidentPage:
    """What is public of one incident."""

    what: str  # what people wrote of it: the title stopped
    place: str
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    pictures: tuple[Picture, ...]
    by: str
    on: date
    template = "incident.html"

    @property
    def title(self) -> str:
        return f"{self.what}, {self.place}"


@dataclass(frozen=True)
class FacilityPage:
    """What is public of one facility: counts only where enough readers are behind them, or the sentence why not."""

    place: str
    facts: tuple[Fact, ...]
    rules: tuple[str, ...]
    links: tuple[Link, ...]
    counts: tuple[Fact, ...]
    method: str
    by: str
    on: date
    template = "facility.html"

    @property
    def title(self) -> str:
        return self.place


@dataclass(frozen=True)
class IndexPage:
    """What there is: facilities first, then each incident."""

    title: str
    facilities: tuple[Link, ...]
    incidents: tuple[Link, ...]
    on: date
    template = "index.html"


Page = IncidentPage | FacilityPage | IndexPage


def clean(text: str) -> str:
    """Text without signs that are not seen, disguised letters and digits as plain ones: what is read is what is searched."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        kind, plain = unicodedata.category(sign), unicodedata.normalize("NFKC", sign)
        if sign in "\n\t" or kind not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else sign)
    return "".join(kept).strip()


# ---- made -------------------------------------------------------------------------------------

def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
)  # fmt: skip
_TEMPLATES.filters |= {
    "written": written,
    "lines": _lines,
}


def filled(template: str, **values: Any) -> str:
    """A template with its values: each is text, and no sign in it is taken for markup."""
    return _TEMPLATES.get_template(template).render(values)


def as_html(page: Page) -> str:
    """A page as a browser opens it, and as it is kept when it is published."""
    return filled(page.template, page=page)


# ---- read back --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """A page read back: what people wrote in it, all words of it with descriptions of pictures, and its lines by name."""

    title: str
    said: tuple[str, ...]
    words: str
    facts: dict[str, str]


def parsed(page: str) -> html.HtmlElement:
    """A page of ours as a tree; a new line is one in its text."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    for end in tree.iter("br"):
        end.tail = f"\n{end.tail or ''}"
    return tree


def read(page: str) -> Read:
    """Read back a page of ours."""
    tree = parsed(page)
    words = (part.strip() for part in tree.xpath("//text()[not(parent::style)] | //@alt"))
    return Read(
        (tree.findtext(".//title") or "").strip(),
        tuple(one.text_content() for one in tree.xpath("//span[@class='said']")),
        "\n".join(filter(None, words)),
        {name.text_content(): name.getnext().text_content().strip() for name in tree.iter("dt")},
    )


def without_links(page: str, standing: set[int]) -> str:
    """A facility's page without the lines of incidents that are public no longer; else the page as it was published."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    gone = [one for number, one in _numbered(tree, "li", "id", "publication-") if number not in standing]
    for line in gone:
        line.drop_tree()
    return html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>") + "\n" if gone else page


def linked(page: str) -> set[int]:
    """The publications that a facility's page leads to."""
    return {number for number, _ in _numbered(parsed(page), "li", "id", "publication-")}


def documents_in(page: str) -> set[int]:
    """The redacted copies whose pages are shown."""
    return {number for number, _ in _numbered(parsed(page), "figure", "class", "document-")}


def _numbered(tree: html.HtmlElement, tag: str, attribute: str, start: str) -> list[tuple[int, html.HtmlElement]]:
    """The elements whose attribute is a start and a number."""
    found = [(one.get(attribute, ""), one) for one in tree.iter(tag)]
    return [(int(name.removeprefix(start)), one) for name, one in found if name.startswith(start)]

"""Public pages as plain HTML: made, and read back. Pure: words and pictures in, text out.

A page stands alone: no script, nothing from elsewhere, its pictures inside. What people wrote is marked `said`, so that it can
be searched once more; everything else on a page is a place, a date, a number or one of our own words.
"""

import base64
import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from bfp.base.dates import written

COUNTS = 'class="counts"'  # a page that has this tells how much mail there was; typed text can't contain it
VOID = ("br", "img", "meta", "hr", "link")
_LOOK = """
:root{color-scheme:light dark}
body{margin:0;font:1.05rem/1.55 Georgia,'Times New Roman',serif;
color:light-dark(#1d1d1b,#ececea);background:light-dark(#fff,#17181a)}
main,footer,nav{max-width:44rem;margin:0 auto;padding:0 1.1rem}
nav{padding-top:1rem;font-size:.9rem}main{padding-bottom:1.5rem}
h1{font-size:1.7rem;line-height:1.2;margin:1rem 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid light-dark(#ccc,#444);padding-bottom:.2rem}
.lead,figcaption,footer,.small{color:light-dark(#565656,#a9a9a6)}.lead{margin:.2rem 0 1.2rem}
dl{display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.45rem 1rem;margin:0}
dt{color:light-dark(#565656,#a9a9a6)}dd{margin:0;overflow-wrap:anywhere}
ol,ul{padding-left:1.2rem}li{margin:.3rem 0;overflow-wrap:anywhere}
ol.dated{list-style:none;padding:0}ol.dated li{display:grid;grid-template-columns:minmax(6.5rem,8rem) 1fr;gap:.2rem 1rem}
.counts dd{font-variant-numeric:tabular-nums}
a{color:light-dark(#2e6b4f,#7fc3a2)}
figure{margin:1rem 0;break-inside:avoid}
figure img{display:block;width:100%;height:auto;border:1px solid light-dark(#bbb,#555);background:#fff}
footer{padding-bottom:2rem;font-size:.88rem}footer p{border-top:1px solid light-dark(#ccc,#444);padding-top:.7rem}
@media(max-width:34rem){dl,ol.dated li{grid-template-columns:1fr;gap:0}dd{margin-bottom:.7rem}h1{font-size:1.4rem}}
@media print{:root{color-scheme:light}body{font-size:10.5pt;background:#fff;color:#000}nav{display:none}a{color:inherit}}
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


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


@dataclass(frozen=True)
class Link:
    """One public incident in the list of its facility; goes when that publication goes."""

    publication_id: int
    file: str
    title: str
    about: str


@dataclass(frozen=True)
class Section:
    """A part of a page under its heading."""

    heading: str
    body: str


@dataclass(frozen=True)
class Page:
    """What a public page says, before it is HTML."""

    what: str  # what people wrote of it: the title stopped; empty for a facility
    place: str
    lead: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    foot: str

    @property
    def title(self) -> str:
        return f"{self.what}, {self.place}" if self.what else self.place


def clean(text: str) -> str:
    """Text without signs that are not seen, disguised letters and digits as plain ones: what is read is what is searched."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        kind, plain = unicodedata.category(sign), unicodedata.normalize("NFKC", sign)
        if sign in "\n\t" or kind not in ("Cc", "Cf", "Cs", "Co", "Cn"):
            kept.append(plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else sign)
    return "".join(kept).strip()


def as_html(page: Page) -> str:
    """A page as a browser opens it, and as it is kept when it is published."""
    heading = _said(page.what) if page.what else html.escape(page.place)
    parts = [
        f"<h1>{heading}</h1>",
        f'<p class="lead">{html.escape(page.lead)}</p>',
        facts(page.facts),
        *(f"<section>\n<h2>{html.escape(part.heading)}</h2>\n{part.body}\n</section>" for part in page.sections if part.body),
    ]
    return whole(page.title, "\n".join(part for part in parts if part), page.foot)


def whole(title: str, body: str, foot: str, home: bool = True) -> str:
    """A document around a body; valid, in English, with a title."""
    way = '<nav><a href="index.html">All pages</a></nav>\n' if home else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(' '.join(title.split()))}</title>\n<style>{_LOOK}</style>\n</head>\n<body>\n{way}"
        f"<main>\n{body}\n</main>\n<footer><p>{html.escape(foot)}</p></footer>\n</body>\n</html>\n"
    )


def facts(lines: tuple[Fact, ...], kind: str = "facts") -> str:
    """Lines of name and text."""
    told = [line for line in lines if line.text]
    rows = [f"<dt>{html.escape(one.name)}</dt><dd>{_said(one.text) if one.said else html.escape(one.text)}</dd>" for one in told]
    return f'<dl class="{kind}">\n' + "\n".join(rows) + "\n</dl>" if rows else ""


def steps(lines: tuple[Step, ...]) -> str:
    """Dated actions, the first first."""
    rows = []
    for one in lines:
        note = f"<br>{_said(one.note)}" if one.note else ""
        day = f'<time datetime="{one.on.isoformat()}">{written(one.on)}</time>'
        rows.append(f"<li>{day}<span>{html.escape(one.what)}{note}</span></li>")
    return '<ol class="dated">\n' + "\n".join(rows) + "\n</ol>" if rows else ""


def pictures(shown: tuple[Picture, ...]) -> str:
    """The pages of redacted copies, inside the page itself."""
    rows = []
    for one in shown:
        data = base64.b64encode(one.jpeg).decode()
        rows.append(
            f'<figure class="document-{one.document_id}"><img src="data:image/jpeg;base64,{data}" '
            f'alt="{html.escape(one.caption)}"><figcaption>{html.escape(one.caption)}</figcaption></figure>'
        )
    return "\n".join(rows)


def lines(said: tuple[str, ...], otherwise: str) -> str:
    """What people wrote, a line each, or the sentence for none."""
    if not said:
        return paragraph(otherwise)
    return "<ul>\n" + "\n".join(f"<li>{_said(one)}</li>" for one in said) + "\n</ul>"


def links(shown: tuple[Link, ...], otherwise: str) -> str:
    """Public incidents, each a line that can be cut out again."""
    if not shown:
        return paragraph(otherwise)
    rows = [
        f'<li id="publication-{one.publication_id}"><a href="{html.escape(one.file)}">{_said(one.title)}</a> '
        f"{html.escape(one.about)}</li>"
        for one in shown
    ]
    return "<ul>\n" + "\n".join(rows) + "\n</ul>"


def escape(text: str) -> str:
    return html.escape(text)


def paragraph(text: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{html.escape(text)}</p>"


def _said(text: str) -> str:
    shown = "<br>".join(html.escape(" ".join(line.split())) for line in text.strip().splitlines())
    return f'<span class="said">{shown}</span>'


def without_links(page: str, standing: set[int]) -> str:
    """A facility's page without the lines of incidents that are public no longer."""

    def stays(hit: re.Match) -> str:
        return hit[0] if int(hit[1]) in standing else ""

    return re.sub(r'<li id="publication-(\d+)">.*?</li>\n?', stays, page)


def linked(page: str) -> set[int]:
    """The publications that a facility's page leads to."""
    return {int(number) for number in re.findall(r'<li id="publication-(\d+)">', page)}


def documents_in(page: str) -> set[int]:
    """The redacted copies whose pages are shown."""
    return {int(number) for number in re.findall(r'<figure class="document-(\d+)">', page)}


@dataclass(frozen=True)
class Read:
    """A page read back: what people wrote in it, all words of it with descriptions of pictures, and its lines by name."""

    title: str
    said: tuple[str, ...]
    words: str
    facts: dict[str, str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.words: list[str] = []
        self.facts: dict[str, str] = {}
        self.name = self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("alt"):
            self.words.append(known["alt"] or "")
        if tag == "br":
            self._add("\n")
        if tag not in VOID:
            self.open.append((tag, known.get("class") or ""))
            if self.open[-1] == ("span", "said"):
                self.said.append("")
            if tag == "dt":
                self.name = ""
            if tag == "dd":
                self.facts[self.name] = ""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "style" in tags:
            return
        if ("span", "said") in self.open:
            self.said[-1] += text
        if text.strip():
            self.words.append(text.strip())
        if tags[-1:] == ["title"]:
            self.title += text
        if "dt" in tags:
            self.name += text
        elif "dd" in tags:
            self.facts[self.name] += text


def read(page: str) -> Read:
    """Read back a page of ours."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    facts_read = {name: text.strip() for name, text in reader.facts.items()}
    return Read(reader.title.strip(), tuple(reader.said), "\n".join(reader.words), facts_read)

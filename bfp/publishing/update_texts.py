"""An update from inside as it leaves: one page of HTML, and the same as Markdown. Pure: words in, text out."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Update:
    """What is published of one report: nothing else of it leaves."""

    title: str
    day: str
    place: str
    tags: tuple[str, ...]
    text: str

    @property
    def about(self) -> str:
        return " · ".join(part for part in (self.day, self.place, ", ".join(self.tags)) if part)

    @property
    def words(self) -> str:
        """Everything that is read, in one text: what is searched before it leaves."""
        return "\n\n".join(part for part in (self.title, self.about, self.text) if part)


def as_html(update: Update) -> str:
    """The update as an article: title, day, place and tags, paragraphs. Kept just so when it is published."""
    parts = [f"<h1>{html.escape(update.title)}</h1>"]
    if update.about:
        parts.append(f'<p class="about">{html.escape(update.about)}</p>')
    for paragraph in re.split(r"\n\s*\n", update.text.strip()):
        lines = [html.escape(line.strip()) for line in paragraph.splitlines() if line.strip()]
        if lines:
            parts.append(f"<p>{'<br>'.join(lines)}</p>")
    return "<article>\n" + "\n".join(parts) + "\n</article>\n"


def as_page(title: str, articles: list[str]) -> str:
    """Articles as one page that a browser opens, without anything from elsewhere."""
    look = (
        "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.55 Georgia,serif}.about{color:#555;font-size:.9em}"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{look}</style>\n</head>\n<body>\n'
        f"{'<hr>'.join(articles)}</body>\n</html>\n"
    )


class _Reader(HTMLParser):
    """Reads back an article of ours: the pieces as (tag, text)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" and self.pieces:
            kind, text = self.pieces[-1]
            self.pieces[-1] = (kind, text + "\n")
        elif tag in ("h1", "p"):
            self.pieces.append(("about" if ("class", "about") in attrs else tag, ""))

    def handle_data(self, data: str) -> None:
        if self.pieces and data.strip():
            kind, text = self.pieces[-1]
            self.pieces[-1] = (kind, text + data)


def pieces(article: str) -> list[tuple[str, str]]:
    """The title, the line about it and the paragraphs of an article, as plain text."""
    reader = _Reader()
    reader.feed(article)
    reader.close()
    return reader.pieces


def words(article: str) -> str:
    """What is read in an article, to be searched."""
    return "\n\n".join(text for _, text in pieces(article))


def as_markdown(article: str) -> str:
    """An article as Markdown: made from what was published, so that the two never differ."""
    told = []
    for kind, text in pieces(article):
        lines = [_escaped(line) for line in text.splitlines()]
        if kind == "h1":
            told.append("# " + " ".join(lines))
        elif kind == "about":
            told.append("*" + " ".join(lines) + "*")
        else:
            told.append("  \n".join(lines))
    return "\n\n".join(told) + "\n"


def _escaped(line: str) -> str:
    """A line in which nothing is taken for Markdown."""
    line = re.sub(r"([\\`*_\[\]<>~|])", r"\\\1", line)
    return re.sub(r"^(\s*)([#+=-]|\d+[.)])", lambda hit: f"{hit[1]}{hit[2][:-1]}\\{hit[2][-1]}", line)


def file_name(title: str, number: int) -> str:
    """A plain name for the file of an update."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
    return f"{number}-{plain}" if plain else str(number)

"""An update from inside as it leaves: one page of HTML, and the same as Markdown. Pure: words in, text out."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from bfp.publishing import publication_html


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
    def paragraphs(self) -> list[list[str]]:
        """The text by paragraphs and lines."""
        split = (part.splitlines() for part in re.split(r"\n\s*\n", self.text.strip()))
        told = [[line.strip() for line in lines if line.strip()] for lines in split]
        return [lines for lines in told if lines]


def as_html(update: Update) -> str:
    """The update as an article: title, day, place and tags, paragraphs. Kept just so when it is published."""
    return publication_html.filled("update.html", page=update)


def as_page(title: str, article: str) -> str:
    """An article as one page that a browser opens, without anything from elsewhere."""
    return publication_html.filled("update_alone.html", title=title, article=Markup(article))


def pieces(article: str) -> list[tuple[str, str]]:
    """The title, the line about it and the paragraphs of an article, as plain text."""
    return [(one.get("class", one.tag), one.text_content()) for one in publication_html.parsed(article).iter("h1", "p")]


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

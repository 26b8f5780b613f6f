"""The texts of papers that a coordinator edits: by name and language, with {fields} that the program fills in."""

import re
from dataclasses import dataclass
from datetime import date

from bfp.base import dates, db, history, lists
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.papers import typesetting
from bfp.papers.given_texts import GIVEN, SPANISH_MONTHS

USUAL = "English"
LONGEST = 6000  # two pages: longer is a slip of the clipboard
_SHORT = 500  # of a form: it is one page, with room to write
_PERSON = {
    "name": "the reader's name",
    "first_name": "the first name alone",
    "number": "the parcel's number, such as 4821-7",
    "date": "the day it was mailed",
    "facility": "where it goes",
    "program": "the program's name",
    "return_address": "the program's address, line by line",
}
_SUPPORTER = {
    "name": "the supporter's name (friend, if it is not known)",
    "gift": "what was given: 50 books, $25.00 in stamps",
    "date": "the day it came",
    "program": "the program's name",
    "return_address": "the program's address, line by line",
}
_JOINING = {
    "name": "the reader's name",
    "first_name": "the first name alone",
    "offered": "the work that the reader offered",
    "since": "the day since when the reader stands at this step",
    "program": "the program's name",
    "return_address": "the program's address, line by line",
}
_FORM = {"name": "the reader's name", "program": "the program's name"}


@dataclass(frozen=True)
class Text:
    """One text: what it is called, what it is for, the fields that may stand in it, and those that must stand alone."""

    title: str
    says: str
    fields: dict[str, str]
    alone: tuple[str, ...] = ()  # a list or another text: stands in a paragraph of its own
    needed: tuple[str, ...] = ()  # without it the paper would not do what it is for
    parts: tuple[int, int] | None = None  # words with a / between them: at least and at most so many
    longest: int = LONGEST


TEXTS = {
    "letter": Text(
        "Letter to the reader",
        "Lies in every parcel.",
        {
            **_PERSON,
            "enclosed": "the list of what is in the parcel",
            "earlier": "the text about earlier mail, if any is unconfirmed",
            "give_back": "the text about what readers give back",
        },
        ("enclosed", "earlier", "give_back"),
        ("enclosed",),
    ),
    "letter_earlier": Text(
        "Earlier mail",
        "Stands in the letter where {earlier} is, if we don't know of all earlier mail whether it came.",
        {**_PERSON, "items": "the list of that mail, with boxes to tick"},
        ("items",),
        ("items",),
    ),
    "letter_boxes": Text(
        "Boxes to tick", "The words over the boxes, from left to right, with a / between them.", {}, parts=(1, 4)
    ),
    "letter_give_back": Text("What readers give back", "Stands in the letter where {give_back} is.", dict(_PERSON)),
    "thanks_books": Text(
        "Thanks for books",
        "The letter to a supporter who gave books.",
        {**_SUPPORTER, "books": "the list of the books"},
        ("books",),
    ),
    "thanks_money": Text(
        "Thanks for money or stamps",
        "The letter to a supporter who gave money or stamps.",
        {**_SUPPORTER, "fund": "what it is for: general, postage …"},
    ),
    "receipt_foot": Text(
        "At the foot of receipts", "Stands below what was given, on every receipt.", {"program": "the program's name"}
    ),
    "joining_introduction": Text(
        "Introduction", "The letter to a reader who offered work and has not joined yet.", dict(_JOINING)
    ),
    "joining_introduction_reminder": Text(
        "Introduction, reminder", "The letter to a reader who did not answer the introduction.", dict(_JOINING)
    ),
    "joining_introduction_welcome": Text(
        "First thing to do", "The letter to a reader who answered the introduction.", dict(_JOINING)
    ),
    "umf_title": Text("Form: heading", "The heading of the unconfirmed-mail form.", dict(_FORM), longest=60),
    "umf_asks": Text("Form: what it asks", "What the unconfirmed-mail form says above its lines.", dict(_FORM), longest=_SHORT),
    "umf_heads": Text(
        "Form: over the lines", "What stands over the number, the day and the title of each line, with a / between.", {},
        parts=(3, 3), longest=80,
    ),
    "umf_boxes": Text(
        "Form: boxes to tick",
        "The words over the three boxes, with a / between: it came / the prison stopped it / it did not come. "
        "In this order, as they are entered.",
        {},
        parts=(3, 3),
        longest=120,
    ),
    "umf_why": Text("Form: what it is for", "What stands below the lines of the form.", dict(_FORM), longest=_SHORT),
    "umf_reason": Text("Form: what the prison said", "Stands over room to write.", {}, longest=120),
    "umf_moved": Text("Form: new address", "Stands over room to write.", {}, longest=120),
}
LETTER = tuple(name for name in TEXTS if name.startswith("letter"))  # what lies in parcels to readers
JOINING = tuple(name for name in TEXTS if name.startswith("joining"))  # letters to readers who asked
FORM = tuple(name for name in TEXTS if name.startswith("umf"))  # the unconfirmed-mail form; the rest is for supporters
FIELDS = {name: text.fields for name, text in TEXTS.items()}


def get(con: Connection, name: str, language: str = USUAL) -> str:
    """The program's own text in this language, or the given one; in English where there is neither."""
    _known(name)
    own = _own(con, name, language)
    if own is not None:
        return own
    if language in GIVEN[name]:
        return GIVEN[name][language]
    return get(con, name, USUAL)


def is_own(con: Connection, name: str, language: str) -> bool:
    """Whether the program wrote its own text."""
    return _own(con, name, language) is not None


def languages(con: Connection) -> list[str]:
    """The languages that a text can be written in: the program's list, English first."""
    return [USUAL, *(name for name in lists.names(con, "language").values() if name != USUAL)]


def written_in(con: Connection, name: str = "letter") -> list[str]:
    """The languages in which there is a letter to the reader, or another text."""
    own = {row["language"] for row in db.rows(con, "select language from paper_text where name = $name", name=name)}
    return sorted({*GIVEN[name], *own}, key=lambda language: (language != USUAL, language))


def save(con: Connection, name: str, language: str, body: str) -> None:
    """Keep the program's own text; raises Invalid that names a field that there is not."""
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    check(name, body)
    own = _own(con, name, language)
    before = GIVEN[name].get(language, "") if own is None else own
    if body == before.strip():
        return
    sql = "insert or replace into paper_text (name, language, body) values ($name, $language, $body)"
    con.execute(sql, {"name": name, "language": language, "body": body})
    history.record(con, "paper text", list(TEXTS).index(name), "changed", {f"{name}, {language}": (before, body)})


def restore(con: Connection, name: str, language: str) -> None:
    """Go back to the given text (in a language without one: to none); history keeps the program's own."""
    before = _own(con, name, language)
    if before is None:
        return
    sql = "delete from paper_text where name = $name and language = $language"
    con.execute(sql, {"name": name, "language": language})
    now = GIVEN[name].get(language, "")
    history.record(con, "paper text", list(TEXTS).index(name), "changed", {f"{name}, {language}": (before, now)})


def check(name: str, body: str) -> None:
    """That the text can be filled in; raises Invalid with a sentence that says what to mend."""
    text = _known(name)
    if not body.strip():
        raise Invalid("The text is empty. To have the given one again, go back to it.", "body")
    if len(body) > text.longest:
        raise Invalid(f"The text has {len(body):,} signs; at most {text.longest:,} fit on a paper of this kind.", "body")
    used = re.findall(r"\{([^{}]*)\}", body)
    for field in used:
        if field not in text.fields:
            allowed = ", ".join(f"{{{known}}}" for known in text.fields) or "none"
            raise Invalid(f"There is no field {{{field}}} in this text. The fields are: {allowed}.", "body")
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", body)):
        raise Invalid("A { or } stands without its other half. A field looks like {name}.", "body")
    for field in text.needed:
        if field not in used:
            raise Invalid(f"The field {{{field}}} is missing: {text.fields[field]}. Put it on a line of its own.", "body")
    for paragraph in paragraphs(body):
        for field in text.alone:
            if f"{{{field}}}" in paragraph and paragraph != f"{{{field}}}":
                said = f"The field {{{field}}} is {text.fields[field]}"
                raise Invalid(f"{said}: put it in a paragraph of its own, with empty lines around it.", "body")
    if text.parts and not text.parts[0] <= len(boxes(body)) <= text.parts[1]:
        many = "three" if text.parts[0] == text.parts[1] else "one to four"
        raise Invalid(f"Write {many} words or phrases with a / between them.", "body")
    missing = typesetting.unprintable(body)
    if missing:
        raise Invalid(f"The letters {' '.join(missing)} can't be printed: the program's fonts don't have them.", "body")


def fill(body: str, values: dict[str, str]) -> str:
    """The text with its fields filled in, once: a { in what is filled in stays as it is. A line left empty by it goes."""
    lines = []
    for line in body.splitlines():
        filled = re.sub(r"\{([^{}]*)\}", lambda field: values.get(field[1], field[0]), line)
        if filled.strip() or not line.strip():
            lines.append(filled.rstrip())
    return "\n".join(lines).strip()


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a text: what stands between empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]


def boxes(body: str) -> list[str]:
    """The words over the boxes to tick."""
    return [part.strip() for part in body.replace("\n", " ").split("/") if part.strip()]


def day(on: date, language: str) -> str:
    """A day as it is written in a letter: 14 Jan 2026, 14 de enero de 2026; in other languages 2026-01-14."""
    if language == "Spanish":
        return f"{on.day} de {SPANISH_MONTHS[on.month - 1]} de {on.year}"
    return dates.written(on) if language == USUAL else on.isoformat()


def _known(name: str) -> Text:
    if name not in TEXTS:
        raise NotFound(f"There is no text called {name}.")
    return TEXTS[name]


def _own(con: Connection, name: str, language: str) -> str | None:
    return db.value(con, "select body from paper_text where name = $name and language = $language", name=name, language=language)

"""What in a text identifies somebody: names, numbers, birthdays, telephones, cells, officers; places to be hidden.

Pure: a text and what is on file in, passages out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bfp.finding.finder_words import STATES, plain
from bfp.finding.reader_finder import number_key
from bfp.publishing.redaction_names import Names, Person, spans
from bfp.publishing.redaction_words import (
    A_NUMBER,
    BORN,
    CELL,
    DAY,
    DAY_OF_BIRTH,
    FACILITY_TAIL,
    GENERIC,
    MAIL,
    NEAR,
    NO_NAMES,
    PHONE,
    SOCIAL,
    STREET,
    TITLED,
)

REPLACEMENTS = {
    "reader's name": "[name]",
    "reader's number": "[number]",
    "another reader's name": "[name]",
    "another reader's number": "[number]",
    "facility": "[facility]",
    "state": "[state]",
    "by hand": "[removed]",
    "officer or other person": "[name]",
    "day of birth": "[date]",
    "day": "[date]",
    "telephone": "[telephone]",
    "e-mail": "[address]",
    "street": "[address]",
    "cell or bunk": "[cell]",
    "number": "[number]",
}
KINDS = tuple(REPLACEMENTS)  # the first first, where two lie over each other
ON_FILE = KINDS[:7]  # refused if it is still there when the text leaves
YEARS = range(1920, 2015)  # a full day in one of these may be a birthday
_CODES = "AL AK AS CO DE HI ID IN LA MA MD ME MI MO MS MT OH OK OR PA PR VA VI"
CODES_THAT_ARE_WORDS = frozenset(_CODES.split())
SAME_SIGN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOT_LOWER = "off co cos major maj dep miss justice director guard sr mo"
NOT_LOWER = frozenset(_NOT_LOWER.split())  # titles that are words in small letters
CHUNK = re.compile(r"[A-Za-z]+|[0-9]+")
BETWEEN = re.compile(r"[ \t\n.,:*\-/#–—_]{0,3}")
MOST_CHUNKS, LONGEST_NUMBER = 16, 16
BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[a-z])")  # a word that goes on in the next line
SIGNS = "´`¨¯¸"  # accents that stand by themselves


@dataclass(frozen=True)
class Passage:
    """A piece of the text that may identify somebody, what stands for it when it is removed, and what a person decided."""

    starts: int
    ends: int
    found: str
    kind: str
    decision: str = "open"
    by: str = ""
    full: bool = False  # the reader's first and last name together: never kept
    asked: bool = False  # a person once had these words removed

    @property
    def replacement(self) -> str:
        return REPLACEMENTS[self.kind]

    @property
    def on_file(self) -> bool:
        return self.asked or self.kind in ON_FILE

    @property
    def must_go(self) -> bool:
        """Nobody can keep the reader's own number, or their whole name."""
        return self.kind == "reader's number" or (self.kind == "reader's name" and self.full)


@dataclass(frozen=True)
class Known:
    """What is on file about the reader of a text, those around them, and the place."""

    people: tuple[Person, ...] = ()
    facilities: tuple[str, ...] = ()  # names and aliases, if they are to be hidden
    towns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # codes, if they are to be hidden
    systems: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()  # what a person marked

    @cached_property
    def names(self) -> Names:
        return Names(self.people)

    @cached_property
    def numbers(self) -> dict[str, bool]:
        """Each number on file as it compares, with O and 0 as one, and whether it is the reader's own."""
        keys: dict[str, bool] = {}
        for person in self.people:
            for number in person.numbers:
                key = number_key(number).translate(SAME_SIGN)
                for form in {key, key.lstrip("0")}:
                    if len(form) >= (2 if person.own and form == key else 4):
                        keys[form] = keys.get(form, False) or person.own
        return keys


def search(text: str, known: Known) -> list[Passage]:
    """Every passage that may identify somebody, in the order of the text; they do not overlap."""
    seen, where = _legible(text)
    found = [*_by_hand(seen, known), *_names(seen, known), *_numbers(seen, known), *_places(seen, known), *_others(seen)]
    if seen != text:
        found = [replace(one, starts=where[one.starts], ends=where[one.ends - 1] + 1) for one in found if one.starts < one.ends]
    return _apart(text, found)


def _legible(text: str) -> tuple[str, list[int]]:
    """The text as an eye reads it, and where each of its signs stands: without accents and without signs that nobody
    sees (soft hyphens, joiners), ligatures and wide digits as they are read, a word broken at a line's end in one piece."""
    if text.isascii() and not BROKEN.search(text):
        return text, list(range(len(text)))
    broken = {at for hit in BROKEN.finditer(text) for at in range(hit.start(), hit.end())}
    seen, where = [], []
    for at, sign in enumerate(text):
        if at in broken:
            continue
        read = sign if sign.isascii() or sign in SIGNS else unicodedata.normalize("NFKD", sign)
        for one in read:
            if one.isascii() or unicodedata.category(one) not in ("Mn", "Cf"):
                seen.append(one)
                where.append(at)
    return "".join(seen), where


def _apart(text: str, found: list[Passage]) -> list[Passage]:
    """Passages that lie over each other become one, of the kind that says most."""
    kept: list[Passage] = []
    for one in sorted(found, key=lambda passage: (passage.starts, -passage.ends)):
        if one.ends <= one.starts:
            continue
        if kept and one.starts < kept[-1].ends:
            last = kept[-1]
            first = min((last, one), key=lambda passage: (passage.kind == "by hand", KINDS.index(passage.kind)))
            full, asked = last.full or one.full, last.asked or one.asked
            kept[-1] = replace(first, starts=last.starts, ends=max(last.ends, one.ends), full=full, asked=asked)
        else:
            kept.append(one)
    return [replace(one, found=text[one.starts : one.ends]) for one in kept]


def _by_hand(text: str, known: Known) -> Iterator[Passage]:
    for words in known.by_hand:
        parts = [re.escape(word) for word in _legible(words)[0].split()]
        if parts:
            pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
            yield from (replace(_passage(hit, "by hand"), asked=True) for hit in re.finditer(pattern, text, re.I))


def _names(text: str, known: Known) -> Iterator[Passage]:
    for span in spans(text, known.names):
        kind = "reader's name" if span.own else "another reader's name"
        yield Passage(span.starts, span.ends, text[span.starts : span.ends], kind, full=span.full and span.own)


def _numbers(text: str, known: Known) -> Iterator[Passage]:
    """Numbers on file, in whatever pieces and with whatever between them; the longest reading of each wins."""
    if not known.numbers:
        return
    chunks = list(CHUNK.finditer(text))
    for at, first in enumerate(chunks):
        squashed, best = "", None
        for to in range(at, min(at + MOST_CHUNKS, len(chunks))):
            if to > at and not BETWEEN.fullmatch(text, chunks[to - 1].end(), chunks[to].start()):
                break
            squashed += chunks[to][0].upper()
            if len(squashed) > LONGEST_NUMBER:
                break
            own = known.numbers.get(squashed.translate(SAME_SIGN))
            # Words of letters alone may squash to a number with O and I in it, but are none.
            if own is not None and any(sign.isdigit() for sign in squashed):
                best = (chunks[to].end(), own)
        if best:
            kind = "reader's number" if best[1] else "another reader's number"
            starts, ends = first.start(), best[0]
            # Letters that hang on a number belong to it: ID12345678, 12345678th.
            while starts and text[starts - 1].isascii() and text[starts - 1].isalpha():
                starts -= 1
            while ends < len(text) and text[ends].isascii() and text[ends].isalpha():
                ends += 1
            yield Passage(starts, ends, "", kind)


def _places(text: str, known: Known) -> Iterator[Passage]:
    for name in known.facilities:
        for pattern in _facility(_legible(name)[0]):
            yield from (_passage(hit, "facility") for hit in pattern.finditer(text))
    for town in (_legible(town)[0] for town in known.towns):
        if len(town) > 2:
            yield from (_passage(hit, "facility") for hit in re.finditer(rf"(?<!\w){_spaced(town.split())}(?!\w)", text, re.I))
    for code in known.states:
        name = STATES.get(code, "")
        if name:
            yield from (
                _passage(hit, "state") for hit in re.finditer(rf"(?<!\w){_spaced(name.split())}(?:a?ns?)?(?!\w)", text, re.I)
            )
        before = r"(?<=, )" if code in CODES_THAT_ARE_WORDS else r"(?<![\w-])"
        yield from (_passage(hit, "state") for hit in re.finditer(rf"{before}{code}(?![\w-])", text))
    for system in known.systems:
        yield from (_passage(hit, "state") for hit in re.finditer(rf"(?<!\w){_spaced(system.split())}(?!\w)", text, re.I))
        letters = "".join(word[0] for word in system.split() if word[0].isupper())
        if len(letters) > 2:
            yield from (_passage(hit, "state") for hit in re.finditer(rf"(?<!\w){letters}(?!\w)", text))


def _spaced(words: list[str]) -> str:
    return r"[\s,.'’-]{1,3}".join(re.escape(word) for word in words)


def _facility(name: str) -> Iterator[re.Pattern[str]]:
    """The ways in which a facility is called: its whole name, the words that name it and no other, its initials."""
    if name.isupper() and " " not in name:
        yield re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return
    words = re.findall(r"[\w'’]+", name)
    telling = [at for at, word in enumerate(words) if plain(word) not in GENERIC and len(word) > 1]
    yield re.compile(rf"(?<!\w){_spaced(words)}(?!\w)", re.I)
    if telling:
        core = words[telling[0] : telling[-1] + 1]
        before = r"(?:(?:SCI|FCI|USP|FPC|FDC|CI)\s+)?"
        capital = "" if len(core) > 1 else r"(?=[A-Z])"  # one word of a name may be a word of the language
        if len("".join(core)) > 3:
            yield re.compile(rf"(?<!\w){before}{capital}(?i:{_spaced(core)})(?!\w)(?i:{FACILITY_TAIL})")
    letters = "".join(word[0] for word in words if word[0].isalpha()).upper()
    if len(letters) > 2:
        yield re.compile(rf"(?<!\w){letters}(?!\w)|(?<!\w){''.join(letter + '[.]' for letter in letters)}")


def _others(text: str) -> Iterator[Passage]:
    """What is not on file but tells who or where: staff by their titles, birthdays, telephones, cells, numbers."""
    for title in TITLED.finditer(text):
        span = _titled(text, title)
        if span:
            yield Passage(*span, "", "officer or other person")
    births = [hit.end() for hit in BORN.finditer(text)]
    for day in DAY.finditer(text):
        if any(0 <= day.start() - birth <= NEAR for birth in births):
            yield _passage(day, "day of birth")
        elif (year := re.search(r"\d{4}", day[0])) and int(year[0]) in YEARS:
            yield _passage(day, "day")
    for birth in births:  # a birthday may be half a day: born in March 1971, my birthday is May 3rd
        if half := DAY_OF_BIRTH.search(text, birth, birth + NEAR):
            yield _passage(half, "day of birth")
    patterns = (("telephone", PHONE), ("e-mail", MAIL), ("number", SOCIAL), ("cell or bunk", CELL), ("street", STREET))
    for kind, pattern in patterns:
        yield from (_passage(hit, kind) for hit in pattern.finditer(text))
    for hit in A_NUMBER.finditer(text):
        at = 1 if hit[1] else 2
        yield Passage(hit.start(at), hit.end(at), "", "number")


def _titled(text: str, title: re.Match[str]) -> tuple[int, int] | None:
    """The name after a title: one to three words with a capital, none of them a word of every sentence."""
    word = plain(title[1]).replace(" ", "")
    if title[1][0].islower() and word in NOT_LOWER:
        return None
    starts, ends = title.end(), None
    for hit in re.finditer(r"[\"“]?([^\W\d_]+(?:['’-][^\W\d_]+)*)(\.?[\"”]?)(?:[ \t]+|$|(?=\W))", text[starts : starts + 80]):
        if ends is not None and starts + hit.start() > ends + 2:
            break
        name = hit[1]
        if plain(name) in NO_NAMES or not (
            name[0].isupper() or (ends is None and word in ("co", "sgt", "lt") and text.islower())
        ):
            break
        ends = starts + hit.end(1) - (2 if name.endswith(("'s", "’s")) else 0)
        rest = text[starts + hit.end(1) : starts + hit.end(1) + 1]
        if rest in (",", ";", ":", "!", "?", ")") or (rest == "." and len(name) > 1):
            break
    return (starts, ends) if ends else None


def _passage(hit: re.Match[str], kind: str) -> Passage:
    return Passage(hit.start(), hit.end(), hit[0], kind)


def without(text: str, passages: list[Passage]) -> str:
    """The text with what was decided to be removed replaced."""
    parts, at = [], 0
    for one in passages:
        if one.decision == "remove":
            parts += [text[at : one.starts], one.replacement]
            at = one.ends
    return "".join([*parts, text[at:]])

"""Names in a text, however they are spelt: turned round, in initials, without accents, as nicknames, a letter wrong.

Pure: a text and the people on file in, spans out. It knows nothing of the database.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bfp.finding.finder_words import nicknames, unaccented
from bfp.publishing.redaction_words import HONORIFICS, NO_NAMES, PARTICLES, WORDS_TOO

WORD = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
JOIN = re.compile(r"[ \t\r\n.'’`´-]{1,3}")
NEXT_TO = re.compile(r"[\s,.'’\"“”()-]{1,4}")
OWN_ALIKE, OTHERS_ALIKE = 4, 6  # names shorter than this are not looked for with a letter wrong


@dataclass(frozen=True)
class Person:
    """Somebody on file: their name, and the numbers they have or had."""

    first: str
    last: str
    numbers: tuple[str, ...] = ()
    own: bool = False  # the reader whose text it is


@dataclass(frozen=True)
class Span:
    """A name in the text: from where to where, whether it may be the reader's own; `full` if first and last stand together."""

    starts: int
    ends: int
    own: bool
    full: bool


@dataclass
class _Word:
    starts: int
    ends: int
    text: str
    plain: str
    part: str = ""  # first, last: what of a name it is
    own: bool = False
    taken: bool = False  # belongs to a name beside it: an initial, a particle


@dataclass(frozen=True)
class _Form:
    part: str
    own: bool


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word without case, accents and apostrophes."""
    return re.sub(r"[^a-z]", "", unaccented(word).lower())


class Names:
    """The forms in which the names of these people may stand in a text."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.forms: dict[str, list[_Form]] = {}
        self.initials: set[tuple[str, str]] = set()
        for person in people:
            self._last(person)
            self._first(person)
        self.alike: dict[str, set[str]] = {}
        for form, kinds in self.forms.items():
            if len(form) >= (OWN_ALIKE if any(kind.own for kind in kinds) else OTHERS_ALIKE):
                for short in _shorter(form):
                    self.alike.setdefault(short, set()).add(form)
        self._known: dict[str, list[_Form]] = {}

    def _put(self, form: str, part: str, own: bool) -> None:
        if len(form) > 1 and _Form(part, own) not in self.forms.setdefault(form, []):
            self.forms[form].append(_Form(part, own))

    def _last(self, person: Person) -> None:
        words = [plain(word) for word in re.split(r"[\s-]+", person.last) if plain(word)]
        self._put("".join(words), "last", person.own)
        for word in words:
            if word not in PARTICLES:
                self._put(word, "last", person.own)
        firsts = [plain(word)[:1] for word in person.first.split() if plain(word)]
        if person.own and firsts and words:
            lasts = {words[0][0], *(word[0] for word in words if word not in PARTICLES)}
            self.initials |= {(firsts[0], last) for last in lasts}

    def _first(self, person: Person) -> None:
        words = [plain(word) for word in re.split(r"[\s-]+", person.first) if plain(word)]
        self._put("".join(words), "first", person.own)
        for word in words:
            if word not in PARTICLES and len(word) > 1:
                for form in (word, *nicknames(word)):
                    self._put(form, "first", person.own)

    def of(self, word: str) -> list[_Form]:
        """What of a name this plain word may be, with an s at its end or a letter wrong."""
        if word not in self._known:
            found = self.forms.get(word) or (self.forms.get(word[:-1]) if word.endswith("s") and len(word) > 3 else None)
            self._known[word] = found if found is not None else self._alike(word)
        return self._known[word]

    def _alike(self, word: str) -> list[_Form]:
        if len(word) < OWN_ALIKE:
            return []
        tries = [word, word[:-1]] if word.endswith("s") else [word]
        near = {form for one in tries for short in _shorter(one) for form in self.alike.get(short, ())}
        close = [form for form in sorted(near) if any(OSA.distance(one, form, score_cutoff=1) <= 1 for one in tries)]
        kinds = []
        for form in close:
            # Two of four letters in common is nobody; a short name is looked for with a letter wrong only for the reader.
            kinds += [kind for kind in self.forms[form] if kind.own or len(form) >= OTHERS_ALIKE]
        return [kind for kind in kinds if kind.own or word[0] == close[0][0] or kind.part == "last"]


def _shorter(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def spans(text: str, names: Names) -> Iterator[Span]:
    """Every name of these people in the text."""
    words = [_Word(found.start(), found.end(), found[0], plain(found[0])) for found in WORD.finditer(text)]
    shouted = sum(sign.isupper() for sign in text) > 0.6 * max(1, sum(sign.isalpha() for sign in text))
    for at, word in enumerate(words):
        _match(words, at, word, text, names, shouted)
    for at, word in enumerate(words):
        if word.part:
            _take_beside(words, at, text)
            if word.part == "first" and not shouted:
                _take_surname(words, at, text)
    yield from _together(words, text)
    yield from _initials(text, names)


def _match(words: list[_Word], at: int, word: _Word, text: str, names: Names, shouted: bool) -> None:
    for many in (3, 2):  # O Sample, Van Der Faux, Mc Mocker: written apart, on file as one
        run = words[at : at + many]
        if len(run) == many and all(JOIN.fullmatch(text, a.ends, b.starts) for a, b in pairwise(run)):
            joined = "".join(one.plain for one in run)
            kinds = names.forms.get(joined) or (names.forms.get(joined[:-1]) if joined.endswith("s") else None)
            if kinds and len(joined) > 3 and any(kind.part == "last" for kind in kinds):
                for one in run:
                    one.part, one.own = "last", one.own or any(kind.own for kind in kinds)
    if word.part:
        return
    kinds = [kind for kind in names.of(word.plain) if _may_be(kind, words, at, text, names, shouted)]
    if kinds:
        best = sorted(kinds, key=lambda kind: (not kind.own, kind.part == "first"))[0]
        word.part, word.own = best.part, best.own


def _may_be(kind: _Form, words: list[_Word], at: int, text: str, names: Names, shouted: bool) -> bool:
    """Whether this word here is the name that it looks like."""
    word = words[at]
    exact = word.plain in names.forms or word.plain.removesuffix("s") in names.forms
    capital = word.text[0].isupper() and not shouted
    beside = _beside(words, at, text, names, kind)
    if beside:
        return True
    if not exact and not capital:
        return len(word.plain) >= OTHERS_ALIKE and kind.own
    if capital:
        if kind.part == "last" or kind.own:
            return True
        return exact and not (_begins(text, word.starts) and word.plain in WORDS_TOO)
    # In small letters, or in a text all in capitals, a word is a word.
    a_word = word.plain in WORDS_TOO or word.plain.removesuffix("s") in WORDS_TOO
    return not a_word and len(word.plain) >= (3 if kind.own else 5 if kind.part == "first" else 4)


def _beside(words: list[_Word], at: int, text: str, names: Names, kind: _Form) -> bool:
    """Whether the other part of a name stands beside it: bob testerman, brown, a."""
    for step in (-1, 1):
        other = at + step
        while 0 <= other < len(words) and abs(other - at) < 4 and (words[other].plain in PARTICLES or _initial(words[other])):
            other += step
        if not 0 <= other < len(words):
            continue
        low, high = sorted((at, other))
        between = text[words[low].ends : words[high].starts] if high - low == 1 else " "
        if not NEXT_TO.fullmatch(between) or ("." in between and len(words[low].plain) > 1):
            continue
        if any(found.part != kind.part for found in names.of(words[other].plain)):
            return True
    return False


def _initial(word: _Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    before = text[:at].rstrip(" \t\"“‘'([")
    return not before or before[-1] in ".!?:;\n\r•-"


def _take_beside(words: list[_Word], at: int, text: str) -> None:
    """Initials, particles and Mr. beside a name belong to it; so does what a hyphen ties to it."""
    for step in (-1, 1):
        last, other = at, at + step
        while 0 <= other < len(words) and not words[other].part:
            low, high = sorted((last, other))
            gap, word = text[words[low].ends : words[high].starts], words[other]
            initial = len(word.text) == 1 and word.text.isupper()
            dotted = text[word.ends : word.ends + 1] == "."
            tied = gap in ("-", "\u2010", "\u2011", "-\n")
            if step < 0:
                takes = gap in (". ", ".", " ") and (
                    (initial and (dotted or word.text not in "IA")) or (word.plain in HONORIFICS and gap != ".")
                )
                takes = takes or (gap == " " and word.plain in PARTICLES and word.text[0].isupper())
                takes = takes or (gap == " " and word.plain in PARTICLES - {"a", "o", "d", "i", "y", "do", "das", "la", "al"})
            else:
                takes = gap in (" ", ", ", ",", ". ") and initial and (dotted or (word.text not in "IA" and gap != ". "))
                takes = takes or (gap in (" ", ", ") and word.plain in ("jr", "sr", "ii", "iii", "iv"))
            if not (takes or tied):
                break
            word.taken, word.own = True, words[at].own
            last, other = other, other + step


def _take_surname(words: list[_Word], at: int, text: str) -> None:
    """A word with a capital right after a first name is a surname, whatever was made of it: Alex Fux."""
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.part or text[words[at].ends : after.starts] != " ":
        return
    if after.text[0].isupper() and len(after.text) > 1 and after.plain not in NO_NAMES:
        after.taken, after.own = True, words[at].own


def _together(words: list[_Word], text: str) -> Iterator[Span]:
    """Words of a name that stand together, as one span."""
    run: list[_Word] = []
    for word in [*words, None]:
        fits = word if word is not None and (word.part or word.taken) else None
        if run and (fits is None or not _goes_on(run[-1], fits, text)):
            if any(one.part for one in run):
                parts = {one.part for one in run if one.part}
                ends = run[-1].ends
                if len(run[-1].text) == 1 and text[ends : ends + 1] == ".":
                    ends += 1
                yield Span(run[0].starts, ends, any(one.own for one in run), parts == {"first", "last"})
            run = []
        if fits is not None:
            run.append(fits)


def _goes_on(before: _Word, word: _Word, text: str) -> bool:
    gap = text[before.ends : word.starts]
    if not NEXT_TO.fullmatch(gap) or "\n\n" in gap or "(" in gap or ")" in gap:
        return False
    return "." not in gap or len(before.text) == 1 or before.plain in HONORIFICS


def _initials(text: str, names: Names) -> Iterator[Span]:
    """The reader's initials, with dots."""
    for first, last in sorted(names.initials):
        one, two = first.upper(), last.upper()
        for a, b in {(one, two), (two, one)}:
            for found in re.finditer(rf"(?<![\w.]){a}\.\s?(?:[A-Z]\.\s?)?{b}(?:\.|(?!\w))", text):
                yield Span(found.start(), found.end(), True, False)

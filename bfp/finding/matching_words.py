"""What a request's own words ask for: a title, an author, a subject, a language. No database, no screen."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bfp.finding.matching_lists import ABOUT, ACROSS, AROUND, BACK, BY, LANGUAGES, OF, OWN_WORDS, SAID
from bfp.finding.title_finder import Catalogue, Listed, key, short_key

SURE = 97.0  # as good as the same name
NAMED = 80.0  # likely this name, misspelt
NEAR = 9.0  # and so may be another that is worse by no more than this
AUTHOR = 70.0  # likely this author
TOPIC = 46.0  # below this a word in common is an accident
MOST = 30  # titles of one author, or with one word, that are looked at
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
BY_NAME, EDITION, SPELT = "asked for by name", "asked for by name, another edition", "asked for by name, spelt otherwise"


@dataclass(frozen=True)
class Found:
    """A title that a request's words may mean: how well (0 to 100), and why in a few words."""

    at: int
    score: float
    why: str


@dataclass(frozen=True)
class Reading:
    """What a text asks for. `named` and `by` are places in the catalogue, as is `about`; subjects and language are names."""

    named: tuple[Found, ...] = ()
    by: tuple[Found, ...] = ()
    about: tuple[Found, ...] = ()
    subjects: tuple[str, ...] = ()
    language: str = ""
    sure: bool = False  # whether the language was asked for, or is only the letter's own
    open: bool = False  # whether it says "anything by" or "about", so that no one title is meant

    @property
    def is_title(self) -> bool:
        """Whether the text seems to name one title, of the catalogue or not."""
        return bool(self.named) or not (self.open or self.by or self.language)


class Shelf:
    """A catalogue ready to be asked in the words of letters; it never changes, so build a new one after an edit."""

    def __init__(self, catalogue: Catalogue, languages: Iterable[str] = ()) -> None:
        self.catalogue = catalogue
        self.languages = list(languages) or [""] * len(catalogue.titles)
        self.ids = [title.id for title in catalogue.titles]
        self.at = {title_id: at for at, title_id in enumerate(self.ids)}
        self.works = _works(catalogue, self.languages)
        self.editions: dict[int, list[int]] = defaultdict(list)
        for at, work in enumerate(self.works):
            self.editions[work].append(at)
        self.forms = [_forms(title.name, title.author) for title in catalogue.titles]
        self.numbers = [_numbers(title.name) for title in catalogue.titles]
        self.languages_in_names = {  # "Swahili-English Dictionary"
            at: word
            for at, name in enumerate(catalogue.keys)
            for word in name.split()
            if LANGUAGES.get(word, "English") != "English"
        }
        self.of_author: dict[str, list[int]] = defaultdict(list)
        for at, title in enumerate(catalogue.titles):
            for author in people(title.author):
                self.of_author[author].append(at)
        self.author_names = list(self.of_author)
        self.author_of = {form: name for name in self.author_names for form in _squeezed(name)}
        self.author_forms = list(self.author_of)
        self.authors = Catalogue(Listed(at, name) for at, name in enumerate(self.author_names))
        self._read: dict[tuple[str, tuple[str, ...], bool], Reading] = {}

    def called(self, name: str, author: str) -> list[int]:
        """The editions on the shelf of a work of this name and author."""
        same = self.catalogue.exact.get(key(name), ())
        return [at for at in same if _same_author(key(author), self.catalogue.authors[at])]

    def read(self, text: str, subjects: tuple[str, ...], across: bool = False) -> Reading:
        """What the text asks for; `subjects` are the program's own, `across` looks for its words in Spanish or English too.

        Remembered, since letters repeat each other.
        """
        known = (" ".join(text.split()), subjects, across)
        if known not in self._read:
            if len(self._read) > 20_000:
                self._read.clear()
            self._read[known] = self._look(*known)
        return self._read[known]

    def forget(self) -> None:
        """Read every text anew from now on."""
        self._read.clear()

    def _look(self, text: str, subjects: tuple[str, ...], across: bool) -> Reading:
        whole = key(re.sub(r"['’]s\b", "", text))
        if not whole:
            return Reading()
        rest, language, sure = asked_language(whole)
        core, cue = kernel(rest)
        said = tuple(dict.fromkeys(_subjects(core, subjects)))
        if said and not cue and _only_subjects(core, subjects):
            cue = "about"
        named = self._named(key(text), whole, core, cue)
        by = self._by(core, cue)
        by, named = self._either(by, named, core)
        words = [word for word in core.split() if word not in OF and len(word) > 1]
        about = self._about(words, across or bool(language)) if words and cue != "by" else ()
        if not named and not by and cue != "about":
            parts = [part for part in re.split(r"[;,/&]|\bor\b|\band\b|\by\b|\bo\b", text) if len(key(part)) > 3]
            if 1 < len(parts) <= 6:
                each = [self.read(part, subjects, across) for part in parts]
                named = tuple(found for reading in each for found in reading.named)
                by = tuple(found for reading in each for found in reading.by)
        by = tuple({found.at: found for found in sorted(by, key=lambda found: found.score)}.values())
        return Reading(named, by, about, said, language, sure, bool(cue))

    def _named(self, spelled: str, whole: str, core: str, cue: str) -> tuple[Found, ...]:
        """Titles whose name, or name and author, the text is; cautious where it says that it is a subject."""
        exact = next((form for form in (spelled, whole, core) if form in self.catalogue.exact), None)
        if exact is not None and (cue != "about" or len(exact.split()) > 2):
            return tuple(Found(at, 100.0, BY_NAME) for at in self.catalogue.exact[exact])
        asked = core if cue else whole
        hits = self.catalogue.find(asked, limit=12, poor=30.0)
        scored = [(self._likeness(asked, core, self.at[hit.id], hit.score), self.at[hit.id]) for hit in hits]
        best = max((score for score, _ in scored), default=0.0)
        if best < (SURE if cue == "about" else NAMED):
            return ()
        close = sorted(((score, at) for score, at in scored if score >= max(NAMED, best - NEAR)), reverse=True)
        return tuple(Found(at, score, BY_NAME if score >= SURE else SPELT) for score, at in close)

    def _likeness(self, asked: str, core: str, at: int, score: float) -> float:
        letters = max(self._letters(asked, at), self._letters(core, at) if core != asked else 0.0)
        mine, theirs = _numbers(asked), self.numbers[at]
        other = 25.0 if mine != theirs and (mine and theirs) else 6.0 if mine != theirs else 0.0
        return max(letters, 0.5 * (score + letters)) - other

    def _letters(self, asked: str, at: int) -> float:
        squeezed = asked.replace(" ", "")
        return max((fuzz.ratio(squeezed, form) for form in self.forms[at]), default=0.0)

    def _by(self, core: str, cue: str) -> tuple[Found, ...]:
        """All titles of the author that the text names."""
        if cue == "about":
            return ()
        words = [word for word in core.split() if len(word) > 1 and word not in OF]
        wanted = " ".join(words) or core
        if not wanted:
            return ()
        found = []
        squeezed = core.replace(" ", "")
        for name, score, _ in process.extract(squeezed, self.author_forms, scorer=fuzz.ratio, score_cutoff=86.0, limit=3):
            author = self.author_of[name]
            found += [(score, at, f"by {self.catalogue.titles[at].author}") for at in self.of_author[author][:MOST]]
        for hit in self.authors.find(wanted, limit=4, poor=AUTHOR - (12.0 if cue == "by" else 0.0)):
            name = self.author_names[hit.id]
            found += [(hit.score, at, f"by {self.catalogue.titles[at].author}") for at in self.of_author[name][:MOST]]
        best = max((score for score, _, _ in found), default=0.0)
        return tuple(Found(at, score, why) for score, at, why in found if score >= best - NEAR)

    def _either(self, by: tuple[Found, ...], named: tuple[Found, ...], core: str) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
        """A text that is an author's name is no title's, unless the title itself is called so."""
        if not by or not named:
            return by, named
        squeezed = core.replace(" ", "")
        own = {found.at: max(fuzz.ratio(squeezed, form) for form in self.forms[found.at][:2]) for found in named}
        if max(own.values()) >= NAMED:
            return (), named
        theirs = {found.at for found in by}
        return (by, ()) if by[0].score >= AUTHOR and {found.at for found in named} <= theirs else ((), named)

    def _about(self, words: list[str], both: bool) -> tuple[Found, ...]:
        """Titles in whose name (or author) the words stand, also in the other language's words."""
        found: dict[int, Found] = {}
        across = [ACROSS.get(word) or BACK.get(word) or word for word in words]
        for form in dict.fromkeys((" ".join(words), " ".join(across) if both else " ".join(words))):
            for hit in self.catalogue.find(form, limit=MOST, poor=TOPIC):
                at = self.at[hit.id]
                if at not in found or hit.score > found[at].score:
                    found[at] = Found(at, hit.score, f"about “{form}”")
        return tuple(found.values())


def asked_language(text: str) -> tuple[str, str, bool]:
    """The text without its "in Spanish", the language it asks for (or is itself in), and whether that was asked."""
    names = "|".join(LANGUAGES)
    ways = (
        rf"\b(?:in|en)\s+(?:the\s+)?({names})\b(?:\s+language)?",
        rf"\b({names})\s+(?:language\s+)?(?:book|books|copy|edition|version|translation|novels|literature)\b",
        rf"\b(?:books?|libros?|copy|edition)\s+(?:in\s+)?({names})\b",
    )
    if not re.search(rf"\b(?:learn|learning|aprender|teach)\b.*\b(?:{names})\b|\b(?:{names})\s+(?:{names})\b", text):
        for way in ways:
            found = re.search(way, text)
            if found:
                without = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
                return without, LANGUAGES[found.group(1)], True
    words = set(text.split())
    for language, (own, little) in OWN_WORDS.items():
        if words & own or len(words & little) >= 2:
            return text, language, False
    return text, "", False


def kernel(text: str) -> tuple[str, str]:
    """What a wish is about, without what is said around it, and which cue stood before it: "by", "about" or none."""
    words, cue = text.split(), ""
    start = 0
    while start < len(words):
        word = words[start]
        if word in AROUND:
            start += 1
        elif (start and word in (BY | ABOUT)) or (word in ABOUT and word != "on"):
            cue = cue or ("by" if word in BY else "about")
            start += 1
        elif start and word in OF:
            start += 1
        else:
            break
    stop = len(words)
    while stop > start and (words[stop - 1] in AROUND or words[stop - 1] in OF):
        stop -= 1
    if start >= stop:
        return "", cue
    return " ".join(words[start:stop]), cue


def people(author: str) -> list[str]:
    """The authors of a title, one by one."""
    parts = re.split(r"\s+(?:and|y|&|et)\s+|;|/", author)
    return [name for name in dict.fromkeys(key(part) for part in parts) if name]


@lru_cache(maxsize=64)
def _phrases(subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What each of the program's subjects may be called in a letter: phrase to subjects."""
    called: dict[str, list[str]] = defaultdict(list)
    for name in subjects:
        forms = [key(name)]
        forms += [_stem(form.replace("~", " ")) for form in SAID.get(name, "").split()]
        for form in forms:
            called[_stem(form)].append(name)
    return {form: tuple(dict.fromkeys(names)) for form, names in called.items()}


def _subjects(core: str, subjects: tuple[str, ...]) -> list[str]:
    """The program's subjects that the words name, longest phrase first: "black history" is one, not two."""
    phrases = _phrases(subjects)
    words = [_stem(word) for word in core.split()]
    found: list[str] = []
    taken = [False] * len(words)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            if any(taken[start : start + size]):
                continue
            names = phrases.get(" ".join(words[start : start + size]))
            if names:
                found += names
                taken[start : start + size] = [True] * size
    return found


def _only_subjects(core: str, subjects: tuple[str, ...]) -> bool:
    """Whether each word of it alone names a subject: "law", "diccionario"; then it is hardly a title misspelt."""
    phrases = _phrases(subjects)
    return all(_stem(word) in phrases or word in OF for word in core.split())


def _stem(text: str) -> str:
    return " ".join(word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word for word in text.split())


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers that tell volumes and issues apart: no years, Roman ones as ours."""
    found = [ROMAN.get(word, word.lstrip("0")) for word in re.findall(r"\b(?:\d{1,3}|[ivx]{2,4})\b", key(text))]
    return tuple(sorted(word for word in found if word.isdigit()))


def _forms(name: str, author: str) -> tuple[str, ...]:
    """How a title is written on a letter, without spaces: its name, without subtitle, the subtitle, each with its author."""
    whole, short = key(name), short_key(name)
    after = key(re.split(r"[:;(]|\s[-\u2013\u2014]\s", name, maxsplit=1)[-1])
    names = dict.fromkeys(form for form in (short, whole, after if len(after) > 8 else "") if form)
    written = people(author)
    lasts = [person.split()[-1] for person in written if person not in ("jr",)]
    authors = dict.fromkeys([*written, *lasts, key(author)] if author else [])
    both = [f"{form} {who}" for form in (short, whole) for who in authors] + [f"{who} {short}" for who in authors]
    return tuple(dict.fromkeys(form.replace(" ", "") for form in (*names, *both)))


def _squeezed(author: str) -> set[str]:
    """An author's name without spaces, whole and without the first name or its letter: "w e b du bois", "dubois"."""
    words = author.split()
    last = words[-2:] if len(words) > 2 else words
    return {form for form in ("".join(words), "".join(last)) if len(form) > 5}


def _works(catalogue: Catalogue, languages: list[str]) -> list[int]:
    """The work that each title is an edition of, by its first: same name, an author in common, no other language."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(catalogue.keys):
        by_name[name].append(at)
    for short, where in _without_subtitle(catalogue).items():
        by_name[short] += where
    works = list(range(len(catalogue.titles)))
    for where in by_name.values():
        for index, at in enumerate(where):
            for other in where[:index]:
                if _same_author(catalogue.authors[at], catalogue.authors[other]) and _one_tongue(languages[at], languages[other]):
                    works[at] = works[other]
                    break
    return works


def _without_subtitle(catalogue: Catalogue) -> dict[str, list[int]]:
    """Names that are listed without a subtitle, and with one and the same subtitle: these are one work too."""
    bare = {name for name in catalogue.keys}
    longer: dict[str, set[str]] = defaultdict(set)
    where: dict[str, list[int]] = defaultdict(list)
    for at, (whole, short) in enumerate(zip(catalogue.keys, catalogue.short, strict=True)):
        if whole != short and short in bare and catalogue.authors[at]:
            longer[short].add(whole)
            where[short].append(at)
    return {short: where[short] for short, names in longer.items() if len(names) == 1}


def _same_author(one: str, other: str) -> bool:
    if one == other:
        return True
    mine, theirs = ({word for word in author.split() if len(word) > 2 and word != "and"} for author in (one, other))
    return bool(mine & theirs)


def _one_tongue(one: str, other: str) -> bool:
    return one == other or not one or not other

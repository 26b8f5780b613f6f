"""Find a title by what somebody types or what a letter calls it. Records in, hits out: no database, no screen."""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

ARTICLES = frozenset(("the", "a", "an", "el", "la", "los", "las", "le", "les", "un", "una"))
LITTLE = ARTICLES | frozenset(("of", "and", "in", "on", "to", "for", "de", "del", "y", "by", "from", "with", "at"))
REMEMBERED = 50_000  # keys kept, so that a catalogue with one title more is built in no time
LOOKED_AT = 40  # titles compared letter by letter, after the count of words over all of them
POOR = 45.0  # below this a hit is an accident
SURE = 92.0  # letters so much alike may be the one that is meant
ALL_BUT_SAME = 96.0  # the same for a short name, in which one letter makes another word
GAP = 6.0  # and it is, if the next one is so much worse
ALIKE = 0.75  # two words less alike than this are different words


@dataclass(frozen=True)
class Listed:
    """A title of the catalogue, with what it is found by."""

    id: int
    name: str
    author: str = ""
    isbn: str | None = None


@dataclass(frozen=True)
class Hit:
    """A title found, and how well (0 to 100)."""

    id: int
    score: float


@lru_cache(maxsize=REMEMBERED)
def key(text: str) -> str:
    """A name without what spelling leaves open: case, accents, signs, the article in front. Any script."""
    text = text.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", text).split()
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=REMEMBERED)
def short_key(name: str) -> str:
    """The key of a name without its subtitle: what most people write."""
    return key(re.split(r"[:;(\[]|\s[-\u2013\u2014]\s", name, maxsplit=1)[0]) or key(name)


def numbers(text: str) -> tuple[str, ...]:
    """The numbers in a name: two issues or volumes that differ in them are never the same title."""
    found = re.findall(r"\d+|\b[ivx]{2,}\b", key(text))  # a lone i, v or x may be a word or a name
    return tuple(sorted(word.lstrip("0") or "0" for word in found))


def _issue(text: str) -> tuple[str, ...]:
    """The numbers in a name but for years: what tells volumes and issues apart."""
    return tuple(number for number in numbers(text) if not re.fullmatch(r"[12]\d{3}", number))


class Catalogue:
    """All titles, ready to be searched; it never changes, so build a new one after an edit."""

    def __init__(self, titles: Iterable[Listed]) -> None:
        self.titles = list(titles)
        self.keys = [key(title.name) for title in self.titles]
        self.short = [short_key(title.name) for title in self.titles]
        self.authors = [key(title.author) for title in self.titles]
        self.by_isbn = {title.isbn: at for at, title in enumerate(self.titles) if title.isbn}
        holds: dict[str, list[int]] = defaultdict(list)
        names: list[list[str]] = []
        for at, (name, author) in enumerate(zip(self.keys, self.authors, strict=True)):
            words = [word for word in name.split() if word not in LITTLE] or name.split()
            names.append(words)
            for word in {*words, *author.split()}:
                holds[word].append(at)
        self.holds = {word: np.array(where, dtype=int) for word, where in holds.items()}
        self.vocabulary = sorted(self.holds)
        self.rarity = {word: math.log((len(self.titles) + 1.5) / len(where)) + 0.1 for word, where in self.holds.items()}
        self.weight = np.array([sum(self.rarity[word] for word in words) or 1.0 for words in names])
        self.exact: dict[str, list[int]] = defaultdict(list)
        for at, (whole, short) in enumerate(zip(self.keys, self.short, strict=True)):
            for form in {whole, short}:
                self.exact[form].append(at)

    def find(self, text: str, limit: int | None = 10, poor: float = POOR) -> list[Hit]:
        """The titles that the text may mean, best first: by words, begun words, misspelt words, author or ISBN."""
        digits = re.sub(r"[\s-]", "", text)
        if digits.isdigit() and len(digits) >= 4:
            found = [at for isbn, at in self.by_isbn.items() if isbn.startswith(digits) or isbn[3:].startswith(digits[:9])]
            if found:
                return [Hit(self.titles[at].id, 99.0) for at in sorted(found)[:limit]]
        asked = key(text)
        words = list(dict.fromkeys(word for word in asked.split() if word not in LITTLE)) or asked.split()
        if not words or not self.titles:
            return []
        got, typed = self._words(words[:12])
        chosen = np.flatnonzero(got > 0.3 * typed)
        if limit is not None and len(chosen) > LOOKED_AT:
            rough = got[chosen] - 0.02 * self.weight[chosen]
            chosen = chosen[np.argpartition(-rough, LOOKED_AT - 1)[:LOOKED_AT]]
        scored = [(self._score(asked, got[at] / typed, int(at)), int(at)) for at in chosen]
        ranked = sorted(
            ((score, at) for score, at in scored if score >= poor),
            key=lambda hit: (-hit[0], self.keys[hit[1]], self.titles[hit[1]].id),
        )
        return [Hit(self.titles[at].id, round(score, 2)) for score, at in ranked[:limit]]

    def _words(self, words: list[str]) -> tuple[np.ndarray, float]:
        """How much of what was typed each title has, by the weight of its words; and how much was typed."""
        got = np.zeros(len(self.titles))
        typed = 0.0
        close = cdist(words, self.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, dtype=np.float32)
        for at, word in enumerate(words):
            alike: dict[str, float] = {}
            if len(word) >= 4:
                for which in np.flatnonzero(close[at]):
                    alike[self.vocabulary[which]] = float(close[at][which]) ** 2
            start, stop = bisect_left(self.vocabulary, word), bisect_left(self.vocabulary, word + "\U0010ffff")
            for other in self.vocabulary[start:stop]:
                sure = 0.85 if at == len(words) - 1 or len(word) >= 4 else 0.5  # the last word may still be typed
                alike[other] = max(alike.get(other, 0.0), sure)
            if word in self.holds:
                alike[word] = 1.0
            close_ones = (self.rarity[other] for other, likeness in alike.items() if likeness > 0.6)
            weight = max(close_ones, default=self.rarity_of_nothing)
            typed += weight
            here = np.zeros(len(self.titles))
            for other, likeness in sorted(alike.items(), key=lambda pair: pair[1]):
                here[self.holds[other]] = likeness
            got += here * weight
        return got, typed

    @property
    def rarity_of_nothing(self) -> float:
        """What a word weighs that no title has: as much as one that a single title has."""
        return math.log(len(self.titles) + 1.5)

    def _score(self, asked: str, share: float, at: int) -> float:
        if asked == self.keys[at]:
            return 100.0
        if asked == self.short[at]:
            return 99.0
        return min(98.0, 62 * share + 0.36 * max(self._letters(asked, at)))

    def _letters(self, asked: str, at: int) -> list[float]:
        """How alike the letters are to the name, to the name without its subtitle, and to either with the author."""
        name, short, author = self.keys[at], self.short[at], self.authors[at]
        forms = {name, short, f"{short} {author}".strip(), f"{author} {short}".strip()}
        return [fuzz.ratio(asked, form) for form in forms]

    def match(self, text: str) -> int | None:
        """The one title that the text surely means, or None: a book sent in error costs more than a look."""
        asked = key(text)
        if not asked:
            return None
        if asked in self.exact:
            whole = [at for at in self.exact[asked] if self.keys[at] == asked]
            without_subtitle = [at for at in self.exact[asked] if _issue(self.titles[at].name) == _issue(text)]
            return self._only(whole or (without_subtitle if len(self.exact[asked]) == 1 else ()))
        by_author = self._with_author(asked)
        if by_author is not None:
            return by_author
        hits = {hit.id for hit in self.find(text, limit=8)}
        near = [at for at, title in enumerate(self.titles) if title.id in hits]
        letters = sorted(((max(self._letters(asked, at)), at) for at in near), reverse=True)
        if not letters or letters[0][0] < (SURE if len(asked) >= 8 else ALL_BUT_SAME):
            return None
        if len(letters) > 1 and letters[0][0] - letters[1][0] < GAP:
            return None
        best = self.titles[letters[0][1]]
        return best.id if numbers(best.name) == numbers(text) else None

    def _only(self, where: Iterable[int]) -> int | None:
        where = list(where)
        return self.titles[where[0]].id if len(where) == 1 else None

    def _with_author(self, asked: str) -> int | None:
        """"Wretched of the Earth by Frantz Fanon", "Fanon, Wretched of the Earth", "wretched of the earth fanon"."""
        words = asked.split()
        found = []
        for size in range(1, min(4, len(words) - 1) + 1):
            for name, author in ((words[:-size], words[-size:]), (words[size:], words[:size])):
                if name[-1] == "by" and len(name) > 1:
                    name = name[:-1]
                form = " ".join(name[1:] if len(name) > 1 and name[0] in ARTICLES else name)
                for at in self.exact.get(form, ()):
                    if self.authors[at] and set(author) <= set(self.authors[at].split()):
                        found.append(at)
        return self._only(dict.fromkeys(found))

"""Find a facility by anything a letter may call it, and a reader by number or name, while typing.

Nothing here knows the database or the screen: records in, hits out.
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, extractOne

from bfp import finder_words as lists
from bfp.finder_words import canonical, plain, state_code

LOOKED_AT = 60  # names compared word by word, after the quick count over all of them
POOR = 20  # below this a hit is an accident
FAIR = 35  # below this a hit is worth showing only for want of a better
ALIKE_ENOUGH = 0.72  # two words less alike than this are different words


@dataclass(frozen=True)
class Listing:
    """A facility as the directory knows it: its names, and where it is."""

    id: int | str
    name: str
    aliases: tuple[str, ...] = ()
    state: str = ""
    city: str = ""
    zip: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Hit:
    """A facility found: how well (0 to 100), and by which of its names."""

    id: int | str
    score: float
    matched: str


@dataclass(frozen=True)
class Name:
    """One name of one facility, taken apart once so that it can be compared quickly."""

    place: int
    text: str
    official: bool
    words: tuple[str, ...]
    weights: tuple[float, ...]
    spans: dict[str, tuple[tuple[int, int], ...]]
    squashed: str
    initials: str
    weight: float


def initials(words: tuple[str, ...], start: int, stop: int) -> set[str]:
    """The ways in which some words in a row are written as initials."""
    forms = []
    for at in range(start, stop):
        word = words[at]
        options = [word[0]]
        if word in lists.COMPASS:
            options.append(lists.COMPASS[word])
        elif word == "complex":
            options.append("x")
        elif word in lists.CODE_OF_STATE:
            options.append(lists.CODE_OF_STATE[word].lower())
        elif word.isdigit() or word in ("st", "mt"):
            options.append(word)
        elif word.startswith("pre") or word.startswith("re") or word.startswith("mc"):
            options.append(word[0] + word[2 + word.startswith("pre")] if len(word) > 3 else word)
        if at == 0 and len(word) > 2 and word not in lists.COMPASS:
            options.append(word[:2])
        forms.append(options)
    return {"".join(letters) for letters in product(*forms)} if math.prod(map(len, forms)) <= 16 else {
        "".join(options[0] for options in forms)}


def spans_of(words: tuple[str, ...], joined: tuple[str, ...]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Every run of words in a name under the short forms it may be written by: joined up, or as initials."""
    spans = defaultdict(list)
    for start in range(len(words)):
        for stop in range(start + 2, min(len(words), start + 8) + 1):
            for short in initials(words, start, stop):
                spans[short].append((start, stop))
            if stop - start <= 3:
                spans["".join(joined[start:stop])].append((start, stop))
    return {short: tuple(where) for short, where in spans.items()}


class Directory:
    """All facilities, ready to be searched; it never changes, so build a new one after an edit."""

    def __init__(self, listings: Iterable[Listing]):
        self.listings = sorted(listings, key=lambda listing: (str(type(listing.id)), listing.id))
        raw = []
        for place, listing in enumerate(self.listings):
            for at, text in enumerate((listing.name, *listing.aliases)):
                words = [word for word in plain(text).split()]
                kept = [word for word in words if word not in lists.STOP] or words
                raw.append((place, text, at == 0, tuple(map(canonical, kept)), tuple(kept)))
        counts = defaultdict(int)
        for *_, words, _kept in raw:
            for word in set(words):
                counts[word] += 1
        self._rarest = math.log(len(raw) + 1.5)
        self._weight = {word: self._rarity(count) for word, count in counts.items()}
        self._names = [self._name(*parts) for parts in raw]
        self._index()

    def _rarity(self, count: int) -> float:
        """What a word says: near 0 when most names have it, 1 when a single one does."""
        return max(0.02, (math.log((len(self.listings) + 1.5) / count) / self._rarest)) ** 1.2

    def _name(self, place, text, official, words, kept) -> Name:
        own_state = canonical(lists.STATES.get(state_code(self.listings[place].state), ""))
        weights = tuple(self._weight[word] * (0.6 if word in own_state.split() else 1) for word in words)
        spans = spans_of(words, tuple(kept))
        return Name(place, text, official, words, weights, spans, "".join(words), "".join(word[0] for word in words),
                    sum(weights) or 1.0)

    def _index(self) -> None:
        with_word, with_span, in_town = defaultdict(set), defaultdict(set), defaultdict(set)
        self._exact = defaultdict(list)
        places = defaultdict(list)
        for at, name in enumerate(self._names):
            places[name.place].append(at)
            self._exact[name.text.strip().casefold()].append(at)
            for word in name.words:
                with_word[word].add(at)
            for short in name.spans:
                with_span[short].add(at)
        self._towns, self._states = [], []
        for place, listing in enumerate(self.listings):
            town = tuple(map(canonical, plain(listing.city).split()))
            self._towns.append(town)
            self._states.append(state_code(listing.state))
            for word in town:
                in_town[word].update(places[place])
        as_arrays = lambda index: {key: np.fromiter(where, int) for key, where in index.items()}  # noqa: E731
        self._with_word, self._with_span, self._in_town = map(as_arrays, (with_word, with_span, in_town))
        self._vocabulary = sorted(set(with_word) | set(in_town))
        self._begun_with = defaultdict(list)
        for word in self._vocabulary:
            self._begun_with[word[0]].append(word)
        self._squashed = [name.squashed for name in self._names]
        self._initials = [name.initials if len(name.words) > 2 else "" for name in self._names]
        self._place_of = np.array([name.place for name in self._names], dtype=int)
        self._name_weight = np.array([name.weight for name in self._names])
        self._state_of = np.array([self._states[name.place] for name in self._names], dtype=object)
        self._zips = [re.sub(r"\D", "", str(listing.zip or ""))[:5] for listing in self.listings]

    # ---- asking -------------------------------------------------------------------------------

    def find(self, text: str, state: str | None = None, limit: int = 10) -> list[Hit]:
        """The facilities that the text may mean, best first; those of the state, unless it has none."""
        everywhere = np.ones(len(self._names), dtype=bool)
        code = state_code(state)
        if not code:
            return [hit for hit in self._search(text, everywhere, limit) if hit.score >= POOR]
        here = self._search(text, self._state_of == code, limit)
        if here and here[0].score >= FAIR:
            return [hit for hit in here if hit.score >= POOR]
        there = [hit for hit in self._search(text, everywhere, limit) if hit.score >= FAIR]
        if there and (not here or there[0].score > here[0].score + FAIR):
            return there
        return here

    def _search(self, text: str, within: np.ndarray, limit: int) -> list[Hit]:
        best: dict[int, tuple[float, str]] = {}
        for score, at in self._scored(text, within):
            name = self._names[at]
            if score > best.get(name.place, (0, ""))[0]:
                best[name.place] = (score, name.text)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], len(found[1][1]), found[0]))
        return [Hit(self.listings[place].id, score, matched) for place, (score, matched) in ranked[:limit]]

    def _scored(self, text: str, within: np.ndarray) -> list[tuple[float, int]]:
        zips = re.fullmatch(r"\s*(\d{3,5})(?:-\d{0,4})?\s*", text)
        found = []
        if zips:
            for at in np.flatnonzero(within):
                name = self._names[at]
                if name.official and self._zips[name.place].startswith(zips[1]):
                    found.append((99.0 if len(zips[1]) == 5 else 90.0, int(at)))
            if found:
                return found
        query = Query(self, text)
        chosen = {at for at in self._exact.get(query.text, ()) if within[at]}
        count = min(LOOKED_AT, int(within.sum()))
        if query.words and count:
            rough = np.where(within, query.rough(self), -1)
            chosen.update(map(int, np.argpartition(-rough, count - 1)[:count]))
        return [(query.score(self, self._names[at]), at) for at in chosen]


class Query:
    """What somebody typed, taken apart and weighed against one directory."""

    def __init__(self, directory: Directory, text: str):
        self.text = text.strip().casefold()
        kept = [word for word in plain(text).split() if word not in lists.STOP] or plain(text).split()
        kept = kept[:16]
        words: list[str] = []
        for word in kept:
            words += self._segments(directory, word)
        self.typed = words
        self.words = [canonical(word) for word in words]
        self.squashed = "".join(self.words)
        self.last = len(self.words) - 1 if text[-1:].isalnum() else -1
        self.hint = self._state_hint(words)
        self.alike = self._alike(directory) if self.words else []
        self.weights = [self._weigh(directory, at) for at in range(len(self.words))]
        self.weight = sum(self.weights) or 1.0
        self.coded = [at for at, word in enumerate(self.typed) if 3 <= len(word) <= 7 and word.isalpha()
                      and word not in directory._with_span and self.words[at] not in directory._weight]

    def _segments(self, directory: Directory, word: str) -> list[str]:
        """A word that no name has, cut into words that names do have, when it is several run together."""
        if len(word) < 7 or canonical(word) in directory._weight or word.isdigit():
            return [word]
        if extractOne(canonical(word), directory._vocabulary, scorer=OSA.normalized_similarity, score_cutoff=0.84):
            return [word]  # one word misspelt
        known = lambda part: canonical(part) in directory._weight or part in lists.SHORT or part.upper() in lists.STATES \
            or part in lists.STOP  # noqa: E731
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for stop in range(1, len(word) + 1):
            options = []
            for start in range(max(0, stop - 18), stop):
                part, (cost, before) = word[start:stop], best[start]
                size = stop - start
                if known(part) and size > 1:
                    price = 1.0 + (1.5 if size == 2 else 0.5 if size == 3 else 0)
                else:
                    price = 2.0 + 0.9 * size
                options.append((cost + price, before + [part]))
            best.append(min(options, key=lambda option: option[0]))
        cost, parts = best[-1]
        return [part for part in parts if part not in lists.STOP] if cost < 2.0 + 0.5 * len(word) and parts else [word]

    def _state_hint(self, words: list[str]) -> str:
        if len(words) > 1 and words[-1].upper() in lists.STATES:
            return words[-1].upper()
        for size in (3, 2, 1):
            code = lists.CODE_OF_STATE.get(" ".join(words[-size:]))
            if code and len(words) > size:
                return code
        return ""

    def _alike(self, directory: Directory) -> list[dict[str, float]]:
        """For each word typed, the words of the directory it may stand for, with how alike they are."""
        vocabulary = directory._vocabulary
        close = cdist(self.words, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=ALIKE_ENOUGH)
        answer = []
        for at, word in enumerate(self.words):
            alike = {}
            if len(word) >= 4:
                for which in np.flatnonzero(close[at]):
                    other = vocabulary[which]
                    alike[other] = (float(close[at][which]) * (1 if word[0] == other[0] else 0.93)) ** 1.5
            typed = self.typed[at]
            if typed.isalpha():
                for other in self._begun_by(vocabulary, typed, at == self.last):
                    sure = 0.8 if len(typed) >= 3 else 0.6 if len(typed) == 2 else 0.5
                    alike[other] = max(alike.get(other, 0), sure + 0.15 * len(typed) / len(other))
                if 3 <= len(typed) <= 6 and typed not in directory._weight:
                    for other in directory._begun_with[typed[0]]:
                        if len(other) > len(typed) + 1 and is_within(typed, other):
                            alike[other] = max(alike.get(other, 0), 0.35 + 0.3 * len(typed) / len(other))
            for other, likeness in lists.ALIKE.get(word, {}).items():
                alike[other] = max(alike.get(other, 0), likeness)
            for other in lists.SEVERAL.get(typed, ()):
                alike[other] = 0.9
            state = lists.STATES.get(typed.upper())
            if state:
                alike[canonical(state)] = 0.95
            alike[word] = 1.0
            answer.append(alike)
        return answer

    def _begun_by(self, vocabulary: list[str], word: str, still_typing: bool) -> list[str]:
        if len(word) < 3 and not still_typing:
            return []
        start = bisect_left(vocabulary, word)
        stop = bisect_left(vocabulary, word + "{")
        return vocabulary[start:stop]

    def _weigh(self, directory: Directory, at: int) -> float:
        word, typed = self.words[at], self.typed[at]
        if word in directory._weight:
            return directory._weight[word]
        if typed.isdigit():
            return 0.1
        if typed in lists.TYPES:
            parts = lists.TYPES[typed].split()
            return sum(directory._weight.get(canonical(part), 0.3) for part in parts) / len(parts)
        if typed in directory._with_span:
            return directory._rarity(len(directory._with_span[typed]))
        close = [directory._weight.get(other, 0) * alike for other, alike in self.alike[at].items() if alike > 0.6]
        return max([0.25 if len(typed) < 4 else 0.45, *close])

    def rough(self, directory: Directory) -> np.ndarray:
        """A quick score of every name: words in common by weight, and letters in common."""
        count = len(directory._names)
        covered, mass = np.zeros(count), np.zeros(count)
        for at, alike in enumerate(self.alike):
            here = np.zeros(count)
            held = np.zeros(count)
            for short in {self.typed[at], *(["".join(self.typed[at : at + 2])] if at + 1 < len(self.typed) else [])}:
                where = directory._with_span.get(short)
                if where is not None:
                    here[where] = 0.9
                    held[where] = 0.9 * directory._rarity(len(where))
            for other, likeness in sorted(alike.items(), key=lambda pair: pair[1]):
                where = directory._in_town.get(other)
                if where is not None:
                    here[where] = np.maximum(here[where], likeness * 0.7)
                where = directory._with_word.get(other)
                if where is not None:
                    here[where] = np.maximum(here[where], likeness)
                    held[where] = np.maximum(held[where], likeness * directory._weight[other])
            covered += here * self.weights[at]
            mass += held
        for at in self.coded:
            near = cdist([self.typed[at]], directory._initials, scorer=OSA.normalized_similarity, score_cutoff=0.74)[0]
            covered += 0.6 * near * self.weights[at]
            mass += 0.6 * near * directory._name_weight
        letters = cdist([self.squashed], directory._squashed, scorer=fuzz.ratio)[0] / 100
        return 0.45 * covered / self.weight + 0.3 * np.minimum(1, mass / directory._name_weight) + 0.4 * letters

    def score(self, directory: Directory, name: Name) -> float:
        """How well one name fits, 0 to 100, by pairing its words with those typed."""
        if self.text == name.text.strip().casefold():
            return 100.0 if name.official else 99.9
        if self.squashed == name.squashed:
            return 99.5
        typed, named, town = self.got(directory, name)
        letters = fuzz.ratio(self.squashed, name.squashed) / 100
        score = 100 * (0.5 * typed + 0.3 * named + 0.2 * letters)
        if town > 0.9:
            score = max(score, 70 * town)
        if self.hint and directory._states[name.place] != self.hint and name.text.casefold().find(lists.STATES[self.hint]) < 0:
            score *= 0.85
        return round(min(score, 99.0), 3)

    def got(self, directory: Directory, name: Name) -> tuple[float, float, float]:
        pairs = []
        size, others = len(self.words), len(name.words)
        for at in range(size):
            alike = self.alike[at]
            for other in range(others):
                likeness = alike.get(name.words[other], 0)
                if likeness:
                    worth = likeness * (self.weights[at] + name.weights[other])
                    pairs.append((worth, likeness, at, at + 1, other, other + 1))
            typed = self.typed[at]
            for start, stop in name.spans.get(typed, ()):
                likeness = 0.92 if stop - start > 1 else 1
                worth = likeness * (self.weights[at] + sum(name.weights[start:stop]))
                pairs.append((worth, likeness, at, at + 1, start, stop))
            if at in self.coded and others > 2:
                likeness = 0.75 * OSA.normalized_similarity(typed, name.initials, score_cutoff=0.74)
                if likeness:
                    pairs.append((likeness * (self.weights[at] + name.weight), likeness, at, at + 1, 0, others))
            joined = typed
            for stop_at in range(at + 2, min(size, at + 3) + 1):
                joined += self.typed[stop_at - 1]
                whole = canonical(joined)
                weight = sum(self.weights[at:stop_at])
                for other in range(others):
                    if name.words[other] == whole:
                        pairs.append((weight + name.weights[other], 1.0, at, stop_at, other, other + 1))
                for start, stop in name.spans.get(joined, ()):
                    pairs.append((0.9 * (weight + sum(name.weights[start:stop])), 0.9, at, stop_at, start, stop))
        pairs.sort(key=lambda pair: (-pair[0], pair[2:]))
        free_here, free_there = [True] * size, [True] * others
        typed = named = 0.0
        for _, likeness, at, stop_at, start, stop in pairs:
            if all(free_here[at:stop_at]) and all(free_there[start:stop]):
                free_here[at:stop_at] = [False] * (stop_at - at)
                free_there[start:stop] = [False] * (stop - start)
                typed += likeness * sum(self.weights[at:stop_at])
                named += likeness * sum(name.weights[start:stop])
        town = 0.0
        state = directory._states[name.place]
        for at in range(size):
            if not free_here[at]:
                continue
            parts = lists.TYPES.get(self.typed[at])
            if parts:
                likeness = 0
                for part in map(canonical, parts.split()):
                    for other in range(others):
                        if name.words[other] == part:
                            likeness += 1 / len(parts.split())
                            if free_there[other]:
                                free_there[other] = False
                                named += 0.8 * name.weights[other]
                            break
                typed += 0.8 * likeness * self.weights[at]
                continue
            near = max((self.alike[at].get(word, 0) for word in directory._towns[name.place]), default=0)
            if self.typed[at].upper() == state or self.typed[at] in lists.STATES.get(state, "").split():
                near = max(near, 1.0)
            if near:
                typed += 0.7 * near * self.weights[at]
                town += near * self.weights[at]
        return typed / self.weight, named / name.weight, town / self.weight


def is_within(short: str, long: str) -> bool:
    """Whether the letters of the short word are in the long one, in that order."""
    letters = iter(long)
    return all(letter in letters for letter in short)

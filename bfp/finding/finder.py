"""Find a facility by anything a letter may call it, while typing.

Nothing here knows the database or the screen: records in, hits out.
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, extractOne

from bfp.finding import finder_words as lists
from bfp.finding.finder_words import canonical, plain, state_code

LOOKED_AT = 60  # names compared word by word, after a quick count over all of them
POOR, FAIR = 20, 35  # a score below POOR is an accident; one below FAIR is shown for want of a better
WRITTEN_SO = 0.9  # two words as alike as this are one, written out or in short
SAME_WORD = 0.72  # two words less alike than this are different words, not a misspelling
MOST_WORDS, MOST_LETTERS = 16, 200  # of what was typed; the rest is not looked at
WORDS, WHOLE = 1, 2  # how a name fits: all that was typed is its own, or it is just the name


@dataclass(frozen=True)
class Listing:
    """A facility as the directory knows it: its names, and where it is."""

    id: int | str
    name: str
    aliases: tuple[str, ...] = ()
    state: str = ""
    city: str = ""
    zip: str = ""
    kind: str = ""  # the name of its system, or what kind of system: federal, county


@dataclass(frozen=True)
class Hit:
    """A facility found: how well (0 to 100), by which of its names, and whether nothing else can be meant."""

    id: int | str
    score: float
    matched: str
    sure: bool = False


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


class Directory:
    """All facilities, ready to be searched; it never changes, so build a new one after an edit."""

    def __init__(self, listings: Iterable[Listing]):
        self.listings = sorted(listings, key=lambda listing: (str(type(listing.id)), listing.id))
        self.states = [state_code(listing.state) for listing in self.listings]
        self.zips = [re.sub(r"\D", "", str(listing.zip or ""))[:5] for listing in self.listings]
        self.towns = [tuple(map(canonical, plain(listing.city or "").split())) for listing in self.listings]
        self.systems = [lists.system_words(listing.kind or "") for listing in self.listings]
        texts = [
            (place, text, text is listing.name, tuple(lists.telling(text)))
            for place, listing in enumerate(self.listings)
            for text in (listing.name, *listing.aliases)
        ]
        counts: defaultdict[str, int] = defaultdict(int)
        for *_, typed in texts:
            for word in set(map(canonical, typed)):
                counts[word] += 1
        self.weight = {word: self.rarity(count) for word, count in counts.items()}
        self.names = [self._name(*parts) for parts in texts]
        self._index()

    def rarity(self, count: int) -> float:
        """What a word says, counted in this directory: near 0 when most names have it, 1 when a single one does."""
        size = len(self.listings) + 1.5
        return max(0.02, math.log(size / count) / math.log(size)) ** 1.2

    def _name(self, place: int, text: str, official: bool, typed: tuple[str, ...]) -> Name:
        words = tuple(map(canonical, typed))
        own_state = lists.STATES.get(self.states[place], "").split()
        weights = tuple(self.weight[word] * (0.6 if word in own_state else 1) for word in words)
        return Name(place, text, official, words, weights, lists.spans_of(words, typed), "".join(words),
                    lists.initials_of(words), sum(weights) or 1.0)  # fmt: skip

    def _index(self) -> None:
        with_word, with_span, in_town = defaultdict(set), defaultdict(set), defaultdict(set)
        self.exact = defaultdict(list)
        for at, name in enumerate(self.names):
            self.exact[name.text.strip().casefold()].append(at)
            for word in name.words:
                with_word[word].add(at)
            for short in name.spans:
                with_span[short].add(at)
            for word in (*self.towns[name.place], self.zips[name.place]):
                in_town[word].add(at)
        self.vocabulary = sorted({*with_word, *(word for town in self.towns for word in town)})
        self.begun_with = defaultdict(list)
        for word in self.vocabulary:
            self.begun_with[word[0]].append(word)
        self.with_word, self.with_span, self.in_town = (
            {key: np.fromiter(where, int) for key, where in index.items()} for index in (with_word, with_span, in_town)
        )
        self.squashed = [name.squashed for name in self.names]
        self.initials = [name.initials for name in self.names]
        self.name_weight = np.array([name.weight for name in self.names])
        self.state_of = np.array([self.states[name.place] for name in self.names], dtype=object)

    def find(self, text: str, state: str | None = None, limit: int = 10) -> list[Hit]:
        """The facilities that the text may mean, best first; those of the state, unless it has none.

        The state is two letters or a name. Without one, a state at the end of the text is a hint, not a rule.
        """
        code = state_code(state)
        if not code:
            return [hit for hit in self._hits(text, "") if hit.score >= POOR][:limit]
        here = self._hits(text, code)
        if here and here[0].score >= FAIR:
            return [hit for hit in here if hit.score >= POOR][:limit]
        near = {hit.id for hit in here}
        there = [replace(hit, sure=False) for hit in self._hits(text, "") if hit.score >= FAIR and hit.id not in near]
        if there and (not here or there[0].score > here[0].score + FAIR):
            kept = here[: min(2, limit // 2)]  # the state was given for a reason: its best guesses still show
            return there[: limit - len(kept)] + kept
        return here[:limit] or there[:limit]

    def _hits(self, text: str, code: str) -> list[Hit]:
        within = self.state_of == code if code else np.ones(len(self.names), dtype=bool)
        best: dict[int, tuple[float, str]] = {}
        fits: dict[int, int] = {}
        for score, at, fit in self._scored(text, within):
            name = self.names[at]
            fits[name.place] = max(fit, fits.get(name.place, 0))
            if score > best.get(name.place, (0, ""))[0]:
                best[name.place] = (score, name.text)
        ranked = sorted(best.items(), key=lambda found: (-found[1][0], len(found[1][1]), found[0]))
        fitting = [place for place, fit in fits.items() if fit == max(fits.values()) and fit]
        sure = fitting[0] if len(fitting) == 1 else None  # "Lowell" is no more the prison than its annex
        return [Hit(self.listings[place].id, score, matched, place == sure) for place, (score, matched) in ranked]

    def _scored(self, text: str, within: np.ndarray) -> list[tuple[float, int, int]]:
        exact = [at for at in self.exact.get(text.strip().casefold(), ()) if within[at]]
        found = [(100.0 if self.names[at].official else 99.9, at, WHOLE) for at in exact]
        digits = re.fullmatch(r"\s*([0-9]{3,5})(?:-[0-9]{0,4})?\s*", text)
        if digits:
            score, fit = (99.0, WORDS) if len(digits[1]) == 5 else (90.0, 0)
            found += [(score, at, fit) for at, name in enumerate(self.names)
                      if within[at] and name.official and self.zips[name.place].startswith(digits[1])]  # fmt: skip
            if found:
                return found
        query = Query(self, text)
        count = min(LOOKED_AT, int(within.sum()))
        if query.words and count:
            rough = np.where(within, query.rough(), -1)
            chosen = map(int, np.argpartition(-rough, count - 1)[:count])
            scores = [(query.score(self.names[at]), at) for at in chosen]
            found += [(score, at, query.fit(self.names[at]) if score >= FAIR else 0) for score, at in scores]
        return found


class Query:
    """What somebody typed, taken apart and weighed against one directory."""

    def __init__(self, directory: Directory, text: str):
        self.directory = directory
        text = text[:MOST_LETTERS]
        self.typed = [part for word in lists.telling(text)[:MOST_WORDS] for part in self._cut(word)]
        self.words = [canonical(word) for word in self.typed]
        self.squashed = "".join(self.words)
        self.last = len(self.words) - 1 if text[-1:].isalnum() else -1
        self.hint = lists.state_at_the_end(text)
        self.alike = self._alike() if self.words else []
        self.weights = [self._weigh(at) for at in range(len(self.words))]
        self.weight = sum(self.weights) or 1.0
        # Words that may be somebody's initials for a whole name, with a letter wrong.
        self.coded = {at for at, word in enumerate(self.typed) if 3 <= len(word) <= 7 and word.isalpha()
                      and word not in directory.with_span and self.words[at] not in directory.weight}  # fmt: skip

    def _known(self, part: str) -> bool:
        common = part in lists.SHORT or part in lists.CODES or part in lists.STOP
        return common or canonical(part) in self.directory.weight

    def _cut(self, word: str) -> list[str]:
        """A word that no name has, cut into words that names do have, when it is several run together."""
        if len(word) < 7 or word.isdigit() or canonical(word) in self.directory.weight:
            return [word]
        if extractOne(canonical(word), self.directory.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=0.84):
            return [word]  # one word, misspelt
        return lists.cut(word[:60], self._known)

    def _alike(self) -> list[dict[str, float]]:
        """For each word typed, the words of the directory it may stand for, with how alike they are (0 to 1)."""
        vocabulary = self.directory.vocabulary
        close = cdist(self.words, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=SAME_WORD)
        answer = []
        for at, (word, typed) in enumerate(zip(self.words, self.typed, strict=True)):
            alike: defaultdict[str, float] = defaultdict(float)

            def stands_for(other: str, likeness: float, alike: defaultdict[str, float] = alike) -> None:
                alike[other] = max(alike[other], likeness)

            if len(word) >= 4 and not word.isdigit():
                for which in np.flatnonzero(close[at]):
                    other = vocabulary[which]
                    stands_for(other, (float(close[at][which]) * (1 if word[0] == other[0] else 0.93)) ** 1.5)
            if typed.isalpha():
                if len(typed) >= 3 or at == self.last:
                    sure = {1: 0.5, 2: 0.6}.get(len(typed), 0.8)
                    for other in vocabulary[bisect_left(vocabulary, typed) : bisect_left(vocabulary, typed + "{")]:
                        stands_for(other, sure + 0.15 * len(typed) / len(other))
                if 3 <= len(typed) <= 6 and typed not in self.directory.weight:
                    for other in self.directory.begun_with.get(typed[0], ()):
                        if len(other) > len(typed) + 1 and lists.is_within(typed, other):
                            stands_for(other, 0.35 + 0.3 * len(typed) / len(other))
            for other, likeness in lists.ALIKE.get(word, {}).items():
                stands_for(other, likeness)
            for other in (*lists.SEVERAL.get(typed, ()), *lists.CODES.get(typed, ())):
                stands_for(other, 0.9)
            alike[word] = 1.0
            answer.append(dict(alike))
        return answer

    def _weigh(self, at: int) -> float:
        word, typed, directory = self.words[at], self.typed[at], self.directory
        if word in directory.weight:
            return directory.weight[word]
        if typed.isdigit():
            return 0.8 if len(typed) == 5 and typed in directory.in_town else 0.1
        if typed in lists.TYPES:
            parts = lists.TYPES[typed].split()
            return sum(directory.weight.get(canonical(part), 0.3) for part in parts) / len(parts)
        if typed in directory.with_span:
            return directory.rarity(len(directory.with_span[typed]))
        close = [directory.weight.get(other, 0) * alike for other, alike in self.alike[at].items() if alike > 0.6]
        return max([0.25 if len(typed) < 4 else 0.45, *close])

    def rough(self) -> np.ndarray:
        """A quick score of every name: words in common by weight, and letters in common."""
        directory = self.directory
        covered, mass = np.zeros(len(directory.names)), np.zeros(len(directory.names))
        for at, alike in enumerate(self.alike):
            here, held = np.zeros(len(directory.names)), np.zeros(len(directory.names))
            for short in {self.typed[at], "".join(self.typed[at : at + 2])}:
                where = directory.with_span.get(short)
                if where is not None:
                    here[where] = 0.9
                    held[where] = 0.9 * directory.rarity(len(where))
            for other, likeness in alike.items():
                where = directory.in_town.get(other)
                if where is not None:
                    here[where] = np.maximum(here[where], likeness * 0.7)
                where = directory.with_word.get(other)
                if where is not None:
                    here[where] = np.maximum(here[where], likeness)
                    held[where] = np.maximum(held[where], likeness * directory.weight[other])
            if at in self.coded:
                [near] = cdist(self.typed[at : at + 1], directory.initials, scorer=OSA.normalized_similarity,
                               score_cutoff=0.74)  # fmt: skip
                here = np.maximum(here, 0.6 * near)
                held = np.maximum(held, 0.6 * near * directory.name_weight)
            covered += here * self.weights[at]
            mass += held
        letters = cdist([self.squashed], directory.squashed, scorer=fuzz.ratio)[0] / 100
        rough = 0.45 * covered / self.weight + 0.3 * np.minimum(1, mass / directory.name_weight) + 0.4 * letters
        return rough * np.where(directory.state_of == self.hint, 1.2, 1.0) if self.hint else rough

    def score(self, name: Name) -> float:
        """How well one name fits, 0 to 100: what it explains of what was typed, and what of it was typed."""
        if self.squashed == name.squashed:
            return 99.5
        typed, named, town = self._paired(name)
        score = 50 * typed + 30 * named + 0.2 * fuzz.ratio(self.squashed, name.squashed)
        if town > 0.8:  # nothing was typed but the town
            score = max(score, 60 * town)
        if self.hint and self.directory.states[name.place] != self.hint:
            score *= 1.0 if lists.STATES[self.hint] in name.text.casefold() else 0.75
        return round(min(score, 99.0), 3)

    def fit(self, name: Name) -> int:
        """WHOLE if what was typed is just this name, WORDS if it is words that only tell, or a town or ZIP; else 0.

        Nothing misspelt or begun counts. Once a kind of place is typed ("Lee State Prison"), the name may have no word more.
        """
        if self.squashed == name.squashed:
            return WHOLE
        state, systems = self.directory.states[name.place], self.directory.systems[name.place] - lists.KINDS
        where = {*self.directory.towns[name.place], self.directory.zips[name.place]}
        own_state = {state.lower(), *lists.STATES.get(state, "").split()}
        open_here, open_there = set(range(len(self.words))), set(range(len(name.words)))
        told: set[str] = set()
        for likeness, at, stop_at, start, stop in self._pairs(name):
            meant = (self.words[at], *lists.SEVERAL.get(self.typed[at], ()), *lists.CODES.get(self.typed[at], ()))
            if likeness < WRITTEN_SO or (stop_at - at == stop - start == 1 and name.words[start] not in meant):
                continue
            open_here.difference_update(range(at, stop_at))
            open_there.difference_update(range(start, stop))
            initials = stop - start > 1 and sum(map(len, self.typed[at:stop_at])) <= 2 * (stop - start)
            told.update(["prison"] if initials else name.words[start:stop])
        for at in open_here:
            forms = {self.typed[at], self.words[at]}
            parts = {canonical(part) for part in lists.TYPES.get(self.typed[at], "").split()}
            if parts and parts.issubset(name.words):
                open_there -= {other for other, known in enumerate(name.words) if known in parts}
                told |= parts
            elif forms.isdisjoint(where) and forms.isdisjoint(own_state) and forms.isdisjoint(systems):
                return 0
            told |= forms & where
        telling = {word for word in told - lists.KINDS if not word.isdigit() or word in where}
        if not open_there:
            return WHOLE if telling else 0
        return WORDS if telling - own_state and not told & lists.KINDS else 0

    def _pairs(self, name: Name) -> Iterable[tuple[float, int, int, int, int]]:
        """Everything typed that may stand for something in the name: likeness, then both from and to."""
        size, others = len(self.words), len(name.words)
        for at, (alike, typed) in enumerate(zip(self.alike, self.typed, strict=True)):
            for other, word in enumerate(name.words):
                if word in alike:
                    yield alike[word], at, at + 1, other, other + 1
            for start, stop in name.spans.get(typed, ()):
                yield 0.92, at, at + 1, start, stop
            if at in self.coded and name.initials:
                yield 0.75 * OSA.normalized_similarity(typed, name.initials, score_cutoff=0.74), at, at + 1, 0, others
            for stop_at in range(at + 2, min(size, at + 3) + 1):
                joined = "".join(self.typed[at:stop_at])
                for other, word in enumerate(name.words):
                    if word == canonical(joined):
                        yield 1.0, at, stop_at, other, other + 1
                for start, stop in name.spans.get(joined, ()):
                    yield 0.9, at, stop_at, start, stop

    def _paired(self, name: Name) -> tuple[float, float, float]:
        """The shares explained (0 to 1) of what was typed and of the name, and of what was typed by the town."""
        ranked = []
        for likeness, at, stop_at, start, stop in (pair for pair in self._pairs(name) if pair[0]):
            typed, named = sum(self.weights[at:stop_at]), sum(name.weights[start:stop])
            ranked.append((-likeness * (typed + named), at, stop_at, start, stop, likeness * typed, likeness * named))
        open_here, open_there = [True] * len(self.words), [True] * len(name.words)
        typed = named = town = 0.0
        for _, at, stop_at, start, stop, gain, named_gain in sorted(ranked):
            if all(open_here[at:stop_at]) and all(open_there[start:stop]):
                open_here[at:stop_at] = [False] * (stop_at - at)
                open_there[start:stop] = [False] * (stop - start)
                typed += gain
                named += named_gain
        state = self.directory.states[name.place]
        where = (*self.directory.towns[name.place], self.directory.zips[name.place])
        systems = self.directory.systems[name.place]
        for at in (at for at, is_open in enumerate(open_here) if is_open):
            word = self.typed[at]
            if word in lists.TYPES:
                parts = [canonical(part) for part in lists.TYPES[word].split()]
                typed += 0.8 * self.weights[at] * sum(part in name.words for part in parts) / len(parts)
                for other in (other for other, is_open in enumerate(open_there) if is_open):
                    if name.words[other] in parts:
                        open_there[other] = False
                        named += 0.8 * name.weights[other]
                continue
            near = max(self.alike[at].get(part, 0) for part in where)
            if word.upper() == state or word in lists.STATES.get(state, "").split():
                near = 1.0
            town += near * self.weights[at]
            if word in systems or self.words[at] in systems:
                near = 1.0
            typed += (1.0 if named else 0.7) * near * self.weights[at]
        return typed / self.weight, named / name.weight, town / self.weight

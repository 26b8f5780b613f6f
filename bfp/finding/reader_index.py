"""Readers by number and by name, in memory: whom somebody may mean, without a look at all of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cdist

from bfp.finding.finder_words import name_key, nicknames
from bfp.finding.reader_finder import number_key, with_zeros

LOOKED_AT = 1500  # candidates that are ranked by likeness, at most
FEW = 3000  # so many are all compared when nothing begins as was typed; of more, those with the same initials
LATE = 500  # so many are looked at one by one before the index is built anew
LAST = "\U0010ffff"


class Record(NamedTuple):
    """One reader, as far as finding goes; `key` is the name as it compares."""

    id: int
    number: str | None
    first_name: str
    last_name: str
    key: str


class ReaderIndex:
    """Everybody on file; whoever is changed later is kept beside it, and looked at one by one."""

    def __init__(self, records: Iterable[Record], few: int = FEW) -> None:
        self.few = few
        self.known = {one.id: one for one in sorted(records)}
        self.late: dict[int, Record] = {}
        self._moved: set[int] = set()  # what the sorted lists say of these holds no more
        people = list(self.known.values())
        self._numbers = sorted((one.number, one.id) for one in people if one.number)
        self._turned = sorted((number[::-1], number_of) for number, number_of in self._numbers)
        self._words = sorted((word, one.id) for one in people for word in one.key.split())
        initials: dict[str, set[int]] = defaultdict(set)
        for word, reader_id in self._words:
            initials[word[0]].add(reader_id)
        self._initials = dict(initials)
        self._ids = [one.id for one in people]
        joined = [one.key.replace(" ", "") for one in people]
        self._text = "\n".join(joined)
        self._begins = np.concatenate(([0], np.cumsum([len(one) + 1 for one in joined]))).tolist()

    def put(self, one: Record) -> None:
        """Somebody new, or changed."""
        self._moved.add(one.id)
        self.known[one.id] = self.late[one.id] = one

    def drop(self, reader_id: int) -> None:
        """Somebody who is nobody's record any more."""
        self._moved.add(reader_id)
        self.known.pop(reader_id, None)
        self.late.pop(reader_id, None)

    def only(self, number: str) -> int | None:
        """Who has this number, if it is one reader and no longer number begins with it."""
        found = self._where(self._begun(self._numbers, number), lambda one: (one.number or "").startswith(number))
        return next(iter(found)) if len(found) == 1 and self.known[next(iter(found))].number == number else None

    def by_number(self, text: str, limit: int = LOOKED_AT) -> list[Record]:
        """Whoever's number begins so, differs by zeros in front, or by about one slip.

        One slip leaves the first or the last half of a number as it is, but for two digits swapped across the middle.
        """
        key, zeros = number_key(text), set(with_zeros(number_key(text)))
        size, half = len(key), max(2, (len(key) - 1) // 2)
        head, tail = key[:half], key[-half:]

        def fits(one: Record) -> bool:
            number = one.number or ""
            near = size - 1 <= len(number) <= size + 1 and (number.startswith(head) or number.endswith(tail))
            return bool(number) and (number.startswith(key) or number in zeros or near)

        ids = {*self._begun(self._numbers, key), *self._begun(self._numbers, head), *self._begun(self._turned, tail[::-1])}
        for number in zeros:
            ids.update(reader_id for reader_id in self._begun(self._numbers, number))
        found = [self.known[one] for one in self._where(ids, fits) if fits(self.known[one])]
        if len(found) > limit:
            apart = cdist([key], [one.number for one in found], scorer=DamerauLevenshtein.distance)[0]
            order = [
                (one.number != key, one.number not in zeros, not str(one.number).startswith(key), slips, one)
                for one, slips in zip(found, apart, strict=True)
            ]
            found = [entry[-1] for entry in sorted(order, key=lambda entry: (*entry[:4], entry[-1].id))[:limit]]
        return found

    def by_name(self, text: str, limit: int = LOOKED_AT) -> list[Record]:
        """Whoever's name begins with each word typed, or its nicknames, or holds it; if few do, whoever's is most alike."""
        typed = name_key(text, "").split()
        words = sorted(typed, key=len, reverse=True)[:3]
        if not words:
            return []
        found: set[int] | None = None
        for word in words:
            forms = (word, *nicknames(word))
            ids = {reader_id for form in forms for reader_id in self._begun(self._words, form)}
            if len(word) > 4:
                ids.update(self._holding(word))
            here = self._where(ids, partial(_named, forms=forms, word=word))
            found = here if found is None else found & here
        whole = "".join(typed)
        strict = (found or set()) | self._where(self._holding(whole, limit), lambda one: _holds(one, whole, 0))
        named = [self.known[one] for one in sorted(strict)[:limit]]
        if len(named) >= 10:
            return named
        return named + [one for one in self._alike(typed, limit // 5) if one.id not in strict]

    def _alike(self, typed: list[str], limit: int) -> list[Record]:
        ids: set[int] = set(self.known)
        if len(ids) > self.few:
            same = [self._initials.get(word[0], set()) for word in typed]
            ids = set.intersection(*same) if same else set()
            for word in typed:
                ids = ids | set(self._begun(self._words, word[:3]))
            ids = (ids - self._moved) | set(self.late)
        people = [self.known[one] for one in sorted(ids) if one in self.known]
        if not people:
            return []
        asked = list(dict.fromkeys((" ".join(typed), " ".join(reversed(typed)))))
        alike = cdist(asked, [one.key for one in people], scorer=JaroWinkler.similarity).max(axis=0)
        return [people[at] for at in np.argsort(-alike, kind="stable")[:limit]]

    def _where(self, ids: Iterable[int], fits: Callable[[Record], bool]) -> set[int]:
        """Those of the sorted lists that still hold, and of those changed later whoever fits."""
        return {one for one in ids if one not in self._moved} | {one.id for one in list(self.late.values()) if fits(one)}

    @staticmethod
    def _begun(listed: list[tuple[str, int]], begin: str) -> Iterator[int]:
        for at in range(bisect_left(listed, (begin,)), bisect_left(listed, (begin + LAST,))):
            yield listed[at][1]

    def _holding(self, part: str, most: int | None = None) -> Iterator[int]:
        """Whose name, written as one word, holds this, in the order of their records."""
        at, many = self._text.find(part), 0
        while at >= 0 and (most is None or many < most):
            place = bisect_right(self._begins, at) - 1
            yield self._ids[place]
            at, many = self._text.find(part, self._begins[place + 1]), many + 1


def _named(one: Record, forms: tuple[str, ...], word: str) -> bool:
    return any(part.startswith(form) for part in one.key.split() for form in forms) or _holds(one, word, 4)


def _holds(one: Record, part: str, longer: int) -> bool:
    return len(part) > longer and part in one.key.replace(" ", "")

"""Which titles on the shelf fit a request: asked by name first, then by author, subject, language and need.

Never one that the reader has had in any edition, never one withdrawn or of a binding not allowed there; what was censored
there or stands on a list of disapproved publications comes last, with a mark. A packer can always take something else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import NotFound
from bfp.finding.matching_words import BY_NAME, EDITION, Reading, people
from bfp.packing import matching_facts
from bfp.packing.matching_facts import USUAL, Rules, Stock, Wish

Line = tuple[int, int, str, str, str, str, str]  # title, copies, name, author, place, why, mark

ASKED, NAME, ACROSS_LANGUAGES, AUTHOR = 400.0, 200.0, 170.0, 110.0  # where each way of fitting begins
STRONG = AUTHOR  # from here a title was asked for itself, and not only its subject
NOT_READ = 1000.0  # a title in a language that the reader did not ask for
SUBJECTS, PRECISE, WORDS = 40.0, 14.0, 0.6  # what all the subjects, no other subject, and a word in the name are worth
OUT = -np.inf
COLUMNS = ["title_id", "title", "author", "place", "on_hand", "free", "why", "mark"]
QUEUE = ["book_request_id", "nth", "title_id", "quantity", "title", "author", "place", "why", "mark"]


def for_request(con: Connection, request_id: int, today: date, limit: int = 10) -> pd.DataFrame:
    """The titles in stock that fit this request, best first, each with why; `free` copies are not promised to other parcels."""
    wishes = matching_facts.wishes(con, [request_id])
    if not wishes:
        raise NotFound(f"There is no request number {request_id}.")
    return _table(_Matching(con, wishes, today, request_id), wishes[0], limit)


def for_reader(con: Connection, reader_id: int, today: date, limit: int = 10) -> pd.DataFrame:
    """The same for a parcel without a request: by what waits of this reader's, or by the last request there was."""
    sql = """
        select coalesce(reader.merged_into, reader.id) as reader_id, kept.facility_id
        from reader join reader as kept on kept.id = coalesce(reader.merged_into, reader.id)
        where reader.id = $reader_id
    """
    who = db.row(con, sql, reader_id=reader_id)
    if who is None:
        raise NotFound(f"There is no reader with the record number {reader_id}.")
    sql = """
        select id, status from book_request
        where reader_id = $reader_id and voided_on is null
        order by status = 'waiting' desc, asked_on desc, id desc
        limit 5
    """
    before = db.rows(con, sql, reader_id=who["reader_id"])
    ids = [row["id"] for row in before if row["status"] == "waiting"] or [row["id"] for row in before[:1]]
    wish = Wish(0, who["reader_id"], who["facility_id"])
    for one in matching_facts.wishes(con, ids):
        wish.titles += one.titles
        wish.subjects += [name for name in one.subjects if name not in wish.subjects]
        wish.languages += [name for name in one.languages if name not in wish.languages]
    return _table(_Matching(con, [wish], today), wish, limit)


def for_queue(
    con: Connection,
    request_ids: Iterable[int],
    today: date,
    each: int = 3,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Up to `each` titles for each of these waiting requests, one copy to one request, scarce ones to the oldest.

    Never more than the place takes in one parcel.
    What is asked for itself is given out first, then what fits by subject, then what is marked. `progress(done, of)` is
    called now and then.
    """
    wishes = [wish for wish in matching_facts.wishes(con, request_ids) if wish.waiting]
    tell = progress or (lambda done, of: None)
    steps = 2 * len(wishes)
    tell(0, max(steps, 1))
    match = _Matching(con, wishes, today)
    most = [match.most(wish, each) for wish in wishes]
    given: list[set[int]] = [set() for _ in wishes]
    for nth, wish in enumerate(wishes):
        for strong in match.strong(wish):
            if len(given[nth]) < most[nth]:
                match.give(given[nth], strong, wish, marked=False)
        if nth % 25 == 0:
            tell(nth, steps)
    lines: list[list[Line]] = []
    short = []
    for nth, (wish, mine) in enumerate(zip(wishes, given, strict=True)):
        scores = match.scores(wish, mine)
        ranked, marked = match.parted(wish, match.ranked(wish, scores, 4 * each))
        for at in ranked:
            if len(mine) < most[nth]:
                match.give(mine, [at], wish, marked=False)
        lines.append([match.line(at, wish, scores) for at in sorted(mine, key=lambda at: (-scores.of[at], at))])
        if len(mine) < most[nth] and marked:
            short.append((nth, scores, marked))
        if nth % 25 == 0:
            tell(len(wishes) + nth, steps)
    for nth, scores, marked in short:
        for at in marked:
            if len(given[nth]) < most[nth] and match.give(given[nth], [at], wishes[nth], marked=True):
                lines[nth].append(match.line(at, wishes[nth], scores))
    tell(max(steps, 1), max(steps, 1))
    rows = [(wish.request_id, nth, *line) for wish, mine in zip(wishes, lines, strict=True) for nth, line in enumerate(mine, 1)]
    return pd.DataFrame(rows, columns=QUEUE)


@dataclass
class _Scores:
    """How well each title of the shelf fits one wish, and why those fit that were asked for themselves."""

    of: np.ndarray
    why: dict[int, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    languages: frozenset[str] = frozenset()


class _Matching:
    """The facts about some wishes, and what fits each of them."""

    def __init__(self, con: Connection, wishes: list[Wish], today: date, request_id: int | None = None) -> None:
        self.stock: Stock = matching_facts.stock(con, request_id)
        self.shelf = self.stock.shelf
        self.names = tuple(self.stock.subjects.values())
        self.free = self.stock.free.copy()
        self.had = matching_facts.had(con, (wish.reader_id for wish in wishes), self.shelf)
        places = {wish.facility_id for wish in wishes}
        self.marks = matching_facts.stopped(con, places, self.shelf)
        self.rules = matching_facts.rules(con, places, today)
        self.never = self.stock.kind == "letter"
        self.hardcover = self.stock.binding == "hardcover"

    def most(self, wish: Wish, each: int) -> int:
        """How many copies are proposed for one parcel: the program's usual number, or what the place takes if that is less."""
        there = self.rules.get(wish.facility_id, Rules()).most
        return each if there is None else min(each, there)

    # ---- one wish -------------------------------------------------------------------------------

    def readings(self, wish: Wish) -> list[Reading]:
        """What the wish's own words ask for, one reading for each text that is no title of the catalogue."""
        across = any(language != USUAL for language in wish.languages)
        return [self.shelf.read(text, self.names, across) for title_id, text in wish.titles if title_id is None]

    def languages(self, wish: Wish, readings: list[Reading]) -> tuple[frozenset[str], bool]:
        """The languages that the reader reads, and whether that was said."""
        asked = {*wish.languages, *(reading.language for reading in readings if reading.sure)}
        if asked:
            return frozenset(asked), True
        own = {reading.language for reading in readings if reading.language}
        return (frozenset(own), False) if own else (frozenset((USUAL,)), False)

    def allowed(self, wish: Wish, mine: Iterable[int] = ()) -> np.ndarray:
        """The titles with a copy that is free, or this reader's already, which may be proposed to them at all."""
        fine = self.free > 0
        fine[list(mine)] = True
        fine &= ~self.never
        fine[self.had.get(wish.reader_id, [])] = False
        if self.rules.get(wish.facility_id, Rules()).no_hardcover:
            fine &= ~self.hardcover
        return fine

    def asked(self, wish: Wish) -> list[dict[int, tuple[float, str]]]:
        """For each thing asked for itself the titles it may be, with how well and why."""
        readings = iter(self.readings(wish))
        languages, said = self.languages(wish, self.readings(wish))
        found = []
        for position, (title_id, _text) in enumerate(wish.titles):
            if title_id is not None:
                found.append(self._chosen(title_id, position))
            else:
                found.append(self._meant(next(readings), languages, said))
        return found

    def _chosen(self, title_id: int, position: int) -> dict[int, tuple[float, str]]:
        at = self.shelf.at.get(title_id)
        if at is None:
            return {}
        score = ASKED - min(position, 50)
        others = self.shelf.editions[self.shelf.works[at]]
        return {other: (score - 0.5, EDITION) for other in others} | {at: (score, BY_NAME)}

    def _meant(self, reading: Reading, languages: frozenset[str], said: bool) -> dict[int, tuple[float, str]]:
        found: dict[int, tuple[float, str]] = {}
        for one in reading.named:
            readable = self.stock.language[one.at] in languages or not said
            score = NAME + one.score if readable else AUTHOR + one.score / 2
            for other in self.shelf.editions[self.shelf.works[one.at]]:
                why = one.why if other == one.at else EDITION
                _keep(found, other, score - 0.5 * (other != one.at), why)
            if said and not readable:
                self._across(one.at, languages, found)
        for one in reading.by:
            readable = self.stock.language[one.at] in languages
            if said and not readable:
                continue
            likeness = fuzz.ratio(self.shelf.catalogue.short[one.at], one.why)
            _keep(found, one.at, AUTHOR + (one.score + 0.1 * likeness) / 2 - (0 if readable else 60), f"{one.why}, as asked")
        return found

    def _across(self, at: int, languages: frozenset[str], found: dict[int, tuple[float, str]]) -> None:
        """A title asked for in another language than it is in: that author's titles in the one asked for."""
        title = self.shelf.catalogue.titles[at]
        for other in {other for author in people(title.author) for other in self.shelf.of_author[author]}:
            if other != at and self.stock.language[other] in languages:
                alike = fuzz.ratio(self.shelf.catalogue.keys[at], self.shelf.catalogue.keys[other])
                common = float((self.stock.of[:, at] * self.stock.of[:, other]).sum())
                why = f"by {self.shelf.catalogue.titles[other].author}, in {self.stock.language[other]}"
                _keep(found, other, ACROSS_LANGUAGES + 0.2 * alike + min(5 * common, 15), why)

    def strong(self, wish: Wish) -> list[list[int]]:
        """For each thing asked for itself the titles it may be that can be given, best first."""
        fine = self.allowed(wish)
        answers = []
        for asked in self.asked(wish):
            good = [(score, at) for at, (score, _) in asked.items() if score >= STRONG and fine[at]]
            answers.append([at for _, at in sorted(good, key=lambda pair: (-pair[0], -self.free[pair[1]], pair[1]))])
        return answers

    def scores(self, wish: Wish, mine: Iterable[int] = ()) -> _Scores:
        """How well every title fits the wish; those that may not be proposed at all are out."""
        readings = self.readings(wish)
        languages, _ = self.languages(wish, readings)
        ways = [reading for reading in readings if not reading.named and not reading.by]
        subjects = list(dict.fromkeys([*wish.subjects, *(name for reading in ways for name in reading.subjects)]))
        subjects = [name for name in subjects if name in self.stock.row]
        matched = self.stock.of[[self.stock.row[name] for name in subjects]].sum(axis=0)
        points = np.where(matched > 0, SUBJECTS * matched / max(len(subjects), 1) + PRECISE * matched / self.stock.size, 0.0)
        result = _Scores(points, {}, subjects, languages)
        for reading in ways:
            for one in reading.about:
                beside = 1.0 if not subjects or matched[one.at] else 0.5
                points[one.at] += WORDS * one.score * beside
                result.why.setdefault(one.at, one.why)
        if "dictionary" in subjects:
            self._dictionaries(points, readings)
        points -= np.where(self.stock.readable(languages), 0.0, NOT_READ)
        for asked in self.asked(wish):
            for at, (score, why) in asked.items():
                if score > points[at]:
                    points[at], result.why[at] = score, why
        points += np.where(points > 0, 0.02 * np.minimum(self.free, 50), 0.0)  # of two alike the one with more copies
        points[~self.allowed(wish, mine) | (points <= 0)] = OUT
        return result

    def _dictionaries(self, points: np.ndarray, readings: list[Reading]) -> None:
        """A dictionary of another language is only for those who ask for it."""
        points += np.where(self.stock.kind == "dictionary", 6.0, 0.0)
        asked = " ".join(one.why for reading in readings for one in reading.about)
        for at, language in self.shelf.languages_in_names.items():
            if language not in asked:
                points[at] -= 15.0

    def ranked(self, wish: Wish, scores: _Scores, limit: int) -> list[int]:
        """The best titles by these scores, one edition of each work; what bears a mark last."""
        points = scores.of.copy()
        marks = self.marks.get(wish.facility_id, {})
        places = [at for at in marks if points[at] > OUT]
        points[places] -= 2 * NOT_READ
        many = min(len(points), limit + 20)
        some = np.argpartition(-points, many - 1)[:many] if many else np.array([], dtype=int)
        order = [int(at) for at in sorted(some, key=lambda at: (-points[at], at)) if points[at] > OUT]
        works: dict[int, int] = {}
        for at in order:
            works.setdefault(self.shelf.works[at], at)
        return list(works.values())[:limit]

    def parted(self, wish: Wish, ranked: list[int]) -> tuple[list[int], list[int]]:
        """Those without a mark, and those with one."""
        marks = self.marks.get(wish.facility_id, {})
        if self.rules.get(wish.facility_id, Rules()).refuses:
            return [], ranked
        return [at for at in ranked if at not in marks], [at for at in ranked if at in marks]

    # ---- giving out and telling -----------------------------------------------------------------

    def give(self, mine: set[int], may_be: list[int], wish: Wish, marked: bool) -> bool:
        """Promise the reader one copy of the first of these that is left, unless they get that work already."""
        works = {self.shelf.works[at] for at in mine}
        if not marked:
            may_be, _ = self.parted(wish, may_be)
        for at in may_be:
            if self.shelf.works[at] in works:
                return False
            if self.free[at] > 0:
                mine.add(at)
                self.free[at] -= 1
                return True
        return False

    def why(self, at: int, wish: Wish, scores: _Scores) -> str:
        """In a few words why this title is proposed."""
        said = scores.why.get(at, "")
        has = [name for name in scores.subjects if self.stock.of[self.stock.row[name], at]]
        if (said and not said.startswith("about")) or not has:
            return said
        language = self.stock.language[at]
        tongue = f", in {language}" if scores.languages != {USUAL} and language in scores.languages else ""
        return f"{'subject' if len(has) == 1 else 'subjects'}: {', '.join(has)}{tongue}"

    def mark(self, at: int, wish: Wish) -> str:
        """What speaks against this title there, as a sentence; empty if nothing is known."""
        refuses = self.rules.get(wish.facility_id, Rules()).refuses
        mark = self.marks.get(wish.facility_id, {}).get(at)
        return "; ".join(part for part in (mark.sentence if mark else "", refuses) if part)

    def line(self, at: int, wish: Wish, scores: _Scores) -> Line:
        """What a packing session is told of one title given out."""
        title = self.shelf.catalogue.titles[at]
        return title.id, 1, title.name, title.author, self.stock.place[at], self.why(at, wish, scores), self.mark(at, wish)


def _keep(found: dict[int, tuple[float, str]], at: int, score: float, why: str) -> None:
    if at not in found or score > found[at][0]:
        found[at] = (score, why)


def _shown(match: _Matching, wish: Wish, ranked: list[int], limit: int) -> list[int]:
    """The best, and always what was asked for itself: a mark may put it last, but not out of sight."""
    if len(ranked) < limit or not match.marks.get(wish.facility_id):
        return ranked
    works = {match.shelf.works[at] for at in ranked}
    answers = [answers[0] for answers in match.strong(wish) if answers]
    hidden = list(dict.fromkeys(at for at in answers if match.shelf.works[at] not in works))[:limit]
    return [*ranked[: limit - len(hidden)], *hidden]


def _table(match: _Matching, wish: Wish, limit: int) -> pd.DataFrame:
    scores = match.scores(wish)
    rows = []
    for at in _shown(match, wish, match.ranked(wish, scores, limit), limit):
        title = match.shelf.catalogue.titles[at]
        counts = (int(match.stock.on_hand[at]), int(match.stock.free[at]))
        rows.append((
            title.id, title.name, title.author, match.stock.place[at], *counts, match.why(at, wish, scores),
            match.mark(at, wish),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)

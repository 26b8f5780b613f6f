"""What must be known before titles are matched to requests: the shelf, who had what, what was stopped where. A few questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from bfp.base import dates, db, lists
from bfp.base.db import Connection
from bfp.finding.matching_lists import GENERAL
from bfp.finding.matching_words import Shelf
from bfp.places import restrictions
from bfp.shelves import asked_titles, disapproved, titles

USUAL = "English"  # a title without a language is in this one, and so is a letter


@dataclass
class Stock:
    """The titles in use as arrays, in the order of the shelf's catalogue."""

    shelf: Shelf
    place: list[str]
    binding: np.ndarray
    kind: np.ndarray
    language: np.ndarray
    on_hand: np.ndarray
    free: np.ndarray
    subjects: dict[int, str]  # the program's own, by id
    of: np.ndarray  # subjects (in that order) by titles: 1 where the title has it
    size: np.ndarray  # how many subjects each title has
    row: dict[str, int] = field(default_factory=dict)
    _readable: dict[frozenset[str], np.ndarray] = field(default_factory=dict)

    def readable(self, languages: frozenset[str]) -> np.ndarray:
        """The titles in one of these languages."""
        if languages not in self._readable:
            self._readable[languages] = np.isin(self.language, list(languages))
        return self._readable[languages]


@dataclass
class Wish:
    """What one reader asks for, where they are, what they had."""

    request_id: int
    reader_id: int
    facility_id: int
    waiting: bool = True
    titles: list[tuple[int | None, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


def stock(con: Connection, request_id: int | None = None) -> Stock:
    """The shelf as it is now; copies promised to open sessions, but for this request's own parcel, are not free."""
    catalogue = titles.catalogue(con)
    rows = db.frame(con, db.question("matching_titles"), request_id=request_id)
    found = {name: rows[name].tolist() for name in rows.columns}
    listed = [title.id for title in catalogue.titles]
    if found["id"] != listed:  # somebody saved a title between the two questions: it comes with the next one
        there = {title_id: at for at, title_id in enumerate(found["id"])}
        none = {"on_hand": 0, "free": 0}
        found = {
            name: [values[there[title_id]] if title_id in there else none.get(name, "") for title_id in listed]
            for name, values in found.items()
        }
    shelf = asked_titles.shelf(catalogue, found["language"])
    named = lists.names(con, "subject")
    of = _subjects(con, listed, list(named))
    telling = [at for at, name in enumerate(named.values()) if name not in GENERAL]
    return Stock(
        shelf, found["place"], np.array(found["binding"], dtype=object), np.array(found["kind"], dtype=object),
        np.array([name or USUAL for name in found["language"]], dtype=object), np.array(found["on_hand"], dtype=int),
        np.array(found["free"], dtype=int), named, of, np.maximum(of[telling].sum(axis=0), 1.0),
        {name: at for at, name in enumerate(named.values())},
    )  # fmt: skip


def _subjects(con: Connection, listed: list[int], named: list[int]) -> np.ndarray:
    """Subjects by titles: 1 where the title has the subject."""
    of = np.zeros((len(named), len(listed)), dtype=np.float32)
    pairs = db.frame(con, db.question("matching_subjects"))
    if pairs.empty or not listed or not named:
        return of
    order = np.argsort(named)
    terms_, ids = np.array(named)[order], np.array(listed)  # the catalogue is in the order of its numbers
    which, at = pairs["term_id"].to_numpy(), pairs["title_id"].to_numpy()
    row, column = np.searchsorted(terms_, which), np.searchsorted(ids, at)
    row, column = np.minimum(row, len(terms_) - 1), np.minimum(column, len(ids) - 1)
    known = (terms_[row] == which) & (ids[column] == at)
    of[order[row[known]], column[known]] = 1
    return of


def wishes(con: Connection, request_ids: Iterable[int]) -> list[Wish]:
    """What these requests ask for, the oldest request first."""
    asked = [int(request_id) for request_id in request_ids]
    found = {
        row["id"]: Wish(row["id"], row["reader_id"], row["facility_id"], row["waiting"])
        for row in db.rows(con, db.question("matching_requests"), requests=asked)
    }
    for row in db.rows(con, db.question("matching_asked"), requests=asked):
        wish = found.get(row["book_request_id"])
        if wish is None:
            continue
        if row["what"] == "title":
            wish.titles.append((row["title_id"], row["text"]))
        else:
            (wish.subjects if row["what"] == "subject" else wish.languages).append(row["text"])
    return list(found.values())


def had(con: Connection, reader_ids: Iterable[int], shelf: Shelf) -> dict[int, list[int]]:
    """Where on the shelf stands what each of these readers has had: every edition of it, also of one withdrawn since."""
    known = db.frame(con, db.question("matching_had"), readers=sorted(set(reader_ids)))
    gone = db.rows(con, "select id, name, author from title where withdrawn order by id")
    editions = {row["id"]: shelf.called(row["name"], row["author"]) for row in gone}
    editions |= {title_id: shelf.editions[shelf.works[at]] for title_id, at in shelf.at.items()}
    found: dict[int, set[int]] = defaultdict(set)
    for reader_id, title_id in zip(known["reader_id"].tolist(), known["title_id"].tolist(), strict=True):
        found[reader_id].update(editions.get(title_id, ()))
    return {reader_id: sorted(where) for reader_id, where in found.items()}


@dataclass(frozen=True)
class Mark:
    """What speaks against a title at a facility: how often it was censored there, what lists say."""

    times: int = 0
    arrived: int = 0
    last_on: date | None = None
    listed: str = ""

    @property
    def sentence(self) -> str:
        """Censored here 2 times, last mailed 5 Jan 2026, arrived once."""
        if not self.times:
            return self.listed or "another edition was censored here"
        often = "censored here, mailed" if self.times == 1 else f"censored here {self.times} times, last mailed"
        came = f", arrived {'once' if self.arrived == 1 else f'{self.arrived} times'}" if self.arrived else ""
        said = f"{often} {dates.written(self.last_on)}{came}"
        return f"{said}; {self.listed}" if self.listed else said


def stopped(con: Connection, facility_ids: Iterable[int], shelf: Shelf) -> dict[int, dict[int, Mark]]:
    """For each of these facilities the titles, by place on the shelf, that were censored there or that a list disapproves."""
    facilities = sorted(set(facility_ids))
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    found = db.frame(con, db.question("matching_stopped"), facilities=facilities)
    columns = ("facility_id", "title_id", "stopped", "arrived", "last_on")
    for facility_id, title_id, times, arrived, last_on in zip(*(found[name].tolist() for name in columns), strict=True):
        at = shelf.at.get(title_id)
        if at is None:
            continue
        here = marks[facility_id]
        here[at] = Mark(times, arrived, last_on)
        if len(shelf.editions[shelf.works[at]]) > 1:
            for other in shelf.editions[shelf.works[at]]:
                here.setdefault(other, Mark())
    for facility_id, listed in _disapproved(con, facilities).items():
        for title_id, sentence in listed.items():
            at = shelf.at.get(title_id)
            if at is not None:
                before = marks[facility_id].get(at, Mark())
                marks[facility_id][at] = replace(before, listed=sentence)
    return marks


def _disapproved(con: Connection, facilities: list[int]) -> dict[int, dict[int, str]]:
    """What lists say, asked once for all facilities under the same lists."""
    if db.row(con, "select 1 from disapproved_match where same limit 1") is None:
        return {}
    rows = db.rows(con, db.question("matching_disapproved"), facilities=facilities)
    alike = {row["facility_id"]: row["like_id"] for row in rows}
    concerned: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row["title_id"] not in concerned[row["like_id"]]:
            concerned[row["like_id"]].append(row["title_id"])
    said = {like_id: disapproved.marks(con, title_ids, like_id) for like_id, title_ids in concerned.items()}
    return {facility_id: said[like_id] for facility_id, like_id in alike.items()}


@dataclass(frozen=True)
class Rules:
    """What a facility's restrictions say of any title, as far as a title can be told by them."""

    no_hardcover: bool = False
    refuses: str = ""
    most: int | None = None  # copies in one parcel: the smallest number in force


def rules(con: Connection, facility_ids: Iterable[int], today: date) -> dict[int, Rules]:
    """The restrictions in force at each of these facilities that decide which titles can go there."""
    found = {}
    for facility_id, in_force in restrictions.in_force_at(con, sorted(set(facility_ids)), today).items():
        none = next((rule.sentence for rule in in_force if rule.refuses_all), "")
        bound = any(rule.paperback_only or getattr(rule, "no_hardcover", False) for rule in in_force)
        most = min((rule.max_items for rule in in_force if rule.max_items is not None), default=None)
        found[facility_id] = Rules(bound, none, most)
    return found

"""Which facility of the directory a row of somebody else's list means, and whether that is sure."""

import re
from collections import defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from bfp.base import db
from bfp.base.db import Connection
from bfp.finding.finder import Directory, Listing
from bfp.finding.finder_words import COMMON, GENERIC, STOP, TYPES, canonical, plain
from bfp.places import systems

SIDES = frozenset(
    side + end
    for side in (*["north", "south", "east", "west"], "northeast", "northwest", "southeast", "southwest")
    for end in ("", "ern")
)
_ONE_OF_SEVERAL = re.compile(r"\b(fci|usp|fpc|adx|us penitentiary)\b", re.I)
FAIR = 45  # a worse hit is no candidate


@dataclass(frozen=True)
class Place:
    """A facility as matching sees it."""

    id: int
    label: str
    state: str
    city: str
    federal: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """What was found: a sure facility, or candidates, best first, and why it is not sure."""

    sure: Place | None
    candidates: tuple[Place, ...]
    doubt: str = ""


class Matcher:
    """The directory as it is now, ready to be asked for thousands of rows."""

    def __init__(self, con: Connection) -> None:
        sql = """
            select facility.id, facility.name, facility.state, facility.city, facility.zip, facility.kind,
                system.kind as system_kind
            from facility
            join system on system.id = facility.system_id
            where facility.merged_into is null
            order by facility.id
        """
        called = defaultdict(list)
        for row in db.rows(con, "select facility_id, name from facility_alias order by facility_id, name"):
            called[row["facility_id"]].append(row["name"])
        self.places: dict[int, Place] = {}
        listings = []
        for row in db.rows(con, sql):
            names = (row["name"], *called[row["id"]])
            label = f"{row['name']}, {row['state']}"
            self.places[row["id"]] = Place(row["id"], label, row["state"], row["city"], row["system_kind"] == "federal", names)
            listings.append(Listing(row["id"], row["name"], names[1:], row["state"], row["city"], row["zip"], row["kind"]))
        self.directory = Directory(listings) if listings else None

    def match(self, name: str, state: str, city: str) -> Match:
        """The facility of that state that is meant by a name and a town."""
        found = self._candidates(name, state, city)
        if not found:
            return Match(None, (), "no facility in the directory is like it")
        same = [place for place in found if any(_words(known) == _words(name) for known in place.names)]
        close = [place for place in found if any(_same_core(name, city, known, exactly=True) for known in place.names)]
        near = [place for place in found if any(_same_core(name, city, known) for known in place.names)]
        # A federal prison is often called by its town alone, and so are the county's jail and the state's prison.
        fitting = [place for place in same or close or near if place.federal == systems.says_federal(name)]
        if len(fitting) > 1 and city:
            fitting = [place for place in fitting if place.city and _near(city, place.city)] or fitting
        if len(fitting) != 1:
            best = fitting or same or close or near
            ordered = (*best, *(place for place in found if place not in best))
            return Match(None, ordered, "it may be more than one" if len(fitting) > 1 else "the names differ")
        place = fitting[0]
        doubt = _doubt(name, city, place, found)
        if doubt:
            return Match(None, (place, *(one for one in found if one is not place)), doubt)
        return Match(place, tuple(found))

    def _candidates(self, name: str, state: str, city: str) -> list[Place]:
        """Facilities of the state that are like the name, best first: by the finder, or by a word of their own in common."""
        asked = name if _core(name) else f"{name} {city}"  # "FCI" says nothing without its town
        hits = self.directory.find(asked, state, 12) if self.directory else []
        own = {word for word in _core(name) if len(word) > 3 and word not in SIDES | COMMON}
        found = []
        for hit in hits:
            place = self.places[int(hit.id)]
            common = any(own & set(_core(known)) for known in place.names)
            if place.state == state and (hit.score >= FAIR or common):  # the finder looks elsewhere where it finds nothing
                found.append(place)
        return found[:8]


def related(one: str, two: str) -> bool:
    """Whether two names have a word in common that tells facilities apart."""
    return bool(set(_core(one)) & set(_core(two)))


def _doubt(name: str, city: str, place: Place, found: list[Place]) -> str:
    """Why a facility whose name fits may yet be another one."""
    if _ONE_OF_SEVERAL.search(name) and any("complex" in plain(known) for known in place.names):
        return f"{place.label} is a complex of several prisons"
    if city and place.city and not _near(city, place.city) and plain(place.city) not in plain(name):
        return f"{place.label} is in {place.city}, not {city}"
    asked = set(_core(name))
    town_alone = asked and asked <= {canonical(word) for word in plain(city).split()} and not systems.says_federal(name)
    if town_alone and sum(any(asked <= set(_core(known)) for known in one.names) for one in found) > 1:
        return "more than one there is named for the town"
    return ""


def _same_core(name: str, city: str, known: str, exactly: bool = False) -> bool:
    """Whether two names agree in the words that tell facilities apart, the town said or left out."""
    asked, theirs = _core(name), _core(known)
    town = [canonical(word) for word in plain(city).split() if word not in STOP]
    here = [word for word in asked if not any(word == part or (len(part) > 4 and fuzz.ratio(word, part) >= 92) for part in town)]
    there = [word for word in theirs if word not in town]
    tries = [(asked, theirs), (asked + town, theirs), (here, there or theirs)]
    return any(one and two and _alike(one, two, exactly) for one, two in tries)


def _words(text: str) -> frozenset[str]:
    """All words of a name but its initials in brackets."""
    return frozenset(canonical(word) for word in plain(re.sub(r"\([A-Z]{2,6}\)", " ", text)).split() if word not in STOP)


def _core(text: str) -> list[str]:
    """The words that tell this facility from others: no "correctional", no initials, no post office box."""
    text = re.sub(r"\(\s*[A-Z]{2,6}\s*\)|\bp\.?\s?o\.?\s?b(ox)?\.?\s*\d+|\bbox\s*\d+|\d{2,}.*$", " ", text, flags=re.I)
    words = []
    for word in plain(text).split():
        words += TYPES.get(word, word).split()
    kept = [canonical(word) for word in words if word not in STOP]
    return list(dict.fromkeys(word for word in kept if word not in GENERIC))


def _alike(one: list[str], two: list[str], exactly: bool) -> bool:
    if set(one) == set(two) or "".join(one) == "".join(two):
        return True
    left, right = sorted(set(one) - set(two)), sorted(set(two) - set(one))
    if exactly or len(left) != len(right):
        return False
    pairs = list(zip(left, right, strict=True))
    return all(len(a) > 4 and len(b) > 4 and not {a, b} & SIDES and fuzz.ratio(a, b) >= 84 for a, b in pairs)


def _near(one: str, two: str) -> bool:
    one, two = (" ".join(map(canonical, plain(text).split())) for text in (one, two))
    return fuzz.ratio(one, two) >= 80 or (min(len(one), len(two)) > 3 and (one.endswith(two) or two.endswith(one)))

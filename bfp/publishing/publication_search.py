"""Names and numbers in what is about to be published: found with bfp.redaction, replaced or left, looked for again at the door.

Whoever is on file is replaced without being asked: the reader, the readers of that facility, volunteers. What is not on file
(staff, telephones, dates of birth) is offered, and a person decides.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.finding.reader_finder import number_key
from bfp.publishing import redaction
from bfp.publishing.redaction import Known, Passage, Person
from bfp.publishing.redaction_search import SAME_SIGN

OTHERS = "another reader's name"  # readers on file there, and volunteers
SURE_NAME, SURE_NUMBER = 5, 5  # so long, a name or number of the reader is looked for inside of longer words too
MOST_READERS = 50
_CHUNK = re.compile(r"\S+")
_BEFORE = re.compile(r"([^\W\d_]+)[.,]?[ \t]+$")
_AFTER = re.compile(r"[.,]?[ \t]+([^\W\d_]+)")


@dataclass(frozen=True)
class Choices:
    """What a person decided about one page: words replaced, words left as written, more words to replace, notes told or not."""

    replaced: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    by_hand: tuple[str, ...] = ()
    notes: bool = False


@dataclass(frozen=True)
class Found:
    """Words that may tell who somebody is: where they stand, what kind they are, what was decided."""

    key: str
    words: str
    kind: str
    where: str
    before: str
    after: str
    may_be_left: bool
    decision: str  # replace, leave, open


@dataclass(frozen=True)
class Around:
    """Who is on file around what is published."""

    known: Known
    catalogue: bool = False  # the title is from the program's own list


def around(con: Connection, facility_ids: tuple[int, ...], reader_ids: tuple[int, ...] = (), catalogue: bool = False) -> Around:
    """The readers it is about, the first first; the readers of these facilities; and the volunteers."""
    homes, readers = sorted({*facility_ids, 0}), list(dict.fromkeys(reader_ids))
    people = list(redaction.people(con, readers[0] if readers else None, homes))
    for reader_id in readers[1:MOST_READERS]:
        people += redaction.people(con, reader_id, [0])
    return Around(Known(people=(*people, *_volunteers(con))), catalogue)


def _volunteers(con: Connection) -> Iterator[Person]:
    sql = """
        select distinct trim(name) as name from (
            select unnest($saved) as name
            union all select distinct volunteer from appeal_action
            union all select distinct taken_by from appeal
            union all select distinct opened_by from incident
            union all select distinct added_by from document
        ) as names
        where trim(name) <> ''
        order by name
    """
    for row in db.rows(con, sql, saved=history.volunteers(con)):
        first, _, last = row["name"].rpartition(" ")
        yield Person(first or last, last if first else "")


def key(words: str) -> str:
    """Words as decisions about them are kept."""
    return redaction.plain(words) or " ".join(words.lower().split())


def passages(text: str, around_now: Around, by_hand: tuple[str, ...] = ()) -> list[Passage]:
    """Every passage that may tell who somebody is, with the reader's name or number inside of longer words."""
    known = replace(around_now.known, by_hand=by_hand) if by_hand else around_now.known
    found = redaction.search(text, known)
    taken = [(one.starts, one.ends) for one in found if one.must_go or one.kind in redaction.KINDS[:2]]
    for hit in _CHUNK.finditer(text):
        kind = _inside(hit[0], around_now.known)
        if kind and not any(start < hit.end() and hit.start() < end for start, end in taken):
            found = [one for one in found if not (one.starts < hit.end() and hit.start() < one.ends)]
            found.append(Passage(hit.start(), hit.end(), hit[0], kind, full=True))
    return _with_beside(text, sorted(found, key=lambda one: one.starts), around_now.known)


def _with_beside(text: str, found: list[Passage], known: Known) -> list[Passage]:
    """The reader's names with what is cut short beside them: Zeb beside the name of a Zebulon."""
    names = {redaction.plain(part) for one in known.people if one.own for part in (*one.first.split(), *one.last.split())}
    wider, ends = [], 0
    for one in found:
        if one.kind == "reader's name":
            before, after = _BEFORE.search(text[ends : one.starts]), _AFTER.match(text[one.ends :])
            if before and _cut_short(before[1], names):
                one = replace(one, starts=ends + before.start(1), full=True)
            if after and _cut_short(after[1], names):
                one = replace(one, ends=one.ends + after.end(1), full=True)
            one = replace(one, found=text[one.starts : one.ends])
        if one.starts >= ends:
            wider.append(one)
            ends = one.ends
    return wider


def _cut_short(word: str, names: set[str]) -> bool:
    plain = redaction.plain(word)
    return len(plain) > 1 and any(name.startswith(plain) for name in names)


def _inside(word: str, known: Known) -> str:
    """Whether the reader's own last name or number is hidden in a longer word."""
    plain = redaction.plain(word)
    if not plain:
        return ""
    digits = plain.upper().translate(SAME_SIGN)
    for person in known.people:
        if not person.own:
            continue
        last = redaction.plain(person.last)
        if len(last) >= SURE_NAME and last in plain:
            return "reader's name"
        for number in person.numbers:
            same = number_key(number).translate(SAME_SIGN)
            if len(same) >= SURE_NUMBER and any(sign.isdigit() for sign in same) and same in digits:
                return "reader's number"
    return ""


def decided(where: str, text: str, around_now: Around, choices: Choices) -> tuple[str, list[Found]]:
    """A text with what is to go replaced, and everything that was found in it."""
    parts, found, at = [], [], 0
    for one in passages(text, around_now, choices.by_hand):
        free = _may_be_left(where, one, around_now)
        words = key(one.found)
        decision = "replace" if one.on_file else "open"
        if words in choices.replaced:
            decision = "replace"
        elif free and words in choices.left:
            decision = "leave"
        if decision == "replace":
            parts += [text[at : one.starts], one.replacement]
            at = one.ends
        before, shown, after = redaction.context(text, one)
        found.append(Found(words, shown, one.kind, where, before, after, free, decision))
    return "".join([*parts, text[at:]]), found


def _may_be_left(where: str, one: Passage, around_now: Around) -> bool:
    """A word that is a name too may be left; never the reader's own name, a number, or a whole name of somebody on file."""
    if not one.on_file:
        return True
    if one.asked or one.kind != OTHERS:
        return False
    if where == "Title" and around_now.catalogue:
        return True
    words = {redaction.plain(word) for word in one.found.split()}
    return not any(
        redaction.plain(person.last) in words and redaction.plain(person.first.partition(" ")[0]) in words
        for person in around_now.known.people
        if person.first and person.last
    )


def still_there(said: Iterable[str], words: str, places: Iterable[str], around_now: Around, left: frozenset[str]) -> str:
    """What of those on file still stands in a page: a sentence that does not repeat it; empty if nothing does.

    What people wrote is searched as it was before; all other words for whole names and numbers, but for the place's own name.
    """
    for text in said:
        for one in passages(text, around_now):
            if one.on_file and not (one.kind == OTHERS and key(one.found) in left):
                return f"the {one.kind} still stands {redaction.place_of(text, one)}".replace("the another", "another")
    for place in filter(None, places):
        words = words.replace(place, " ")
    for one in redaction.search(words, around_now.known):
        number = one.kind.endswith("number") and one.on_file and len(redaction.plain(one.found)) >= SURE_NUMBER
        if number or (one.must_go and one.full):
            return f"the {one.kind} still stands in it"
    return ""

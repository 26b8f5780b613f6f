"""Names, numbers and whatever else tells who wrote a text: found, confirmed by a person, looked for again at the door."""

import re
from dataclasses import replace
from typing import Any

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.contributions import contributions
from bfp.contributions.contributions import Contribution
from bfp.finding import finder_words
from bfp.publishing.redaction_names import Person
from bfp.publishing.redaction_search import KINDS, Known, Passage, search, without

__all__ = ["KINDS", "Known", "Passage", "Person", "search", "without"]

PLACES = ("facility and state", "state only", "no place")  # what of the place a report may say
DECISIONS = ("open", "remove", "keep")
AROUND = 45  # signs shown on each side of a passage
MOST_PEOPLE = 20_000


def known(con: Connection, now: Contribution, place: str = "state only") -> Known:
    """What is on file about the reader, those at the same facility, and the place as far as it is hidden."""
    if place not in PLACES:
        raise Invalid(f"The place is {', '.join(PLACES[:-1])} or {PLACES[-1]}: not {place!r}.", "place")
    here = "select facility_id from reader where id = $reader_id"
    homes = sorted({now.facility_id, db.value(con, here, reader_id=now.reader_id)})
    where = _where(con, homes)
    hide_facility, hide_state = place != PLACES[0], place == PLACES[2]
    return Known(
        people=people(con, now.reader_id, homes),
        facilities=tuple(dict.fromkeys(name for row in where for name in (row["name"], *row["aliases"])))
        if hide_facility
        else (),
        towns=tuple(sorted({row["city"] for row in where if row["city"]})) if hide_facility else (),
        states=tuple(sorted({row["state"] for row in where})) if hide_state else (),
        systems=tuple(sorted({row["system"] for row in where})) if hide_state else (),
        by_hand=tuple(_stored_words(con, now.id)),
    )


def people(con: Connection, reader_id: int | None, homes: list[int]) -> tuple[Person, ...]:
    """The reader, under every record that was merged into theirs, and whoever is or was at these facilities."""
    sql = """
        select id, first_name, last_name, number, notes, coalesce(id = $reader_id or merged_into = $reader_id, false) as own
        from reader
        where (voided_on is null or merged_into is not null)
            and (id = $reader_id or merged_into = $reader_id or list_contains($homes, facility_id)
                or id in (select reader_id from shipment where list_contains($homes, facility_id))
                or id in (select reader_id from letter where list_contains($homes, facility_id)))
        order by own desc, id
        limit $limit
    """
    found = []
    for row in db.rows(con, sql, reader_id=reader_id, homes=homes, limit=MOST_PEOPLE):
        # A number that a merge, or a move to another system, left behind stands in the notes.
        more = re.findall(r"with the number ([\w-]+)", row["notes"] or "") if row["own"] else []
        numbers = tuple(number for number in (row["number"], *more) if number)
        found.append(Person(row["first_name"], row["last_name"], numbers, row["own"]))
    past = _earlier(con, reader_id) if reader_id is not None else []
    return (*past, *found)


def _earlier(con: Connection, reader_id: int) -> list[Person]:
    """The names and numbers that the reader was on file with before they were corrected."""
    sql = "select first_name, last_name, number from reader_before where reader_id = $reader_id order by id"
    rows = db.rows(con, sql, reader_id=reader_id)
    return [Person(row["first_name"], row["last_name"], (row["number"],) if row["number"] else (), True) for row in rows]


def _where(con: Connection, homes: list[int]) -> list[dict[str, Any]]:
    sql = """
        select facility.name, facility.state, facility.city, system.name as system,
            (select coalesce(list(facility_alias.name order by facility_alias.name), []) from facility_alias
                where facility_alias.facility_id = facility.id) as aliases
        from facility
        join system on system.id = facility.system_id
        where list_contains($homes, facility.id)
        order by facility.id
    """
    return db.rows(con, sql, homes=homes)


def _stored(con: Connection, contribution_id: int) -> list[dict[str, Any]]:
    sql = """
        select position, starts, ends, found, kind, decision, decided_by
        from redaction where contribution_id = $id order by position
    """
    return db.rows(con, sql, id=contribution_id)


def _stored_words(con: Connection, contribution_id: int) -> list[str]:
    """What a person marked by hand, or ever confirmed to be removed: it is looked for whatever else is."""
    rows = _stored(con, contribution_id)
    return list(dict.fromkeys(row["found"] for row in rows if row["kind"] == "by hand" or row["decision"] == "remove"))


def offered(con: Connection, contribution_id: int, place: str = "state only") -> list[Passage]:
    """Every passage of the text that may tell who it is, with what was decided about it before; nothing is written."""
    now = contributions.standing(con, contribution_id)
    return _decided(con, now, search(now.body, known(con, now, place)))


def _decided(con: Connection, now: Contribution, passages: list[Passage]) -> list[Passage]:
    """With the decisions on file: the same words at the same turn have the same decision, also after an edit."""
    on_file: dict[tuple[str, int], dict[str, Any]] = {}
    for row in _stored(con, now.id):
        words = row["found"].lower()
        nth = sum(known_words == words for known_words, _ in on_file)
        on_file[words, nth] = row
    told: list[Passage] = []
    seen: dict[str, int] = {}
    for one in passages:
        words = one.found.lower()
        nth = seen[words] = seen.get(words, -1) + 1
        said = on_file.get((words, nth))
        told.append(replace(one, decision=said["decision"], by=said["decided_by"]) if said else one)
    return told


def decide(con: Connection, contribution_id: int, decisions: dict[int, str], place: str = "state only") -> list[Passage]:
    """Confirm for passages, by where each begins in the text, that they are removed or kept.

    Raises Conflict if the text was changed meanwhile, Invalid for keeping the reader's own number or whole name.
    """
    now = contributions.standing(con, contribution_id)
    passages = offered(con, contribution_id, place)
    starts = {one.starts for one in passages}
    if set(decisions) - starts:
        raise Conflict("The text was changed meanwhile. Look at the passages again.")
    before = {one.starts: one.decision for one in passages}
    after = []
    for one in passages:
        decision = decisions.get(one.starts, one.decision)
        if decision not in DECISIONS:
            raise Invalid(f"A passage is {', '.join(DECISIONS)}: not {decision!r}.", "passages")
        if decision == "keep" and one.must_go:
            raise Invalid(f"The {one.kind} on file is always removed ({place_of(now.body, one)}).", "passages")
        by = con.by if decision != before[one.starts] else one.by
        after.append(replace(one, decision=decision, by=by))
    _store(con, now.id, after)
    many = {name: sum(1 for one in after if one.decision == name) for name in DECISIONS}
    said = {f"passages_{name}": (None, n) for name, n in many.items()}  # never what they say: history is read by many
    history.record(con, "contribution", now.id, "changed", said)
    return after


def mark(con: Connection, contribution_id: int, words: str, place: str = "state only") -> int:
    """Add words that a person found to what is removed, wherever they stand; says how often that is."""
    now, words = contributions.standing(con, contribution_id), " ".join(words.split())
    if len(words) < 2:
        raise Invalid("Write the words to remove as they stand in the text.", "words")
    known_now = known(con, now, place)
    passages = search(now.body, replace(known_now, by_hand=(*known_now.by_hand, words)))
    hits = [one for one in search(now.body, Known(by_hand=(words,))) if one.asked]
    if not hits:
        raise Invalid(f"“{words}” does not stand in the text like this. Copy the words from it.", "words")
    over = {one.starts for one in passages for hit in hits if one.starts < hit.ends and hit.starts < one.ends}
    after = [replace(one, decision="remove", by=con.by) if one.starts in over else one for one in _decided(con, now, passages)]
    _store(con, now.id, after)
    history.record(con, "contribution", now.id, "changed", {"passages_marked_by_hand": (None, len(hits))})
    return len(hits)


def _store(con: Connection, contribution_id: int, passages: list[Passage]) -> None:
    """The passages as they stand. What was decided about words that are gone from the text is forgotten with them."""
    sql = """
        insert into redaction (contribution_id, position, starts, ends, found, kind, replacement, decision, decided_by)
        values ($id, $position, $starts, $ends, $found, $kind, $replacement, $decision, $by)
        on conflict (contribution_id, position) do update set starts = excluded.starts, ends = excluded.ends,
            found = excluded.found, kind = excluded.kind, replacement = excluded.replacement, decision = excluded.decision,
            decided_by = excluded.decided_by
    """
    for position, one in enumerate(passages, start=1):
        values = {"starts": one.starts, "ends": one.ends, "found": one.found, "kind": one.kind, "replacement": one.replacement}
        con.execute(sql, {"id": contribution_id, "position": position, "decision": one.decision, "by": one.by, **values})
    con.execute(
        "delete from redaction where contribution_id = $id and position > $many", {"id": contribution_id, "many": len(passages)}
    )


def remaining(text: str, known_now: Known, kept: set[str]) -> list[Passage]:
    """What on file still stands in a text that is about to leave, but for what a person kept on purpose."""
    return [
        one for one in search(text, known_now)
        if one.on_file and (one.must_go or plain(one.found) not in kept)
    ]  # fmt: skip


def check_leaving(con: Connection, now: Contribution, text: str, place: str, passages: list[Passage]) -> None:
    """Search a text again just before it leaves; raises Conflict naming where something is still there."""
    kept = {plain(one.found) for one in passages if one.decision == "keep"}
    left = remaining(text, known(con, now, place), kept)
    if left:
        more = f" There {'is 1 more' if len(left) == 2 else f'are {len(left) - 1} more'}." if len(left) > 1 else ""
        what = "what you had removed" if left[0].asked else f"the {left[0].kind}".replace("the another", "another")
        raise Conflict(f"Not published: {what} still stands {place_of(text, left[0])}.{more} Decide about it first.")


def plain(words: str) -> str:
    """Words as they compare: letters and digits."""
    return re.sub(r"[^a-z0-9]", "", finder_words.unaccented(words).lower())


def place_of(text: str, one: Passage) -> str:
    """Where in the text a passage stands, in words that do not repeat it: in paragraph 2, after “…said to me”."""
    before = text[: one.starts]
    paragraph = len([part for part in re.split(r"\n\s*\n", text[: one.ends]) if part.strip()]) or 1
    words = " ".join(re.split(r"\n\s*\n", before)[-1].split()[-4:])
    return f"in paragraph {paragraph}, " + (f"after “{words}”" if words else "at its very beginning")


def context(text: str, one: Passage) -> tuple[str, str, str]:
    """What stands before a passage, the passage, and what stands after it, to be read in a line."""
    before, after = text[max(0, one.starts - AROUND) : one.starts], text[one.ends : one.ends + AROUND]
    return " ".join(("…" + before if one.starts > AROUND else before).split()), one.found, " ".join(after.split())


def undecided(passages: list[Passage]) -> int:
    """How many passages nobody has decided about."""
    return sum(1 for one in passages if one.decision == "open")

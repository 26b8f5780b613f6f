"""The people inside. Their names and numbers stay here, in the reader's record, and on what is mailed to them."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.finding import reader_finder
from bfp.finding.finder_words import name_key, nicknames
from bfp.finding.reader_index import LOOKED_AT
from bfp.readers import reader_lookup

STATUSES = ("active", "moved", "released", "dead")
EDITABLE = ("first_name", "last_name", "number", "solitary", "life", "release_on", "status", "checked_on", "notes")
ADDRESSED_BY = ("first_name", "last_name", "number")  # with the facility: correcting one corrects the address


@dataclass(frozen=True)
class Reader:
    """One person inside, in the facility they are in now; `number` is None only by an explicit choice."""

    id: int
    number: str | None
    system_id: int
    facility_id: int
    facility: str
    first_name: str
    last_name: str
    solitary: bool
    life: bool
    release_on: date | None
    status: str
    checked_on: date | None
    notes: str
    bad_address_on: date | None = None  # mail came back from there, and nobody has corrected the address yet

    @property
    def name(self) -> str:
        """Last name first, as on a file card."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part)

    @property
    def initials(self) -> str:
        """For lines that others at the table may see."""
        return " ".join(f"{part[0]}." for part in (self.first_name, self.last_name) if part)


def get(con: Connection, reader_id: int) -> Reader:
    """The reader with this id, or the one they were merged into; raises NotFound."""
    sql = """
        select reader.id, number, reader.system_id, facility_id, facility.name || ', ' || facility.state as facility,
            first_name, last_name, solitary, life, release_on, reader.status, checked_on, reader.notes, bad_address_on,
            reader.merged_into
        from reader
        join facility on facility.id = reader.facility_id
        where reader.id = $id and voided_on is null
    """
    found = db.row(con, sql, id=reader_id)
    if found is None:
        raise NotFound(f"There is no reader with the record number {reader_id}.")
    merged_into = found.pop("merged_into")
    return get(con, merged_into) if merged_into else Reader(**found)


def add(
    con: Connection,
    *,
    facility_id: int,
    first_name: str,
    last_name: str,
    number: str | None,
    on: date,
    without_number: bool = False,
    **more: Any,
) -> Reader:
    """Put a new reader on file, checked today; the number is unique within the facility's system.

    Raises Invalid without a name, or without a number unless `without_number` says that there is none;
    Conflict if the number is somebody else's.
    """
    entry = _clean({"first_name": first_name, "last_name": last_name, "number": number, **more})
    if not (entry["first_name"] or entry["last_name"]):
        raise Invalid("Write the reader's name.", "last_name")
    if not entry["number"] and not without_number:
        raise Invalid("Write the reader's number, or tick that there is none.", "number")
    home = db.row(con, "select system_id from facility where id = $id and merged_into is null", id=facility_id)
    if home is None:
        raise NotFound(f"There is no facility number {facility_id}.")
    if entry["number"]:
        _no_other(con, home["system_id"], entry["number"])
    sql = """
        insert into reader (number, system_id, facility_id, first_name, last_name, name_key, checked_on,
            solitary, life, release_on, notes)
        values ($number, $system_id, $facility_id, $first_name, $last_name, $name_key, $on,
            $solitary, $life, $release_on, $notes)
        returning id
    """
    values = {"solitary": False, "life": False, "release_on": None, "notes": "", **entry}
    values["name_key"] = name_key(entry["first_name"], entry["last_name"])
    reader_id = db.value(con, sql, system_id=home["system_id"], facility_id=facility_id, on=on, **values)
    history.record(
        con, "reader", reader_id, "added", {"name": ("", f"{first_name} {last_name}".strip()), "number": ("", entry["number"])}
    )
    return get(con, reader_id)


def edit(con: Connection, reader_id: int, reason: str = "", **changes: Any) -> Reader:
    """Change what is on file of a reader; raises Conflict if a new number is somebody else's."""
    before = get(con, reader_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(f"A reader's record has no field {', '.join(sorted(unknown))}.")
    after = {name: getattr(before, name) for name in EDITABLE} | _clean(changes)
    if not (after["first_name"] or after["last_name"]):
        raise Invalid("A reader needs a name.", "last_name")
    if after["status"] not in STATUSES:
        raise Invalid(f"A reader is {', '.join(STATUSES[:-1])} or {STATUSES[-1]}, not {after['status']!r}.", "status")
    if after["number"] and after["number"] != before.number:
        _no_other(con, before.system_id, after["number"], but=before.id)
    changed = history.differences(asdict(before), after)
    if changed:
        sql = """
            update reader
            set first_name = $first_name, last_name = $last_name, number = $number, solitary = $solitary, life = $life,
                release_on = $release_on, status = $status, checked_on = $checked_on, notes = $notes, name_key = $name_key,
                bad_address_on = $bad_address_on
            where id = $id
        """
        corrected = any(name in changed for name in ADDRESSED_BY)
        after["bad_address_on"] = None if corrected else before.bad_address_on
        changed = history.differences(asdict(before), after)
        con.execute(sql, {**after, "name_key": name_key(after["first_name"], after["last_name"]), "id": before.id})
        _keep_names(con, before.id, changed)
        history.record(con, "reader", before.id, "changed", changed, reason)
    return get(con, before.id)


def move(con: Connection, reader_id: int, facility_id: int, on: date, reason: str = "", number: str = "") -> Reader:
    """A reader is somewhere else now; what was mailed before keeps the facility of its day.

    In another system the old number stays until somebody writes the new one, here (`number`) or later. Raises
    Conflict if somebody there has that number.
    """
    before = get(con, reader_id)
    place = "select system_id, name || ', ' || state as label from facility where id = $id and merged_into is null"
    home = db.row(con, place, id=facility_id)
    if home is None:
        raise NotFound(f"There is no facility number {facility_id}.")
    if facility_id == before.facility_id and before.status == "active":
        return before
    new = reader_finder.number_key(number) or before.number
    if new and (home["system_id"] != before.system_id or new != before.number):
        _no_other(con, home["system_id"], new, but=before.id)
    sql = """
        update reader
        set facility_id = $facility_id, system_id = $system_id, number = $new, status = 'active', checked_on = $on,
            bad_address_on = null
        where id = $id
    """
    con.execute(sql, {"facility_id": facility_id, "system_id": home["system_id"], "new": new, "on": on, "id": before.id})
    changes: dict[str, tuple[object, object]] = {"facility": (before.facility, home["label"])}
    if new != before.number:
        changes["number"] = (before.number, new)
    if before.status != "active":
        changes["status"] = (before.status, "active")
    if before.bad_address_on:
        changes["bad_address_on"] = (before.bad_address_on, None)
    _keep_names(con, before.id, changes)
    history.record(con, "reader", before.id, "changed", changes, reason)
    return get(con, before.id)


def _keep_names(con: Connection, reader_id: int, changes: dict[str, tuple[Any, Any]]) -> None:
    """Remember the name or number that was replaced: what is published is searched for it too."""
    were = {name: changes[name][0] or "" if name in changes else "" for name in ("first_name", "last_name", "number")}
    if any(were.values()):
        sql = """
            insert into reader_before (reader_id, first_name, last_name, number)
            values ($reader_id, $first_name, $last_name, $number)
        """
        con.execute(sql, {**were, "reader_id": reader_id})


def mark_bad_address(con: Connection, reader_id: int, on: date, note: str = "") -> Reader:
    """Mail came back from where we think the reader is: none goes until somebody corrects it. The first such day is kept."""
    before = get(con, reader_id)
    if before.bad_address_on is None or on < before.bad_address_on:
        con.execute("update reader set bad_address_on = $on where id = $id", {"on": on, "id": before.id})
        history.record(con, "reader", before.id, "changed", {"bad_address_on": (before.bad_address_on, on)}, note)
    return get(con, before.id)


def address_corrected(con: Connection, reader_id: int, reason: str = "") -> Reader:
    """Somebody has made sure of the address: mail may go there again."""
    before = get(con, reader_id)
    if before.bad_address_on is not None:
        con.execute("update reader set bad_address_on = null where id = $id", {"id": before.id})
        history.record(con, "reader", before.id, "changed", {"bad_address_on": (before.bad_address_on, None)}, reason)
    return get(con, before.id)


def void(con: Connection, reader_id: int, reason: str, on: date) -> None:
    """Take a record back that was entered by mistake; its number is free again. Raises Conflict if mail hangs on it."""
    before = get(con, reader_id)
    sql = """
        select (select count(*) from shipment where reader_id = $id and voided_on is null)
            + (select count(*) from letter where reader_id = $id and voided_on is null) as mail
    """
    if db.value(con, sql, id=before.id):
        raise Conflict(f"{before.name} has letters or shipments on file; the record can't be taken back.")
    history.strike(con, "reader", before.id, reason, on)
    con.execute("update reader set number = null where id = $id", {"id": before.id})
    history.record(con, "reader", before.id, "voided", {"number": (before.number, None)}, " ".join(reason.split()))


def find(con: Connection, text: str, limit: int = 10) -> pd.DataFrame:
    """The readers that somebody may mean who typed this: id, number, first_name, last_name, facility, last_letter_on, score.

    Forgives swapped or missing digits, nicknames, the order of names, hyphens and accents. At most
    `limit` rows, best first.
    """
    text = text.strip()
    if not reader_finder.number_key(text):
        return _described(con, []).assign(score=[])
    known, number = reader_lookup.index(con), reader_finder.looks_like_number(text)
    if known is None:
        candidates = _by_number(con, text) if number else _by_name(con, text)
    else:
        candidates = reader_lookup.frame(known.by_number(text) if number else known.by_name(text))
    ranked = reader_finder.rank_readers(text, candidates).head(limit)
    return _described(con, [int(reader_id) for reader_id in ranked["id"]]).assign(score=list(ranked["score"]))


def options(con: Connection, text: str, limit: int = 10) -> list[dict[str, Any]]:
    """`find`, as the box shows it.

    `sure`: the number is just this, and nobody else's; `only`: and no longer number begins with it. `near`: it is
    likely enough that one must be asked before anybody new is entered.
    """
    typed = reader_finder.number_key(text)
    known = reader_lookup.index(con)
    only = known.only if known else (lambda number: _only_by_number(con, number))
    alone = only(typed) if reader_finder.looks_like_number(text) else None
    found = _described(con, [alone]).assign(score=100.0) if alone else find(con, text, limit)
    exact = [bool(typed) and number == typed for number in found["number"]]
    longer = any(isinstance(number, str) and number != typed and number.startswith(typed) for number in found["number"])
    return [
        {
            "value": int(row.id), **_in_words(row), "sure": same and sum(exact) == 1,
            "only": same and sum(exact) == 1 and not longer, "near": row.score >= reader_finder.SAME,
        }
        for row, same in zip(found.itertuples(), exact, strict=True)
    ]  # fmt: skip


def _in_words(row: Any) -> dict[str, str]:
    """A reader found, in two lines: number and name; facility and last letter. Missing values come as nan."""
    number = row.number if isinstance(row.number, str) else "no number"
    last = f"last letter {row.last_letter_on:%b %Y}" if row.last_letter_on == row.last_letter_on else "no letter yet"
    name = ", ".join(part for part in (row.last_name, row.first_name) if part)
    return {"label": f"{number}  {name}", "detail": f"{row.facility} · {last}"}


def same_number(con: Connection, number: str, facility_id: int) -> int | None:
    """Who has this number in the system of that facility, if anybody."""
    sql = """
        select reader.id from reader
        join facility on facility.system_id = reader.system_id and facility.id = $facility_id
        where reader.number = $number
    """
    return db.value(con, sql, number=reader_finder.number_key(number), facility_id=facility_id)


def _by_number(con: Connection, text: str) -> pd.DataFrame:
    # One slip leaves the first or the last half of a number as it is, but for two digits swapped across the middle.
    key = reader_finder.number_key(text)
    half = max(2, (len(key) - 1) // 2)
    sql = """
        select id, number, first_name, last_name
        from reader
        where voided_on is null and merged_into is null and number is not null
            and (starts_with(number, $key)
                or list_contains($with_zeros, number)
                or (length(number) between $shortest and $longest
                    and (starts_with(number, $head) or ends_with(number, $tail))))
        order by number = $key desc, list_contains($with_zeros, number) desc, starts_with(number, $key) desc,
            damerau_levenshtein(number, $key), id
        limit $limit
    """
    size = len(key)
    return db.frame(
        con, sql, key=key, head=key[:half], tail=key[-half:], shortest=size - 1, longest=size + 1, limit=LOOKED_AT,
        with_zeros=reader_finder.with_zeros(key),
    )  # fmt: skip


def _only_by_number(con: Connection, number: str) -> int | None:
    """Who has this number, if it is one reader and no longer number begins with it: nothing else need be weighed."""
    sql = """
        select id, number from reader
        where voided_on is null and merged_into is null and number is not null and starts_with(number, $number)
        order by id limit 2
    """
    found = db.rows(con, sql, number=number) if number else []
    return found[0]["id"] if len(found) == 1 and found[0]["number"] == number else None


def _by_name(con: Connection, text: str) -> pd.DataFrame:
    words = sorted(name_key(text, "").split(), key=len, reverse=True)[:3]
    if not words:
        return db.frame(con, "select id, number, first_name, last_name from reader where false")
    # Every word (or a nickname of it) begins some word of the name: cheap, and true of most searches.
    patterns = [f"(^| )({'|'.join(map(re.escape, (word, *sorted(nicknames(word)))))})" for word in words]
    first, second, third = patterns + [""] * (3 - len(patterns))
    # Van Kirk is also written Vankirk: a long word may be apart on file, and all words may be one.
    typed = name_key(text, "").split()
    long, longer, longest = [word if len(word) > 4 else "-" for word in reversed([*words, "-", "-"][:3])]
    sql = """
        select id, number, first_name, last_name
        from reader
        where voided_on is null and merged_into is null
            and (((regexp_matches(name_key, $first) or contains(replace(name_key, ' ', ''), $longest))
                    and ($second = '' or regexp_matches(name_key, $second) or contains(replace(name_key, ' ', ''), $longer))
                    and ($third = '' or regexp_matches(name_key, $third) or contains(replace(name_key, ' ', ''), $long)))
                or contains(replace(name_key, ' ', ''), $joined))
        order by id
        limit $limit
    """
    strict = db.frame(
        con, sql, first=first, second=second, third=third, longest=longest, longer=longer, long=long, joined="".join(typed),
        limit=LOOKED_AT,
    )  # fmt: skip
    if len(strict) >= 10:
        return strict
    alike = """
        select id, number, first_name, last_name
        from reader
        where voided_on is null and merged_into is null
        order by greatest(jaro_winkler_similarity(name_key, $straight), jaro_winkler_similarity(name_key, $turned)) desc, id
        limit $limit
    """
    close = db.frame(con, alike, straight=" ".join(typed), turned=" ".join(reversed(typed)), limit=LOOKED_AT // 5)
    return pd.concat([strict, close]).drop_duplicates("id").reset_index(drop=True)


def _described(con: Connection, ids: list[int]) -> pd.DataFrame:
    """Facility and last letter for these readers, in this order."""
    sql = """
        with wanted as (
            select unnest($ids::integer[]) as id
        ),
        written as (
            select reader_id, max(postmark_on) as last_letter_on
            from letter
            where reader_id in (select id from wanted) and voided_on is null
            group by reader_id
        )
        select reader.id, reader.number, reader.first_name, reader.last_name,
            facility.name || ', ' || facility.state as facility, written.last_letter_on
        from wanted
        join reader on reader.id = wanted.id
        join facility on facility.id = reader.facility_id
        left join written on written.reader_id = reader.id
        order by list_position($ids, reader.id)
    """
    return db.frame(con, sql, ids=ids)


def _no_other(con: Connection, system_id: int, number: str, but: int | None = None) -> None:
    sql = """
        select id, last_name, first_name from reader
        where system_id = $system_id and number = $number and id is distinct from $but
    """
    other = db.row(con, sql, system_id=system_id, number=number, but=but)
    if other:
        name = ", ".join(part for part in (other["last_name"], other["first_name"]) if part)
        raise Conflict(f"The number {number} is on file already in this system: {name}. Open that record instead.")


def _clean(entry: dict[str, Any]) -> dict[str, Any]:
    entry = {
        name: " ".join(value.split()) if isinstance(value, str) and name != "notes" else value for name, value in entry.items()
    }
    if "number" in entry:
        entry["number"] = reader_finder.number_key(entry["number"]) or None
    return entry


def counts(con: Connection) -> dict[str, int]:
    """How many readers are on file, and how many of them are active."""
    sql = """
        select count(*) as readers, count(*) filter (where status = 'active') as active
        from reader where voided_on is null and merged_into is null
    """
    return db.one(con, sql)

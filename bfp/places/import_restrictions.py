"""Restrictions from another program's list: each row matched to a facility, doubtful ones shown, nothing guessed."""

from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history, importing, states
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.importing import Kind, Plan, Progress, Result, Wish
from bfp.base.tables.sheets import Sheet
from bfp.places import facility_rows, import_facilities, restrictions, systems
from bfp.places.facility_matching import Matcher
from bfp.places.restriction_rows import COLUMNS as COLUMNS
from bfp.places.restriction_rows import NEEDED as NEEDED
from bfp.places.restriction_rows import Row
from bfp.places.restriction_rows import read_rows as read_rows
from bfp.places.restriction_rows import texts as texts
from bfp.places.restrictions import FLAGS, LIMITS

NEW = "new"  # chosen for a row: add its facility to the directory
_COMPARED = (*LIMITS, *FLAGS)


def match_rows(con: Connection, rows: list[Row], progress: Progress | None = None) -> list[Row]:
    """Find each row's facility in the directory as it is now."""
    matcher = Matcher(con)
    for at, row in enumerate(rows, start=1):
        if row.what != "rejected":
            row.match = matcher.match(row.name, row.state, row.city)
        if progress and at % 25 == 0:
            progress(at, len(rows))
    if progress:
        progress(len(rows), len(rows))
    return rows


def plan(
    con: Connection,
    sheet: Sheet,
    rows: list[Row],
    on: date,
    source: str,
    choices: dict[int, int | str] | None = None,
    add_unmatched: bool = False,
) -> Plan[Row]:
    """What the rows would do. `choices`: for a row that is not sure, the facility it is for, or NEW."""
    choices, source = choices or {}, " ".join(source.split())
    if not source:
        raise Invalid("Say whose list this is; it is kept with each restriction.", "source")
    labels = {
        found["id"]: f"{found['name']}, {found['state']}"
        for found in db.rows(con, "select id, name, state from facility where merged_into is null")
    }
    names = {label.lower() for label in labels.values()}
    there = _on_file(con)
    first: dict[int, Row] = {}
    joined: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.match is None:
            continue
        row.what = row.why = row.facility = ""
        row.adds, row.facility_id, row.replaces = False, None, 0
        if not _says_something(row):
            row.what, row.why = "unchanged", "the row states no restriction"
            continue
        choice = choices.get(row.number) or (NEW if add_unmatched and not row.match.candidates else None)
        if choice == NEW:
            _new_facility(row, names, joined)
            continue
        row.facility_id = int(choice) if choice else row.match.sure.id if row.match.sure else _taken_before(row, there, source)
        if row.facility_id is None:
            best = row.match.candidates[0].label if row.match.candidates else ""
            row.what = "rejected"
            row.why = (
                f"not sure which facility: best guess {best} ({row.match.doubt})"
                if best
                else "no facility in the directory is like it"
            )
            continue
        row.facility = labels.get(row.facility_id, "")
        row.chosen = bool(choice)
        earlier = first.setdefault(row.facility_id, row)
        if earlier is not row and not choice:
            if earlier.rule == row.rule:
                row.what, row.why = "unchanged", f"the same as row {earlier.number}"
            else:
                row.what, row.why = (
                    "rejected",
                    f"not sure which facility: row {earlier.number} is {row.facility} too and says otherwise",
                )
    _compare([row for row in rows if not row.what], there, source)
    importing.tell(rows, noted=("new", "changed"))
    return Plan(rows, sheet, source, on)


def _says_something(row: Row) -> bool:
    return bool(row.rule["text"]) or any(row.rule[name] for name in _COMPARED)


def _new_facility(row: Row, names: set[str], joined: dict[tuple[str, str, str], Row]) -> None:
    """The row's facility goes into the directory too, under a name that nobody has yet."""
    same = joined.get((row.name.lower(), row.state, row.city.lower()))
    if same:
        row.adds, row.facility, row.what, row.why = True, same.facility, "new", f"at the facility that row {same.number} adds"
        return
    called = next((name for name in (row.name, f"{row.name} ({row.city})") if f"{name}, {row.state}".lower() not in names), None)
    if called is None:
        row.what, row.why = "rejected", f"{row.name}, {row.state} is in the directory already"
        return
    row.adds, row.facility, row.what, row.why = True, f"{called}, {row.state}", "new", "adds the facility too"
    names.add(row.facility.lower())
    joined[row.name.lower(), row.state, row.city.lower()] = row


def _source(row: Row, source: str) -> str:
    """Whose list, and what the facility is called there if it is called otherwise."""
    return source if row.facility.lower().startswith(f"{row.name.lower()},") else f"{source}: {row.name}"


def _content(rule: dict[str, Any]) -> tuple[Any, ...]:
    return (rule["text"].lower(), *(rule[limit] or None for limit in LIMITS), *(bool(rule[flag]) for flag in FLAGS))


def _on_file(con: Connection) -> dict[int, list[dict[str, Any]]]:
    """What other programs said before, by facility."""
    sql = """
        select * from restriction
        where level = 'facility' and source_kind = 'other program' and voided_on is null
        order by id
    """
    there = defaultdict(list)
    for found in db.rows(con, sql):
        there[found["facility_id"]].append(found)
    return there


def _taken_before(row: Row, there: dict[int, list[dict[str, Any]]], source: str) -> int | None:
    """The facility that somebody chose for a doubtful row when this list was imported before."""
    said, candidates = f"{source}: {row.name}", row.match.candidates if row.match is not None else ()
    return next((place.id for place in candidates if any(one["source"] == said for one in there.get(place.id, ()))), None)


def _compare(rows: list[Row], there: dict[int, list[dict[str, Any]]], source: str) -> None:
    for row in rows:
        known = there.get(row.facility_id, []) if row.facility_id else []
        if any(_content(found) == _content(row.rule) for found in known):
            row.what, row.why = "unchanged", "on file already"
            continue
        open_ones = [found for found in known if found["ends_on"] is None and found["source"] == _source(row, source)]
        if not open_ones:
            row.what = "new"
            continue
        before = open_ones[-1]
        row.what, row.replaces = "changed", before["id"]
        row.why = f"{restrictions.rule(before)} → {restrictions.rule(row.rule)}"


# ---- saving -------------------------------------------------------------------------------------


def save(con: Connection, plan: Plan[Row]) -> Result:
    """Write what the plan says: facilities chosen to be added, then the rules, in bulk, with history."""
    new, changed = plan.of("new"), plan.of("changed")
    _add_facilities(con, [row for row in new if row.adds])
    for row in changed:
        _replace(con, row, plan)
    chosen: dict[int, list[str]] = defaultdict(list)
    for row in plan.rows:
        if row.chosen and row.facility_id and row.what != "rejected":
            chosen[row.facility_id].append(row.name)
    import_facilities.call_also(con, chosen)
    if new:
        ids = db.rows(con, "select nextval('restriction_id') as id from range($n) order by 1", n=len(new))
        records = [
            {
                "id": number["id"],
                "level": "facility",
                "facility_id": row.facility_id,
                "starts_on": plan.on,
                "source_kind": "other program",
                "source": _source(row, plan.source),
                **row.rule,
            }
            for number, row in zip(ids, new, strict=True)
        ]
        table = pd.DataFrame(records)
        for limit in ("max_items", "max_weight_oz"):
            table[limit] = table[limit].astype("Int64")
        db.insert(con, "restriction", table)
        kept = ("text", "starts_on", "source", *_COMPARED)
        told = {record["id"]: {name: ("", record[name]) for name in kept if record[name]} for record in records}
        history.record_many(con, "restriction", "imported", told)
        rules: dict[int, list[str]] = defaultdict(list)
        for row in new:
            if row.facility_id is not None:
                rules[row.facility_id].append(restrictions.rule(row.rule))
        history.record_many(
            con, "facility", "imported", {number: {"restriction": ("", "; ".join(said))} for number, said in rules.items()}
        )
    return plan.result()


def _replace(con: Connection, row: Row, plan: Plan[Row]) -> None:
    """The rule of an earlier list ends, and this one begins; within one day it is only corrected."""
    before = restrictions.get(con, row.replaces)
    if plan.on <= before.starts_on:
        restrictions.edit(con, before.id, **row.rule)
        return
    restrictions.end(con, before.id, plan.on)
    restrictions.add(
        con,
        restrictions.Told(
            level="facility",
            facility_id=row.facility_id,
            starts_on=plan.on,
            source_kind="other program",
            source=_source(row, plan.source),
            **row.rule,
        ),
    )


def _add_facilities(con: Connection, rows: list[Row]) -> None:
    places: dict[str, facility_rows.Row] = {}
    for row in rows:
        name = row.facility.removesuffix(f", {row.state}")
        if row.facility not in places:
            kind = facility_rows.kind("", row.name)
            place = facility_rows.Row(
                row.number, row.raw, name=name, state=row.state, system=systems.guessed(row.name, "", row.state)
            )
            place.values = {"street": "", "city": row.city, "zip": "", "kind": kind}
            place.aliases = [row.name] if row.name.lower() != name.lower() else []
            places[row.facility] = place
    import_facilities.add_rows(con, list(places.values()))
    for row in rows:
        row.facility_id = places[row.facility].facility_id


# ---- asking -------------------------------------------------------------------------------------


def doubtful(plan: Plan[Row]) -> pd.DataFrame:
    """Rows that fit a facility, but not surely: row, name, city, state, rule, guess, why."""
    said = []
    for row in plan.of("rejected"):
        if row.match and row.match.candidates:
            guess, why = row.match.candidates[0].label, row.match.doubt or row.why
            said.append((row.number, row.name, row.city, row.state, restrictions.rule(row.rule), guess, why))
    return pd.DataFrame(said, columns=["row", "name", "city", "state", "rule", "guess", "why"])


def candidates(plan: Plan[Row]) -> dict[str, int]:
    """Every facility that a doubtful row may mean, by its label."""
    places = {place.label: place.id for row in plan.rows if row.match and not row.adds for place in row.match.candidates}
    return dict(sorted(places.items()))


def matched(con: Connection, sheet: Sheet, wish: Wish, progress: Progress | None = None) -> list[Row]:
    """The rows with the facility that each may mean: what takes longest, and asks nobody."""
    importing.refuse_people(sheet)
    return match_rows(con, read_rows(sheet, dict(wish.columns), list(wish.answer("texts", texts(sheet.columns)))), progress)


def plan_for(con: Connection, sheet: Sheet, rows: list[Row], wish: Wish) -> Plan[Row]:
    """A doubtful facility is rejected, not guessed, unless somebody chose."""
    return plan(con, sheet, rows, wish.on, wish.source, dict(wish.answer("choices", ())), wish.answer("add_unmatched", False))


KIND = Kind(
    "Restrictions", COLUMNS, NEEDED,
    plan=lambda con, sheet, wish, progress: plan_for(con, sheet, matched(con, sheet, wish, progress), wish),
    save=lambda con, made, on: save(con, made),
    understands={"state": states.code},
)  # fmt: skip

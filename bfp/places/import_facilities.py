"""Facilities from a CSV: what each row would change is said first, then all of it is saved at once."""

from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from bfp.base import db, history, importing
from bfp.base.db import Connection
from bfp.base.importing import Kind, Plan, Progress, Result
from bfp.base.tables.sheets import Sheet
from bfp.places import facility_cleaning, facility_rows, systems
from bfp.places.facilities import TEXTS
from bfp.places.facility_matching import Matcher, related
from bfp.places.facility_rows import COLUMNS, NEEDED, UNDERSTANDS, Row

_EMPTY = {**dict.fromkeys(TEXTS, ""), "latitude": None, "longitude": None, "status": "open"}
_COMPARED = (
    "kind",
    "street",
    "city",
    "zip",
    "mail_street",
    "mail_city",
    "mail_state",
    "mail_zip",
    "latitude",
    "longitude",
    "status",
)


def plan(con: Connection, sheet: Sheet, columns: dict[str, str | None], progress: Progress | None = None) -> Plan[Row]:
    """What each row would do to the directory as it is now. Nothing is written."""
    importing.refuse_people(sheet)
    used = _with_one_address(importing.used(columns, NEEDED))
    rows = importing.read_each(sheet, lambda raw: facility_rows.read(raw, used), progress)
    _tell_apart([row for row in rows if not row.what])
    _compare(con, [row for row in rows if not row.what])
    _note_shared_addresses(rows)
    importing.tell(rows)
    return Plan(rows, sheet)


def _with_one_address(used: dict[str, str]) -> dict[str, str]:
    """A list whose only address is that of mail has no other: everything goes there."""
    if "street" in used or "mail" not in used:
        return used
    other = {"mail": "street", "mail_city": "city", "mail_zip": "zip"}
    return {other.get(name, name) if other.get(name) not in used else name: column for name, column in used.items()}


# ---- all rows -----------------------------------------------------------------------------------


def _tell_apart(rows: list[Row]) -> None:
    """Rows of one name in one state: the same row again, or named by kind, by town, or not taken."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.name.lower(), row.state].append(row)
    for group in groups.values():
        first: dict[tuple[Any, ...], Row] = {}
        for row in list(group):
            same = (row.system[0], row.type.lower(), row.values["street"].lower(), row.values["city"].lower(), row.values["zip"])
            if same in first:
                row.what, row.why = "unchanged", f"the same as row {first[same].number}"
                group.remove(row)
            first.setdefault(same, row)
        if len(group) == 1:
            continue
        types = Counter(row.type.lower() for row in group)
        towns = Counter(row.values["city"].lower() for row in group)
        for row in group:
            bare = row.name
            if row.type and types[row.type.lower()] == 1:
                row.name = f"{bare} {row.type}"
            elif row.values["city"] and towns[row.values["city"].lower()] == 1:
                row.name = f"{bare} ({row.values['city']})"
            else:
                row.reject(f"{len(group)} facilities in {row.state} are called {bare}, and nothing in the file tells them apart"
                )
                continue
            row.aliases = [alias for alias in row.aliases if alias.lower() != row.name.lower()]
            row.notes.insert(0, f"named so, since {len(group)} in {row.state} are called {bare}")


def _compare(con: Connection, rows: list[Row]) -> None:
    """Match the rows to the directory, and say what is new, changed, unchanged."""
    sql = """
        select facility.*, system.name as system
        from facility
        join system on system.id = facility.system_id
    """
    on_file = {found["id"]: found for found in db.rows(con, sql)}
    by_name: dict[tuple[str, str], dict[str, Any]] = {}
    called = defaultdict(set)
    for alias in db.rows(con, "select facility_id, name from facility_alias"):
        called[alias["facility_id"]].add(alias["name"].lower())
        there = on_file[alias["facility_id"]]
        by_name[alias["name"].lower(), there["state"]] = there
    for one in on_file.values():  # names after aliases: a name says more
        by_name[one["name"].lower(), one["state"]] = on_file[one["merged_into"]] if one["merged_into"] else one
    replaced = importing.replaced(con, "facility")
    taken: dict[int, Row] = {}
    elsewhere = _Elsewhere(con, on_file, rows)
    for row in rows:
        found = by_name.get((row.name.lower(), row.state)) or elsewhere.find(row)
        if found is not None and _is_anothers(row, found, replaced):
            kind = row.type if row.type and row.type.lower() not in row.name.lower() else f"({row.system[1]})"
            row.name = f"{row.name} {kind}"
            row.notes.insert(0, f"named so, since {found['name']}, {found['state']} is {found['system']}")
            found = by_name.get((row.name.lower(), row.state))
        if found is None:
            row.what = "new"
            by_name[row.name.lower(), row.state] = {
                "id": -row.number,
                "name": row.name,
                "state": row.state,
                "system": row.system[0],
            }
            continue
        if found["id"] in taken or found["id"] < 0:
            row.reject(f"another row of the file is {found['name']}, {found['state']} already")
            continue
        taken[found["id"]] = row
        row.facility_id = found["id"]
        row.aliases = [name for name in row.aliases if name.lower() not in called[found["id"]] | {found["name"].lower()}]
        row.aliases = [name for name in row.aliases if (found["id"], "also_called", name) not in replaced]
        _differ(row, found, replaced)


class _Elsewhere:
    """The directory, asked for a place that the file spells otherwise: by its address, then by the matcher where that is sure."""

    def __init__(self, con: Connection, on_file: dict[int, dict[str, Any]], rows: list[Row]) -> None:
        self.con, self.on_file = con, on_file
        self.matcher: Matcher | None = None
        self.at: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for found in on_file.values():
            if not found["merged_into"]:
                self.at[_address(found["street"], found["zip"], found["state"])].append(found)
        self.asked = Counter(_address(row.values["street"], row.values["zip"], row.state) for row in rows)

    def find(self, row: Row) -> dict[str, Any] | None:
        """The place that the row surely means; its name there becomes another name of it."""
        if not self.on_file:
            return None
        here = _address(row.values["street"], row.values["zip"], row.state)
        if here[0] and self.asked[here] > 1:  # several places at one address: only their names tell them apart
            return None
        there = self.at[here] if here[0] and here[1] else []
        found = there[0] if len(there) == 1 and related(row.name, there[0]["name"]) else None
        if found is None:
            self.matcher = self.matcher or Matcher(self.con)
            sure = self.matcher.match(row.name, row.state, row.values["city"]).sure
            found = self.on_file[sure.id] if sure else None
            zips = {found["zip"][:5], row.values["zip"][:5]} if found else set()
            if len(zips - {""}) > 1:
                return None
        if found is None or _is_anothers(row, found, set()):
            return None
        row.notes.append(f"called {row.name} in the file")
        row.aliases = [alias for alias in (row.name, *row.aliases) if alias.lower() != found["name"].lower()]
        return found


def _address(street: str, zip: str, state: str) -> tuple[str, str, str]:
    return facility_cleaning.written_out(street), zip[:5], state


def _is_anothers(row: Row, found: dict[str, Any], replaced: set[tuple[int, str, str]]) -> bool:
    """Whether the place of that name is another system's, unless a person moved it there."""
    other = "system" in row.stated and found["system"].lower() != row.system[0].lower()
    return other and (found["id"], "system", row.system[0]) not in replaced


def _differ(row: Row, found: dict[str, Any], replaced: set[tuple[int, str, str]]) -> None:
    for name in _COMPARED:
        new, old = row.values[name], found[name]
        if name in ("street", "mail_street", "city", "mail_city") and facility_cleaning.same_address(new, old):
            continue
        if new in ("", None) or new == old or (name in ("kind", "status") and name not in row.stated):
            continue
        if (found["id"], name, str(new)) in replaced:
            row.notes.append(f"{name.replace('_', ' ')} kept as it was corrected by hand")
            continue
        row.changes[name] = (old, new)
    row.what = "changed" if row.changes or row.aliases else "unchanged"
    said = [
        f"{name.replace('_', ' ')}: {'nothing' if old in ('', None) else old} → {new}" for name, (old, new) in row.changes.items()
    ]
    said += [f"also called {name}" for name in row.aliases]
    row.why = "; ".join(said)


def _note_shared_addresses(rows: list[Row]) -> None:
    at = defaultdict(list)
    for row in rows:
        if row.what in ("new", "changed", "unchanged") and row.values.get("street") and "same as row" not in row.why:
            at[row.values["street"].lower(), row.values["city"].lower(), row.state].append(row)
    for there in at.values():
        for row in there:
            if len(there) > 1:
                others = [other.name for other in there if other is not row]
                row.notes.append(
                    f"same address as {', '.join(others[:3])}" + (f" and {len(others) - 3} more" if len(others) > 3 else "")
                )


# ---- saving -------------------------------------------------------------------------------------


def save(con: Connection, plan: Plan[Row]) -> Result:
    """Write what the plan says, in bulk, with the history of every facility."""
    new, changed = plan.of("new"), plan.of("changed")
    add_rows(con, new)
    _save_changes(con, [row for row in changed if row.changes])
    _add_aliases(con, changed)
    added = {row.facility_id: {"also_called": ("", "; ".join(row.aliases))} if row.aliases else {} for row in changed}
    history.record_many(con, "facility", "imported", {row.facility_id: row.changes | added[row.facility_id] for row in changed})
    return plan.result()


def add_rows(con: Connection, rows: list[Row]) -> None:
    """Put new facilities into the directory, all at once; each row then knows its number."""
    if not rows:
        return
    system_ids = {system: systems.get_or_add(con, *system) for system in sorted({row.system for row in rows}, key=str)}
    ids = db.rows(con, "select nextval('facility_id') as id from range($n) order by 1", n=len(rows))
    for row, number in zip(rows, ids, strict=True):
        row.facility_id = number["id"]
    records = [
        {"id": row.facility_id, "name": row.name, "system_id": system_ids[row.system], "state": row.state, **_EMPTY, **row.values}
        for row in rows
    ]
    db.insert(con, "facility", pd.DataFrame(records).astype({"latitude": "float64", "longitude": "float64"}))
    _add_aliases(con, rows)
    told = {}
    for row in rows:
        entry = {"name": row.name, "state": row.state, "system": row.system[0], **row.values}
        told[row.facility_id] = {name: ("", value) for name, value in entry.items() if value not in ("", None)}
    history.record_many(con, "facility", "imported", told)


def call_also(con: Connection, names: dict[int, list[str]]) -> None:
    """Remember what others call these facilities, where they are not called so yet."""
    sql = "select facility_id as id, lower(name) as name from facility_alias union select id, lower(name) from facility"
    there = {(found["id"], found["name"]) for found in db.rows(con, sql)}
    pairs = [(number, name) for number, said in names.items() for name in dict.fromkeys(said)]
    also = [(number, name) for number, name in pairs if (number, name.lower()) not in there]
    db.insert(con, "facility_alias", pd.DataFrame(also, columns=["facility_id", "name"]))
    told = {number: {"also_called": ("", "; ".join(name for one, name in also if one == number))} for number, _ in also}
    history.record_many(con, "facility", "imported", told)


def _add_aliases(con: Connection, rows: list[Row]) -> None:
    also = [(row.facility_id, name) for row in rows for name in row.aliases]
    db.insert(con, "facility_alias", pd.DataFrame(also, columns=["facility_id", "name"]).drop_duplicates())


def _save_changes(con: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    con.execute("create temporary table staged_facility as select * from facility limit 0")
    con.execute("alter table staged_facility drop column name")
    columns = pd.DataFrame([{"id": row.facility_id, **{name: new for name, (_old, new) in row.changes.items()}} for row in rows])
    present = columns.reindex(columns=["id", *_COMPARED])
    db.insert(con, "staged_facility", present.astype({"latitude": "float64", "longitude": "float64"}).astype({"id": "int64"}))
    con.execute("""
        update facility
        set kind = coalesce(staged.kind, facility.kind),
            street = coalesce(staged.street, facility.street),
            city = coalesce(staged.city, facility.city),
            zip = coalesce(staged.zip, facility.zip),
            mail_street = coalesce(staged.mail_street, facility.mail_street),
            mail_city = coalesce(staged.mail_city, facility.mail_city),
            mail_state = coalesce(staged.mail_state, facility.mail_state),
            mail_zip = coalesce(staged.mail_zip, facility.mail_zip),
            latitude = coalesce(staged.latitude, facility.latitude),
            longitude = coalesce(staged.longitude, facility.longitude),
            status = coalesce(staged.status, facility.status)
        from staged_facility staged
        where staged.id = facility.id
    """)
    con.execute("drop table staged_facility")


KIND = Kind(
    "Facilities", COLUMNS, NEEDED,
    plan=lambda con, sheet, wish, progress: plan(con, sheet, dict(wish.columns), progress),
    save=lambda con, made, on: save(con, made),
    understands=UNDERSTANDS,
    lacks=lambda made: importing.without(made.rows, {"street": "a street", "city": "a town", "zip": "a ZIP code"}),
)  # fmt: skip

"""Lists of disapproved publications from a CSV: what each row would change is said first, then all of it is saved at once.

Of several decisions on one publication the latest counts, in the file and on file: an approval after an appeal ends the
disapproval, and the reasons that were given stay.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history, importing, states
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.importing import Kind, Plan, Progress, Result, Wish
from bfp.base.tables import days
from bfp.base.tables.sheets import Sheet
from bfp.shelves import disapproved_matching, disapproved_rows
from bfp.shelves.disapproved_rows import COLUMNS, NEEDED, Row

_KEPT = ("decision", "decision_text", "decided_on", "reason", "kind", "name", "author")


def plan(
    con: Connection,
    sheet: Sheet,
    columns: dict[str, str | None],
    today: date,
    progress: Progress | None = None,
    state: str = "",
    source: str = "",
    meanings: Mapping[str, str] | None = None,
) -> Plan[Row]:
    """What each row would do to the lists as they are now; `state` is whose list it is where no column says so.

    `meanings`: what words for decisions mean that nobody else knows, by the words: approved, disapproved or other.
    """
    importing.refuse_people(sheet, perhaps=True)
    used = importing.used(columns, NEEDED, {"name": "title"})
    if "state" not in used and not state:
        raise Invalid("Say which column holds the state, or whose list it is.", "state")
    dated = sheet.rows[used["decided_on"]].unique() if "decided_on" in used else ()
    known = {word.lower(): meant for word, meant in (meanings or {}).items()}
    how = disapproved_rows.Reading(state, today, days.of(dated), known)
    rows = importing.read_each(sheet, lambda raw: disapproved_rows.read(raw, used, how), progress)
    _compare(con, _latest([row for row in rows if not row.what]))
    importing.tell(rows)
    return Plan(rows, sheet, source, today)


# ---- all rows -----------------------------------------------------------------------------------


def _counts_more(values: dict[str, Any]) -> tuple[Any, ...]:
    """Latest first; on one day a disapproval before an approval, so that nothing is mailed in error."""
    return (
        values["decision"] != "other",
        values["decided_on"] or date.min,
        values["decision"] == "disapproved",
    )


def _latest(rows: list[Row]) -> list[Row]:
    """The row that counts for each publication; the others of it are told so."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault(row.same, []).append(row)
    chosen = []
    for group in groups.values():
        first = max(group, key=lambda row: (_counts_more(row.values), row.number))
        chosen.append(first)
        for row in group:
            if row is not first:
                row.what = "unchanged"
                row.why = f"the same publication as row {first.number}, whose decision counts"
        _take_reasons(first, group)
    return chosen


def _take_reasons(first: Row, group: list[Row]) -> None:
    """An approval keeps why it was disapproved before; decisions of one day are one decision with all its reasons."""
    others = sorted((row for row in group if row is not first), key=lambda row: _counts_more(row.values), reverse=True)
    same_day = [
        row for row in others
        if row.values["decided_on"] == first.values["decided_on"] and row.values["decision"] == first.values["decision"]
    ]  # fmt: skip
    for row in same_day:
        if row.values["reason"] and row.values["reason"] not in first.values["reason"]:
            both = sorted((first.values["reason"], row.values["reason"]), key=len, reverse=True)
            first.values["reason"] = both[0] if not both[1] or _codes(both[1]) <= _codes(both[0]) else "; ".join(sorted(both))
    if not first.values["reason"]:
        first.values["reason"] = next((row.values["reason"] for row in others if row.values["reason"]), "")


def _codes(text: str) -> set[str]:
    return set(text.replace(",", " ").split())


def _compare(con: Connection, rows: list[Row]) -> None:
    """Say of each publication whether it is new, changed or unchanged."""
    sql = """
        select disapproved.id, list.state, disapproved.key, disapproved.name, disapproved.author, disapproved.kind,
            disapproved.decision, disapproved.decision_text, disapproved.decided_on, disapproved.reason
        from disapproved
        join disapproved_list as list on list.id = disapproved.list_id
        where list.system_id is null
    """
    on_file = {(found["state"], found["key"]): found for found in db.rows(con, sql)}
    for row in rows:
        found = on_file.get(row.same)
        if found is None:
            row.what = "new"
            continue
        row.entry_id = found["id"]
        if _counts_more(row.values)[:2] < _counts_more(found)[:2]:
            row.what, row.why = "unchanged", f"on file is a decision of {_on(found)}, which counts more"
            continue
        # What a file leaves out is no news: an approval without a reason keeps the reason of the disapproval.
        row.changes = {
            name: (found[name], row.values[name])
            for name in _KEPT
            if row.values[name] not in ("", None) and row.values[name] != found[name]
        }
        row.what = "changed" if row.changes else "unchanged"
        row.why = "; ".join(
            f"{name.replace('_', ' ')}: {_said(old) or 'nothing'} → {_said(new)}" for name, (old, new) in row.changes.items()
        )


def _on(found: dict[str, Any]) -> str:
    return dates.written(found["decided_on"]) or "an unknown day"


def _said(value: Any) -> str:
    return dates.written(value) if isinstance(value, date) else str(value or "")


# ---- saving -------------------------------------------------------------------------------------


def save(con: Connection, plan: Plan[Row], on: date) -> Result:
    """Write what the plan says, in bulk, and propose which of our titles these publications are."""
    new, changed = plan.of("new"), plan.of("changed")
    if new:
        lists = {state: _list(con, state, plan.source, on) for state in sorted({row.state for row in new})}
        ids = db.rows(con, "select nextval('disapproved_id') as id from range($n) order by 1", n=len(new))
        for row, number in zip(new, ids, strict=True):
            row.entry_id = number["id"]
        records = pd.DataFrame([{"id": row.entry_id, "list_id": lists[row.state], **row.values} for row in new])
        db.insert(con, "disapproved", records.assign(decided_on=pd.to_datetime(records["decided_on"])))
        told = {row.entry_id: {"decision": ("", row.values["decision"]), "name": ("", row.values["name"])} for row in new}
        history.record_many(con, "disapproved", "imported", told)
    if changed:
        _save_changes(con, changed)
        history.record_many(con, "disapproved", "imported", {row.entry_id: row.changes for row in changed})
    if new or changed:
        disapproved_matching.propose(con, entry_ids=[row.entry_id for row in new + changed])
    return plan.result()


def _list(con: Connection, state: str, source: str, on: date) -> int:
    """The list of a state, begun if there is none yet."""
    sql = "select id from disapproved_list where state = $state and system_id is null order by id limit 1"
    found = db.value(con, sql, state=state)
    if found is not None:
        return found
    sql = """
        insert into disapproved_list (name, state, source, imported_on, imported_by)
        values ($name, $state, $source, $on, $by) returning id
    """
    name = states.NAMES[state]
    list_id = db.value(con, sql, name=name, state=state, source=source, on=on, by=con.by)
    history.record(con, "disapproved_list", list_id, "added", {"name": ("", name), "source": ("", source)})
    return list_id


def _save_changes(con: Connection, rows: list[Row]) -> None:
    con.execute("create temporary table staged_disapproved as select * from disapproved limit 0")
    changed = pd.DataFrame([{"id": row.entry_id, **{name: row.values[name] for name in row.changes}} for row in rows])
    changed = changed.reindex(columns=["id", *_KEPT])
    db.insert(con, "staged_disapproved", changed.assign(decided_on=pd.to_datetime(changed["decided_on"])))
    con.execute("""
        update disapproved
        set decision = coalesce(staged.decision, disapproved.decision),
            decision_text = coalesce(staged.decision_text, disapproved.decision_text),
            decided_on = coalesce(staged.decided_on, disapproved.decided_on),
            reason = coalesce(staged.reason, disapproved.reason),
            kind = coalesce(staged.kind, disapproved.kind),
            name = coalesce(staged.name, disapproved.name),
            author = coalesce(staged.author, disapproved.author)
        from staged_disapproved as staged
        where staged.id = disapproved.id
    """)
    con.execute("drop table staged_disapproved")


def _planned(con: Connection, sheet: Sheet, wish: Wish, progress: Progress | None = None) -> Plan[Row]:
    state, meanings = wish.answer("state", ""), dict(wish.answer("meanings", ()))
    return plan(con, sheet, dict(wish.columns), wish.on, progress, state, wish.file, meanings)


def _lacks(made: Plan[Row]) -> list[str]:
    if any(row.values.get("decision_text") for row in made.rows):
        return []
    return ["No column says the decision, so all rows count as disapproved"]


KIND = Kind(
    "Disapproved publications", COLUMNS, NEEDED, _planned, save, lacks=_lacks,
    understands={
        "decision": re.compile(r"[a-zA-Z]").search, "decided_on": re.compile(r"\d").search, "state": states.code,
        "name": re.compile(r"[^\W\d]").search,
    },
)  # fmt: skip

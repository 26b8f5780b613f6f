"""Study groups: who reads what together, at one facility or by mail, which assignments went out, what came back, who replies.

A reader has each assignment once: it is sent, answered, replied to, and the reply goes with the next parcel (study_replies).
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.places import facilities
from bfp.readers import readers
from bfp.shelves import titles

EDITABLE = ("name", "facility_id", "title_id", "course", "started_on", "notes")


@dataclass(frozen=True)
class StudyGroup:
    """One study group; without a facility it goes by mail."""

    id: int
    name: str
    facility_id: int | None
    facility: str
    title_id: int | None
    title: str
    course: str
    started_on: date
    ended_on: date | None
    notes: str
    voided_on: date | None
    void_reason: str

    @property
    def where(self) -> str:
        return self.facility or "by mail"

    @property
    def about(self) -> str:
        """What it reads: the course, the book, or both."""
        return ", ".join(part for part in (self.course, self.title) if part)

    @property
    def open(self) -> bool:
        return self.ended_on is None and self.voided_on is None


# ---- the group -----------------------------------------------------------------------------------


def add(
    con: Connection,
    name: str,
    started_on: date,
    today: date,
    facility_id: int | None = None,
    title_id: int | None = None,
    course: str = "",
    notes: str = "",
) -> int:
    """Begin a study group about a book of ours or a course; gives its number."""
    entry = _valid(con, {
        "name": name, "facility_id": facility_id, "title_id": title_id, "course": course,
        "started_on": started_on, "notes": notes,
    }, today)  # fmt: skip
    sql = """
        insert into study_group (name, facility_id, title_id, course, started_on, notes)
        values ($name, $facility_id, $title_id, $course, $started_on, $notes)
        returning id
    """
    group_id = db.value(con, sql, **entry)
    history.record(con, "study_group", group_id, "added", history.differences({}, {k: v for k, v in entry.items() if v}))
    return group_id


def edit(con: Connection, group_id: int, today: date, **changes: Any) -> StudyGroup:
    """Correct what is on file of a group."""
    before = standing(con, group_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(f"A study group has no field {', '.join(sorted(unknown))}.")
    after = _valid(con, {name: getattr(before, name) for name in EDITABLE} | changes, today, but=before.id)
    changed = history.differences(asdict(before), after)
    if "started_on" in changed:
        first = db.value(con, "select min(joined_on) as day from study_member where study_group_id = $id", id=group_id)
        if first is not None and after["started_on"] > first:
            raise Invalid(f"A participant is in it since {dates.written(first)}. It can't have begun later.", "started_on")
    if changed:
        sql = """
            update study_group set name = $name, facility_id = $facility_id, title_id = $title_id, course = $course,
                started_on = $started_on, notes = $notes
            where id = $id
        """
        con.execute(sql, {**after, "id": group_id})
        history.record(con, "study_group", group_id, "changed", changed)
    return get(con, group_id)


def end(con: Connection, group_id: int, on: date, today: date, reason: str = "") -> None:
    """A group ended: nobody joins and nothing is sent any more; answers that are on their way can still come in."""
    group = open_one(con, group_id)
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. End the group on the day.", "ended_on")
    if on < group.started_on:
        raise Invalid(f"The group began on {dates.written(group.started_on)}: it can't have ended before.", "ended_on")
    con.execute("update study_group set ended_on = $on where id = $id", {"on": on, "id": group_id})
    history.record(con, "study_group", group_id, "changed", {"ended_on": (None, on)}, " ".join(reason.split()))


def reopen(con: Connection, group_id: int) -> None:
    """A group goes on after all."""
    group = standing(con, group_id)
    if group.ended_on is None:
        raise Conflict(f"{group.name} has not ended.")
    con.execute("update study_group set ended_on = null where id = $id", {"id": group_id})
    history.record(con, "study_group", group_id, "changed", {"ended_on": (group.ended_on, None)})


def void(con: Connection, group_id: int, reason: str, on: date) -> None:
    """Take back a group that was entered by mistake; raises Conflict if work of readers hangs on it: end it then."""
    group = standing(con, group_id)
    sql = """
        select count(*) from study_work join assignment on assignment.id = study_work.assignment_id
        where assignment.study_group_id = $id and study_work.voided_on is null
    """
    if db.value(con, sql, id=group_id):
        raise Conflict(f"Assignments of {group.name} were sent to readers. End the group instead: what was done is kept.")
    history.void(con, "study_group", group_id, reason, on, noun="group", field="group_reason")


def get(con: Connection, group_id: int) -> StudyGroup:
    """One group, also an ended or voided one; raises NotFound."""
    sql = """
        select study_group.id, study_group.name, study_group.facility_id,
            coalesce(facility.name || ', ' || facility.state, '') as facility, study_group.title_id,
            coalesce(title.name, '') as title, study_group.course, study_group.started_on, study_group.ended_on,
            study_group.notes, study_group.voided_on, study_group.void_reason
        from study_group
        left join facility on facility.id = study_group.facility_id
        left join title on title.id = study_group.title_id
        where study_group.id = $id
    """
    found = db.row(con, sql, id=group_id)
    if found is None:
        raise NotFound(f"There is no study group number {group_id}.")
    return StudyGroup(**found)


def standing(con: Connection, group_id: int) -> StudyGroup:
    """One group that was not taken back; raises Conflict if it was."""
    group = get(con, group_id)
    if group.voided_on is not None:
        raise Conflict(f"{group.name} was taken back on {dates.written(group.voided_on)}: {group.void_reason}")
    return group


def open_one(con: Connection, group_id: int) -> StudyGroup:
    """One group that goes on; raises Conflict if it ended."""
    group = standing(con, group_id)
    if group.ended_on is not None:
        raise Conflict(f"{group.name} ended on {dates.written(group.ended_on)}. Let it go on first, or choose another group.")
    return group


def listing(con: Connection, today: date, ended: bool = False) -> pd.DataFrame:
    """The groups, who has most to be replied to first: id, name, place, about, members, sent, answered, to_reply, late …"""
    return db.frame(con, db.question("study_groups"), today=today, ended=ended)


# ---- who is in it --------------------------------------------------------------------------------


def join(con: Connection, group_id: int, reader_id: int, on: date, today: date) -> None:
    """A reader takes part from a day on. Raises Conflict for one who is in it, who left prison, or who is elsewhere."""
    group, reader = open_one(con, group_id), readers.get(con, reader_id)
    if reader.status in ("released", "dead"):
        raise Conflict(f"{reader.name} is on file as {reader.status}. If that is wrong, mend the record first.")
    if group.facility_id is not None and reader.facility_id != group.facility_id:
        raise Conflict(
            f"{reader.name} is at {reader.facility}, and {group.name} is at {group.facility}. Correct the reader's record if "
            "they were moved, or choose a group by mail."
        )
    if on > today:
        raise Invalid(f"{dates.written(on)} has not come yet.", "joined_on")
    if on < group.started_on:
        raise Invalid(f"The group began on {dates.written(group.started_on)}: nobody joined before.", "joined_on")
    key = {"group_id": group_id, "reader_id": reader.id}
    sql = "select joined_on, left_on from study_member where study_group_id = $group_id and reader_id = $reader_id"
    there = db.row(con, sql, **key)
    if there and there["left_on"] is None:
        raise Conflict(f"{reader.name} is in {group.name} since {dates.written(there['joined_on'])} already.")
    if there:
        sql = "update study_member set left_on = null where study_group_id = $group_id and reader_id = $reader_id"
        con.execute(sql, key)
        change = {"came back": (there["left_on"], on), "participant": ("", reader.id)}
    else:
        con.execute("insert into study_member values ($group_id, $reader_id, $on, null)", {**key, "on": on})
        change = {"participant": ("", reader.id), "joined_on": ("", on)}
    history.record(con, "study_group", group_id, "changed", change)


def leave(con: Connection, group_id: int, reader_id: int, on: date, today: date, reason: str = "") -> None:
    """A reader no longer takes part from a day on; what they sent stays."""
    group, reader = standing(con, group_id), readers.get(con, reader_id)
    key = {"group_id": group_id, "reader_id": reader.id}
    sql = "select joined_on, left_on from study_member where study_group_id = $group_id and reader_id = $reader_id"
    there = db.row(con, sql, **key)
    if there is None or there["left_on"] is not None:
        raise Conflict(f"{reader.name} is not in {group.name}.")
    if not there["joined_on"] <= on <= today:
        raise Invalid(
            f"{reader.name} is in it since {dates.written(there['joined_on'])}: the day must be from then to today.", "left_on"
        )
    sql = "update study_member set left_on = $on where study_group_id = $group_id and reader_id = $reader_id"
    con.execute(sql, {**key, "on": on})
    history.record(con, "study_group", group_id, "changed", {"left": (reader.id, on)}, " ".join(reason.split()))


def members(con: Connection, group_id: int) -> pd.DataFrame:
    """Who is and who was in it: reader_id, name, number, facility, status, joined_on, left_on, sent, answered, note."""
    return db.frame(con, db.question("study_members"), group_id=group_id)


# ---- assignments ---------------------------------------------------------------------------------


def add_assignment(con: Connection, group_id: int, name: str, text: str = "") -> int:
    """Put the next assignment on the group's list; gives its number."""
    group, name = open_one(con, group_id), " ".join(name.split())
    if not name:
        raise Invalid("Write what the assignment is called, such as “Chapter 1, questions 1 to 5”.", "assignment_name")
    sql = "select id from assignment where study_group_id = $id and lower(name) = lower($name) and voided_on is null"
    if db.row(con, sql, id=group_id, name=name):
        raise Conflict(f"{group.name} has an assignment called {name} already.")
    sql = """
        insert into assignment (study_group_id, position, name, text)
        select $id, coalesce(max(position), 0) + 1, $name, $text from assignment where study_group_id = $id
        returning id
    """
    assignment_id = db.value(con, sql, id=group_id, name=name, text=text.strip())
    history.record(con, "assignment", assignment_id, "added", {"name": ("", name), "study_group": ("", group.name)})
    return assignment_id





def assignment(con: Connection, assignment_id: int) -> dict[str, Any]:
    """One assignment that stands: id, study_group_id, position, name, text; raises NotFound."""
    sql = "select id, study_group_id, position, name, text from assignment where id = $id and voided_on is null"
    found = db.row(con, sql, id=assignment_id)
    if found is None:
        raise NotFound(f"There is no assignment number {assignment_id}.")
    return found


def assignments(con: Connection, group_id: int) -> pd.DataFrame:
    """The group's assignments in their order: id, position, name, text, sent, answered, replied, last_sent_on."""
    sql = """
        select assignment.id, assignment.position, assignment.name, assignment.text, count(study_work.id) as sent,
            count(study_work.answered_on) as answered, count(study_work.replied_on) as replied,
            max(study_work.sent_on) as last_sent_on
        from assignment
        left join study_work on study_work.assignment_id = assignment.id and study_work.voided_on is null
        where assignment.study_group_id = $id and assignment.voided_on is null
        group by assignment.id, assignment.position, assignment.name, assignment.text
        order by assignment.position, assignment.id
    """
    return db.frame(con, sql, id=group_id)


def without(con: Connection, assignment_id: int) -> list[int]:
    """The participants to whom an assignment was not sent yet, and who can be written to."""
    sql = """
        select study_member.reader_id as id
        from assignment
        join study_member on study_member.study_group_id = assignment.study_group_id and study_member.left_on is null
        join reader on reader.id = study_member.reader_id and reader.voided_on is null and reader.merged_into is null
            and reader.status not in ('released', 'dead')
        where assignment.id = $id and not exists (
            select 1 from study_work where study_work.assignment_id = assignment.id
                and study_work.reader_id = study_member.reader_id and study_work.voided_on is null)
        order by reader.last_name, reader.first_name, reader.id
    """
    return [row["id"] for row in db.rows(con, sql, id=assignment_id)]


def _valid(con: Connection, entry: dict[str, Any], today: date, but: int | None = None) -> dict[str, Any]:
    entry = entry | {name: " ".join((entry[name] or "").split()) for name in ("name", "course")}
    entry["notes"] = (entry["notes"] or "").strip()
    if not entry["name"]:
        raise Invalid("Write what the group is called.", "group_name")
    if entry["title_id"] is None and not entry["course"]:
        raise Invalid("Say what the group reads: choose a book, or write the name of the course.", "course")
    if entry["started_on"] > today:
        raise Invalid(f"{dates.written(entry['started_on'])} has not come yet. Enter the group when it begins.", "started_on")
    if entry["facility_id"] is not None:
        entry["facility_id"] = facilities.get(con, entry["facility_id"]).id
    if entry["title_id"] is not None:
        titles.get(con, entry["title_id"])
    sql = """
        select id from study_group
        where lower(name) = lower($name) and voided_on is null and ended_on is null and id is distinct from $but
    """
    if db.row(con, sql, name=entry["name"], but=but):
        raise Conflict(f"There is a study group called {entry['name']} already. Open that one, or write another name.")
    return entry

"""A calendar file (.ics) of the days by which a volunteer's letters of appeal must be sent; it names no reader."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from bfp.appeals import deadlines
from bfp.appeals.deadlines import Deadline
from bfp.base import db, settings
from bfp.base.dates import written
from bfp.base.db import Connection

MAKER = "-//Books for Prisoners//Appeals//EN"
HERE = "bfp.invalid"  # a name that is nobody's on the internet (RFC 2606)


def ics(con: Connection, volunteer: str, today: date) -> bytes:
    """The appeals this volunteer holds and those nobody holds, still to be sent: one all-day event each, with an alarm."""
    due = deadlines.for_appeals(con, today)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Appeals: {volunteer}" if volunteer else "Appeals nobody holds")
    days = settings.load(con).remind_days
    for row in _appeals(con, volunteer):
        found = due.get(row["id"])
        day = _day(found, row["due_on"])
        if day is not None:
            calendar.add_component(_event(row, found, day, days, today))
    return calendar.to_ical()


def file_name(volunteer: str) -> str:
    """appeals_ada.ics"""
    letters = "".join(sign if sign.isalnum() else "_" for sign in volunteer.lower()).strip("_")
    return f"appeals_{letters or 'unassigned'}.ics"


def _appeals(con: Connection, volunteer: str) -> list[dict[str, Any]]:
    sql = """
        select appeal.id, appeal.level, appeal.taken_by, appeal.due_on,
            min(facility.name || ', ' || facility.state) as facility,
            count(distinct facility.id) as facilities
        from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        join incident on incident.id = appeal_incident.incident_id and incident.voided_on is null
        join facility asked on asked.id = incident.facility_id
        join facility on facility.id = coalesce(asked.merged_into, asked.id)
        where appeal.voided_on is null and list_contains($open, appeal.state) and appeal.taken_by in ('', $volunteer)
        group by appeal.id, appeal.level, appeal.taken_by, appeal.due_on
        order by appeal.id
    """
    return db.rows(con, sql, open=list(deadlines.ENOUGH), volunteer=volunteer)


def _day(found: Deadline | None, kept: date | None) -> date | None:
    """The day to send; where it can't be computed, the day kept with the appeal, or the latest it can end."""
    return kept if found is None else found.send_by or kept or found.not_after


def _event(row: dict[str, Any], found: Deadline | None, day: date, days: int, today: date) -> Event:
    more = f" and {row['facilities'] - 1} more" if row["facilities"] > 1 else ""
    place = f"{row['facility']}{more}"
    held = "" if row["taken_by"] else " (nobody holds it)"
    event = Event()
    event.add("uid", f"appeal-{row['id']}-level-{row['level']}@{HERE}")
    event.add("dtstamp", datetime.combine(today, time(), UTC))  # the same day gives the same file
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"Send appeal {row['id']}: {place}{held}")
    event.add("description", _says(row, found, day))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Appeal {row['id']}, {place}: send by {written(day)}")
    alarm.add("trigger", timedelta(days=-days))
    event.add_component(alarm)
    return event


def _says(row: dict[str, Any], found: Deadline | None, day: date) -> str:
    if found is None:
        return f"Level {row['level']}. No rule is on file; {written(day)} is the day kept with the appeal."
    to = f"To: {found.addressee}" if found.addressee else ""
    return "\n".join(part for part in (f"Level {row['level']}. {found.sentence}", to, found.still) if part)

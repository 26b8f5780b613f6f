"""When an appeal must be sent: the rule of the place, the dates of the incident, holidays and days in the mail.

How days are counted, as a convention to be checked by the program's lawyers (CONVENTION): cautious throughout, so that
a computed day may be early but is never later than the true one.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bfp.appeals import appeal_rules, contacts
from bfp.appeals.appeal_rules import Rule
from bfp.base import closed_days, db, settings
from bfp.base.db import Connection
from bfp.base.errors import NotFound
from bfp.base.words import number_of

CONVENTION = (
    "The day after the date counted from is day 1 (as in Fed. R. Civ. P. 6(a)(1)(A), which leaves out the day of the event).",
    "Business days leave out Saturdays, Sundays and holidays. For a state's office only days that are a holiday of the nation "
    "and of that state count as holidays; a day on one list alone is counted as a business day, and the sentence says so.",
    "A last day on a weekend or holiday stays where it is. Courts move it to the next open day "
    "(Fed. R. Civ. P. 6(a)(1)(C)); that prisons do so is not assumed.",
    "What must arrive is sent so that it is there on the last day on which the office is open for sure.",
    "Days in the mail are taken off, and the day to send is a day on which mail goes. They are left off only where somebody "
    "of the program has checked that the postmark counts.",
    "Where two dates could count, such as two answers at one level, the earlier one does.",
)
ENOUGH = ("to decide", "to write")  # states of an appeal in which its letter is still to be sent
LONGEST = timedelta(days=2 * appeal_rules.MOST_DAYS)  # what came longer ago has passed by any rule
BASES = {"notice": "notice_on", "signature": "signed_on", "receipt here": "received_on", "decision": "decided_on"}
MISSING = {
    "notice": ("Notice", "The notice has no date on file", "Look at the notice and its envelope, and enter the date"),
    "signature": ("Signature", "The day the notice was signed is not on file", "Look for it beside the signature, and enter it"),
    "receipt here": ("Receipt here", "The day it came here is not on file", "Enter it"),
    "decision": ("Decision", "The decision of the level before has no date on file", "Enter the answer with its date"),
}


@dataclass(frozen=True)
class Deadline:
    """Until when an appeal counts, and why; `due_on` is None where a date or the number of days is missing."""

    due_on: date | None
    send_by: date | None
    passed: bool  # the day itself is over
    sentence: str
    rule_id: int | None
    who: str
    addressee: str
    address: str
    left_days: int | None  # to the day to send; below nothing when that is over
    checked: bool = False  # somebody of the program has checked the rule
    arrive_by: date | None = None
    not_after: date | None = None  # where the date counted from is missing: it can't end later than this
    still: str = ""  # what can still be done when it has passed

    @property
    def too_late_to_mail(self) -> bool:
        """The day to send is over, the day itself is not."""
        return self.left_days is not None and self.left_days < 0 and not self.passed


def compute(
    rule: Rule,
    *,
    notice_on: date | None,
    signed_on: date | None,
    received_on: date | None,
    decided_on: date | None,
    mail_days: int,
    today: date,
) -> Deadline:
    """The deadline by a rule from the dates of an incident."""
    bases = {"notice_on": notice_on, "signed_on": signed_on, "received_on": received_on, "decided_on": decided_on}
    basis = bases[BASES[rule.counted_from]]
    if rule.days is None:
        asked = f"{rule.whose}: the number of days is unknown: ask. No day is computed."
        return _told(rule, None, None, False, asked, None)
    if basis is None:
        return _without_basis(rule, notice_on, received_on, today)
    last = _last_day(rule, rule.days, basis)
    due_on = closed_days.next_business_day(last, rule.calendar) if rule.moved else last
    arrive_by, send_by = _mailing(rule, due_on, mail_days)
    passed = today > due_on
    told = _sentence(rule, basis, last, due_on, arrive_by, send_by, mail_days, today, received_on)
    return replace(_told(rule, due_on, send_by, passed, told, (send_by - today).days), arrive_by=arrive_by)


def _last_day(rule: Rule, days: int, basis: date) -> date:
    return closed_days.after(basis, days, rule.calendar) if rule.business_days else basis + timedelta(days=days)


def _by_post(rule: Rule) -> bool:
    """Whether the letter must be there by then, as far as anybody checked."""
    return rule.must_arrive or not rule.checked


def _mailing(rule: Rule, due_on: date, mail_days: int) -> tuple[date, date]:
    """The last day to arrive and the last day to send."""
    if not _by_post(rule):
        return due_on, closed_days.last_mailing(due_on)
    arrive_by = closed_days.last_open(due_on, rule.calendar)
    return arrive_by, closed_days.last_mailing(arrive_by - timedelta(days=mail_days))


def _told(rule: Rule, due_on: date | None, send_by: date | None, passed: bool, sentence: str, left_days: int | None) -> Deadline:
    return Deadline(
        due_on, send_by, passed, sentence, rule.id, rule.who, rule.addressee, rule.address, left_days, checked=rule.checked
    )


def _without_basis(rule: Rule, notice_on: date | None, received_on: date | None, today: date) -> Deadline:
    """No day without its date; but a notice was signed and dated by the day it came, so it can't end later than by that."""
    _, missing, do = MISSING[rule.counted_from]
    told, latest = f"{missing}, and the {rule.span.split(' from ')[0]} are counted from it. {do}.", None
    since = {"notice": received_on, "signature": notice_on or received_on}.get(rule.counted_from)
    if since is not None and rule.days is not None:
        latest = _last_day(rule, rule.days, since)
        ends = "ended" if latest < today else "ends"
        known = "the date of the notice" if since == notice_on else "the day the notice came here"
        told += f" At the latest it {ends} on {_day(latest, True)}, counted from {known}."
    passed = latest is not None and latest < today
    return replace(_told(rule, None, None, passed, told, None), not_after=latest)


def _sentence(
    rule: Rule, basis: date, last: date, due_on: date, arrive_by: date, send_by: date, mail_days: int, today: date,
    received_on: date | None,
) -> str:  # fmt: skip
    year = any(day.year != today.year for day in (basis, due_on, send_by))
    kind = "business day" if rule.business_days else "day"
    told = f"{MISSING[rule.counted_from][0]} {_day(basis, year)} + {number_of(rule.days or 0, kind)} = {_day(last, year)}"
    if due_on != last:
        told += f", moved to {_day(due_on, year)}"
    if _by_post(rule):
        if arrive_by != due_on:
            told += f" ({_closed(due_on)}), to arrive by {_day(arrive_by, year)}"
        mailed = arrive_by - timedelta(days=mail_days)
        told += f", less {number_of(mail_days, 'day')} in the mail"
        if send_by != mailed:
            told += f", and no mail goes on {_day(mailed, year)}"
        told += f": send by {_day(send_by, year)}."
    else:
        told += f", and the postmark counts: send by {_day(send_by, year)}."
    told += _past(due_on, send_by, today, received_on, year)
    doubt = closed_days.in_doubt(basis, due_on, rule.calendar) if rule.business_days else []
    if doubt:
        told += f" Counted, to be safe, though maybe a holiday there: {', '.join(_day(day, year) for day in doubt)}."
    return told if rule.checked else f"{told} The rule is still to be checked."


def _past(due_on: date, send_by: date, today: date, received_on: date | None, year: bool) -> str:
    if today > due_on:
        came = f" The notice came on {_day(received_on, year)}, after it." if received_on and received_on > due_on else ""
        return f" The day passed {number_of((today - due_on).days, 'day')} ago.{came}"
    if today > send_by:
        left = (due_on - today).days
        still = f" The day to send is over; {number_of(left, 'day')} left to the day itself."
        return still if left else " Today is the last day."
    return ""


def _closed(day: date) -> str:
    return f"a {day:%A}" if day.weekday() >= closed_days.SATURDAY else "maybe a holiday"


def _day(day: date, year: bool) -> str:
    return f"{day.day} {day:%B %Y}" if year else f"{day.day} {day:%B}"


def staff_due(rule: Rule, *, sent_on: date, mail_days: int) -> date | None:
    """The day by which staff have to answer a letter sent on a day; None where no rule says. The mail's days are theirs."""
    return None if rule.staff_days is None else sent_on + timedelta(days=mail_days + rule.staff_days)


def for_incident(con: Connection, incident_id: int, today: date, level: int = 1, who: str = "sender") -> Deadline | None:
    """The deadline of an incident at a level; None where no rule is on file: `unknown` says what to do."""
    found = for_incidents(con, [incident_id], today, level, who)
    if incident_id not in found:
        raise NotFound(f"There is no incident number {incident_id}, or it was voided.")
    return found[incident_id]


def for_incidents(
    con: Connection, incident_ids: list[int], today: date, level: int = 1, who: str = "sender"
) -> dict[int, Deadline | None]:
    """The deadlines of many incidents; voided ones are left out."""
    wanted = [(number, number, level, who) for number in incident_ids]
    return {number: found for (_, number), found in _many_at(con, wanted, today).items()}


def for_appeals(con: Connection, today: date, appeal_ids: list[int] | None = None) -> dict[int, Deadline | None]:
    """The deadline of each appeal at its level: the first that ends of its incidents'. Without ids, of all still to be sent."""
    sql = """
        select appeal.id as appeal_id, appeal_incident.incident_id, appeal.level, appeal.made_by
        from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal.voided_on is null
            and (($ids is null and list_contains($open, appeal.state)) or list_contains($ids, appeal.id))
        order by appeal.id, appeal_incident.incident_id
    """
    pairs = db.rows(con, sql, ids=appeal_ids, open=list(ENOUGH))
    wanted = [(row["appeal_id"], row["incident_id"], row["level"], row["made_by"]) for row in pairs]
    of_each: dict[int, list[Deadline | None]] = {}
    for (appeal_id, _), found in _many_at(con, wanted, today).items():
        of_each.setdefault(appeal_id, []).append(found)
    return {appeal_id: first(found) for appeal_id, found in of_each.items()}


def first(found: list[Deadline | None]) -> Deadline | None:
    """The deadline that ends first; one without a day by when it ends at the latest, unknown ones last."""
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: one.send_by or one.not_after or date.max, default=None)


def _many_at(con: Connection, wanted: list[tuple[int, int, int, str]], today: date) -> dict[tuple[int, int], Deadline | None]:
    """Deadlines by (asked for, incident), of (asked for, incident, level, who)."""
    now, rules, book = settings.load(con), appeal_rules.listing(con), contacts.Book(con)
    incidents = _incidents(con, [incident_id for _, incident_id, _, _ in wanted])
    answers = _answers(con) if any(level > 1 for _, _, level, _ in wanted) else {}
    made: dict[tuple[Any, ...], Deadline] = {}  # many incidents share a rule and their dates
    found: dict[tuple[int, int], Deadline | None] = {}
    for asked, incident_id, level, who in wanted:
        incident = incidents.get(incident_id)
        if incident is None:
            continue
        decided_on = answers.get((incident_id, level - 1)) or (incident["decided_on"] if level == 2 else None)
        dates = {name: incident[name] for name in ("notice_on", "signed_on", "received_on")} | {"decided_on": decided_on}
        on = decided_on or dates["notice_on"] or dates["signed_on"] or dates["received_on"]
        rule = appeal_rules.chosen(rules, incident, level, on, who)
        if rule is None:
            found[asked, incident_id] = None
            continue
        address = _address(rule, incident, book)
        same = (rule.id, rule.calendar, address, dates[BASES[rule.counted_from]], dates["received_on"])
        if same not in made:
            one = compute(rule, **dates, mail_days=now.mail_days, today=today)
            made[same] = replace(one, address=address, still=now.passed_deadline if one.passed else "")
        found[asked, incident_id] = made[same]
    return found


def _address(rule: Rule, incident: dict[str, Any], book: contacts.Book) -> str:
    """The rule's own address, else that on file for the one it names."""
    role = contacts.role_of(rule.addressee)
    contact = book.find(incident["facility_id"], incident["system_id"], role) if role and not rule.address else None
    return contact.address if contact else rule.address


def _incidents(con: Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    sql = """
        select incident.id, incident.notice_on, incident.signed_on, incident.received_on,
            case when incident.decision not in ('pending', 'not appealed') then incident.decided_on end as decided_on,
            facility.id as facility_id, facility.system_id, facility.state, system.kind as system_kind,
            system.state as system_state
        from incident
        join facility asked on asked.id = incident.facility_id
        join facility on facility.id = coalesce(asked.merged_into, asked.id)
        join system on system.id = facility.system_id
        where list_contains($ids, incident.id) and incident.voided_on is null
    """
    return {row["id"]: row for row in db.rows(con, sql, ids=ids or [0])}


def _answers(con: Connection) -> dict[tuple[int, int], date]:
    """When each incident was answered at each level: the first answer, to be safe."""
    sql = """
        select appeal_incident.incident_id, appeal_action.level, min(appeal_action.happened_on) as answered_on
        from appeal_action
        join appeal on appeal.id = appeal_action.appeal_id
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal_action.kind = 'answer' and appeal_action.voided_on is null and appeal.voided_on is null
        group by appeal_incident.incident_id, appeal_action.level
    """
    return {(row["incident_id"], row["level"]): row["answered_on"] for row in db.rows(con, sql)}


def unknown(con: Connection, incident_id: int, level: int = 1) -> str:
    """What to say where no rule is on file for an incident's facility."""
    sql = """
        select facility.name || ', ' || facility.state as label, system.name as system
        from incident
        join facility asked on asked.id = incident.facility_id
        join facility on facility.id = coalesce(asked.merged_into, asked.id)
        join system on system.id = facility.system_id
        where incident.id = $id
    """
    place = db.row(con, sql, id=incident_id)
    if place is None:
        raise NotFound(f"There is no incident number {incident_id}.")
    return (
        f"{place['label']}: how long there is to appeal at level {level} is unknown: ask {place['system']}, and enter it under "
        "Appeal rules. No day is guessed; send as soon as you can."
    )

"""One reader's file, when they ask what is kept about them: all of it, and nothing of anybody else."""

import json
from datetime import date
from typing import Any

from bfp.base import dates, db, history, settings
from bfp.base.db import Connection
from bfp.papers import typesetting
from bfp.readers import readers

# What is told, each with its question. A later table of readers' things is added here; a test finds one that is missing.
_RECORD = """
    select reader.number, system.name as system, facility.name || ', ' || facility.state as facility, reader.first_name,
        reader.last_name, reader.status, reader.solitary, reader.life, reader.release_on, reader.checked_on,
        reader.bad_address_on, reader.notes
    from reader join system on system.id = reader.system_id join facility on facility.id = reader.facility_id
    where reader.id = $id
"""
_EARLIER = "select first_name, last_name, number from reader_before where reader_id = $id order by id"
_LETTERS = """
    select postmark_on, entered_on, facility.name || ', ' || facility.state as facility, note
    from letter join facility on facility.id = letter.facility_id
    where reader_id = $id and voided_on is null order by postmark_on, letter.id
"""
_REQUESTS = """
    select asked_on, status, closed_on, decline_reason,
        (
            select string_agg(term.name, ', ' order by term.name) from request_term join term on term.id = request_term.term_id
            where request_term.book_request_id = book_request.id
        ) as subjects,
        (
            select string_agg(coalesce(title.name, text), '; ' order by position)
            from request_title left join title on title.id = request_title.title_id
            where request_title.book_request_id = book_request.id
        ) as titles
    from book_request where reader_id = $id and voided_on is null order by asked_on, id
"""
_MAILED = """
    select shipment.mailed_on, facility.name || ', ' || facility.state as facility, title.name as title, title.author,
        item.outcome, item.outcome_on, shipment.note
    from shipment
    join item on item.shipment_id = shipment.id join title on title.id = item.title_id
    join facility on facility.id = shipment.facility_id
    where shipment.reader_id = $id and shipment.voided_on is null order by shipment.mailed_on, item.id
"""
_INCIDENTS = """
    select coalesce(title.name, incident.title_text) as title, incident.received_on, incident.notice_on, incident.stated_reason,
        incident.rule_cited, incident.decision, incident.decided_on, incident.note
    from incident
    left join title on title.id = incident.title_id
    left join item on item.id = incident.item_id left join shipment on shipment.id = item.shipment_id
    where coalesce(shipment.reader_id, incident.reader_id) = $id and incident.voided_on is null order by incident.id
"""
_GIVEN = """
    select contribution.kind, received_on, coalesce(title.name, title_text) as title, body, quote, contribution.note, state,
        consent, published_in, published_on
    from contribution left join title on title.id = contribution.title_id
    where reader_id = $id and contribution.voided_on is null order by received_on, contribution.id
"""
_FORMS = "select printed_on, mailed_on, answered_on, note from umf where reader_id = $id and voided_on is null order by id"
_JOINING = "select step, happened_on, note from joining where reader_id = $id and voided_on is null order by happened_on, id"
_STUDY = """
    select study_group.name as study_group, study_member.joined_on, study_member.left_on
    from study_member join study_group on study_group.id = study_member.study_group_id
    where study_member.reader_id = $id order by joined_on
"""
_WORK = """
    select assignment.name as assignment, study_work.sent_on, study_work.answered_on, study_work.reply, study_work.replied_on
    from study_work join assignment on assignment.id = study_work.assignment_id
    where study_work.reader_id = $id and study_work.voided_on is null order by study_work.id
"""
_MONEY = "select happened_on, kind, amount_cents, form, note from money_entry where reader_id = $id order by happened_on, id"
SECTIONS = {
    "Record": _RECORD, "Earlier names and numbers": _EARLIER, "Letters": _LETTERS, "Requests": _REQUESTS, "Mailed": _MAILED,
    "Stopped": _INCIDENTS, "Given back": _GIVEN, "Forms about unconfirmed mail": _FORMS, "Steps of joining": _JOINING,
    "Study groups": _STUDY, "Study-group work": _WORK, "Money and stamps": _MONEY,
}  # fmt: skip


def told(con: Connection, reader_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything by section, as rows of field and value; raises NotFound for no such reader."""
    readers.get(con, reader_id)
    found = {section: db.rows(con, question, id=reader_id) for section, question in SECTIONS.items()}
    changes = history.of(con, "reader", reader_id)[["saved_at", "action", "what", "reason"]]
    return found | {"Changes of the record": changes.to_dict("records")}


def as_json(con: Connection, reader_id: int) -> bytes:
    """The file for a machine."""
    return json.dumps(told(con, reader_id), ensure_ascii=False, indent=1, default=str).encode()


def pdf(con: Connection, reader_id: int, today: date) -> bytes:
    """The file on paper, to be mailed to the reader."""
    reader, found = readers.get(con, reader_id), told(con, reader_id)
    sections = [
        {"name": section, "rows": [[[_field(name), _said(value)] for name, value in row.items() if _said(value)] for row in rows]}
        for section, rows in found.items() if rows
    ]  # fmt: skip
    about = {
        "title": f"What {settings.load(con).program_name or 'this program'} keeps about {reader.name}",
        "day": dates.written(today), "sections": sections,
    }  # fmt: skip
    return typesetting.pdf("one_reader", about, tags=True)


def _field(name: str) -> str:
    return name.removesuffix("_on").removesuffix("_at").replace("_", " ")


def _said(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, date) and type(value) is date:
        return dates.written(value)
    return "yes" if value is True else str(value)

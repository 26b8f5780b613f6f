"""How an appeal is written: its row with history, its dated actions, its day to send, and days that can be."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bfp.appeals import appeal_facts, deadlines
from bfp.appeals.appeal_facts import Appeal
from bfp.appeals.deadlines import Deadline
from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.documents import documents

MUTABLE = (
    "state", "taken_by", "taken_on", "due_on", "rule_id", "sent_on", "answered_on", "closed_on", "decision", "why_not",
    "pattern", "note",
)  # fmt: skip
LONGEST = 5000  # signs; more is something pasted by mistake


def save(con: Connection, before: Appeal, reason: str = "", /, **after: Any) -> Appeal:
    """Write what changed of an appeal, with its history."""
    was = {name: getattr(before, name) for name in MUTABLE}
    changed = history.differences(was, after)
    if changed:
        sql = """
            update appeal
            set state = $state, taken_by = $taken_by, taken_on = $taken_on, due_on = $due_on, rule_id = $rule_id,
                sent_on = $sent_on, answered_on = $answered_on, closed_on = $closed_on, decision = $decision,
                why_not = $why_not, pattern = $pattern, note = $note
            where id = $id
        """
        con.execute(sql, {**was, **after, "id": before.id})
        history.record(con, "appeal", before.id, "changed", changed, reason)
    return appeal_facts.get(con, before.id)


def act(con: Connection, appeal: Appeal, kind: str, on: date, text: str, document_ids: Iterable[int] = ()) -> int:
    """Keep one dated action, with the documents that belong to it; gives its number."""
    sql = """
        insert into appeal_action (appeal_id, level, kind, happened_on, text, volunteer, saved_at)
        values ($appeal_id, $level, $kind, $on, $text, $by, $at)
        returning id
    """
    about = {"appeal_id": appeal.id, "level": appeal.level, "kind": kind, "on": on, "text": text}
    action_id = db.value(con, sql, **about, by=con.by, at=con.at)
    said = dates.written(on) + (f": {text}" if text else "")
    history.record(con, "appeal", appeal.id, "changed", {kind: ("", said)})
    for document_id in dict.fromkeys(document_ids):
        documents.also(con, document_id, "appeal_action", action_id)
    return action_id


def void_action(con: Connection, appeal_id: int, action_id: int, reason: str, on: date) -> None:
    """Take one action back; it stays on file, unseen."""
    history.strike(con, "appeal_action", action_id, reason, on)
    history.record(con, "appeal", appeal_id, "changed", {f"action {action_id}": ("", "taken back")}, reason)


def void_latest(con: Connection, appeal: Appeal, kind: str, reason: str, on: date) -> None:
    """Take back the latest action of this kind: a step that is undone leaves no trace in the list."""
    sql = """
        select max(id) from appeal_action
        where appeal_id = $id and voided_on is null and kind = $kind
    """
    latest = db.value(con, sql, id=appeal.id, kind=kind)
    if latest is not None:
        void_action(con, appeal.id, latest, reason, on)


def deadline(con: Connection, appeal_id: int, today: date) -> Deadline | None:
    """The deadline of an appeal at its level: the first that ends of its incidents'; None where no rule is on file."""
    return deadlines.for_appeals(con, today, [appeal_id]).get(appeal_id)


def settled(con: Connection, appeal_id: int, today: date) -> dict[str, Any]:
    """The day to send and its rule, to be kept with the appeal."""
    found = deadline(con, appeal_id, today)
    return {"due_on": found.send_by if found else None, "rule_id": found.rule_id if found else None}


def day(on: date | None, today: date | None, field: str, what: str, not_before: date | None = None, since: str = "") -> date:
    """A day that can be: given, not to come, not before what must have gone before."""
    if on is None:
        raise Invalid(f"Write {what}.", field)
    if today is not None and on > today:
        raise Invalid(f"{dates.written(on)} has not come yet. Write {what}.", field)
    if not_before is not None and on < not_before:
        raise Invalid(f"{dates.written(on)} is before {since}, {dates.written(not_before)}. Look for a slip.", field)
    return on


def words(text: str, field: str, why: str = "") -> str:
    """Text as it is kept; `why`: what to say where it may not be empty."""
    text = " ".join(text.split()) if why else text.strip()
    if why and not text:
        raise Invalid(why, field)
    if len(text) > LONGEST:
        raise Invalid(f"This is longer than {LONGEST:,} signs. Write what matters.", field)
    return text


def stopped_by(con: Connection, appeal: Appeal) -> date | None:
    """The last day on which any of its incidents came about: no appeal of them was sent before."""
    sql = """
        select max(coalesce(incident.notice_on, incident.signed_on, shipment.mailed_on)) from incident
        left join item on item.id = incident.item_id
        left join shipment on shipment.id = item.shipment_id
        where list_contains($ids, incident.id) and incident.voided_on is null
    """
    return db.value(con, sql, ids=list(appeal.incident_ids))


def decision_before(con: Connection, appeal: Appeal, incident_id: int) -> dict[str, Any] | None:
    """What an incident's decision was before this appeal's last answer (or its being given up).

    None where that answer did not change the incident, or somebody has changed it since.
    """
    sql = """
        select decision_before as decision, decided_before_on as decided_on, substituted_before as substituted_reason
        from incident
        where id = $id and decided_in_appeal = $appeal_id
    """
    return db.row(con, sql, id=incident_id, appeal_id=appeal.id)

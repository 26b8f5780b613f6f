"""The steps of an appeal after it is decided on: actions, sending, the answer, closing, a step back, voiding."""

from collections.abc import Iterable, Mapping
from datetime import date

from bfp.appeals import appeal_facts, appeal_rows
from bfp.appeals.appeal_facts import ACTIONS, ANSWERS, FREE, WON, Appeal
from bfp.appeals.deadlines import Deadline
from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.words import number_of
from bfp.incidents import incidents
from bfp.incidents.incidents import Incident

SENT = ("letter sent", "reader wrote")  # the actions that send it


def act(
    con: Connection,
    appeal_id: int,
    kind: str,
    on: date | None,
    text: str = "",
    document_ids: Iterable[int] = (),
    today: date | None = None,
) -> int:
    """Keep a dated action with its text and documents; gives its number. The first letter of an unsent appeal sends it."""
    appeal = appeal_facts.standing(con, appeal_id)
    if kind not in ACTIONS:
        raise Invalid(f"An action is one of {', '.join(FREE)}: not {kind!r}.", "action_kind")
    if kind == "answer":
        raise Invalid("Record an answer with its decision, not as a note.", "action_kind")
    if kind not in FREE:
        raise Invalid(f"{kind.capitalize()!r} is written down when that step is taken. Use its button.", "action_kind")
    if kind == _sends(appeal) and appeal.unsent:
        sent(con, appeal_id, on, text, document_ids, today)
        return _sending(con, appeal_facts.get(con, appeal_id))
    on = appeal_rows.day(on, today, "action_on", "the day it happened")
    text = appeal_rows.words(text, "action_text")
    if kind == "note" and not text:
        raise Invalid("Write the note.", "action_text")
    return appeal_rows.act(con, appeal, kind, on, text, document_ids)


def void_action(con: Connection, action_id: int, reason: str, on: date) -> None:
    """Take back an action written down by mistake; a step of the appeal is taken back as a step."""
    sql = "select id, appeal_id, kind, voided_on from appeal_action where id = $id"
    found = db.row(con, sql, id=action_id)
    if found is None:
        raise NotFound(f"There is no action number {action_id}.")
    appeal = appeal_facts.standing(con, found["appeal_id"])
    if found["voided_on"] is not None:
        raise Conflict("This action was taken back already.")
    reason = appeal_rows.words(reason, "void_action", "Say why it is taken back: the reason is kept.")
    if found["kind"] not in FREE or action_id == sending(con, appeal):
        raise Conflict("This is a step of the appeal. Take the step back instead.")
    appeal_rows.void_action(con, appeal.id, action_id, reason, on)


def _sends(appeal: Appeal) -> str:
    return SENT[appeal.made_by == "reader"]


def sending(con: Connection, appeal: Appeal) -> int | None:
    """The action with which it was sent."""
    sql = """
        select min(id) from appeal_action
        where appeal_id = $id and kind = $kind and happened_on = $on and voided_on is null
    """
    return db.value(con, sql, id=appeal.id, kind=_sends(appeal), on=appeal.sent_on)


def _sending(con: Connection, appeal: Appeal) -> int:
    found = sending(con, appeal)
    if found is None:
        raise Conflict(f"The letter of appeal {appeal.id} was taken back meanwhile. Reload the page.")
    return found


def sent(
    con: Connection,
    appeal_id: int,
    on: date | None,
    text: str = "",
    document_ids: Iterable[int] = (),
    today: date | None = None,
) -> str:
    """The letter went out (or the reader's did); says so if it was too late. A late appeal is kept all the same."""
    before = appeal_facts.standing(con, appeal_id)
    if not before.unsent:
        raise Conflict(f"Appeal {appeal_id} is {before.state} already. A further letter is an action of it.")
    on = appeal_rows.day(
        on, today, "sent_on", "the day it was sent", appeal_rows.stopped_by(con, before), "its notice or mailing"
    )
    for incident_id in before.incident_ids:
        if incidents.get(con, incident_id).voided_on is not None:
            raise Conflict(f"Incident {incident_id} was voided. Remove it from the appeal first, or void the appeal.")
    text = appeal_rows.words(text, "sent_text")
    found = appeal_rows.deadline(con, appeal_id, on)
    due = {"due_on": found.send_by if found else None, "rule_id": found.rule_id if found else None}
    holds = {} if before.taken_by or not con.by else {"taken_by": con.by, "taken_on": on}
    appeal_rows.act(con, before, _sends(before), on, text, document_ids)
    appeal_rows.save(con, before, state="sent", sent_on=on, **due, **holds)
    return late(found, on)


def late(found: Deadline | None, on: date) -> str:
    """What to say of an appeal sent on a day: nothing if it was in time, or nobody knows."""
    if found is None or found.due_on is None or found.send_by is None or on <= found.send_by:
        return ""
    if on > found.due_on:
        days = (on - found.due_on).days
        over = f"It was sent {number_of(days, 'day')} after the deadline of {dates.written(found.due_on)}."
        return f"{over} {found.still}".strip()
    return f"It was sent after {dates.written(found.send_by)}: it may arrive after the deadline of {dates.written(found.due_on)}."


# ---- the answer -------------------------------------------------------------------------------


def answered(
    con: Connection,
    appeal_id: int,
    decision: str,
    on: date | None,
    text: str = "",
    per_incident: Mapping[int, str] | None = None,
    substituted: str = "",
    today: date | None = None,
    document_ids: Iterable[int] = (),
) -> Appeal:
    """The answer of the system, written to its incidents too; where they differ, `per_incident` says which got which.

    An answer that comes after "no reply" takes its place. `substituted`: the new reason, word for word.
    """
    before = appeal_facts.standing(con, appeal_id)
    belated = before.decision == "no reply" and not higher(con, before)
    if before.state != "sent" and not belated:
        raise Conflict(_not_waiting(con, before))
    if belated and decision == "no reply":
        raise Conflict(f"Appeal {appeal_id} has no reply on file already. Write the answer that came after all.")
    on = appeal_rows.day(on, today, "answered_on", "the day of the answer", before.sent_on, "the day it was sent")
    text, substituted = appeal_rows.words(text, "answer_text"), " ".join(substituted.split())
    each = _of_each(con, before, decision, per_incident or {})
    takes = [one for one in each.values() if one in ("upheld", "reason substituted")]
    if "reason substituted" in takes and not substituted:
        raise Invalid("Write the new reason that they gave, word for word.", "substituted")
    if substituted and not takes:
        raise Invalid(f"A new reason does not go with {decision}. Empty it, or choose another decision.", "substituted")
    if belated:
        _undecide(con, before)
        appeal_rows.void_latest(con, before, "answer", "an answer came after all", on)
    appeal_rows.act(con, before, "answer", on, ": ".join(part for part in (summary(decision, each), text) if part), document_ids)
    after = {"state": "answered", "answered_on": on, "decision": together(each.values(), decision), "closed_on": None}
    done = appeal_rows.save(con, before, **after)
    for incident_id, what in each.items():
        reason = substituted if what in ("upheld", "reason substituted") else ""
        incidents.decide(con, incident_id, what, on, reason, today, appeal_id)
    return done


def _not_waiting(con: Connection, appeal: Appeal) -> str:
    if appeal.unsent:
        return f"Appeal {appeal.id} has not been sent. Write down when it was sent first, then the answer."
    if appeal.decision == "no reply":
        return f"Appeal {appeal.id} was taken further as appeal {higher(con, appeal)}. Write what came down as a note there."
    return f"Appeal {appeal.id} is {appeal.state}: {appeal.decision}. If that is wrong, take the step back first."


def _of_each(con: Connection, appeal: Appeal, decision: str, per_incident: Mapping[int, str]) -> dict[int, str]:
    """What was decided of each incident that stands."""
    strange = set(per_incident) - set(appeal.incident_ids)
    if strange:
        raise Invalid(f"Incident {min(strange)} is not on this appeal. Reload the page.", "per_incident")
    for one in (decision, *per_incident.values()):
        if not one:
            raise Invalid("Choose the answer first.", "decision")
        if one not in ANSWERS:
            raise Invalid(f"The answer is one of {', '.join(ANSWERS)}: not {one!r}.", "decision")
    there = [number for number in appeal.incident_ids if incidents.get(con, number).voided_on is None]
    if not there:
        raise Conflict("Every incident of this appeal was voided: there is nothing left to decide. Void the appeal.")
    return {number: per_incident.get(number, decision) for number in there}


def together(each: Iterable[str], decision: str = "upheld") -> str:
    """The decision of a whole appeal from its incidents': the one they share, else partly overturned if any was."""
    kinds = set(each)
    if len(kinds) == 1:
        return kinds.pop()
    if kinds & set(WON):
        return "partly overturned"
    return "reason substituted" if "reason substituted" in kinds else "upheld" if "upheld" in kinds else decision


def summary(decision: str, each: Mapping[int, str]) -> str:
    """upheld, or: overturned (incident 4), upheld (incidents 5, 6)."""
    if len(set(each.values())) == 1:
        return next(iter(each.values()))
    told = []
    for kind in ANSWERS:
        which = [str(number) for number, one in each.items() if one == kind]
        if which:
            told.append(f"{kind} (incident{'s' if len(which) > 1 else ''} {', '.join(which)})")
    return ", ".join(told)


def no_reply(con: Connection, appeal_id: int, on: date | None, text: str = "", today: date | None = None) -> Appeal:
    """Nobody answered, and the program goes on from there: the next level, or closing. A late answer can still come."""
    before = appeal_facts.standing(con, appeal_id)
    if before.state != "sent":
        raise Conflict(_not_waiting(con, before))
    return answered(con, appeal_id, "no reply", on, text, today=today)


def close(con: Connection, appeal_id: int, on: date) -> Appeal:
    """An answered appeal is over: nothing more is done at this level."""
    before = appeal_facts.standing(con, appeal_id)
    if before.state == "closed":
        raise Conflict(f"Appeal {appeal_id} is closed already.")
    if before.state != "answered":
        raise Conflict(
            f"Appeal {appeal_id} is {before.state}: record the answer or that none came, or decide not to appeal, with a reason."
        )
    return appeal_rows.save(con, before, state="closed", closed_on=on)


# ---- back -------------------------------------------------------------------------------------


def take_back(con: Connection, appeal_id: int, why: str, on: date) -> Appeal:
    """Undo the last step, with a reason: what it wrote to the incidents is put back too."""
    before = appeal_facts.standing(con, appeal_id)
    why = appeal_rows.words(why, "take_back", "Say what was wrong with the step: the reason is kept.")
    if before.state == "to decide":
        raise Conflict("It was only opened. Void it, if it was opened by mistake.")
    _refuse_taken_further(con, before)
    if before.state == "to write":
        return appeal_rows.save(con, before, why, state="to decide")
    if before.state == "sent":
        appeal_rows.void_action(con, appeal_id, _sending(con, before), why, on)
        return appeal_rows.save(con, before, why, state="to write", sent_on=None, **appeal_rows.settled(con, appeal_id, on))
    if before.state == "answered":
        _undecide(con, before)
        appeal_rows.void_latest(con, before, "answer", why, on)
        return appeal_rows.save(con, before, why, state="sent", answered_on=None, decision="pending")
    if before.decision == "not appealed":
        _refuse_appealed_elsewhere(con, before)
        _undecide(con, before)
        return appeal_rows.save(con, before, why, state="to decide", decision="pending", why_not="", closed_on=None)
    appeal_rows.void_latest(con, before, "next level", why, on)
    return appeal_rows.save(con, before, why, state="answered", closed_on=None)


def void(con: Connection, appeal_id: int, reason: str, on: date) -> None:
    """Take back an appeal opened by mistake; what it decided of its incidents is taken back too."""
    before = appeal_facts.standing(con, appeal_id)
    _refuse_taken_further(con, before)
    history.void(con, "appeal", appeal_id, reason, on)
    if before.decision != "pending":
        _undecide(con, before)


def higher(con: Connection, appeal: Appeal) -> int | None:
    """The appeal with which it was taken to the next level."""
    sql = """
        select min(appeal.id) from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal.level > $level and appeal.made_by = $made_by and appeal.voided_on is null
            and list_contains($ids, appeal_incident.incident_id)
    """
    return db.value(con, sql, level=appeal.level, made_by=appeal.made_by, ids=list(appeal.incident_ids))


def _refuse_taken_further(con: Connection, appeal: Appeal) -> None:
    above = higher(con, appeal)
    if above is not None and appeal.state in ("answered", "closed") and appeal.decision != "not appealed":
        raise Conflict(f"It was taken further as appeal {above}. Void that one first.")


def _refuse_appealed_elsewhere(con: Connection, appeal: Appeal) -> None:
    """What was given up and then appealed by another is left to that one."""
    sql = """
        select min(appeal.id) from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal.id <> $id and appeal.level = $level and appeal.made_by = $made_by and appeal.voided_on is null
            and appeal.decision <> 'not appealed' and list_contains($ids, appeal_incident.incident_id)
    """
    about = {"id": appeal.id, "level": appeal.level, "made_by": appeal.made_by, "ids": list(appeal.incident_ids)}
    other = db.value(con, sql, **about)
    if other is not None:
        raise Conflict(f"What it covers is appealed in appeal {other} now. Go on with that one.")


def _undecide(con: Connection, appeal: Appeal) -> None:
    """Put back what its incidents were before it was decided; another appeal that was answered keeps its word."""
    for incident_id in appeal.incident_ids:
        incident = incidents.get(con, incident_id)
        if incident.voided_on is None:
            decision, on, substituted = _without(con, appeal, incident)
            incidents.decide(con, incident_id, decision, on, substituted)


def _without(con: Connection, appeal: Appeal, incident: Incident) -> tuple[str, date | None, str]:
    """What an incident is without this appeal's decision."""
    now = incident.decision, incident.decided_on, incident.substituted_reason
    was = appeal_rows.decision_before(con, appeal, incident.id)
    if appeal.decision == "not appealed":
        return ("pending", None, "") if incident.decision == "not appealed" else now
    sql = """
        select appeal.decision, appeal.answered_on from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal_incident.incident_id = $incident_id and appeal.id <> $id and appeal.voided_on is null
            and appeal.answered_on is not null
        order by appeal.level desc, appeal.answered_on desc, appeal.id desc
    """
    others = db.rows(con, sql, incident_id=incident.id, id=appeal.id)
    if not others and appeal.level == 1:
        return "pending", None, ""
    if was is None:  # this answer did not change it, or a later one did
        return now
    if others and was["decision"] in ("pending", "not appealed"):
        return others[0]["decision"], others[0]["answered_on"], ""
    return was["decision"], was["decided_on"], was["substituted_reason"]

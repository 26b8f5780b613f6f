"""Appeals: challenges to one or many incidents, opened, held by a volunteer, sent, answered, taken to the next level.

An appeal moves along STEPS and no other way; each level is an appeal of its own. What is decided is written to its
incidents too (incidents.decide), so that an incident always says what its appeals said last.
"""

from collections.abc import Iterable
from datetime import date

from bfp.appeals import appeal_rows, appeal_rules, appeal_words, deadlines
from bfp.appeals.appeal_facts import ANSWERS as ANSWERS
from bfp.appeals.appeal_facts import MADE_BY, UNSENT
from bfp.appeals.appeal_facts import STAGES as STAGES
from bfp.appeals.appeal_facts import WON as WON
from bfp.appeals.appeal_facts import Appeal as Appeal
from bfp.appeals.appeal_facts import actions as actions
from bfp.appeals.appeal_facts import get as get
from bfp.appeals.appeal_facts import incidents_of as incidents_of
from bfp.appeals.appeal_facts import standing as standing
from bfp.appeals.appeal_steps import act as act
from bfp.appeals.appeal_steps import answered as answered
from bfp.appeals.appeal_steps import close as close
from bfp.appeals.appeal_steps import no_reply as no_reply
from bfp.appeals.appeal_steps import sending as sending
from bfp.appeals.appeal_steps import sent as sent
from bfp.appeals.appeal_steps import take_back as take_back
from bfp.appeals.appeal_steps import void as void
from bfp.appeals.appeal_steps import void_action as void_action
from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.incidents import incidents
from bfp.incidents.incidents import Incident

STEPS = {  # from where to where; backwards only with a reason (take_back)
    "to decide": ("to write", "sent", "closed"),
    "to write": ("sent", "closed", "to decide"),
    "sent": ("answered", "to write"),
    "answered": ("closed", "sent"),
    "closed": ("answered", "to decide"),
}


def begin(
    con: Connection,
    incident_ids: Iterable[int],
    today: date,
    made_by: str = "sender",
    pattern: bool = False,
    level: int = 1,
    note: str = "",
) -> int:
    """Open an appeal of these incidents, of one system, for somebody to decide on; gives its number.

    Raises Conflict for a voided or decided incident, one that has such an appeal, or incidents of two systems.
    """
    if made_by not in MADE_BY:
        raise Invalid(f"An appeal is made by the {' or the '.join(MADE_BY)}: not by {made_by!r}.", "made_by")
    if not 1 <= level <= appeal_rules.MOST_LEVEL:
        raise Invalid(f"A level is a number from 1 to {appeal_rules.MOST_LEVEL}.", "level")
    found = _fit(con, incident_ids, level, made_by)
    sql = """
        insert into appeal (system_id, level, made_by, pattern, note, opened_on, opened_by)
        values ($system_id, $level, $made_by, $pattern, $note, $today, $by)
        returning id
    """
    about = {"system_id": found[0].system_id, "level": level, "made_by": made_by, "pattern": pattern, "note": note.strip()}
    appeal_id = db.value(con, sql, **about, today=today, by=con.by)
    told = {"level": ("", level), "made_by": ("", made_by), "incidents": ("", _numbers(found))}
    history.record(con, "appeal", appeal_id, "added", told | ({"pattern": ("", "yes")} if pattern else {}))
    _cover(con, appeal_id, found, today)
    return appeal_id


def _fit(con: Connection, incident_ids: Iterable[int], level: int, made_by: str) -> list[Incident]:
    """The incidents that one appeal can cover at a level."""
    found = [incidents.standing(con, incident_id) for incident_id in dict.fromkeys(incident_ids)]
    if not found:
        raise Invalid("Choose at least one incident to appeal.", "incident_ids")
    _one_system(found)
    for incident in found:
        _refuse_decided(incident, level)
        _refuse_twin(con, incident, level, made_by)
    return found


def _one_system(found: list[Incident], system_id: int | None = None, system: str = "") -> None:
    first, name = (system_id, system) if system_id is not None else (found[0].system_id, found[0].system)
    for incident in found:
        if incident.system_id != first:
            raise Conflict(
                f"Incident {incident.id} is of {incident.system}, and the others are of {name}. One appeal goes to one system: "
                "open one for each."
            )


def _refuse_decided(incident: Incident, level: int) -> None:
    if incident.decision in WON:
        raise Conflict(f"Incident {incident.id} is {incident.decision} already: there is nothing to appeal.")
    if level == 1 and incident.decision not in ("pending", "not appealed"):
        when = dates.written(incident.decided_on)
        raise Conflict(f"Incident {incident.id} was decided on {when}: {incident.decision}. Open the next level instead.")


def _refuse_twin(con: Connection, incident: Incident, level: int, made_by: str, but: int | None = None) -> None:
    """One appeal of one side at one level; one that was given up may be taken up again by another."""
    sql = """
        select appeal.id, appeal.state, appeal.decision from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal_incident.incident_id = $incident_id and appeal.level = $level and appeal.made_by = $made_by
            and appeal.voided_on is null and appeal.decision <> 'not appealed' and appeal.id is distinct from $but
        order by appeal.id
    """
    twin = db.row(con, sql, incident_id=incident.id, level=level, made_by=made_by, but=but)
    if twin is not None:
        how = twin["state"] if twin["decision"] == "pending" else twin["decision"]
        raise Conflict(
            f"Incident {incident.id} has an appeal at level {level} by the {made_by} already: number {twin['id']}, {how}. "
            "Go on with that one."
        )


def _cover(con: Connection, appeal_id: int, found: list[Incident], today: date) -> None:
    """Put incidents on an appeal; one that was not to be appealed is pending again."""
    sql = "insert into appeal_incident (appeal_id, incident_id) values ($appeal_id, $incident_id)"
    for incident in found:
        con.execute(sql, {"appeal_id": appeal_id, "incident_id": incident.id})
        if incident.decision == "not appealed":
            incidents.decide(con, incident.id, "pending", None, today=today)
    appeal_rows.save(con, get(con, appeal_id), **appeal_rows.settled(con, appeal_id, today))


def _numbers(found: Iterable[Incident]) -> str:
    return ", ".join(str(incident.id) for incident in found)


# ---- before it is sent ------------------------------------------------------------------------


def sooner(con: Connection, appeal_id: int, incident_ids: Iterable[int], today: date) -> str:
    """What more incidents would do to the day by which an appeal must be sent, if it then ends sooner; else empty."""
    appeal = get(con, appeal_id)
    known = deadlines.for_incidents(con, list(incident_ids), today, appeal.level, appeal.made_by)
    now = appeal_rows.deadline(con, appeal_id, today)
    then = deadlines.first([now, *known.values()])
    if then is None or then == now:
        return ""
    was, becomes = appeal_words.due(now, appeal.system, today).text, appeal_words.due(then, appeal.system, today).text
    which = " and ".join(str(number) for number, one in known.items() if one == then)
    return f"With incident {which} the deadline changes. Now: {was} Then: {becomes}"


def add_incidents(
    con: Connection, appeal_id: int, incident_ids: Iterable[int], today: date, anyway: bool = False
) -> Appeal:  # fmt: skip
    """Put more incidents on an appeal that is not sent yet; `anyway`: though it must then be sent sooner, which is said first."""
    before = _not_sent(con, appeal_id)
    new = [incident_id for incident_id in incident_ids if incident_id not in before.incident_ids]
    if not new:
        raise Invalid("These are on the appeal already. Choose others.", "incident_ids")
    found = [incidents.standing(con, incident_id) for incident_id in dict.fromkeys(new)]
    _one_system(found, before.system_id, before.system)
    for incident in found:
        _refuse_decided(incident, before.level)
        _refuse_twin(con, incident, before.level, before.made_by, before.id)
    change = sooner(con, appeal_id, new, today)
    if change and not anyway:
        raise Invalid(f"{change} Tick that it is added all the same, or open an appeal of its own.", "incident_ids")
    history.record(con, "appeal", appeal_id, "changed", {"incidents": ("", f"{_numbers(found)} added")}, change)
    _cover(con, appeal_id, found, today)
    return get(con, appeal_id)


def remove_incident(con: Connection, appeal_id: int, incident_id: int, today: date) -> Appeal:
    """Remove an incident from an appeal that is not sent yet; it then waits for an appeal of its own."""
    before = _not_sent(con, appeal_id)
    if incident_id not in before.incident_ids:
        raise Invalid(f"Incident {incident_id} is not on this appeal. Reload the page.", "incident_ids")
    if len(before.incident_ids) == 1:
        raise Conflict("It is the only incident of this appeal. Void the appeal, or decide not to appeal.")
    sql = "delete from appeal_incident where appeal_id = $appeal_id and incident_id = $incident_id"
    con.execute(sql, {"appeal_id": appeal_id, "incident_id": incident_id})
    history.record(con, "appeal", appeal_id, "changed", {"incidents": ("", f"{incident_id} removed")})
    return appeal_rows.save(con, before, **appeal_rows.settled(con, appeal_id, today))


def _not_sent(con: Connection, appeal_id: int) -> Appeal:
    appeal = standing(con, appeal_id)
    if appeal.state not in UNSENT:
        raise Conflict(f"Appeal {appeal_id} is {appeal.state}: what it covers is fixed. Open another for what is missing.")
    return appeal


def go_ahead(con: Connection, appeal_id: int, today: date) -> Appeal:
    """Decide that it will be appealed: the letter is to be written. Whoever decides holds it, if nobody does."""
    before = standing(con, appeal_id)
    if before.state != "to decide":
        raise Conflict(f"Appeal {appeal_id} is {before.state} already. Reload the page.")
    holds = {} if before.taken_by or not con.by else {"taken_by": con.by, "taken_on": today}
    return appeal_rows.save(con, before, state="to write", **holds, **appeal_rows.settled(con, appeal_id, today))


def decline(con: Connection, appeal_id: int, why: str, on: date) -> Appeal:
    """Decide not to appeal, with the reason; its incidents that nothing was decided of are then not appealed."""
    before = standing(con, appeal_id)
    if before.state not in UNSENT:
        raise Conflict(f"Appeal {appeal_id} is {before.state}: it was appealed. Close it when it is over.")
    why = appeal_rows.words(why, "why_not", "Say why it is not appealed: the reason is kept, and somebody may see it otherwise.")
    done = appeal_rows.save(con, before, why, state="closed", decision="not appealed", why_not=why, closed_on=on)
    for incident_id in before.incident_ids:
        incident = incidents.get(con, incident_id)
        if incident.voided_on is None and incident.decision == "pending" and not _fought_otherwise(con, incident_id, appeal_id):
            incidents.decide(con, incident_id, "not appealed", on, appeal_id=appeal_id)
    return done


def _fought_otherwise(con: Connection, incident_id: int, appeal_id: int) -> bool:
    """Whether another appeal over it is under way (the reader's own)."""
    sql = """
        select count(*) from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal_incident.incident_id = $incident_id and appeal.id <> $appeal_id and appeal.voided_on is null
            and appeal.decision <> 'not appealed'
    """
    return db.value(con, sql, incident_id=incident_id, appeal_id=appeal_id) > 0


# ---- who holds it -----------------------------------------------------------------------------


def take(con: Connection, appeal_id: int, on: date) -> Appeal:
    """The volunteer who saves holds the appeal; raises Conflict if another does."""
    before = standing(con, appeal_id)
    if not con.by:
        raise Invalid("Write your name first: an appeal says who holds it.", "volunteer")
    if before.taken_by == con.by:
        return before
    if before.taken_by:
        raise Conflict(f"{before.taken_by} holds this appeal. Ask to have it handed over.")
    _under_way(before)
    return appeal_rows.save(con, before, taken_by=con.by, taken_on=on)


def hand_over(con: Connection, appeal_id: int, to: str, on: date, text: str = "") -> Appeal:
    """Give the appeal into another's hands, or with an empty name back to nobody; kept among its actions."""
    before, to = standing(con, appeal_id), " ".join(to.split())
    _under_way(before)
    if to == before.taken_by:
        who = f"{to} holds this appeal" if to else "Nobody holds this appeal"
        raise Conflict(f"{who} already. Choose another name.")
    if len(to) > 100:
        raise Invalid("This is longer than a name. Look for a slip.", "hand_over")
    note = f"from {before.taken_by or 'nobody'} to {to or 'nobody'}" + (f": {text.strip()}" if text.strip() else "")
    appeal_rows.act(con, before, "handed over", on, note)
    return appeal_rows.save(con, before, taken_by=to, taken_on=on if to else None)


def _under_way(appeal: Appeal) -> None:
    if appeal.state == "closed":
        raise Conflict(f"Appeal {appeal.id} is closed. Take the last step back first, if there is more to do.")


# ---- the next level ---------------------------------------------------------------------------


def next_level(con: Connection, appeal_id: int, on: date, today: date | None = None) -> int:
    """Take what was not overturned to the next level: an appeal of its own, its deadline counted from the decision.

    The answered one is closed. Gives the new one's number.
    """
    before = standing(con, appeal_id)
    if before.state != "answered":
        how = "has not been answered. Record the answer, or that none came, first" if before.state != "closed" else "is closed"
        raise Conflict(f"Appeal {appeal_id} {how}.")
    appeal_rows.day(on, today, "next_on", "the day it was taken further", before.answered_on, "the day of the answer")
    table = incidents_of(con, appeal_id)
    left = table[table["voided_on"].isna() & ~table["decision"].isin(["overturned", "not appealed"])]
    if left.empty:
        raise Conflict("Everything was overturned: there is nothing to take further. Send it again, and close the appeal.")
    if before.level == appeal_rules.MOST_LEVEL:
        raise Conflict(f"Level {before.level} is the last there is on file.")
    found = [incidents.standing(con, int(number)) for number in left["id"]]
    for incident in found:
        _refuse_twin(con, incident, before.level + 1, before.made_by)
    sql = """
        insert into appeal (system_id, level, made_by, state, taken_by, taken_on, pattern, opened_on, opened_by)
        values ($system_id, $level, $made_by, 'to write', $taken_by, $taken_on, $pattern, $on, $by)
        returning id
    """
    about = {"system_id": before.system_id, "level": before.level + 1, "made_by": before.made_by, "pattern": before.pattern}
    held = before.taken_by or con.by
    new_id = db.value(con, sql, **about, taken_by=held, taken_on=on if held else None, on=on, by=con.by)
    told = {"level": ("", before.level + 1), "after_appeal": ("", appeal_id), "incidents": ("", _numbers(found))}
    history.record(con, "appeal", new_id, "added", told)
    cover = "insert into appeal_incident (appeal_id, incident_id) values ($appeal_id, $incident_id)"
    for incident in found:
        con.execute(cover, {"appeal_id": new_id, "incident_id": incident.id})
    appeal_rows.save(con, get(con, new_id), **appeal_rows.settled(con, new_id, today or on))
    appeal_rows.act(con, before, "next level", on, f"appeal {new_id}, level {before.level + 1}")
    appeal_rows.save(con, before, state="closed", closed_on=on)
    return new_id

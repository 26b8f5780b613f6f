"""Incidents: one item stopped by one facility, what was said about it, and what was decided.

What became of an item stays with its outcome events, which alone make the rates; an incident is the work that follows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.incidents import incident_facts
from bfp.incidents.incident_facts import DECISIONS as DECISIONS
from bfp.incidents.incident_facts import FATES as FATES
from bfp.incidents.incident_facts import NOTIFIED as NOTIFIED
from bfp.mail import shipments
from bfp.outcomes import outcomes

STOPPED = ("censored", "no reason given")  # outcomes that are an incident as they stand; a return only if it is disputed


@dataclass(frozen=True)
class Incident:
    """One item stopped by one facility; without an item while its mail could not be matched yet."""

    id: int
    item_id: int | None
    outcome_event_id: int | None
    facility_id: int
    reader_id: int | None
    title_id: int | None
    title_text: str
    issue: str
    stated_reason: str
    rule_cited: str
    pages_cited: str
    signed_on: date | None
    notice_on: date | None
    received_on: date
    notified: str
    fate: str
    stored_until: date | None
    disputed: bool
    decision: str
    decided_on: date | None
    substituted_reason: str
    sent_again_shipment_id: int | None
    note: str
    opened_on: date
    opened_by: str
    voided_on: date | None
    void_reason: str
    facility: str
    system_id: int
    system: str
    state: str
    title: str
    shipment_id: int | None
    mailed_on: date | None
    shipment_voided_on: date | None
    outcome: str | None
    term_ids: tuple[int, ...]
    reasons: tuple[str, ...]

    @property
    def matched(self) -> bool:
        """Whether its item is known."""
        return self.item_id is not None

    @property
    def what(self) -> str:
        """What was stopped, as far as is known: the title with its issue."""
        return " ".join(part for part in (self.title or "Mail without a title", self.issue) if part)

    @property
    def label(self) -> str:
        return f"{self.what}, at {self.facility}"

    @property
    def parcel(self) -> str:
        """The number of the shipment on its label; empty if none is matched."""
        return shipments.number(self.shipment_id) if self.shipment_id is not None else ""


@dataclass(frozen=True)
class Told:
    """What is told of an incident when it is opened: a facility is enough, or the item with all that its parcel knows."""

    received_on: date
    facility_id: int | None = None
    item_id: int | None = None
    outcome_event_id: int | None = None
    reader_id: int | None = None
    title_id: int | None = None
    title_text: str = ""
    issue: str = ""
    stated_reason: str = ""
    rule_cited: str = ""
    term_ids: Iterable[int] = ()
    pages_cited: str = ""
    signed_on: date | None = None
    notice_on: date | None = None
    notified: str = "not known"
    fate: str = "not known"
    stored_until: date | None = None
    disputed: bool = False
    note: str = ""
    censored: bool = False  # the word of whoever opens it, where the item is not on file as stopped


def begin(con: Connection, told: Told, today: date) -> int:
    """Open an incident, of an item or of mail that cannot be matched yet (a facility is enough); gives its number.

    The outcome of an item that is not on file as stopped is recorded first.
    Raises Invalid for a day that can't be, Conflict if the item has an incident.
    """
    terms, fields_told = incident_facts.reasons(con, told.term_ids), vars(told)
    if told.item_id is None:
        values, item, event_id = incident_facts.valid(con, fields_told, None, today), None, None
    else:
        item = incident_facts.item(con, told.item_id)
        values = incident_facts.valid(con, incident_facts.of_item(fields_told, item), item, today)
        event_id = _stopped(con, item, values, terms, told.outcome_event_id, told.censored, today)
    sql = """
        insert into incident (item_id, outcome_event_id, facility_id, reader_id, title_id, title_text, issue, stated_reason,
            rule_cited, pages_cited, signed_on, notice_on, received_on, notified, fate, stored_until, disputed, note,
            opened_on, opened_by)
        values ($item_id, $event_id, $facility_id, $reader_id, $title_id, $title_text, $issue, $stated_reason,
            $rule_cited, $pages_cited, $signed_on, $notice_on, $received_on, $notified, $fate, $stored_until, $disputed, $note,
            $today, $by)
        returning id
    """
    incident_id = db.value(con, sql, **values, item_id=told.item_id, event_id=event_id, today=today, by=con.by)
    _set_reasons(con, incident_id, terms)
    said = incident_facts.said(con, values | {"item_id": told.item_id, "term_ids": terms})
    history.record(con, "incident", incident_id, "added", {name: ("", value) for name, value in said.items() if value})
    return incident_id


def from_outcome(con: Connection, outcome_event_id: int, today: date, **more: Any) -> int:
    """Open the incident of an item from the word that it was stopped, with all that this word knows; `more` says the rest."""
    sql = """
        select id, item_id, outcome, learned_on, learned_how, stated_reason, notice_on, disputed, voided_on
        from outcome_event where id = $id
    """
    event = db.row(con, sql, id=outcome_event_id)
    if event is None:
        raise NotFound(f"There is no outcome number {outcome_event_id}.")
    latest = outcomes.latest(con, event["item_id"])
    if event["voided_on"] is not None or latest is None or latest["id"] != event["id"]:
        raise Conflict("There is newer word about this item. Reload the page and open it from that.")
    terms = "select term_id from outcome_reason where outcome_event_id = $id order by term_id"
    knows = {
        "received_on": event["learned_on"],
        "stated_reason": event["stated_reason"],
        "notice_on": event["notice_on"],
        "term_ids": [row["term_id"] for row in db.rows(con, terms, id=outcome_event_id)],
        "disputed": event["disputed"],
        "fate": "returned" if event["learned_how"] == "parcel came back" else "not known",
    }
    return begin(con, Told(item_id=event["item_id"], outcome_event_id=event["id"], **knows | more), today)


def open_many(con: Connection, records: Iterable[Mapping[str, Any]], today: date) -> list[int]:
    """Open several at once, each told as in `Told` (or with `outcome_event_id` alone beside it): all of them or none.

    Raises Invalid or Conflict with the place of the one that can't be opened.
    """
    records = list(records)
    if not records:
        raise Invalid("Nothing is ticked. Tick at least one that the notice is about.")
    ids = []
    for place, record in enumerate(records, start=1):
        try:
            ids.append(begin(con, Told(**record), today))
        except BfpError as error:
            if con.failed or len(records) == 1:
                raise
            raise type(error)(f"Row {place}: {error} Nothing was opened.") from error
    return ids


def get(con: Connection, incident_id: int) -> Incident:
    """One incident, also a voided one; raises NotFound."""
    found = db.row(con, db.question("incident"), id=incident_id)
    if found is None:
        raise NotFound(f"There is no incident number {incident_id}.")
    sql = """
        select term.id, term.name from incident_reason
        join term on term.id = incident_reason.term_id
        where incident_reason.incident_id = $id
        order by term.position, term.id
    """
    terms = db.rows(con, sql, id=incident_id)
    named = {"term_ids": tuple(term["id"] for term in terms), "reasons": tuple(term["name"] for term in terms)}
    return Incident(**{field.name: (found | named)[field.name] for field in fields(Incident)})


def standing(con: Connection, incident_id: int) -> Incident:
    """One incident that was not voided; raises Conflict if it was."""
    incident = get(con, incident_id)
    if incident.voided_on is not None:
        when = dates.written(incident.voided_on)
        raise Conflict(f"Incident {incident_id} was voided on {when}: {incident.void_reason}. Nothing of it can be changed.")
    return incident


def edit(con: Connection, incident_id: int, today: date, **changes: Any) -> Incident:
    """Change what is known of an incident (fields as in `Told`); place, reader and title of a matched one are the parcel's."""
    before = standing(con, incident_id)
    unknown = set(changes) - {*incident_facts.TOLD, "term_ids"}
    if unknown:
        raise Invalid(f"An incident has no {', '.join(sorted(unknown))} to change.")
    was = {name: getattr(before, name) for name in incident_facts.TOLD}
    terms = incident_facts.reasons(con, changes.pop("term_ids", before.term_ids), before.term_ids)
    item = incident_facts.item(con, before.item_id, voided=True) if before.item_id is not None else None
    values = incident_facts.valid(con, was | changes, item, today)
    if item is not None:
        incident_facts.stays_with_item(values, item)
    if values != was or terms != sorted(before.term_ids):
        sql = """
            update incident
            set facility_id = $facility_id, reader_id = $reader_id, title_id = $title_id, title_text = $title_text,
                issue = $issue, stated_reason = $stated_reason, rule_cited = $rule_cited, pages_cited = $pages_cited,
                signed_on = $signed_on, notice_on = $notice_on, received_on = $received_on, notified = $notified, fate = $fate,
                stored_until = $stored_until, disputed = $disputed, note = $note
            where id = $id
        """
        con.execute(sql, {**values, "id": incident_id})
        _set_reasons(con, incident_id, terms)
        old = incident_facts.said(con, was | {"term_ids": sorted(before.term_ids)})
        new = incident_facts.said(con, values | {"term_ids": terms})
        _changed(con, incident_id, history.differences(old, new))
    return get(con, incident_id)


def match(con: Connection, incident_id: int, item_id: int, today: date, censored: bool = False) -> Incident:
    """Say which item an incident is about that could not be matched: place, reader and title become the parcel's."""
    before = standing(con, incident_id)
    if before.matched:
        raise Conflict(f"Incident {incident_id} is about parcel {before.parcel} already. Take that match out first.")
    item = incident_facts.item(con, item_id)
    told = {name: getattr(before, name) for name in incident_facts.TOLD}
    if item["facility_id"] != before.facility_id:
        number = shipments.number(item["shipment_id"])
        raise Conflict(
            f"Parcel {number} went to {item['facility']}, and the notice is from {before.facility}. "
            "Choose another parcel, or correct the facility of the incident first."
        )
    if before.reader_id is not None and before.reader_id != item["reader_id"]:
        raise Conflict("That parcel went to another reader than the incident names. Correct the reader first.")
    if before.title_id is not None and before.title_id != item["title_id"]:
        raise Conflict(f"That item is {item['title']}, and the incident is about {before.title}. Correct the title first.")
    values = incident_facts.valid(con, incident_facts.of_item(told | {"title_id": None, "reader_id": None}, item), item, today)
    event_id = _stopped(con, item, values, list(before.term_ids), None, censored, today)
    sql = """
        update incident set item_id = $item_id, outcome_event_id = $event_id, reader_id = $reader_id, title_id = $title_id
        where id = $id
    """
    keys = {"item_id": item_id, "event_id": event_id, "reader_id": item["reader_id"], "title_id": item["title_id"]}
    con.execute(sql, {**keys, "id": incident_id})
    parcel = f"{shipments.number(item['shipment_id'])}, {item['title']}"
    _changed(con, incident_id, {"parcel": ("", parcel)})
    return get(con, incident_id)


def unmatch(con: Connection, incident_id: int, reason: str) -> Incident:
    """Take a wrong match out: place and title stay, the item is free again; its outcome is left as it is."""
    before, reason = standing(con, incident_id), " ".join(reason.split())
    if not before.matched:
        raise Conflict(f"Incident {incident_id} is not matched to a parcel.")
    if not reason:
        raise Invalid("Say why this is not the parcel: the reason is kept.", "unmatch_reason")
    sql = "update incident set item_id = null, outcome_event_id = null, reader_id = null where id = $id"
    con.execute(sql, {"id": incident_id})
    _changed(con, incident_id, {"parcel": (before.parcel, "")}, reason)
    return get(con, incident_id)


def decide(
    con: Connection,
    incident_id: int,
    decision: str,
    on: date | None,
    substituted: str = "",
    today: date | None = None,
    appeal_id: int | None = None,
) -> None:
    """What the system decided about an incident, in which appeal if in one; `pending` takes a decision back.

    A new reason given instead of the first is kept word for word in `substituted`; what was decided before is kept too.
    """
    before, substituted = standing(con, incident_id), " ".join(substituted.split())
    if decision not in DECISIONS:
        raise Invalid(f"The decision is one of {', '.join(DECISIONS)}: not {decision!r}.", "decision")
    on = None if decision == "pending" else on
    if decision != "pending" and on is None:
        raise Invalid("Write the day of the decision.", "decided_on")
    if on is not None:
        incident_facts.decided_in_order(on, before.notice_on or before.mailed_on, today)
    if decision == "reason substituted" and not substituted:
        raise Invalid("Write the new reason that they gave, word for word.", "substituted_reason")
    if substituted and decision in ("pending", "not appealed", "no reply"):
        raise Invalid(f"A new reason does not go with {decision}. Empty it, or choose another decision.", "substituted_reason")
    after = {"decision": decision, "decided_on": on, "substituted_reason": substituted}
    changed = history.differences({name: getattr(before, name) for name in after}, after)
    if changed:
        sql = """
            update incident
            set decision = $decision, decided_on = $decided_on, substituted_reason = $substituted_reason,
                decision_before = decision, decided_before_on = decided_on, substituted_before = substituted_reason,
                decided_in_appeal = $appeal_id
            where id = $id
        """
        con.execute(sql, {**after, "id": incident_id, "appeal_id": appeal_id})
        history.record(con, "incident", incident_id, "changed", changed)
    elif appeal_id is not None:  # a second answer that changes nothing: there is nothing to put back any more
        sql = "update incident set decided_in_appeal = null where id = $id and decided_in_appeal = $appeal_id"
        con.execute(sql, {"id": incident_id, "appeal_id": appeal_id})


def void(con: Connection, incident_id: int, reason: str, on: date) -> None:
    """Take back an incident that was opened by mistake; the item's outcome is not touched."""
    standing(con, incident_id)
    public = "select id from publication where entity = 'incident' and entity_id = $id and withdrawn_on is null limit 1"
    if db.value(con, public, id=incident_id):
        raise Conflict("It is public. Withdraw its page under Published first, then void the incident.")
    history.void(con, "incident", incident_id, reason, on)


def _stopped(
    con: Connection,
    item: Mapping[str, Any],
    values: Mapping[str, Any],
    terms: list[int],
    event_id: int | None,
    censored: bool,
    today: date,
) -> int | None:
    """That the item has no other incident and is on file as stopped, or recorded so now; gives the number of that word."""
    sql = "select min(id) from incident where item_id = $id and voided_on is null"
    other = db.value(con, sql, id=item["id"])
    if other is not None:
        raise Conflict(
            f"{item['title']} in parcel {shipments.number(item['shipment_id'])} has an incident already: number {other}."
        )
    word = outcomes.latest(con, item["id"])
    if event_id is not None and (word is None or word["id"] != event_id):
        raise Conflict("There is newer word about this item. Reload the page and open it from that.")
    if word is not None and (word["outcome"] in STOPPED or (word["outcome"] == "returned" and word["disputed"])):
        return word["id"]
    if not censored:
        raise Invalid(_not_stopped(item, word), "censored")
    news = outcomes.News(
        "censored",
        learned_on=max(values["received_on"], word["learned_on"]) if word else values["received_on"],
        learned_how="notice from the prison",
        stated_reason=values["stated_reason"],
        notice_on=values["notice_on"],
        term_ids=tuple(terms),
    )
    return outcomes.record(con, item["id"], news, today)


def _not_stopped(item: Mapping[str, Any], word: Mapping[str, Any] | None) -> str:
    name = f"{item['title']} in parcel {shipments.number(item['shipment_id'])}"
    if word is not None and word["outcome"] == "returned":
        return (
            f"{name} is on file as returned: {word['return_reason']}. If you doubt that, mark the return as disputed on the page "
            "Returns; if a notice says that it was censored, tick so here."
        )
    known = "unconfirmed" if word is None else word["outcome"]
    return f"{name} is on file as {known}. Tick that it was censored: that is recorded first, with the day of the notice."


def _changed(con: Connection, incident_id: int, changes: dict[str, tuple[Any, Any]], reason: str = "") -> None:
    """Keep what was changed, by whom and when: nobody's change is written over unseen."""
    sql = "insert into incident_change values ($id, $by, $at) on conflict (incident_id, volunteer) do update set changed_at = $at"
    con.execute(sql, {"id": incident_id, "by": con.by, "at": con.at})
    history.record(con, "incident", incident_id, "changed", changes, reason)


def _set_reasons(con: Connection, incident_id: int, terms: list[int]) -> None:
    con.execute("delete from incident_reason where incident_id = $id", {"id": incident_id})
    if terms:
        sql = "insert into incident_reason select $id, unnest($terms::integer[])"
        con.execute(sql, {"id": incident_id, "terms": terms})

"""One appeal as it stands: its incidents and places, its dated actions, what stands against it. Nothing here writes."""

from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from bfp.appeals.deadlines import Deadline
from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound

STAGES = ("to decide", "to write", "sent", "answered", "closed")
UNSENT = ("to decide", "to write")
MADE_BY = ("sender", "reader")
ACTIONS = ("letter sent", "reader wrote", "answer", "next level", "call", "reminder", "handed over", "note")
FREE = ("call", "reminder", "note", "letter sent", "reader wrote")  # what a person adds by hand; the others follow from a step
ANSWERS = ("upheld", "overturned", "partly overturned", "reason substituted", "no reply")
WON = ("overturned", "partly overturned")


@dataclass(frozen=True)
class Appeal:
    """A challenge to one or many incidents of one system at one level, by the program or by the reader."""

    id: int
    system_id: int
    level: int
    made_by: str
    state: str
    taken_by: str
    taken_on: date | None
    due_on: date | None  # the day to send, as computed when it was opened, changed or sent
    rule_id: int | None
    sent_on: date | None
    answered_on: date | None
    closed_on: date | None
    decision: str
    why_not: str
    pattern: bool
    note: str
    opened_on: date
    opened_by: str
    voided_on: date | None
    void_reason: str
    system: str
    incident_ids: tuple[int, ...]
    facility_ids: tuple[int, ...]
    facilities: tuple[str, ...]
    whats: tuple[str, ...]

    @property
    def unsent(self) -> bool:
        return self.state in UNSENT

    @property
    def what(self) -> str:
        """What it is about, in a few words."""
        return what(self.whats)

    @property
    def place(self) -> str:
        return place(self.facilities)

    @property
    def label(self) -> str:
        return f"{self.what}, at {self.place}"


def what(whats: tuple[str, ...] | list[str]) -> str:
    """The one title, or the first and how many more."""
    if not whats:
        return "Mail without a title"
    return whats[0] if len(whats) == 1 else f"{whats[0]} and {len(whats) - 1} more"


def place(facilities: tuple[str, ...] | list[str]) -> str:
    """The one facility, or the first and how many more."""
    if not facilities:
        return "no facility"
    return facilities[0] if len(facilities) == 1 else f"{facilities[0]} and {len(facilities) - 1} more"


def get(con: Connection, appeal_id: int) -> Appeal:
    """One appeal, also a voided one; raises NotFound."""
    found = db.row(con, db.question("appeal"), id=appeal_id)
    if found is None:
        raise NotFound(f"There is no appeal number {appeal_id}.")
    lists = {name: tuple(found[name] or ()) for name in ("incident_ids", "facility_ids", "facilities", "whats")}
    return Appeal(**{field.name: (found | lists)[field.name] for field in fields(Appeal)})


def standing(con: Connection, appeal_id: int) -> Appeal:
    """One appeal that was not voided; raises Conflict if it was."""
    appeal = get(con, appeal_id)
    if appeal.voided_on is not None:
        when = dates.written(appeal.voided_on)
        raise Conflict(f"Appeal {appeal_id} was voided on {when}: {appeal.void_reason}. Nothing of it can be changed.")
    return appeal


def incidents_of(con: Connection, appeal_id: int) -> pd.DataFrame:
    """The incidents of an appeal by facility, voided ones too."""
    return db.frame(con, db.question("appeal_incidents"), id=appeal_id)


def actions(con: Connection, appeal_id: int) -> pd.DataFrame:
    """The dated actions that stand, the latest first: id, kind, happened_on, text, volunteer, documents (how many)."""
    sql = """
        select appeal_action.id, appeal_action.level, appeal_action.kind, appeal_action.happened_on, appeal_action.text,
            appeal_action.volunteer,
            (
                select count(*) from document_of join document on document.id = document_of.document_id
                where document_of.entity = 'appeal_action' and document_of.entity_id = appeal_action.id
                    and document.voided_on is null
            ) as documents
        from appeal_action
        where appeal_action.appeal_id = $id and appeal_action.voided_on is null
        order by appeal_action.happened_on desc, appeal_action.id desc
    """
    return db.frame(con, sql, id=appeal_id)


def of_incident(con: Connection, incident_id: int) -> pd.DataFrame:
    """The appeals that stand over an incident, level by level: id, level, made_by, state, decision, sent_on, answered_on."""
    sql = """
        select appeal.id, appeal.level, appeal.made_by, appeal.state, appeal.decision, appeal.sent_on, appeal.answered_on
        from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal_incident.incident_id = $id and appeal.voided_on is null
        order by appeal.level, appeal.id
    """
    return db.frame(con, sql, id=incident_id)


def left_by(con: Connection, incident_id: int) -> str:
    """What to do about the appeals under way that cover an incident which was voided; empty if none does."""
    table = of_incident(con, incident_id)
    under_way = [f"appeal {row.id} ({row.state})" for row in table[table["state"] != "closed"].itertuples()]
    if not under_way:
        return ""
    return f"It is still on {' and '.join(under_way)}: remove it there if it is not sent yet, or void that appeal."


def others(con: Connection, appeal_id: int) -> pd.DataFrame:
    """The other appeals over the same incidents (levels before and after, the reader's own): id, level, made_by, state …"""
    sql = """
        select distinct appeal.id, appeal.level, appeal.made_by, appeal.state, appeal.decision, appeal.answered_on
        from appeal
        join appeal_incident on appeal_incident.appeal_id = appeal.id
        where appeal.id <> $id and appeal.voided_on is null
            and appeal_incident.incident_id in (select incident_id from appeal_incident where appeal_id = $id)
        order by appeal.level, appeal.id
    """
    return db.frame(con, sql, id=appeal_id)


def volunteers(con: Connection) -> list[str]:
    """Who has held appeals or opened incidents: whom one may be handed over to."""
    sql = """
        select distinct name from (
            select taken_by as name from appeal union all select opened_by from appeal union all select opened_by from incident
        ) as people
        where name <> '' order by name
    """
    return [row["name"] for row in db.rows(con, sql)]


def warnings(con: Connection, appeal: Appeal, deadline: Deadline | None) -> list[str]:
    """What stands against sending it as it is, each with what to do; nothing if nothing does."""
    if appeal.voided_on is not None:
        return []
    table, told = incidents_of(con, appeal.id), []
    for row in table[table["voided_on"].notna()].itertuples():
        then = "Remove it from the appeal, or void the appeal." if appeal.unsent else "The answer is not told to it."
        told.append(f"Incident {row.id} was voided ({row.void_reason}). {then}")
    if not appeal.unsent:
        return told
    for row in table[table["voided_on"].isna() & table["decision"].isin(WON)].itertuples():
        told.append(f"Incident {row.id} is {row.decision} already. Remove it, or void the appeal.")
    if deadline is not None and not deadline.address:
        whom = deadline.addressee or "whom to appeal to"
        told.append(f"No address of {whom} is on file for {appeal.system}. Find it, and add it under Appeal rules, Contacts.")
    return told

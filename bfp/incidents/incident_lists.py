"""Lists of incidents: what waits to become one, what is on file, what was like it, which items a notice may be about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.incidents.incidents import Incident
from bfp.mail import shipments

KINDS = ("censored", "disputed", "no reason given")  # of what has no incident yet
PAGE = 25
EVERYTHING = 1_000_000
LIKE = {"same_title": "this title", "same_rule": "this rule", "same_facility": "this facility"}


@dataclass(frozen=True)
class Where:
    """Which incidents a list is about; None and empty let everything through."""

    state: str | None = None
    system: str | None = None
    facility_id: int | None = None
    title: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {"state": self.state, "system": self.system, "facility_id": self.facility_id, "title": self.title.strip()}

    @property
    def everything(self) -> bool:
        return self == Where()


def without_incident(
    con: Connection, kind: str = "censored", where: Where = Where(), limit: int = PAGE, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """What was stopped and has no incident yet, the newest word first, and how many there are.

    Columns: event_id, item_id, shipment_id, facility_id, facility, title_id, title, mailed_on, learned_on, stated_reason …
    """
    sql = db.question("without_incident")
    return _counted(db.frame(con, sql, kind=kind, limit=limit, offset=offset, **where.values))


def listing(
    con: Connection,
    where: Where = Where(),
    *,
    undecided: bool = False,
    disputed: bool = False,
    unmatched: bool = False,
    limit: int | None = PAGE,
    offset: int = 0,
) -> tuple[pd.DataFrame, int]:
    """The incidents on file, the latest received first, and how many; without names and numbers of readers."""
    only = {"undecided": undecided, "disputed": disputed, "unmatched": unmatched}
    sql = db.question("incidents")
    return _counted(db.frame(con, sql, **where.values, **only, limit=limit or EVERYTHING, offset=offset))


def _counted(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many


def for_csv(table: pd.DataFrame) -> pd.DataFrame:
    """A list of incidents to give away: no reader is in it, nor what leads to one, nor a notice's words, which may name one."""
    shown = table.drop(columns=["facility_id", "documents", "stated_reason"]).rename(columns={"id": "incident"})
    return shown.rename(columns=lambda name: name.replace("_", " "))


def counts(con: Connection, where: Where = Where()) -> dict[str, int]:
    """How many incidents there are, and how they stand."""
    return db.one(con, db.question("incident_counts"), **where.values)


def in_words(counted: dict[str, int]) -> str:
    """The counts in a sentence; decisions with how many there are, never a share of few."""
    n = counted["incidents"]
    if not n:
        return "No incident here."
    told = [f"{number_of(n, 'incident')} at {number_of(counted['facilities'], 'facility')}"]
    told.append(f"{counted['undecided']:,} undecided" if counted["undecided"] else "none undecided")
    if counted["disputed"]:
        told.append(number_of(counted["disputed"], "disputed return"))
    if counted["unmatched"]:
        told.append(f"{counted['unmatched']:,} not matched to a parcel yet")
    was = "was" if counted["overturned"] == 1 else "were"
    ends = f"Of {counted['decided']:,} decided, {counted['overturned']:,} {was} overturned"
    ends += f" and {counted['partly']:,} partly." if counted["partly"] else "."
    return f"{', '.join(told)}." + (f" {ends}" if counted["decided"] else "")


def facilities(con: Connection) -> dict[int, str]:
    """The facilities that have incidents, by name."""
    sql = """
        select facility.id, facility.name || ', ' || facility.state as label
        from facility
        where facility.id in (select facility_id from incident where voided_on is null)
        order by label, facility.id
    """
    return {row["id"]: row["label"] for row in db.rows(con, sql)}


def similar(con: Connection, incident_id: int) -> pd.DataFrame:
    """Past incidents at the same facility, under the same rule or of the same title; what worked first.

    Columns: id, received_on, facility, title, stated_reason, rule_cited, decision, decided_on, substituted_reason, appeals, same.
    """
    table = db.frame(con, db.question("incidents_similar"), id=incident_id)
    table["same"] = [
        ", ".join(words.removeprefix("this ") for column, words in LIKE.items() if getattr(row, column))
        for row in table.itertuples(index=False)
    ]
    return table


def similar_in_words(table: pd.DataFrame) -> list[str]:
    """For title, rule and facility: how many before, how many of those decided, and what came of them."""
    told = []
    for column, words in LIKE.items():
        found = table[table[column].astype(bool)]
        if found.empty:
            continue
        decided = found[~found["decision"].isin(["pending", "not appealed"])]
        won = int(decided["decision"].isin(["overturned", "partly overturned"]).sum())
        changed = int((decided["decision"] == "reason substituted").sum())
        line = f"{words.capitalize()}: {number_of(len(found), 'other')}, "
        line += f"{len(decided):,} decided, {won or 'none'} overturned at least in part" if len(decided) else "none decided"
        told.append(line + (f", {changed:,} given another reason." if changed else "."))
    return told


def fitting(
    con: Connection,
    facility_ids: Iterable[int],
    *,
    title_id: int | None = None,
    reader_id: int | None = None,
    until: date | None = None,
    limit: int = 200,
) -> pd.DataFrame:
    """Items that a notice from these facilities may be about: censored or unconfirmed, without an incident, censored first.

    Columns: item_id, shipment_id, number, facility_id, facility, title_id, title, reader_id, reader, mailed_on, outcome,
    notice_on, learned_on.
    """
    asked = {"facilities": list(facility_ids), "title_id": title_id, "reader_id": reader_id, "until": until, "limit": limit}
    table = db.frame(con, db.question("incident_items"), **asked)
    table["number"] = [shipments.number(int(number)) for number in table["shipment_id"]]
    return table


def may_be_about(con: Connection, incident: Incident, limit: int = 30) -> pd.DataFrame:
    """Items that an incident without one may be about: its facility, and its title and reader where it names them."""
    return fitting(
        con, [incident.facility_id], title_id=incident.title_id, reader_id=incident.reader_id,
        until=incident.notice_on or incident.received_on, limit=limit,
    )  # fmt: skip


def last_change(con: Connection, incident_id: int, but: str) -> tuple[datetime, str]:
    """When what is known of an incident was last changed by somebody else, and who; (datetime.min, "") for never."""
    sql = """
        select changed_at, volunteer from incident_change
        where incident_id = $id and volunteer <> $but
        order by changed_at desc
        limit 1
    """
    found = db.row(con, sql, id=incident_id, but=but)
    return (found["changed_at"], found["volunteer"]) if found else (datetime.min, "")

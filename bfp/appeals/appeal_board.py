"""The board of appeals: what is due first and what it can win, said in words, so that a legal volunteer knows where to begin.

The measure by which appeals due in the same week are ordered, and which is no more than that:

    worth = chance x reach x place

- chance: the share overturned (at least partly) of what was decided before at the same system for the same reason, drawn
  towards the whole program's share as if OWN more of its decisions had been made: (won + OWN * share) / (n + OWN). Of several
  reasons the one with the most decisions counts. No reply is no decision. Before any decision at all the share is one half.
- reach: at how many units of the system the same title or issue was stopped in the last LATELY days, at least the units
  that the appeal covers: a pattern wins more than one parcel.
- place: 2 where one of its facilities is flagged HIGH on the page Where, 1.5 for WATCH, else 1.

Weeks go before worth: what must be sent this week is above all that is due later, whatever it can win. Deadlines that are
unknown stand with the next week's (send as soon as you can), as do reminders and what is to be sent again. What has passed
comes last, and stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import pandas as pd

from bfp.appeals import appeal_facts, appeal_rules, deadlines
from bfp.appeals.appeal_facts import UNSENT, WON, Appeal
from bfp.appeals.appeal_words import answer_due, due, outcome, why
from bfp.appeals.deadlines import Deadline
from bfp.base import db, kept, settings
from bfp.base.db import Connection
from bfp.censorship import censorship_report, outcome_reports
from bfp.stats.rates import HIGH, WATCH

OPEN = appeal_facts.STAGES[:4]
WHOSE = {
    "all": "All", "mine": "Mine", "unassigned": "Unassigned", "late": "Late", "week": "To send this week",
    "passed": "Past the day",
}  # fmt: skip
ONLY = tuple(WHOSE)
WEEK = 7
DUE = ("late", "week", "passed")
OWN = 10  # decisions that the program's own share weighs
LATELY = 365
PLACES = {HIGH: 2.0, WATCH: 1.5}
PASSED, UNKNOWN_WEEK = 10_000, 1
PAGE = 20


@dataclass(frozen=True)
class Line:
    """One appeal, or one incident without any (`appeal_id` None), as the board shows it."""

    appeal_id: int | None
    incident_id: int | None
    what: str
    place: str
    system: str
    state: str
    level: int
    made_by: str
    taken_by: str
    due: str  # what is due when, in words
    why: str  # why it is worth it, in words
    late: bool
    passed: bool
    left_days: int | None
    worth: float
    units: int
    incidents: int
    pattern: bool
    to_send_again: int
    alike: tuple[int, ...] = ()  # other incidents without an appeal: the same thing at other units of the system
    together: str = ""  # when one appeal for all of them would be due, where that is another day

    @property
    def can_be_appealed(self) -> bool:
        """An incident without an appeal whose day is not over, or is not known."""
        return self.appeal_id is None and not self.passed

    @property
    def order(self) -> tuple[Any, ...]:
        """Week by week, within a week by worth; what has passed last."""
        week = UNKNOWN_WEEK if self.left_days is None else max(self.left_days, 0) // 7
        if self.state == "sent" or self.to_send_again:  # a reminder, a parcel: after what must be sent this week
            week = max(week, UNKNOWN_WEEK)
        left = PASSED if self.left_days is None else self.left_days
        number = self.appeal_id or self.incident_id or 0
        return (PASSED if self.passed and not self.to_send_again else week, -self.worth, left, number)


@dataclass(frozen=True)
class Board:
    """What is under way, sorted, and what still can be appealed."""

    lines: tuple[Line, ...]
    unopened: tuple[Line, ...]
    closed: int

    def of(self, state: str, who: str = "", only: str = "all") -> list[Line]:
        """The lines of one state: all, mine (`who`'s), those nobody holds, or those that are late."""
        return [line for line in self.lines if line.state == state and _kept(line, who, only)]

    def without(self, only: str) -> list[Line]:
        """The incidents without an appeal: all, or those that are late, to be sent this week or past their day."""
        return [line for line in self.unopened if only not in DUE or _kept(line, "", only)]

    def counts(self, who: str = "", only: str = "all") -> dict[str, int]:
        return {state: len(self.of(state, who, only)) for state in OPEN}

    def many(self, who: str = "") -> dict[str, int]:
        """How many under way there are of each choice of `of`."""
        return {only: sum(_kept(line, who, only) for line in self.lines) for only in ONLY}


def _kept(line: Line, who: str, only: str) -> bool:
    unsent = line.state in UNSENT or line.appeal_id is None
    soon = line.left_days is not None and line.left_days < WEEK
    return {
        "all": True, "mine": bool(who) and line.taken_by == who, "unassigned": not line.taken_by, "late": line.late,
        "week": unsent and soon and not line.passed, "passed": unsent and line.passed,
    }[only]  # fmt: skip


def board(con: Connection, today: date) -> Board:
    """The board on a day: kept until somebody saves, as the page asks for it at every click."""
    return kept.kept(con, anew, today, but=kept.OF_THE_DESK)


def flagged(con: Connection, today: date) -> dict[int, str]:
    """The facilities flagged HIGH or WATCH; a count of all mail, so kept until there is one per cent more of it."""
    return kept.kept(con, _flagged, today, roughly=True)


def _flagged(con: Connection, today: date) -> dict[int, str]:
    table = censorship_report.where(con, outcome_reports.scope(con, today)).table
    found = table[table["flag"].isin(PLACES)]
    return dict(zip(found["id"].astype(int), found["flag"], strict=True))


def anew(con: Connection, today: date) -> Board:
    """The board with nothing kept."""
    rows = db.rows(con, db.question("appeal_board"), since=today - deadlines.LONGEST, lately=today - timedelta(days=LATELY))
    if not rows:
        return Board((), (), _closed(con))
    facts = _Facts(con, today, rows)
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["appeal_id"] is not None:
            groups.setdefault(row["appeal_id"], []).append(row)
    lines = [facts.line(group) for group in groups.values()]
    loose = [row for row in rows if row["appeal_id"] is None]
    unopened = facts.loose(loose)
    by_order = attrgetter("order")
    return Board(tuple(sorted(lines, key=by_order)), tuple(sorted(unopened, key=by_order)), _closed(con))


def _closed(con: Connection) -> int:
    return db.value(con, "select count(*) from appeal where voided_on is null and state = 'closed'")


class _Facts:
    """What the lines are made of, asked for once for all of them."""

    def __init__(self, con: Connection, today: date, rows: list[dict[str, Any]]) -> None:
        self.today = today
        self.flags = flagged(con, today)
        self.fewest = max(settings.load(con).minimum_known, 1)
        self.mail_days = mail_days(con)
        self.share = _share(con)
        self.rules = {rule.id: rule for rule in appeal_rules.listing(con, voided=True)}
        self.of_appeals = deadlines.for_appeals(con, today)
        loose = [row["incident_id"] for row in rows if row["appeal_id"] is None]
        self.of_incidents = deadlines.for_incidents(con, loose, today) if loose else {}
        self.next = _next_levels(con, today, rows)

    def line(self, group: list[dict[str, Any]]) -> Line:
        """One appeal from its incidents."""
        first, state = group[0], group[0]["state"]
        there = [row for row in group if row["facility"] is not None]
        found, rule = self._deadline(first, there), self.rules.get(first["rule_id"])
        again = sum(row["to_send_again"] for row in there) if state == "answered" else 0
        if state in UNSENT:
            said = due(found, first["system"], self.today)
        elif state == "sent":
            answer_by = deadlines.staff_due(rule, sent_on=first["sent_on"], mail_days=self.mail_days) if rule else None
            said = answer_due(first["sent_on"], answer_by, self.today)
        else:
            left = [row for row in there if row["incident_decision"] not in ("overturned", "not appealed")]
            said = outcome(first["decision"], first["answered_on"], again, found, bool(left), first["level"], self.today)
        return Line(
            appeal_id=first["appeal_id"], incident_id=None, state=state, level=first["level"], made_by=first["made_by"],
            taken_by=first["taken_by"], due=said.text if there else "Every incident of it was voided: void the appeal.",
            late=said.late, passed=said.passed, left_days=said.left_days, incidents=len(there), pattern=first["pattern"],
            to_send_again=again, system=first["system"], **self._about(there),
        )  # fmt: skip

    def _deadline(self, first: dict[str, Any], there: list[dict[str, Any]]) -> Deadline | None:
        if first["state"] in UNSENT:
            return self.of_appeals.get(first["appeal_id"])
        known = [self.next.get((first["level"] + 1, first["made_by"], row["incident_id"])) for row in there]
        return min(
            (one for one in known if one is not None), key=lambda one: one.send_by or one.not_after or date.max, default=None
        )

    def loose(self, rows: list[dict[str, Any]]) -> list[Line]:
        """Incidents without an appeal, each knowing the others of its kind."""
        alike: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for row in rows:
            if row["thing"]:
                alike.setdefault((row["system_id"], row["thing"]), []).append(row)
        lines = []
        for row in rows:
            same = alike.get((row["system_id"], row["thing"]), [row])
            several = len({one["facility_id"] for one in same}) > 1
            own = self.of_incidents.get(row["incident_id"])
            soonest = deadlines.first([self.of_incidents.get(one["incident_id"]) for one in same])
            said = due(own, row["system"], self.today)
            lines.append(
                Line(
                    appeal_id=None, incident_id=row["incident_id"], state="", level=1, made_by="", taken_by="", due=said.text,
                    late=said.late, passed=said.passed, left_days=said.left_days, incidents=1, pattern=False, to_send_again=0,
                    system=row["system"], **self._about([row]),
                    alike=tuple(one["incident_id"] for one in same if one is not row) if several else (),
                    together=due(soonest, row["system"], self.today).text if several and soonest != own else "",
                )
            )  # fmt: skip
        return lines

    def _about(self, there: list[dict[str, Any]]) -> dict[str, Any]:
        """What it is about, and what it can win."""
        facilities = sorted({row["facility"] for row in there})
        whats = sorted({row["what"] for row in there if row["what"]})
        units = max([row["units"] for row in there], default=0)
        reach = max(units, len(facilities), 1)
        flags = [(row["facility"], self.flags[row["facility_id"]]) for row in there if row["facility_id"] in self.flags]
        place = max([PLACES[flag] for _, flag in flags], default=1.0)
        never: dict[str, Any] = {"n": 0, "won": 0, "reason": None}
        tried = max(there, key=lambda row: row["n"], default=never)
        chance = (tried["won"] + OWN * self.share) / (tried["n"] + OWN)
        return {
            "what": appeal_facts.what(whats), "place": appeal_facts.place(facilities), "units": reach,
            "worth": chance * reach * place, "why": why(flags, reach, tried["reason"], tried["n"], tried["won"], self.fewest),
        }  # fmt: skip


def _share(con: Connection) -> float:
    """The whole program's share overturned of what was decided."""
    sql = """
        select count(*) as n, count(*) filter (where list_contains($won, decision)) as won
        from incident
        where voided_on is null and decision in ('upheld', 'overturned', 'partly overturned', 'reason substituted')
    """
    found = db.one(con, sql, won=list(WON))
    return (found["won"] + 0.5) / (found["n"] + 1)


def _next_levels(con: Connection, today: date, rows: Iterable[dict[str, Any]]) -> dict[tuple[int, str, int], Deadline | None]:
    """Until when the answered ones can be taken further, by (level, who, incident)."""
    asked: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        if row["state"] == "answered" and row["incident_id"] is not None and row["incident_decision"] != "overturned":
            asked.setdefault((row["level"] + 1, row["made_by"]), []).append(row["incident_id"])
    found = {}
    for (level, made_by), ids in asked.items():
        for incident_id, one in deadlines.for_incidents(con, ids, today, level, made_by).items():
            found[level, made_by, incident_id] = one
    return found


def closed(con: Connection, who: str | None = None, limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """The closed appeals, the latest first, and how many: id, what, place, system, level, decision, why_not, closed_on …"""
    table = db.frame(con, db.question("appeals_closed"), who=who, limit=limit, offset=offset)
    many = int(table["matching"].iloc[0]) if len(table) else 0
    names = {"place": ("facilities", appeal_facts.place), "what": ("whats", appeal_facts.what)}
    for name, (column, word) in names.items():
        table[name] = [word([one for one in found if one] if found is not None else []) for found in table[column]]
    return table.drop(columns=["matching", "facilities", "whats"]), many


def could_join(con: Connection, appeal: Appeal, limit: int = 200) -> pd.DataFrame:
    """Incidents of the same system and level that no such appeal covers, those about the same thing first.

    Columns: id, what, facility, notice_on, received_on.
    """
    sql = """
        with about as (
            select incident.id, facility.name || ', ' || facility.state as facility, incident.notice_on,
                incident.received_on, trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as what
            from incident
            join facility on facility.id = incident.facility_id
            left join title on title.id = incident.title_id
            where incident.voided_on is null and facility.system_id = $system_id
                and incident.decision = case when $level = 1 then 'pending' else 'upheld' end
                and incident.id not in (
                    select appeal_incident.incident_id from appeal_incident
                    join appeal on appeal.id = appeal_incident.appeal_id
                    where appeal.voided_on is null and appeal.level = $level and appeal.made_by = $made_by
                        and appeal.decision <> 'not appealed'
                )
        )
        select id, what, facility, notice_on, received_on from about
        order by list_contains($whats::varchar[], what) desc, received_on desc, id desc
        limit $limit
    """
    about = {"system_id": appeal.system_id, "level": appeal.level, "made_by": appeal.made_by, "whats": list(appeal.whats)}
    return db.frame(con, sql, **about, limit=limit)


def mail_days(con: Connection) -> int:
    """What a letter takes to its office."""
    return settings.load(con).mail_days

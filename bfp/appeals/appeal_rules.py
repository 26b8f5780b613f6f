"""How long there is to appeal and to whom, by system or state: data with its source, and who of the program checked it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, kept_list, states
from bfp.base.closed_days import FEDERAL
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.kept_list import Field, Kept, KeptList

WHO = ("sender", "reader", "both")
COUNTED_FROM = ("notice", "signature", "receipt here", "decision")
FROM = {
    "notice": "the date of the notice",
    "signature": "the signature on the notice",
    "receipt here": "the day the notice came here",
    "decision": "the decision of the level before",
}
FEDERAL_KINDS = ("federal", "immigration")  # kinds of system that keep the nation's holidays
MOST_DAYS, MOST_LEVEL, MOST_HOURS = 365, 5, 8760
ONE_OR_ALL = """
    select appeal_rule.*, system.name as system, system.kind as system_kind, system.state as system_state
    from appeal_rule
    left join system on system.id = appeal_rule.system_id
    where $id is null or appeal_rule.id = $id
    order by appeal_rule.id
"""


@dataclass(frozen=True, kw_only=True)
class Rule(Kept):
    """One rule: who may appeal, at which level, to whom, within how many days counted from what."""

    system_id: int | None
    state: str | None
    level: int
    who: str
    days: int | None  # None: not known, ask
    business_days: bool
    counted_from: str
    must_arrive: bool
    staff_hours: int | None
    staff_days: int | None
    addressee: str
    address: str
    text: str
    starts_on: date | None
    moved: bool = False  # a last day on a weekend or holiday becomes the next business day
    whose: str = ""  # the system's or the state's name
    calendar: str = FEDERAL  # whose holidays are left out: a state's letters, or the nation's

    @property
    def span(self) -> str:
        """The time there is: "10 business days from the signature on the notice"."""
        if self.days is None:
            return "unknown: ask"
        kind = "business day" if self.business_days else "day"
        return f"{self.days} {kind}{'s' if self.days != 1 else ''} from {FROM[self.counted_from]}"

    @property
    def short(self) -> str:
        """The time there is as a table shows it: "14 days from notice, must arrive"."""
        if self.days is None:
            return self.span
        return f"{self.span.split(' from ')[0]} from {self.counted_from}{', must arrive' if self.must_arrive else ''}"

    @property
    def sentence(self) -> str:
        """The rule in one line."""
        who = {"both": "sender or reader", "sender": "the sender", "reader": "the reader"}[self.who]
        parts = [f"{self.whose}, level {self.level}, by {who}: {self.span}"]
        if self.must_arrive:
            parts.append("must have arrived by then")
        if self.addressee:
            parts.append(f"to {self.addressee}")
        if self.staff_hours:
            parts.append(f"staff have {self.staff_hours} hours to notify")
        if self.staff_days:
            parts.append(f"staff have {self.staff_days} days to answer")
        return ", ".join(parts)


def of(con: Connection, facility_id: int, level: int, on: date, who: str = "sender") -> Rule | None:
    """The rule that holds for a facility on a day: its system's own before its state's, the latest begun; None is unknown.

    A state's rule holds for the state's own system only: its county jails, and federal or private prisons
    standing in it, have rules of their own.
    """
    sql = """
        select facility.system_id, facility.state, system.kind as system_kind, system.state as system_state
        from facility asked
        join facility on facility.id = coalesce(asked.merged_into, asked.id)
        join system on system.id = facility.system_id
        where asked.id = $id
    """
    place = db.row(con, sql, id=facility_id)
    if place is None:
        raise NotFound(f"There is no facility number {facility_id}.")
    return chosen(RULES.listing(con), place, level, on, who)


def chosen(rules: list[Rule], place: dict[str, Any], level: int, on: date, who: str = "sender") -> Rule | None:
    """Of these rules the one that holds at a place (its system_id, state, system_kind, system_state); pure."""
    state = place["system_state"] or place["state"]
    fitting = [
        rule
        for rule in rules
        if rule.level == level
        and rule.who in (who, "both")
        and (rule.starts_on is None or rule.starts_on <= on)
        and (rule.system_id == place["system_id"] or (place["system_kind"] == "state" and rule.state == state))
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda rule: (rule.system_id is not None, rule.starts_on or date.min, rule.who == who, rule.id))
    calendar = FEDERAL if place["system_kind"] in FEDERAL_KINDS else state or place["state"]
    return replace(best, calendar=calendar)


def shown(rules: list[Rule]) -> pd.DataFrame:
    """The rules as their table shows them."""
    names = ["Whose", "Level", "Time there is", "State", "Who may", "To", "Since", "Source"]
    rows = [(r.whose, r.level, r.short, r.status, r.who, r.addressee, r.starts_on, r.source) for r in rules]
    return pd.DataFrame(rows, columns=names)


def _made(row: dict[str, Any]) -> Rule:
    whose = row["system"] or states.NAMES.get(row["state"] or "", row["state"] or "")
    federal = row["system_id"] is not None and row["system_kind"] in FEDERAL_KINDS
    calendar = FEDERAL if federal else row["state"] or row["system_state"] or FEDERAL
    return Rule.of_row(row, whose=whose, calendar=calendar)


def _fitted(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    """Of one system or one state, counted from what can have been; alone for its appeal from its day on."""
    if (entry["system_id"] is None) == (not entry["state"]):
        raise Invalid("Say whose rule it is: one system, or one state.", "whose")
    if entry["system_id"] is not None and not db.value(con, "select id from system where id = $id", id=entry["system_id"]):
        raise NotFound(f"There is no system number {entry['system_id']}.")
    state = states.code(entry["state"]) if entry["state"] else None
    if entry["state"] and state is None:
        raise Invalid(f"Write the state as two letters, such as NC, not {entry['state']!r}.", "whose")
    if entry["level"] == 1 and entry["counted_from"] == "decision":
        raise Invalid("A first appeal has no decision before it. Count it from the notice, the signature or the receipt here.",
                      "counted_from")  # fmt: skip
    entry = {**entry, "state": state}
    _refuse_twin(con, entry)
    return entry


def _refuse_twin(con: Connection, entry: dict[str, Any]) -> None:
    """One rule for the same appeal from the same day on: two would leave it to chance which holds."""
    sql = """
        select id from appeal_rule
        where voided_on is null and level = $level
            and system_id is not distinct from $system_id and state is not distinct from $state
            and starts_on is not distinct from $starts_on
            and (who = $who or who = 'both' or $who = 'both')
    """
    same = {name: entry[name] for name in ("level", "system_id", "state", "starts_on", "who")}
    if db.value(con, sql, **same) is not None:
        since = f"from {dates.written(entry['starts_on'])}" if entry["starts_on"] else "without a day it begins"
        raise Conflict(f"There is such a rule {since} already. Correct that one, or give the new one the day it begins.")


RULES = KeptList(
    table="appeal_rule",
    noun="rule",
    fields=(
        Field("system_id", read=kept_list.as_it_is, usual=None),
        Field("state", usual=None),
        Field("level", "Level", kept_list.number, usual=1, most=MOST_LEVEL),
        Field("who", "Who may appeal", kept_list.choice, usual="both", choices=WHO),
        Field("days", "Days", kept_list.number, usual=None, most=MOST_DAYS),
        Field("business_days", read=kept_list.as_it_is, usual=False),
        Field("counted_from", "What days are counted from", kept_list.choice, usual="notice", choices=COUNTED_FROM),
        Field("must_arrive", read=kept_list.as_it_is, usual=False),
        Field("moved", read=kept_list.as_it_is, usual=False),
        Field("staff_hours", "Hours to notify", kept_list.number, usual=None, most=MOST_HOURS),
        Field("staff_days", "Days to answer", kept_list.number, usual=None, most=MOST_DAYS),
        Field("addressee"),
        Field("address", read=kept_list.lines),
        Field("text", read=kept_list.lines),
        Field("source", ask="Say where the rule stands: the document and its day, or who said so."),
        Field("starts_on", read=kept_list.as_it_is, usual=None),
    ),
    sql=ONE_OR_ALL,
    made=_made,
    fitted=_fitted,
    order=lambda rule: (rule.whose, rule.level, rule.starts_on or date.min, rule.id),
)
get, listing, add, correct = RULES.get, RULES.listing, RULES.add, RULES.correct
confirm, void, restore, unchecked = RULES.confirm, RULES.void, RULES.restore, RULES.unchecked

"""How long there is to appeal and to whom, by system or state: data with its source, and who of the program checked it."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history, states
from bfp.base.closed_days import FEDERAL
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

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
EDITABLE = (
    "system_id", "state", "level", "who", "days", "business_days", "counted_from", "must_arrive", "moved",
    "staff_hours", "staff_days", "addressee", "address", "text", "source", "starts_on",
)  # fmt: skip
USUAL = {
    "system_id": None, "state": None, "level": 1, "who": "both", "days": None, "business_days": False, "counted_from": "notice",
    "must_arrive": False, "moved": False, "staff_hours": None, "staff_days": None, "addressee": "", "address": "", "text": "",
    "source": "", "starts_on": None,
}  # fmt: skip
ONE_OR_ALL = """
    select appeal_rule.*, system.name as system, system.kind as system_kind, system.state as system_state
    from appeal_rule
    left join system on system.id = appeal_rule.system_id
    where $id is null or appeal_rule.id = $id
    order by appeal_rule.id
"""


@dataclass(frozen=True)
class Rule:
    """One rule: who may appeal, at which level, to whom, within how many days counted from what."""

    id: int
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
    source: str
    starts_on: date | None
    checked_on: date | None
    checked_by: str
    voided_on: date | None = None
    void_reason: str = ""
    moved: bool = False  # a last day on a weekend or holiday becomes the next business day
    whose: str = ""  # the system's or the state's name
    calendar: str = FEDERAL  # whose holidays are left out: a state's letters, or the nation's

    @property
    def checked(self) -> bool:
        return self.checked_on is not None

    @property
    def standing(self) -> str:
        """Whether somebody of the program has checked it: "checked 3 Mar 2026 by Ada"."""
        if self.voided_on is not None:
            return f"voided: {self.void_reason}"
        by = f" by {self.checked_by}" if self.checked_by else ""
        return f"checked {dates.written(self.checked_on)}{by}" if self.checked else "to be checked"

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


def get(con: Connection, rule_id: int) -> Rule:
    """The rule with this number, voided or not: an old appeal may have gone by it."""
    found = db.row(con, ONE_OR_ALL, id=rule_id)
    if found is None:
        raise NotFound(f"There is no appeal rule number {rule_id}.")
    return _rule(found)


def standing(con: Connection) -> list[Rule]:
    """Every rule that is not voided."""
    return [rule for rule in everything(con) if rule.voided_on is None]


def everything(con: Connection) -> list[Rule]:
    """Every rule, the voided ones too."""
    return [_rule(row) for row in db.rows(con, ONE_OR_ALL, id=None)]


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
    return chosen(standing(con), place, level, on, who)


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


def listing(con: Connection, voided: bool = False) -> list[Rule]:
    """The rules by system or state, level and day begun; the voided ones too if asked for."""
    rules = everything(con) if voided else standing(con)
    return sorted(rules, key=lambda one: (one.voided_on is not None, one.whose, one.level, one.starts_on or date.min, one.id))


def shown(rules: list[Rule]) -> pd.DataFrame:
    """The rules as their table shows them."""
    names = ["Whose", "Level", "Time there is", "State", "Who may", "To", "Since", "Source"]
    rows = [(r.whose, r.level, r.short, r.standing, r.who, r.addressee, r.starts_on, r.source) for r in rules]
    return pd.DataFrame(rows, columns=names)


def to_check(con: Connection) -> int:
    """How many rules nobody of the program has checked yet."""
    return db.value(con, "select count(*) from appeal_rule where checked_on is null and voided_on is null")


def add(con: Connection, **given: Any) -> int:
    """Put a rule on file: system_id or state, level, who, days (None: unknown), counted_from and the rest of EDITABLE."""
    entry = _checked(con, {**USUAL, **given})
    _refuse_twin(con, entry)
    return _insert(con, entry)


def correct(con: Connection, rule_id: int, why: str, on: date, **changes: Any) -> int:
    """Put a rule right by a new row, to be checked again; the old one is voided with the reason and stays on file."""
    before, why = _standing(con, rule_id), " ".join(why.split())
    if not why:
        raise Invalid("Say what was wrong with the rule.", "why")
    old = {name: getattr(before, name) for name in EDITABLE}
    entry = _checked(con, {**old, **changes})
    if entry == old:
        raise Invalid("Nothing was changed. Change what is wrong, or mark the rule as checked.", "why")
    _void(con, rule_id, f"corrected: {why}", on)
    _refuse_twin(con, entry)
    return _insert(con, entry, f"corrects rule {rule_id}: {why}")


def check(con: Connection, rule_id: int, source: str, on: date) -> None:
    """Keep that the person who saves compared a rule with the system's own text, and with which."""
    before, source = _standing(con, rule_id), " ".join(source.split())
    if not con.by:
        raise Invalid("Write your name on the left first: a checked rule says who checked it.", "source")
    if not source:
        raise Invalid("Say what the rule was compared with: the document and its day.", "source")
    after = {"source": source, "checked_on": on, "checked_by": con.by}
    con.execute(
        "update appeal_rule set source = $source, checked_on = $checked_on, checked_by = $checked_by where id = $id",
        {**after, "id": rule_id},
    )
    was = {name: getattr(before, name) for name in after}
    history.record(con, "appeal_rule", rule_id, "changed", history.differences(was, after))


def void(con: Connection, rule_id: int, reason: str, on: date) -> None:
    """Take a rule out of use; it stays on file with the reason, and appeals that went by it keep it."""
    _standing(con, rule_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say why the rule no longer stands.", "void_reason")
    _void(con, rule_id, reason, on)


def _rule(row: dict[str, Any]) -> Rule:
    whose = row["system"] or states.NAMES.get(row["state"] or "", row["state"] or "")
    federal = row["system_id"] is not None and row["system_kind"] in FEDERAL_KINDS
    calendar = FEDERAL if federal else row["state"] or row["system_state"] or FEDERAL
    names = {field.name for field in fields(Rule)} & set(row)
    return Rule(**{name: row[name] for name in names}, whose=whose, calendar=calendar)


def _standing(con: Connection, rule_id: int) -> Rule:
    found = get(con, rule_id)
    if found.voided_on is not None:
        raise Conflict("This rule was voided already.")
    return found


def _void(con: Connection, rule_id: int, reason: str, on: date) -> None:
    sql = "update appeal_rule set voided_on = $on, void_reason = $reason where id = $id"
    con.execute(sql, {"on": on, "reason": reason, "id": rule_id})
    history.record(con, "appeal_rule", rule_id, "voided", {"voided_on": (None, on)}, reason)


def _insert(con: Connection, entry: dict[str, Any], reason: str = "") -> int:
    sql = """
        insert into appeal_rule (system_id, state, level, who, days, business_days, counted_from, must_arrive, moved,
            staff_hours, staff_days, addressee, address, text, source, starts_on)
        values ($system_id, $state, $level, $who, $days, $business_days, $counted_from, $must_arrive, $moved,
            $staff_hours, $staff_days, $addressee, $address, $text, $source, $starts_on)
        returning id
    """
    rule_id = db.value(con, sql, **entry)
    told = {name: (None, value) for name, value in entry.items() if value not in (None, "")}
    history.record(con, "appeal_rule", rule_id, "added", told, reason)
    return rule_id


def _checked(con: Connection, given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a rule as they are kept; raises Invalid with the field that is wrong."""
    unknown = set(given) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a rule has no {', '.join(sorted(unknown))}")
    entry = {name: _tidy(name, value) for name, value in given.items()}
    if (entry["system_id"] is None) == (not entry["state"]):
        raise Invalid("Say whose rule it is: one system, or one state.", "whose")
    if entry["system_id"] is not None and not db.value(con, "select id from system where id = $id", id=entry["system_id"]):
        raise NotFound(f"There is no system number {entry['system_id']}.")
    if entry["state"]:
        code = states.code(entry["state"])
        if code is None:
            raise Invalid(f"Write the state as two letters, such as NC, not {entry['state']!r}.", "whose")
        entry["state"] = code
    if entry["who"] not in WHO:
        raise Invalid(f"Who may appeal is one of: {', '.join(WHO)}.", "who")
    if entry["counted_from"] not in COUNTED_FROM:
        raise Invalid(f"Days are counted from one of: {', '.join(COUNTED_FROM)}.", "counted_from")
    limits = (
        ("level", "Level", MOST_LEVEL),
        ("days", "Days", MOST_DAYS),
        ("staff_days", "Days to answer", MOST_DAYS),
        ("staff_hours", "Hours to notify", MOST_HOURS),
    )
    for name, word, most in limits:
        if entry[name] is not None and not 1 <= entry[name] <= most:
            raise Invalid(f"{word}: a number between 1 and {most:,}.", name)
    if entry["level"] == 1 and entry["counted_from"] == "decision":
        raise Invalid("A first appeal has no decision before it. Count it from the notice, the signature or the receipt here.",
                      "counted_from")  # fmt: skip
    if not entry["source"]:
        raise Invalid("Say where the rule stands: the document and its day, or who said so.", "source")
    return entry


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() if name in ("address", "text") else " ".join(value.split()) or ("" if name != "state" else None)
    return value


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

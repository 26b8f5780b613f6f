"""Standing rules about mail: of a system, of a kind of facility, of one facility; dated, with a source."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history, measures
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.words import number_of
from bfp.places import facilities

LEVELS = ("system", "kind", "facility")
SOURCE_KINDS = ("official document", "staff on the phone", "reader", "experience", "other program")
FLAGS = (
    "refuses_all",
    "paperback_only",
    "no_hardcover",
    "new_only",
    "approved_vendors_only",
    "prior_approval",
    "invoice_needed",
)
LIMITS = ("max_items", "max_weight_oz", "max_size")
WORDS = {
    "refuses_all": "no books at all",
    "paperback_only": "paperback only",
    "no_hardcover": "no hardcover",
    "new_only": "new only",
    "approved_vendors_only": "approved vendors only",
    "prior_approval": "prior approval",
    "invoice_needed": "invoice needed",
}
_SOURCES = {
    "official document": "",
    "staff on the phone": "staff by phone",
    "reader": "a reader",
    "experience": "our experience",
    "other program": "another program",
}
_SYSTEMS = {"private": "operator", "other": "system"}
_WHERE = {"prison": "unit", "other": "facility"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A rule about mail as it is put on file: of a system, of a kind of facility, or of one facility; since when, who said so."""

    level: str
    starts_on: date
    source_kind: str
    source: str = ""
    text: str = ""
    system_id: int | None = None
    kind: str | None = None
    facility_id: int | None = None
    ends_on: date | None = None
    max_items: int | None = None
    max_weight_oz: int | None = None
    max_size: str = ""
    refuses_all: bool = False
    paperback_only: bool = False
    no_hardcover: bool = False
    new_only: bool = False
    approved_vendors_only: bool = False
    prior_approval: bool = False
    invoice_needed: bool = False


@dataclass(frozen=True, kw_only=True)
class Restriction(Told):
    """One rule on file, and whose it is."""

    id: int
    whose: str = ""

    @property
    def rule(self) -> str:
        """What the rule says: "at most 3 books, paperback only; no spiral bindings"."""
        return rule(asdict(self))

    @property
    def sentence(self) -> str:
        """The rule with whose it is, who said so, and since when: "paperback only (state, 2024)"."""
        about = (self.whose, _SOURCES[self.source_kind], str(self.starts_on.year))
        return f"{self.rule} ({', '.join(part for part in about if part)})"

    @property
    def in_full(self) -> str:
        """The same with the day and the source: "paperback only (state, since 1 Feb 2024, directive 4572)"."""
        about = (self.whose, _SOURCES[self.source_kind], f"since {dates.written(self.starts_on)}", self.source)
        return f"{self.rule} ({', '.join(part for part in about if part)})"


def rule(flags: dict[str, Any]) -> str:
    """The flags, the limits and the text of a restriction in words."""
    said = [WORDS["refuses_all"]] if flags["refuses_all"] else []
    if most := _number(flags["max_items"]):
        said.append(f"at most {number_of(most, 'book')}")
    said += [WORDS[flag] for flag in FLAGS if flag != "refuses_all" and flags[flag]]
    if weight := _number(flags["max_weight_oz"]):
        said.append(f"at most {measures.written_weight(weight)}")
    if flags["max_size"]:
        said.append(f"no larger than {flags['max_size']}")
    text = (flags["text"] or "").strip().rstrip(".")
    if text and text.lower() not in said:
        return "; ".join(part for part in (", ".join(said), text) if part)
    return ", ".join(said)


def _number(limit: Any) -> int | None:
    """A limit as it comes out of a table, where nothing may be None or nan."""
    return int(limit) if limit is not None and limit == limit else None


def in_force(con: Connection, facility_id: int, on: date) -> list[Restriction]:
    """The rules a parcel to this facility meets on that day: the system's, its kind's, its own."""
    return in_force_at(con, [facility_id], on).get(facility_id, [])


def in_force_at(con: Connection, facility_ids: list[int], on: date) -> dict[int, list[Restriction]]:
    """The rules in force at each of these facilities, in one query (for lists)."""
    sql = """
        select wanted.id as asked, facility.kind as facility_kind, system.kind as system_kind, restriction.*
        from facility wanted
        join facility on facility.id = coalesce(wanted.merged_into, wanted.id)
        join system on system.id = facility.system_id
        join restriction
            on (restriction.level = 'system' and restriction.system_id = facility.system_id)
            or (restriction.level = 'kind' and restriction.kind = facility.kind
                and (restriction.system_id is null or restriction.system_id = facility.system_id))
            or (restriction.level = 'facility' and restriction.facility_id = facility.id)
        where list_contains($ids, wanted.id)
            and restriction.voided_on is null
            and restriction.starts_on <= $on
            and (restriction.ends_on is null or restriction.ends_on > $on)
        order by wanted.id,
            case restriction.level when 'system' then 1 when 'kind' then 2 else 3 end, restriction.starts_on, restriction.id
    """
    found: dict[int, list[Restriction]] = {}
    for row in db.rows(con, sql, ids=list(facility_ids) or [0], on=on):
        found.setdefault(row["asked"], []).append(_restriction(row, row["facility_kind"], row["system_kind"]))
    return found


def _restriction(row: dict[str, Any], facility_kind: str = "", system_kind: str = "") -> Restriction:
    whose = {
        "system": _SYSTEMS.get(system_kind, system_kind),
        "kind": f"every {row['kind']}",
        "facility": _WHERE.get(facility_kind, facility_kind),
    }[row["level"]]
    return Restriction(whose=whose, **{field.name: row[field.name] for field in fields(Restriction) if field.name != "whose"})


def get(con: Connection, restriction_id: int) -> Restriction:
    """The restriction with this number, unless it was voided."""
    sql = """
        select facility.kind as facility_kind, system.kind as system_kind, restriction.*
        from restriction
        left join facility on facility.id = restriction.facility_id
        left join system on system.id = coalesce(restriction.system_id, facility.system_id)
        where restriction.id = $id and restriction.voided_on is null
    """
    row = db.row(con, sql, id=restriction_id)
    if row is None:
        raise NotFound(f"There is no restriction number {restriction_id}; it may have been voided.")
    return _restriction(row, row["facility_kind"] or "", row["system_kind"] or "")


def of_facility(con: Connection, facility_id: int, limit: int = 200) -> pd.DataFrame:
    """Every restriction a facility ever stood under, voided ones too, latest first."""
    sql = """
        select restriction.*
        from facility
        join restriction
            on (restriction.level = 'system' and restriction.system_id = facility.system_id)
            or (restriction.level = 'kind' and restriction.kind = facility.kind
                and (restriction.system_id is null or restriction.system_id = facility.system_id))
            or (restriction.level = 'facility' and restriction.facility_id = facility.id)
        where facility.id = $facility_id
        order by restriction.starts_on desc, restriction.id desc
        limit $limit
    """
    table = db.frame(con, sql, facility_id=facility_id, limit=limit)
    table["rule"] = [rule(row) for row in table.to_dict("records")]
    return table[["id", "level", "rule", "starts_on", "ends_on", "source_kind", "source", "voided_on", "void_reason"]]


def add(con: Connection, told: Told) -> int:
    """Put a rule on file for a system, a kind of facility (within a system, or everywhere) or one facility."""
    entry = asdict(told)
    whose = {name: entry.pop(name) for name in ("system_id", "kind", "facility_id")}
    entry, target = _valid(entry), _target(con, told.level, **whose)
    if _same(con, entry, target):
        raise Conflict("This restriction is already on file.")
    sql = """
        insert into restriction (level, system_id, kind, facility_id, starts_on, ends_on, text, source_kind, source, refuses_all,
            max_items, max_weight_oz, max_size, paperback_only, no_hardcover, new_only, approved_vendors_only, prior_approval,
            invoice_needed)
        values ($level, $system_id, $kind, $facility_id, $starts_on, $ends_on, $text, $source_kind, $source, $refuses_all,
            $max_items, $max_weight_oz, $max_size, $paperback_only, $no_hardcover, $new_only, $approved_vendors_only,
            $prior_approval, $invoice_needed)
        returning id
    """
    restriction_id = db.value(con, sql, **entry, **target)
    history.record(con, "restriction", restriction_id, "added", history.differences({}, {**entry, **target}))
    _tell(con, target, ("", rule(entry)))
    return restriction_id


def edit(con: Connection, restriction_id: int, **changes: Any) -> Restriction:
    """Correct what is on file about a rule. A rule that has changed is ended, and the new one added."""
    before = get(con, restriction_id)
    editable = ("level", "text", "starts_on", "ends_on", "source_kind", "source", *LIMITS, *FLAGS)
    entry = _valid({**{name: getattr(before, name) for name in editable}, **changes})
    differences = history.differences(asdict(before), entry)
    if not differences:
        return before
    sql = """
        update restriction
        set starts_on = $starts_on, ends_on = $ends_on, text = $text, source_kind = $source_kind, source = $source,
            refuses_all = $refuses_all, max_items = $max_items, max_weight_oz = $max_weight_oz, max_size = $max_size,
            paperback_only = $paperback_only, no_hardcover = $no_hardcover, new_only = $new_only,
            approved_vendors_only = $approved_vendors_only, prior_approval = $prior_approval, invoice_needed = $invoice_needed
        where id = $id
    """
    con.execute(sql, {**{name: value for name, value in entry.items() if name != "level"}, "id": restriction_id})
    history.record(con, "restriction", restriction_id, "changed", differences)
    after = get(con, restriction_id)
    _tell(con, asdict(before), (before.rule, after.rule))
    return after


def end(con: Connection, restriction_id: int, on: date) -> None:
    """The rule no longer holds from that day on."""
    before = get(con, restriction_id)
    if on <= before.starts_on:
        raise Invalid("A restriction can't end before it began. If it was never true, void it instead.", "ends_on")
    con.execute("update restriction set ends_on = $on where id = $id", {"on": on, "id": restriction_id})
    history.record(con, "restriction", restriction_id, "changed", {"ends_on": (before.ends_on, on)})
    _tell(con, asdict(before), (before.rule, ""), f"ended on {on.isoformat()}")


def void(con: Connection, restriction_id: int, reason: str, on: date) -> None:
    """Take back a rule that was never true; it stays in the history with the reason."""
    before = get(con, restriction_id)
    history.void(con, "restriction", restriction_id, reason, on)
    _tell(con, asdict(before), (before.rule, ""), " ".join(reason.split()))


def _tell(con: Connection, target: dict[str, Any], change: tuple[str, str], reason: str = "") -> None:
    """A facility's own rules stand in its history too."""
    if target["facility_id"]:
        history.record(con, "facility", target["facility_id"], "changed", {"restriction": change}, reason)


def _valid(entry: dict[str, Any]) -> dict[str, Any]:
    entry = {**entry, **{name: " ".join((entry[name] or "").split()) for name in ("text", "source", "max_size")}}
    if entry["level"] not in LEVELS:
        raise Invalid("A restriction is of a system, of a kind of facility, or of one facility.", "level")
    if entry["source_kind"] not in SOURCE_KINDS:
        raise Invalid(f"The source is one of: {', '.join(SOURCE_KINDS)}.", "source_kind")
    if entry["starts_on"] is None:
        raise Invalid("Since when does it hold? If nobody knows, write the day it was learned.", "starts_on")
    if entry["ends_on"] is not None and entry["ends_on"] <= entry["starts_on"]:
        raise Invalid("A restriction can't end before it began.", "ends_on")
    if entry["max_items"] is not None and entry["max_items"] < 1:
        raise Invalid("At most how many? For none at all, tick “no books at all”.", "max_items")
    if entry["max_weight_oz"] is not None and not 0 < entry["max_weight_oz"] <= measures.MOST_OUNCES:
        raise Invalid("The heaviest parcel that is let in weighs between 1 oz and 70 lb.", "max_weight_oz")
    if not entry["text"] and not any(entry[name] for name in (*LIMITS, *FLAGS)):
        raise Invalid("Say what the restriction is: tick what applies, or write it.", "text")
    return entry


def _target(con: Connection, level: str, system_id: int | None, kind: str | None, facility_id: int | None) -> dict[str, Any]:
    if level == "facility":
        if facility_id is None:
            raise Invalid("Choose the facility the restriction holds at.", "facility_id")
        return {"system_id": None, "kind": None, "facility_id": facilities.get(con, facility_id).id}
    if level == "kind" and kind not in facilities.KINDS:
        raise Invalid("Choose the kind of facility the restriction holds at.", "kind")
    if level == "system" and system_id is None:
        raise Invalid("Choose the system the restriction holds in.", "system_id")
    return {"system_id": system_id, "kind": kind if level == "kind" else None, "facility_id": None}


def _same(con: Connection, entry: dict[str, Any], target: dict[str, Any]) -> bool:
    sql = """
        select id from restriction
        where voided_on is null and ends_on is null
            and level = $level and system_id is not distinct from $system_id and kind is not distinct from $kind
            and facility_id is not distinct from $facility_id and lower(text) = lower($text)
            and max_items is not distinct from $max_items and max_weight_oz is not distinct from $max_weight_oz
            and lower(max_size) = lower($max_size) and refuses_all = $refuses_all
            and paperback_only = $paperback_only and no_hardcover = $no_hardcover and new_only = $new_only
            and prior_approval = $prior_approval and approved_vendors_only = $approved_vendors_only
            and invoice_needed = $invoice_needed
            and source_kind = $source_kind and source = $source
        limit 1
    """
    wanted = {name: value for name, value in {**entry, **target}.items() if name not in ("starts_on", "ends_on")}
    return db.row(con, sql, **wanted) is not None

"""The fields of a facility and of a restriction, drawn, read and saved: for the directory and a facility's page."""

from typing import Any

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import measures, states
from bfp.base.db import Connection
from bfp.places import facilities, restrictions, systems
from bfp.places.facilities import Facility
from bfp.places.restrictions import Restriction
from bfp.ui import form

TEXTS = ("name", "street", "city", "zip", "mail_name", "mail_street", "mail_city", "mail_zip", "notes")
FIELDS = (*TEXTS, "state", "kind", "system", "new_system", "new_system_kind", "mail_state", "latitude", "longitude", "status")
RULE_FIELDS = ("level", "text", *restrictions.LIMITS, "starts_on", "source_kind", "source", *restrictions.FLAGS)
RULE_TEXTS = ("text", "source", "max_size", "max_weight_oz")
OWN = "The state's own department"
FLAG_LABELS = {
    "refuses_all": "No books at all",
    "paperback_only": "Paperback only",
    "no_hardcover": "No hardcover",
    "new_only": "New only",
    "approved_vendors_only": "Approved vendors only",
    "prior_approval": "Prior approval",
    "invoice_needed": "Invoice needed",
}


# ---- a facility ---------------------------------------------------------------------------------


def facility_fields(prefix: str, known: pd.DataFrame, facility: Facility | None = None) -> None:
    """Name, system, kind, both addresses, the rest; what is on file stands in them."""

    def at(name: str, default: Any = "") -> Any:
        return getattr(facility, name) if facility else default

    def text(label: str, name: str, **more: Any) -> None:
        st.text_input(label, at(name), key=f"{prefix}_{name}", **more)
        ui.problem(name)

    name, state, kind = st.columns([3, 2, 2])
    with name:
        text("Name", "name", placeholder="Example Unit")
    with state:
        codes = list(states.NAMES)
        st.selectbox(
            "State",
            codes,
            index=codes.index(at("state")) if facility else None,
            key=f"{prefix}_state",
            format_func=lambda code: f"{code} · {states.NAMES[code]}",
            placeholder="choose",
        )
        ui.problem("state")
    with kind:
        st.selectbox("Kind", facilities.KINDS, index=facilities.KINDS.index(at("kind", "prison")), key=f"{prefix}_kind")
    _system_fields(prefix, known, facility)
    st.caption("Packages go to")
    street, city, zip = st.columns([3, 2, 1.3])
    with street:
        text("Street", "street")
    with city:
        text("Town", "city")
    with zip:
        text("ZIP", "zip")
    st.caption("Paper mail goes to, where it is another address")
    mail_name, mail_street = st.columns(2)
    with mail_name:
        text("Addressee", "mail_name", placeholder="mail processing center")
    with mail_street:
        text("Street or box", "mail_street")
    city, state, zip = st.columns([3, 2, 1.3])
    with city:
        text("Town", "mail_city")
    with state:
        codes = ["", *states.NAMES]
        st.selectbox("State", codes, index=codes.index(at("mail_state")), key=f"{prefix}_mail_state")
    with zip:
        text("ZIP", "mail_zip")
    latitude, longitude, status = st.columns(3)
    with latitude:
        st.number_input("Latitude", -90.0, 90.0, at("latitude", None), format="%.5f", key=f"{prefix}_latitude")
    with longitude:
        st.number_input("Longitude", -180.0, 180.0, at("longitude", None), format="%.5f", key=f"{prefix}_longitude")
    with status:
        st.selectbox("Status", facilities.STATUSES, index=facilities.STATUSES.index(at("status", "open")), key=f"{prefix}_status")
    st.text_area("Notes", at("notes"), key=f"{prefix}_notes", height=80)


def _system_fields(prefix: str, known: pd.DataFrame, facility: Facility | None) -> None:
    names = dict(zip(known["id"], known["name"], strict=True))
    choices = [None, *names]
    system, new, kind = st.columns([3, 2, 2])
    with system:
        st.selectbox(
            "System",
            choices,
            index=choices.index(facility.system_id) if facility else 0,
            key=f"{prefix}_system",
            format_func=lambda number: names.get(number, OWN),
        )
        ui.problem("system")
    with new:
        st.text_input("or a new system", key=f"{prefix}_new_system", placeholder="Example County")
    with kind:
        st.selectbox("of the kind", systems.KINDS, index=2, key=f"{prefix}_new_system_kind")


def _entry(prefix: str) -> dict[str, Any]:
    entry = form.typed(prefix, *FIELDS)
    return entry | {name: entry[name] if entry[name] != "" else None for name in ("latitude", "longitude", "system")}


def _with_system(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its system as a number: one on file, or the new one that was named."""
    system = (entry.pop("system"), entry["state"], entry.pop("new_system"), entry.pop("new_system_kind"))
    return entry | {"system_id": systems.chosen(con, *system)}


@form.callback
def save_new(at: str) -> str:
    """Put what was typed into the directory."""
    entry = _entry(at)
    with form.once(at) as con:
        added = facilities.add(con, **_with_system(con, entry))
    return f"{added.label} added."


@form.callback
def save_edit(prefix: str, facility_id: int) -> None:
    """Change the facility as typed."""
    entry = _entry(prefix)
    with form.once(said="Saved.") as con:
        facilities.edit(con, facility_id, **_with_system(con, entry))
    ui.clear(f"{prefix}_new_system")


# ---- a restriction ------------------------------------------------------------------------------


def levels(facility: Facility) -> dict[str, dict[str, Any]]:
    """Whose rule it may be, seen from one facility: label -> what restrictions.add wants."""
    return {
        f"{facility.name} only": {"level": "facility", "facility_id": facility.id},
        f"every {facility.kind} of {facility.system}": {"level": "kind", "kind": facility.kind, "system_id": facility.system_id},
        f"all of {facility.system}": {"level": "system", "system_id": facility.system_id},
        f"every {facility.kind}, everywhere": {"level": "kind", "kind": facility.kind},
    }


def restriction_fields(prefix: str, facility: Facility, rule: Restriction | None = None) -> None:
    """What the rule says, whose it is, since when, and who said so."""

    def at(name: str, default: Any) -> Any:
        return getattr(rule, name) if rule else default

    boxes = st.columns(3)
    for place, (flag, label) in enumerate(FLAG_LABELS.items()):
        boxes[place % 3].checkbox(label, at(flag, False), key=f"{prefix}_{flag}")
    most, weight, size = st.columns([1, 1, 2])
    with most:
        st.number_input("At most (books)", 1, 100, at("max_items", None), key=f"{prefix}_max_items", placeholder="any")
        ui.problem("max_items")
    with weight:
        heaviest = measures.written_weight(at("max_weight_oz", None))
        st.text_input("No heavier than", heaviest, key=f"{prefix}_max_weight_oz", placeholder="any weight, or 3 lb")
        ui.problem("max_weight_oz")
    with size:
        st.text_input("No larger than", at("max_size", ""), key=f"{prefix}_max_size", placeholder="any size, or 9 x 12 in")
    st.text_input(
        "In words", at("text", ""), key=f"{prefix}_text", placeholder="no spiral bindings; write APPROVED on the package"
    )
    ui.problem("text")
    if rule is None:
        st.selectbox("It holds at", list(levels(facility)), key=f"{prefix}_level")
    since, kind, source = st.columns([1, 1.3, 2])
    with since:
        st.date_input("Since", at("starts_on", ui.today()), format="YYYY-MM-DD", key=f"{prefix}_starts_on")
        ui.problem("starts_on")
    with kind:
        kinds = restrictions.SOURCE_KINDS
        st.selectbox("Says who", kinds, index=kinds.index(at("source_kind", "official document")), key=f"{prefix}_source_kind")
    with source:
        st.text_input("Where, or their name", at("source", ""), key=f"{prefix}_source", placeholder="directive 4572, mail room")


def _rule(prefix: str) -> dict[str, Any]:
    rule = form.typed(prefix, *RULE_FIELDS)
    flags = {name: bool(rule[name]) for name in restrictions.FLAGS}
    return rule | flags | {name: None for name, value in rule.items() if value == "" and name not in (*RULE_TEXTS, *flags)}


def _weighed(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule with its weight read as ounces; a weight that is none is refused at its field."""
    return {**rule, "max_weight_oz": measures.read_weight(rule["max_weight_oz"], "max_weight_oz")}


@form.callback
def save_restriction(at: str, facility: Facility) -> None:
    """Put the rule on file."""
    rule = _rule(at)
    with form.once(at, "Restriction added.") as con:
        restrictions.add(con, restrictions.Told(**{**_weighed(rule), **levels(facility)[rule["level"]]}))


def edit_restriction(prefix: str, restriction_id: int) -> None:
    """Correct the rule as typed."""
    rule = {name: value for name, value in _rule(prefix).items() if name != "level"}
    with ui.saving("Restriction corrected.") as con:
        restrictions.edit(con, restriction_id, **_weighed(rule))


def end_restriction(prefix: str, restriction_id: int) -> None:
    """The rule no longer holds from the day chosen."""
    day = ui.fields(f"{prefix}_ends_on")[f"{prefix}_ends_on"]
    with ui.saving("The restriction ended.") as con:
        restrictions.end(con, restriction_id, day)


@form.callback
def void_restriction(at: str, restriction_id: int) -> None:
    """The rule was never true."""
    reason, today = form.typed(at, "reason")["reason"], ui.today()
    with form.once(at, "The restriction was taken back.") as con:
        restrictions.void(con, restriction_id, reason, today)

"""Who runs facilities: a state's department, the Federal Bureau of Prisons, a county, a private operator."""

import re

import pandas as pd

from bfp.base import db, history, states
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

KINDS = ("state", "federal", "county", "immigration", "private", "other")
FEDERAL = "Federal Bureau of Prisons"
IMMIGRATION = "Immigration and Customs Enforcement"

_PLAIN = "AL AK AR CO DC FL GA IL IN IA KS KY ME MI MN MS MO MT NV NH NJ OK OR PA RI SC SD UT VT VA WI WY"
_SINGULAR = "CT DE ID MA TN"

_FEDERAL_WORDS = (
    r"\b(federal|fci|usp|fpc|fdc|fmc|fcc|ftc|mcc|mdc|fps|u\.?s\.? penitentiary|united states|adx|rrm|ccm"
    r"|metropolitan (detention|correctional))\b"
)

# What the departments call themselves, where it is known for sure.
DEPARTMENTS = {
    **{code: f"{states.NAMES[code]} Department of Corrections" for code in _PLAIN.split()},
    **{code: f"{states.NAMES[code]} Department of Correction" for code in _SINGULAR.split()},
    "AZ": "Arizona Department of Corrections, Rehabilitation and Reentry",
    "CA": "California Department of Corrections and Rehabilitation",
    "HI": "Hawaii Department of Corrections and Rehabilitation",
    "LA": "Louisiana Department of Public Safety and Corrections",
    "MD": "Maryland Department of Public Safety and Correctional Services",
    "NE": "Nebraska Department of Correctional Services",
    "NM": "New Mexico Corrections Department",
    "NY": "New York State Department of Corrections and Community Supervision",
    "NC": "North Carolina Department of Adult Correction",
    "ND": "North Dakota Department of Corrections and Rehabilitation",
    "OH": "Ohio Department of Rehabilitation and Correction",
    "PR": "Puerto Rico Department of Correction and Rehabilitation",
    "TX": "Texas Department of Criminal Justice",
    "WA": "Washington State Department of Corrections",
    "WV": "West Virginia Division of Corrections and Rehabilitation",
}


def get_or_add(con: Connection, name: str, kind: str, state: str | None = None) -> int:
    """The number of the system with this name, put on the list if it is not there."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Write the name of the system, such as Texas Department of Criminal Justice.", "system")
    if kind not in KINDS:
        raise Invalid(f"A system is one of: {', '.join(KINDS)}.", "system_kind")
    found = db.value(con, "select id from system where lower(name) = lower($name)", name=name)
    if found:
        return found
    sql = "insert into system (name, kind, state) values ($name, $kind, $state) returning id"
    system_id = db.value(con, sql, name=name, kind=kind, state=state)
    history.record(con, "system", system_id, "added", {"name": ("", name), "kind": ("", kind), "state": ("", state or "")})
    return system_id


def rename(con: Connection, system_id: int, name: str) -> None:
    """Call a system by another name, everywhere."""
    name = " ".join(name.split())
    before = db.row(con, "select name from system where id = $id", id=system_id)
    if before is None:
        raise NotFound(f"There is no system number {system_id}.")
    if not name:
        raise Invalid("A system needs a name.", "system")
    if db.row(con, "select id from system where lower(name) = lower($name) and id <> $id", name=name, id=system_id):
        raise Conflict(f"{name} is already on the list of systems.")
    con.execute("update system set name = $name where id = $id", {"name": name, "id": system_id})
    history.record(con, "system", system_id, "changed", {"name": (before["name"], name)})


def listing(con: Connection) -> pd.DataFrame:
    """Every system with how many open facilities it has, by name."""
    sql = """
        select system.id, system.name, system.kind, system.state, count(facility.id) as facilities
        from system
        left join facility on facility.system_id = system.id and facility.merged_into is null and facility.status = 'open'
        group by system.id, system.name, system.kind, system.state
        order by system.name, system.id
    """
    return db.frame(con, sql)


def of_state(state: str) -> tuple[str, str, str | None]:
    """The state's own department as (name, kind, state)."""
    return DEPARTMENTS.get(state, f"{states.NAMES.get(state, state)} (state prisons)"), "state", state


def of_counties(state: str) -> tuple[str, str, str | None]:
    """The county jails of a state as (name, kind, state)."""
    return f"Counties of {states.NAMES.get(state, state)}", "county", state


def meant(text: str, state: str) -> tuple[str, str, str | None]:
    """The system that a word in a file stands for: texas, federal, county, or a name written out."""
    words = re.sub(r"[\W_]+", " ", text).strip()
    low = words.lower()
    if low in ("", "state", "state prison", "state prisons") or low.startswith("state department"):
        return of_state(state)
    code = states.code(words)
    if code:
        return of_state(code)
    if low in ("federal", "bop", "fbop", "us bop", "federal prison", "federal bureau of prisons", "bureau of prisons"):
        return FEDERAL, "federal", None
    if low in ("ice", "immigration", "ice detention", "immigration detention", "immigration and customs enforcement"):
        return IMMIGRATION, "immigration", None
    if low in ("county", "local", "jail", "city", "municipal"):
        return of_counties(state)
    if low in ("private", "private operator"):
        return "Private operators", "private", None
    name = " ".join(text.split())
    kind = (
        "county" if re.search(r"\b(county|sheriff|parish)\b", low) else "state" if re.search(r"correct|prison", low) else "other"
    )
    return name, kind, state


def says_federal(name: str) -> bool:
    """Whether a name itself says that the place is federal: FCI Example, Example Metropolitan Detention Center."""
    words = re.sub(r"\(.*?\)", " ", name).lower()
    return bool(re.search(_FEDERAL_WORDS, words))


def guessed(name: str, facility_type: str, state: str) -> tuple[str, str, str | None]:
    """The system that a facility's own name tells of, else the state's department."""
    words = re.sub(r"\(.*?\)", " ", f"{name} {facility_type}").lower()
    if says_federal(words):
        return FEDERAL, "federal", None
    if re.search(r"\b(ice|immigration)\b", words):
        return IMMIGRATION, "immigration", None
    if re.search(r"\b(county|parish|sheriff|sheriff's)\b|\b(regional|city|main|co\.?) jail\b", words):
        return of_counties(state)
    return of_state(state)


def chosen(con: Connection, system_id: int | None, state: str, name: str = "", kind: str = "") -> int:
    """The system a form names: one on the list, a new one written out, or else the state's own department."""
    if name.strip():
        return get_or_add(con, name, kind or "other", states.code(state))
    if system_id is not None:
        return system_id
    code = states.code(state)
    if code is None:
        raise Invalid(f"Write the state as two letters, such as NC, not {state or 'nothing'!r}.", "state")
    return get_or_add(con, *of_state(code))

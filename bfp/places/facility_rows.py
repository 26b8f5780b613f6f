"""One row of somebody's list of facilities, read into a name, a state, an address, a kind, a system."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bfp.base import importing, states
from bfp.base.tables.columns import cell
from bfp.places import facility_cleaning, systems

_DIGIT = re.compile(r"\d").search
# The fields, with the words that the first line of a file may use for them.
COLUMNS = {
    "name": ("name", "facility name", "facility", "facilityname", "institution", "prison", "unit name"),
    "state": ("state", "st", "state code", "state abbreviation"),
    "system": ("system", "jurisdiction file", "jurisdiction", "department", "agency", "operator"),
    "type": ("facility type", "type", "kind", "description", "category"),
    "street": (
        "street address", "street", "address", "address 1", "address1", "street1", "street 1", "address line 1",
        "package address",
    ),
    "city": ("city", "town", "municipality"),
    "zip": ("zip code", "zip", "zipcode", "postal code", "zip5"),
    "mail": ("mailing address", "paper mail address", "mail address", "postal address", "legacy address"),
    "mail_city": ("mailing city", "mail city"),
    "mail_state": ("mailing state", "mail state"),
    "mail_zip": ("mailing zip", "mail zip", "mailing zip code", "mailing zipcode"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon", "lng"),
    "aliases": ("aliases", "other names", "also called", "alias", "other name"),
    "status": ("status", "open or closed"),
    "phone": ("phone", "telephone", "phone number"),
    "url": ("url", "website", "web page", "link"),
    "notes": ("notes", "note", "comments", "remarks"),
}  # fmt: skip
NEEDED = ("name", "state")
UNDERSTANDS: dict[str, Callable[[str], Any]] = {
    "state": states.code, "mail_state": states.code, "zip": _DIGIT, "mail_zip": _DIGIT, "latitude": _DIGIT, "longitude": _DIGIT,
}  # fmt: skip

_KINDS = (
    ("juvenile", r"juvenile|youth|girls|boys"),
    ("other", r"\b(hq|headquarters|administrative)\b|(central|regional) office"),
    ("reentry", r"re-?entry|transition|pre-?release|work release|halfway|community|residential"),
    ("camp", r"(prison|work|boot|forestry|conservation|fire) camp|\bcamp$|work farm|work center|\bfpc\b"),
    ("prison", r"state jail|state prison|reception"),
    ("hospital", r"hospital|medical|psychiatric|\bfmc\b"),
    ("detention center", r"detention|\b(fdc|mdc|pdc)\b"),
    ("jail", r"\bjail\b|sheriff"),
)


@dataclass
class Row(importing.Row):
    """A facility, and what importing it would do."""

    SHOWN = ("name", "state")
    name: str = ""
    state: str = ""
    system: tuple[str, str, str | None] = ("", "", None)
    type: str = ""
    aliases: list[str] = field(default_factory=list)
    stated: set[str] = field(default_factory=set)  # what the file itself says, not guessed
    facility_id: int = 0  # once it is on file

    def shown(self) -> tuple[str, str]:
        return self.name or self.raw.get("name", ""), self.state


def read(raw: dict[str, Any], used: dict[str, str]) -> Row:
    number = int(raw.pop("_row"))
    row = Row(number, raw)
    said = {name: raw[column] for name, column in used.items()}
    row.name, note = facility_cleaning.name(said["name"])
    state = states.code(cell(said["state"]))
    row.state = state or ""
    if not row.name:
        return row.reject("the row has no name")
    if facility_cleaning.is_statewide(row.name):
        return row.reject("the row is about the whole state, not a facility")
    if facility_cleaning.is_street(row.name):
        return row.reject("the name is a street address: whose is it?")
    if state is None:
        return row.reject(f"“{cell(said['state'])}” is no state" if cell(said["state"]) else "the row has no state")
    row.type = cell(said.get("type", ""))
    address = facility_cleaning.address(said.get("street", ""), said.get("city", ""), state, said.get("zip", ""), row.name)
    row.notes = [part for part in (note, *address.notes) if part]
    row.values = {"street": address.street, "city": address.city, "zip": address.zip, "kind": kind(row.type, row.name)}
    row.stated |= {"kind"} if row.type else set()
    _read_mail(row, said)
    for name, most in (("latitude", 90), ("longitude", 180)):
        row.values[name] = _degrees(cell(said.get(name, "")), most)
    row.values["status"] = "closed" if re.search(r"clos|inactive", said.get("status", ""), flags=re.I) else "open"
    row.stated |= {"status"} if cell(said.get("status", "")) else set()
    phone = cell(said.get("phone", ""))
    about = [
        f"Phone {phone}" if sum(sign.isdigit() for sign in phone) >= 7 else "",
        cell(said.get("url", "")),
        cell(said.get("notes", "")),
    ]
    row.values["notes"] = "\n".join(part for part in about if part)
    system = cell(said.get("system", ""))
    row.system = systems.meant(system, state) if system else systems.guessed(row.name, row.type, state)
    row.stated |= {"system"} if system else set()
    others = [address.also_called, *re.split(r"[;|]", said.get("aliases", "")), _with_type(row.name, row.type)]
    row.aliases = [other for other in dict.fromkeys(map(cell, others)) if other and other.lower() != row.name.lower()]
    return row


def _read_mail(row: Row, said: dict[str, str]) -> None:
    """The paper-mail address, where the file gives one that is not the package address."""
    mail = facility_cleaning.address(
        said.get("mail", ""),
        said.get("mail_city", ""),
        states.code(said.get("mail_state", "")) or row.state,
        said.get("mail_zip", ""),
        row.name,
    )
    apart = mail.street and mail.street.lower() != row.values["street"].lower()
    mail_state = states.code(said.get("mail_state", "")) or ""
    row.values.update(
        mail_street=mail.street if apart else "",
        mail_city=mail.city if apart and mail.city != row.values["city"] else "",
        mail_state=mail_state if apart and mail_state != row.state else "",
        mail_zip=mail.zip if apart and mail.zip != row.values["zip"] else "",
    )


def kind(facility_type: str, name: str) -> str:
    """The kind of facility that its type, or else its name, tells of."""
    for text in (re.sub(r"\(.*?\)", "", facility_type), name):
        for found, words in _KINDS:
            if text and re.search(words, text, flags=re.I):
                return found
    return "prison"


def _with_type(name: str, facility_type: str) -> str:
    """Name and type together, where the type is more than the name says: "Alderson Federal Prison Camp"."""
    words = facility_type.split()
    if len(words) < 2 or re.search(r"[(/,]", facility_type) or set(map(str.lower, words)) & set(name.lower().split()):
        return ""
    return f"{name} {facility_type}"


def _degrees(text: str, most: int) -> float | None:
    try:
        found = round(float(text), 6)
    except ValueError:
        return None
    return found if 0 < abs(found) <= most else None

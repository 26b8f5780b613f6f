"""Officials and their addresses, by role: of one facility or of a whole system, with where it was read and when."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

ROLES = ("mail room", "warden", "review committee", "headquarters", "general counsel", "other")
EDITABLE = ("system_id", "facility_id", "role", "name", "office", "address", "source")
ONE_OR_ALL = """
    select contact.*, coalesce(system.name, facility.name || ', ' || facility.state) as whose,
        coalesce(facility.merged_into, facility.id) as place_id
    from contact
    left join system on system.id = contact.system_id
    left join facility on facility.id = contact.facility_id
    where $id is null or contact.id = $id
    order by contact.id
"""


@dataclass(frozen=True)
class Contact:
    """One official or office; `whose` is the facility or the system."""

    id: int
    system_id: int | None
    facility_id: int | None
    role: str
    name: str
    office: str
    address: str
    source: str
    checked_on: date | None
    voided_on: date | None = None
    void_reason: str = ""
    whose: str = ""
    place_id: int | None = None  # the facility, or the one it was merged into

    @property
    def lines(self) -> list[str]:
        """What stands on the envelope."""
        return [line.strip() for line in (self.name, self.office, *self.address.splitlines()) if line.strip()]

    @property
    def standing(self) -> str:
        if self.voided_on is not None:
            return f"voided: {self.void_reason}"
        return f"checked {dates.written(self.checked_on)}" if self.checked_on else "to be checked"


class Book:
    """Every contact in use, read once, for lists of many appeals."""

    def __init__(self, con: Connection) -> None:
        self._of_facility: dict[tuple[int, str], Contact] = {}
        self._of_system: dict[tuple[int, str], Contact] = {}
        for contact in listing(con):  # a later row takes the place of an earlier one
            if contact.place_id is not None:
                self._of_facility[contact.place_id, contact.role] = contact
            else:
                self._of_system[contact.system_id, contact.role] = contact

    def find(self, facility_id: int, system_id: int, role: str) -> Contact | None:
        """The facility's own, else its system's."""
        return self._of_facility.get((facility_id, role)) or self._of_system.get((system_id, role))


def for_facility(con: Connection, facility_id: int, role: str) -> Contact | None:
    """Who has this role for a facility: its own official, else its system's, the latest entered; None if nobody is on file."""
    return Book(con).find(*_place(con, facility_id), _role(role))


def needed(con: Connection, facility_id: int, role: str) -> Contact:
    """Who has this role, with an address; raises NotFound with the sentence that says what to do."""
    found = for_facility(con, facility_id, role)
    if found is not None and found.address:
        return found
    label = db.value(con, "select name || ', ' || state from facility where id = $id", id=_place(con, facility_id)[0])
    known = f"The {role} of {label} is on file without an address." if found else f"No {role} of {label} is on file."
    raise NotFound(f"{known} Find the address and add it under Appeal rules, Contacts; nothing is guessed.")


def role_of(addressee: str) -> str | None:
    """The role that the words of an addressee name: "Director's Review Committee" is the review committee."""
    words = addressee.lower()
    return next((role for role in ROLES if role != "other" and role in words), None)


def get(con: Connection, contact_id: int) -> Contact:
    """The contact with this number, voided or not: letters were sent there."""
    found = db.row(con, ONE_OR_ALL, id=contact_id)
    if found is None:
        raise NotFound(f"There is no contact number {contact_id}.")
    return _contact(found)


def listing(con: Connection, voided: bool = False) -> list[Contact]:
    """Contacts by system or facility and role, the voided ones last if asked for."""
    found = [_contact(row) for row in db.rows(con, ONE_OR_ALL, id=None)]
    kept = [one for one in found if voided or one.voided_on is None]
    return sorted(kept, key=lambda one: (one.voided_on is not None, one.whose, ROLES.index(one.role), one.id))


def shown(contacts: list[Contact]) -> pd.DataFrame:
    """The contacts as their table shows them."""
    rows = [(c.whose, c.role, c.name, c.office, ", ".join(c.address.splitlines()), c.standing, c.source) for c in contacts]
    return pd.DataFrame(rows, columns=["Whose", "Role", "Name", "Office", "Address", "State", "Source"])


def add(con: Connection, *, role: str, source: str, system_id: int | None = None, facility_id: int | None = None,
        name: str = "", office: str = "", address: str = "", checked_on: date | None = None) -> int:  # fmt: skip
    """Put an official or an office on file; `checked_on` is the day the source was read."""
    given = {"system_id": system_id, "facility_id": facility_id, "role": role, "name": name, "office": office,
             "address": address, "source": source}  # fmt: skip
    return _insert(con, _checked(con, given), checked_on)


def correct(con: Connection, contact_id: int, why: str, on: date, **changes: Any) -> int:
    """Put a contact right, or put another official in their place, by a new row; the old one is voided with the reason."""
    before, why = _standing(con, contact_id), " ".join(why.split())
    if not why:
        raise Invalid("Say what was wrong, or who left.", "why")
    old = {name: getattr(before, name) for name in EDITABLE}
    entry = _checked(con, {**old, **changes})
    if entry == old:
        raise Invalid("Nothing was changed.", "why")
    _void(con, contact_id, f"corrected: {why}", on)
    return _insert(con, entry, None, f"corrects contact {contact_id}: {why}")


def check(con: Connection, contact_id: int, source: str, on: date) -> None:
    """Keep that an address was looked up again, where and when."""
    before, source = _standing(con, contact_id), " ".join(source.split())
    if not source:
        raise Invalid("Say where it was looked up: the page or the list, and its day.", "source")
    sql = "update contact set checked_on = $on, source = $source where id = $id"
    con.execute(sql, {"on": on, "source": source, "id": contact_id})
    was, now = {"checked_on": before.checked_on, "source": before.source}, {"checked_on": on, "source": source}
    history.record(con, "contact", contact_id, "changed", history.differences(was, now))


def void(con: Connection, contact_id: int, reason: str, on: date) -> None:
    """Take a contact out of use; it stays on file with the reason."""
    _standing(con, contact_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say why nobody should write there any more.", "void_reason")
    _void(con, contact_id, reason, on)


def _contact(row: dict[str, Any]) -> Contact:
    return Contact(**{field.name: row[field.name] for field in fields(Contact)})


def _place(con: Connection, facility_id: int) -> tuple[int, int]:
    sql = """
        select facility.id, facility.system_id from facility asked
        join facility on facility.id = coalesce(asked.merged_into, asked.id)
        where asked.id = $id
    """
    found = db.row(con, sql, id=facility_id)
    if found is None:
        raise NotFound(f"There is no facility number {facility_id}.")
    return found["id"], found["system_id"]


def _role(role: str) -> str:
    if role not in ROLES:
        raise Invalid(f"A role is one of: {', '.join(ROLES)}.", "role")
    return role


def _checked(con: Connection, given: dict[str, Any]) -> dict[str, Any]:
    entry = {
        name: "\n".join(" ".join(line.split()) for line in value.strip().splitlines()) if isinstance(value, str) else value
        for name, value in given.items()
    }
    if (entry["system_id"] is None) == (entry["facility_id"] is None):
        raise Invalid("Say whose official it is: one facility's, or a whole system's.", "whose")
    if entry["facility_id"] is not None:
        entry["facility_id"] = _place(con, entry["facility_id"])[0]
    elif db.value(con, "select id from system where id = $id", id=entry["system_id"]) is None:
        raise NotFound(f"There is no system number {entry['system_id']}.")
    _role(entry["role"])
    if not (entry["name"] or entry["office"] or entry["address"]):
        raise Invalid("Write at least a name, an office or an address.", "contact_name")
    if not entry["source"]:
        raise Invalid("Say where this was read or who said it.", "source")
    return entry


def _insert(con: Connection, entry: dict[str, Any], checked_on: date | None, reason: str = "") -> int:
    sql = """
        insert into contact (system_id, facility_id, role, name, office, address, source, checked_on)
        values ($system_id, $facility_id, $role, $name, $office, $address, $source, $checked_on)
        returning id
    """
    contact_id = db.value(con, sql, **entry, checked_on=checked_on)
    told = {name: (None, value) for name, value in {**entry, "checked_on": checked_on}.items() if value not in (None, "")}
    history.record(con, "contact", contact_id, "added", told, reason)
    return contact_id


def _standing(con: Connection, contact_id: int) -> Contact:
    found = get(con, contact_id)
    if found.voided_on is not None:
        raise Conflict("This contact was voided already.")
    return found


def _void(con: Connection, contact_id: int, reason: str, on: date) -> None:
    sql = "update contact set voided_on = $on, void_reason = $reason where id = $id"
    con.execute(sql, {"on": on, "reason": reason, "id": contact_id})
    history.record(con, "contact", contact_id, "voided", {"voided_on": (None, on)}, reason)

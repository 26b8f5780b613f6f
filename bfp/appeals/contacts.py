"""Officials and their addresses, by role: of one facility or of a whole system, with where it was read and when."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from bfp.base import db, kept_list
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.base.kept_list import Field, Kept, KeptList

ROLES = ("mail room", "warden", "review committee", "headquarters", "general counsel", "other")
ONE_OR_ALL = """
    select contact.*, coalesce(system.name, facility.name || ', ' || facility.state) as whose,
        coalesce(facility.merged_into, facility.id) as place_id
    from contact
    left join system on system.id = contact.system_id
    left join facility on facility.id = contact.facility_id
    where $id is null or contact.id = $id
    order by contact.id
"""


@dataclass(frozen=True, kw_only=True)
class Contact(Kept):
    """One official or office; `whose` is the facility or the system."""

    system_id: int | None
    facility_id: int | None
    role: str
    name: str
    office: str
    address: str
    whose: str = ""
    place_id: int | None = None  # the facility, or the one it was merged into

    @property
    def lines(self) -> list[str]:
        """What stands on the envelope."""
        return [line.strip() for line in (self.name, self.office, *self.address.splitlines()) if line.strip()]


class Book:
    """Every contact in use, read once, for lists of many appeals."""

    def __init__(self, con: Connection) -> None:
        self._of_facility: dict[tuple[int | None, str], Contact] = {}
        self._of_system: dict[tuple[int, str], Contact] = {}
        for contact in CONTACTS.listing(con):  # a later row takes the place of an earlier one
            if contact.place_id is not None:
                self._of_facility[contact.place_id, contact.role] = contact
            elif contact.system_id is not None:
                self._of_system[contact.system_id, contact.role] = contact

    def find(self, facility_id: int | None, system_id: int, role: str) -> Contact | None:
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


def shown(contacts: list[Contact]) -> pd.DataFrame:
    """The contacts as their table shows them."""
    rows = [(c.whose, c.role, c.name, c.office, ", ".join(c.address.splitlines()), c.status, c.source) for c in contacts]
    return pd.DataFrame(rows, columns=["Whose", "Role", "Name", "Office", "Address", "State", "Source"])


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


def _fitted(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    """Of one facility (the one it was merged into) or one system, and somebody or somewhere to write to."""
    if (entry["system_id"] is None) == (entry["facility_id"] is None):
        raise Invalid("Say whose official it is: one facility's, or a whole system's.", "whose")
    if entry["facility_id"] is not None:
        entry = {**entry, "facility_id": _place(con, entry["facility_id"])[0]}
    elif db.value(con, "select id from system where id = $id", id=entry["system_id"]) is None:
        raise NotFound(f"There is no system number {entry['system_id']}.")
    if not (entry["name"] or entry["office"] or entry["address"]):
        raise Invalid("Write at least a name, an office or an address.", "name")
    return entry


CONTACTS = KeptList(
    table="contact",
    noun="contact",
    fields=(
        Field("system_id", read=kept_list.as_it_is, usual=None),
        Field("facility_id", read=kept_list.as_it_is, usual=None),
        Field("role", "A role", kept_list.choice, choices=ROLES, ask="Choose the role."),
        Field("name"),
        Field("office"),
        Field("address", read=kept_list.lines),
        Field("source", ask="Say where this was read or who said it."),
    ),
    sql=ONE_OR_ALL,
    made=Contact.of_row,
    fitted=_fitted,
    order=lambda contact: (contact.whose, ROLES.index(contact.role), contact.id),
)
get, listing, add, correct = CONTACTS.get, CONTACTS.listing, CONTACTS.add, CONTACTS.correct
confirm, void, restore, unchecked = CONTACTS.confirm, CONTACTS.void, CONTACTS.restore, CONTACTS.unchecked

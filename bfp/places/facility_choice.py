"""The facility that somebody wrote beside a letter or a notice: one of the directory, or one that goes into it now."""

from collections.abc import Iterable
from typing import Any

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.places import facilities, systems

KIND_OF = {"county": "jail", "immigration": "detention center"}  # by the kind of system that the name tells of


def taken(con: Connection, chosen: Iterable[dict[str, Any]], field: str = "facility") -> int | None:
    """The number of what stands in a box of facilities, None if nothing does.

    An option is {value, label} or, for a place in no directory, {value: None, label, add: {name, state, city, zip}}: that
    is added, or found if it was a moment ago. Raises Invalid, beside the field, for words that no facility was chosen for.
    """
    for option in chosen:
        if option.get("value") is not None:
            return int(option["value"])
        if option.get("add"):
            return _added(con, {name: str(option["add"].get(name, "")) for name in ("name", "state", "city", "zip")}, field)
        if option.get("label"):
            raise Invalid(
                f"No facility is chosen for “{option['label']}”. Pick one from the list, or add it at the end of the list.", field
            )
    return None


def _added(con: Connection, entry: dict[str, str], field: str) -> int:
    same = "select coalesce(merged_into, id) from facility where lower(name) = lower($name) and state = upper($state)"
    known = db.value(con, same, name=" ".join(entry["name"].split()), state=entry["state"].strip())
    if known is not None:
        return int(known)
    try:
        system = systems.guessed(entry["name"], "", entry["state"].strip().upper())
        system_id = systems.get_or_add(con, *system)
        return facilities.add(con, **entry, system_id=system_id, kind=KIND_OF.get(system[1], "prison")).id
    except Invalid as error:
        raise Invalid(str(error), field) from error

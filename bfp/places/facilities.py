"""Places that mail goes to: prisons, jails, detention centers, and all the names they go by."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from bfp.base import db, history, importing, kept, states
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.finding.finder import Directory, Hit, Listing
from bfp.places import systems

KINDS = ("prison", "jail", "detention center", "camp", "reentry", "hospital", "juvenile", "other")
SYSTEM_KINDS = systems.KINDS
STATUSES = ("open", "closed")
TEXTS = ("street", "city", "zip", "mail_name", "mail_street", "mail_city", "mail_state", "mail_zip", "notes")
EDITABLE = ("name", "system_id", "state", "kind", *TEXTS[:-1], "latitude", "longitude", "status", "notes")


@dataclass(frozen=True)
class Facility:
    """One place, with the address of packages and, where it differs, the address of paper mail."""

    id: int
    name: str
    system_id: int
    system: str
    system_kind: str
    state: str
    kind: str
    street: str
    city: str
    zip: str
    mail_name: str
    mail_street: str
    mail_city: str
    mail_state: str
    mail_zip: str
    latitude: float | None
    longitude: float | None
    status: str
    notes: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def package_address(self) -> list[str]:
        """The lines of the address that packages go to."""
        return _lines(self.name, self.street, self.city, self.state, self.zip)

    @property
    def paper_address(self) -> list[str]:
        """The lines of the address that letters go to: what is not given apart is as for packages."""
        return _lines(
            self.mail_name or self.name,
            self.mail_street or self.street,
            self.mail_city or self.city,
            self.mail_state or self.state,
            self.mail_zip or self.zip,
        )

    @property
    def paper_mail_apart(self) -> bool:
        return bool(self.mail_name or self.mail_street or self.mail_city or self.mail_zip)


def _lines(name: str, street: str, city: str, state: str, zip: str) -> list[str]:
    town = f"{city}, {state} {zip}".strip() if city else f"{state} {zip}".strip()
    return [line for line in (name, street, town) if line]


def get(con: Connection, facility_id: int) -> Facility:
    """The facility with this number, or the one it was merged into."""
    sql = """
        select facility.*, system.name as system, system.kind as system_kind
        from facility
        join system on system.id = facility.system_id
        where facility.id = coalesce((select merged_into from facility where id = $id), $id)
    """
    found = db.row(con, sql, id=facility_id)
    if found is None:
        raise NotFound(f"There is no facility number {facility_id}.")
    return Facility(**{field.name: found[field.name] for field in fields(Facility)})


def add(con: Connection, *, name: str, system_id: int, state: str, kind: str = "prison", **more: Any) -> Facility:
    """Put a facility into the directory."""
    entry = _valid(con, {"name": name, "system_id": system_id, "state": state, "kind": kind, **more})
    _refuse_twin(con, entry["name"], entry["state"])
    sql = """
        insert into facility (name, system_id, state, kind, street, city, zip, mail_name, mail_street, mail_city,
            mail_state, mail_zip, latitude, longitude, status, notes)
        values ($name, $system_id, $state, $kind, $street, $city, $zip, $mail_name, $mail_street, $mail_city,
            $mail_state, $mail_zip, $latitude, $longitude, $status, $notes)
        returning id
    """
    empty = {**dict.fromkeys(TEXTS, ""), "latitude": None, "longitude": None, "status": "open"}
    facility_id = db.value(con, sql, **{**empty, **entry})
    added = get(con, facility_id)
    history.record(con, "facility", facility_id, "added", history.differences(dict.fromkeys(asdict(added), ""), _told(added)))
    return added


def edit(con: Connection, facility_id: int, **changes: Any) -> Facility:
    """Change what is on file about a facility; a name it is no longer called by stays findable."""
    before = get(con, facility_id)
    entry = _valid(con, {**{name: getattr(before, name) for name in EDITABLE}, **changes})
    if (entry["name"].lower(), entry["state"]) != (before.name.lower(), before.state):
        _refuse_twin(con, entry["name"], entry["state"], before.id)
    sql = """
        update facility
        set name = $name, system_id = $system_id, state = $state, kind = $kind, street = $street, city = $city, zip = $zip,
            mail_name = $mail_name, mail_street = $mail_street, mail_city = $mail_city, mail_state = $mail_state,
            mail_zip = $mail_zip, latitude = $latitude, longitude = $longitude, status = $status, notes = $notes
        where id = $id
    """
    if all(entry[name] == getattr(before, name) for name in EDITABLE):
        return before
    if entry["system_id"] != before.system_id:
        _move_numbers(con, before.id, entry["system_id"])
    con.execute(sql, {**entry, "id": before.id})
    after = get(con, before.id)
    changed = history.differences(_told(before), _told(after))
    importing.keep_replaced(con, "facility", before.id, changed)
    history.record(con, "facility", before.id, "changed", changed)
    if after.name.lower() != before.name.lower():
        add_alias(con, before.id, before.name)
    return after


def _move_numbers(con: Connection, facility_id: int, system_id: int) -> None:
    """The readers of a facility have their numbers in its system, also in its new one; a number taken there refuses."""
    taken = """
        select reader.number from reader
        join reader there on there.number = reader.number and there.system_id = $system_id and there.id <> reader.id
        where reader.facility_id = $facility_id order by reader.number limit 5
    """
    clashes = [row["number"] for row in db.rows(con, taken, facility_id=facility_id, system_id=system_id)]
    if clashes:
        raise Conflict(f"In that system other readers have the numbers {', '.join(clashes)}. Correct those numbers first.")
    con.execute(
        "update reader set system_id = $system_id where facility_id = $facility_id",
        {"system_id": system_id, "facility_id": facility_id},
    )


def _told(facility: Facility) -> dict[str, Any]:
    """What history says about a facility: the system by name."""
    told = asdict(facility)
    for name in ("id", "system_id", "system_kind"):
        del told[name]
    return told


def add_alias(con: Connection, facility_id: int, name: str) -> None:
    """Keep another name that letters call the facility by."""
    name = " ".join(name.split())
    facility = get(con, facility_id)
    known = {alias.lower() for alias in [facility.name, *aliases(con, facility.id)]}
    if not name:
        raise Invalid("Write the other name.", "alias")
    if name.lower() in known:
        return
    con.execute("insert into facility_alias values ($id, $name)", {"id": facility.id, "name": name})
    history.record(con, "facility", facility.id, "changed", {"also_called": ("", name)})


def drop_alias(con: Connection, facility_id: int, name: str) -> None:
    """Take away a name that was wrong; history keeps it."""
    con.execute("delete from facility_alias where facility_id = $id and name = $name", {"id": facility_id, "name": name})
    importing.keep_replaced(con, "facility", facility_id, {"also_called": (name, "")})
    history.record(con, "facility", facility_id, "changed", {"also_called": (name, "")})


def aliases(con: Connection, facility_id: int) -> list[str]:
    """The other names of a facility, by the alphabet."""
    sql = "select name from facility_alias where facility_id = $id order by name"
    return [row["name"] for row in db.rows(con, sql, id=facility_id)]


def listing(
    con: Connection,
    text: str = "",
    *,
    state: str | None = None,
    system_id: int | None = None,
    kind: str | None = None,
    status: str | None = "open",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """One page of the directory: id, name, state, city, zip, system, kind, status, readers, also_called, of.

    With a text: the facilities it may mean, best first. `of` is how many there are on all pages.
    """
    ids = [int(hit.id) for hit in find(con, text, state, limit=200)] if text.strip() else []
    sql = """
        with chosen as (
            select facility.id, facility.name, facility.state, facility.city, facility.zip, system.name as system,
                facility.kind, facility.status, coalesce(list_position($ids, facility.id), 0) as place
            from facility
            join system on system.id = facility.system_id
            where facility.merged_into is null
                and ($state is null or facility.state = $state)
                and ($system_id is null or facility.system_id = $system_id)
                and ($kind is null or facility.kind = $kind)
                and ($status is null or facility.status = $status)
                and ($all or list_contains($ids, facility.id))
        ),
        page as (
            select chosen.*, count(*) over () as of
            from chosen
            order by place, state, lower(name), id
            limit $limit offset $offset
        )
        select page.id, page.name, page.state, page.city, page.zip, page.system, page.kind, page.status,
            coalesce(there.readers, 0) as readers,
            (select string_agg(facility_alias.name, ' · ' order by facility_alias.name)
             from facility_alias where facility_alias.facility_id = page.id) as also_called,
            page.of
        from page
        left join (
            select facility_id, count(*) as readers
            from reader
            where status = 'active' and voided_on is null and merged_into is null
                and facility_id in (select id from page)
            group by facility_id
        ) there on there.facility_id = page.id
        order by page.place, page.state, lower(page.name), page.id
    """
    return db.frame(
        con,
        sql,
        ids=ids or [0],
        all=not text.strip(),
        state=state,
        system_id=system_id,
        kind=kind,
        status=status,
        limit=limit,
        offset=offset,
    )


def count(con: Connection) -> int:
    """How many facilities the directory has, closed ones too."""
    return db.value(con, "select count(*) from facility where merged_into is null")


# ---- finding ------------------------------------------------------------------------------------


def options(con: Connection, text: str, state: str | None = None) -> list[dict[str, Any]]:
    """Up to ten facilities that the text may mean, best first: value, label "Name, ST", detail, and whether it is `sure`."""
    if not text.strip():
        return []
    directory, told = _directory(con)
    found = []
    for hit in directory.find(text, state, 10):
        about = told[int(hit.id)]
        detail = about["detail"] if hit.matched == about["name"] else f"{hit.matched} · {about['detail']}"
        found.append({"value": int(hit.id), "label": about["label"], "detail": detail, "sure": hit.sure})
    return found


def find(con: Connection, text: str, state: str | None = None, limit: int = 10) -> list[Hit]:
    """The facilities that the text may mean, best first, with how well they fit (0 to 100)."""
    return _directory(con)[0].find(text, state, limit) if text.strip() else []


def _directory(con: Connection) -> tuple[Directory, dict[int, dict[str, str]]]:
    """The directory ready to be searched, built anew only when something in it has changed."""

    def make() -> tuple[Directory, dict[int, dict[str, str]]]:
        listings, told = _listings(con)
        return Directory(listings), told

    sql = """
        select
            (select sum(hash(facility.id, facility.name, facility.state, city, zip, facility.kind, merged_into, system.name))
             from facility join system on system.id = facility.system_id) as facilities,
            (select sum(hash(facility_id, name)) from facility_alias) as names
    """
    return kept.built(("directory", *db.one(con, sql).values()), make)


def _listings(con: Connection) -> tuple[list[Listing], dict[int, dict[str, str]]]:
    sql = """
        select facility.id, facility.name, facility.state, facility.city, facility.zip, facility.kind, system.name as system
        from facility
        join system on system.id = facility.system_id
        where facility.merged_into is null
        order by facility.id
    """
    called: dict[int, list[str]] = {}
    for row in db.rows(con, "select facility_id, name from facility_alias order by facility_id, name"):
        called.setdefault(row["facility_id"], []).append(row["name"])
    listings, told = [], {}
    for row in db.rows(con, sql):
        names = tuple(called.get(row["id"], ()))
        listings.append(Listing(row["id"], row["name"], names, row["state"], row["city"], row["zip"], row["kind"]))
        town = ", ".join(part for part in (row["city"], row["zip"]) if part)
        told[row["id"]] = {
            "name": row["name"],
            "label": f"{row['name']}, {row['state']}",
            "detail": " · ".join(part for part in (town, row["system"]) if part),
        }
    return listings, told


# ---- checking -----------------------------------------------------------------------------------


def zip_code(text: str, state: str | None = None) -> str | None:
    """A ZIP as 12345 or 12345-6789, a lost leading zero put back; None if it is no ZIP."""
    digits = re.sub(r"\.0$", "", text.strip())
    found = re.fullmatch(r"(\d{3,5})(?:[\s-]*(\d{4}))?|(\d{9})|(\d{8})", digits)
    if not found:
        return None
    if found[3]:
        first, last = found[3][:5], found[3][5:]
    elif found[4]:
        first, last = found[4][:4], found[4][4:]
    else:
        first, last = found[1], found[2]
    if len(first) < 5:
        if state is not None and state not in states.ZEROS:
            return None
        first = first.zfill(5)
    return f"{first}-{last}" if last and last != "0000" else first


def _valid(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    unknown = set(entry) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a facility has no {', '.join(sorted(unknown))}")
    entry = {
        name: " ".join(value.split()) if isinstance(value, str) and name != "notes" else value for name, value in entry.items()
    }
    if not entry["name"]:
        raise Invalid("Write the name of the facility.", "name")
    state = states.code(entry["state"])
    if state is None:
        raise Invalid(f"Write the state as two letters, such as NC, not {entry['state'] or 'nothing'!r}.", "state")
    entry["state"] = state
    if entry["kind"] not in KINDS:
        raise Invalid(f"A facility is one of: {', '.join(KINDS)}.", "kind")
    if entry.get("status", "open") not in STATUSES:
        raise Invalid("A facility is open or closed.", "status")
    if not db.row(con, "select id from system where id = $id", id=entry["system_id"]):
        raise Invalid("Choose the system that the facility belongs to.", "system")
    if entry.get("mail_state"):
        mail_state = states.code(entry["mail_state"])
        if mail_state is None:
            raise Invalid(f"Write the state of the paper-mail address as two letters, not {entry['mail_state']!r}.", "mail_state")
        entry["mail_state"] = mail_state
    for field, where in (("zip", state), ("mail_zip", entry.get("mail_state") or state)):
        if entry.get(field):
            written = zip_code(entry[field], where)
            if written is None:
                raise Invalid(f"A ZIP has five digits, or nine like 27601-1234, not {entry[field]!r}.", field)
            entry[field] = written
    for field, most in (("latitude", 90), ("longitude", 180)):
        if entry.get(field) is not None and not -most <= entry[field] <= most:
            raise Invalid(f"A {field} is between -{most} and {most}.", field)
    return entry


def _refuse_twin(con: Connection, name: str, state: str, but: int = 0) -> None:
    sql = """
        select facility.id, kept.name as kept
        from facility
        left join facility kept on kept.id = facility.merged_into
        where lower(facility.name) = lower($name) and facility.state = $state and facility.id <> $but
    """
    twin = db.row(con, sql, name=name, state=state, but=but)
    if twin and twin["kept"]:
        raise Conflict(f"{name}, {state} was merged into {twin['kept']}, {state}. Use that one.")
    if twin:
        raise Conflict(f"{name}, {state} is already in the directory.")

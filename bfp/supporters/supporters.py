"""Supporters: who gives books, money and stamps. Names are private, as readers' are: in no export unless it is chosen."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process, utils

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

EDITABLE = ("name", "address", "notes", "since_on")
LONGEST = 200  # signs in a name; longer is something pasted by mistake
LONGEST_ADDRESS = 500
EARLIEST = date(1950, 1, 1)
POOR = 75.0  # likeness below which a name is not offered


@dataclass(frozen=True)
class Supporter:
    """One person or group who gives."""

    id: int
    name: str
    address: str
    notes: str
    since_on: date
    voided_on: date | None = None
    void_reason: str = ""

    @property
    def lines(self) -> list[str]:
        """What stands on an envelope."""
        return [self.name, *(line.strip() for line in self.address.splitlines() if line.strip())]


def get(con: Connection, supporter_id: int) -> Supporter:
    """The supporter with this number, or the one they were merged into; raises NotFound."""
    sql = """
        select id, name, address, notes, since_on, voided_on, void_reason, merged_into
        from supporter
        where id = $id
    """
    found = db.row(con, sql, id=supporter_id)
    if found is None:
        raise NotFound(f"There is no supporter number {supporter_id}.")
    merged_into = found.pop("merged_into")
    return get(con, merged_into) if merged_into else Supporter(**found)


def giving(con: Connection, supporter_id: int) -> Supporter:
    """The supporter something is received from now; raises Conflict for a record that was voided."""
    found = get(con, supporter_id)
    if found.voided_on is not None:
        raise Conflict(f"{found.name} was taken off the list ({found.void_reason}). Choose another, or enter them anew.")
    return found


def add(
    con: Connection, name: str, since_on: date, today: date, address: str = "", notes: str = "", another: bool = False
) -> Supporter:
    """Put a supporter on file; one of just that name is refused unless this is `another` person."""
    entry = _valid({"name": name, "address": address, "notes": notes, "since_on": since_on}, today)
    same = _same_name(con, entry["name"])
    if same and not another:
        where = f", {_one_line(same[0].address)}" if same[0].address else ""
        raise Conflict(f"{same[0].name}{where} is on file already. Choose that one, or say that this is somebody else.")
    sql = """
        insert into supporter (name, address, notes, since_on)
        values ($name, $address, $notes, $since_on)
        returning id
    """
    supporter_id = db.value(con, sql, **entry)
    history.record(con, "supporter", supporter_id, "added", {"name": ("", entry["name"]), "since": ("", since_on)})
    return get(con, supporter_id)


def edit(con: Connection, supporter_id: int, today: date, **changes: Any) -> Supporter:
    """Change what is on file of a supporter."""
    before = giving(con, supporter_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise TypeError(f"a supporter has no field {sorted(unknown)}")
    old = {name: getattr(before, name) for name in EDITABLE}
    entry = _valid(old | changes, today)
    changed = history.differences(old, entry)
    if changed:
        sql = "update supporter set name = $name, address = $address, notes = $notes, since_on = $since_on where id = $id"
        con.execute(sql, {**entry, "id": before.id})
        history.record(con, "supporter", before.id, "changed", changed)
    return get(con, before.id)


def merge(con: Connection, kept_id: int, other_id: int, reason: str = "") -> Supporter:
    """Two records that are one supporter: donations and money move to the one kept; the other points to it."""
    kept, other = giving(con, kept_id), giving(con, other_id)
    if kept.id == other.id:
        raise Conflict(f"That is one record already: {kept.name}. Choose two.")
    moved = gave(con, other.id)
    for sql in (
        "update donation set supporter_id = $kept where supporter_id = $other",
        "update money_entry set supporter_id = $kept where supporter_id = $other",
        "update supporter set merged_into = $kept where id = $other or merged_into = $other",
        """
        update supporter
        set since_on = least(since_on, $since), address = case when address = '' then $address else address end,
            notes = case when $notes = '' then notes when notes = '' then $notes else notes || chr(10) || $notes end
        where id = $kept
        """,
    ):
        wanted = {"kept": kept.id, "other": other.id, "since": other.since_on, "address": other.address, "notes": other.notes}
        con.execute(sql, {name: value for name, value in wanted.items() if f"${name}" in sql})
    after = get(con, kept.id)
    changes = history.differences(asdict(kept), asdict(after))
    changes |= {"merged with": ("", other.name), "moved here": ("", moved)}
    history.record(con, "supporter", kept.id, "merged", changes, reason)
    history.record(con, "supporter", other.id, "merged", {"into": ("", kept.name)}, reason)
    return after


def void(con: Connection, supporter_id: int, reason: str, on: date) -> None:
    """Take a record back that was entered by mistake; refused while donations or money hang on it."""
    before = giving(con, supporter_id)
    said = gave(con, before.id)
    if said:
        raise Conflict(f"{before.name} gave {said}: that would be nobody's. Merge the record with another one instead.")
    history.void(con, "supporter", before.id, reason, on, field="supporter_reason")


def gave(con: Connection, supporter_id: int) -> str:
    """How much hangs on a record, in words; empty for nothing. Voided donations don't count."""
    sql = """
        select
            (select count(*) from donation where supporter_id = $id and voided_on is null) as donations,
            (select count(*) from money_entry where supporter_id = $id and kind = 'gift' and corrects is null) as gifts
    """
    found = db.one(con, sql, id=supporter_id)
    parts = [f"{found['donations']} donation{'s' * (found['donations'] != 1)} of books"] * bool(found["donations"])
    parts += [f"money {found['gifts']} time{'s' * (found['gifts'] != 1)}"] * bool(found["gifts"])
    return " and ".join(parts)


def listing(con: Connection, text: str = "", limit: int = 50, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """Supporters by name (by likeness if searched), with what they gave, and how many there are in all."""
    ids = [hit["value"] for hit in options(con, text, 200)] if text.strip() else []
    sql = """
        with searched as (select unnest($ids)::integer as id, unnest($ranks)::integer as rank),
        fits as (
            select supporter.*, coalesce(searched.rank, 0) as rank
            from supporter
            left join searched on searched.id = supporter.id
            where merged_into is null and voided_on is null and (not $searching or searched.id is not null)
        ),
        shown as (select *, (select count(*) from fits) as supporters from fits
            order by rank, lower(name), id limit $limit offset $offset),
        books as (
            select donation.supporter_id, count(distinct donation.id) as donations, max(donation.donated_on) as last_on,
                cast(coalesce(sum(donation_copy.copies), 0) as integer) as copies
            from donation
            left join donation_copy on donation_copy.donation_id = donation.id
            where donation.voided_on is null and donation.supporter_id in (select id from shown)
            group by donation.supporter_id
        ),
        money as (
            select supporter_id, cast(sum(amount_cents) as bigint) as cents, max(happened_on) as last_on
            from money_entry
            where kind = 'gift' and supporter_id in (select id from shown)
            group by supporter_id
        )
        select shown.id, shown.name, shown.address, shown.since_on, coalesce(books.donations, 0) as donations,
            coalesce(books.copies, 0) as copies, coalesce(money.cents, 0) as cents,
            greatest(books.last_on, money.last_on) as last_on, shown.supporters
        from shown
        left join books on books.supporter_id = shown.id
        left join money on money.supporter_id = shown.id
        order by shown.rank, lower(shown.name), shown.id
    """
    found = db.frame(con, sql, ids=ids, ranks=list(range(len(ids))), searching=bool(text.strip()), limit=limit, offset=offset)
    total = int(found["supporters"].iloc[0]) if len(found) else 0
    return found.drop(columns="supporters"), total


def options(con: Connection, text: str, limit: int = 10) -> list[dict[str, Any]]:
    """Supporters whom the text may mean, best first, as a finder box shows them: value, label, detail.

    `sure`: this is the name, and only one has it; `near`: what was typed is a part of the name, or it of that.
    """
    if not text.strip():
        return []
    sql = "select id, name, address from supporter where merged_into is null and voided_on is null order by id"
    known = db.rows(con, sql)
    hits = process.extract(
        text, [row["name"] for row in known], scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=POOR
    )
    typed = _words(text)
    same = [at for at, row in enumerate(known) if _words(row["name"]) == typed]
    return [
        {
            "value": known[at]["id"], "label": known[at]["name"], "detail": _one_line(known[at]["address"]),
            "sure": same == [at], "near": typed <= _words(known[at]["name"]) or _words(known[at]["name"]) <= typed,
        }
        for _, _, at in hits
    ]  # fmt: skip


def _words(name: str) -> set[str]:
    return set(utils.default_process(name).split())


def _same_name(con: Connection, name: str) -> list[Supporter]:
    sql = """
        select id from supporter
        where lower(strip_accents(name)) = lower(strip_accents($name)) and merged_into is null and voided_on is null
        order by id
    """
    return [get(con, row["id"]) for row in db.rows(con, sql, name=name)]


def _one_line(address: str) -> str:
    return ", ".join(line.strip() for line in address.splitlines() if line.strip())


def _valid(entry: dict[str, Any], today: date) -> dict[str, Any]:
    entry = {**entry, "name": " ".join(entry["name"].split()), "notes": entry["notes"].strip()}
    entry["address"] = "\n".join(line.strip() for line in entry["address"].splitlines() if line.strip())
    if not entry["name"]:
        raise Invalid("Write the supporter's name, or leave the donation anonymous.", "supporter_name")
    if len(entry["name"]) > LONGEST:
        raise Invalid(f"The name is {len(entry['name'])} signs long; {LONGEST} is the most.", "supporter_name")
    if len(entry["address"]) > LONGEST_ADDRESS:
        raise Invalid(f"The address is {len(entry['address'])} signs long; {LONGEST_ADDRESS} is the most.", "supporter_address")
    if entry["since_on"] > today:
        raise Invalid(f"{dates.written(entry['since_on'])} is in the future.", "supporter_since")
    if entry["since_on"] < EARLIEST:
        raise Invalid(f"{dates.written(entry['since_on'])} is too long ago: look for a slip in the year.", "supporter_since")
    return entry

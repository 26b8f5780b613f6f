"""Donations as lists: the boxes that came, the lines of one, what waits for a title, and a box that looks scanned twice."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import dates, db
from bfp.base.db import Connection

TELLS = 3  # so many copies, all of them in another donation too, look like the same box


@dataclass(frozen=True)
class Twin:
    """Another donation of the same day and donor that holds everything that this one holds."""

    donation_id: int
    donated_on: date
    donor: str
    copies: int  # of the other
    both: int  # of this one, all of them in the other as well

    @property
    def sentence(self) -> str:
        return (
            f"This looks like the box of donation {self.donation_id} ({self.donor}, {dates.written(self.donated_on)}, "
            f"{self.copies:,} copies): all {self.both:,} scanned here are in it as well."
        )


def listing(
    con: Connection, *, supporter_id: int | None = None, only_open: bool = False, voided: bool = False, limit: int = 50,
    offset: int = 0,
) -> tuple[pd.DataFrame, int]:  # fmt: skip
    """Donations, the latest first, with their counts, and how many there are in all."""
    sql = """
        with fits as (
            select donation.*, coalesce(supporter.name, 'anonymous') as donor
            from donation
            left join supporter on supporter.id = donation.supporter_id
            where (donation.voided_on is not null) = $voided and (not $only_open or donation.closed_on is null)
                and ($supporter_id is null or donation.supporter_id = $supporter_id)
        ),
        shown as (
            select *, (select count(*) from fits) as donations
            from fits order by donated_on desc, id desc limit $limit offset $offset
        )
        select shown.id, shown.donated_on, shown.donor, shown.way, shown.note, shown.thanked_on, shown.closed_on,
            shown.voided_on, shown.void_reason, coalesce(sum(copies), 0)::integer as copies,
            coalesce(sum(copies) filter (where set_aside <> ''), 0)::integer as set_aside,
            coalesce(sum(copies) filter (where set_aside = '' and title_id is null), 0)::integer as unknown,
            any_value(shown.donations) as donations
        from shown
        left join donation_copy on donation_copy.donation_id = shown.id
        group by shown.id, shown.donated_on, shown.donor, shown.way, shown.note, shown.thanked_on, shown.closed_on,
            shown.voided_on, shown.void_reason
        order by shown.donated_on desc, shown.id desc
    """
    found = db.frame(con, sql, supporter_id=supporter_id, only_open=only_open, voided=voided, limit=limit, offset=offset)
    total = int(found["donations"].iloc[0]) if len(found) else 0
    return found.drop(columns="donations"), total


def lines(con: Connection, donation_id: int, limit: int = 500) -> pd.DataFrame:
    """What came, in the order it was first scanned, the newest line first."""
    sql = """
        select donation_copy.position, donation_copy.title_id, donation_copy.isbn,
            coalesce(title.name, nullif(donation_copy.name, ''), donation_copy.isbn) as name,
            coalesce(title.author, '') as author, copies, condition, set_aside, stock.on_hand
        from donation_copy
        left join title on title.id = donation_copy.title_id
        left join stock on stock.title_id = donation_copy.title_id
        where donation_id = $id
        order by position desc
        limit $limit
    """
    return db.frame(con, sql, id=donation_id, limit=limit)


def unknown(con: Connection, donation_id: int) -> pd.DataFrame:
    """The lines that wait for somebody to say what they are, one for each ISBN or name."""
    sql = """
        select min(position) as position, isbn, min(name) as name, sum(copies)::integer as copies
        from donation_copy
        where donation_id = $id and title_id is null and set_aside = ''
        group by isbn, lower(name)
        order by min(position)
    """
    return db.frame(con, sql, id=donation_id)


def in_stock(con: Connection, donation_id: int) -> pd.DataFrame:
    """The titles of a donation that entered stock: copies that came with it, and copies on hand of whatever origin."""
    sql = """
        select donation_copy.title_id, title.name, sum(donation_copy.copies)::integer as copies,
            coalesce(any_value(stock.on_hand), 0) as on_hand
        from donation_copy
        join title on title.id = donation_copy.title_id
        left join stock on stock.title_id = donation_copy.title_id
        where donation_id = $id and set_aside = ''
        group by donation_copy.title_id, title.name
        order by lower(title.name), donation_copy.title_id
    """
    return db.frame(con, sql, id=donation_id)


def twin(con: Connection, donation_id: int) -> Twin | None:
    """The other donation of this day and donor that this one seems to be, scanned once more; None if there is none."""
    sql = """
        with this as (
            select donation.id, donation.supporter_id, donation.donated_on from donation where id = $id
        ),
        other as (
            select donation.id, donation.donated_on, coalesce(supporter.name, 'anonymous') as donor
            from donation
            join this on this.supporter_id is not distinct from donation.supporter_id
                and this.donated_on = donation.donated_on and this.id <> donation.id
            left join supporter on supporter.id = donation.supporter_id
            where donation.voided_on is null
        ),
        held as (
            select donation_id, coalesce(title_id::varchar, '') || '|' || isbn || '|' || lower(name) as what,
                sum(copies)::integer as copies
            from donation_copy
            where donation_id = $id or donation_id in (select id from other)
            group by donation_id, what
        ),
        mine as (select what, copies from held where donation_id = $id)
        select other.id as donation_id, any_value(other.donated_on) as donated_on, any_value(other.donor) as donor,
            (select sum(copies)::integer from held where held.donation_id = other.id) as copies,
            (select sum(copies)::integer from mine) as both
        from other
        cross join mine
        left join held on held.donation_id = other.id and held.what = mine.what
        group by other.id
        having bool_and(coalesce(held.copies, 0) >= mine.copies) and sum(mine.copies) >= $tells
        order by other.id
        limit 1
    """
    found = db.row(con, sql, id=donation_id, tells=TELLS)
    return Twin(**found) if found else None


def take_hardcovers(con: Connection, on: date) -> tuple[int, int]:
    """How many of the facilities in use take hardcovers, as far as we know, and how many there are."""
    sql = """
        with refuses as (
            select distinct facility.id
            from facility
            join restriction
                on (restriction.level = 'system' and restriction.system_id = facility.system_id)
                or (restriction.level = 'kind' and restriction.kind = facility.kind
                    and coalesce(restriction.system_id, facility.system_id) = facility.system_id)
                or (restriction.level = 'facility' and restriction.facility_id = facility.id)
            where restriction.voided_on is null and restriction.starts_on <= $on
                and (restriction.ends_on is null or restriction.ends_on > $on)
                and (restriction.paperback_only or restriction.no_hardcover or restriction.refuses_all)
        )
        select count(*) - count(refuses.id) as takes, count(*) as places
        from facility left join refuses on refuses.id = facility.id
        where facility.merged_into is null and facility.status = 'open'
    """
    counted = db.one(con, sql, on=on)
    return counted["takes"], counted["places"]


def total(con: Connection, since: date, until: date) -> dict[str, int]:
    """What came in a time: donations, copies, copies set aside, donors with a name."""
    sql = """
        select count(distinct donation.id) as donations, coalesce(sum(copies), 0)::integer as copies,
            coalesce(sum(copies) filter (where set_aside <> ''), 0)::integer as set_aside,
            count(distinct donation.supporter_id) as supporters
        from donation
        left join donation_copy on donation_copy.donation_id = donation.id
        where donation.voided_on is null and donation.donated_on between $since and $until
    """
    return db.one(con, sql, since=since, until=until)


def became(con: Connection, *, supporter_id: int | None = None, donation_id: int | None = None) -> dict[str, int]:
    """What became of a donor's books, or of one donation's: copies by where they are now. An estimate.

    Copies of one title are alike, so nobody can tell them apart: they are followed as if those that came first went first.
    """
    found = db.rows(con, db.question("donated_copies"), supporter_id=supporter_id, donation_id=donation_id)
    counts = {row["now"]: int(row["copies"]) for row in found if row["copies"]}
    return {now: counts[now] for now in FATES if now in counts}


FATES = {
    "here": "still here",
    "received": "received by readers",
    "censored": "censored",
    "returned": "returned",
    "no reason given": "sent back without a reason",
    "unconfirmed": "mailed, not confirmed",
    "gone": "lost, damaged or given away",
    "set aside": "set aside when they came",
    "unknown": "waiting for a title",
}


def in_words(counts: dict[str, int]) -> str:
    """Of 50 books that came: 20 still here, 12 received by readers … (an estimate)."""
    if not counts:
        return ""
    parts = ", ".join(f"{copies:,} {FATES[now]}" for now, copies in counts.items())
    return (
        f"Of {sum(counts.values()):,} books that came: {parts}. An estimate: copies of one title are alike, so those that "
        "came first are counted as those that went first."
    )

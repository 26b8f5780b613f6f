"""Work trade: what was sent to a reader and what came back, and the program's own rule for what earns what.

The rule is said where a letter is entered, beside what the reader gave back. It refuses nothing: a person decides.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import dates, db, parcel_numbers, settings
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.base.settings import Settings
from bfp.contributions import contributions
from bfp.readers import readers

# How a contribution is called in a sentence: one of it, several.
WORDS = {
    "book review": ("review", "reviews"),
    "article": ("article", "articles"),
    "study-group work": ("study-group answer", "study-group answers"),
    "art": ("piece of art", "pieces of art"),
    "poem": ("poem", "poems"),
    "petition": ("petition", "petitions"),
    "legal work": ("piece of legal work", "pieces of legal work"),
    "report from inside": ("report from inside", "reports from inside"),
    "translation": ("translation", "translations"),
    "stamps or money": ("gift of stamps or money", "gifts of stamps or money"),
    "mail report": ("mail report", "mail reports"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Trade:
    """What a reader gave back since the last parcel, and what the program's rule makes of it."""

    last_parcel_on: date | None
    given: dict[str, int]  # kind -> how many since the last parcel, or ever if there was none
    counting: int  # how many of these are of a kind that the rule counts
    wanted: int
    rule: str

    @property
    def sentence(self) -> str:
        """As it stands on the card: has sent two reviews since the last parcel."""
        since = "since the last parcel" if self.last_parcel_on else "so far, and no parcel went out yet"
        if self.given:
            return f"has sent {_listed(self.given)} {since}"
        if self.last_parcel_on is None:
            return "no parcel went out yet"
        return f"nothing came back yet since the last parcel of {dates.written(self.last_parcel_on)}"

    @property
    def opens(self) -> bool:
        """Whether the rule, taken alone, opens the next request."""
        return self.last_parcel_on is None or self.counting >= self.wanted

    @property
    def line(self) -> str:
        """The sentence with the rule it is read by."""
        met = "By this rule the next request is open." if self.opens and self.last_parcel_on and self.wanted else ""
        return " ".join(part for part in (f"{self.sentence}.", self.rule, met if self.rule else "") if part)


def of(con: Connection, reader_id: int, last_parcel_on: date | None, now: Settings) -> Trade:
    """What a reader gave back since a parcel that is known already: one query, for the card."""
    sql = """
        select contribution.kind, count(*) as things
        from contribution
        where reader_id = $reader_id and voided_on is null and ($since::date is null or received_on > $since)
        group by contribution.kind
        order by things desc, contribution.kind
    """
    given = {row["kind"]: row["things"] for row in db.rows(con, sql, reader_id=reader_id, since=last_parcel_on)}
    counted = kinds(now) or tuple(given)
    counting = sum(things for kind, things in given.items() if kind in counted)
    return Trade(last_parcel_on, given, counting, now.work_trade_wanted, " ".join(now.work_trade_rule.split()))


def of_reader(con: Connection, reader_id: int) -> Trade:
    """What a reader gave back since the last parcel."""
    reader = readers.get(con, reader_id)
    sql = "select max(mailed_on) as day from shipment where reader_id = $reader_id and voided_on is null"
    return of(con, reader.id, db.value(con, sql, reader_id=reader.id), settings.load(con))


def exchange(con: Connection, reader_id: int, limit: int = 50) -> pd.DataFrame:
    """Parcel by parcel, latest first, what was sent and what came back before the next one: sent_on, number, titles, came_back.

    What came before the first parcel stands in a row of its own, without a number.
    """
    reader = readers.get(con, reader_id)
    sql = """
        with parcel as (
            select shipment.id, shipment.mailed_on,
                coalesce(lead(shipment.mailed_on) over (order by shipment.mailed_on, shipment.id), date '9999-01-01') as until_on,
                (
                    select string_agg(title.name, '; ' order by item.id)
                    from item join title on title.id = item.title_id where item.shipment_id = shipment.id
                ) as titles
            from shipment
            where shipment.reader_id = $reader_id and shipment.voided_on is null
        ),
        spell as (
            select id, mailed_on, until_on, titles from parcel
            union all
            select null, null, coalesce((select min(mailed_on) from parcel), date '9999-01-01'), null
        ),
        gave as (
            select spell.until_on, spell.id, contribution.kind, count(*) as things
            from spell
            join contribution on contribution.reader_id = $reader_id and contribution.voided_on is null
                and (spell.mailed_on is null or contribution.received_on > spell.mailed_on)
                and contribution.received_on <= spell.until_on
            group by spell.until_on, spell.id, contribution.kind
        )
        select spell.mailed_on as sent_on, spell.id as shipment_id, coalesce(spell.titles, '') as titles,
            list(gave.kind order by gave.things desc, gave.kind) filter (where gave.kind is not null) as kinds,
            list(gave.things order by gave.things desc, gave.kind) filter (where gave.kind is not null) as things
        from spell
        left join gave on gave.until_on = spell.until_on and gave.id is not distinct from spell.id
        group by spell.mailed_on, spell.id, spell.titles
        having spell.id is not null or count(gave.kind) > 0
        order by spell.mailed_on desc nulls last, spell.id desc
        limit $limit
    """
    found = db.rows(con, sql, reader_id=reader.id, limit=limit)
    return pd.DataFrame(
        {
            "sent_on": pd.to_datetime([row["sent_on"] for row in found]),
            "shipment_id": pd.array([row["shipment_id"] for row in found], dtype="Int64"),
            "number": [parcel_numbers.number(row["shipment_id"]) if row["shipment_id"] else "before the first" for row in found],
            "titles": [row["titles"] for row in found],
            "came_back": [_listed(dict(zip(row["kinds"] or (), row["things"] or (), strict=True))) for row in found],
        }
    )


def kinds(now: Settings) -> tuple[str, ...]:
    """The kinds of contribution that the program's rule counts; empty: every kind."""
    return tuple(part for part in (" ".join(part.split()) for part in now.work_trade_kinds.split(",")) if part)


def count_kinds(con: Connection, counted: str) -> Settings:
    """Change which kinds of contribution the rule counts: some, with commas between; none for every kind."""
    typed = [part for part in (" ".join(part.split()).lower() for part in counted.split(",")) if part]
    unknown = [kind for kind in typed if kind not in contributions.KINDS]
    if unknown:
        there = ", ".join(contributions.KINDS)
        raise Invalid(f"There is no contribution called {unknown[0]!r}. They are: {there}.", "work_trade_kinds")
    return settings.save(con, work_trade_kinds=", ".join(typed))


def _listed(given: dict[str, int]) -> str:
    """Two reviews, one poem and three articles."""
    parts = []
    for kind, things in given.items():
        one, several = WORDS.get(kind, (kind, f"{kind}s"))
        parts.append(f"{NUMBERS[things] if things < len(NUMBERS) else f'{things:,}'} {one if things == 1 else several}")
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)

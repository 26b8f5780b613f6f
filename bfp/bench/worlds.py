"""Made-up mail whose truth is known, put into a database in bulk: worlds from a folder, and ten million items made in SQL."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.schema import migrations

FIRST_DAY = date(2023, 1, 1)  # day 0 of a world
AS_OF = FIRST_DAY + timedelta(days=1095)
OUTCOMES = {
    "": "unconfirmed", "unconfirmed": "unconfirmed", "unknown": "unconfirmed", "censored": "censored", "received": "received",
    "returned": "returned", "refused": "no reason given", "no reason": "no reason given", "no reason given": "no reason given",
}  # fmt: skip
HOW = {"censored": "notice from the prison", "received": "reader's letter"}
LARGE = 10_000_000
LARGE_AS_OF = date(2026, 11, 20)


@dataclass(frozen=True, eq=False)
class World:
    """One made-up world: `mailings` by mailing, `truth` by facility (facility_id, true_rate)."""

    name: str
    mailings: pd.DataFrame
    truth: pd.DataFrame

    @property
    def scenario(self) -> str:
        return self.name.rsplit("-", 1)[0]


def folders(directory: Path) -> list[Path]:
    """The worlds under a folder, in order: each a folder SCENARIO-SEED with mailings.csv and truth.csv."""
    found = [path.parent for path in sorted(directory.glob("*/mailings.csv")) if (path.parent / "truth.csv").is_file()]
    if not found:
        raise NotFound(f"There is no world under {directory}: it needs folders like A-1, each with mailings.csv and truth.csv.")
    return found


def read(folder: Path) -> World:
    """One world as its files say it."""
    kinds = {"facility_id": str, "system_id": str, "outcome": str, "reader_id": str}
    mailings = pd.read_csv(folder / "mailings.csv", dtype=kinds, keep_default_na=False, na_values={"known_day": [""]})
    truth = pd.read_csv(folder / "truth.csv", dtype={"facility_id": str, "system_id": str})
    outcome = mailings["outcome"].str.strip().str.lower().map(OUTCOMES)
    if outcome.isna().any():
        strange = mailings.loc[outcome.isna(), "outcome"].iloc[0]
        raise Invalid(f"{folder.name}/mailings.csv has an outcome {strange!r}; known are {', '.join(filter(None, OUTCOMES))}.")
    return World(folder.name, mailings.assign(outcome=outcome), truth)


def put_in(con: Connection, mailings: pd.DataFrame) -> pd.Series:
    """Put a world's mail into an empty database, in bulk, as the desk would have stored it; facility numbers by their names.

    Columns facility_id, system_id, sent_day, outcome (one of item's), known_day, and reader_id or each mailing its own reader;
    title_id (whole numbers from 1) if there is more than one title.
    """
    places = mailings[["facility_id", "system_id"]].drop_duplicates("facility_id").sort_values("facility_id")
    systems = pd.Series(np.arange(1, places["system_id"].nunique() + 1), index=sorted(places["system_id"].unique()))
    numbers = pd.Series(np.arange(1, len(places) + 1), index=places["facility_id"].to_numpy())
    at = numbers.loc[mailings["facility_id"]].to_numpy()
    of_system = systems.loc[places["system_id"]].to_numpy()
    ids = np.arange(1, len(mailings) + 1)
    reader, first = ids, ids - 1
    if "reader_id" in mailings:
        # a reader's name may mean somebody else at another facility
        pairs = pd.MultiIndex.from_arrays([at, mailings["reader_id"]])
        codes, _ = pd.factorize(pairs)
        reader, first = codes + 1, np.unique(codes, return_index=True)[1]
    titles = mailings["title_id"].to_numpy() if "title_id" in mailings else np.ones(len(mailings), int)
    sent = _days(mailings["sent_day"])
    known = (mailings["outcome"] != "unconfirmed").to_numpy()
    learned = _days(mailings["known_day"].fillna(mailings["sent_day"])).where(known)

    db.insert(con, "system", pd.DataFrame({"id": systems.to_numpy(), "name": systems.index, "kind": "state"}))
    db.insert(
        con, "facility",
        pd.DataFrame({"id": numbers.to_numpy(), "name": numbers.index, "system_id": of_system, "state": "TX", "kind": "prison"}),
    )  # fmt: skip
    db.insert(con, "title", pd.DataFrame({"id": np.unique(titles)}).assign(name=lambda table: "Title " + table["id"].astype(str)))
    people = pd.DataFrame({"id": reader[first], "facility_id": at[first], "system_id": of_system[at[first] - 1], "name_key": ""})
    db.insert(con, "reader", people)
    parcels = pd.DataFrame({"id": ids, "reader_id": reader, "facility_id": at, "mailed_on": sent, "mail_class": "Media Mail"})
    db.insert(con, "shipment", parcels)
    items = pd.DataFrame({"id": ids, "shipment_id": ids, "title_id": titles, "outcome": mailings["outcome"].to_numpy()})
    db.insert(con, "item", items.assign(outcome_on=learned, learned_on=learned))
    events = items.loc[known, ["id", "outcome"]].rename(columns={"id": "item_id"}).assign(learned_on=learned[known])
    events = events.sort_values(["learned_on", "item_id"]).reset_index(drop=True)
    events = events.assign(
        id=np.arange(1, len(events) + 1),
        happened_on=events["learned_on"],
        learned_how=events["outcome"].map(HOW).fillna("parcel came back"),
        return_reason=pd.Series("moved", events.index).where(events["outcome"] == "returned"),
        saved_at=datetime(2026, 1, 1),
    )
    db.insert(con, "outcome_event", events)
    return numbers


def stream(
    seed: int, facilities: int = 2_000, monthly: tuple[float, float] | None = None, months: int = 36, bans: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mail sent and heard of over the months as a program meets it, and its bans (facility_id, starts_day).

    Each facility gets a number of mailings a month drawn from `monthly`, or else 60,000 in three years go to 2,000 by Zipf's
    law. A fifth of it is ever heard of, censored mail after 30 days and received after 60 (medians). Ordinary rates differ by
    system; a ban censors .6 to 1 from a day in the second half on.
    """
    g = np.random.default_rng([seed, facilities, bans])
    days = months * 365 // 12
    systems = max(facilities // 40, 1)
    system = g.integers(0, systems, facilities)
    mean = (1 / (1 + np.exp(-g.normal(np.log(0.03 / 0.97), 0.7, systems))))[system]
    rate = g.beta(20 * mean, 20 * (1 - mean))
    if monthly is None:
        weight = 1 / np.arange(1, facilities + 1)
        sent = 1 + g.multinomial(29 * facilities * months // 36, g.permutation(weight / weight.sum()))
    else:
        sent = g.poisson(g.uniform(*monthly, facilities) * months)
    banned = g.choice(facilities, bans, replace=False)
    starts = np.full(facilities, days)
    starts[banned] = g.integers(days // 2, days - 183, bans)
    during = g.uniform(0.6, 1, facilities)
    at = np.repeat(np.arange(facilities), sent)
    day = g.integers(0, days, len(at))
    censored = g.random(len(at)) < np.where(day >= starts[at], during[at], rate[at])
    outcome = np.where(g.random(len(at)) < 0.06, "returned", np.where(censored, "censored", "received"))
    heard = (g.random(len(at)) < 0.2) | (outcome == "returned")
    wait = np.ceil(np.minimum(240, g.lognormal(np.log(np.where(outcome == "received", 60, 30)), 0.5)))
    titles = np.minimum(200, (g.pareto(1.0, len(at)) * 5 + 1)).astype(int)
    names = np.array([f"F{number:04d}" for number in range(facilities)])
    mailings = pd.DataFrame({"facility_id": names[at], "sent_day": day, "title_id": titles})
    mailings = mailings.assign(
        system_id=np.array([f"S{number:02d}" for number in range(systems)])[system[at]],
        outcome=np.where(heard, outcome, "unconfirmed"),
        known_day=np.where(heard, day + wait, np.nan),
    )
    return mailings, pd.DataFrame({"facility_id": names[banned], "starts_day": starts[banned]})


@contextmanager
def imported(mailings: pd.DataFrame) -> Iterator[tuple[Connection, pd.Series]]:
    """A database in memory that holds this world's mail and nothing else, with its facility numbers by name."""
    con = db.connect()
    try:
        migrations.migrate(con)
        with db.transaction(con, "bench") as tx:
            numbers = put_in(tx, mailings)
        yield con, numbers
    finally:
        con.close()


def large(say=print, items: int = LARGE) -> Path:
    """A database of this many items at 6,000 facilities, made once and kept in the temporary folder."""
    text = "".join(_LARGE) + "".join(step.__name__ for step in migrations.STEPS)
    folder = Path(tempfile.gettempdir()) / "bfp-bench"
    path = folder / f"mail-{items}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.duckdb"
    if path.exists():
        return path
    say(f"making mail of {items:,} items …")
    folder.mkdir(exist_ok=True)
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    con = db.connect(making, memory="3GB")
    try:
        migrations.migrate(con)
        with db.transaction(con, "bench") as tx:
            for statement in _LARGE:
                tx.execute(statement, {name: value for name, value in _sizes(items).items() if f"${name}" in statement})
        con.execute("checkpoint")
    finally:
        con.close()
    making.rename(path)
    return path


def _sizes(items: int) -> dict:
    return {"items": items, "parcels": (items + 1) // 2, "readers": max(items // 25, 6_000), "as_of": LARGE_AS_OF}


def _days(numbers: pd.Series) -> pd.Series:
    return pd.Series(pd.Timestamp(FIRST_DAY) + pd.to_timedelta(numbers.astype(float).to_numpy(), unit="D"), numbers.index)


# Ten years of it; a few facilities get most mail; one in twelve bans; a fifth is ever heard of, censored mail sooner.
_LARGE = (
    """
    insert into system (id, name, kind)
    select i, 'System ' || i, case i when 1 then 'federal' else 'state' end from range(1, 61) r(i)
    """,
    """
    insert into facility (id, name, system_id, state, kind)
    select i, 'Unit ' || i, 1 + i % 60, 'TX', 'prison' from range(1, 6001) r(i)
    """,
    """
    insert into title (id, name, literature_class)
    select i, 'Title ' || i, case i % 5 when 0 then 'own' when 1 then 'letter' else 'other' end from range(1, 5001) r(i)
    """,
    """
    insert into reader (id, facility_id, system_id, name_key)
    select i, facility, 1 + facility % 60, ''
    from (
        select i, (case when i <= 6000 then i else least(6000, ceil(pow(6000, hash(i) % 1000000 / 1e6))) end)::integer as facility
        from range(1, $readers + 1) r(i)
    )
    """,
    """
    insert into shipment (id, reader_id, facility_id, mailed_on, mail_class)
    select i, reader.id, reader.facility_id, $as_of - 3600 + (i * 3590 / $parcels)::integer, 'Media Mail'
    from range(1, $parcels + 1) r(i)
    join reader on reader.id = 1 + hash(i, 1) % $readers
    order by i
    """,
    """
    insert into item (id, shipment_id, title_id, outcome, outcome_on, learned_on)
    with drawn as (
        select i, shipment.id as shipment_id, shipment.facility_id, shipment.mailed_on, hash(i, 2) % 1000000 / 1e6 as luck,
            hash(i, 3) % 1000000 / 1e6 as heard, hash(i, 4) % 1000000 / 1e6 as wait, 1 + hash(i, 5) % 5000 as title_id,
            case when hash(facility_id, 6) % 12 = 0 then 0.6 else 0.15 * pow(hash(facility_id, 7) % 1000 / 1000.0, 2) end as rate
        from range(1, $items + 1) r(i)
        join shipment on shipment.id = (i + 1) // 2
    ),
    decided as (
        select *, case
            when heard > 0.25 then 'unconfirmed'
            when heard > 0.24 then 'no reason given'
            when heard > 0.20 then 'returned'
            when luck < rate then 'censored' else 'received' end as outcome
        from drawn
    ),
    told as (
        select *, mailed_on + (case outcome when 'censored' then 10 + wait * 50 else 20 + wait * 100 end)::integer as learned_on
        from decided
    )
    select i, shipment_id, title_id, case when learned_on <= $as_of then outcome else 'unconfirmed' end,
        case when learned_on <= $as_of and outcome <> 'unconfirmed' then learned_on end,
        case when learned_on <= $as_of and outcome <> 'unconfirmed' then learned_on end
    from told
    order by i
    """,
    """
    insert into outcome_event (id, item_id, outcome, happened_on, learned_on, learned_how, return_reason, saved_at)
    select row_number() over (order by learned_on, id), id, outcome, outcome_on, learned_on, 'reader''s letter',
        case outcome when 'returned' then 'moved' end, timestamp '2026-01-01'
    from item
    where outcome <> 'unconfirmed'
    """,
    # every third censored item has a reason, some two
    """
    insert into outcome_reason
    select outcome_event.id, term.id
    from outcome_event
    join term on term.list = 'reason' and (term.position = 1 + outcome_event.id % 17 or term.position = 1 + outcome_event.id % 51)
    where outcome_event.outcome = 'censored' and outcome_event.id % 3 = 0
    """,
)

"""Who writes to the made-up program: readers with invented names, and when each was mailed to."""

from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.demo import names as names
from bfp.finding.finder_words import name_key

LAST_NAMES = [thing + place for thing in names.THINGS for place in names.PLACES]
FIRST_NAMES = [onset + ending for onset in names.ONSETS for ending in names.ENDINGS]


def readers(rng: np.random.Generator, count: int, facilities: pd.DataFrame) -> pd.DataFrame:
    """The people, each at a facility now (`place`, its row) and for some at another one of the system before (`before`)."""
    weight = facilities["weight"].to_numpy()
    place = rng.choice(len(facilities), size=count, p=weight / weight.sum())
    system = facilities["system_id"].to_numpy()
    # Another facility of the same system: rows sorted by system, a random one of its run.
    order = np.argsort(system, kind="stable")
    starts = np.searchsorted(system[order], system[place])
    ends = np.searchsorted(system[order], system[place], side="right")
    before = order[starts + (rng.random(count) * (ends - starts)).astype(int)]
    moved = (rng.random(count) < 0.15) & (before != place)
    first = rng.choice(FIRST_NAMES, size=count)
    last = rng.choice(LAST_NAMES, size=count)
    hyphen = rng.random(count) < 0.03
    last = np.where(hyphen, np.char.add(np.char.add(last, "-"), rng.choice(LAST_NAMES, size=count)), last)
    return pd.DataFrame(
        {
            "place": place,
            "before": np.where(moved, before, place),
            "system_id": system[place],
            "number": _numbers(rng, system[place]),
            "first_name": first,
            "last_name": last,
            "name_key": [name_key(*pair) for pair in zip(first.tolist(), last.tolist(), strict=True)],
        }
    )


def _numbers(rng: np.random.Generator, system: np.ndarray) -> np.ndarray:
    """Seven digits in some systems, eight in others, no two the same in one system; one reader in a hundred has none."""
    digits = np.where(system % 3 == 0, 8, 7)
    numbers = np.full(len(system), None, dtype=object)
    for one in np.unique(system):
        rows = np.flatnonzero(system == one)
        low = 10 ** (digits[rows[0]] - 2)  # so that some begin with a zero, as real ones do
        drawn = np.unique(rng.integers(low, 10 * low * 10, size=2 * len(rows) + 20))
        width = int(digits[rows[0]])
        numbers[rows] = [f"{number:0{width}d}" for number in rng.permutation(drawn)[: len(rows)]]
    numbers[rng.random(len(system)) < 0.01] = None
    return numbers


def parcels(rng: np.random.Generator, people: pd.DataFrame, count: int, days: int) -> pd.DataFrame:
    """When each reader was mailed to: `reader` (its row), `day` (0 is the first of the program) and `first`, by day.

    At least about this many, one or more to every reader, sixty days or more apart; the mail grows with the years.
    """
    readers = len(people)
    growing = np.sqrt(rng.random(readers))
    begin = (np.where(rng.random(readers) < 0.4, rng.random(readers), growing) * days).astype(int)
    share = rng.gamma(0.8, 1.0, readers)
    more = max(count - readers, 0)
    for _ in range(8):
        each = 1 + rng.multinomial(more, share / share.sum())
        reader = np.repeat(np.arange(readers), each)
        starts = np.cumsum(each) - each
        gap = 60 + rng.exponential(120, len(reader))
        first = np.zeros(len(reader), dtype=bool)
        first[starts] = True
        gap[first] = 0
        since = np.cumsum(gap)
        day = (begin[reader] + np.ceil(since - since[starts][reader])).astype(int)
        # A reader who writes still will be mailed to after today, too: those parcels are not in yet.
        kept = day < days
        if kept.sum() >= count:
            break
        more = int(more * 1.05 * count / kept.sum()) + 10
    table = pd.DataFrame({"reader": reader[kept], "day": day[kept], "first": first[kept]})
    return table.sort_values(["day", "reader"], ignore_index=True)


def save_readers(
    con: Connection,
    rng: np.random.Generator,
    people: pd.DataFrame,
    facilities: pd.DataFrame,
    last_heard: np.ndarray,
    start: date,
    today: date,
) -> None:
    """Store the readers; `last_heard` is the day of each one's last parcel."""
    count = len(people)
    ago = (today - start).days - last_heard
    gone = rng.random(count) < np.clip(ago / 4000, 0.01, 0.8)
    status = np.where(gone, rng.choice(["released", "moved", "dead"], p=[0.85, 0.12, 0.03], size=count), "active")
    life = rng.random(count) < 0.12
    now = np.datetime64(today, "D")
    release = now + rng.integers(5, 3000, count).astype("timedelta64[D]")
    known = (rng.random(count) < 0.35) & ~life & (status == "active")
    past = np.minimum(np.datetime64(start, "D") + (last_heard + 20 + rng.integers(0, 200, count)).astype("timedelta64[D]"), now)
    release = np.where(status == "released", past, np.where(known, release, np.datetime64("NaT")))
    checked = (
        np.datetime64(start, "D") + last_heard.astype("timedelta64[D]") - rng.integers(0, 20, count).astype("timedelta64[D]")
    )
    table = people[["number", "system_id", "first_name", "last_name", "name_key"]].assign(
        id=np.arange(1, count + 1),
        facility_id=facilities["id"].to_numpy()[people["place"]],
        solitary=(rng.random(count) < 0.06) & (status == "active"),
        life=life,
        status=status,
        release_on=release.astype("datetime64[s]"),
        checked_on=np.where(rng.random(count) < 0.6, checked, np.datetime64("NaT")).astype("datetime64[s]"),
    )
    db.insert(con, "reader", table)

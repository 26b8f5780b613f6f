"""A made-up program with invented names, a step for each context, up to millions of items.

Knows every room, asks them where it can and fills tables in bulk where it must; no real person is in it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date

import numpy as np

from bfp.base import db, history, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.demo import (
    appeals as demo_appeals,
)
from bfp.demo import (
    contributions as demo_contributions,
)
from bfp.demo import (
    disapproved as demo_disapproved,
)
from bfp.demo import (
    giving as demo_giving,
)
from bfp.demo import (
    incidents as demo_incidents,
)
from bfp.demo import (
    joining as demo_joining,
)
from bfp.demo import (
    letters as demo_letters,
)
from bfp.demo import (
    mail as demo_mail,
)
from bfp.demo import (
    people as demo_people,
)
from bfp.demo import (
    places as demo_places,
)
from bfp.demo import (
    shelves as demo_shelves,
)
from bfp.packing import next_requests, packing_session

SEED = 1988
ITEMS = 3000
LARGE = 1_000_000
PARCELS = 8  # on the packing table
Progress = Callable[[str], AbstractContextManager[object]]
STEPS = (
    "places", "titles", "readers", "letters", "shipments", "outcomes", "incidents", "appeals", "contributions", "stock",
    "giving", "numbers", "disapproved", "joining", "packing",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How big the made-up program is; everything follows from how many items it mailed."""

    items: int
    facilities: int
    readers: int
    titles: int
    years: int
    waiting: int


def size(items: int) -> Size:
    """3,000 items are 60 facilities and 900 readers over 3 years; a million are 2,000 and 200,000 over 20."""
    if not 100 <= items <= 10 * LARGE:
        raise Invalid("A demonstration has between 100 and 10,000,000 items.")
    grown = np.clip(np.log(items / ITEMS) / np.log(LARGE / ITEMS), 0, 1)  # 0 for the small one, 1 for the large one
    between = lambda small, large: round(float(np.exp(np.log(small) + grown * np.log(large / small))))  # noqa: E731
    share = between(300, 200) / 1000
    return Size(
        items,
        between(60, 2000),
        max(30, round(items * share)),
        between(130, 900),
        between(3, 20),
        min(between(45, 200), items // 10),
    )


def make(con: Connection, items: int = ITEMS, seed: int = SEED, *, today: date, progress: Progress = nullcontext) -> Size:
    """Fill an empty database with a made-up program whose last day is yesterday.

    Opens its own transactions, one per step; the mark that says "demonstration" is in the first.
    """
    wanted = size(items)
    refuse_if_used(con)
    rng = np.random.default_rng(seed)
    start = date(today.year - wanted.years, today.month, min(today.day, 28))
    days = (today - start).days  # the last day of mail is yesterday
    with progress("places"), db.transaction(con, "demo") as tx:
        settings.save(
            tx, demonstration=True, program_name="Example Books for Prisoners", return_address="1 Example Street, Sampleton"
        )
        history.record(tx, "demo", 0, "added", {"items": (None, items), "seed": (None, seed)}, "made-up program")
        systems = demo_places.systems(tx, rng, wanted.facilities)
        facilities = demo_places.facilities(tx, rng, systems, wanted.facilities, today)
        demo_places.restrictions(tx, rng, systems, facilities, today)
    with progress("titles"), db.transaction(con, "demo") as tx:
        titles = demo_shelves.titles(tx, rng, wanted.titles)
    with progress("readers"), db.transaction(con, "demo") as tx:
        people = demo_people.readers(rng, wanted.readers, facilities)
        parcels = demo_people.parcels(rng, people, round(items / 2.05), days)
        mail = demo_mail.pack(rng, parcels, people, titles, items, start, days)
        last = np.zeros(len(people), dtype=int)
        np.maximum.at(last, mail.parcels["reader"], mail.parcels["day"])
        demo_people.save_readers(tx, rng, people, facilities, last, start, today)
    with progress("letters"), db.transaction(con, "demo") as tx:
        demo_mail.decide(rng, mail, facilities, titles)
        requests, letters = demo_letters.write(tx, rng, mail, facilities, people, titles, wanted.waiting)
    with progress("shipments"), db.transaction(con, "demo") as tx:
        demo_mail.save_shipments(tx, rng, mail, titles, facilities, requests)
    with progress("outcomes"), db.transaction(con, "demo") as tx:
        demo_mail.save_outcomes(tx, rng, mail, letters, facilities)
    with progress("incidents"), db.transaction(con, "demo") as tx:
        demo_incidents.save(tx, np.random.default_rng(seed + 1), today)  # a dice of its own: all else stays as it was
    with progress("appeals"), db.transaction(con, "demo") as tx:
        demo_appeals.save(tx, np.random.default_rng(seed + 2), today)
    with progress("contributions"), db.transaction(con, "demo") as tx:
        demo_contributions.save(tx, np.random.default_rng(seed + 2), today)
    with progress("stock"), db.transaction(con, "demo") as tx:
        demo_shelves.stock(tx, rng, titles)
    with progress("giving"), db.transaction(con, "demo") as tx:
        demo_giving.save(tx, np.random.default_rng(seed + 6), today)
    with progress("numbers"), db.transaction(con, "demo") as tx:
        db.next_numbers(tx)
    with progress("disapproved"), db.transaction(con, "demo") as tx:
        demo_disapproved.save(tx, np.random.default_rng(seed + 7), today)
    with progress("joining"), db.transaction(con, "demo") as tx:
        demo_joining.save(tx, np.random.default_rng(seed + 2), today)
    with progress("packing"), db.transaction(con, "demo") as tx:
        evening(tx, today)
    return wanted


def evening(con: Connection, today: date) -> None:
    """A packing session on the table: nothing is mailed yet, one parcel is skipped."""
    oldest = next_requests.of(con, today, PARCELS).ids
    if len(oldest) < PARCELS:
        return
    session_id = packing_session.start(con, oldest, today, "Tuesday evening")
    first = packing_session.next_parcel(con, session_id).position
    if first is not None:
        packing_session.skip(con, session_id, first, "waits for an answer from the mail room")


def refuse_if_used(con: Connection) -> None:
    """A demonstration never goes into a database in which somebody works."""
    if db.value(con, "select count(*) from facility") or db.value(con, "select count(*) from reader"):
        raise Conflict(
            f"{con.path} is in use already: a demonstration is only made in an empty database. Name another with --database."
        )

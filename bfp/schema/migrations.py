"""Brings a database file up to date: the steps of `schema`, one after another."""

from collections.abc import Callable
from datetime import UTC, datetime

from bfp.base import db
from bfp.base.db import Connection
from bfp.schema import appeals, censorship, giving, mail, packing, places_and_people

# In this order, always. A step is added at the end and never edited once it has landed.
STEPS: tuple[Callable[[Connection], None], ...] = (
    places_and_people.m001_facilities,
    places_and_people.m002_readers_and_letters,
    mail.m003_stock_and_shipments,
    mail.m004_history_and_settings,
    places_and_people.m005_first_terms,
    censorship.m006_censorship,
    packing.m007_packing,
    packing.m008_first_postage_rates,
    appeals.m009_appeals,
    appeals.m010_first_appeal_rules,
    giving.m011_giving,
    appeals.m012_last_days_moved,
)


def migrate(con: Connection) -> list[str]:
    """Bring the tables up to date, each step whole or not at all; says which steps it took."""
    con.execute("create table if not exists schema_migration (name varchar primary key, applied_at timestamp not null)")
    done = {row["name"] for row in db.rows(con, "select name from schema_migration")}
    taken = []
    for step in STEPS:
        if step.__name__ in done:
            continue
        with db.transaction(con, by="bfp") as tx:
            step(tx)
            tx.execute(
                "insert into schema_migration values ($name, $at)",
                {"name": step.__name__, "at": datetime.now(UTC).replace(tzinfo=None)},
            )
        taken.append(step.__name__)
    return taken

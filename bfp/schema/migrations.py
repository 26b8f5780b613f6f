"""Brings a database file up to date: the steps of `schema`, one after another."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bfp.base import backup, db
from bfp.base.backup import Backup
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.schema import accounts, appeals, censorship, giving, kept_lists, mail, moving, packing, places_and_people, remembered

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
    remembered.m013_skipped_at,
    remembered.m014_request_closed_by,
    remembered.m015_number_before,
    remembered.m016_changed_in_hand,
    remembered.m017_left_as_written,
    remembered.m018_decision_before,
    remembered.m019_replaced_by_hand,
    remembered.m020_names_before,
    remembered.m021_incident_changed,
    kept_lists.m022_lists_checked_in_one_way,
    appeals.m023_what_letters_are_made_of,
    appeals.m024_counted_at,
    remembered.m025_drafts,
    accounts.m026_accounts,
    moving.m028_moving,
    moving.m029_backups_proven,
    remembered.m030_forgotten,
)


# What the steps themselves put in: a file with nothing else has nothing yet to keep a copy of.
BEGUN_WITH = ("schema_migration", "term", "postage_rate", "appeal_rule", "citation", "fund")
_log = logging.getLogger(__name__)


def migrate(con: Connection) -> list[str]:
    """Bring the tables up to date, each step whole or not at all; says which steps it took.

    A copy of a file that holds something is kept first, and its name is in the log. Raises Conflict for a
    file that a newer program has changed.
    """
    con.execute("create table if not exists schema_migration (name varchar primary key, applied_at timestamp not null)")
    done = {row["name"] for row in db.rows(con, "select name from schema_migration")}
    _refuse_newer(con, done)
    missing = [step for step in STEPS if step.__name__ not in done]
    if missing and con.path != db.MEMORY and _holds_something(con):
        copy = _keep_copy(con, missing[0].__name__)
        _log.warning("Before %s a copy of the database was kept: %s", missing[0].__name__, copy.path)
    for step in missing:
        with db.transaction(con, by="bfp") as tx:
            step(tx)
            tx.execute(
                "insert into schema_migration values ($name, $at)",
                {"name": step.__name__, "at": datetime.now(UTC).replace(tzinfo=None)},
            )
    # Not a step: its text may change with the program, and holds for a file of any earlier version.
    for macro in ("mail_as_of", "known_as_of"):
        con.execute(db.question(macro))
    return [step.__name__ for step in missing]


def _refuse_newer(con: Connection, done: set[str]) -> None:
    unknown = sorted(done - {step.__name__ for step in STEPS})
    if unknown:
        raise Conflict(
            f"{Path(con.path).name} was changed by a newer version of this program ({unknown[-1]}), which this one can't read. "
            f"Install that version, or put back a backup from before it: they are in {db.backup_folder(con.path)}."
        )


def _holds_something(con: Connection) -> bool:
    """Whether people have put anything into it."""
    sql = """
        select table_name as name from duckdb_tables()
        where database_name = current_database() and not list_contains($begun_with, table_name)
    """
    names = [row["name"] for row in db.rows(con, sql, begun_with=list(BEGUN_WITH))]
    return any(db.value(con, "select 1 from query_table($name) limit 1", name=name) for name in names)


def _keep_copy(con: Connection, before: str) -> Backup:
    """A tried copy beside the other backups, named for the first step it was made before."""
    now = datetime.now()
    name = f"{Path(con.path).stem}-before-{before.partition('_')[0]}-{now:%Y%m%d-%H%M%S}.duckdb"
    return backup.make(con, now, db.backup_folder(con.path) / name)

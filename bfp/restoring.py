"""Putting a backup in the database's place: compared first, proven with every rule, and the present file kept aside.

The program that works on the present file may do it while it runs: nothing is saved meanwhile, and every page is drawn anew.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bfp import check
from bfp.accounts import accounts, signed_in
from bfp.base import dates, db, kept
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, NotFound
from bfp.schema import migrations

COUNTED = ("reader", "letter", "shipment", "title", "incident", "supporter")  # what a person compares two files by


@dataclass(frozen=True)
class Holds:
    """What a file holds: how many of each of COUNTED, and the postmark of the newest letter."""

    many: dict[str, int]
    newest_on: date | None

    @property
    def words(self) -> str:
        counts = ", ".join(f"{count:,} {noun}{'s' * (count != 1)}" for noun, count in self.many.items())
        return f"{counts}; newest letter {dates.written(self.newest_on) or 'none'}"


def holds(con: Connection) -> Holds:
    """What the database behind a connection holds."""
    many = {table: db.value(con, "select count(*) from query_table($name)", name=table) for table in COUNTED}
    return Holds(many, db.value(con, "select max(postmark_on) from letter where voided_on is null"))


@contextmanager
def proven(backup: Path, present: Path, today: date) -> Iterator[tuple[Path, Holds]]:
    """A copy of a backup beside the present file, brought up to date and proven with every rule; gone again if it is not taken.

    Raises NotFound for no file, BfpError for one that is damaged, foreign or of a newer program, Conflict if a rule is broken.
    """
    if not backup.is_file():
        raise NotFound(f"There is no file {backup}.")
    if backup.resolve() == present.resolve():
        raise Conflict("That is the file that the program works on. Name a backup.")
    copy = present.with_name(f"{present.stem}.restoring.duckdb")
    try:
        _remove(copy)
        shutil.copyfile(backup, copy)
        try:
            con = db.connect(copy)
        except BfpError as error:
            said = f"{backup.name} is damaged, or no database of this program. Choose another; nothing was changed."
            raise BfpError(said) from error
        try:
            migrations.migrate(con)
            found = check.run(con, today)
            if found:
                raise Conflict(f"{backup.name} is not sound, and was not taken: {found[0].rule} ({found[0].sentence}).")
            there = holds(con)
            con.execute("checkpoint")
        finally:
            con.close()
        yield copy, there
    except OSError as error:
        raise BfpError(f"{backup.name} can't be copied to {present.parent}: {error.strerror}.") from error
    finally:
        _remove(copy)


def restore(backup: Path, present: Path, today: date, now: datetime) -> Path | None:
    """Put a backup in the place of the present file; gives where the present one is kept now, if there was one."""
    with proven(backup, present, today) as (copy, _):
        aside = None
        _keep_the_wall(present, copy)
        with db.closed(str(present)):
            if present.exists():
                aside = db.backup_folder(str(present)) / f"{present.stem}-before-restore-{now:%Y%m%d-%H%M%S}.duckdb"
                aside.parent.mkdir(parents=True, exist_ok=True)
                _settle(present)
                os.replace(present, aside)
            os.replace(copy, present)
        kept.forget()
        signed_in.close(str(present))
    return aside


def _keep_the_wall(present: Path, copy: Path) -> None:
    """Where there are accounts they stay as they are: no older file opens the wall, or lets in again whoever was ended."""
    if not present.exists():
        return
    try:
        here = db.shared(str(present), migrations.migrate)
    except BfpError:  # a damaged file tells nothing: the backup's own accounts hold
        return
    if accounts.wall_is_on(here):
        con = db.connect(copy)
        try:
            accounts.carry(here, con)
            con.execute("checkpoint")
        finally:
            con.close()


def _settle(present: Path) -> None:
    """What stands in the write-ahead log goes into the file itself: the log belongs to this file and must not stay."""
    try:
        con = db.connect(present)
        con.execute("checkpoint")
        con.close()
    except BfpError:  # a damaged file is kept with its log, as it is
        pass
    log = present.with_name(present.name + ".wal")
    if log.exists():
        os.replace(log, present.with_name(present.name + ".wal-before-restore"))


def _remove(path: Path) -> None:
    for one in (path, path.with_name(path.name + ".wal")):
        one.unlink(missing_ok=True)

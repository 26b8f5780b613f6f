"""Backups by themselves: one each night and one when the program is closed, thinned out with age, each proven with every rule.

It runs beside the pages in a thread of its own and holds nobody up: a backup is copied while people save.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path

from bfp import restoring, sealing
from bfp.accounts import access
from bfp.base import backup, dates, db, settings
from bfp.base.backup import Backup
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.schema import migrations

AT = time(3, 0)  # nobody opens letters then
MARK = "-auto-"  # in the name of those that come by themselves: only these are thinned out
DAYS, WEEKS, MONTHS = 7, 5, 12
SOON = timedelta(minutes=20)  # after the start, if the nights before were missed
OLD = timedelta(hours=48)  # a last proof older than this is told
log = logging.getLogger(__name__)


def next_night(now: datetime) -> datetime:
    """The next three o'clock."""
    tonight = datetime.combine(now.date(), AT)
    return tonight if now < tonight else tonight + timedelta(days=1)


def back_up(con: Connection, now: datetime) -> Backup:
    """A backup that came by itself, beside the others; older ones are thinned out."""
    name = f"{Path(con.path).stem}{MARK}{now:%Y%m%d-%H%M%S}.duckdb"
    made = backup.make(con, now, db.backup_folder(con.path) / name)
    for gone in too_many(backup.listing(con)):
        gone.path.unlink(missing_ok=True)
    return made


def seal(con: Connection, made: Backup) -> None:
    """A sealed copy of a backup, where the program wants them elsewhere, too; older ones there are thinned out like these."""
    try:
        if sealing.seal(con, made.path) is None:
            return
        kept = {one.path.name for one in backup.listing(con)}
        for path in sealing.there(con):
            if MARK in path.name and path.name.startswith(Path(con.path).stem) and path.stem not in kept:
                path.unlink(missing_ok=True)
    except (BfpError, OSError) as error:
        log.error("No sealed copy of the backup was made: %s", error)


def too_many(there: list[Backup]) -> list[Backup]:
    """Those that came by themselves and are none of the newest of the last days, weeks and months; hand-made ones stay."""
    own = sorted((one for one in there if MARK in one.path.name), key=lambda one: one.made_at, reverse=True)
    kept: set[Path] = set()
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, lambda at: at.date()), (WEEKS, lambda at: at.isocalendar()[:2]), (MONTHS, lambda at: (at.year, at.month)),
    )  # fmt: skip
    for many, period in periods:
        newest: dict[object, Path] = {}
        for one in own:
            newest.setdefault(period(one.made_at), one.path)
        kept |= set(list(newest.values())[:many])
    return [one for one in own if one.path not in kept]


def prove(con: Connection, made: Backup, now: datetime) -> bool:
    """Restore a backup into a place of its own, try every rule, and write down how it went."""
    why = ""
    place = made.path.with_name(f"{made.path.stem}.proof")
    try:
        with restoring.proven(made.path, place, now.date()):
            pass
    except BfpError as error:
        why = str(error)
        log.error("A backup is not sound: %s", made.path.name)
    sql = "insert into backup_proof (file, proven_at, sound, why) values ($file, $at, $sound, $why)"
    with db.transaction(con, "nightwatch") as tx:
        tx.execute(sql, {"file": made.path.name, "at": tx.at, "sound": not why, "why": why})
    return not why


def warning(con: Connection) -> str:
    """What a coordinator should know of backups; empty if all is well, or the program has not been in use for two days."""
    if settings.load(con).demonstration:
        return ""
    sql = """
        select (select max(proven_at) from backup_proof where sound) as sound_at, (select min(saved_at) from history) as begun_at,
            (select why from backup_proof order by id desc limit 1) as why
    """
    found, now = db.one(con, sql), dates.moment()
    if found["why"]:
        return f"The last backup was not sound: {found['why']}"
    if found["begun_at"] is None or now - found["begun_at"] < OLD or (found["sound_at"] and now - found["sound_at"] < OLD):
        return ""
    if found["sound_at"] is None:
        return "No backup has been proven yet. One comes by itself while the program runs; make one now on the page Backup."
    return f"The last proven backup is of {dates.clock(found['sound_at'])}. Make one now on the page Backup."


class Watch:
    """The thread that waits for the night."""

    def __init__(self, con: Callable[[], Connection], clock: Callable[[], datetime] = datetime.now) -> None:
        self.con, self.clock, self.over = con, clock, threading.Event()

    def round(self) -> None:
        """Back up, and prove it; what goes wrong is in the log and on the overview, and the next night tries again."""
        try:
            con, now = self.con(), self.clock()
            made = back_up(con, now)
            if prove(con, made, now):
                seal(con, made)
            with db.transaction(con, "nightwatch") as tx:
                access.fold(tx, tx.at)
        except BfpError as error:
            log.error("The backup of the night was not made: %s", error)

    def wait(self) -> None:
        # A computer that sleeps at night makes up for it while somebody works at it.
        pause = SOON
        while not self.over.wait(pause.total_seconds()):
            if pause is not SOON or self.is_due():
                self.round()
            pause = max(next_night(self.clock()) - self.clock(), timedelta(seconds=1))

    def is_due(self) -> bool:
        """Whether nothing was proven for a day, and there is something that could be lost."""
        with suppress(BfpError):
            sql = "select (select max(proven_at) from backup_proof) as proven_at, (select max(saved_at) from history) as saved_at"
            found = db.one(self.con(), sql)
            return bool(found["saved_at"]) and (
                found["proven_at"] is None or dates.moment() - found["proven_at"] > timedelta(days=1)
            )
        return False

    def close(self) -> None:
        """One more when the program ends, if anything was saved since the last."""
        self.over.set()
        with suppress(BfpError):
            con = self.con()
            newest = max((one.made_at for one in backup.listing(con)), default=datetime.min)
            saved = db.value(con, "select max(saved_at) as saved_at from history")
            if saved is not None and dates.local(saved) > newest:
                back_up(con, self.clock())


def begin() -> Watch:
    """Watch over this process's database from now on."""
    watch = Watch(lambda: db.shared(db.database_path(), migrations.migrate))
    threading.Thread(target=watch.wait, name="nightwatch", daemon=True).start()
    atexit.register(watch.close)
    return watch

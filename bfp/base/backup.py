"""A second copy of everything, made while people go on working, and tried before it counts."""

import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Busy, Conflict, Invalid, NotFound

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Backup:
    """One backup: where it is, when it was made, how large it is."""

    path: Path
    made_at: datetime
    size: int

    @property
    def megabytes(self) -> float:
        return self.size / 1_000_000


def make(con: Connection, at: datetime, target: Path | None = None) -> Backup:
    """Copy the whole database as it is at this moment into a new file, and open that file to count what is in it.

    Without `target` it goes into the folder of backups, named for the moment. A save that is under way
    is in the copy whole or not at all, and nobody waits for it.
    """
    if con.path == db.MEMORY:
        raise Invalid("A database in memory has no file to make a backup of.")
    target = Path(target) if target else db.backup_folder(con.path) / f"{Path(con.path).stem}-{at:%Y%m%d-%H%M%S}.duckdb"
    target = target.resolve()
    if target.exists():
        raise Conflict(f"{target} is there already. A backup never writes over another file: give it a new name.")
    if not _one_at_a_time.acquire(blocking=False):
        raise Busy("Another backup is being made just now. Please wait for it.")
    partial = target.with_name(f"{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(partial)
        copied = _copy(con, partial)
        _try(partial, copied)
        partial.rename(target)
    except OSError as error:
        raise BfpError(f"The backup can't be written to {target.parent}: {error.strerror}.") from error
    finally:
        _remove(partial)
        _one_at_a_time.release()
    return _described(target)


def listing(con: Connection) -> list[Backup]:
    """The backups in the folder of backups, latest first."""
    folder = db.backup_folder(con.path)
    found = [_described(path) for path in folder.glob("*.duckdb")] if con.path != db.MEMORY and folder.is_dir() else []
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def table(con: Connection) -> pd.DataFrame:
    """The backups as a list to show: file, made, size in MB; latest first."""
    rows = [(backup.path.name, backup.made_at, round(backup.megabytes, 1)) for backup in listing(con)]
    return pd.DataFrame(rows, columns=["file", "made", "size"])


def counts(path: Path) -> dict[str, int]:
    """How many rows each table of a backup has, as another process reads them: never the database in use."""
    if not Path(path).is_file():
        raise NotFound(f"There is no file {path}.")
    script = "import sys; from bfp.base import backup; backup.print_counts(sys.argv[1])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    read = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, env=environment, timeout=600)
    if read.returncode:
        last = (read.stderr.strip().splitlines() or ["no word why"])[-1]
        raise BfpError(f"{Path(path).name} can't be opened: {last}")
    return json.loads(read.stdout)


def print_counts(path: str) -> None:
    """For the other process: the counts of a file, as JSON."""
    con = db.connect(path, threads=1)
    try:
        print(json.dumps(_counts(con)))
    finally:
        con.close()


def _copy(con: Connection, partial: Path) -> dict[str, int]:
    """Copy everything of one moment; gives the number of rows of each table at that moment."""
    with con.cursor() as cursor:
        copying = Connection(con.root, con.path, cursor)
        copying.execute("attach $path as bfp_backup (storage_version 'v1.5.0')", {"path": str(partial)})
        try:
            copying.execute("begin")  # the counts and the copy see one and the same moment
            counted = _counts(copying)
            # The one name that can't be a parameter is the database's own: it is quoted, and so can only be a name.
            name = db.value(copying, "select current_database() as name").replace('"', '""')
            copying.execute(f'copy from database "{name}" to bfp_backup')
            copying.execute("commit")
        except BaseException:
            copying.execute("rollback")
            raise
        finally:
            copying.execute("detach bfp_backup")
    return counted


def _counts(con: Connection) -> dict[str, int]:
    sql = "select table_name as name from duckdb_tables() where database_name = current_database() order by table_name"
    names = [row["name"] for row in db.rows(con, sql)]
    return {name: db.value(con, "select count(*) as n from query_table($name)", name=name) for name in names}


def _try(partial: Path, copied: dict[str, int]) -> None:
    """Open the copy and count: a backup that can't be read is none."""
    if counts(partial) != copied:
        raise BfpError("The backup was made but does not hold what the database holds. It was thrown away; please try again.")


def _described(path: Path) -> Backup:
    """A backup that was copied about bears the moment it was made in its name; the file's own time is that of the copy."""
    about, named = path.stat(), re.search(r"\d{8}-\d{6}", path.stem)
    try:
        made_at = datetime.strptime(named[0], "%Y%m%d-%H%M%S") if named else datetime.fromtimestamp(about.st_mtime)
    except ValueError:  # digits that are no moment
        made_at = datetime.fromtimestamp(about.st_mtime)
    return Backup(path, made_at, about.st_size)


def open_to_others(con: Connection) -> list[Path]:
    """The database and the backups that other users of this computer may read."""
    files = [] if con.path == db.MEMORY else [Path(con.path), *(backup.path for backup in listing(con))]
    return [path for path in files if os.name == "posix" and path.stat().st_mode & 0o077]


def _remove(partial: Path) -> None:
    if partial.parent.is_dir():
        partial.unlink(missing_ok=True)
        partial.with_name(f"{partial.name}.wal").unlink(missing_ok=True)

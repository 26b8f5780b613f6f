"""A second copy of everything, made while people go on working, and tried before it counts."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bfp import db
from bfp.db import Connection
from bfp.errors import BfpError, Busy, Conflict, Invalid, NotFound

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


def counts(path: Path) -> dict[str, int]:
    """How many rows each table of a backup has, as another process reads them: never the database in use."""
    if not Path(path).is_file():
        raise NotFound(f"There is no file {path}.")
    script = "import sys; from bfp import backup; backup.print_counts(sys.argv[1])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
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
    with con.cursor() as cursor, db.translated():
        # ATTACH takes no parameter for the path, and COPY none for the names: both are quoted here, and only here.
        cursor.execute(f"attach {_quoted(str(partial), sign="'")} as bfp_backup (storage_version '{db.STORAGE}')")
        try:
            cursor.execute("begin")  # the counts and the copy see one and the same moment
            source = cursor.execute("select current_database()").fetchall()[0][0]
            inside = Connection(con.root, con.path, cursor)
            counted = _counts(inside)
            cursor.execute(f'copy from database {_quoted(source, sign='"')} to bfp_backup').fetchall()
            cursor.execute("commit")
        except BaseException:
            cursor.execute("rollback")
            raise
        finally:
            cursor.execute("detach bfp_backup")
    return counted

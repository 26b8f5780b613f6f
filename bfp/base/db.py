"""The one DuckDB file: opened once, read by many, written by one at a time."""

import functools
import logging
import os
import re
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from bfp.base.errors import BfpError, Broken, Busy

MEMORY = ":memory:"
DEFAULT_PATH = "data/bfp.duckdb"
STORAGE = "v1.5.0"  # readable two ways, by DuckDB 1.5 and 2.0; a stale WAL is refused
SAVE_TIMEOUT = 30.0  # seconds one save waits for another

log = logging.getLogger(__name__)
_writing = threading.Lock()
_opening = threading.Lock()
_shared: dict[str, "Connection"] = {}


class Connection:
    """A database, or one transaction on it.

    Reads on a database take a cursor each, so threads never get each other's rows. In a transaction
    all statements share its cursor, `by` says who is saving, and `at` when (UTC).
    """

    def __init__(self, root: duckdb.DuckDBPyConnection, path: str, cursor=None, by: str = "") -> None:
        self.root = root
        self.path = path
        self.by = by
        self.at = datetime.now(UTC).replace(tzinfo=None)
        self.failed = False  # after any error inside a transaction nothing of it can be kept
        self._cursor = cursor

    @property
    def in_transaction(self) -> bool:
        return self._cursor is not None

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._cursor is not None:
            try:
                yield self._cursor
            except BaseException:
                self.failed = True
                raise
            return
        cursor = self.root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def execute(self, sql: str, values: dict[str, Any] | None = None) -> None:
        """Run a statement and drop what it returns."""
        with self.cursor() as cursor, _translated():
            _run(cursor, sql, values or {}).fetchall()

    def close(self) -> None:
        self.root.close()


def database_path() -> str:
    """The file the program works on: BFP_DATABASE, or data/bfp.duckdb beside the project."""
    return os.environ.get("BFP_DATABASE") or str(Path(__file__).parents[2] / DEFAULT_PATH)


def connect(path: str | Path = MEMORY, *, threads: int = 2, memory: str = "1GB", folders: tuple[Path, ...] = ()) -> Connection:
    """Open a database file, made if it is not there, that reaches nothing outside but its backups and `folders`.

    Raises Busy with the program that holds it if another process has it open.
    """
    path = str(path)
    config: dict[str, Any] = {
        "threads": threads,
        "memory_limit": memory,
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,  # a SQLite file in the database's place would have the engine download one
        "autoload_known_extensions": False,
    }
    if path != MEMORY:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        config["storage_compatibility_version"] = STORAGE
        folders = (backup_folder(path), *folders)
    with _translated(path):
        root = duckdb.connect(path, config=config)
        # In this order: once access is off it can't be widened, once locked nothing can be set.
        root.execute("set allowed_directories = $folders", {"folders": [f"{folder.resolve()}/" for folder in folders]})
        root.execute("set enable_external_access = false")
        root.execute("set lock_configuration = true")
    return Connection(root, path)


def backup_folder(path: str) -> Path:
    """Where backups of this database are kept: `backups` beside it."""
    return Path(path).resolve().parent / "backups"


def shared(path: str, prepare=None) -> Connection:
    """The process's one connection to a file, opened and prepared (migrated) at the first call."""
    with _opening:
        if path not in _shared:
            con = connect(path)
            try:
                if prepare is not None:
                    prepare(con)
            except BaseException:
                con.close()
                raise
            _shared[path] = con
        return _shared[path]


def close_shared() -> None:
    """Close what `shared` opened (for tests and for the end of the process)."""
    with _opening:
        for con in _shared.values():
            con.close()
        _shared.clear()


@contextmanager
def transaction(con: Connection, by: str = "") -> Iterator[Connection]:
    """Everything saved inside is saved whole or not at all, and by one person at a time.

    One process-wide lock is held from the first read to the commit: two saves that each read "one
    copy left" can't both commit. Only the edge (a page, the command line, a test) opens one.
    """
    if con.in_transaction:
        raise RuntimeError("a transaction is already open here")
    if not _writing.acquire(timeout=SAVE_TIMEOUT):
        raise Busy("Another save is taking very long. Nothing was saved; please try again in a minute.")
    try:
        cursor = con.root.cursor()
        try:
            cursor.execute("begin")
            try:
                inside = Connection(con.root, con.path, cursor, by)
                yield inside
                if inside.failed:
                    raise RuntimeError("a statement failed inside this transaction, and its error was swallowed")
                with _translated():
                    cursor.execute("commit")
            except BaseException as error:
                if isinstance(error, Broken):  # no verb said which rule in words
                    log.error("A fault of the program, nothing was saved: %s", error.rule)
                # A commit after an error would drop everything without a word: always roll back.
                try:
                    cursor.execute("rollback")
                except duckdb.Error:
                    pass  # nothing is open any more: the engine rolled back by itself
                raise
        finally:
            cursor.close()
    finally:
        _writing.release()


def rows(con: Connection, sql: str, **values: Any) -> list[dict[str, Any]]:
    """What a query returns, or what a statement says with `returning`, as dicts."""
    with con.cursor() as cursor, _translated():
        result = _run(cursor, sql, values)
        if result.description is None:
            return []
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def row(con: Connection, sql: str, **values: Any) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(con, sql, **values)
    return found[0] if found else None


def value(con: Connection, sql: str, **values: Any) -> Any:
    """The first value of the first row of a query, or None."""
    found = row(con, sql, **values)
    return next(iter(found.values())) if found else None


def frame(con: Connection, sql: str, **values: Any) -> pd.DataFrame:
    """What a query returns, as a DataFrame."""
    with con.cursor() as cursor, _translated():
        return _run(cursor, sql, values).df()


def run(con: Connection, script: str) -> None:
    """Several statements that take no values, separated by semicolons: for the steps that make tables."""
    for statement in script.split(";"):
        if statement.strip():
            con.execute(statement)


@functools.cache
def question(name: str) -> str:
    """The text of the one file <room>/sql/<name>.sql that bears this name."""
    return _questions()[identifier(name)].read_text(encoding="utf-8")


@functools.cache
def _questions() -> dict[str, Path]:
    return _by_name(Path(__file__).parents[1].rglob("sql/*.sql"))


def _by_name(files: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in sorted(files):
        if file.stem in found:
            raise RuntimeError(f"Two questions are called {file.stem}: {found[file.stem]} and {file}")
        found[file.stem] = file
    return found


def insert(con: Connection, table: str, records: pd.DataFrame) -> int:
    """Bulk-insert a frame whose columns are named like the table's; says how many rows went in."""
    if records.empty:
        return 0
    names = ", ".join(identifier(name) for name in records.columns)
    with con.cursor() as cursor, _translated():
        cursor.register("bulk_rows", records.copy())  # a copy: a view of a frame can't be registered
        try:
            cursor.execute(f"insert into {identifier(table)} ({names}) select {names} from bulk_rows").fetchall()
        finally:
            cursor.unregister("bulk_rows")
    return len(records)


def identifier(name: str) -> str:
    """The name of a table or column, fit to stand in a statement; raises ValueError for anything else."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no name of a table or column")
    return name


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]):
    plain = {name: _plain(value) for name, value in values.items()}
    return cursor.execute(sql, plain) if plain else cursor.execute(sql)


def _plain(value: Any) -> Any:
    """Python's own type for a value that came out of pandas or numpy."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else value


@contextmanager
def _translated(path: str = "") -> Iterator[None]:
    """DuckDB's complaints as sentences; its own error stays the cause."""
    try:
        yield
    except duckdb.ConstraintException as error:
        raise Broken(_broken_rule(str(error))) from error
    except duckdb.TransactionException as error:
        if "conflict" in str(error).lower() or "duplicate" in str(error).lower():
            raise Busy(
                "Somebody else saved the same thing at the same moment. Nothing of yours was saved; please try again."
            ) from error
        raise BfpError(f"The save could not be finished, and nothing of it was kept ({_first_line(error)}).") from error
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise Busy(_who_holds(path, str(error))) from error
        raise BfpError(f"The database file can't be read or written: {_first_line(error)}") from error
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise BfpError("A number in this entry is too large to be kept. Look for a slip of the finger.") from error
    except duckdb.OutOfMemoryException as error:
        raise BfpError("This takes more memory than the program may use. Choose less at a time.") from error
    except duckdb.FatalException as error:
        raise BfpError("The database stopped after an error of the disk. What was saved is safe; restart the program.") from error


def _broken_rule(message: str) -> str:
    """Which rule, and where in the program: never the value, which may be a person's name."""
    kind = re.search(
        r"NOT NULL constraint failed: \S+|CHECK constraint failed on table .*|violates (primary key|unique) constraint"
        r"|PRIMARY KEY or UNIQUE constraint violation",
        message,
    )
    rule = kind[0].replace('"', "") if kind else "a constraint"
    here = str(Path(__file__).parents[1])
    callers = [at for at in traceback.extract_stack() if at.filename.startswith(here) and at.filename != __file__]
    return f"{rule}, in {Path(callers[-1].filename).name}:{callers[-1].lineno} {callers[-1].name}" if callers else rule


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _who_holds(path: str, message: str) -> str:
    name = Path(path).name if path else "The database"
    holder = re.search(r"\(PID (\d+)\)", message)
    if not holder:
        return f"{name} is open in another program. Close that one first."
    pid = int(holder.group(1))
    try:
        command = " ".join(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").split())
    except OSError:
        program = re.search(r"held in (.+?) \(PID", message)
        command = program.group(1) if program else "another program"
    return f"{name} is already open in another program: process {pid}, {command[:120]}. Use that one, or stop it first."

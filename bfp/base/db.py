"""The one DuckDB file: opened once, read by many, written by one at a time."""

import functools
import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from bfp.base.complaints import is_fatal, translated
from bfp.base.errors import BfpError, Broken, Busy

MEMORY = ":memory:"
DEFAULT_PATH = "data/bfp.duckdb"
STORAGE = "v1.5.0"  # readable two ways, by DuckDB 1.5 and 2.0; a stale WAL is refused
SAVE_TIMEOUT = 30.0  # seconds one save waits for another
LEAST_FREE = 200_000_000  # bytes: below it nothing is saved

log = logging.getLogger(__name__)
_writing = threading.Lock()
_opening = threading.Lock()
_shared: dict[str, "Connection"] = {}
saves: dict[str, int] = {}  # how often something was saved in each file: only this process saves


class Connection:
    """A database, or one transaction on it.

    Reads on a database take a cursor each, so threads never get each other's rows. In a transaction
    all statements share its cursor, `by` says who is saving, and `at` when (UTC).
    """

    def __init__(
        self,
        root: duckdb.DuckDBPyConnection,
        path: str,
        cursor: duckdb.DuckDBPyConnection | None = None,
        by: str = "",
        anew: Callable[[], duckdb.DuckDBPyConnection] | None = None,
    ) -> None:
        self.root = root
        self.path = path
        self.dead = False  # after a fatal error of the engine nothing works until the file is opened anew
        self._anew = anew
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
        self.heal()
        cursor = self.root.cursor()
        try:
            yield cursor
        except BaseException as error:
            self.dead = self.dead or is_fatal(error)
            raise
        finally:
            cursor.close()

    def heal(self) -> None:
        """Open the file anew after a fatal error (a full disk, as a rule): what was saved is in it."""
        if not self.dead or self._anew is None:
            return
        with _opening:
            if self.dead:
                self.root.close()
                with translated(self.path):
                    self.root = self._anew()
                self.dead = False
                log.warning("The database was opened anew after an error of the disk.")

    def execute(self, sql: str, values: dict[str, Any] | None = None) -> None:
        """Run a statement and drop what it returns."""
        with self.cursor() as cursor, translated(self.path):
            _run(cursor, sql, values or {}).fetchall()
        if self._cursor is None:
            saves[self.path] = saves.get(self.path, 0) + 1

    def close(self) -> None:
        self.root.close()


def database_path() -> str:
    """The file the program works on: BFP_DATABASE, or data/bfp.duckdb beside the project."""
    return os.environ.get("BFP_DATABASE") or str(Path(__file__).parents[2] / DEFAULT_PATH)


def connect(
    path: str | Path = MEMORY, *, threads: int | None = None, memory: str = "1GB", folders: tuple[Path, ...] = ()
) -> Connection:
    """Open a database file, made if it is not there, that reaches nothing outside but its backups and `folders`.

    Raises Busy with the program that holds it if another process has it open.
    """
    path = str(path)
    config: dict[str, Any] = {
        "threads": threads or int(os.environ.get("BFP_THREADS", "2")),
        "memory_limit": memory,
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,  # a SQLite file in the database's place would have the engine download one
        "autoload_known_extensions": False,
    }
    if path != MEMORY:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = f"The folder {Path(path).parent} can't be made. Name another file with --database or BFP_DATABASE."
            raise BfpError(said) from error
        config["storage_compatibility_version"] = STORAGE
        folders = (backup_folder(path), *folders)

    def anew() -> duckdb.DuckDBPyConnection:
        root = duckdb.connect(path, config=config)
        # In this order: once access is off it can't be widened, once locked nothing can be set.
        root.execute("set allowed_directories = $folders", {"folders": [f"{folder.resolve()}/" for folder in folders]})
        root.execute("set enable_external_access = false")
        root.execute("set lock_configuration = true")
        return root

    with translated(path):
        return Connection(anew(), path, anew=anew)


def backup_folder(path: str) -> Path:
    """Where backups of this database are kept: `backups` beside it."""
    return Path(path).resolve().parent / "backups"


def shared(path: str, prepare: Callable[[Connection], object] | None = None) -> Connection:
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
def closed(path: str) -> Iterator[None]:
    """Nobody saves and the file is closed, so that another may be put in its place; it is opened anew by whoever asks next."""
    if not _writing.acquire(timeout=SAVE_TIMEOUT):
        raise Busy("Another save is taking very long. Please try again in a minute.")
    try:
        with _opening:
            if path in _shared:
                _shared.pop(path).close()
            yield
    finally:
        _writing.release()


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
        _refuse_full_disk(con.path)
        con.heal()
        cursor = con.root.cursor()
        try:
            with translated(con.path):
                cursor.execute("begin")
            try:
                inside = Connection(con.root, con.path, cursor, by)
                yield inside
                if inside.failed:
                    raise RuntimeError("a statement failed inside this transaction, and its error was swallowed")
                with translated(con.path):
                    cursor.execute("commit")
                saves[con.path] = saves.get(con.path, 0) + 1
            except BaseException as error:
                con.dead = con.dead or is_fatal(error)
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
    with con.cursor() as cursor, translated(con.path):
        result = _run(cursor, sql, values)
        if result.description is None:
            return []
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def row(con: Connection, sql: str, **values: Any) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(con, sql, **values)
    return found[0] if found else None


def one(con: Connection, sql: str, **values: Any) -> dict[str, Any]:
    """The row of a query that always has just one, such as a count."""
    [found] = rows(con, sql, **values)
    return found


def value(con: Connection, sql: str, **values: Any) -> Any:
    """The first value of the first row of a query, or None."""
    found = row(con, sql, **values)
    return next(iter(found.values())) if found else None


def frame(con: Connection, sql: str, **values: Any) -> pd.DataFrame:
    """What a query returns, as a DataFrame."""
    with con.cursor() as cursor, translated(con.path):
        return _run(cursor, sql, values).df()


def texts(con: Connection, sql: str, **values: Any) -> pd.DataFrame:
    """What a query returns where all of it is text, kept by columns: a million rows are no million of Python's objects."""
    with con.cursor() as cursor, translated(con.path):
        return cursor.sql(sql, params=values).to_arrow_table().to_pandas()


def pieces(con: Connection, sql: str, size: int, **values: Any) -> Iterator[list[tuple[Any, ...]]]:
    """What a query returns, so many rows at a time, where all of it would be too much."""
    with con.cursor() as cursor, translated(con.path):
        result = _run(cursor, sql, values)
        while piece := result.fetchmany(size):
            yield piece


@contextmanager
def as_it_stands(con: Connection) -> Iterator[Connection]:
    """One moment of the database for several questions, whatever is saved meanwhile; nothing can be saved in it."""
    with con.cursor() as cursor, translated(con.path):
        cursor.execute("begin transaction read only")
        try:
            yield Connection(con.root, con.path, cursor)
        finally:
            cursor.execute("rollback")


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
    with con.cursor() as cursor, translated(con.path):
        cursor.register("bulk_rows", records.copy())  # a copy: a view of a frame can't be registered
        try:
            cursor.execute(f"insert into {identifier(table)} ({names}) select {names} from bulk_rows").fetchall()
        finally:
            cursor.unregister("bulk_rows")
    return len(records)


def insert_file(con: Connection, table: str, columns: list[str], path: Path) -> int:
    """Insert what a Parquet file holds under the names of these columns; says how many rows. Raises BfpError for another."""
    names = ", ".join(identifier(name) for name in columns)
    sql = f"insert into {identifier(table)} ({names}) select {names} from read_parquet($path)"
    try:
        return int(value(con, sql, path=str(path)))
    except (duckdb.Error, Broken) as error:
        raise BfpError(f"{path.name} does not hold what belongs into it. Nothing was changed.") from error


def empty(con: Connection, tables: list[str]) -> None:
    """Take every row out of these tables."""
    for table in tables:
        con.execute(f"delete from {identifier(table)}")


def next_numbers(con: Connection) -> None:
    """Let every sequence go on behind the highest number that its table holds."""
    for found in rows(con, "select sequence_name as name, last_value from duckdb_sequences()"):
        last = value(con, "select max(id) from query_table($table)", table=found["name"].removesuffix("_id"))
        if last is not None and last > (found["last_value"] or 0):
            value(con, "select setval($name, $last)", name=found["name"], last=last)


def add(con: Connection, table: str, entry: dict[str, Any]) -> int:
    """Insert one row, by the names of its columns; gives the number that the table gave it."""
    names = [identifier(name) for name in entry]
    values = ", ".join(f"${name}" for name in names)
    return value(con, f"insert into {identifier(table)} ({', '.join(names)}) values ({values}) returning id", **entry)


def change(con: Connection, table: str, number: int, entry: dict[str, Any]) -> None:
    """Set these columns of the row with this number."""
    columns = ", ".join(f"{identifier(name)} = ${name}" for name in entry)
    con.execute(f"update {identifier(table)} set {columns} where id = $id", {**entry, "id": number})


def identifier(name: str) -> str:
    """The name of a table or column, fit to stand in a statement; raises ValueError for anything else."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no name of a table or column")
    return name


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    plain = {name: _plain(value) for name, value in values.items()}
    return cursor.execute(sql, plain) if plain else cursor.execute(sql)


def _plain(value: Any) -> Any:
    """Python's own type for a value that came out of pandas or numpy."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else value


def _refuse_full_disk(path: str) -> None:
    """Saving stops while there is still room to finish what was begun."""
    if path != MEMORY and (free := free_space(path)) < LEAST_FREE:
        raise BfpError(
            f"The disk has only {free // 1_000_000} MB left: nothing more is saved before it has {LEAST_FREE // 1_000_000}. "
            "Make room on it; what was saved is safe."
        )


def free_space(path: str) -> int:
    """Bytes free on the disk that a database lies on."""
    return shutil.disk_usage(Path(path).resolve().parent).free

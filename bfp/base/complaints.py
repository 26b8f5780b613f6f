"""DuckDB's complaints as sentences: what a person reads is ours, what the engine said stays the cause."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bfp.base.errors import BfpError, Broken, Busy


@contextmanager
def translated(path: str = "") -> Iterator[None]:
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
        if _is_of_the_disk(error):
            raise BfpError(
                "The disk is full or can't be written: nothing of this was saved, all that was saved before is safe. "
                "Make room on the disk, then save again."
            ) from error
        raise BfpError("The save could not be finished, and nothing of it was kept. Please try again.") from error
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise Busy(_who_holds(path, str(error))) from error
        if "not a valid DuckDB" in str(error) or "Extension" in str(error) or "directory" in str(error).lower():
            raise BfpError(
                f"{path or 'The database'} is not a database of this program. Name another file with --database or BFP_DATABASE."
            ) from error
        raise BfpError(_damaged(path)) from error
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise BfpError("A number in this entry is too large to be kept. Look for a slip of the finger.") from error
    except duckdb.OutOfMemoryException as error:
        raise BfpError("This takes more memory than the program may use. Choose less at a time.") from error
    except duckdb.FatalException as error:
        raise BfpError(
            "The database stopped after an error of the disk; all that was saved is safe. "
            "Look whether the disk is full, make room, and try again."
        ) from error
    except duckdb.Error as error:
        if "orrupt" not in str(error):
            raise
        raise BfpError(_damaged(path)) from error


def _damaged(path: str) -> str:
    """That the file can't be read, and how to restore it."""
    name = Path(path).name if path else "The database file"
    where = Path(path).resolve().parent / "backups" if path else "the folder backups beside it"
    return (
        f"{name} can't be read: the file or the disk is damaged. Put a backup in its place: stop the program, move the file "
        f"and the one beside it that ends in .wal away, copy the newest backup ({where}) to its name, and start again."
    )


def is_fatal(error: BaseException) -> bool:
    return isinstance(error, duckdb.FatalException) or isinstance(error.__cause__, duckdb.FatalException)


def _is_of_the_disk(error: Exception) -> bool:
    return any(sign in str(error) for sign in ("Could not write", "No space", "too large", "Disk quota"))


def _broken_rule(message: str) -> str:
    """Which rule, and where in the program: never the value, which may be a person's name."""
    kind = re.search(
        r"NOT NULL constraint failed: \S+|CHECK constraint failed on table .*|violates (primary key|unique) constraint"
        r"|PRIMARY KEY or UNIQUE constraint violation",
        message,
    )
    rule = kind[0].replace('"', "") if kind else "a constraint"
    here = str(Path(__file__).parents[1])
    ours = (__file__, str(Path(__file__).with_name("db.py")))
    callers = [at for at in traceback.extract_stack() if at.filename.startswith(here) and at.filename not in ours]
    return f"{rule}, in {Path(callers[-1].filename).name}:{callers[-1].lineno} {callers[-1].name}" if callers else rule


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

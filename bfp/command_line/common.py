"""What all commands share: how one is described, the database it works on, its exit code, its progress."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from tqdm import tqdm

from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import NotFound
from bfp.schema import migrations

GOOD, WRONG, MISUSED, BUSY = 0, 1, 2, 3
CODES = """exit codes:
  0  done, nothing wrong
  1  something is wrong: a rule is broken (check), a measurement failed (bench)
  2  wrong use: an unknown option, a file that is not there, a database that may not be written to
  3  another program has the database open
"""
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: Commands, name: str, run: Callable[..., Any], says: str, more: str, examples: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=says[0].lower() + says[1:].rstrip("."),
        description=f"{says} {more}",
        epilog=f"examples:\n{examples}\n\n{CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def database(command: argparse.ArgumentParser, default: str | None = None) -> None:
    said = os.environ.get("BFP_DATABASE") or default or db.database_path()
    words = f"the database file (default: BFP_DATABASE, or else {default or db.DEFAULT_PATH})"
    command.add_argument("--database", metavar="FILE", type=Path, default=Path(said), help=words)


@contextmanager
def opened(path: Path, new: bool = False, folders: tuple[Path, ...] = ()) -> Iterator[Connection]:
    """The database, with its tables up to date; one that is not there is only made if `new`."""
    if not new and not path.is_file():
        raise NotFound(f"There is no database {path}. Name one with --database, or start the desk once to make it.")
    con = db.connect(path, folders=folders)
    try:
        migrations.migrate(con)
        yield con
    finally:
        con.close()


def bar(rows: Iterable[Any] | None = None, **more: Any) -> tqdm:
    """A progress bar on stderr; quiet when that is no terminal."""
    return tqdm(rows, disable=None, leave=False, **more)


def say(text: str) -> None:
    tqdm.write(text, file=sys.stderr)


def pair(text: str) -> tuple[str, str]:
    name, sign, header = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"write it like name=Facility, not {text!r}")
    return name.strip().lower(), header.strip()


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write the date like 2026-11-23, not {text!r}") from None

"""Records that come in and go out: a made-up program, imports, everything as files."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bfp import demo, restoring
from bfp.base import csv_writing, dates, db, importing, settings, states
from bfp.base.errors import BfpError, Invalid, NotFound
from bfp.base.importing import Told
from bfp.base.tables import encodings
from bfp.base.tables.sheets import Manner
from bfp.command_line import common
from bfp.command_line.common import Commands
from bfp.leaving import everything_in, everything_out
from bfp.program import imports

EVERYTHING = "everything"
IMPORTS = {kind.word: kind for kind in imports.KINDS.values()}


def add(commands: Commands) -> None:
    _demo(commands)
    _import(commands)
    _export(commands)


def _demo(commands: Commands) -> None:
    command = common.command(
        commands,
        "demo",
        make_demo,
        "Make up a program to look around in.",
        "Readers, facilities and figures\nare invented. The same seed makes the same program. "
        "It goes into an empty\ndatabase only.",
        "  python -m bfp demo\n  python -m bfp demo --items 1000000 --database /tmp/large.duckdb\n"
        "  BFP_DATABASE=/tmp/large.duckdb make run",
    )
    command.add_argument("--items", metavar="N", type=int, default=demo.ITEMS, help="items mailed (default: 3,000)")
    command.add_argument("--seed", metavar="S", type=int, default=demo.SEED, help="another seed, another program (1988)")
    command.add_argument(
        "--today", metavar="DATE", type=common.day, default=dates.today(), help="the day after its last (default: today)"
    )
    command.add_argument("--force", action="store_true", help="throw away the demonstration in the file, and make a new one")
    common.database(command, "data/demo.duckdb")


def make_demo(asked: argparse.Namespace) -> int:
    demo.size(asked.items)
    if asked.force and asked.database.exists():
        _throw_away(asked.database)
    with common.opened(asked.database, new=True) as con, common.bar(total=len(demo.STEPS), unit="step") as bar:

        @contextmanager
        def progress(step: str) -> Iterator[None]:
            bar.set_description(step)
            yield
            bar.update()

        made = demo.make(con, asked.items, asked.seed, today=asked.today, progress=progress)
    print(
        f"{asked.database}: {made.items:,} items to {made.readers:,} readers in {made.facilities:,} facilities, "
        f"over {made.years} years."
    )
    return common.GOOD


def _throw_away(path: Path) -> None:
    """Delete a demonstration; nothing else is ever deleted."""
    with common.opened(path) as con:
        if not settings.load(con).demonstration:
            demo.refuse_if_used(con)
    path.unlink()
    Path(f"{path}.wal").unlink(missing_ok=True)


def _import(commands: Commands) -> None:
    command = common.command(
        commands,
        "import",
        take_in,
        "Take in a CSV file or a spreadsheet.",
        "Columns are recognised by their names. A second time nothing changes.\nRows that can't be taken in are written, "
        "with the reason, to FILE.rejected.csv in the folder you are in (--rejected names another place).",
        "  python -m bfp import facilities facilities.csv\n  python -m bfp import restrictions restrictions.csv\n"
        "  python -m bfp import disapproved banned_publications.csv",
    )
    command.add_argument("what", choices=[*IMPORTS, EVERYTHING], help=f"what the file holds; {EVERYTHING}: a zip of `export`")
    command.add_argument("file", metavar="FILE", type=Path, help="a CSV file or a spreadsheet with the columns named above")
    command.add_argument("--encoding", choices=list(encodings.NAMES), help="where accents come out wrong (default: found out)")
    command.add_argument("--state", help="whose list it is, where no column says so")
    which = "which column a field is in; may be said several times"
    command.add_argument("--column", action="append", default=[], type=common.pair, metavar="FIELD=HEADER", help=which)
    command.add_argument("--dry-run", action="store_true", help="only say what would be done")
    command.add_argument("--rejected", metavar="FILE", type=Path, help="where the rejected rows go")
    command.add_argument("--by", metavar="NAME", default="import", help="who does it, for the history (default: import)")
    common.database(command)


def take_in(asked: argparse.Namespace) -> int:
    if not asked.file.is_file():
        raise NotFound(f"There is no file {asked.file}.")
    if asked.what == EVERYTHING:
        return _put_in_place(asked)
    state = states.code(asked.state) if asked.state else ""
    if state is None:
        raise Invalid(f"{asked.state} is no state. Write it like TX or Texas.", "state")
    said = Told(Manner(asked.encoding), dict(asked.column), state)
    with common.opened(asked.database, new=True) as con, common.bar(unit="row") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        with db.transaction(con, asked.by) as tx:
            result = importing.import_file(tx, IMPORTS[asked.what], asked.file, dates.today(), progress, said, asked.dry_run)
    told = f"{result.new:,} new, {result.changed:,} changed, {result.unchanged:,} unchanged, {len(result.rejected):,} rejected"
    print(f"{asked.what}: {told}" + (". Nothing is written." if asked.dry_run else ""))
    if result.rejected.empty:
        return common.GOOD
    rejected = asked.rejected or Path(f"{asked.file.name}.rejected.csv")
    try:
        csv_writing.save(result.rejected, rejected)
    except OSError as error:
        raise BfpError(f"The rest is in, but the rejected rows can't be written to {rejected}: {error.strerror}.") from error
    print(f"The rejected rows, each with its reason, are in {rejected}.")
    return common.GOOD


def _put_in_place(asked: argparse.Namespace) -> int:
    """Everything of a zip: built beside the database, proven, and put in its place as a backup is."""
    present = asked.database.resolve()
    built = present.with_name(f"{present.stem}.arriving.duckdb")
    try:
        everything_in.build(asked.file, built)
        with restoring.proven(built, present, dates.today()) as (_, there):
            print(f"{asked.file.name}: {there.words}; all rules kept")
        if not asked.dry_run:
            aside = restoring.restore(built, present, dates.today(), datetime.now())
            print(f"{present} holds it now." + (f" What stood there is kept: {aside}" if aside else ""))
    finally:
        built.unlink(missing_ok=True)
    return common.GOOD


def _export(commands: Commands) -> None:
    command = common.command(
        commands,
        "export",
        save_as_files,
        "Save everything as files: a zip with every table as CSV and Parquet, and every scan.",
        "\nIt names people: keep it as you keep their letters. Another desk reads it with `import everything FILE.zip`.",
        "  python -m bfp export /media/stick/everything.zip",
    )
    command.add_argument("file", metavar="FILE.zip", type=Path, help="the new zip; one that is there is never written over")
    common.database(command)


def save_as_files(asked: argparse.Namespace) -> int:
    with common.opened(asked.database) as con:
        saved = everything_out.save(con, asked.file.resolve(), datetime.now())
    print(f"{saved.path}: {saved.words}.")
    return common.GOOD

"""The command line: python -m bfp demo, import, backup, restore, account, check, bench."""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from tqdm import tqdm

from bfp import check, demo, restoring
from bfp.accounts import keeping, roles
from bfp.base import backup, csv_writing, db, importing, settings, states
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Busy, Conflict, Invalid, NotFound
from bfp.base.importing import Told
from bfp.base.tables import encodings
from bfp.base.tables.sheets import Manner
from bfp.bench import BENCHES, figures
from bfp.check import RULES
from bfp.program import imports
from bfp.schema import migrations

GOOD, WRONG, MISUSED, BUSY = 0, 1, 2, 3
CODES = """exit codes:
  0  done, nothing wrong
  1  something is wrong: a rule is broken (check), a measurement failed (bench)
  2  wrong use: an unknown option, a file that is not there, a database that may not be written to
  3  another program has the database open
"""
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
IMPORTS = {kind.word: kind for kind in imports.KINDS.values()}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what goes wrong is one sentence on stderr and a number."""
    asked = parser().parse_args(arguments)
    os.umask(0o077)  # what this program writes names people: for its own user only
    try:
        return asked.run(asked)
    except Busy as error:
        print(error, file=sys.stderr)
        return BUSY
    except BfpError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        print("Stopped. What was not finished was not kept.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m bfp",
        description="The desk of a books-for-prisoners program, from the command line. The desk itself starts with `make run`.",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _demo(commands)
    _import(commands)
    _backup(commands)
    _restore(commands)
    _account(commands)
    _check(commands)
    _bench(commands)
    return top


def _command(
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


def _database(command: argparse.ArgumentParser, default: str | None = None) -> None:
    said = os.environ.get("BFP_DATABASE") or default or db.database_path()
    words = f"the database file (default: BFP_DATABASE, or else {default or db.DEFAULT_PATH})"
    command.add_argument("--database", metavar="FILE", type=Path, default=Path(said), help=words)


# demo


def _demo(commands: Commands) -> None:
    command = _command(
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
    command.add_argument("--today", metavar="DATE", type=_day, default=_today(), help="the day after its last (default: today)")
    command.add_argument("--force", action="store_true", help="throw away the demonstration in the file, and make a new one")
    _database(command, "data/demo.duckdb")


def make_demo(asked: argparse.Namespace) -> int:
    demo.size(asked.items)
    if asked.force and asked.database.exists():
        _throw_away(asked.database)
    with opened(asked.database, new=True) as con, _bar(total=len(demo.STEPS), unit="step") as bar:

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
    return GOOD


def _throw_away(path: Path) -> None:
    """Delete a demonstration; nothing else is ever deleted."""
    with opened(path) as con:
        if not settings.load(con).demonstration:
            demo.refuse_if_used(con)
    path.unlink()
    Path(f"{path}.wal").unlink(missing_ok=True)


# import


def _import(commands: Commands) -> None:
    command = _command(
        commands,
        "import",
        take_in,
        "Take in a CSV file or a spreadsheet.",
        "Columns are recognised by their names. A second time nothing changes.\nRows that can't be taken in are written, "
        "with the reason, to FILE.rejected.csv in the folder you are in (--rejected names another place).",
        "  python -m bfp import facilities facilities.csv\n  python -m bfp import restrictions restrictions.csv\n"
        "  python -m bfp import disapproved banned_publications.csv",
    )
    command.add_argument("what", choices=list(IMPORTS), help="what the file holds")
    command.add_argument("file", metavar="FILE", type=Path, help="a CSV file or a spreadsheet with the columns named above")
    command.add_argument("--encoding", choices=list(encodings.NAMES), help="where accents come out wrong (default: found out)")
    command.add_argument("--state", help="whose list it is, where no column says so")
    which = "which column a field is in; may be said several times"
    command.add_argument("--column", action="append", default=[], type=_pair, metavar="FIELD=HEADER", help=which)
    command.add_argument("--dry-run", action="store_true", help="only say what would be done")
    command.add_argument("--rejected", metavar="FILE", type=Path, help="where the rejected rows go")
    command.add_argument("--by", metavar="NAME", default="import", help="who does it, for the history (default: import)")
    _database(command)


def take_in(asked: argparse.Namespace) -> int:
    if not asked.file.is_file():
        raise NotFound(f"There is no file {asked.file}.")
    state = states.code(asked.state) if asked.state else ""
    if state is None:
        raise Invalid(f"{asked.state} is no state. Write it like TX or Texas.", "state")
    said = Told(Manner(asked.encoding), dict(asked.column), state)
    with opened(asked.database, new=True) as con, _bar(unit="row") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        with db.transaction(con, asked.by) as tx:
            result = importing.import_file(tx, IMPORTS[asked.what], asked.file, _today(), progress, said, asked.dry_run)
    told = f"{result.new:,} new, {result.changed:,} changed, {result.unchanged:,} unchanged, {len(result.rejected):,} rejected"
    print(f"{asked.what}: {told}" + (". Nothing is written." if asked.dry_run else ""))
    if result.rejected.empty:
        return GOOD
    rejected = asked.rejected or Path(f"{asked.file.name}.rejected.csv")
    try:
        csv_writing.save(result.rejected, rejected)
    except OSError as error:
        raise BfpError(f"The rest is in, but the rejected rows can't be written to {rejected}: {error.strerror}.") from error
    print(f"The rejected rows, each with its reason, are in {rejected}.")
    return GOOD


# backup


def _backup(commands: Commands) -> None:
    command = _command(
        commands,
        "backup",
        back_up,
        "Copy the whole database into one new file, and open that to try it.",
        "\nWhile the desk is running use its page Backup instead: only one program can have the database open.",
        "  python -m bfp backup /media/stick/bfp-friday.duckdb",
    )
    command.add_argument("file", metavar="FILE", type=Path, help="the new file; one that is there is never written over")
    _database(command)


def back_up(asked: argparse.Namespace) -> int:
    target = asked.file.resolve()
    if target.exists():
        raise Conflict(f"{asked.file} is there already. A backup never writes over another file: give it a new name.")
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {asked.file.parent}.")
    with opened(asked.database, folders=(target.parent,)) as con, _bar(total=1, unit="file") as bar:
        made = backup.make(con, datetime.now(), target)
        bar.update()
    print(f"{made.path}: {made.megabytes:,.1f} MB, opened and counted.")
    return GOOD


# restore


def _restore(commands: Commands) -> None:
    more = "\nIt is compared and proven first; the present file is kept aside.\nWhile the desk runs use its page Backup."
    says = "Put a backup in the place of the database."
    command = _command(commands, "restore", put_back, says, more, "  python -m bfp restore /media/stick/bfp-friday.duckdb")
    command.add_argument("file", metavar="FILE", type=Path, help="the backup; it stays where it is")
    command.add_argument("--dry-run", action="store_true", help="only compare it and prove it")
    _database(command)


def put_back(asked: argparse.Namespace) -> int:
    present = asked.database.resolve()
    if present.is_file():
        with opened(present) as con:
            print(f"present: {restoring.holds(con).words}")
    with restoring.proven(asked.file, present, _today()) as (_, there):
        print(f"backup:  {there.words}; all rules kept")
    if not asked.dry_run:
        aside = restoring.restore(asked.file, present, _today(), datetime.now())
        print(f"{present} is the backup now." + (f" What stood there is kept: {aside}" if aside else ""))
    return GOOD


# account


def _account(commands: Commands) -> None:
    command = _command(
        commands,
        "account",
        keep_accounts,
        "Add somebody who may sign in, or change or end an account.",
        "\nWith the first account the wall is up: nobody gets in without one, and it stays so. The password is\nasked for twice, "
        "or read as two lines of standard input. Stop the desk first.",
        "  python -m bfp account add --login ada --name 'Ada' --role coordinator\n  python -m bfp account list\n"
        "  python -m bfp account password --login ada",
    )
    command.add_argument("what", choices=keeping.DEEDS, help="factor: the app is lost")
    command.add_argument("--login", metavar="LOGIN", default="", help="what the person types to sign in")
    command.add_argument("--name", metavar="NAME", default="", help="what stands beside what they do (default: the login)")
    command.add_argument("--role", choices=roles.ROLES, default=roles.VOLUNTEER, help="as what a new one comes")
    _database(command)


def keep_accounts(asked: argparse.Namespace) -> int:
    word = keeping.typed_twice() if asked.what in (keeping.ADD, keeping.PASSWORD) else ""
    with opened(asked.database, new=True) as con:
        for line in keeping.keep(con, asked.what, asked.login, asked.name, asked.role, word):
            print(line)
    return GOOD


# check


def _check(commands: Commands) -> None:
    command = _command(
        commands,
        "check",
        look_over,
        "Look whether everything stored agrees with itself.",
        "Nothing is changed.\nEvery rule is one line: ok, or how many rows break it and which.",
        "  python -m bfp check\n  python -m bfp check --database data/demo.duckdb",
    )
    command.add_argument("--today", metavar="DATE", type=_day, default=_today(), help="later is the future (default: today)")
    _database(command)


def look_over(asked: argparse.Namespace) -> int:
    broken = 0
    with opened(asked.database) as con:
        for rule in _bar(RULES, unit="rule"):
            finding = check.broken(con, rule, asked.today)
            broken += finding is not None
            tqdm.write(f"{'ok' if finding is None else 'BROKEN':<8}{rule}{'' if finding is None else f'  {finding.sentence}'}")
    print(f"{len(RULES)} rules, {broken} broken" if broken else f"{len(RULES)} rules, all kept")
    return WRONG if broken else GOOD


# bench


def _bench(commands: Commands) -> None:
    names = "\n".join(f"  {name:<10} {about.says}" for name, about in BENCHES.items())
    each = "Each figure is shown\nbeside its baseline, measured in the same run. Without a NAME: all that need no folder."
    command = _command(
        commands,
        "bench",
        measure,
        "Measure the program on a made-up one of a million items.",
        f"{each}\n\nnames:\n{names}",
        "  python -m bfp bench pages\n  python -m bfp bench finder ../shared/data/spellings --json",
    )
    command.add_argument("name", metavar="NAME", nargs="?", choices=list(BENCHES), help=", ".join(BENCHES))
    command.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="the folder with the data, where one is needed")
    command.add_argument("--json", action="store_true", help="one JSON object: {figure: {value, unit, baseline, ratio}}")


def measure(asked: argparse.Namespace) -> int:
    names = [asked.name] if asked.name else [name for name, about in BENCHES.items() if about.daily and not about.needs_folder]
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        about = BENCHES[name]
        if about.needs_folder and asked.folder is None:
            raise Invalid(f"bench {name} needs the folder with its data: python -m bfp bench {name} DIR")
        if about.needs_folder and not asked.folder.is_dir():
            raise NotFound(f"There is no folder {asked.folder}.")
        try:
            module = importlib.import_module(about.module)
        except ModuleNotFoundError as error:
            if error.name != about.module and error.name != "playwright":
                raise
            missing = "requirements-dev.txt is not installed" if error.name == "playwright" else "it is not part of this version"
            raise Invalid(f"bench {name} can't be run: {missing}.") from error
        given = (asked.folder,) if about.needs_folder else ()
        prefix = f"{name}: " if len(names) > 1 else ""
        found |= {f"{prefix}{figure}": what for figure, what in module.run(*given, say=_say).items()}
    print(json.dumps(found, ensure_ascii=False) if asked.json else figures.table(found))
    return WRONG if any(what.get("failed") for what in found.values()) else GOOD


# shared by all


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


def _bar(rows: Iterable[Any] | None = None, **more: Any) -> tqdm:
    """A progress bar on stderr; quiet when that is no terminal."""
    return tqdm(rows, disable=None, leave=False, **more)


def _say(text: str) -> None:
    tqdm.write(text, file=sys.stderr)


def _today() -> date:
    """The day it is; BFP_TODAY stands in for it, as on the pages."""
    fixed = os.environ.get("BFP_TODAY")
    return date.fromisoformat(fixed) if fixed else date.today()


def _pair(text: str) -> tuple[str, str]:
    name, sign, header = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"write it like name=Facility, not {text!r}")
    return name.strip().lower(), header.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write the date like 2026-11-23, not {text!r}") from None


if __name__ == "__main__":
    sys.exit(main())

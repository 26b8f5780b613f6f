"""What keeps the desk: backups, restoring one, accounts."""

import argparse
from datetime import datetime
from pathlib import Path

from bfp import restoring, sealing
from bfp.accounts import keeping, roles
from bfp.base import backup, dates, db
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.command_line import common
from bfp.command_line.common import Commands


def add(commands: Commands) -> None:
    _backup(commands)
    _restore(commands)
    _key(commands)
    _account(commands)


def _backup(commands: Commands) -> None:
    command = common.command(
        commands,
        "backup",
        back_up,
        "Copy the whole database into one new file, and open that to try it.",
        "\nWhile the desk is running use its page Backup instead: only one program can have the database open.",
        "  python -m bfp backup /media/stick/bfp-friday.duckdb",
    )
    command.add_argument("file", metavar="FILE", type=Path, help="the new file; one that is there is never written over")
    common.database(command)


def back_up(asked: argparse.Namespace) -> int:
    target = asked.file.resolve()
    if target.exists():
        raise Conflict(f"{asked.file} is there already. A backup never writes over another file: give it a new name.")
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {asked.file.parent}.")
    with common.opened(asked.database, folders=(target.parent,)) as con, common.bar(total=1, unit="file") as bar:
        made = backup.make(con, datetime.now(), target)
        bar.update()
    print(f"{made.path}: {made.megabytes:,.1f} MB, opened and counted.")
    return common.GOOD


def _restore(commands: Commands) -> None:
    more = "\nIt is compared and proven first; the present file is kept aside.\nWhile the desk runs use its page Backup."
    says = "Put a backup in the place of the database."
    command = common.command(commands, "restore", put_back, says, more, "  python -m bfp restore /media/stick/bfp-friday.duckdb")
    command.add_argument("file", metavar="FILE", type=Path, help="the backup; it stays where it is")
    command.add_argument("--dry-run", action="store_true", help="only compare it and prove it")
    command.add_argument("--key", metavar="KEYFILE", type=Path, help="the file with a private key, for a sealed copy (.age)")
    common.database(command)


def put_back(asked: argparse.Namespace) -> int:
    if asked.file.suffix == sealing.ENDING:
        if asked.key is None:
            raise Invalid(f"{asked.file.name} is sealed. Name the file with a private key: --key KEYFILE.", "key")
        with sealing.opened(asked.file, asked.key, db.backup_folder(str(asked.database))) as found:
            asked.file = found
            return _put_back(asked)
    return _put_back(asked)


def _put_back(asked: argparse.Namespace) -> int:
    present = asked.database.resolve()
    if present.is_file():
        with common.opened(present) as con:
            print(f"present: {restoring.holds(con).words}")
    with restoring.proven(asked.file, present, dates.today()) as (_, there):
        print(f"backup:  {there.words}; all rules kept")
    if not asked.dry_run:
        aside = restoring.restore(asked.file, present, dates.today(), datetime.now())
        print(f"{present} is the backup now." + (f" What stood there is kept: {aside}" if aside else ""))
    return common.GOOD


def _key(commands: Commands) -> None:
    common.command(
        commands,
        "key",
        make_keys,
        "Print a pair of keys for sealed copies of backups, once.",
        "The public one goes into the page Backup.\nThe private one opens the copies: to two coordinators, on paper or a stick, "
        "never on this computer.",
        "  python -m bfp key",
    )


def make_keys(asked: argparse.Namespace) -> int:
    public, private = sealing.new_pair()
    print(f"public, for the page Backup:\n  {public}\nprivate, to keep elsewhere; it is shown this once:\n  {private}")
    return common.GOOD


def _account(commands: Commands) -> None:
    command = common.command(
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
    common.database(command)


def keep_accounts(asked: argparse.Namespace) -> int:
    word = keeping.typed_twice() if asked.what in (keeping.ADD, keeping.PASSWORD) else ""
    with common.opened(asked.database, new=True) as con:
        for line in keeping.keep(con, asked.what, asked.login, asked.name, asked.role, word):
            print(line)
    return common.GOOD

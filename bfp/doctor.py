"""What is not as it should be with this desk's machine, file, backups and doors: a line each, with what to do about it.

It looks from outside and changes nothing but what opening the file does. What can't be known is said, never guessed.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bfp import nightwatch, sealing
from bfp.accounts import accounts
from bfp.base import backup, dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Busy
from bfp.schema import migrations

GOOD, LOOK, WRONG = "ok", "look", "WRONG"
LITTLE_DISK = 2_000_000_000  # bytes
LITTLE_MEMORY = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One line: whether it is good, to be looked at, or wrong, and the sentence."""

    state: str
    says: str


def look(path: Path, hosts: str, now: datetime) -> Iterator[Finding]:
    """Everything about the desk in a file, served to `hosts` (BFP_HOSTS), one finding after another."""
    yield _disk(path)
    yield _encrypted(path)
    yield _memory()
    if not path.is_file():
        yield Finding(LOOK, f"There is no database {path} yet: it is made when the desk is started.")
        return
    yield from _modes(path)
    try:
        con = db.connect(path)
    except Busy:
        said = "The desk is running. Its own pages say how backups and accounts stand; stop it to have them looked at here."
        yield Finding(LOOK, said)
        return
    except BfpError as error:
        yield Finding(WRONG, str(error))
        return
    try:
        migrations.migrate(con)
        for one in (_accounts, _backups, _clock):
            yield from one(con, hosts, now)
    except BfpError as error:
        yield Finding(WRONG, str(error))
    finally:
        con.close()


def _disk(path: Path) -> Finding:
    folder = next(one for one in (path.resolve().parent, *path.resolve().parents) if one.is_dir())
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:,.1f} GB free on the disk of {folder}"
    if free < db.LEAST_FREE:
        return Finding(WRONG, f"{told}: nothing is saved below {db.LEAST_FREE / 1e9:.1f}. Make room.")
    return Finding(LOOK, f"{told}: make room soon.") if free < LITTLE_DISK else Finding(GOOD, f"{told}.")


def _encrypted(path: Path, mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> Finding:
    """On Linux the name of the disk's mapping says it; else it can't be known from here."""
    ask = "If this computer is stolen, only an encrypted disk keeps the names (deploy/README.md says how)."
    try:
        places = [line.split()[:2] for line in mounts.read_text(encoding="utf-8").splitlines()]
        inside = [(where, device) for device, where in places if path.resolve().is_relative_to(where.replace("\\040", " "))]
        device = Path(max(inside, key=lambda one: len(one[0]))[1]).resolve().name
        mapped = (blocks / device / "dm" / "uuid").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return Finding(LOOK, f"Whether the disk is encrypted can't be known from here. {ask}")
    if mapped.startswith("CRYPT-"):
        return Finding(GOOD, "The disk is encrypted.")
    return Finding(LOOK, f"The disk does not look encrypted. {ask}")


def _memory() -> Finding:
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return Finding(LOOK, "How much memory this computer has can't be known from here: two gigabytes are enough.")
    told = f"{there / 1e9:,.1f} GB of memory"
    return Finding(GOOD if there >= LITTLE_MEMORY else LOOK, f"{told}." if there >= LITTLE_MEMORY else f"{told}: two are better.")


def _modes(path: Path) -> Iterator[Finding]:
    if os.name != "posix":
        yield Finding(LOOK, "Who else on this computer may read the files can't be known from here: use an account of its own.")
        return
    for one in (path, *sorted(db.backup_folder(str(path)).glob("*.duckdb"))):
        if one.stat().st_mode & 0o077:
            yield Finding(WRONG, f"Other users of this computer may read {one}: chmod 600 closes it.")
            return
    yield Finding(GOOD, "The database and its backups are for their own user only.")


def _accounts(con: Connection, hosts: str, now: datetime) -> Iterator[Finding]:
    up = accounts.wall_is_on(con)
    if hosts and not up:
        said = f"BFP_HOSTS names {hosts}, and nobody has an account: the desk refuses to start. bfp account add makes the first."
        yield Finding(WRONG, said)
    elif not up:
        yield Finding(LOOK, "No account: whoever sits at this computer may read everything. It serves this computer alone.")
    else:
        serves = f"serves {hosts}" if hosts else "serves this computer alone; BFP_HOSTS names others"
        yield Finding(GOOD, f"The wall is up: nobody gets in without an account. It {serves}.")


def _backups(con: Connection, hosts: str, now: datetime) -> Iterator[Finding]:
    found = backup.listing(con)
    if warning := nightwatch.warning(con):
        yield Finding(WRONG, warning)
    elif found:
        yield Finding(GOOD, f"{len(found)} backups, the newest of {dates.written(found[0].made_at)}.")
    else:
        yield Finding(LOOK, "No backup yet. One comes by itself each night while the program runs.")
    if elsewhere := sealing.warning(con):
        yield Finding(WRONG, elsewhere)
    elif copies := sealing.there(con):
        yield Finding(GOOD, f"{len(copies)} sealed copies in {copies[0].parent}, the newest {copies[0].name}.")
    elif found:
        yield Finding(LOOK, "They lie on this disk alone: the page Backup sends sealed copies to a stick or another folder.")


def _clock(con: Connection, hosts: str, now: datetime) -> Iterator[Finding]:
    last = history.last_at(con)
    if last is not None and last > dates.moment():
        yield Finding(WRONG, f"The clock is behind what was saved last ({dates.clock(last)}): set it, deadlines depend on it.")
    else:
        yield Finding(GOOD, f"The clock says {now:%Y-%m-%d %H:%M}: if that is not so, set it, deadlines depend on it.")

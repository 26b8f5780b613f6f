"""Backups sealed before they leave this computer, in age's format, for whoever has one of the private keys, which are not here.

`python -m bfp key` prints a pair once: the public key goes into the settings, the private one to a coordinator, on paper or a
stick. A sealed copy goes to a folder after each backup: a stick, another disk, a folder that something else carries elsewhere.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyrage
from pyrage import x25519

from bfp.base import settings
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound

ENDING = ".age"


def new_pair() -> tuple[str, str]:
    """A public and a private key; the private one is kept nowhere."""
    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def keys(text: str) -> list[str]:
    """Public keys as they were typed, one in a line; raises Invalid for a line that is none, a private key above all."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(found, start=1):
        if line.upper().startswith("AGE-SECRET-KEY"):
            raise Invalid("This is a private key, not to be kept here. Write the public one: it begins with age1.", "keys")
        try:
            x25519.Recipient.from_str(line)
        except pyrage.RecipientError as error:
            said = f"Line {number} is no public key: it begins with age1 and has 62 signs. `python -m bfp key` makes one."
            raise Invalid(said, "keys") from error
    return found


def save(con: Connection, typed: str, folder: str) -> None:
    """Settle who can open sealed copies and where they go; nothing in either turns them off."""
    found, folder = keys(typed), folder.strip()
    if bool(found) != bool(folder):
        raise Invalid("Say both: the public keys, and the folder. With neither no copy is made.", "folder" if found else "keys")
    if folder and not Path(folder).is_absolute():
        raise Invalid("Write the folder from its beginning, such as /media/stick/bfp.", "folder")
    if folder and not Path(folder).is_dir():
        raise Invalid(f"There is no folder {folder}. Make it first, or put the stick in.", "folder")
    settings.save(con, sealed_for="\n".join(found), sealed_into=folder)


def seal(con: Connection, backup: Path) -> Path | None:
    """A sealed copy of a backup into the folder; None if none is wanted. Raises BfpError where it can't be written."""
    now = settings.load(con)
    if not now.sealed_for:
        return None
    folder = Path(now.sealed_into)
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}: no sealed copy was made. Put the stick in, or name another folder.")
    target = folder / f"{backup.name}{ENDING}"
    partial = target.with_name(f"{target.name}.partial")
    try:
        to = [x25519.Recipient.from_str(line) for line in keys(now.sealed_for)]
        pyrage.encrypt_file(str(backup), str(partial), to)
        partial.rename(target)
    except (OSError, pyrage.EncryptError) as error:
        raise BfpError(f"No sealed copy could be written to {folder}: is it full, or not to be written to?") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return target


def there(con: Connection) -> list[Path]:
    """The sealed copies in the folder, latest first by the moment in their name."""
    now = settings.load(con)
    found = Path(now.sealed_into).glob(f"*{ENDING}") if now.sealed_into and Path(now.sealed_into).is_dir() else ()
    return sorted(found, key=lambda path: path.name, reverse=True)


def warning(con: Connection) -> str:
    """What is wrong with copies elsewhere; empty if all is well, or none are wanted."""
    now = settings.load(con)
    if now.sealed_into and not Path(now.sealed_into).is_dir():
        return f"Sealed copies go to {now.sealed_into}, which is not there now. Put the stick in, or name another folder."
    return ""


@contextmanager
def opened(sealed: Path, key_file: Path, beside: Path) -> Iterator[Path]:
    """A sealed copy, opened with the private key in a file: a backup in a folder of its own, gone when this is left.

    Raises NotFound for no file, Invalid for no key, Conflict for a key that does not open it.
    """
    for path in (sealed, key_file):
        if not path.is_file():
            raise NotFound(f"There is no file {path}.")
    lines = key_file.read_text(encoding="utf-8", errors="replace").split()
    try:
        [line] = [line for line in lines if line.upper().startswith("AGE-SECRET-KEY")]
        key = x25519.Identity.from_str(line)
    except (ValueError, pyrage.IdentityError) as error:
        raise Invalid(f"{key_file.name} holds no private key: a line that begins with AGE-SECRET-KEY.", "key") from error
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        target = Path(folder) / sealed.name.removesuffix(ENDING)
        try:
            pyrage.decrypt_file(str(sealed), str(target), [key])
        except pyrage.DecryptError as error:
            said = f"{sealed.name} is not opened by this key, or was damaged. Try the other coordinator's key."
            raise Conflict(said) from error
        yield target

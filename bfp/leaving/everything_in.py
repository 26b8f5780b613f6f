"""Everything coming back in: a database made of a zip of `everything_out`, to be proven and put in place as a backup is.

A zip is a stranger's file: only tables of ours are read from it, each as long as its description says and with its digest.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

from bfp.base import db
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.leaving import everything_out
from bfp.schema import migrations

LONGEST_DESCRIPTION = 10_000_000  # bytes


def build(zip_path: Path, target: Path) -> int:
    """Make a new database file at `target` of what a zip holds; says how many rows are in it.

    Raises NotFound for no file, Invalid for one that is no such zip or was changed on its way, Conflict for one of another
    version of this program. Then there is no `target`.
    """
    if not zip_path.is_file():
        raise NotFound(f"There is no file {zip_path}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        inside = Path(folder) / target.name
        try:
            with zipfile.ZipFile(zip_path) as packed:
                many = _build(packed, zip_path.name, inside)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _no_zip(zip_path.name) from error
        inside.rename(target)
    return many


def _no_zip(name: str) -> Invalid:
    return Invalid(f"{name} is no zip of everything that this program wrote. Choose another; nothing was changed.", "file")


def _build(packed: zipfile.ZipFile, name: str, target: Path) -> int:
    described = _description(packed, name)
    con = db.connect(target, folders=(target.parent,))
    try:
        migrations.migrate(con)
        _refuse_other_version(name, described["steps"], everything_out.steps(con))
        wanted = {f"parquet/{table}.parquet": table for table in everything_out.tables(con)}
        found = {one.get("path"): one for one in described["resources"] if one.get("path") in wanted}
        if missing := sorted(set(wanted) - set(found)):
            raise Invalid(f"{name} lacks {missing[0]}: it is not whole. Save everything anew; nothing was changed.", "file")
        with db.transaction(con, "bfp") as tx:
            db.empty(tx, list(wanted.values()))
        many = 0
        with db.transaction(con, "bfp") as tx:
            for path, table in wanted.items():
                file = target.parent / f"{table}.parquet"
                _unpack(packed, name, found[path], file)
                many += db.insert_file(tx, table, [column["name"] for column in everything_out.columns(tx, table)], file)
                file.unlink()
        db.next_numbers(con)
        con.execute("checkpoint")
    finally:
        con.close()
    return many


def _description(packed: zipfile.ZipFile, name: str) -> dict[str, Any]:
    try:
        with packed.open("datapackage.json") as file:
            told = json.loads(file.read(LONGEST_DESCRIPTION + 1))
        if told["name"] != everything_out.NAME or not all(isinstance(one, dict) for one in told["resources"]):
            raise _no_zip(name)
        return {"steps": [str(step) for step in told["steps"]], "resources": told["resources"]}
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise _no_zip(name) from error


def _refuse_other_version(name: str, theirs: list[str], ours: list[str]) -> None:
    if theirs != ours:
        newer = sorted(set(theirs) - set(ours))
        which = f"a newer version ({newer[0]}): bring this program up to date first" if newer else (
            "an older version: open that desk once with this version, and save everything anew"
        )  # fmt: skip
        raise Conflict(f"{name} was written by {which}. Nothing was changed.")


def _unpack(packed: zipfile.ZipFile, name: str, told: dict[str, Any], target: Path) -> None:
    """One file of the zip, no longer than it says and with the digest that it says."""
    spoilt = Invalid(f"{name} was changed or damaged on its way: {told['path']} is not what it was. Nothing was changed.", "file")
    left, digest = told.get("bytes"), hashlib.sha256()
    if not isinstance(left, int) or not 0 <= left <= shutil.disk_usage(target.parent).free:
        raise spoilt
    if told["path"] not in packed.namelist():
        raise spoilt
    with packed.open(told["path"]) as source, target.open("wb") as file:
        while part := source.read(min(1 << 20, left + 1)):
            left -= len(part)
            if left < 0:
                raise spoilt
            digest.update(part)
            file.write(part)
    if left or told.get("hash") != f"sha256:{digest.hexdigest()}":
        raise spoilt

"""Everything as files: a zip with each table as CSV and as Parquet, every scan, and a description that machines and people read.

What it holds is one moment's; people go on saving meanwhile. It is written table by table, never held in memory whole.
`datapackage.json` follows Frictionless' Data Package (v1). CSV is guarded against formulas: Parquet is what comes back in.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bfp.base import csv_writing, db
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict
from bfp.references import REFERENCES, SYNTAX

NAME = "bfp-everything"
# What stays here: secrets of accounts and browsers, and who signed in or looked.
LEFT_OUT = (
    "access_log", "account", "account_role", "draft", "invitation", "login_attempt", "recovery_code", "schema_migration",
    "signed_in",
)  # fmt: skip
PIECE = 20_000  # rows in memory at once
TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
    "DOUBLE": "number",
    "FLOAT": "number",
}
COPY = "copy (from query_table($name)) to $path (format parquet, compression zstd)"
READ_ME = """Everything that this books-for-prisoners program keeps, as of {at:%Y-%m-%d %H:%M}.

It names people in prison: keep it as you keep their letters.

csv/           each table for a spreadsheet; a cell that a spreadsheet would take for a formula has an apostrophe before it
parquet/       each table again, exactly as it is kept: this is what `python -m bfp import everything FILE.zip` reads
documents/     every scan and letter, by its number in the table document
dictionary.md  what each table and column is
datapackage.json, checksums.txt   the same for machines (Frictionless Data Package), and the SHA-256 of every file

Left out: {left_out}: passwords and who looked stay where they are.
"""


@dataclass(frozen=True)
class Saved:
    """What went into the zip."""

    path: Path
    tables: int
    rows: int
    documents: int

    @property
    def words(self) -> str:
        size = self.path.stat().st_size / 1_000_000
        return f"{self.tables} tables, {self.rows:,} rows, {self.documents:,} documents, {size:,.1f} MB"


class _Zip:
    """A zip that knows the size and the digest of all that went in."""

    def __init__(self, path: Path) -> None:
        self.file = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.known: dict[str, tuple[int, str]] = {}

    def put(self, name: str, parts: Iterable[bytes], packed: bool = False) -> None:
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self.file.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                entry.write(part)
                digest.update(part)
                size += len(part)
        self.known[name] = size, digest.hexdigest()


def save(con: Connection, path: Path, at: datetime) -> Saved:
    """Write everything into a new zip; raises Conflict if that file is there, BfpError where it can't be written."""
    if path.exists():
        raise Conflict(f"{path} is there already. Nothing is written over another file: give it a new name.")
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db.backup_folder(con.path).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=db.backup_folder(con.path)) as folder, db.as_it_stands(con) as now:
            partial.touch(0o600)
            made = _Zip(partial)
            with made.file:
                saved = _fill(made, now, Path(folder), at)
        partial.rename(path)
    except OSError as error:
        raise BfpError(f"{path} can't be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return Saved(path, *saved)


def tables(con: Connection) -> list[str]:
    """The tables that leave, and come back in."""
    sql = """
        select table_name as name from duckdb_tables()
        where database_name = current_database() and not list_contains($left_out, table_name)
        order by table_name
    """
    return [row["name"] for row in db.rows(con, sql, left_out=list(LEFT_OUT))]


def columns(con: Connection, table: str) -> list[dict[str, Any]]:
    """The columns of a table in their order: name, type as the database calls it, nullable."""
    sql = """
        select column_name as name, data_type as type, is_nullable as nullable from duckdb_columns()
        where database_name = current_database() and table_name = $table
        order by column_index
    """
    return db.rows(con, sql, table=table)


def steps(con: Connection) -> list[str]:
    """The steps that the tables have gone through: a zip comes back only into tables that went through the same."""
    return [row["name"] for row in db.rows(con, "select name from schema_migration order by name")]


def _fill(made: _Zip, con: Connection, folder: Path, at: datetime) -> tuple[int, int, int]:
    resources, dictionary, many = [], [], 0
    for table in tables(con):
        fields = columns(con, table)
        rows = db.value(con, "select count(*) from query_table($name)", name=table)
        file = folder / f"{table}.parquet"
        con.execute(COPY, {"name": table, "path": str(file)})
        made.put(f"parquet/{table}.parquet", _read(file), packed=True)
        file.unlink()
        made.put(f"csv/{table}.csv", _csv(con, table, fields))
        described = _described(con, table, fields)
        resources += [
            {"name": table, "path": f"csv/{table}.csv", "format": "csv", "encoding": "utf-8", "rows": rows,
             "profile": "tabular-data-resource", "schema": described},
            {"name": f"{table}-parquet", "path": f"parquet/{table}.parquet", "format": "parquet", "rows": rows,
             "schema": described},
        ]  # fmt: skip
        dictionary.append(_told(con, table, fields, rows))
        many += rows
    documents = 0
    for piece in db.pieces(con, "select id, kind, content from document order by id", 1):
        for number, kind, content in piece:
            made.put(f"documents/{number}.{kind}", [bytes(content)], packed=True)
            documents += 1
    made.put("dictionary.md", ["\n\n".join(("# What each table and column is", *dictionary)).encode()])
    made.put("README.txt", [READ_ME.format(at=at, left_out=", ".join(LEFT_OUT)).encode()])
    for resource in resources:
        resource["bytes"], digest = made.known[resource["path"]]
        resource["hash"] = f"sha256:{digest}"
    package = {
        "name": NAME,
        "profile": "tabular-data-package",
        "created": at.isoformat(),
        "steps": steps(con),
        "resources": resources,
    }
    made.put("datapackage.json", [json.dumps(package, indent=1).encode()])
    sums = "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(made.known.items()))
    made.put("checksums.txt", [sums.encode()])
    return len(dictionary), many, documents


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(1 << 20):
            yield part


def _csv(con: Connection, table: str, fields: list[dict[str, Any]]) -> Iterator[bytes]:
    """A table as CSV, piece by piece; of a document there is its size, the document itself is a file."""
    blobs = [at for at, field in enumerate(fields) if field["type"] == "BLOB"]
    yield csv_writing.text([[field["name"] for field in fields]]).encode()
    for piece in db.pieces(con, "from query_table($name)", PIECE, name=table):
        rows = [
            [f"{len(cell)} bytes" if at in blobs and cell is not None else cell for at, cell in enumerate(row)] for row in piece
        ]
        yield csv_writing.text(rows).encode()


def _described(con: Connection, table: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    """The Frictionless schema of a table."""
    told: dict[str, Any] = {"fields": [_field(field) for field in fields]}
    sql = """
        select constraint_column_names as names from duckdb_constraints()
        where database_name = current_database() and table_name = $table and constraint_type = 'PRIMARY KEY'
    """
    if key := db.row(con, sql, table=table):
        told["primaryKey"] = list(key["names"])
    pointing = [
        {"fields": column, "reference": {"resource": parent, "fields": pointed_at}}
        for column, parent, pointed_at, _ in _points(table) if parent not in LEFT_OUT
    ]  # fmt: skip
    return told | ({"foreignKeys": pointing} if pointing else {})


def _field(field: dict[str, Any]) -> dict[str, Any]:
    kind = TYPES.get(field["type"], "string" if field["type"] == "BLOB" else "integer")
    shape = {"format": "any"} if kind == "datetime" else {}
    return {"name": field["name"], "type": kind, **shape, "constraints": {"required": not field["nullable"]}}


def _points(table: str) -> list[tuple[str, str, str, str]]:
    """What of a table points where: column, the other table, its column, and the rule in words."""
    found = []
    for reference in REFERENCES:
        for point in reference.points:
            said = SYNTAX.fullmatch(point)
            if said and said["child"] == table:
                found.append((said["column"], said["parent"], said["pointed_at"] or "id", reference.rule))
    return found


def _told(con: Connection, table: str, fields: list[dict[str, Any]], rows: int) -> str:
    """A table for people: its columns, what may stand in them, what they lead to, and the rules that hold."""
    sql = """
        select constraint_text as text from duckdb_constraints()
        where database_name = current_database() and table_name = $table and constraint_type = 'CHECK'
        order by constraint_index
    """
    rules = [row["text"] for row in db.rows(con, sql, table=table)]
    points = {column: (parent, rule) for column, parent, _, rule in _points(table)}
    lines = []
    for field in fields:
        one_of = next((found for rule in rules if (found := _choices(rule, field["name"]))), "")
        parent, rule = points.get(field["name"], ("", ""))
        notes = ["may be empty" if field["nullable"] else "", one_of, f"leads to {parent} ({rule})" if parent else ""]
        lines.append(f"| {field['name']} | {field['type'].lower()} | {'; '.join(note for note in notes if note)} |")
    return f"## {table}\n\n{rows:,} rows\n\n| column | type | |\n|---|---|---|\n" + "\n".join(lines)


def _choices(rule: str, column: str) -> str:
    found = re.fullmatch(rf'CHECK\(\("?{column}"? IN \((.*)\)\)\)', rule)
    return f"one of {found[1].replace(chr(39), '')}" if found else ""

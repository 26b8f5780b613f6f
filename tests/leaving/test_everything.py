"""Everything as files, and back: the same counts and the same yearly report; a zip that was touched is refused whole."""

import csv
import hashlib
import io
import json
import shutil
import zipfile
from datetime import date, datetime

import pytest
from hostile import EVIL

from bfp import __main__ as command_line
from bfp import check
from bfp.accounts import accounts
from bfp.base import db
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.leaving import everything_in, everything_out
from bfp.program import yearly_report

TODAY, AT = date(2026, 11, 23), datetime(2026, 11, 23, 19, 30)


@pytest.fixture(scope="module")
def zipped(made_up, tmp_path_factory):
    """The demonstration with an account and hostile words in it, as files."""
    folder = tmp_path_factory.mktemp("everything")
    con = db.connect(shutil.copy(made_up, folder / "here.duckdb"))
    with db.transaction(con, "Ada") as tx:
        accounts.add(tx, "ada", "Ada", "a long pass phrase of hers", "coordinator")
        tx.execute("update facility set notes = '=1+1' where id = 1")
        tx.execute("update title set name = $evil where id = 1", {"evil": EVIL})
    everything_out.save(con, folder / "out.zip", AT)
    yield con, folder / "out.zip"
    con.close()


def everything(con):
    return {name: db.rows(con, "from query_table($name) order by all", name=name) for name in everything_out.tables(con)}


def test_out_and_into_an_empty_desk_is_the_same_program(zipped, tmp_path, capsys):
    con, file = zipped
    there = tmp_path / "there.duckdb"
    assert command_line.main(["import", "everything", str(file), "--database", str(there)]) == 0
    assert "all rules kept" in capsys.readouterr().out
    arrived = db.connect(there)
    try:
        assert check.run(arrived, TODAY) == []
        assert everything(arrived) == everything(con)
        year = yearly_report.of(TODAY)
        here, there_too = (yearly_report.report(one, year, TODAY) for one in (con, arrived))
        assert len(here.lines) and all(
            getattr(here, table).equals(getattr(there_too, table))
            for table in ("lines", "restated", "reasons", "flagged", "bans")
        )
        with db.transaction(arrived, "Ada") as tx:
            highest = db.value(tx, "select max(id) from reader")
            assert db.value(tx, "select nextval('reader_id')") == highest + 1
        assert not accounts.wall_is_on(arrived)
    finally:
        arrived.close()


def test_no_secret_of_an_account_leaves(zipped):
    con, file = zipped
    secret = db.value(con, "select password_hash from account").encode()
    with zipfile.ZipFile(file) as packed:
        assert not any(secret in packed.read(name) for name in packed.namelist())
        assert not {f"csv/{table}.csv" for table in everything_out.LEFT_OUT} & set(packed.namelist())
        assert all(table in packed.read("README.txt").decode() for table in everything_out.LEFT_OUT)


def test_the_description_agrees_with_the_files(zipped):
    con, file = zipped
    with zipfile.ZipFile(file) as packed:
        told = json.loads(packed.read("datapackage.json"))
        for resource in told["resources"]:
            content = packed.read(resource["path"])
            assert (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") == (resource["bytes"], resource["hash"])
            if resource["format"] == "csv":
                head, *rows = csv.reader(io.StringIO(content.decode()))
                assert head == [field["name"] for field in resource["schema"]["fields"]] and len(rows) == resource["rows"]
        sums = dict(reversed(line.split("  ")) for line in packed.read("checksums.txt").decode().splitlines())
        assert all(hashlib.sha256(packed.read(name)).hexdigest() == digest for name, digest in sums.items())
        assert set(sums) == set(packed.namelist()) - {"checksums.txt"}
        assert "'=1+1" in packed.read("csv/facility.csv").decode()
        words = packed.read("dictionary.md").decode()
        documents = db.value(con, "select count(*) from document")
        assert len([name for name in packed.namelist() if name.startswith("documents/")]) == documents
    assert "| reader_id | integer | leads to reader (every letter is from a reader) |" in words
    assert "one of open, closed" in words
    assert all(f"## {table}\n" in words for table in everything_out.tables(con))


def rewritten(file, target, change):
    """The zip with one file of it changed: `change` takes a name and what it held, and gives what it holds now or None."""
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            content = change(name, packed.read(name))
            if content is not None:
                made.writestr(name, content)
    return target


def described(**changed):
    def change(name, content):
        return json.dumps({**json.loads(content), **changed}).encode() if name == "datapackage.json" else content

    return change


SPOILT = {
    "a longer file": (lambda name, was: was + b"x" if name == "parquet/reader.parquet" else was, Invalid, "changed or damaged"),
    "another file": (lambda name, was: was[::-1] if name == "parquet/reader.parquet" else was, Invalid, "changed or damaged"),
    "a file less": (lambda name, was: None if name == "parquet/reader.parquet" else was, Invalid, "changed or damaged"),
    "a bomb": (lambda name, was: b"0" * 50_000_000 if name == "parquet/reader.parquet" else was, Invalid, "changed or damaged"),
    "no description": (lambda name, was: None if name == "datapackage.json" else was, Invalid, "no zip of everything"),
    "words for one": (lambda name, was: b"{" if name == "datapackage.json" else was, Invalid, "no zip of everything"),
    "nothing described": (described(resources=[]), Invalid, "is not whole"),
    "another's package": (described(name="else"), Invalid, "no zip of everything"),
    "a newer version": (described(steps=["m999_later"]), Conflict, "a newer version"),
    "an older version": (described(steps=["m001_facilities"]), Conflict, "an older version"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_zip_that_was_touched_is_refused_and_leaves_nothing(zipped, tmp_path, spoilt):
    change, kind, words = SPOILT[spoilt]
    file = rewritten(zipped[1], tmp_path / "spoilt.zip", change)
    with pytest.raises(kind, match=words):
        everything_in.build(file, tmp_path / "built.duckdb")
    assert [path.name for path in tmp_path.iterdir()] == ["spoilt.zip"]


def test_a_file_with_the_right_digest_and_the_wrong_rows_is_refused(zipped, tmp_path):
    with zipfile.ZipFile(zipped[1]) as packed:
        other = packed.read("parquet/title.parquet")
        told = json.loads(packed.read("datapackage.json"))
    for resource in told["resources"]:
        if resource["path"] == "parquet/reader.parquet":
            resource |= {"bytes": len(other), "hash": f"sha256:{hashlib.sha256(other).hexdigest()}"}
    swapped = {"parquet/reader.parquet": other, "datapackage.json": json.dumps(told).encode()}
    file = rewritten(zipped[1], tmp_path / "swapped.zip", lambda name, was: swapped.get(name, was))
    with pytest.raises(BfpError, match="does not hold what belongs into it"):
        everything_in.build(file, tmp_path / "built.duckdb")


def test_no_zip_at_all_is_a_sentence(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(Invalid, match="no zip of everything"):
        everything_in.build(tmp_path / "a.zip", tmp_path / "built.duckdb")
    with pytest.raises(NotFound):
        everything_in.build(tmp_path / "b.zip", tmp_path / "built.duckdb")


def test_nothing_is_written_over_another_file(zipped):
    con, file = zipped
    before = file.read_bytes()
    with pytest.raises(Conflict, match="is there already"):
        everything_out.save(con, file, AT)
    assert file.read_bytes() == before

"""Files of earlier versions: brought up to date with all their rows, a copy kept before; those of later versions are refused."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from bfp import __main__ as command_line
from bfp.base import backup, db
from bfp.base.errors import BfpError, Conflict
from bfp.schema import migrations
from pages import MAIN

NAMES = [step.__name__ for step in migrations.STEPS]
LATER = "insert into schema_migration values ('m999_of_a_later_year', timestamp '2031-01-01')"


def at_step(path, last: str) -> db.Connection:
    """A file as the version left it whose last step was this one."""
    con = db.connect(path)
    con.execute("create table schema_migration (name varchar primary key, applied_at timestamp not null)")
    for step in migrations.STEPS[: NAMES.index(last) + 1]:
        with db.transaction(con) as tx:
            step(tx)
            tx.execute("insert into schema_migration values ($name, timestamp '2026-01-01')", {"name": step.__name__})
    return con


@pytest.fixture
def newer(template, tmp_path):
    """A file that a later version has changed."""
    path = tmp_path / "desk.duckdb"
    path.write_bytes(template.read_bytes())
    con = db.connect(path)
    con.execute(LATER)
    con.close()
    return path


def test_a_copy_is_kept_before_a_file_with_rows_is_changed(tmp_path, caplog):
    con = at_step(tmp_path / "desk.duckdb", "m006_censorship")
    con.execute("insert into system (name, kind) values ('Texas', 'state')")
    with caplog.at_level(logging.WARNING):
        taken = migrations.migrate(con)
    con.close()
    [copy] = (tmp_path / "backups").iterdir()
    assert copy.name.startswith("desk-before-m007-") and copy.suffix == ".duckdb"
    assert str(copy) in caplog.text and taken[0] == "m007_packing"
    counted = backup.counts(copy)
    assert counted["system"] == 1 and counted["schema_migration"] == 6 and "umf" not in counted


@pytest.mark.parametrize("last", NAMES)
def test_no_copy_of_a_file_in_which_there_is_nothing_yet(last, tmp_path):
    con = at_step(tmp_path / "desk.duckdb", last)
    migrations.migrate(con)
    con.close()
    assert not (tmp_path / "backups").exists()


def test_no_copy_where_nothing_is_changed_or_there_is_no_file(database):
    database.execute("insert into system (name, kind) values ('Texas', 'state')")
    assert migrations.migrate(database) == [] and not db.backup_folder(database.path).exists()
    memory = db.connect()
    memory.execute("create table something (n integer)")
    memory.execute("insert into something values (1)")
    assert migrations.migrate(memory) == NAMES
    memory.close()


def test_nothing_is_changed_where_no_copy_can_be_kept(tmp_path):
    con = at_step(tmp_path / "desk.duckdb", "m006_censorship")
    con.execute("insert into system (name, kind) values ('Texas', 'state')")
    (tmp_path / "backups").write_text("a file in the place of the folder")
    with pytest.raises(BfpError, match="backups"):
        migrations.migrate(con)
    assert db.value(con, "select max(name) as last from schema_migration") == "m006_censorship"
    con.close()


def test_a_file_of_a_later_version_is_refused_with_what_to_do(newer):
    con = db.connect(newer)
    with pytest.raises(Conflict, match=r"desk\.duckdb was changed by a newer version .*m999_of_a_later_year.* put back a backup"):
        migrations.migrate(con)
    con.close()


def test_the_page_says_that_the_file_is_of_a_later_version(newer, monkeypatch):
    monkeypatch.setenv("BFP_DATABASE", str(newer))
    at = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not at.exception and at.title[0].value == "The desk is closed"
    assert "desk.duckdb was changed by a newer version" in at.error[0].value


def test_the_command_line_says_that_the_file_is_of_a_later_version(newer, capsys):
    assert command_line.main(["check", "--database", str(newer)]) == command_line.MISUSED
    said = capsys.readouterr().err
    assert "desk.duckdb was changed by a newer version" in said and len(said.strip().splitlines()) == 1

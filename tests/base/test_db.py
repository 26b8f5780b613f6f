"""One file, one write at a time, whole or not at all."""

import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pandas as pd
import pytest

from bfp.base import db, errors, history
from bfp.schema import migrations


def test_a_failed_transaction_leaves_nothing(database):
    with pytest.raises(errors.Broken), db.transaction(database) as con:
        con.execute("insert into setting values ('a', '1')")
        con.execute("insert into setting values ('a', '2')")
    assert db.rows(database, "select * from setting") == []


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("insert into setting values ('Rivera', '1'), ('Rivera', '2')", "PRIMARY KEY or UNIQUE constraint violation"),
        ("insert into setting values (null, 'Rivera')", "NOT NULL constraint failed: setting.name"),
        ("insert into system (id, name, kind) values (1, 'Rivera', 'Rivera')", "CHECK constraint failed on table system"),
    ],
)
def test_a_fault_of_the_program_is_told_as_one_and_logged_without_what_was_typed(database, caplog, sql, rule):
    with pytest.raises(errors.Broken) as told, db.transaction(database) as con:
        con.execute(sql)
    assert "fault of the program" in str(told.value) and "onstraint" not in str(told.value)
    assert rule in caplog.text and "Rivera" not in caplog.text + str(told.value)


def test_an_error_swallowed_inside_a_transaction_is_loud(database):
    with pytest.raises(RuntimeError, match="swallowed"), db.transaction(database) as con:
        con.execute("insert into setting values ('a', '1')")
        with pytest.raises(errors.Broken):
            con.execute("insert into setting values ('a', '2')")
    assert db.rows(database, "select * from setting") == []


def test_a_transaction_does_not_open_another(database):
    with db.transaction(database) as con, pytest.raises(RuntimeError, match="already open"), db.transaction(con):
        pass


def test_a_script_run_twice_does_its_work_twice(database):
    with db.transaction(database) as con:
        for _ in range(2):
            db.run(con, "create or replace table once (n integer); insert into once values (1)")
            con.execute("drop table once")


def test_a_script_keeps_no_connection_alive():
    con = db.connect()
    db.run(con, "create table once (n integer)")
    gone = weakref.ref(con)
    con.close()
    del con
    assert gone() is None


def test_a_question_is_found_in_any_room_and_its_name_stands_once(tmp_path):
    assert db.question("queue").startswith("-- ")
    for room in ("mail", "packing"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "queue.sql").touch()
    with pytest.raises(RuntimeError, match="Two questions are called queue"):
        db._by_name(tmp_path.rglob("*.sql"))


def test_two_saves_never_overlap(database):
    with db.transaction(database) as con:
        con.execute("insert into setting values ('count', '0')")

    def add():
        for _ in range(25):
            with db.transaction(database) as con:
                now = int(db.value(con, "select value from setting where name = 'count'"))
                con.execute("update setting set value = $value where name = 'count'", {"value": str(now + 1)})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.value(database, "select value from setting") == "200"


def test_threads_that_read_at_once_get_their_own_rows(database):
    wrong = []

    def ask(number):
        for _ in range(50):
            if db.value(database, "select $number + sum(range) - sum(range) as same from range(1000)", number=number) != number:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_second_process_reads_who_has_the_file(tmp_path):
    path = tmp_path / "held.duckdb"
    con = db.connect(path)
    code = f"""from bfp.base import db
try: db.connect({str(path)!r})
except Exception as error: print(type(error).__name__, error)"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    con.close()
    assert said.startswith("Busy held.duckdb is already open in another program: process ")


def test_the_database_reaches_no_other_file(database, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(Exception, match="disabled by configuration"):
        db.rows(database, "select * from read_csv($path)", path=str(tmp_path / "secret.csv"))


def test_python_variables_are_out_of_reach_of_sql(database):
    letters_of_somebody = pd.DataFrame({"a": [1]})
    with pytest.raises(Exception, match="letters_of_somebody"):
        db.rows(database, "select * from letters_of_somebody")
    assert len(letters_of_somebody) == 1


def test_text_is_never_taken_for_sql(con):
    evil = "'; drop table setting; --"
    con.execute("insert into setting values ('name', $value)", {"value": evil})
    assert db.value(con, "select value from setting where name = 'name'") == evil


def test_a_bulk_insert_takes_only_names_of_tables_and_columns(con):
    with pytest.raises(ValueError, match="no name"):
        db.insert(con, "setting; drop table setting", pd.DataFrame({"name": ["a"], "value": ["b"]}))


def test_migrations_from_nothing_twice_change_nothing(tmp_path):
    con = db.connect(tmp_path / "new.duckdb")
    assert migrations.migrate(con) == [step.__name__ for step in migrations.STEPS]
    tables = db.rows(con, "select table_name, sql from duckdb_tables() order by table_name")
    assert migrations.migrate(con) == []
    assert db.rows(con, "select table_name, sql from duckdb_tables() order by table_name") == tables
    con.close()


def test_a_change_outside_of_a_transaction_is_refused(database):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        history.record(database, "setting", 0, "changed")


ROOT = Path(__file__).parents[2]
FULL = """
import os, resource, sys
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.schema import migrations

path = sys.argv[1]
con = db.connect(path)
migrations.migrate(con)
con.execute("checkpoint")
most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path), most[1]))  # from here on the file can't grow: a full disk


def save(name, size):
    with db.transaction(con, "Ada") as tx:
        text = "select string_agg(md5(n::varchar), '') from range($size) t(n)"
        tx.execute(f"insert into setting select $name, ({text})", dict(name=name, size=size))


def said(act):
    try:
        act()
    except BfpError as error:
        return str(error)
    return "done"


save("kept", 40_000)
print(said(lambda: save("too much", 400_000)))
print(said(lambda: con.execute("checkpoint")))
resource.setrlimit(resource.RLIMIT_FSIZE, most)
save("after", 10)
print([row["name"] for row in db.rows(con, "select name from setting where name in ('kept', 'too much', 'after') order by name")])
"""


def test_after_a_full_disk_the_program_goes_on_without_a_restart_and_nothing_saved_is_lost(tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path / "full.duckdb")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    refused, stopped, there = told.stdout.splitlines()
    assert refused.startswith("The disk is full or can't be written: nothing of this was saved")
    assert stopped.startswith("The database stopped after an error of the disk; all that was saved is safe.")
    assert there == "['after', 'kept']"


def test_nothing_is_saved_when_the_disk_is_nearly_full(database, monkeypatch):
    monkeypatch.setattr(db, "LEAST_FREE", db.free_space(database.path) * 2)
    with pytest.raises(errors.BfpError, match="MB left: nothing more is saved"), db.transaction(database):
        pass
    assert db.rows(database, "select name from setting") == []


def test_a_damaged_file_says_how_to_restore(tmp_path):
    path = tmp_path / "hurt.duckdb"
    con = db.connect(path)
    migrations.migrate(con)
    con.close()
    content = bytearray(path.read_bytes())
    for at in range(3 * 4096, len(content), 256 * 1024):
        content[at + 100] ^= 255
    path.write_bytes(content)
    with pytest.raises(errors.BfpError, match=r"hurt.duckdb can't be read.*copy the newest backup \(.*backups\) to its name"):
        db.rows(db.connect(path), "select table_name from duckdb_tables()")


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(4080), b"PK\3\4" * 2000, b"name,number\n" * 500])
def test_a_file_that_is_no_database_of_ours_is_refused_in_words(tmp_path, content):
    path = tmp_path / "other.duckdb"
    path.write_bytes(content)
    with pytest.raises(errors.BfpError, match="is not a database of this program"):
        db.connect(path)

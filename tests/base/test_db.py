"""One file, one write at a time, whole or not at all."""

import subprocess
import sys
import threading
import weakref

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

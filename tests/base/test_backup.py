"""A backup is one moment's whole database, made while people work, tried, and ready to be put back."""

import os
import threading
from datetime import datetime
from pathlib import Path

import pytest
from builders import a_facility, a_reader, a_request, a_title

from bfp import check
from bfp.base import backup, db
from bfp.base.errors import BfpError, Busy, Conflict, Invalid, NotFound
from bfp.schema import migrations
from pages import open_page, said

NOW = datetime(2026, 11, 23, 18, 5, 9)


@pytest.fixture
def at_work(desk):
    """The desk with a little in it."""
    with db.transaction(desk, "Ada") as con:
        a_request(con, a_reader(con, a_facility(con)))
        a_title(con, copies=4)
    return desk


def test_a_backup_holds_everything_and_is_named_for_its_moment(at_work):
    made = backup.make(at_work, NOW)
    assert made.path.name == "desk-20261123-180509.duckdb"
    assert made.path.parent == db.backup_folder(at_work.path)
    counted = backup.counts(made.path)
    assert (counted["reader"], counted["book_request"], counted["stock_movement"]) == (1, 1, 1)
    assert made.size == made.path.stat().st_size > 0


def test_nothing_else_is_left_in_the_folder(at_work):
    made = backup.make(at_work, NOW)
    assert list(made.path.parent.iterdir()) == [made.path]


def test_a_restored_backup_is_sound_and_numbers_go_on(at_work):
    made = backup.make(at_work, NOW)
    last = db.value(at_work, "select max(id) as id from reader")
    restored = db.connect(made.path)
    try:
        assert migrations.migrate(restored) == []
        assert check.run(restored, NOW.date()) == []
        with db.transaction(restored, "Ada") as con:
            facility_id = db.value(con, "select min(id) as id from facility")
            assert a_reader(con, facility_id) > last
        assert db.value(restored, "select count(*) as n from mailed_item") == 0  # views are in it, too
    finally:
        restored.close()


def test_people_go_on_saving_while_it_is_made_and_it_shows_one_moment(at_work):
    # Each save moves a copy from one title to the other: at any one moment there are ten, in two halves there may not be.
    with db.transaction(at_work, "Ada") as con:
        con.execute("create table shelf (name varchar, copies integer)")
        con.execute("insert into shelf values ('left', 10), ('right', 0)")
        con.execute("create table bulk as select range as id from range(300000)")
    saves, stop = [], threading.Event()

    def write():
        while not stop.is_set():
            with db.transaction(at_work, "Bo") as con:
                con.execute("update shelf set copies = copies - 1 where name = 'left'")
                con.execute("update shelf set copies = copies + 1 where name = 'right'")
            saves.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not saves:
            stop.wait(0.001)
        before = len(saves)
        made = backup.make(at_work, NOW)
        after = len(saves)
    finally:
        stop.set()
        writer.join()
    assert after > before, "nobody could save while the backup was made"
    copy = db.connect(made.path)
    try:
        shelf = {row["name"]: row["copies"] for row in db.rows(copy, "select name, copies from shelf")}
    finally:
        copy.close()
    assert shelf["left"] + shelf["right"] == 10
    assert before <= shelf["right"] <= after


def test_a_backup_never_writes_over_a_file(at_work, tmp_path):
    made = backup.make(at_work, NOW)
    with pytest.raises(Conflict, match="there already"):
        backup.make(at_work, NOW)
    assert backup.counts(made.path)["reader"] == 1


def test_two_backups_at_once_are_one_too_many(at_work):
    assert backup._one_at_a_time.acquire()
    try:
        with pytest.raises(Busy, match="Another backup"):
            backup.make(at_work, NOW)
    finally:
        backup._one_at_a_time.release()


def test_a_backup_may_only_go_where_the_database_may_reach(at_work, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "copy.duckdb"
    with pytest.raises(Exception, match=r"(?i)permission|disabled"):
        backup.make(at_work, NOW, elsewhere)
    assert not elsewhere.exists()
    assert backup.make(at_work, NOW).size  # and the next one goes well


def test_a_broken_file_is_no_backup(tmp_path):
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(BfpError, match=r"broken\.duckdb can't be opened"):
        backup.counts(broken)
    with pytest.raises(NotFound):
        backup.counts(tmp_path / "none.duckdb")


def test_a_copy_that_lacks_something_is_thrown_away(at_work, monkeypatch):
    monkeypatch.setattr(backup, "counts", lambda path: {"reader": 0})
    with pytest.raises(BfpError, match="does not hold"):
        backup.make(at_work, NOW)
    assert list(db.backup_folder(at_work.path).iterdir()) == []


def test_a_database_in_memory_has_no_backup(rolled_back):
    with pytest.raises(Invalid):
        backup.make(rolled_back, NOW)
    assert backup.listing(rolled_back) == []


def test_the_latest_backup_is_first(at_work):
    names = [backup.make(at_work, NOW.replace(second=second)).path.name for second in (1, 2, 3)]
    assert [made.path.name for made in backup.listing(at_work)] == names[::-1]


@pytest.mark.parametrize("name", ["a b.duckdb", "it's.duckdb", 'quo"te.duckdb', "semi;colon.duckdb"])
def test_odd_names_are_only_names(tmp_path, name):
    con = db.connect(tmp_path / name, folders=(tmp_path,))
    try:
        migrations.migrate(con)
        made = backup.make(con, NOW, tmp_path / f"copy of {name}")
    finally:
        con.close()
    assert backup.counts(made.path)["term"] > 0


def test_the_page_says_that_there_is_none_yet(desk):
    assert "None yet" in said(open_page("backup"))


def test_the_page_makes_one_and_lists_it(at_work):
    at = open_page("backup")
    at.button("make_backup").click().run()
    assert not at.exception
    [made] = backup.listing(at_work)
    assert "Backup made, restored into a place of its own and tried" in said(at)
    assert at.dataframe[0].value["file"].tolist() == [made.path.name]
    assert str(made.path.parent.name) in said(at)


def test_the_page_says_why_none_was_made(at_work):
    at = open_page("backup")
    assert backup._one_at_a_time.acquire()
    try:
        at.button("make_backup").click().run()
    finally:
        backup._one_at_a_time.release()
    assert not at.exception
    assert "Another backup is being made" in said(at)
    assert backup.listing(at_work) == []


def test_backups_are_listed_by_the_moment_in_their_name_whenever_they_were_copied(at_work):
    folder = db.backup_folder(at_work.path)
    folder.mkdir(parents=True)
    for nth, name in enumerate(("desk-20260101-120000.duckdb", "desk-20250101-120000.duckdb", "desk-99999999-999999.duckdb")):
        (folder / name).touch()
        os.utime(folder / name, (nth, nth))
    assert [one.path.name[5:13] for one in backup.listing(at_work)][-2:] == ["20250101", "99999999"]


def test_files_that_others_may_read_are_named(at_work):
    os.chmod(at_work.path, 0o600)
    assert backup.open_to_others(at_work) == []
    os.chmod(at_work.path, 0o644)
    assert backup.open_to_others(at_work) == [Path(at_work.path)]

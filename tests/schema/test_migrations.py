"""Files of earlier versions: brought up to date with all their rows, a copy kept before; those of later versions are refused."""

import logging
from datetime import date, datetime

import pytest

from bfp import __main__ as command_line
from bfp.base import backup, db
from bfp.base.errors import BfpError, Conflict
from bfp.command_line import common
from bfp.schema import migrations
from pages import begun

NAMES = [step.__name__ for step in migrations.STEPS]
EARLIER = ["m006_censorship", *NAMES[NAMES.index("m012_last_days_moved") :]]
LATER = "insert into schema_migration values ('m999_of_a_later_year', timestamp '2031-01-01')"


def at_step(path, last: str) -> db.Connection:
    """A file as the version left it whose last step was this one."""
    con = db.connect(path)
    con.execute("create table schema_migration (name varchar primary key, applied_at timestamp not null)")
    take_steps(con, NAMES[0], last)
    return con


def take_steps(con: db.Connection, first: str, last: str) -> None:
    for step in migrations.STEPS[NAMES.index(first) : NAMES.index(last) + 1]:
        with db.transaction(con) as tx:
            step(tx)
            tx.execute("insert into schema_migration values ($name, timestamp '2026-01-01')", {"name": step.__name__})


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


@pytest.mark.parametrize("last", NAMES[::4])
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


# What people had put in under the version of step m006 …
MAIL = """
    insert into system (name, kind) values ('Texas', 'state');
    insert into facility (name, system_id, state, kind) values
        ('First Unit', 1, 'TX', 'prison'), ('Other Unit', 1, 'TX', 'prison');
    insert into reader (number, system_id, facility_id, first_name, last_name, name_key) values
        ('222', 1, 2, 'Testa', 'New', 'testa');
    insert into letter (reader_id, facility_id, postmark_on, entered_on, moved_from) values
        (1, 2, date '2026-01-02', date '2026-01-03', 1), (1, 2, date '2026-02-02', date '2026-02-03', null);
    insert into book_request (reader_id, asked_on, status, closed_on) values
        (1, date '2026-01-02', 'filled', date '2026-02-01'), (1, date '2026-01-02', 'waiting', null);
    insert into title (name) values ('Red and black');
    insert into contribution (reader_id, kind, received_on) values (1, 'poem', date '2026-01-03'), (1, 'art', date '2026-01-03');
    insert into history (saved_at, volunteer, entity, entity_id, action, changes, reason) values
        ('2026-01-03 10:00', 'Ann', 'reader', 1, 'changed', '{"facility": ["First", "Other"], "number": ["111", "222"]}',
            'new address in a letter'),
        ('2026-01-03 10:00', 'Ann', 'letter', 1, 'added', '{"postmark": [null, "2026-01-02"]}', ''),
        ('2026-01-04 10:00', 'Ann', 'reader', 1, 'changed', '{"last_name": ["Old", "New"]}', ''),
        ('2026-01-05 10:00', 'Bea', 'reader', 1, 'changed', '{"status": ["moved", "active"]}', ''),
        ('2026-02-01 10:00', 'Ann', 'book_request', 1, 'changed', '{"status": ["waiting", "declined"]}', ''),
        ('2026-02-01 11:00', 'Bea', 'book_request', 1, 'changed', '{"status": ["waiting", "filled"]}', ''),
        ('2026-02-01 11:00', 'Ann', 'book_request', 2, 'changed', '{"status": ["declined", "waiting"]}', ''),
        ('2026-02-02 10:00', 'Ann', 'title', 1, 'changed', '{"name": ["Red", "Red and black"], "price": [null, "$ 3"]}', ''),
        ('2026-02-02 10:00', 'Ann', 'title', 1, 'imported', '{"author": ["A", "B"]}', ''),
        ('2026-02-02 10:00', 'Ann', 'facility', 1, 'changed', '{"zip": ["75001", "75002"]}', ''),
        ('2026-02-02 11:00', 'Ann', 'facility', 1, 'changed', '{"zip": ["75001", "75003"]}', '')
"""
# … and under that of m012.
PACKED_AND_APPEALED = """
    insert into packing_session (name, started_on) values ('Tuesday', date '2026-02-01');
    insert into session_parcel (session_id, position, book_request_id, reader_id, state, skip_reason) values
        (1, 1, 1, 1, 'skipped', 'waits'), (1, 11, 2, 1, 'open', '');
    insert into incident (facility_id, received_on, opened_on, decision, decided_on) values
        (1, date '2026-03-01', date '2026-03-01', 'overturned', date '2026-04-02'),
        (1, date '2026-03-01', date '2026-03-01', 'upheld', date '2026-04-09');
    insert into appeal (system_id, state, decision, opened_on) values (1, 'answered', 'overturned', date '2026-03-02');
    insert into appeal_incident values (1, 1), (1, 2);
    insert into publication (entity, entity_id, html, published_on) values
        ('incident', 1, '<p>', date '2026-05-01'), ('incident', 2, '<p>', date '2026-05-01');
    insert into history (saved_at, volunteer, entity, entity_id, action, changes, reason) values
        ('2026-02-01 18:00', 'Ann', 'packing_session', 1, 'changed', '{"parcel 1 state": ["open", "skipped"]}', 'waits'),
        ('2026-02-01 18:05', 'Ann', 'packing_session', 1, 'changed', '{"parcel 1 state": ["skipped", "open"]}', ''),
        ('2026-02-01 18:10', 'Ann', 'packing_session', 1, 'changed', '{"parcel 1 state": ["open", "skipped"]}', 'waits'),
        ('2026-02-01 18:20', 'Ann', 'packing_session', 1, 'changed', '{"parcel 11 state": ["open", "skipped"]}', 'waits'),
        ('2026-02-01 18:30', 'Ann', 'packing_session', 1, 'changed', '{"parcel 11 state": ["skipped", "open"]}', ''),
        ('2026-02-02 10:00', 'Ann', 'contribution', 1, 'changed', '{"in_the_hands_of": ["", "Ann"]}', ''),
        ('2026-02-02 10:05', 'Ann', 'contribution', 1, 'changed', '{"text": ["", "is being typed"]}', ''),
        ('2026-02-02 10:05', 'Ann', 'contribution', 2, 'changed', '{"text": ["", "is being typed"]}', ''),
        ('2026-02-02 10:09', 'Bea', 'contribution', 2, 'changed', '{"in_the_hands_of": ["Ann", "Bea"]}', ''),
        ('2026-03-01 10:00', 'Ann', 'incident', 1, 'changed', '{"note": ["", "seen"]}', ''),
        ('2026-03-02 10:00', 'Bea', 'incident', 1, 'changed', '{"document": ["", "notice"]}', ''),
        ('2026-03-09 10:00', 'Ann', 'incident', 1, 'changed',
            '{"decision": ["pending", "upheld"], "decided_on": [null, "2026-03-09"]}', ''),
        ('2026-04-02 10:00', 'Ann', 'appeal', 1, 'changed', '{"decision": ["pending", "overturned"]}', ''),
        ('2026-04-02 10:00', 'Ann', 'incident', 1, 'changed',
            '{"decision": ["upheld", "overturned"], "decided_on": ["2026-03-09", "2026-04-02"]}', ''),
        ('2026-04-02 10:00', 'Ann', 'incident', 2, 'changed', '{"decision": ["pending", "overturned"]}', ''),
        ('2026-04-09 10:00', 'Ann', 'incident', 2, 'changed', '{"decision": ["overturned", "upheld"]}', ''),
        ('2026-05-01 10:00', 'Ann', 'publication', 1, 'added', '{"left_as_written": ["", "pendrake · may"]}', ''),
        ('2026-05-01 10:00', 'Ann', 'publication', 2, 'added', '{"title": ["", "x"]}', '')
"""


@pytest.mark.parametrize("last", EARLIER)
def test_a_file_of_every_earlier_step_keeps_its_rows_and_what_history_knew_is_in_columns(last, tmp_path):
    con = at_step(tmp_path / "desk.duckdb", min(last, "m012_last_days_moved"))
    db.run(con, MAIL)
    if last >= "m012":
        db.run(con, PACKED_AND_APPEALED)
        take_steps(con, "m013_skipped_at", last)
    tables = [row["name"] for row in db.rows(con, "select table_name as name from duckdb_tables() where database_name = 'desk'")]
    count = "select count(*) from query_table($name)"
    before = {name: db.value(con, count, name=name) for name in tables if name != "schema_migration"}
    assert migrations.migrate(con) == NAMES[NAMES.index(last) + 1 :]
    assert {name: db.value(con, count, name=name) for name in before} == before

    def kept(sql: str) -> list[tuple]:
        return [tuple(row.values()) for row in db.rows(con, sql)]

    assert kept("select number_before from letter order by id") == [("111",), ("",)]
    assert kept("select closed_by from book_request order by id") == [("Bea",), ("",)]
    assert kept("select entity, entity_id, field, stood from replaced_by_hand order by all") == [
        ("facility", 1, "zip", "75001"), ("title", 1, "name", "Red"),
    ]  # fmt: skip
    assert kept("select id, reader_id, first_name, last_name, number from reader_before") == [
        (1, 1, "", "", "111"), (2, 1, "", "Old", ""),
    ]  # fmt: skip
    if last >= "m012":
        assert kept("select position, skipped_at from session_parcel order by position") == [
            (1, datetime(2026, 2, 1, 18, 10)), (11, None),
        ]  # fmt: skip
        assert kept("select changed_in_hand from contribution order by id") == [(True,), (False,)]
        assert kept("select left_as_written from publication order by id") == [(["pendrake", "may"],), ([],)]
        told = "select history.entity_id from publication join history on history.id = history_id order by publication.id"
        assert kept(told) == [(1,), (2,)]
        decided = "select decided_in_appeal, decision_before, decided_before_on, substituted_before from incident order by id"
        assert kept(decided) == [(1, "upheld", date(2026, 3, 9), ""), (None, None, None, "")]
        assert kept("select incident_id, volunteer, changed_at from incident_change") == [(1, "Ann", datetime(2026, 3, 1, 10))]
    con.close()


def test_a_file_of_a_later_version_is_refused_with_what_to_do(newer):
    con = db.connect(newer)
    with pytest.raises(Conflict, match=r"desk\.duckdb was changed by a newer version .*m999_of_a_later_year.* put back a backup"):
        migrations.migrate(con)
    con.close()


def test_the_page_says_that_the_file_is_of_a_later_version(newer, monkeypatch):
    monkeypatch.setenv("BFP_DATABASE", str(newer))
    at = begun().run()
    assert not at.exception and at.title[0].value == "The desk is closed"
    assert "desk.duckdb was changed by a newer version" in at.error[0].value


def test_the_command_line_says_that_the_file_is_of_a_later_version(newer, capsys):
    assert command_line.main(["check", "--database", str(newer)]) == common.MISUSED
    said = capsys.readouterr().err
    assert "desk.duckdb was changed by a newer version" in said and len(said.strip().splitlines()) == 1

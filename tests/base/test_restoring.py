"""A backup takes the place of what is there only if it is sound, and what was there is kept."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from builders import a_facility, a_reader

from bfp import __main__, restoring
from bfp.accounts import accounts
from bfp.base import backup, db
from bfp.base.errors import BfpError, Conflict, NotFound
from bfp.mail import letters
from bfp.schema import migrations
from pages import open_page, said

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 19, 30)


def a_letter(con, on):
    with db.transaction(con, by="Ada") as tx:
        letters.add(tx, a_reader(tx, a_facility(tx)), postmark_on=on, today=TODAY)


@pytest.fixture
def backed_up(desk):
    """A desk with two letters, and a backup of when it had one."""
    a_letter(desk, date(2026, 11, 1))
    made = backup.make(desk, NOW)
    a_letter(desk, date(2026, 11, 20))
    return desk, made.path


def test_a_backup_takes_the_place_of_the_running_desk_and_what_was_there_is_kept(backed_up):
    desk, path = backed_up
    present = Path(desk.path)
    aside = restoring.restore(path, present, TODAY, NOW)
    again = db.shared(str(present), migrations.migrate)
    assert restoring.holds(again).words.startswith("1 reader, 1 letter, 0 shipments, 0 titles")
    assert restoring.holds(again).words.endswith("newest letter 1 Nov 2026")
    a_letter(again, date(2026, 11, 22))
    old = db.connect(aside)
    assert restoring.holds(old).newest_on == date(2026, 11, 20) and path.exists()
    old.close()
    assert not list(present.parent.glob("*.restoring*"))


def test_a_backup_from_before_the_accounts_opens_no_wall_and_lets_nobody_in_again(backed_up):
    desk, path = backed_up
    with db.transaction(desk, by="Ada") as tx:
        for login, role in (("ada", "coordinator"), ("ben", "packer")):
            accounts.add(tx, login, login.title(), "a long pass phrase of theirs", role)
    later = backup.make(desk, NOW.replace(hour=20)).path
    with db.transaction(desk, by="Ada") as tx:
        tx.execute("update account set ended_at = $now where login = 'ben'", {"now": NOW})
    for number, older in enumerate((path, later)):
        restoring.restore(older, Path(desk.path), TODAY, NOW.replace(minute=number))
        again = db.shared(desk.path, migrations.migrate)
        found = db.rows(again, "select login, ended_at is null as open from account order by login")
        assert found == [{"login": "ada", "open": True}, {"login": "ben", "open": False}]
        assert db.value(again, "select count(*) from account_role") == 2


@pytest.mark.parametrize("harm", ["damaged", "foreign", "newer", "unsound", "missing", "itself"])
def test_what_is_not_sound_is_not_taken_and_nothing_is_changed(backed_up, tmp_path, harm):
    desk, path = backed_up
    bad = shutil.copy(path, tmp_path / "bad.duckdb")
    known = {"newer": "newer version", "unsound": "is not sound", "missing": "There is no file", "itself": "works on"}
    why = known.get(harm, "bad.duckdb is damaged, or no database")
    if harm == "damaged":
        bad.write_bytes(bad.read_bytes()[:9_000])
    elif harm == "foreign":
        bad.write_text("just words")
    elif harm == "missing":
        bad.unlink()
    elif harm == "itself":
        bad = Path(desk.path)
    else:
        con = db.connect(bad)
        later = "insert into schema_migration values ('m999_later', now()::timestamp)"
        con.execute(later if harm == "newer" else "delete from facility")
        con.close()
    with pytest.raises((BfpError, Conflict, NotFound), match=why):
        restoring.restore(bad, Path(desk.path), TODAY, NOW)
    assert restoring.holds(desk).many["letter"] == 2
    assert not list(Path(desk.path).parent.glob("*.restoring*"))


def test_the_page_compares_first_and_restores_then(backed_up):
    _, path = backed_up
    at = open_page("backup")
    at.selectbox(key="restore_file").set_value(path.name).run()
    at.button(key="restore_look").click().run()
    assert "2 letters" in said(at) and "1 letter," in said(at) and "newest letter 20 Nov 2026" in said(at)
    at.button(key="restore_go").click().run()
    assert f"{path.name} is in place" in said(at).replace("\\", "")
    assert restoring.holds(db.shared(db.database_path())).many["letter"] == 1


def test_the_command_line_compares_and_restores(backed_up, capsys):
    desk, path = backed_up
    present = desk.path
    db.close_shared()
    assert __main__.main(["restore", str(path), "--database", present, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "present: 2 readers, 2 letters" in told and "backup:  1 reader, 1 letter" in told and "is the backup now" not in told
    assert __main__.main(["restore", str(path), "--database", present]) == 0
    assert "What stood there is kept" in capsys.readouterr().out
    con = db.connect(present)
    assert restoring.holds(con).many["letter"] == 1
    con.close()

"""The doctor: a line for each thing that is not as it should be; what can't be known is said so."""

import os
import shutil
from collections import namedtuple
from datetime import datetime

import pytest

from bfp import __main__ as command_line
from bfp import doctor
from bfp.accounts import accounts
from bfp.base import db, history
from bfp.doctor import GOOD, LOOK, WRONG

NOW = datetime(2026, 11, 23, 19, 30)


@pytest.fixture
def path(template, tmp_path):
    copy = tmp_path / "desk.duckdb"
    shutil.copyfile(template, copy)
    copy.chmod(0o600)
    return copy


def told(path, hosts=""):
    return {one.says: one.state for one in doctor.look(path, hosts, NOW)}


def state(found, words):
    [known] = [state for says, state in found.items() if words in says]
    return known


def an_account(path):
    con = db.connect(path)
    with db.transaction(con, "Ada") as tx:
        accounts.add(tx, "ada", "Ada", "a long pass phrase of hers", "coordinator")
    con.close()


def test_a_fresh_desk_is_in_order_and_what_is_to_be_thought_of_is_said(path, capsys):
    found = told(path)
    assert WRONG not in found.values()
    assert state(found, "whoever sits at this computer") == LOOK and state(found, "own user only") == GOOD
    assert state(found, "No backup yet") == LOOK and state(found, "The clock says 2026-11-23 19:30") == GOOD
    assert command_line.main(["doctor", "--database", str(path)]) == 0
    assert "GB free on the disk" in capsys.readouterr().out


def test_hosts_without_the_wall_are_wrong_and_with_it_are_named(path, monkeypatch):
    assert state(told(path, "books.example"), "the desk refuses to start") == WRONG
    monkeypatch.setenv("BFP_HOSTS", "books.example")
    assert command_line.main(["doctor", "--database", str(path)]) == 1
    an_account(path)
    assert state(told(path, "books.example"), "It serves books.example") == GOOD


def test_a_file_that_others_may_read_a_damaged_one_and_none_are_told(path, tmp_path):
    path.chmod(0o644)
    assert state(told(path), "chmod 600 closes it") == WRONG
    (tmp_path / "words.duckdb").write_text("words")
    os.chmod(tmp_path / "words.duckdb", 0o600)
    assert WRONG in told(tmp_path / "words.duckdb").values()
    assert state(told(tmp_path / "none.duckdb"), "There is no database") == LOOK


def test_a_clock_that_is_behind_what_was_saved_is_wrong(path):
    con = db.connect(path)
    with db.transaction(con, "Ada") as tx:
        history.record(tx, "setting", 0, "changed")
        tx.execute("update history set saved_at = saved_at + interval 3 day")
    con.close()
    assert state(told(path), "The clock is behind") == WRONG


def test_a_full_disk_is_told_before_it_stops_the_saving(path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    for free, expected in ((100_000_000, WRONG), (1_000_000_000, LOOK), (9_000_000_000, GOOD)):
        monkeypatch.setattr(shutil, "disk_usage", lambda folder, free=free: usage(free, 0, free))
        assert state(told(path), "GB free on the disk") == expected


def test_an_old_proof_is_wrong(path):
    con = db.connect(path)
    with db.transaction(con, "Ada") as tx:
        history.record(tx, "setting", 0, "changed")
        tx.execute("update history set saved_at = saved_at - interval 9 day")
    con.close()
    assert state(told(path), "No backup has been proven yet") == WRONG


@pytest.mark.parametrize(
    ("uuid", "words"), [("CRYPT-LUKS2-1", "is encrypted"), ("LVM-1", "not look encrypted"), (None, "can't be known")]
)
def test_an_encrypted_disk_is_known_by_its_mapping(tmp_path, uuid, words):
    mounts, blocks = tmp_path / "mounts", tmp_path / "blocks"
    mounts.write_text(f"/dev/dm-0 / ext4 rw 0 0\n/dev/mapper/desk {tmp_path} ext4 rw 0 0\n")
    if uuid:
        (blocks / "desk" / "dm").mkdir(parents=True)
        (blocks / "desk" / "dm" / "uuid").write_text(uuid)
    assert words in doctor._encrypted(tmp_path / "desk.duckdb", mounts, blocks).says

"""kill -9 in the middle of a stream of saves (200 rounds of it: python -m bfp bench crash)."""

from bfp.bench import crash, half_typed


def test_after_a_kill_every_reported_letter_is_there_and_no_half_of_one(tmp_path):
    found = crash.rounds(tmp_path / "crash.duckdb", 4)
    assert found.rounds == 4
    assert found.reported >= 4
    assert (found.lost, found.halves, found.broken) == (0, 0, 0)
    assert found.kept >= found.reported


def test_a_half_letter_would_be_noticed(tmp_path):
    path = tmp_path / "crash.duckdb"
    crash.rounds(path, 1)
    con = crash.db.connect(path)
    assert crash.incomplete(con) == []
    con.execute("delete from contribution where id = (select max(id) from contribution)")
    assert len(crash.incomplete(con)) == 1
    con.close()


def test_a_full_disk_loses_no_reported_letter_and_keeps_no_half_of_one(tmp_path):
    found = crash.full_disks(tmp_path / "full.duckdb", 2)
    assert found.reported > 0
    assert (found.lost, found.halves, found.broken) == (0, 0, 0)


def test_a_kill_during_a_backup_loses_no_reported_letter_and_leaves_no_backup_that_does_not_open(tmp_path):
    found = crash.backing_up(tmp_path / "backing.duckdb", 2)
    assert found.reported >= 2
    assert (found.lost, found.halves, found.broken) == (0, 0, 0)


def test_a_kill_in_mid_letter_loses_no_kept_word_and_offers_it_to_its_own_browser_alone(tmp_path):
    found = half_typed.rounds(tmp_path / "typed.duckdb", 3)
    assert found.words >= 6
    assert (found.lost, found.strange) == (0, 0)

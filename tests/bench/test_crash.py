"""kill -9 in the middle of a stream of saves (200 rounds of it: python -m bfp bench crash)."""

from bfp.bench import crash


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

"""Backups come by themselves, are thinned out with age and proven; what is wrong with them is told."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from builders import a_facility, a_reader

from bfp import nightwatch
from bfp.base import backup, dates, db
from bfp.base.backup import Backup
from bfp.mail import letters
from bfp.nightwatch import Watch
from pages import open_page, said

NIGHT = datetime(2026, 11, 23, 3, 0)


def a_letter(con):
    with db.transaction(con, by="Ada") as tx:
        letters.add(tx, a_reader(tx, a_facility(tx)), postmark_on=date(2026, 11, 1), today=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2026, 11, 23, 19, 30), datetime(2026, 11, 24, 3, 0)), (datetime(2026, 11, 23, 2, 59), NIGHT),
        (NIGHT, datetime(2026, 11, 24, 3, 0)),
    ],
)  # fmt: skip
def test_the_next_night_is_the_next_three_o_clock(now, night):
    assert nightwatch.next_night(now) == night


def test_a_backup_comes_by_itself_and_is_proven_with_every_rule(desk):
    a_letter(desk)
    Watch(lambda: desk, lambda: NIGHT).round()
    [made] = backup.listing(desk)
    assert made.path.name == "desk-auto-20261123-030000.duckdb"
    [proof] = db.rows(desk, "select file, sound, why from backup_proof")
    assert proof == {"file": made.path.name, "sound": True, "why": ""}
    assert not list(made.path.parent.glob("*.proof*"))


def test_a_backup_that_is_not_sound_is_told_on_the_overview(desk):
    a_letter(desk)
    with db.transaction(desk, by="Ada") as tx:
        tx.execute("delete from facility")
    Watch(lambda: desk, lambda: NIGHT).round()
    assert nightwatch.warning(desk).startswith("The last backup was not sound: desk-auto-20261123-030000.duckdb is not sound")
    assert "The last backup was not sound" in said(open_page("overview"))


def test_old_ones_are_thinned_out_by_day_week_and_month_and_those_made_by_hand_stay():
    nights = [NIGHT - timedelta(days=at) for at in range(800)]
    there = [Backup(Path(f"desk-auto-{night:%Y%m%d-%H%M%S}.duckdb"), night, 1) for night in nights]
    there.append(Backup(Path("desk-20200101-000000.duckdb"), datetime(2020, 1, 1), 1))
    gone = set(nightwatch.too_many(there))
    kept = [one.made_at for one in there if one not in gone]
    assert datetime(2020, 1, 1) in kept
    assert kept[:7] == nights[:7]
    assert len({at.isocalendar()[:2] for at in kept}) >= 5 and len({(at.year, at.month) for at in kept}) == 12 + 1
    assert len(kept) <= 7 + 5 + 12 + 1


def test_whoever_has_no_proven_backup_is_told_after_two_days_and_not_before(desk):
    a_letter(desk)
    assert nightwatch.warning(desk) == ""
    desk.execute("update history set saved_at = $at", {"at": dates.moment() - timedelta(hours=49)})
    assert nightwatch.warning(desk).startswith("No backup has been proven yet")
    Watch(lambda: desk, datetime.now).round()
    assert nightwatch.warning(desk) == ""
    desk.execute("update backup_proof set proven_at = $at", {"at": dates.moment() - timedelta(hours=49)})
    assert nightwatch.warning(desk).startswith("The last proven backup is of")


def test_a_computer_that_sleeps_at_night_makes_up_for_it_by_day(desk):
    watch = Watch(lambda: desk, datetime.now)
    assert not watch.is_due()
    a_letter(desk)
    assert watch.is_due()
    watch.round()
    assert not watch.is_due()


def test_closing_makes_one_more_if_anything_was_saved_since(desk):
    watch = Watch(lambda: desk, lambda: datetime.now() + timedelta(seconds=1))
    watch.close()
    assert backup.listing(desk) == []
    a_letter(desk)
    watch.close()
    watch.close()
    assert len(backup.listing(desk)) == 1 and watch.over.is_set()

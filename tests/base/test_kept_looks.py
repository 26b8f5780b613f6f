"""Answers are kept until something that moves them is saved; the process makes ahead what pages begin with."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title, an_outcome

from bfp import looks
from bfp.base import db
from bfp.base.periods import Scope
from bfp.censorship import alarms, outcome_reports
from bfp.mail import letters
from bfp.readers import reader_merge

TODAY = date(2026, 11, 23)
MAIL = Scope(TODAY, 120)


@pytest.fixture
def mailed(desk):
    with db.transaction(desk, "Ada") as con:
        place = a_facility(con)
        for number in ("1", "2"):
            a_shipment(con, a_reader(con, place, number), on=date(2026, 2, 2), titles=[a_title(con)])
    return desk


def outcomes(con):
    return outcome_reports.outcomes(con, MAIL, "facility")


def test_a_letter_leaves_the_counts_of_mail_as_they_are_kept_and_an_outcome_does_not(mailed):
    before = outcomes(mailed)
    with db.transaction(mailed, "Ada") as con:
        reader = a_reader(con, 1)
        letters.add(con, reader, postmark_on=TODAY, today=TODAY)
    assert outcomes(mailed) is before
    with db.transaction(mailed, "Ada") as con:
        an_outcome(con, db.value(con, "select min(id) from item"), "censored", date(2026, 3, 2))
    after = outcomes(mailed)
    assert (before["censored"].sum(), after["censored"].sum()) == (0, 1)


def test_a_parcel_and_two_records_that_become_one_are_counted_at_once(mailed):
    before = outcomes(mailed)
    with db.transaction(mailed, "Ada") as con:
        a_shipment(con, 1, on=date(2026, 2, 3))
    assert outcomes(mailed)["sent"].sum() == before["sent"].sum() + 1
    kept_now = outcomes(mailed)
    with db.transaction(mailed, "Ada") as con:
        reader_merge.merge(con, 1, 2)
    assert outcomes(mailed) is not kept_now


def test_the_process_makes_ahead_what_pages_begin_with_and_only_when_something_moved_it(mailed, monkeypatch):
    looking = looks.Looks(lambda: mailed)
    assert looking.round() is True and looking.round() is False
    with db.transaction(mailed, "Ada") as con:
        letters.add(con, 1, postmark_on=TODAY, today=TODAY)
    assert looking.round() is False
    with db.transaction(mailed, "Ada") as con:
        a_shipment(con, 1, on=date(2026, 2, 3))
    assert looking.round() is True
    monkeypatch.setenv("BFP_TODAY", "2026-11-24")
    assert looking.round() is True


def test_the_daily_look_raises_an_alarm_once(mailed):
    with db.transaction(mailed, "Ada") as con:
        place = a_facility(con, "Stern Unit")
        books = [a_title(con) for _ in range(4)]
        for reader in [a_reader(con, place) for _ in range(4)]:
            a_shipment(con, reader, on=date(2025, 1, 2), titles=books, outcome="received", learned_on=date(2025, 3, 1))
            a_shipment(con, reader, on=date(2026, 9, 2), titles=books, outcome="censored", learned_on=date(2026, 10, 1))
    for _ in range(2):
        alarms.look_once_a_day(mailed, TODAY)
        assert len(alarms.waiting(mailed)) == 1

"""What became of mail by a day, asked of the file itself: by everybody in the same words, from every copy of it."""

from datetime import date, datetime

from builders import a_shipment, an_outcome

from bfp.base import backup, db
from bfp.schema import migrations

TOLD = "select outcome, outcome_on, learned_on from mail_as_of($day)"


def mailed_and_corrected(database) -> None:
    """One item, received as far as was known in May, censored as far as was known in September."""
    with db.transaction(database, "Ada") as con:
        item = db.value(con, "select id from item where shipment_id = $id", id=a_shipment(con, on=date(2026, 3, 2)))
        for outcome, on in (("received", date(2026, 5, 1)), ("censored", date(2026, 9, 1))):
            an_outcome(con, item, outcome, on)


DAYS = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 1))


def as_known(con) -> list:
    return [[row["outcome"] for row in db.rows(con, TOLD, day=day)] for day in DAYS]


KNOWN = [[], ["unconfirmed"], ["received"], ["received"], ["censored"]]


def test_of_each_item_it_tells_the_word_that_counted_on_the_day(database):
    mailed_and_corrected(database)
    assert as_known(database) == KNOWN
    assert db.row(database, TOLD, day=date(2026, 8, 31))["learned_on"] == date(2026, 5, 1)


def test_what_is_known_of_it_is_the_part_that_came_or_was_censored(database):
    mailed_and_corrected(database)
    for day, words in zip(DAYS, KNOWN, strict=True):
        told = [row["outcome"] for row in db.rows(database, "select outcome from known_as_of($day)", day=day)]
        assert told == [word for word in words if word != "unconfirmed"]


def test_a_backup_and_a_file_opened_again_tell_the_same(database):
    mailed_and_corrected(database)
    copy = backup.make(database, datetime(2026, 11, 23, 12)).path
    database.close()
    for path in (copy, database.path):
        con = db.connect(path)
        assert as_known(con) == KNOWN
        stored = db.value(con, "select tags['storage_version'] as version from duckdb_databases() where not internal")
        assert stored.startswith(db.STORAGE)
        con.close()


def test_a_file_with_an_older_wording_has_todays_when_it_is_opened(database):
    database.execute("create or replace macro mail_as_of(as_of) as table select 'lost' as outcome")
    assert migrations.migrate(database) == []
    mailed_and_corrected(database)
    assert as_known(database) == KNOWN

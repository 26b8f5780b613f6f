"""Who is forgotten leaves no word anywhere, and no count, rate, report or rule changes."""

import shutil
from datetime import date

import duckdb
import hostile
import pytest
from builders import a_facility, a_reader, a_request, a_shipment

from bfp import check
from bfp.base import db, drafts
from bfp.base.drafts import Draft
from bfp.base.errors import Conflict, Invalid
from bfp.base.periods import Scope
from bfp.censorship import mail_counts
from bfp.mail import letters
from bfp.program import yearly_report
from bfp.readers import forgetting, readers

TODAY, WAITED = date(2026, 11, 23), 120
# Tables that hold nothing of a reader: places, shelves, supporters, the program's own words and accounts.
OF_NOBODY = {
    "access_log", "account", "account_role", "alarm", "appeal_argument", "appeal_rule", "assignment", "backup_proof",
    "chase", "citation", "contact", "disapproved", "disapproved_list", "donation", "donation_copy", "facility",
    "facility_alias", "file_import", "fund", "invitation", "letter_template", "packing_session", "paper_text",
    "postage_rate", "publication", "published_report", "rebuttal", "replaced_by_hand", "restriction", "setting",
    "signed_in", "stock_movement", "study_group", "supporter", "system", "term", "title",
}  # fmt: skip
# Who did it at the desk, and what a money entry of a supporter says: nobody inside.
OF_THE_DESK = ("_by", "volunteer", "replier", "mailed_by")


@pytest.fixture
def many(made_up, tmp_path):
    return shutil.copy(made_up, tmp_path / "many.duckdb")


@pytest.fixture
def desk_of_many(many):
    con = db.connect(many)
    yield con
    con.close()


@pytest.fixture
def spoilt(many):
    """Words in every text column of every table."""
    raw = duckdb.connect(many)
    raw.execute("update money_entry set supporter_id = null, donation_id = null where reader_id is not null")
    raw.execute("update incident set reader_id = 1 where item_id is null")
    hostile.spoil(raw)
    raw.execute("update history set changes = $evil, reason = $evil", {"evil": hostile.EVIL})
    raw.close()
    con = db.connect(many)
    yield con
    con.close()


def everybody(con):
    return [row["id"] for row in db.rows(con, "select id from reader where merged_into is null")]


def test_no_text_column_of_any_table_holds_a_word_of_who_is_forgotten(spoilt):
    con = spoilt
    with db.transaction(con, "Ada") as tx:
        forgetting.reduce(tx, everybody(tx), TODAY, "for this test")
    sql = """
        select table_name as table_, column_name as column_ from duckdb_columns()
        where data_type = 'VARCHAR' and not internal and table_name in (select table_name from duckdb_tables())
    """
    left = []
    for row in db.rows(con, sql):
        table, column = row["table_"], row["column_"]
        if table not in OF_NOBODY and not column.endswith(OF_THE_DESK):
            found = db.frame(con, "from query_table($name)", name=table)
            if table == "money_entry":
                found = found[found["reader_id"].notna()]
            if table == "history":
                found = found[found["entity"].isin(["reader", "letter", "shipment", "contribution", "incident", "study_work"])]
            if found[column].astype(str).str.contains("evil.example", regex=False).any():
                left.append(f"{table}.{column}")
    assert not left, " ".join(left)


def counted(con):
    """What the program publishes and shows: all mail by month and place, and the yearly report."""
    counts = mail_counts.counts(con, Scope(TODAY, WAITED), "quarter")
    report = yearly_report.report(con, yearly_report.of(TODAY), TODAY)
    return [counts, report.lines, report.reasons, report.flagged, report.bans]


def test_counts_reports_and_rules_are_the_same_before_and_after(desk_of_many):
    con = desk_of_many
    before = counted(con)
    with db.transaction(con, "Ada") as tx:
        many = forgetting.forget_silent(tx, 1, TODAY, WAITED)
        assert many > 5
    assert all(one.equals(other) for one, other in zip(before, counted(con), strict=True))
    assert check.run(con, TODAY) == []
    told = db.row(con, "select changes, reason from history where entity = 'forgetting'")
    assert str(many) in told["changes"] and told["reason"] == "silent for 1 year"


def test_who_was_silent_for_so_long_is_forgotten_and_who_was_not_or_has_something_open_is_kept(con):
    place = a_facility(con)
    old, waiting, lately = (a_reader(con, place, last_name=name) for name in ("Old", "Waiting", "Lately"))
    con.execute("update reader set checked_on = null")
    for reader, day in ((old, date(2019, 5, 2)), (waiting, date(2019, 5, 2)), (lately, date(2026, 5, 2))):
        letters.add(con, reader, postmark_on=day, today=TODAY)
    a_request(con, waiting, on=date(2019, 5, 2))
    found = forgetting.silent(con, 5, TODAY, WAITED)
    assert (found.ids, found.first_on, found.kept) == ((old,), date(2019, 5, 2), {"a request waits": 1})
    assert forgetting.forget_silent(con, 5, TODAY, WAITED) == 1
    assert readers.get(con, old).name == "(forgotten)" and readers.get(con, waiting).last_name == "Waiting"
    with pytest.raises(Conflict, match="Nobody has been silent"):
        forgetting.forget_silent(con, 5, TODAY, WAITED)
    for years in (0, 101):
        with pytest.raises(Invalid, match="number of years"):
            forgetting.silent(con, years, TODAY, WAITED)


def test_a_readers_own_wish_waits_for_what_is_open_and_is_done_once(con):
    reader = a_reader(con, number="1234567", last_name="Quill")
    a_shipment(con, reader, on=date(2026, 11, 1))
    drafts.keep(con, Draft("a" * 32, "Ada", "letter", "t1", "Quill", {"note": "for Quill"}))
    with pytest.raises(Conflict, match="a parcel is on its way"):
        forgetting.forget(con, reader, TODAY, WAITED)
    con.execute("update shipment set mailed_on = date '2026-01-01'")
    forgetting.forget(con, reader, TODAY, WAITED)
    assert db.value(con, "select count(*) from draft") == 0
    assert db.row(con, "select number, last_name, status from reader") == {
        "number": None, "last_name": "(forgotten)", "status": "moved",
    }  # fmt: skip
    with pytest.raises(Conflict, match="forgotten already"):
        forgetting.forget(con, reader, TODAY, WAITED)


def test_a_forgotten_reader_who_is_named_all_the_same_is_noticed(con):
    reader = a_reader(con, last_name="Quill")
    con.execute("update reader set forgotten_on = $today where id = $id", {"today": TODAY, "id": reader})
    finding = check.broken(con, "of a forgotten reader no name or number is kept", TODAY)
    assert finding is not None and "named all the same" in finding.sentence

"""A program's past comes in: nobody twice, nothing into stock or the queue, nothing guessed; and goes out again whole."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title, an_outcome

from bfp import check
from bfp.base import db
from bfp.base.errors import Conflict
from bfp.base.importing import Wish
from bfp.base.periods import Scope
from bfp.base.tables import sheets
from bfp.censorship import mail_counts
from bfp.moving import brought_in, import_letters, import_readers, import_shipments
from bfp.readers import readers
from bfp.shelves import titles

TODAY = date(2026, 11, 23)


def taken(con, kind, text, file="log.csv", **answers):
    """A file as the page takes it: columns as recognised."""
    sheet = sheets.read(text.encode(), kind.words)
    made = kind.plan(con, sheet, Wish(tuple(kind.recognised(sheet).items()), TODAY, "log", file, tuple(answers.items())), None)
    kind.save(con, made, TODAY)
    return made


def said(made):
    return {int(row.row): (row.what, row.why) for row in made.table().itertuples()}


@pytest.fixture
def places(con):
    system = a_system(con, "Example Department", state="TX")
    return a_facility(con, "Acorn Unit", system_id=system), a_facility(con, "Birch Unit", system_id=system)


READERS = """DOC #,Name,Facility,State,Notes
0012345,"Rivera, Juan",Acorn Unit,TX,likes history
2345678,Testa Sample,Birch Unit,TX,
 456789,"Sample, Ann",Acorn Unit,TX,
0012345,"Rivera, Juan",Acorn Unit,TX,again
9999999,"Nobody, N",Nowhere Unit,TX,
,"Quiet, Una",Birch Unit,TX,
1111111,,Birch Unit,TX,
"""


def test_readers_come_in_once_with_names_turned_and_lost_zeros_put_back(con, places):
    made = taken(con, import_readers.KIND, READERS)
    assert [made.count(what) for what in ("new", "unchanged", "rejected")] == [4, 1, 2]
    told = said(made)
    assert told[4] == ("new", "456789: zeros in front that were lost are put back")
    assert told[5] == ("unchanged", "the same person as row 2")
    assert "Nowhere Unit is not in the directory" in told[6][1] and told[8][1] == "nobody is named"
    found = db.rows(con, "select number, first_name, last_name, notes from reader order by id")
    assert found[0] == {"number": "0012345", "first_name": "Juan", "last_name": "Rivera", "notes": "likes history"}
    assert [one["number"] for one in found] == ["0012345", "2345678", "0456789", None]
    assert (found[1]["first_name"], found[1]["last_name"]) == ("Testa", "Sample")
    assert readers.options(con, "Rivera")[0]["value"] == db.value(con, "select min(id) from reader")
    assert check.run(con, TODAY) == []


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds_its_tail(con, places):
    taken(con, import_readers.KIND, READERS)
    con.execute("update reader set first_name = 'Corrected' where number = '0012345'")
    again = taken(con, import_readers.KIND, READERS + '3333333,"New, Nel",Acorn Unit,TX,\n')
    assert (again.count("new"), again.count("changed")) == (1, 0)
    assert said(again)[2] == ("unchanged", "brought in before, from log.csv")
    assert db.value(con, "select count(*) from reader where first_name = 'Corrected'") == 1


def test_somebody_on_file_stays_and_who_may_be_somebody_is_asked(con, places):
    acorn, _ = places
    a_reader(con, acorn, number="0012345", first_name="Juan", last_name="Rivera")
    a_reader(con, acorn, number="7654321", first_name="Una", last_name="Quiet")
    con.execute("update reader set name_key = 'quiet una' where last_name = 'Quiet'")
    told = said(taken(con, import_readers.KIND, READERS))
    assert told[2] == ("unchanged", "on file already, and kept as it is")


SHIPMENTS = """Date,Number,Name,Books,Outcome,Outcome date,Reason,Log number
3/14/2019,0012345,"Rivera, Juan",Plain Words; Other Words,Received,5/2/2019,,1
2019-04-20,12345,,Plain Words,DENIED,,Encourages unrest,2
5/20/2019,0012345,,Third Book,RTS,,,3
6/20/2019,0012345,,Third Book,paroled,7/20/2019,,4
7/20/2019,0012345,,Third Book,???,,,5
8/2019,0012345,,Third Book,,,,6
9/20/2019,5555555,,Third Book,,,,7
"""


@pytest.fixture
def rivera(con, places):
    return a_reader(con, places[0], number="0012345", first_name="Juan", last_name="Rivera")


def test_a_log_comes_in_with_what_became_of_it_and_refused_is_never_censored(con, rivera):
    plain = a_title(con, "Plain Words", copies=3)
    made = taken(con, import_shipments.KIND, SHIPMENTS)
    assert [made.count(what) for what in ("new", "rejected")] == [5, 2]
    told = said(made)
    assert "only a month or a year" in told[7][1] and "bring the readers in first" in told[8][1]
    assert told[6] == ("new", "“???” is not understood: unconfirmed, and kept as a note")
    sql = "select title_id, outcome, outcome_on, learned_on from item order by id"
    items = db.rows(con, sql)
    assert [one["outcome"] for one in items] == ["received", "received", "censored", "no reason given", "returned", "unconfirmed"]
    assert [one["title_id"] == plain for one in items[:3]] == [True, False, True]
    assert items[0]["outcome_on"] == date(2019, 5, 2) and items[2]["learned_on"] == TODAY
    [event] = db.rows(con, "select stated_reason, happened_on from outcome_event where outcome = 'censored'")
    assert event == {"stated_reason": "Encourages unrest", "happened_on": None}
    assert db.value(con, "select count(*) from undated_item") == 2
    assert db.value(con, "select return_reason from outcome_event where outcome = 'returned'") == "released"
    assert check.run(con, TODAY) == []


def test_history_moves_no_stock_opens_no_request_and_offers_no_title(con, rivera):
    plain = a_title(con, "Plain Words", copies=3)
    taken(con, import_shipments.KIND, SHIPMENTS)
    assert db.value(con, "select on_hand from stock where title_id = $id", id=plain) == 3
    assert db.value(con, "select count(*) from stock_movement where reason <> 'received'") == 0
    assert db.value(con, "select count(*) from book_request") == 0
    assert db.value(con, "select sum(postage_cents) from shipment") is None
    logged = db.rows(con, "select id from title where notes = 'from the log'")
    assert [titles.get(con, row["id"]).withdrawn for row in logged] == [True, True]


def test_an_undated_outcome_counts_in_totals_and_is_known_to_no_earlier_day(con, rivera):
    taken(con, import_shipments.KIND, SHIPMENTS)
    now, then = (mail_counts.counts(con, Scope(day, 0)).iloc[0] for day in (TODAY, date(2020, 1, 1)))
    assert (now["C"], then["C"], then["R"]) == (1, 0, 2)
    assert mail_counts.news(con, TODAY, date(2015, 1, 1))[1].sum() == 0  # nobody learns from the age of an undated one


def test_what_words_mean_is_as_it_was_said(con, rivera):
    made = taken(con, import_shipments.KIND, SHIPMENTS, meanings=(("???", "received"), ("RTS", "censored")))
    assert list(made.new()["became"]) == ["received", "censored", "censored", "returned", "received"]


def test_two_readers_of_one_name_are_not_guessed(con, rivera, places):
    a_reader(con, places[1], number="8888888", first_name="Juan", last_name="Rivera")
    con.execute("update reader set name_key = (select name_key from reader where id = $id)", {"id": rivera})
    line = '3/14/2019,"Rivera, Juan",{},Plain Words\n'
    text = "Date,Name,Facility,State,Books\n" + line.format(",") + line.format("Birch Unit,TX")
    told = said(taken(con, import_shipments.KIND, text))
    assert told[2] == ("rejected", "two readers may be meant: give the number, or the facility")
    assert told[3][0] == "new"


def test_a_number_that_is_somebodys_in_another_state_is_not_taken_for_them(con, rivera, places):
    a_facility(con, "Cedar Unit", state="FL", system_id=a_system(con, "Florida", state="FL"))
    text = "Date,Number,Facility,State,Books\n3/14/2019,0012345,Cedar Unit,FL,Plain Words\n3/14/2019,0012345,,,Plain Words\n"
    told = said(taken(con, import_shipments.KIND, text))
    assert told[2] == ("rejected", "no reader on file has this number: bring the readers in first") and told[3][0] == "new"


def test_letters_come_in_with_what_they_asked_in_the_logs_words(con, rivera):
    text = 'Date,Number,Request\n3/14/2019,0012345,"history, a dictionary"\n13/13/2019,0012345,x\n'
    made = taken(con, import_letters.KIND, text)
    assert (made.count("new"), made.count("rejected")) == (1, 1)
    [letter] = db.rows(con, "select postmark_on, note, facility_id from letter")
    assert (letter["postmark_on"], letter["note"]) == (date(2019, 3, 14), "history, a dictionary")
    assert db.value(con, "select count(*) from book_request") == 0
    assert brought_in.whence(con, "letter", db.value(con, "select id from letter")) == "from log.csv, row 2"


def test_a_whole_import_is_undone_and_nothing_of_it_is_left(database):
    with db.transaction(database, by="Ada") as con:
        acorn = a_facility(con, "Acorn Unit", system_id=a_system(con, "Example Department", state="TX"))
        a_facility(con, "Birch Unit", system_id=a_system(con, "Example Department", state="TX"))
        before = counted(con)
        taken(con, import_readers.KIND, READERS)
    with db.transaction(database, by="Ada") as con:
        taken(con, import_shipments.KIND, SHIPMENTS)
        [(second, first)] = [tuple(brought_in.listing(con)["id"])]
    with (
        pytest.raises(Conflict, match=r"since it came in there are 5 shipments on what came in as readers"),
        db.transaction(database) as con,
    ):
        brought_in.undo(con, int(first))
    with db.transaction(database, by="Ada") as con:
        brought_in.undo(con, int(second))
        brought_in.undo(con, int(first))
        assert counted(con) == before and acorn
        assert check.run(con, TODAY) == []
        with pytest.raises(Conflict, match="undone already"):
            brought_in.undo(con, int(first))
        taken(con, import_readers.KIND, READERS)  # what was undone may come in again


def counted(con):
    tables = ("reader", "letter", "shipment", "item", "outcome_event", "title", "stock", "undated_item", "came_from")
    return {table: db.value(con, "select count(*) from query_table($name)", name=table) for table in tables}


def test_what_was_learned_since_keeps_an_import_and_is_said(database):
    with db.transaction(database, by="Ada") as con:
        acorn = a_facility(con, "Acorn Unit")
        a_reader(con, acorn, number="0012345")
        taken(con, import_shipments.KIND, SHIPMENTS)
    with db.transaction(database, by="Ada") as con:
        an_outcome(con, db.value(con, "select min(id) from item"), "censored", date(2026, 11, 1))
    with pytest.raises(Conflict, match="1 word about what became of it"), db.transaction(database, by="Ada") as con:
        brought_in.undo(con, 1)


def test_a_title_that_went_into_another_parcel_since_keeps_the_import(database):
    with db.transaction(database, by="Ada") as con:
        reader = a_reader(con, a_facility(con, "Acorn Unit"), number="0012345")
        taken(con, import_shipments.KIND, SHIPMENTS)
        a_shipment(con, reader, titles=[db.value(con, "select id from title where name = 'Third Book'")])
    with pytest.raises(Conflict, match="1 parcel on what came in as titles"), db.transaction(database, by="Ada") as con:
        brought_in.undo(con, 1)

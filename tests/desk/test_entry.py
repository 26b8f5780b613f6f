"""The rules of entering a letter: whole or not at all, asked before it is wrong, taken back whole."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_system, a_title

from bfp.base import db, lists
from bfp.base.errors import Conflict, Invalid
from bfp.desk import entry, reader_card
from bfp.desk.entry import Enclosure, Entry, NewReader
from bfp.mail import letters
from bfp.readers import readers

TODAY = date(2026, 11, 23)
POSTMARK = date(2026, 11, 16)


def a_letter(con, reader_id, **more):
    return entry.save(con, Entry(**{"postmark_on": POSTMARK, "reader_id": reader_id, **more}), TODAY)


def names(con, letter):
    return [warning.name for warning in entry.questions(con, letter, TODAY)]


def refuses_all(con, facility_id):
    sql = """
        insert into restriction (level, facility_id, starts_on, text, source_kind, refuses_all)
        values ('facility', $id, date '2025-01-01', 'no books', 'reader', true)
    """
    con.execute(sql, {"id": facility_id})


def test_a_letter_saves_request_outcomes_contributions_and_address_at_once(con):
    elsewhere = a_facility(con, "Other Unit")
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 6, 1), titles=[a_title(con), a_title(con)])
    first, second = db.rows(con, "select id from item order by id")
    legal = next(iter(lists.names(con, "subject")))
    saved = a_letter(
        con,
        reader,
        facility_id=elsewhere,
        term_ids=(legal,),
        titles=((None, "Something rare"),),
        marks={first["id"]: "received", second["id"]: "missing"},
        enclosures=(Enclosure("book review", note="two pages"),),
        note="hello",
    )
    assert readers.get(con, reader).facility_id == elsewhere
    assert db.value(con, "select status from book_request where id = $id", id=saved.book_request_id) == "waiting"
    assert [row["outcome"] for row in db.rows(con, "select outcome from item order by id")] == ["received", "unconfirmed"]
    assert db.value(con, "select count(*) from outcome_event where letter_id = $id", id=saved.letter_id) == 2
    assert db.value(con, "select note from contribution where letter_id = $id", id=saved.letter_id) == "two pages"
    assert "now at Other Unit, TX, postmark 16 Nov 2026" in saved.sentence
    assert "1 item arrived, 1 item not arrived" in saved.sentence


def test_a_letter_is_saved_whole_or_not_at_all(database):
    with db.transaction(database) as con:
        reader = a_reader(con)
    with pytest.raises(Invalid, match="no mark"), db.transaction(database) as con:
        a_letter(con, reader, marks={1: "perhaps"})
    for table in ("letter", "book_request", "outcome_event"):
        assert db.value(database, f"select count(*) from {table}") == 0


def test_a_postmark_in_the_future_is_refused(con):
    with pytest.raises(Invalid, match="future") as refusal:
        a_letter(con, a_reader(con), postmark_on=date(2031, 1, 2))
    assert refusal.value.field == "postmark"


def test_the_same_letter_twice_is_asked_about(con):
    reader = a_reader(con)
    a_letter(con, reader)
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=reader)) == ["same letter"]
    with pytest.raises(Conflict, match="was entered today by Ada"):
        a_letter(con, reader)


def test_a_later_postmark_on_file_is_asked_about(con):
    reader = a_reader(con)
    a_letter(con, reader)
    assert names(con, Entry(postmark_on=POSTMARK - timedelta(days=3), reader_id=reader)) == ["later postmark"]


@pytest.mark.parametrize(("days", "asked"), [(59, ["interval"]), (60, [])])
def test_the_interval_runs_from_the_last_shipment_to_the_postmark(con, days, asked):
    reader = a_reader(con)
    a_shipment(con, reader, on=POSTMARK - timedelta(days=days))
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=reader)) == asked


def test_the_card_says_from_when_and_after_which_shipment(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 11, 15))
    card = reader_card.of(con, reader, TODAY)
    assert card.eligible_on == date(2027, 1, 14)
    assert card.eligibility(TODAY) == f"from 14 Jan 2027, 60 days after shipment {card.last_shipment}"


def test_newsletters_do_not_count_for_the_interval(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=POSTMARK - timedelta(days=5), titles=[a_title(con, kind="newsletter issue", binding="stapled")])
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=reader)) == []


def test_a_letter_that_asks_for_nothing_is_not_asked_about_the_interval(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=POSTMARK - timedelta(days=5))
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=reader, asks_for_books=False)) == []


@pytest.mark.parametrize(
    ("record", "asked"),
    [
        ({"status": "released"}, ["left"]),
        ({"status": "dead"}, ["left"]),
        ({"status": "moved"}, ["moved"]),
        ({"release_on": TODAY + timedelta(days=30)}, ["release"]),
        ({"release_on": TODAY + timedelta(days=400)}, []),
    ],
)
def test_a_reader_who_left_or_is_about_to_is_asked_about(con, record, asked):
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=a_reader(con, **record))) == asked


def test_a_facility_that_refuses_all_books_is_asked_about(con):
    facility = a_facility(con)
    refuses_all(con, facility)
    assert names(con, Entry(postmark_on=POSTMARK, reader_id=a_reader(con, facility))) == ["refuses"]
    new = NewReader("1", "Quill", "Lanternfield", facility)
    assert names(con, Entry(postmark_on=POSTMARK, new_reader=new)) == ["refuses"]


def test_going_on_needs_a_reason_and_it_is_kept(con):
    reader = a_reader(con, status="released")
    with pytest.raises(Conflict, match="released"):
        a_letter(con, reader)
    saved = a_letter(con, reader, reasons={"left": "wrote from a halfway house"})
    kept = db.row(con, "select warning, reason from letter_warning where letter_id = $id", id=saved.letter_id)
    assert kept == {"warning": "left", "reason": "wrote from a halfway house"}


def test_declining_instead_keeps_the_letter_and_the_reason(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=POSTMARK - timedelta(days=5))
    saved = a_letter(con, reader, decline_reason="too soon")
    request = db.row(con, "select status, decline_reason from book_request where id = $id", id=saved.book_request_id)
    assert request == {"status": "declined", "decline_reason": "too soon"}


def test_a_new_reader_comes_with_the_first_letter(con):
    facility = a_facility(con)
    saved = entry.save(con, Entry(POSTMARK, new_reader=NewReader("ab-12 345", "Quill", "Lanternfield", facility)), TODAY)
    reader = readers.get(con, saved.reader_id)
    assert (reader.number, reader.name, reader.checked_on) == ("AB12345", "Lanternfield, Quill", TODAY)
    assert "Quill" not in saved.sentence  # others at the table may see the line


def test_a_new_reader_needs_a_facility_from_the_list(con):
    with pytest.raises(Invalid) as refusal:
        entry.save(con, Entry(POSTMARK, new_reader=NewReader("1", "Quill", "Lanternfield", None)), TODAY)
    assert refusal.value.field == "facility"


def test_undo_takes_back_everything_of_a_letter(con):
    home, elsewhere = a_facility(con), a_facility(con)
    reader = a_reader(con, home)
    a_shipment(con, reader, on=date(2026, 6, 1))
    item = db.value(con, "select id from item")
    saved = a_letter(con, reader, facility_id=elsewhere, marks={item: "received"}, enclosures=(Enclosure("art"),))
    entry.undo(con, saved.letter_id, TODAY)
    assert readers.get(con, reader).facility_id == home
    assert db.value(con, "select outcome from item") == "unconfirmed"
    assert letters.of_reader(con, reader).empty
    for table in ("book_request", "contribution", "outcome_event"):
        assert db.value(con, f"select count(*) from {table} where voided_on is null") == 0
    with pytest.raises(Conflict, match="already"):
        entry.undo(con, saved.letter_id, TODAY)


def test_a_near_twin_is_asked_about_before_it_is_saved(con):
    facility = a_facility(con, "Example Unit")
    a_reader(con, facility, "1122334", "Juan", "Rivera")
    twin = Entry(POSTMARK, new_reader=NewReader("1122335", "Juan", "Rivera", facility))
    [asked] = entry.questions(con, twin, TODAY)
    assert (asked.name, asked.sentence) == (
        "near twin", "On file already: Rivera, Juan, 1122334, at Example Unit, TX. Is this somebody else?"
    )  # fmt: skip
    with pytest.raises(Conflict, match="somebody else"):
        entry.save(con, twin, TODAY)
    entry.save(con, replace(twin, reasons={"near twin": "his brother"}), TODAY)
    assert len(readers.find(con, "Rivera")) == 2


def test_undo_of_a_new_reader_frees_the_number(con):
    facility = a_facility(con)
    new = Entry(POSTMARK, new_reader=NewReader("77", "Quill", "Lanternfield", facility))
    entry.undo(con, entry.save(con, new, TODAY).letter_id, TODAY)
    assert readers.find(con, "77").empty
    assert entry.save(con, new, TODAY).letter_id  # the number is free again


def test_undo_is_refused_once_the_request_is_filled(con):
    saved = a_letter(con, a_reader(con))
    from bfp.mail import book_requests, shipments
    from bfp.shelves import stock

    title = a_title(con)
    stock.receive(con, title, 1, TODAY)
    shipments.mail(con, saved.reader_id, [(title, 1)], TODAY, book_request_id=saved.book_request_id)
    assert book_requests.get(con, saved.book_request_id).status == "filled"
    with pytest.raises(Conflict):
        entry.undo(con, saved.letter_id, TODAY)


def test_the_languages_of_the_last_request_come_again(con):
    reader = a_reader(con)
    spanish = next(value for value, name in lists.names(con, "language").items() if name == "Spanish")
    assert [option["label"] for option in entry.usual_languages(con, reader)] == ["English"]
    a_request(con, reader, terms=[spanish])
    assert [option["label"] for option in entry.usual_languages(con, reader)] == ["Spanish"]


def test_a_number_is_unique_within_a_system_only(con):
    texas, ohio = a_facility(con), a_facility(con, state="OH", system_id=a_system(con, "Ohio Example", "state", "OH"))
    readers.add(con, facility_id=texas, first_name="Testa", last_name="One", number="1-2 3", on=TODAY)
    readers.add(con, facility_id=ohio, first_name="Testa", last_name="Two", number="123", on=TODAY)
    with pytest.raises(Conflict, match="One, Testa"):
        readers.add(con, facility_id=texas, first_name="Testa", last_name="Three", number="123", on=TODAY)

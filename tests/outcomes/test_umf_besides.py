"""What a form brings besides its ticks: the prison's words, a new address, a note; and all of it taken back."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title

from bfp import check
from bfp.base import db
from bfp.base.errors import Invalid, NotFound
from bfp.outcomes import umf
from bfp.outcomes.umf_besides import Besides, read_stated, stated, written_stated
from bfp.readers import readers

TODAY = date(2026, 11, 23)
OLD = date(2026, 3, 2)
WORDS = "Denied: promotes 10:30 am unrest"


def a_form(con, items=2, reader_id=None):
    reader_id = reader_id or a_reader(con)
    a_shipment(con, reader_id, on=OLD, titles=[a_title(con) for _ in range(items)])
    [umf_id] = umf.print_for(con, [reader_id], TODAY)
    umf.mailed(con, [umf_id], TODAY)
    return umf_id


def answered(con, umf_id, answers, correct=False, **besides):
    return umf.answer(con, umf_id, answers, on=TODAY, today=TODAY, correct=correct, besides=Besides(**besides))


def the_reader(con, umf_id):
    return readers.get(con, umf.get(con, umf_id).reader_id)


# ---- what the prison said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", {}),
        (WORDS, {1: WORDS, 3: WORDS}),
        (f"3: {WORDS}", {3: WORDS}),
        ("security\n 3: See attached\nsecond line", {1: "security", 3: "See attached\nsecond line"}),
        ("1: one\n3: three", {1: "one", 3: "three"}),
        ("3.91 of 10:30", {1: "3.91 of 10:30", 3: "3.91 of 10:30"}),
    ],
)
def test_words_are_about_every_line_that_was_stopped_or_about_the_line_named(typed, means):
    ticks = {1: "censored", 2: "received", 3: "censored"}
    assert read_stated(typed, ticks, 3) == means
    assert read_stated(written_stated(means, ticks), ticks, 3) == means


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("4: no", "There is no line 4"),
        ("0: no", "There is no line 0"),
        ("2: no", "Line 2 is not ticked as stopped"),
        ("all\n1: one", "every such line has words of its own"),
    ],
)
def test_words_about_a_line_that_was_not_stopped_are_refused(typed, refused):
    with pytest.raises(Invalid, match=refused) as told:
        read_stated(typed, {1: "censored", 2: "received"}, 3)
    assert told.value.field == "stated_reason"


def test_words_where_nothing_was_stopped_are_refused():
    with pytest.raises(Invalid, match="nothing is"):
        read_stated("Denied", {1: "received"}, 1)


def test_what_the_prison_said_goes_to_the_censored_items(con):
    umf_id = a_form(con, 3)
    answered(con, umf_id, {1: "censored", 2: "received", 3: "censored"}, stated={1: "one", 3: WORDS}, note="on yellow paper")
    sql = "select outcome, stated_reason from outcome_event where umf_id = $id order by id"
    found = [(row["outcome"], row["stated_reason"]) for row in db.rows(con, sql, id=umf_id)]
    assert found == [("censored", "one"), ("received", ""), ("censored", WORDS)]
    assert stated(con, umf_id) == {1: "one", 3: WORDS}
    assert umf.get(con, umf_id).note == "on yellow paper"


def test_a_correction_that_says_nothing_of_the_words_keeps_them(con):
    umf_id = a_form(con)
    answered(con, umf_id, {1: "censored", 2: "censored"}, stated={1: "one", 2: "two"}, note="kept")
    answered(con, umf_id, {1: "received", 2: "censored"}, correct=True)
    assert stated(con, umf_id) == {2: "two"} and umf.get(con, umf_id).note == "kept"
    answered(con, umf_id, {1: "received", 2: "censored"}, correct=True, stated={}, note="")
    assert stated(con, umf_id) == {} and umf.get(con, umf_id).note == ""


def test_undoing_a_correction_brings_the_words_back(con):
    umf_id = a_form(con)
    first = answered(con, umf_id, {1: "censored"}, stated={1: "one"}, note="first")
    second = answered(con, umf_id, {1: "censored"}, correct=True, stated={1: "other"}, note="second")
    umf.undo(con, second, TODAY)
    assert stated(con, umf_id) == {1: "one"} and umf.get(con, umf_id).note == "first"
    umf.undo(con, first, TODAY)
    assert stated(con, umf_id) == {} and umf.get(con, umf_id).note == ""
    assert check.run(con, TODAY) == []


# ---- a new address -------------------------------------------------------------------------------


def test_a_new_address_moves_the_reader_and_the_mail_stays_where_it_went(con):
    umf_id = a_form(con)
    before, there = the_reader(con, umf_id), a_facility(con, "Far Camp")
    saved = answered(con, umf_id, {1: "received"}, facility_id=there)
    now = the_reader(con, umf_id)
    assert (now.facility_id, now.number) == (there, before.number)
    assert "moved from" in saved.sentence and umf.get(con, umf_id).facility_id == before.facility_id


def test_undo_puts_the_reader_back_as_before(con):
    umf_id = a_form(con)
    reader_id = umf.get(con, umf_id).reader_id
    readers.edit(con, reader_id, status="moved")
    readers.mark_bad_address(con, reader_id, TODAY - timedelta(days=9))
    before = readers.get(con, reader_id)
    other = a_facility(con, "Other System Unit", system_id=a_system(con, "Another Department"))
    saved = answered(con, umf_id, {1: "received"}, facility_id=other, number="ZZ 900")
    now = readers.get(con, reader_id)
    assert (now.facility_id, now.number, now.status, now.bad_address_on) == (other, "ZZ900", "active", None)
    umf.undo(con, saved, TODAY)
    assert readers.get(con, reader_id) == before


def test_undo_leaves_a_reader_alone_who_moved_on(con):
    umf_id = a_form(con)
    saved = answered(con, umf_id, {1: "received"}, facility_id=a_facility(con, "Far Camp"))
    third = a_facility(con, "Third Unit")
    readers.move(con, the_reader(con, umf_id).id, third, TODAY)
    umf.undo(con, saved, TODAY)
    assert the_reader(con, umf_id).facility_id == third


def test_the_address_on_file_confirms_it(con):
    umf_id = a_form(con)
    here = the_reader(con, umf_id)
    assert answered(con, umf_id, {1: "received"}, facility_id=here.facility_id).moved is None
    readers.mark_bad_address(con, here.id, TODAY)
    saved = answered(con, umf_id, {1: "received"}, correct=True, facility_id=here.facility_id)
    assert the_reader(con, umf_id).bad_address_on is None
    umf.undo(con, saved, TODAY)
    assert the_reader(con, umf_id).bad_address_on == TODAY


def test_a_number_that_is_somebody_elses_there_is_refused_beside_its_field(con):
    umf_id = a_form(con)
    there = a_facility(con, "Other System Unit", system_id=a_system(con, "Another Department"))
    a_reader(con, there, number="777")
    with pytest.raises(Invalid, match="the number 777 is") as told:
        answered(con, umf_id, {1: "received"}, facility_id=there, number="777")
    assert told.value.field == "new_number"


def test_a_facility_that_is_not_on_file_is_refused(con):
    with pytest.raises(NotFound):
        answered(con, a_form(con), {1: "received"}, facility_id=99_999)

"""What a screen must know later is in a column from the moment it happens: with the whole history gone, nothing is forgotten."""

from datetime import date, datetime

import pytest
from builders import a_facility, a_reader, a_request, a_system, a_title

from bfp.appeals import appeals
from bfp.base import db, importing
from bfp.base.errors import Conflict
from bfp.contributions import contribution_typing, contributions
from bfp.desk import entry
from bfp.desk.entry import Entry
from bfp.incidents import incident_lists, incidents
from bfp.mail import book_requests
from bfp.packing import on_the_table, packing_session
from bfp.places import facilities
from bfp.publishing import publications, redaction
from bfp.readers import readers
from bfp.shelves import titles

TODAY = date(2026, 11, 23)


def without_history(con):
    con.execute("delete from history")


def an_incident(con, **more) -> int:
    told = {"facility_id": a_facility(con), "title_text": "Red and black", "received_on": TODAY, "notice_on": TODAY, **more}
    return incidents.begin(con, incidents.Told(**told), TODAY)


def test_when_a_parcel_was_skipped(con):
    request = a_request(con)
    session = packing_session.start(con, [request], TODAY)
    packing_session.hold(con, session, 1)
    packing_session.skip(con, session, 1, "waits for an answer")
    without_history(con)
    con.execute("update packing_session set started_on = date '2020-01-01'")  # what is told if the moment is not known
    assert on_the_table.one(con, request).skipped_on == datetime.now().date()
    packing_session.put_back(con, session, 1)
    assert db.value(con, "select skipped_at from session_parcel where session_id = $id", id=session) is None


def test_who_closed_a_request(con):
    request = a_request(con)
    book_requests.decline(con, request, "released", TODAY)
    without_history(con)
    with pytest.raises(Conflict, match="already declined by Ada"):
        book_requests.still_waiting(con, request)
    book_requests.reopen(con, request)
    assert db.value(con, "select closed_by from book_request where id = $id", id=request) == ""


def test_which_number_a_letter_with_a_new_address_replaced(con):
    reader = a_reader(con, number="111")
    other = a_facility(con, system_id=a_system(con, "Another Department", state="OK"), state="OK")
    moved = Entry(postmark_on=TODAY, reader_id=reader, facility_id=other, new_number="222")
    saved = entry.save(con, moved, TODAY)
    assert readers.get(con, reader).number == "222"
    without_history(con)
    entry.undo(con, saved.letter_id, TODAY)
    assert readers.get(con, reader).number == "111"


def test_that_who_holds_a_text_has_changed_it(con):
    made = contributions.add(con, a_reader(con), "poem", TODAY)
    told = "select count(*) from history where entity = 'contribution' and changes like '{\"text\"%'"
    contribution_typing.take(con, made, TODAY)
    without_history(con)
    contribution_typing.save_text(con, made, "one", TODAY)
    contribution_typing.save_text(con, made, "one two", TODAY)
    assert db.value(con, told) == 1
    contribution_typing.give_back(con, made)
    contribution_typing.take(con, made, TODAY)
    contribution_typing.save_text(con, made, "one two three", TODAY)
    assert db.value(con, told) == 2


def test_which_words_were_left_when_a_page_was_published(con):
    facility = a_facility(con)
    a_reader(con, facility, first_name="Orla", last_name="Pendrake")
    incident = an_incident(con, facility_id=facility, stated_reason="The Pendrake strike")
    chosen = publications.Choices(left=frozenset({"pendrake"}))
    seen = publications.preview(con, "incident", incident, TODAY, chosen)
    number = publications.publish(con, "incident", incident, seen.html, TODAY, chosen)
    assert publications.changed_since(con, number) == 0
    incidents.edit(con, incident, TODAY, note="the warden wrote")
    assert publications.changed_since(con, number) == 1
    without_history(con)
    assert publications.left_as_written(con, number) == {"pendrake"}


def test_what_an_incident_was_before_an_appeal_was_given_up(con):
    incident = an_incident(con)
    appeal = appeals.begin(con, [incident], today=TODAY)
    appeals.decline(con, appeal, "too late", TODAY)
    kept = "select decided_in_appeal, decision_before from incident where id = $id"
    assert tuple(db.row(con, kept, id=incident).values()) == (appeal, "pending")
    incidents.decide(con, incident, "upheld", TODAY, today=TODAY)  # by a person: no appeal puts that back
    assert tuple(db.row(con, kept, id=incident).values()) == (None, "not appealed")


def test_what_was_replaced_by_hand_in_a_facility_and_a_title(con):
    facility, title = a_facility(con, zip="75001"), a_title(con, name="Red")
    facilities.edit(con, facility, zip="75002")
    facilities.add_alias(con, facility, "The Farm")
    facilities.drop_alias(con, facility, "The Farm")
    titles.edit(con, title, name="Red and black")
    without_history(con)
    assert {(facility, "zip", "75001"), (facility, "also_called", "The Farm")} <= importing.replaced(con, "facility")
    assert any(number == title and stood == "Red" for number, _, stood in importing.replaced(con, "title"))


def test_the_names_and_numbers_that_a_reader_had_before(con):
    reader = a_reader(con, number="111", first_name="Zebulon", last_name="Old")
    readers.edit(con, reader, last_name="New")
    readers.edit(con, reader, number="222")
    readers.move(con, reader, a_facility(con), TODAY, number="333")
    without_history(con)
    before = [(one.first, one.last, one.numbers) for one in redaction.people(con, reader, [0]) if one.own][:3]
    assert before == [("", "Old", ()), ("", "", ("111",)), ("", "", ("222",))]


def test_who_changed_an_incident_last(con):
    incident = an_incident(con)
    assert incident_lists.last_change(con, incident, "Bea") == (datetime.min, "")
    incidents.edit(con, incident, TODAY, note="the warden wrote")
    without_history(con)
    assert incident_lists.last_change(con, incident, "Bea") == (con.at, "Ada")
    assert incident_lists.last_change(con, incident, "Ada") == (datetime.min, "")

"""The calendar file, read back: whose appeals, which days, alarms, and nothing of readers."""

from datetime import date, timedelta

import pytest
from appeal_samples import an_appeal, an_incident
from builders import a_facility, a_reader, a_system
from icalendar import Calendar

from bfp.appeals import calendar_file
from bfp.base import settings

TODAY = date(2026, 11, 23)
NOTICE = date(2026, 11, 20)  # + 14 days: Friday 4 December, sent by Monday 30 November


@pytest.fixture
def texas(con):
    return a_facility(con, name="Example Unit", state="TX")


def events(con, volunteer="Ada"):
    data = calendar_file.ics(con, volunteer, TODAY)
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def appeal(con, place, notice=NOTICE, **more):
    return an_appeal(con, [an_incident(con, place, notice_on=notice)], **more)


def test_it_holds_the_volunteers_appeals_and_those_nobody_holds(con, texas):
    mine, nobodys = appeal(con, texas, taken_by="Ada"), appeal(con, texas)
    appeal(con, texas, taken_by="Bea")
    appeal(con, texas, taken_by="Ada", state="sent")
    appeal(con, texas, taken_by="Ada", voided_on=TODAY)
    found = events(con)
    assert set(found) == {f"appeal-{number}-level-1@bfp.invalid" for number in (mine, nobodys)}
    assert str(found[f"appeal-{mine}-level-1@bfp.invalid"]["summary"]) == f"Send appeal {mine}: Example Unit, TX"
    assert str(found[f"appeal-{nobodys}-level-1@bfp.invalid"]["summary"]).endswith("(nobody holds it)")


def test_each_is_one_all_day_event_on_the_day_to_send_with_an_alarm_before(con, texas):
    appeal(con, texas, taken_by="Ada")
    settings.save(con, remind_days=5)
    [event] = events(con).values()
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 11, 30), date(2026, 12, 1))
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-5)
    assert "send by 30 Nov 2026" in str(alarm["description"])
    assert "Notice 20 November + 14 days = 4 December" in str(event["description"])
    assert "To: Director's Review Committee" in str(event["description"])


def test_the_same_day_gives_the_same_file_and_the_same_names_of_events(con, texas):
    appeal(con, texas, taken_by="Ada")
    assert calendar_file.ics(con, "Ada", TODAY) == calendar_file.ics(con, "Ada", TODAY)
    before = set(events(con))
    settings.save(con, mail_days=7)
    assert set(events(con)) == before


def test_no_reader_is_named(con, texas):
    reader = a_reader(con, texas, number="7654321", first_name="Testa", last_name="Readerson")
    incident = an_incident(con, texas, notice_on=NOTICE)
    con.execute("update incident set reader_id = $reader, note = 'Readerson 7654321' where id = $id",
                {"reader": reader, "id": incident})  # fmt: skip
    an_appeal(con, [incident], taken_by="Ada")
    text = calendar_file.ics(con, "Ada", TODAY).decode().replace("\r\n ", "")
    assert "Example Unit" in text
    assert "Readerson" not in text and "7654321" not in text


def test_lines_end_as_the_standard_says_are_folded_and_escaped(con):
    name = "Établissement; number one, with a very long name that has to be folded over more than one line of the file"
    place = a_facility(con, name=name, state="TX")
    appeal(con, place, taken_by="Ada")
    data = calendar_file.ics(con, "Ada", TODAY)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert b"\\;" in data and b"\\," in data
    [event] = events(con).values()
    assert name in str(event["summary"])


def test_several_facilities_are_told_by_the_first_and_how_many_more(con, texas):
    other = a_facility(con, name="Sample Camp", state="TX")
    an_appeal(con, [an_incident(con, place, notice_on=NOTICE) for place in (texas, other)], taken_by="Ada")
    [event] = events(con).values()
    assert "Example Unit, TX and 1 more" in str(event["summary"])


def test_without_a_rule_the_day_kept_with_the_appeal_stands_and_without_any_there_is_none(con):
    place = a_facility(con, state="FL", system_id=a_system(con, "Florida", state="FL"))
    appeal(con, place, taken_by="Ada")
    assert events(con) == {}
    kept = appeal(con, place, taken_by="Ada", due_on=date(2026, 12, 2))
    [event] = events(con).values()
    assert event["uid"] == f"appeal-{kept}-level-1@bfp.invalid" and event["dtstart"].dt == date(2026, 12, 2)
    assert "No rule is on file" in str(event["description"])


def test_without_the_notices_date_it_stands_on_the_latest_day(con, texas):
    appeal(con, texas, notice=None, taken_by="Ada")
    [event] = events(con).values()
    assert event["dtstart"].dt == date(2026, 11, 30)  # received 16 November, + 14 days
    assert "no date on file" in str(event["description"])


def test_a_passed_one_stays_with_what_can_still_be_done(con, texas):
    appeal(con, texas, notice=date(2026, 10, 1), taken_by="Ada")
    [event] = events(con).values()
    assert "The day passed" in str(event["description"])
    assert settings.PASSED in str(event["description"])


def test_the_file_is_named_for_the_volunteer():
    assert calendar_file.file_name("Ada B.") == "appeals_ada_b.ics"
    assert calendar_file.file_name("") == "appeals_unassigned.ics"


def test_without_a_name_it_holds_what_nobody_holds(con, texas):
    appeal(con, texas, taken_by="Ada")
    nobodys = appeal(con, texas)
    assert list(events(con, "")) == [f"appeal-{nobodys}-level-1@bfp.invalid"]

"""Deadlines of what is on file: which rule, which dates, which address, and what is pressing."""

from datetime import date

import pytest
from appeal_samples import an_answer, an_appeal, an_incident
from builders import a_facility, a_system

from bfp.appeals import appeal_rules, contacts, deadlines
from bfp.base import settings
from bfp.base.errors import NotFound
from bfp.program import overview_report

TODAY = date(2026, 11, 23)


@pytest.fixture
def texas(con):
    return a_facility(con, name="Example Unit", state="TX")


def test_a_texan_notice_must_be_answered_within_two_weeks_and_less_the_mail(con, texas):
    found = deadlines.for_incident(con, an_incident(con, texas, notice_on=date(2026, 11, 13)), TODAY)
    # 27 November may be a holiday there, and the 26th is one: it must be there on the 25th
    assert (found.due_on, found.arrive_by, found.send_by) == (date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 21))
    assert found.addressee == "Director's Review Committee" and not found.passed
    assert found.rule_id and not found.checked


def test_where_no_rule_is_on_file_nothing_is_guessed(con):
    incident = an_incident(con, a_facility(con, name="Sample Camp", state="FL", system_id=a_system(con, "Florida", state="FL")))
    assert deadlines.for_incident(con, incident, TODAY) is None
    told = deadlines.unknown(con, incident)
    assert told.startswith("Sample Camp, FL: how long there is to appeal at level 1 is unknown: ask Florida")


def test_an_incident_that_is_not_there_or_voided_is_not_found(con, texas):
    gone = an_incident(con, texas, voided_on=TODAY)
    for number in (gone, 999):
        with pytest.raises(NotFound, match="voided"):
            deadlines.for_incident(con, number, TODAY)
    with pytest.raises(NotFound):
        deadlines.unknown(con, 999)


def test_many_at_once_are_each_as_alone(con, texas):
    some = [an_incident(con, texas, notice_on=date(2026, 11, day)) for day in (2, 9, 16)] + [an_incident(con, texas)]
    gone = an_incident(con, texas, voided_on=TODAY)
    found = deadlines.for_incidents(con, [*some, gone], TODAY)
    assert found == {number: deadlines.for_incident(con, number, TODAY) for number in some}


def test_the_address_is_the_rules_or_the_committees_on_file(con, texas):
    incident = an_incident(con, texas, notice_on=date(2026, 11, 13))
    assert deadlines.for_incident(con, incident, TODAY).address == ""
    system = a_system(con, state="TX")
    contacts.add(con, role="review committee", system_id=system, address="PO Box 1\nSampleton, TX 75001", source="web")
    assert deadlines.for_incident(con, incident, TODAY).address == "PO Box 1\nSampleton, TX 75001"
    [rule] = [one for one in appeal_rules.listing(con) if one.state == "TX"]
    appeal_rules.correct(con, rule.id, "address", TODAY, address="PO Box 2")
    assert deadlines.for_incident(con, incident, TODAY).address == "PO Box 2"


def test_a_passed_deadline_says_what_can_still_be_done(con, texas):
    found = deadlines.for_incident(con, an_incident(con, texas, notice_on=date(2026, 10, 1)), TODAY)
    assert found.passed and found.still == settings.PASSED
    assert "to be checked by the program's lawyers" in found.still
    settings.save(con, passed_deadline="Ask anyway.", mail_days=6)
    assert deadlines.for_incident(con, an_incident(con, texas, notice_on=date(2026, 10, 1)), TODAY).still == "Ask anyway."
    soon = deadlines.for_incident(con, an_incident(con, texas, notice_on=date(2026, 11, 20)), TODAY)
    assert (soon.still, soon.due_on, soon.send_by) == ("", date(2026, 12, 4), date(2026, 11, 28))


def test_the_next_level_counts_from_the_first_answer_of_the_level_before(con, texas):
    appeal_rules.add(
        con, state="TX", level=2, days=30, counted_from="decision", source="made up for the test", addressee="Headquarters"
    )
    incident = an_incident(con, texas, notice_on=date(2026, 10, 1))
    assert "decision of the level before has no date" in deadlines.for_incident(con, incident, TODAY, level=2).sentence
    appeal = an_appeal(con, [incident], state="answered")
    an_answer(con, appeal, date(2026, 11, 10))
    an_answer(con, appeal, date(2026, 11, 20))
    assert deadlines.for_incident(con, incident, TODAY, level=2).due_on == date(2026, 12, 10)
    voided = an_appeal(con, [incident], voided_on=TODAY)
    an_answer(con, voided, date(2026, 11, 1))
    assert deadlines.for_incident(con, incident, TODAY, level=2).due_on == date(2026, 12, 10)


def test_without_an_answer_the_incidents_own_decision_is_that_of_level_one(con, texas):
    appeal_rules.add(con, state="TX", level=2, days=30, counted_from="decision", source="made up")
    appeal_rules.add(con, state="TX", level=3, days=30, counted_from="decision", source="made up")
    incident = an_incident(con, texas, decision="upheld", decided_on=date(2026, 11, 10))
    assert deadlines.for_incident(con, incident, TODAY, level=2).due_on == date(2026, 12, 10)
    assert deadlines.for_incident(con, incident, TODAY, level=3).due_on is None
    given_up = an_incident(con, texas, decision="not appealed", decided_on=date(2026, 11, 10))
    assert deadlines.for_incident(con, given_up, TODAY, level=2).due_on is None


def test_an_appeal_of_many_incidents_has_the_deadline_that_ends_first(con, texas):
    several = [an_incident(con, texas, notice_on=date(2026, 11, day)) for day in (18, 16, 20)]
    unknown = an_incident(con, a_facility(con, state="FL", system_id=a_system(con, "Florida", state="FL")))
    appeal, other = an_appeal(con, [*several, unknown]), an_appeal(con, [unknown])
    found = deadlines.for_appeals(con, TODAY)
    assert found[appeal].due_on == date(2026, 11, 30)
    assert found[other] is None
    assert set(deadlines.for_appeals(con, TODAY, [appeal])) == {appeal}


def test_a_rule_of_the_reader_alone_is_none_for_the_sender(con):
    place = a_facility(con, state="FL", system_id=a_system(con, "Florida", state="FL"))
    appeal_rules.add(con, state="FL", who="reader", days=15, source="made up")
    incident = an_incident(con, place, notice_on=date(2026, 11, 16))
    assert deadlines.for_incident(con, incident, TODAY) is None
    assert deadlines.for_incident(con, incident, TODAY, who="reader").due_on == date(2026, 12, 1)
    own = an_appeal(con, [incident], made_by="reader")
    assert deadlines.for_appeals(con, TODAY)[own].due_on == date(2026, 12, 1)


def test_the_overview_says_how_many_appeals_are_due_and_how_many_are_late(con, texas):
    # to be sent by 28 November, by 28 (29 is a Sunday), at once, never; and by 30 November, which is next week
    for notice in (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 10), date(2026, 10, 1), date(2026, 11, 20)):
        an_appeal(con, [an_incident(con, texas, notice_on=notice)], state="to decide")
    an_appeal(con, [an_incident(con, texas, notice_on=date(2026, 11, 18))], state="sent")
    con.execute("update appeal set sent_on = $on where state = 'sent'", {"on": TODAY})
    told = [
        ("3 appeals due this week", "appeals", {"appeals_only": "To send this week"}),
        ("1 appeal past the deadline", "appeals", {"appeals_only": "Past the day"}),
    ]
    assert overview_report.today(con, TODAY).tasks == told


def test_the_overview_says_how_many_incidents_run_without_an_appeal(con, texas):
    for notice in (date(2026, 11, 18), date(2026, 10, 1), date(2026, 11, 23)):
        an_incident(con, texas, notice_on=notice)
    decided = {"decision": "not appealed", "decided_on": TODAY}
    an_incident(con, texas, notice_on=date(2026, 11, 18), **decided)
    an_incident(con, texas, notice_on=date(2026, 11, 18), voided_on=TODAY)
    an_appeal(con, [an_incident(con, texas, notice_on=date(2026, 11, 18))], state="sent")
    an_appeal(con, [an_incident(con, texas, notice_on=date(2026, 11, 18))], voided_on=TODAY)  # as good as none
    con.execute("update appeal set sent_on = $on where state = 'sent'", {"on": TODAY})
    where = {"appeals_only": "To send this week", "appeals_view": "No appeal yet"}
    assert overview_report.today(con, TODAY).tasks == [("2 incidents without an appeal, due this week", "appeals", where)]

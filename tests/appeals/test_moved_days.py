"""No day to send by changes silently: a corrected notice or rule says first what it does to the days."""

from datetime import date

import pytest
from appeal_samples import an_appeal, an_incident
from builders import a_facility, a_system

from bfp.appeals import appeal_rules, deadlines, moved_days
from bfp.base.errors import Invalid
from bfp.incidents import incidents

TODAY = date(2026, 11, 23)


@pytest.fixture
def begun(con):
    """An incident of a system with a rule of thirty days from the notice, and the appeal about it."""
    system = a_system(con, "Example Department", state="TX")
    incident = an_incident(con, a_facility(con, system_id=system), notice_on=date(2026, 11, 20), received_on=date(2026, 11, 21))
    rule = appeal_rules.add(con, system_id=system, days=30, counted_from="notice", source="made up", checked_on=TODAY)
    return incident, an_appeal(con, [incident]), rule


def test_a_corrected_notice_says_first_what_it_does_to_the_day_to_send_by(con, begun):
    incident, appeal, _ = begun
    with (
        pytest.raises(Invalid, match=rf"Appeal {appeal}: now “Send by .* Dec.*”, then “The deadline, 31 Oct 2026, passed") as why,
        moved_days.said_first(con, TODAY, False, incident),
    ):
        incidents.edit(con, incident, TODAY, notice_on=date(2026, 10, 1))
    assert why.value.field == "anyway"


def test_a_rule_that_changes_says_how_many_days_move_and_goes_on_if_it_is_right(con, begun):
    incident, _, rule = begun
    shorter = {"system_id": appeal_rules.get(con, rule).system_id, "days": 15, "counted_from": "notice", "source": "made up"}
    with pytest.raises(Invalid, match="With this 2 days to send by change"), moved_days.said_first(con, TODAY, False, incident):
        rule = appeal_rules.correct(con, rule, "misread", TODAY, **shorter)
    with moved_days.said_first(con, TODAY, True, incident):
        appeal_rules.correct(con, rule, "misread again", TODAY, **shorter | {"days": 10})
    assert deadlines.for_incident(con, incident, TODAY).due_on == date(2026, 11, 30)


def test_what_moves_no_day_is_saved_without_a_question(con, begun):
    incident, _, _ = begun
    with moved_days.said_first(con, TODAY, False, incident):
        incidents.edit(con, incident, TODAY, rule_cited="BP-03.91")

"""Appeal rules as data: which holds where and when, how they are checked, corrected and voided."""

from datetime import date

import pytest
from builders import a_facility, a_system

from bfp.appeals import appeal_rules, deadlines
from bfp.base.errors import Conflict, Invalid, NotFound

ON = date(2026, 11, 23)


def a_rule(con, **more) -> int:
    return appeal_rules.add(con, **{"state": "FL", "days": 15, "source": "made up for the test", **more})


@pytest.fixture
def florida(con):
    return a_facility(con, state="FL", system_id=a_system(con, "Florida", state="FL"))


def test_what_is_given_to_start_with_is_four_rules_to_be_checked(con):
    told = {
        rule.state: (rule.days, rule.business_days, rule.counted_from, rule.must_arrive) for rule in appeal_rules.listing(con)
    }
    assert told == {
        "TX": (14, False, "notice", True), "MI": (10, True, "signature", False),
        "WA": (10, True, "notice", False), "OK": (15, False, "notice", False),
    }  # fmt: skip
    assert {rule.status for rule in appeal_rules.listing(con)} == {"to be checked"}
    assert len(appeal_rules.unchecked(con)) == 4
    [texas] = [rule for rule in appeal_rules.listing(con) if rule.state == "TX"]
    assert texas.sentence == (
        "Texas, level 1, by sender or reader: 14 days from the date of the notice, must have arrived by then, "
        "to Director's Review Committee, staff have 72 hours to notify"
    )


def test_without_a_rule_it_is_unknown(con, florida):
    assert appeal_rules.of(con, florida, 1, ON) is None
    with pytest.raises(NotFound):
        appeal_rules.of(con, 999, 1, ON)


def test_the_systems_own_rule_goes_before_its_states(con, florida):
    a_rule(con, starts_on=date(2026, 1, 1))
    own = a_rule(con, state=None, system_id=a_system(con, "Florida", state="FL"), days=7)
    assert appeal_rules.of(con, florida, 1, ON).id == own


def test_the_latest_that_has_begun_holds(con, florida):
    old, now = a_rule(con), a_rule(con, starts_on=date(2026, 1, 1))
    later = a_rule(con, starts_on=date(2026, 12, 1))
    assert appeal_rules.of(con, florida, 1, date(2025, 12, 31)).id == old
    assert appeal_rules.of(con, florida, 1, date(2026, 1, 1)).id == now
    assert appeal_rules.of(con, florida, 1, date(2026, 11, 30)).id == now
    assert appeal_rules.of(con, florida, 1, date(2026, 12, 1)).id == later


def test_each_level_has_its_own_rule(con, florida):
    a_rule(con)
    second = a_rule(con, level=2, counted_from="decision")
    assert appeal_rules.of(con, florida, 2, ON).id == second
    assert appeal_rules.of(con, florida, 3, ON) is None


@pytest.mark.parametrize("kind", ["federal", "county", "immigration", "private"])
def test_a_states_rule_holds_for_no_other_system_in_the_state(con, kind):
    system = a_system(con, f"{kind} system", kind=kind, state="TX" if kind == "county" else None)
    assert appeal_rules.of(con, a_facility(con, state="TX", system_id=system), 1, ON) is None


def test_a_federal_system_keeps_the_nations_holidays_and_a_private_one_its_states(con):
    for kind, calendar in (("federal", ""), ("immigration", ""), ("private", "TX"), ("county", "TX")):
        system = a_system(con, f"{kind} system", kind=kind, state=None)
        a_rule(con, state=None, system_id=system)
        assert appeal_rules.of(con, a_facility(con, state="TX", system_id=system), 1, ON).calendar == calendar


def test_a_merged_facility_has_the_rule_of_the_one_it_became(con, florida):
    rule = a_rule(con)
    other = a_facility(con, state="FL", system_id=a_system(con, "Another", kind="county", state="FL"))
    con.execute("update facility set merged_into = $kept where id = $id", {"kept": florida, "id": other})
    assert appeal_rules.of(con, other, 1, ON).id == rule


def test_the_corrected_rule_holds_with_what_was_not_changed(con, florida):
    old = a_rule(con, text="Fifteen days.")
    appeal_rules.confirm(con, old, "the rule itself", ON)
    new = appeal_rules.correct(con, old, "it is twenty", ON, days=20)
    found = appeal_rules.of(con, florida, 1, ON)
    assert (found.id, found.days, found.text, found.checked) == (new, 20, "Fifteen days.", False)
    assert len([rule for rule in appeal_rules.listing(con, voided=True) if rule.state == "FL"]) == 2


def test_a_voided_rule_holds_nowhere(con, florida):
    rule = a_rule(con)
    appeal_rules.void(con, rule, "no such rule", ON)
    assert appeal_rules.of(con, florida, 1, ON) is None


def test_two_rules_for_the_same_appeal_are_refused(con):
    a_rule(con, who="both")
    for who in ("both", "sender", "reader"):
        with pytest.raises(Conflict, match="Correct that one"):
            a_rule(con, who=who)
    a_rule(con, level=2)
    a_rule(con, starts_on=ON)
    a_rule(con, state="OH", who="sender")
    a_rule(con, state="OH", who="reader")


@pytest.mark.parametrize(
    ("wrong", "sentence", "field"),
    [
        ({"state": None}, "one system, or one state", "whose"),
        ({"system_id": 1}, "one system, or one state", "whose"),
        ({"state": "Florda"}, "two letters", "whose"),
        ({"days": 0}, "between 1 and 365", "days"),
        ({"days": 400}, "between 1 and 365", "days"),
        ({"level": 6}, "between 1 and 5", "level"),
        ({"staff_hours": 0}, "between 1", "staff_hours"),
        ({"who": "anybody"}, "one of", "who"),
        ({"counted_from": "postmark"}, "one of", "counted_from"),
        ({"counted_from": "decision"}, "no decision before it", "counted_from"),
        ({"source": " "}, "where the rule stands", "source"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_a_sentence(con, wrong, sentence, field):
    with pytest.raises(Invalid, match=sentence) as refused:
        a_rule(con, **wrong)
    assert refused.value.field == field


def test_a_state_may_be_written_out_and_days_may_be_unknown(con, florida):
    rule = appeal_rules.get(con, a_rule(con, state="florida", days=None))
    assert (rule.state, rule.whose, rule.span) == ("FL", "Florida", "unknown: ask")


def test_a_system_that_is_not_there_is_not_found(con):
    with pytest.raises(NotFound):
        a_rule(con, state=None, system_id=999)


@pytest.mark.parametrize("who", appeal_rules.WHO)
@pytest.mark.parametrize("counted_from", appeal_rules.COUNTED_FROM)
def test_the_database_accepts_every_choice(con, who, counted_from):
    rule = appeal_rules.get(con, a_rule(con, who=who, counted_from=counted_from, level=2))
    assert (rule.who, rule.counted_from) == (who, counted_from)
    assert rule.span.endswith(appeal_rules.FROM[counted_from])


def test_the_table_shows_each_rule_in_words(con):
    table = appeal_rules.shown(appeal_rules.listing(con))
    assert list(table["Whose"]) == ["Michigan", "Oklahoma", "Texas", "Washington"]
    assert list(table["Time there is"])[:3] == [
        "10 business days from signature", "15 days from notice", "14 days from notice, must arrive",
    ]  # fmt: skip


def test_a_rule_may_say_that_a_last_day_on_a_weekend_is_moved(con):
    """A notice of Friday 6 November 2026 with eight days ends on a Saturday; Monday counts only where the rule says so."""
    given = {"state": "OR", "days": 8, "who": "both", "counted_from": "notice", "source": "made up", "must_arrive": False}
    strict = appeal_rules.get(con, appeal_rules.add(con, **given))
    lenient = appeal_rules.get(con, appeal_rules.correct(con, strict.id, "the text says so", date(2026, 11, 23), moved=True))
    days = {"notice_on": date(2026, 11, 6), "signed_on": None, "received_on": date(2026, 11, 9), "decided_on": None}
    found = [deadlines.compute(rule, **days, mail_days=0, today=date(2026, 11, 9)).due_on for rule in (strict, lenient)]
    assert found == [date(2026, 11, 14), date(2026, 11, 16)]

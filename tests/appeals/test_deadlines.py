"""Deadlines from worked examples, and what holds for every rule and every day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bfp.appeals import appeal_rules, deadlines
from bfp.appeals.appeal_rules import Rule
from bfp.base import closed_days

TODAY = date(2026, 3, 4)
RULE = Rule(
    id=1, system_id=None, state="WA", level=1, who="both", days=10, business_days=True, counted_from="notice", must_arrive=False,
    staff_hours=None, staff_days=None, addressee="", address="", text="", starts_on=None, source="made up",
    whose="Washington", calendar="WA",
)  # fmt: skip
CALENDAR_14 = replace(RULE, days=14, business_days=False, must_arrive=True, whose="Texas", calendar="TX", state="TX")


def of(rule=RULE, notice=None, signed=None, came=None, decided=None, mail=4, today=TODAY):
    came = came or notice or signed or TODAY
    return deadlines.compute(
        rule, notice_on=notice, signed_on=signed, received_on=came, decided_on=decided, mail_days=mail, today=today
    )


def checked(rule=RULE, **more):
    return replace(rule, checked_on=date(2026, 1, 2), checked_by="Ada", **more)


def test_the_example_of_the_issue():
    found = of(checked(must_arrive=True), notice=date(2026, 3, 3))
    assert found.sentence == "Notice 3 March + 10 business days = 17 March, less 4 days in the mail: send by 13 March."
    assert (found.due_on, found.send_by, found.left_days, found.passed) == (date(2026, 3, 17), date(2026, 3, 13), 9, False)


def test_an_unchecked_rule_says_so_and_allows_for_the_mail():
    found = of(notice=date(2026, 3, 3))
    assert found.send_by == date(2026, 3, 13)
    assert found.sentence.endswith("The rule is still to be checked.")
    assert not found.checked


def test_days_in_the_mail_are_left_off_only_where_somebody_checked_that_the_postmark_counts():
    found = of(checked(), notice=date(2026, 3, 3))
    assert (found.due_on, found.send_by) == (date(2026, 3, 17), date(2026, 3, 17))
    assert "the postmark counts: send by 17 March." in found.sentence


def test_the_days_in_the_mail_are_a_setting():
    found = of(CALENDAR_14, notice=date(2026, 3, 3), mail=7)
    assert (found.due_on, found.send_by) == (date(2026, 3, 17), date(2026, 3, 10))
    assert "less 7 days in the mail" in found.sentence


@pytest.mark.parametrize(
    ("notice", "n", "due"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday: Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday: Monday
        (date(2026, 3, 8), 5, date(2026, 3, 13)),  # Sunday: Friday
        (date(2026, 5, 22), 1, date(2026, 5, 26)),  # over Memorial Day
        (date(2026, 6, 18), 1, date(2026, 6, 22)),  # Juneteenth is a Friday
        (date(2026, 11, 23), 10, date(2026, 12, 8)),  # Thanksgiving out; the day after is counted, to be safe
        (date(2026, 12, 22), 10, date(2027, 1, 7)),  # Christmas and New Year
        (date(2028, 2, 25), 3, date(2028, 3, 1)),  # 28, 29 February, 1 March
        (date(2027, 2, 26), 3, date(2027, 3, 3)),  # no leap year: 1, 2, 3 March
    ],
)
def test_business_days_by_hand(notice, n, due):
    assert of(replace(RULE, days=n), notice=notice).due_on == due


@pytest.mark.parametrize(
    ("notice", "n", "due"),
    [
        (date(2028, 2, 15), 14, date(2028, 2, 29)),  # the leap day itself
        (date(2028, 2, 16), 14, date(2028, 3, 1)),
        (date(2027, 2, 15), 14, date(2027, 3, 1)),
        (date(2026, 12, 24), 14, date(2027, 1, 7)),
        (date(2026, 3, 1), 14, date(2026, 3, 15)),  # a Sunday stays a Sunday
    ],
)
def test_calendar_days_by_hand(notice, n, due):
    assert of(replace(CALENDAR_14, days=n), notice=notice).due_on == due


def test_what_must_arrive_on_a_sunday_must_be_there_on_friday():
    found = of(CALENDAR_14, notice=date(2026, 3, 1))
    assert (found.due_on, found.arrive_by, found.send_by) == (date(2026, 3, 15), date(2026, 3, 13), date(2026, 3, 9))
    assert "= 15 March (a Sunday), to arrive by 13 March, less 4 days in the mail: send by 9 March." in found.sentence


def test_what_must_arrive_on_a_day_that_may_be_a_holiday_must_be_there_before():
    found = of(CALENDAR_14, notice=date(2026, 3, 17), today=date(2026, 3, 18))  # 31 March: an optional holiday in Texas
    assert (found.due_on, found.arrive_by) == (date(2026, 3, 31), date(2026, 3, 30))
    assert "(maybe a holiday), to arrive by 30 March" in found.sentence


def test_a_letter_is_not_sent_on_a_sunday():
    found = of(CALENDAR_14, notice=date(2026, 3, 5))  # to arrive by Thursday 19 March, less 4 is Sunday 15
    assert found.send_by == date(2026, 3, 14)
    assert "and no mail goes on 15 March: send by 14 March" in found.sentence


def test_a_last_day_on_a_weekend_is_moved_only_if_the_rule_says_so():
    notice = date(2026, 2, 28)
    assert of(CALENDAR_14, notice=notice).due_on == date(2026, 3, 14)
    moved = of(replace(CALENDAR_14, moved=True), notice=notice)
    assert moved.due_on == date(2026, 3, 16)
    assert "= 14 March, moved to 16 March" in moved.sentence


def test_a_day_on_one_list_of_holidays_alone_is_counted_and_said():
    found = of(notice=date(2026, 11, 23), today=date(2026, 11, 24))
    assert "Counted, to be safe, though maybe a holiday there: 27 November." in found.sentence


def test_a_federal_office_keeps_the_days_moved_off_a_weekend():
    assert of(replace(RULE, calendar="", days=1), notice=date(2026, 7, 2)).due_on == date(2026, 7, 6)
    assert of(replace(RULE, days=1), notice=date(2026, 7, 2)).due_on == date(2026, 7, 3)


def test_over_the_years_end_the_sentence_names_the_years():
    found = of(checked(must_arrive=True), notice=date(2026, 12, 22), today=date(2026, 12, 23))
    assert found.sentence.startswith("Notice 22 December 2026 + 10 business days = 7 January 2027, less 4 days")
    assert "send by 2 January 2027" in found.sentence  # 3 January is a Sunday


@pytest.mark.parametrize(
    ("counted_from", "missing"),
    [
        ("notice", "The notice has no date on file, and the 10 business days are counted from it."),
        ("signature", "The day the notice was signed is not on file"),
        ("decision", "The decision of the level before has no date on file"),
    ],
)
def test_a_missing_date_is_named_and_nothing_is_guessed(counted_from, missing):
    found = of(replace(RULE, counted_from=counted_from), came=date(2026, 3, 2))
    assert (found.due_on, found.send_by, found.left_days) == (None, None, None)
    assert missing in found.sentence
    assert ("At the latest it ends on 16 March 2026" in found.sentence) == (counted_from != "decision")


def test_without_its_date_it_has_passed_once_the_days_from_the_receipt_have():
    found = of(came=date(2026, 2, 2), today=date(2026, 3, 4))
    assert (found.passed, found.not_after) == (True, date(2026, 2, 17))  # Presidents' Day is out
    assert "At the latest it ended on 17 February 2026" in found.sentence


def test_without_its_signature_a_notice_was_signed_by_its_date():
    found = of(replace(RULE, counted_from="signature"), notice=date(2026, 2, 24), came=date(2026, 3, 2))
    assert found.not_after == date(2026, 3, 10)
    assert "counted from the date of the notice" in found.sentence


def test_a_rule_without_days_is_unknown_and_computes_nothing():
    found = of(replace(RULE, days=None), notice=date(2026, 3, 3))
    assert found.due_on is None
    assert "unknown: ask" in found.sentence


def test_a_notice_that_came_after_the_day_stays_visible_as_passed():
    found = of(CALENDAR_14, notice=date(2026, 2, 2), came=date(2026, 3, 2), today=TODAY)
    assert found.passed and found.due_on == date(2026, 2, 16) and found.left_days < 0
    assert "The day passed 16 days ago. The notice came on 2 March, after it." in found.sentence


def test_the_last_day_itself_has_not_passed():
    notice = date(2026, 3, 3)
    last = of(CALENDAR_14, notice=notice, today=date(2026, 3, 17))
    assert not last.passed and last.too_late_to_mail
    assert "Today is the last day." in last.sentence
    assert of(CALENDAR_14, notice=notice, today=date(2026, 3, 18)).passed
    late = of(CALENDAR_14, notice=notice, today=date(2026, 3, 14))
    assert "The day to send is over; 3 days left to the day itself." in late.sentence


def test_the_next_level_is_counted_from_the_decision():
    found = of(replace(RULE, level=2, counted_from="decision"), notice=date(2026, 1, 5), decided=date(2026, 3, 3))
    assert found.due_on == date(2026, 3, 17)
    assert found.sentence.startswith("Decision 3 March + 10 business days")


def test_staff_have_their_days_from_the_letters_arrival():
    rule = replace(RULE, staff_days=30, staff_hours=72)
    assert deadlines.staff_due(rule, sent_on=date(2026, 3, 3), mail_days=4) == date(2026, 4, 6)
    assert deadlines.staff_due(RULE, sent_on=date(2026, 3, 3), mail_days=4) is None


# Every seeded rule, worked out by hand: notice Mon 2 Mar 2026, signed Fri 27 Feb, received Thu 5 Mar.
@pytest.mark.parametrize(
    ("state", "due", "send_by"),
    [
        ("TX", date(2026, 3, 16), date(2026, 3, 12)),
        ("MI", date(2026, 3, 13), date(2026, 3, 9)),
        ("WA", date(2026, 3, 16), date(2026, 3, 12)),
        ("OK", date(2026, 3, 17), date(2026, 3, 13)),
    ],
)
def test_each_rule_given_to_start_with(con, state, due, send_by):
    [rule] = [one for one in appeal_rules.listing(con) if one.state == state]
    found = of(rule, notice=date(2026, 3, 2), signed=date(2026, 2, 27), came=date(2026, 3, 5))
    assert (found.due_on, found.send_by) == (due, send_by)
    assert "still to be checked" in found.sentence


# What holds for every rule and every day.
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
rules = st.builds(
    lambda n, business, arrive, moved, calendar, on: replace(
        RULE, days=n, business_days=business, must_arrive=arrive, moved=moved, calendar=calendar,
        checked_on=TODAY if on else None,
    ),
    st.integers(1, 60), st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "TX", "MI", "WA", "OK"]), st.booleans(),
)  # fmt: skip


@given(rules, days, st.integers(0, 14))
def test_more_days_are_never_due_earlier(rule, notice, mail):
    now, more = of(rule, notice=notice, mail=mail), of(replace(rule, days=rule.days + 1), notice=notice, mail=mail)
    assert now.due_on <= more.due_on
    assert now.send_by <= more.send_by


@given(rules, days)
def test_business_days_never_end_before_as_many_calendar_days(rule, notice):
    calendar = of(replace(rule, business_days=False, moved=False), notice=notice)
    business = of(replace(rule, business_days=True, moved=False), notice=notice)
    assert calendar.due_on <= business.due_on


@given(rules, days, st.integers(0, 14))
def test_the_day_to_send_is_never_after_the_day_itself_and_mail_goes_on_it(rule, notice, mail):
    found = of(rule, notice=notice, mail=mail)
    assert found.send_by <= found.due_on - timedelta(days=mail if rule.must_arrive else 0)
    assert found.arrive_by <= found.due_on
    assert closed_days.mail_goes(found.send_by)


@given(rules, days, st.integers(1, 40))
def test_a_later_notice_is_never_due_earlier(rule, notice, later):
    now, then = of(rule, notice=notice), of(rule, notice=notice + timedelta(days=later))
    assert (now.due_on, now.send_by) <= (then.due_on, then.send_by)
    assert now.due_on <= then.due_on and now.send_by <= then.send_by


@given(rules, days)
def test_business_days_end_on_a_business_day(rule, notice):
    due = of(replace(rule, business_days=True), notice=notice).due_on
    assert due.weekday() < 5 and due not in closed_days.sure(rule.calendar, due.year)


@given(rules, days, st.integers(0, 14), days)
def test_passed_is_only_what_is_over(rule, notice, mail, today):
    found = of(rule, notice=notice, mail=mail, today=today)
    assert found.passed == (today > found.due_on)
    assert found.left_days == (found.send_by - today).days
    assert (f"passed {(today - found.due_on).days:,} day" in found.sentence) == found.passed


@given(rules, days)
def test_numpy_finds_no_later_day_than_with_every_holiday_of_the_lists(rule, notice):
    """Cautious: with all days that any list calls a holiday left out, numpy ends on our day or after it, never before."""
    rule = replace(rule, business_days=True, moved=False)
    every = sorted(
        day for year in (notice.year - 1, notice.year, notice.year + 1)
        for day in closed_days.sure(rule.calendar, year) | closed_days.doubtful(rule.calendar, year)
    )  # fmt: skip
    reference = np.busday_offset(notice, rule.days, roll="backward", holidays=every).astype(object)
    assert of(rule, notice=notice).due_on <= reference

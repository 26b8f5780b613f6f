"""Business days, holidays of the nation and of a state, and days on which mail goes."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.tseries.holiday import USFederalHolidayCalendar

from bfp.base import closed_days
from bfp.base.closed_days import FEDERAL

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
calendars = st.sampled_from([FEDERAL, "TX", "MI", "WA", "OK", "PR"])


def test_a_states_office_is_closed_only_on_holidays_of_the_nation_and_the_state_alike():
    assert date(2026, 11, 26) in closed_days.sure("MI", 2026)  # Thanksgiving
    assert date(2026, 11, 27) in closed_days.doubtful("MI", 2026)  # the day after: Michigan's list alone
    assert closed_days.is_business_day(date(2026, 11, 27), "MI")
    assert closed_days.is_business_day(date(2026, 10, 12), "TX")  # Columbus Day: the nation's list alone


def test_optional_days_of_a_state_do_not_make_a_deadline_later():
    for day in (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 3), date(2026, 4, 21), date(2026, 8, 27)):
        assert closed_days.is_business_day(day, "TX")
        assert not closed_days.surely_open(day, "TX")


def test_a_holiday_on_a_saturday_is_moved_for_federal_offices_only():
    friday = date(2026, 7, 3)
    assert not closed_days.is_business_day(friday, FEDERAL)
    assert closed_days.is_business_day(friday, "TX")
    assert not closed_days.surely_open(friday, "TX")


def test_pandas_knows_the_same_federal_holidays():
    known = USFederalHolidayCalendar().holidays("2022-01-01", "2040-12-31")
    ours = {day for year in range(2022, 2041) for day in closed_days.sure(FEDERAL, year) if day.weekday() < 5}
    assert ours == {moment.date() for moment in known}


def test_new_year_observed_in_the_year_before_is_known():
    assert not closed_days.is_business_day(date(2027, 12, 31), FEDERAL)


def test_an_unknown_calendar_counts_every_weekday():
    assert closed_days.is_business_day(date(2026, 12, 25), "ZZ")
    assert not closed_days.surely_open(date(2026, 12, 25), "ZZ")


def test_no_mail_goes_on_sundays_and_holidays_but_on_saturdays():
    assert closed_days.mail_goes(date(2026, 3, 14))
    assert not closed_days.mail_goes(date(2026, 3, 15))
    assert closed_days.last_mailing(date(2026, 5, 25)) == date(2026, 5, 23)  # Memorial Day, a Sunday, Saturday


@pytest.mark.parametrize("calendar", [FEDERAL, "TX", "MI"])
def test_the_day_after_is_the_first_that_counts(calendar):
    assert closed_days.after(date(2026, 3, 3), 1, calendar) == date(2026, 3, 4)
    assert closed_days.after(date(2026, 3, 6), 1, calendar) == date(2026, 3, 9)
    assert closed_days.after(date(2026, 3, 7), 1, calendar) == date(2026, 3, 9)


@given(days, st.integers(1, 60), calendars)
def test_numpy_counts_the_same_with_the_same_holidays(day, n, calendar):
    closed = sorted(closed for year in range(day.year, day.year + 2) for closed in closed_days.sure(calendar, year))
    reference = np.busday_offset(day, n, roll="backward", holidays=sorted([*closed, *closed_days.sure(calendar, day.year - 1)]))
    assert closed_days.after(day, n, calendar) == reference.astype(object)


@given(days, calendars)
def test_a_day_looked_for_is_near_and_on_the_right_side(day, calendar):
    assert day - timedelta(days=9) <= closed_days.last_open(day, calendar) <= day
    assert closed_days.surely_open(closed_days.last_open(day, calendar), calendar)
    assert day <= closed_days.next_business_day(day, calendar) <= day + timedelta(days=5)
    assert day - timedelta(days=3) <= closed_days.last_mailing(day) <= day


@given(days, days, calendars)
def test_only_counted_weekdays_are_in_doubt(first, last, calendar):
    last = min(last, first + timedelta(days=90))
    for day in closed_days.in_doubt(first, last, calendar):
        assert first < day <= last
        assert closed_days.is_business_day(day, calendar)
        assert calendar != FEDERAL

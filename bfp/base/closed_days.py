"""Days on which an office is closed or no mail goes: weekends, and holidays of the nation and of a state.

A state's office is left out of a count of business days only on days that are a holiday of the nation and of that
state alike, on the day itself: lists of states' holidays hold days on which offices do work (optional days, days with
half the staff), and not every state moves a holiday off a weekend. To count such a day as a business day makes a
deadline a day early at worst; to leave it out could make it a day late. A federal office keeps the nation's list,
with the days moved off a weekend (5 U.S.C. 6103).
"""

from datetime import date, timedelta
from functools import cache

import holidays

FEDERAL = ""  # the calendar of federal offices; that of a state's is the state's two letters
DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


@cache
def _nation(year: int, moved: bool) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year, observed=moved))


@cache
def _state(calendar: str, year: int, moved: bool) -> frozenset[date]:
    if calendar not in holidays.US.subdivisions:
        return frozenset()  # no list to go by: every weekday counts
    return frozenset(holidays.country_holidays("US", subdiv=calendar, years=year, observed=moved))


@cache
def sure(calendar: str, year: int) -> frozenset[date]:
    """The holidays of a year that surely are none of this office's business days."""
    return _nation(year, True) if calendar == FEDERAL else _nation(year, False) & _state(calendar, year, False)


@cache
def doubtful(calendar: str, year: int) -> frozenset[date]:
    """The days of a year that one list calls a holiday, and on which the office may or may not be open."""
    if calendar == FEDERAL:
        return frozenset()
    return (_nation(year, True) | _state(calendar, year, True)) - sure(calendar, year)


def is_business_day(day: date, calendar: str) -> bool:
    """Whether a day counts as a business day."""
    return day.weekday() < SATURDAY and day not in sure(calendar, day.year)


def surely_open(day: date, calendar: str) -> bool:
    """Whether somebody is there to take mail for sure: a weekday that no list calls a holiday."""
    return is_business_day(day, calendar) and day not in doubtful(calendar, day.year)


def mail_goes(day: date) -> bool:
    """Whether the post office takes a letter: not on Sundays, nor on holidays of the nation."""
    return day.weekday() != SUNDAY and day not in _nation(day.year, True)


def after(day: date, business_days: int, calendar: str) -> date:
    """The day so many business days after another; the day after it is the first that can count."""
    while business_days:
        day += DAY
        business_days -= is_business_day(day, calendar)
    return day


def next_business_day(day: date, calendar: str) -> date:
    """The day itself, or the first business day after it."""
    while not is_business_day(day, calendar):
        day += DAY
    return day


def last_open(day: date, calendar: str) -> date:
    """The day itself, or the last before it on which somebody is there for sure."""
    while not surely_open(day, calendar):
        day -= DAY
    return day


def last_mailing(day: date) -> date:
    """The day itself, or the last before it on which a letter can be mailed."""
    while not mail_goes(day):
        day -= DAY
    return day


def in_doubt(first: date, last: date, calendar: str) -> list[date]:
    """The weekdays after `first` up to `last` that were counted and may have been holidays."""
    days = (first + DAY * n for n in range(1, (last - first).days + 1))
    return [day for day in days if day.weekday() < SATURDAY and day in doubtful(calendar, day.year)]

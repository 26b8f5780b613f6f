"""The days of a column: one format for all of them, proven on every value."""

from datetime import date

import pytest

from bfp.base.errors import Invalid
from bfp.base.tables import days


def test_one_value_proves_how_the_whole_column_is_written():
    assert days.of(["1/2/2020", "13/2/2020"]).read("1/2/2020") == (date(2020, 2, 1), "")
    assert days.of(["1/2/2020", "1/13/2020"]).read("1/2/2020") == (date(2020, 1, 2), "")
    assert days.of(["1/2/20"]).read("1/2/20") == (date(2020, 1, 2), "")


def test_a_column_that_contradicts_itself_guesses_nothing():
    both = days.of(["1/2/2020", "13/2/2020", "2/13/2020"])
    assert (both.read("13/2/2020")[0], both.read("2/13/2020")[0]) == (date(2020, 2, 13), date(2020, 2, 13))
    with pytest.raises(Invalid):
        both.read("1/2/2020")


@pytest.mark.parametrize("said", ["2009", "2009-04", "4/2009", "Apr 2009", "April-09", "2009 April"])
def test_a_year_or_a_month_is_no_day_in_this_year(said):
    assert days.MONTH_FIRST.read(said) == (None, said)


@pytest.mark.parametrize("said", ["4/5", "14 Nov", "99999", "31/31/2020", "0000-01-01", "today", "Spoke w/ mailroom 11/2/22"])
def test_what_is_no_whole_date_is_refused(said):
    with pytest.raises(Invalid, match="no date"):
        days.MONTH_FIRST.read(said)

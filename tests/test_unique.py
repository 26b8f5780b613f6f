"""What stands once in the database is refused twice in the words of its room, never in the engine's."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_system, a_title

from bfp.base import lists
from bfp.base.errors import Conflict
from bfp.places import facilities, systems
from bfp.readers import readers
from bfp.shelves import titles
from bfp.supporters import money

TODAY = date(2026, 11, 23)


def a_system_renamed(con):
    a_system(con, "Example State")
    systems.rename(con, a_system(con, "Example County"), " example state ")


def a_facility_renamed(con):
    a_facility(con, "East", "TX")
    facilities.edit(con, a_facility(con, "West", "TX"), name="East")


def a_facility_in_another_state(con):
    a_facility(con, "East", "TX")
    facilities.edit(con, a_facility(con, "East", "NY"), state="TX")


def a_number_corrected(con):
    unit = a_facility(con)
    a_reader(con, unit, number="1234")
    readers.edit(con, a_reader(con, unit, number="1235"), number="1234")


def a_reader_moved_to_another_system(con):
    here, there = (a_facility(con, name, system_id=a_system(con, f"Example {name}")) for name in ("East", "West"))
    a_reader(con, here, number="1234")
    readers.move(con, a_reader(con, there, number="1234"), here, TODAY)


def an_isbn_given_twice(con):
    a_title(con, isbn="9780802141323")
    titles.edit(con, a_title(con), isbn="978-0-8021-4132-3")


def a_term_added(con):
    lists.add(con, "subject", "zebras")
    lists.add(con, "subject", "Zebras")


def a_term_renamed(con):
    lists.add(con, "subject", "zebras")
    lists.rename(con, lists.add(con, "subject", "gnus"), "Zebras")


def a_fund_added(con):
    money.add_fund(con, "Stamps")
    money.add_fund(con, "stamps")


@pytest.mark.parametrize(
    "twice",
    [
        a_system_renamed, a_facility_renamed, a_facility_in_another_state, a_number_corrected, a_reader_moved_to_another_system,
        an_isbn_given_twice, a_term_added, a_term_renamed, a_fund_added,
    ],
)  # fmt: skip
def test_what_stands_once_is_refused_in_words(con, twice):
    with pytest.raises(Conflict, match=r"already|on file|on the list"):
        twice(con)

"""What is searched is built of its rows once, and again when they change."""

from builders import a_facility, a_title

from bfp.base import kept
from bfp.places import facilities
from bfp.shelves import titles


def test_what_is_built_is_kept_until_its_rows_are_others_and_the_latest_alone():
    made = []
    for number in (1, 1, *range(2, 2 + kept.BUILT), 1):
        kept.built(("number", number), lambda number=number: made.append(number))
    assert made == [1, *range(2, 2 + kept.BUILT), 1]


def test_the_catalogue_is_built_again_after_a_save_and_not_after_a_question(con):
    a_title(con, name="Night of the Lanterns")
    before = titles.catalogue(con)
    assert titles.catalogue(con) is before
    a_title(con, name="A Second Book")
    assert len(titles.catalogue(con).titles) == len(before.titles) + 1


def test_a_facility_is_found_by_the_name_it_was_given_a_moment_ago(con):
    unit = a_facility(con, name="Harbor Unit")
    assert [hit.id for hit in facilities.find(con, "Harbor Unit")] == [unit]
    other = a_facility(con, name="Quarry Camp")
    assert facilities.find(con, "Quarry Camp")[0].id == other

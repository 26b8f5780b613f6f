"""A second record of one person is asked about before it is made."""

import pytest
from builders import a_facility, a_reader, a_system

from bfp.finding import reader_finder
from bfp.readers import reader_twins, readers


@pytest.fixture
def rivera(con):
    """Rivera, Juan, 1122334, in a facility; and a namesake far away."""
    home = a_facility(con, "Example Unit")
    away = a_facility(con, "Elsewhere Prison", state="OH", system_id=a_system(con, "Ohio Example", state="OH"))
    a_reader(con, away, "9988776", "Juan", "Rivera")
    return home, a_reader(con, home, "1122334", "Juan", "Rivera")


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        ("Juan", "Rivera", "1122335"),  # one digit
        ("Juan", "Rivera", "11223344"),  # one more
        ("Johnny", "Riviera", "1122334"),  # their name is alike: the number is refused in one system, not in another
        ("Juan", "Rivera", "5566001"),  # the same name in the same place
        ("Rivera", "Juan", ""),  # the names turned, no number
        ("Somebody", "Else", "001122334"),  # zeros in front
    ],
)
def test_a_near_twin_is_asked_about(con, rivera, first, last, number):
    home, juan = rivera
    if number == "1122334":
        home = a_facility(con, "Other Unit", state="NM", system_id=a_system(con, "Other Example", state="NM"))
    assert [twin.id for twin in reader_twins.near(con, home, first, last, number)] == [juan]


@pytest.mark.parametrize(
    ("first", "last", "number"), [("Juan", "Rivera", "4455667"), ("Pia", "Oarlock", "1122335"), ("Pia", "Oarlock", "")]
)
def test_a_namesake_elsewhere_and_a_neighbour_by_number_are_not_asked_about(con, rivera, first, last, number):
    other = a_facility(con, "Third Unit")
    assert reader_twins.near(con, other, first, last, number) == []


@pytest.mark.parametrize(
    ("typed", "on_file"),
    [
        ("123456", "00123456"),
        ("00777888", "777888"),
        ("C456", "C00456"),
        ("Reg. No. 12345-678", "12345678"),
        ("TDC#01234567", "01234567"),
        ("Inmate number: 777888", "777888"),
    ],
)
def test_a_number_is_found_with_or_without_its_zeros_and_labels(con, typed, on_file):
    ids = {number: a_reader(con, None, number) for number in ("00123456", "777888", "C00456", "12345678", "01234567")}
    first = readers.options(con, typed)[0]
    assert (first["value"], first["near"]) == (ids[on_file], True)
    assert first["sure"] == (reader_finder.number_key(typed) == on_file)  # but it may be somebody else's without them


@pytest.mark.parametrize("typed", ["vankirk", "Vankirk, John", "john vankirk", "van kirk", "Van Kirk John", "vankirk j"])
def test_a_name_in_two_words_is_found_as_one(con, typed):
    john = a_reader(con, None, None, "John", "Van Kirk")
    for at in range(12):
        a_reader(con, None, None, "John", f"Lanternfield{at}")
    assert readers.options(con, typed)[0]["value"] == john


def test_a_name_in_one_word_is_found_as_two(con):
    joan = a_reader(con, None, None, "Joan", "Delacruz")
    assert readers.options(con, "de la cruz")[0]["value"] == joan


def test_two_of_one_name_or_number_are_near_and_neither_is_sure(con):
    elsewhere = a_facility(con, state="OH", system_id=a_system(con, "Ohio Example", state="OH"))
    a_reader(con, a_facility(con), "4455667", "Pia", "Oarlock")
    a_reader(con, elsewhere, "4455667", "Pia", "Oarlock")
    for typed in ("4455667", "Oarlock, Pia"):
        found = readers.options(con, typed)
        assert [(option["near"], option["sure"]) for option in found[:2]] == [(True, False)] * 2

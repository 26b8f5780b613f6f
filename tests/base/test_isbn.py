import pytest

from bfp.base import isbn
from bfp.base.errors import Invalid

FANON = "9780802141323"  # the number of a real edition; what matters is its check digit


@pytest.mark.parametrize(
    "text",
    ["9780802141323", "978-0-8021-4132-3", "978 0 8021 4132 3", "0802141323", "0-8021-4132-3", "ISBN 0-8021-4132-3",
     "ISBN-13: 978-0-8021-4132-3", " 9780802141323\t", "978‐0‐8021‐4132‐3", "978080214132351400"],
)  # fmt: skip
def test_every_way_of_writing_an_isbn_gives_the_same_thirteen_digits(text):
    assert isbn.read(text) == FANON


def test_an_x_at_the_end_is_a_check_digit():
    assert isbn.read("0-8044-2957-x") == "9780804429573"


def test_nine_digits_are_a_number_from_before_1970():
    assert isbn.read("306406152") == isbn.read("0-306-40615-2")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9780802141324", "after 978080214132 the check digit must be 3, not 4"),
        ("0802141322", "after 080214132 the check digit must be 3, not 2"),
        ("0804429571", "must be X, not 1"),
        ("97808021413", "has 10 or 13 digits; 97808021413 has 11"),
        ("071234567890", "price label"),
        ("4006381333931", "begins with 978 or 979"),
        ("97808021413X", "12 digits|10 or 13"),
        ("978080214132X", "no X"),
        ("Capital", "made of digits"),
        ("", "made of digits"),
        ("٩٧٨٠٨٠٢١٤١٣٢٣", "made of digits"),
    ],
)
def test_what_is_wrong_with_an_isbn_is_said(text, sentence):
    with pytest.raises(Invalid, match=sentence) as refused:
        isbn.read(text, "scan")
    assert refused.value.field == "scan"


@pytest.mark.parametrize(
    ("text", "meant"), [("1984", False), ("0802141322", True), ("978-0-80", True), ("Catch 22", False), ("2666", False)]
)
def test_a_number_is_told_from_a_name(text, meant):
    assert isbn.is_meant(text) is meant


def test_an_isbn_is_written_with_its_hyphens():
    assert isbn.written(FANON) == "978-0-8021-4132-3"
    assert isbn.written(None) == ""

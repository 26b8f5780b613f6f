"""What is read out of a rule in words: only what it plainly says. The words are those of real lists."""

import pytest

from bfp.places.restriction_words import says


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No hardcovers", {"no_hardcover": True}),
        ("Paperbacks; no hard cover books", {"no_hardcover": True}),
        ("Hardbacks not allowed", {"no_hardcover": True}),
        ("Hardcover okay, must be under 3 pounds", {"max_weight_oz": 48}),
        ("5 lbs max", {"max_weight_oz": 80}),
        ("not over 16 oz", {"max_weight_oz": 16}),
        ("under 2.5 lbs", {"max_weight_oz": 40}),
        ("packages up to 3 lb, no larger than 9 x 12 in.", {"max_weight_oz": 48, "max_size": "9 x 12 in."}),
        ('Not larger than 8.5"x11"', {"max_size": '8.5"x11"'}),
        ('max size 12" x 9" x 4"', {"max_size": '12" x 9" x 4"'}),
        ("No used Books", {"new_only": True}),
        ("Used books returned, spoke w/mail rm", {"new_only": True}),
    ],
)
def test_what_is_plain_is_read(text, said):
    assert says(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "New hardcover okay",
        "Max 1 letter ounce",
        "max paper 8 1/2 x 14",
        "photos not larger than 4x6",
        "limit 3 books",
        "no more than 3 books 5 pounds",  # no more than five pounds, or three books of five?
        "12 x 9 x 4 inches",
        "no used clothing",
        "under 900 lbs",
    ],
)
def test_what_is_not_plain_stays_in_words(text):
    assert says(text) == {}

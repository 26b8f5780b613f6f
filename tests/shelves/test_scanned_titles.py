"""What somebody types over a parcel: a clear match is taken, anything else is told with the text."""

import pytest
from builders import a_title

from bfp.base.errors import NotFound
from bfp.shelves import scanned_titles


@pytest.fixture
def shelf(con):
    names = ("How Europe Underdeveloped Africa", "The Wretched of the Earth", "Example Atlas", "Example Atlas of Stars")
    return {name: a_title(con, name) for name in names}


@pytest.mark.parametrize(
    "typed", ["How Europe Underdeveloped", "europe africa", "how europe under", "How Europe Underdeveloped Africa"]
)
def test_the_only_title_with_all_these_words_is_meant(con, shelf, typed):
    assert scanned_titles.meant(con, typed) == shelf["How Europe Underdeveloped Africa"]


def test_a_whole_name_is_meant_though_another_begins_with_it(con, shelf):
    assert scanned_titles.meant(con, "Example Atlas") == shelf["Example Atlas"]


@pytest.mark.parametrize(
    "typed, said",
    [("Example At", "may be several titles"), ("stars", "may be another title"), ("Zzyzx Qwrt", "is no title on the list")],
)
def test_what_may_be_several_or_none_is_not_guessed(con, shelf, typed, said):
    with pytest.raises(scanned_titles.Unclear, match=f"“{typed}” {said}"):
        scanned_titles.meant(con, typed)


def test_an_isbn_on_no_title_is_said(con, shelf):
    with pytest.raises(NotFound, match="No title has the ISBN 9780140328721"):
        scanned_titles.meant(con, "9780140328721")

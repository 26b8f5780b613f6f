"""The pull list through its page: empty, without titles, made for the queue, and what is not in stock."""

from datetime import date

import pytest
from builders import a_reader, a_request, a_title

from bfp.base import db, lists
from pages import open_page, said


@pytest.fixture
def queue(desk):
    """Two requests that ask for a title on the shelf, one for a title that is not there and for a subject."""
    with db.transaction(desk, by="Ada") as con:
        title = a_title(con, "Rivers of Salt", 5)
        labor = next(number for number, name in lists.names(con, "subject").items() if name == "labor")
        a_request(con, on=date(2026, 9, 1), titles=[(title, "Rivers of Salt")])
        a_request(con, titles=[(None, "rivers of sault")])
        a_request(con, titles=[(None, "Winter Gardens of Jarrow")], terms=[labor])
    return title


def table(at, column):
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def test_an_empty_queue_says_what_to_do_first(desk):
    at = open_page("pull")
    assert "No request waits for a parcel" in said(at)
    assert at.button("to_letters").label == "Enter a letter"
    assert len(at.dataframe) == 0


def test_without_titles_the_page_leads_to_the_stock(desk):
    with db.transaction(desk, by="Ada") as con:
        a_request(con, a_reader(con))
    at = open_page("pull")
    assert "No title is on the list yet" in said(at)
    assert at.button("to_stock").label == "Receive books"


def test_the_list_is_made_when_asked_for_and_stays(desk, queue):
    at = open_page("pull")
    assert not [frame for frame in at.dataframe if "place" in frame.value.columns]
    at.button("pull_make").click().run()
    assert not at.exception
    assert "2 copies of 1 title from 1 place, for 3 waiting requests. As of 23 Nov 2026." in said(at)
    shown = table(at, "place")
    assert list(shown["title"]) == ["Rivers of Salt"]
    assert list(shown["copies"]) == [2]
    assert not {"title_id", "reader_id"} & set(shown.columns)
    at.run()
    assert list(table(at, "place")["copies"]) == [2]


def test_the_list_is_for_as_many_requests_as_said(desk, queue):
    at = open_page("pull")
    at.number_input("pull_requests").set_value(1)
    at.button("pull_make").click().run()
    assert list(table(at, "place")["copies"]) == [1]


def test_nothing_that_fits_is_said(desk):
    with db.transaction(desk, by="Ada") as con:
        a_title(con, "Rivers of Salt", 5)
        a_request(con, titles=[(None, "Winter Gardens of Jarrow")])
    at = open_page("pull")
    at.button("pull_make").click().run()
    assert "Nothing on the shelves fits the requests that wait" in said(at)


def test_what_is_not_in_stock_stands_beside_it(desk, queue):
    at = open_page("pull")
    wanting = next(frame.value for frame in at.dataframe if "list" in frame.value.columns)
    assert list(wanting["title"]) == ["Winter Gardens of Jarrow"]
    assert list(wanting["list"]) == ["not on our list"]
    assert list(table(at, "short")["subject"]) == ["labor"]
    assert {button.label for button in at.get("download_button")} == {"CSV"}

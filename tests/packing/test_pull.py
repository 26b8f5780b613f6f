"""What to pull for the whole queue, in the order of the shelves, and what is asked for and not in stock."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.base import db, lists
from bfp.packing import pull

TODAY = date(2026, 11, 23)


def term(con, name) -> int:
    return next(number for number, said in lists.names(con, "subject").items() if said == name)


def a_book(con, name, copies, place, **more) -> int:
    title_id = a_title(con, name, copies, **more)
    con.execute("update title set place = $place where id = $id", {"place": place, "id": title_id})
    return title_id


def asks(con, *titles, on=date(2026, 10, 1), subjects=(), reader=None) -> int:
    wanted = [(title, "chosen") if isinstance(title, int) else (None, title) for title in titles]
    return a_request(con, reader, on=on, titles=wanted, terms=[term(con, name) for name in subjects])


def a_session(con, request_id, closed_on=None) -> None:
    session = db.value(
        con,
        "insert into packing_session (name, started_on, closed_on) values ('Evening', $on, $closed) returning id",
        on=TODAY,
        closed=closed_on,
    )
    con.execute(
        "insert into session_parcel (session_id, position, book_request_id, reader_id) "
        "select $session, 1, id, reader_id from book_request where id = $request",
        {"session": session, "request": request_id},
    )


def test_copies_for_many_requests_are_one_line_of_the_list(con):
    title = a_book(con, "Rivers of Salt", 5, "A1", isbn="9780802141323")
    for _ in range(3):
        asks(con, title)
    [row] = pull.to_pull(con, TODAY).to_dict("records")
    assert row == {
        "place": "A1", "title_id": title, "title": "Rivers of Salt", "author": "A. Author", "isbn": "9780802141323", "copies": 3,
        "named": 3, "marked": 0,
    }  # fmt: skip


def test_the_list_goes_along_the_shelves_as_one_walks(con):
    for place in ("B1", "", "A10", "a3", "A2"):
        asks(con, a_book(con, f"Book of {place or 'nowhere'}", 1, place))
    assert list(pull.to_pull(con, TODAY)["place"]) == ["A2", "a3", "A10", "B1", ""]


def test_what_was_asked_by_name_is_told_from_what_fits_the_subject(con):
    title = a_book(con, "Rivers of Salt", 5, "A1")
    con.execute("insert into title_term values ($title, $term)", {"title": title, "term": term(con, "history")})
    asks(con, "rivers of salt")
    asks(con, subjects=["history"])
    [row] = pull.to_pull(con, TODAY).to_dict("records")
    assert (row["copies"], row["named"]) == (2, 1)


def test_copies_that_something_speaks_against_are_counted(con):
    place = a_facility(con)
    title = a_book(con, "Rivers of Salt", 5, "A1")
    a_shipment(con, a_reader(con, place), titles=[title], outcome="censored")
    asks(con, title, reader=a_reader(con, place))
    asks(con, title)
    [row] = pull.to_pull(con, TODAY).to_dict("records")
    assert (row["copies"], row["marked"]) == (2, 1)


def test_only_the_oldest_requests_are_pulled_for_if_so_many_are_asked(con):
    late, early = a_book(con, "Late", 1, "A1"), a_book(con, "Early", 1, "A2")
    asks(con, late, on=date(2026, 10, 9))
    asks(con, early, on=date(2026, 9, 1))
    assert list(pull.to_pull(con, TODAY, requests=1)["title_id"]) == [early]


@pytest.mark.parametrize("closed_on, pulled", [(None, 0), (date(2026, 11, 22), 1)])
def test_a_request_in_an_open_packing_session_is_left_out(con, closed_on, pulled):
    request = asks(con, a_book(con, "Rivers of Salt", 5, "A1"))
    a_session(con, request, closed_on)
    assert len(pull.to_pull(con, TODAY)) == pulled
    assert len(pull.waiting(con, TODAY).ids) == pulled


def test_an_empty_queue_gives_an_empty_list(con):
    found = pull.to_pull(con, TODAY)
    assert found.empty
    assert list(found.columns) == ["place", "title_id", "title", "author", "isbn", "copies", "named", "marked"]
    assert all(part.empty for part in pull.not_in_stock(con))


# ---- not in stock -------------------------------------------------------------------------------


def test_a_title_without_a_copy_is_wanting_whatever_its_spelling(con):
    gone = a_book(con, "The Rivers of Salt", 0, "A1", author="Ada Birch")
    asks(con, gone, on=date(2026, 9, 1))
    asks(con, "rivers of sault")
    by_title, _ = pull.not_in_stock(con)
    [row] = by_title.to_dict("records")
    assert (row["title"], row["author"], row["requests"], row["listed"]) == ("The Rivers of Salt", "Ada Birch", 2, True)
    assert row["oldest_on"].date() == date(2026, 9, 1)


def test_a_misspelt_title_that_is_here_is_not_wanting(con):
    a_book(con, "The Rivers of Salt", 1, "A1")
    asks(con, "rivers of sault")
    assert pull.not_in_stock(con)[0].empty


def test_anything_on_a_subject_or_by_an_author_names_no_title(con):
    a_book(con, "The Rivers of Salt", 1, "A1")
    asks(con, "anything on labor", "anything by Tav Darrow", "books about kites", "Winter Gardens of Jarrow")
    by_title, _ = pull.not_in_stock(con)
    assert list(by_title["title"]) == ["Winter Gardens of Jarrow"]
    assert not by_title["listed"][0]


def test_subjects_are_wanting_where_more_requests_ask_than_there_are_copies(con):
    title = a_book(con, "Rivers of Salt", 1, "A1")
    con.execute("insert into title_term values ($title, $term)", {"title": title, "term": term(con, "history")})
    asks(con, subjects=["history", "labor"])
    assert list(pull.not_in_stock(con)[1]["subject"]) == ["labor"]
    asks(con, subjects=["history"])
    _, by_subject = pull.not_in_stock(con)
    assert by_subject[["subject", "requests", "copies", "short"]].values.tolist() == [
        ["history", 2, 1, 1],
        ["labor", 1, 0, 1],
    ]


def test_the_summary_counts_in_words(con):
    asks(con, a_book(con, "Rivers of Salt", 1, "A1"))
    assert pull.summary(pull.to_pull(con, TODAY), 1) == "1 copy of 1 title from 1 place, for 1 waiting request."

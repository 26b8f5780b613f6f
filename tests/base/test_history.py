"""What is taken back stays on file with its reason, and is taken back once."""

import time
from datetime import date, datetime

import pytest
from builders import a_facility, a_reader

from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.desk import reader_time
from bfp.mail import letters
from bfp.readers import readers

ON = date(2026, 11, 23)


@pytest.fixture
def letter(con) -> int:
    return letters.add(con, a_reader(con), postmark_on=ON, today=ON)


def test_what_is_taken_back_keeps_its_reason_and_its_line_in_history(con, letter):
    history.void(con, "letter", letter, "  typed \n twice ", ON)
    kept = db.row(con, "select voided_on, void_reason from letter where id = $id", id=letter)
    assert kept == {"voided_on": ON, "void_reason": "typed twice"}
    told = history.of(con, "letter", letter).iloc[0]
    assert (told["volunteer"], told["action"], told["reason"]) == ("Ada", "voided", "typed twice")


def test_a_reason_is_asked_for_always_in_the_nouns_words_and_beside_its_field(con, letter):
    with pytest.raises(Invalid, match="Say why the letter is taken back: the reason is kept") as refusal:
        history.void(con, "letter", letter, " ", ON)
    assert refusal.value.field == "void_reason"
    with pytest.raises(Invalid, match="Say why the page is taken back") as refusal:
        history.void(con, "letter", letter, "", ON, noun="page", field="page_reason")
    assert refusal.value.field == "page_reason"
    assert history.of(con, "letter", letter)["action"].tolist() == ["added"]


def test_nothing_is_taken_back_twice_nor_what_is_not_there(con, letter):
    history.void(con, "letter", letter, "typed twice", ON)
    with pytest.raises(Conflict, match="The letter was taken back already on 23 Nov 2026: typed twice"):
        history.void(con, "letter", letter, "again", ON)
    with pytest.raises(NotFound, match="There is no book request number 99"):
        history.void(con, "book_request", 99, "a slip", ON)


def test_only_the_name_of_a_table_stands_in_the_statement(con):
    with pytest.raises(ValueError, match="no name of a table"):
        history.void(con, "letter; drop table letter", 1, "a slip", ON)


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Auckland", 24), ("America/New_York", 23), ("UTC", 23)])
def test_what_was_done_stands_on_the_programs_own_day_whatever_utc_says(con, monkeypatch, zone, day):
    reader, there = a_reader(con), a_facility(con, "Elsewhere Unit")
    con.at = datetime(2026, 11, 23, 20, 30)
    readers.move(con, reader, there, ON, "wrote us")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        moves = reader_time.line(con, reader)
        assert list(moves.loc[moves["what"] == "move", "when"].dt.date) == [date(2026, 11, day)]
        assert history.of(con, "reader", reader)["saved_at"].iloc[0].date() == date(2026, 11, day)
    finally:
        monkeypatch.undo()
        time.tzset()

"""Forgetting on the pages: off at first, seen before it is done, refused without the tick or the word."""

from datetime import date

import pytest
from builders import a_facility, a_reader

from bfp.base import db, settings
from bfp.mail import letters
from pages import open_page, said


@pytest.fixture
def old(desk):
    with db.transaction(desk, "Ada") as con:
        reader = a_reader(con, a_facility(con), "1234567", "Testa", "Quill")
        letters.add(con, reader, postmark_on=date(2016, 5, 2), today=date(2026, 11, 23))
        con.execute("update reader set checked_on = null")
    return reader


def name(desk):
    return db.value(desk, "select last_name from reader")


def test_it_is_off_until_the_program_says_how_many_years(desk, old):
    assert "keeps everybody" in said(open_page("forgetting"))


def test_who_is_silent_is_counted_first_and_forgotten_only_with_the_tick(desk, old):
    with db.transaction(desk) as con:
        settings.save(con, forget_after_years=7)
    at = open_page("forgetting")
    assert "**1 reader**" in said(at) and "2 May 2016" in said(at) and "Quill" not in said(at)
    at.button(key="forget_silent").click().run()
    assert "Tick first" in said(at) and name(desk) == "Quill"
    at.checkbox(key="forget_silent_0_sure").check()
    at.button(key="forget_silent").click().run()
    assert "1 reader forgotten" in said(at) and name(desk) == "(forgotten)"
    assert "Nobody." in said(at)


def test_a_readers_wish_takes_the_word_and_leads_away_from_the_record(desk, old):
    at = open_page("readers", reader=old)
    at.text_input(key=f"forget_{old}_0_word").set_value("yes")
    press = next(button for button in at.button if button.label == "Forget this reader")
    press.click().run()
    assert "Type forget" in said(at) and name(desk) == "Quill"
    at.text_input(key=f"forget_{old}_0_word").set_value("forget")
    next(button for button in at.button if button.label == "Forget this reader").click().run()
    assert not at.exception and name(desk) == "(forgotten)"

"""What is begun and not saved: kept by browser and person, offered again, gone when it is saved or put away."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import a_facility, a_reader

from bfp.base import db, drafts
from bfp.base.drafts import Draft
from pages import begun, calc_hash, said

ADAS = "a" * 32
FIELDS = {
    "note": "a long story",
    "postmark": "20 Nov 2026",
    "asks": False,
    "titles": [{"value": None, "label": "Something rare"}],
}


def a_draft(con, **about) -> Draft:
    draft = replace(Draft(ADAS, "Ada", "letter", "t1", "1234567", {"fields": FIELDS}), **about)
    drafts.keep(con, draft)
    return draft


def kept(con, browser=ADAS, volunteer="Ada", kind="letter"):
    return [draft.thing for draft in drafts.of(con, browser, volunteer, kind)]


def test_what_is_begun_is_kept_by_browser_and_person(con):
    a_draft(con)
    [found] = drafts.of(con, ADAS, "Ada", "letter")
    assert (found.about, found.body["fields"]["note"]) == ("1234567", "a long story")
    assert not kept(con, browser="b" * 32) and not kept(con, volunteer="Ben") and not kept(con, kind="desk")


def test_what_is_typed_on_stands_in_the_place_of_what_was_typed(con):
    first = a_draft(con)
    a_draft(con, body={"fields": {"note": "a longer story"}})
    [found] = drafts.of(con, ADAS, "Ada", "letter")
    assert found.body["fields"] == {"note": "a longer story"} and found.thing == first.thing


def test_the_next_letter_does_not_write_over_one_that_is_begun(con):
    a_draft(con)
    a_draft(con, thing="t2")
    assert sorted(kept(con)) == ["t1", "t2"]


def test_what_is_put_away_leaves_no_word_and_what_comes_late_is_not_kept_again(con):
    a_draft(con)
    drafts.put_away(con, ADAS, "t1")
    a_draft(con)
    drafts.put_away(con, ADAS, "t2")  # nothing of it had been kept yet
    a_draft(con, thing="t2")
    assert not kept(con)
    assert {tuple(row.values()) for row in db.rows(con, "select volunteer, about, body from draft")} == {("", "", "")}


def test_a_form_in_which_nothing_is_typed_is_not_offered(con):
    a_draft(con, body={})
    assert not kept(con)


def test_what_was_not_touched_for_seven_days_is_forgotten(con):
    a_draft(con)
    a_draft(con, thing="t2")
    con.execute("update draft set changed_at = $at where thing = 't1'", {"at": con.at - timedelta(days=drafts.DAYS, minutes=1)})
    assert kept(con) == ["t2"]
    drafts.forget(con)
    assert db.rows(con, "select thing from draft") == [{"thing": "t2"}]


# on the page


@pytest.fixture
def reader(desk):
    with db.transaction(desk) as con:
        return a_reader(con, a_facility(con, "Example Unit"), "1234567", "Quill", "Lanternfield")


@pytest.fixture
def left(desk, reader):
    """A letter with a note, of which the browser sent what was typed before its page was closed."""
    with db.transaction(desk) as con:
        a_draft(con, body={"whose": {"reader_id": reader, "new": None}, "fields": FIELDS})


def letters(browser=ADAS, volunteer="Ada"):
    """The page Letters as this person opens it in this browser."""
    at = begun()
    at.session_state["_browser"] = browser
    if volunteer is not None:
        at.session_state["volunteer"] = volunteer
    at._page_hash = calc_hash("letters")
    at.run()
    assert not at.exception, at.exception
    return at


def field(at, kind, name):
    return getattr(at, kind)(f"{name}_{at.session_state['desk'].serial}")


def test_nothing_is_offered_where_nothing_is_begun_or_to_others(desk, left):
    assert "was begun" not in said(letters(volunteer="Ben")) + said(letters(browser="b" * 32))


def test_a_letter_that_is_gone_on_with_has_every_word_and_is_gone_when_it_is_saved(desk, left):
    at = letters()
    assert "A letter of **1234567** was begun at" in said(at) and "7 days" in said(at)
    at.button("go_on_letter_0").click().run()
    assert "Lanternfield, Quill" in said(at) and "was begun" not in said(at)
    assert field(at, "text_input", "note").value == "a long story"
    assert field(at, "text_input", "postmark").value == "20 Nov 2026"
    assert field(at, "checkbox", "asks").value is False
    field(at, "checkbox", "asks").check()
    field(at, "button", "save").click().run()
    assert db.row(desk, "select note, postmark_on from letter") == {
        "note": "a long story",
        "postmark_on": datetime(2026, 11, 20).date(),
    }
    assert db.value(desk, "select text from request_title") == "Something rare"
    assert not kept(desk) and "was begun" not in said(at)


@pytest.mark.parametrize("button", ["put_away_letter_0", "away"])
def test_a_letter_that_is_put_away_is_not_offered_again(desk, left, button):
    at = letters()
    if button == "away":
        at.button("go_on_letter_0").click().run()
        field(at, "button", "away").click().run()
    else:
        at.button(button).click().run()
    assert "was begun" not in said(at) and not kept(desk)
    assert db.value(desk, "select count(*) from letter") == 0


def test_a_refused_save_keeps_what_was_begun(desk, left):
    at = letters()
    at.button("go_on_letter_0").click().run()
    field(at, "text_input", "postmark").set_value("1/2/2031")
    field(at, "button", "save").click().run()
    assert "Not saved" in said(at) and kept(desk) == ["t1"]


def test_another_page_and_back_leaves_the_letter_as_it_was(desk, left):
    at = letters()
    at.button("go_on_letter_0").click().run()
    at._page_hash = calc_hash("requests")
    at.run()
    at._page_hash = calc_hash("letters")
    at.run()
    assert "Lanternfield, Quill" in said(at)
    assert field(at, "text_input", "note").value == "a long story" and field(at, "checkbox", "asks").value is False


def test_a_reload_loses_neither_the_name_nor_the_postmark_nor_undo(desk, left, reader):
    at = letters(volunteer=None)
    at.text_input("volunteer").set_value("Ada").run()
    at.button("go_on_letter_0").click().run()
    field(at, "button", "save").click().run()
    again = letters(volunteer=None)
    assert again.text_input("volunteer").value == "Ada" and "Last saved: **L-1 Q. L." in said(again)
    assert again.session_state["desk"].postmark == "20 Nov 2026"
    again.button("undo").click().run()
    assert "taken back" in said(again) and "Last saved" not in said(letters(volunteer=None))

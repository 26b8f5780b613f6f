"""A page whose session is gone: what it held is said to be unsaved and stays on the screen."""

import pytest
from builders import a_facility, a_reader

from bfp.base import db, drafts
from bfp.base.drafts import Draft
from pages import begun, open_page, said


@pytest.fixture
def pressed(desk):
    """A letter with a note, whose *Save* is pressed after the server was started again."""
    with db.transaction(desk) as con:
        reader_id = a_reader(con, a_facility(con, "Example Unit"), "1234567", "Quill", "Lanternfield")
    at = open_page("letters", reader=reader_id)
    serial = at.session_state["desk"].serial
    at.text_input(f"note_{serial}").set_value("a long story")
    at.button(f"save_{serial}").click()
    return pressed_again(at)


def pressed_again(at, **knows):
    """The same press in a session that knows nothing, told what the browser holds."""
    again = begun()
    for name, value in knows.items():
        again.session_state[name] = value
    again._page_hash = at._page_hash
    return again._run(at._tree.get_widget_states())


def test_a_save_whose_session_is_gone_is_told_and_every_word_stays(desk, pressed):
    assert "**Not saved.**" in said(pressed)
    assert "note: a long story" in pressed.code[0].value
    assert db.value(desk, "select count(*) from letter") == 0
    pressed.button("put_left_over_away").click().run()
    assert "**Not saved.**" not in said(pressed) and not pressed.code


def test_what_was_kept_while_it_was_typed_is_offered_and_not_shown_a_second_time(desk):
    ada = "a" * 32
    with db.transaction(desk) as con:
        reader_id = a_reader(con, a_facility(con, "Example Unit"), "1234567", "Quill", "Lanternfield")
    at = open_page("letters", reader=reader_id)
    serial = at.session_state["desk"].serial
    at.text_input(f"note_{serial}").set_value("a long story")
    at.button(f"save_{serial}").click()
    fields = {"note": "a long story", "postmark": "23 Nov 2026", "kind0": {"shown": "nothing"}}
    body = {"whose": {"reader_id": reader_id, "new": None}, "fields": fields}
    with db.transaction(desk) as con:
        drafts.keep(con, Draft(ada, "Ada", "letter", "t1", "1234567", body))
    again = pressed_again(at, _browser=ada, volunteer="Ada")
    assert "Every word of it is kept" in said(again) and not again.code
    again.button("go_on_letter_0").click().run()
    assert again.text_input(f"note_{again.session_state['desk'].serial}").value == "a long story"

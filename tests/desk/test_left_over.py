"""A page whose session is gone: what it held is said to be unsaved and stays on the screen."""

import pytest
from builders import a_facility, a_reader

from bfp.base import db
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
    again = begun()  # a session that knows nothing, told what the browser holds
    again._page_hash = at._page_hash
    return again._run(at._tree.get_widget_states())


def test_a_save_whose_session_is_gone_is_told_and_every_word_stays(desk, pressed):
    assert "**Not saved.**" in said(pressed)
    assert "note: a long story" in pressed.code[0].value
    assert db.value(desk, "select count(*) from letter") == 0
    pressed.button("put_left_over_away").click().run()
    assert "**Not saved.**" not in said(pressed) and not pressed.code

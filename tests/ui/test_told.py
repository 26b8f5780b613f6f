"""What goes wrong while a page is drawn."""

from streamlit.testing.v1 import AppTest


def a_page_whose_database_stops():
    from bfp import ui
    from bfp.base.errors import BfpError

    with ui.told():
        raise BfpError("The database *stopped*. Make room, and try again.")


def test_a_database_that_stops_while_the_sidebar_or_a_page_is_drawn_is_a_sentence():
    at = AppTest.from_function(a_page_whose_database_stops).run()
    assert not at.exception
    assert [error.value for error in at.error] == ["The database \\*stopped\\*. Make room, and try again."]

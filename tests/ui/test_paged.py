"""Long tables by pages: the page that is asked for, or the first if that one is gone."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    """A list as long as the number in the session, three rows a page."""
    import pandas as pd
    import streamlit as st

    from bfp import ui

    rows = list(range(st.session_state.get("rows", 7)))
    found = ui.paged("list_page", 3, lambda offset: (pd.DataFrame({"row": rows[offset : offset + 3]}), len(rows)))
    st.markdown(f"page {found.page} of {found.pages}: {list(found.table['row'])}")
    found.turn()


@pytest.fixture
def at(desk):
    return AppTest.from_function(page, default_timeout=30).run()


def test_a_long_table_is_turned_page_by_page(at):
    assert at.markdown[0].value == "page 1 of 3: [0, 1, 2]"
    at.session_state["list_page"] = 3
    assert at.run().markdown[0].value == "page 3 of 3: [6]"


def test_a_page_that_is_gone_gives_the_first(at):
    at.session_state["list_page"] = 3
    at.session_state["rows"] = 4
    assert at.run().markdown[0].value == "page 1 of 2: [0, 1, 2]"


def test_a_short_table_has_no_pager(at):
    assert len(at.get("pagination")) == 1
    at.session_state["rows"] = 3
    assert len(at.run().get("pagination")) == 0

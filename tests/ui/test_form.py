"""Forms: saved once, refused beside the field, empty after a save, and nothing after a save that was not one."""

import pytest
from streamlit.testing.v1 import AppTest

from bfp import ui
from bfp.base import lists
from pages import said


def page():
    """Two forms with a field of the same name; the last button is the second half of a double Enter on the first form."""
    import streamlit as st

    from bfp import ui
    from bfp.base import lists
    from bfp.base.db import Connection
    from bfp.base.errors import Invalid
    from bfp.ui import form

    def add(con: Connection, name: str) -> str:
        if not name:
            raise Invalid("Write its name.", "name")
        lists.add(con, "subject", name)
        return name

    @form.callback
    def save(at: str) -> str:
        name = form.typed(at, "name")["name"]
        with form.once(at, record=name) as con:
            added = add(con, name)
        st.session_state["after"] = added
        return f"{added} is on the list."

    @form.callback
    def step(name: str) -> None:
        with form.once(("step", name), "The step is taken.") as con:
            add(con, f"{name} {len(lists.names(con, 'subject'))}")

    @form.callback
    def spoilt() -> None:
        raise Invalid("The file can't be read.", "file")

    ui.notice()
    for name in ("first", "second"):
        at = form.key(name)
        st.text_input("Name", key=f"{at}_name")
        form.problem("name", at)
        st.button("Save", key=f"{name}_save", on_click=save, args=(at,))
    st.button("Again", key="again", on_click=save, args=("first_0",))
    st.button("Step", key="step", on_click=step, args=("Subject",))
    st.button("Spoilt", key="spoilt", on_click=spoilt)


@pytest.fixture
def at(desk):
    return AppTest.from_function(page, default_timeout=30).run()


def many(con):
    return sum(name.startswith(("Astronomy", "Subject")) for name in lists.names(con, "subject").values())


def press(at, key):
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def save(at, name):
    at.text_input(key=name).set_value("Astronomy")
    return press(at, f"{name.split('_')[0]}_save")


def test_a_form_that_was_saved_begins_empty(at, desk):
    save(at, "first_0_name")
    assert "Astronomy is on the list." in said(at) and at.session_state["after"] == "Astronomy"
    assert at.text_input(key="first_1_name").value == "" and many(desk) == 1


def test_the_second_half_of_a_double_enter_saves_nothing_and_says_again_what_was_done(at, desk):
    save(at, "first_0_name")
    press(at, "again")
    assert "Astronomy is on the list." in said(at) and many(desk) == 1


def test_a_second_enter_that_falls_on_the_empty_form_is_not_refused(at, desk, monkeypatch):
    save(at, "first_0_name")
    press(at, "first_save")
    assert "Astronomy is on the list." in said(at)
    monkeypatch.setattr(ui, "TWICE_WITHIN", 0.0)
    press(at, "first_save")
    assert "Write its name." in said(at) and many(desk) == 1


def test_a_refusal_keeps_what_was_typed_stands_in_its_form_alone_and_ends_the_callback(at, desk):
    at.text_input(key="second_0_name").set_value("kept")
    press(at, "first_save")
    assert "Write its name." in said(at) and said(at).count("mend this field") == 1
    assert at.text_input(key="second_0_name").value == "kept" and "after" not in at.session_state
    assert save(at, "first_0_name").text_input(key="second_0_name").value == "kept"


def test_the_same_step_a_moment_later_is_the_same_step(at, desk, monkeypatch):
    for _ in range(2):
        assert "The step is taken." in said(press(at, "step"))
    assert many(desk) == 1
    monkeypatch.setattr(ui, "TWICE_WITHIN", 0.0)
    press(at, "step")
    assert many(desk) == 2


def test_what_is_refused_before_the_save_is_said_as_well(at):
    assert "The file can't be read." in said(press(at, "spoilt"))


def test_the_same_record_a_moment_later_is_the_same_record(at, desk):
    save(at, "first_0_name")
    assert "Astronomy is on the list." in said(save(at, "first_1_name"))

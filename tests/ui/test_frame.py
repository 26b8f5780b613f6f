"""The frame: the rooms in the order of somebody's work, nothing closed to them, and the way back to the list one came from."""

import pytest
from builders import a_facility

from bfp import screens
from bfp.accounts import roles
from bfp.base import db, drafts
from bfp.screens import SCREENS
from bfp.ui import frame
from pages import begun, calc_hash, open_page, said

ADAS = "a" * 32


@pytest.mark.parametrize("work", frame.WORK)
def test_the_rooms_of_ones_work_come_first_and_no_page_is_lost(work):
    first, rest = frame.rooms(list(SCREENS), (work,))
    named = [screen.file for found in (*first.values(), *rest.values()) for screen in found]
    assert sorted(named) == sorted(screen.file for screen in SCREENS)
    assert all(roles.may_open((work,), screen.file) for found in first.values() for screen in found if screen.section is not None)
    assert not any(roles.may_open((work,), screen.file) for found in rest.values() for screen in found)


def test_the_work_that_was_chosen_is_remembered_with_the_name(desk):
    at = begun()
    at.session_state["_browser"] = ADAS
    at.run()
    at.text_input(key="volunteer").set_value("Ada").run()
    at.selectbox(key="work").set_value(roles.PACKER).run()
    again = begun()
    again.session_state["_browser"] = ADAS
    again.run()
    assert (again.text_input(key="volunteer").value, again.selectbox(key="work").value) == ("Ada", roles.PACKER)
    assert drafts.remembered(desk, ADAS, drafts.NAME) == {"name": "Ada", "work": roles.PACKER}


def back(at):
    [link] = [link for link in at.get("page_link") if link.proto.label.startswith("Back to")]
    return link.proto.label, link.proto.query_string


def test_a_page_that_others_lead_to_says_the_way_back_as_it_was_narrowed(desk):
    with db.transaction(desk) as con:
        place = a_facility(con, "Example Unit")
    assert back(open_page("facility", facility=place)) == ("Back to Facilities", "")
    at = open_page("censorship", mail_period="All years")
    at._page_hash = calc_hash("facility")
    at.query_params.clear()
    at.query_params["facility"] = str(place)
    at.run()
    assert "Example Unit" in said(at)
    assert back(at) == ("Back to Where", "mail_period=All+years")


def test_every_page_says_what_it_is_to_somebody_on_their_first_evening():
    told = screens.first_evening()
    assert set(told) == {screen.file for screen in SCREENS}
    assert all(60 < len(text) < 500 and text.endswith(".") for text in told.values())
    assert not [word for text in told.values() for word in ("inmate", "offender", "database") if word in text.lower()]


def test_what_is_this_opens_a_paragraph(desk):
    assert "People in prison" in said(open_page("letters"))

"""The pages of donations: a box from its first scan to the thanks, supporters, the wish list on paper; empty and full."""

from datetime import date

import pytest
from builders import a_title

from bfp.base import db
from bfp.shelves import stock
from bfp.supporters import donation_lists, donations, supporters
from bfp.ui.supporters import donation_desk
from pages import open_page
from pages import said as marked_up

TODAY = date(2026, 11, 23)
READER, NEW, OTHER = "9780802141323", "9780143039433", "9780306406157"


def said(at):
    return marked_up(at).replace("\\", "")


@pytest.fixture
def box(desk):
    """A donation with two copies of a known book and one that nobody knows."""
    with db.transaction(desk, by="Ada") as con:
        giver = supporters.add(con, "Lantern Reading Circle", date(2024, 5, 1), TODAY)
        a_title(con, "The Example Reader", isbn=READER)
        donation = donations.start(con, giver.id, TODAY, "brought", TODAY, note="by the stairs")
        for code in (READER, READER, NEW):
            donations.scan(con, donation.id, code, TODAY)
    return donation.id


def new(at, name):
    """A field of the form that begins a donation."""
    return at.text_input(key=f"donation_new_0_{name}")


def test_an_empty_desk_says_what_to_do(desk):
    at = open_page("donations")
    assert "Say who gives, then scan" in said(at) and "No donation yet." in said(at)


def test_a_donation_is_begun_and_opened(desk):
    at = open_page("donations")
    new(at, "on").set_value("11/2")
    new(at, "note").set_value("by the stairs")
    at.button(key="donation_new_0_start").click().run()
    found = donations.get(desk, 1)
    assert (found.donated_on, found.note, found.donor) == (date(2026, 11, 2), "by the stairs", "anonymous")
    assert at.title[0].value == "Donation 1" and "2 Nov 2026" in said(at) and "Scan the books" in said(at)


@pytest.mark.parametrize("typed", ["1 Jan 2027", "tomorrow or so"])
def test_a_day_to_come_or_none_is_refused_and_what_was_typed_stays(desk, typed):
    at = open_page("donations")
    new(at, "on").set_value(typed)
    new(at, "note").set_value("by the stairs")
    at.button(key="donation_new_0_start").click().run()
    assert "Not saved" in said(at) and donation_lists.listing(desk)[1] == 0
    assert new(at, "on").value == typed and new(at, "note").value == "by the stairs"


def test_a_number_that_is_no_donation_is_a_sentence(desk):
    assert "There is no donation number 99." in said(open_page("donations", donation=99))


def test_a_box_being_scanned_shows_its_copies_and_asks_for_the_unknown(desk, box):
    at = open_page("donations", donation=box)
    assert "**3** copies · 2 into stock · :orange[1 without a title]" in said(at)
    assert at.dataframe[0].value["Title"].tolist() == ["978-0-14-303943-3", "The Example Reader"]
    assert not [button for button in at.button if button.key == "donation_close"]


def test_the_unknown_are_named_one_after_another_and_then_it_is_closed(desk, box):
    with db.transaction(desk, by="Ada") as con:
        donations.scan(con, box, OTHER, TODAY)
    at = open_page("donations", donation=box)
    at.button(key="donation_ask").click().run()
    assert "978-0-14-303943-3** · 1 copy, and 1 more after it. What is it?" in said(at)
    at.button(key=f"ask_{box}_0_save").click().run()
    assert "Write the title" in said(at) and donations.get(desk, box).unknown == 2
    at.text_input(key=f"ask_{box}_0_name").set_value("A New Handbook")
    at.text_input(key=f"ask_{box}_0_author").set_value("Ann Author")
    at.button(key=f"ask_{box}_0_save").click().run()
    assert "A New Handbook, Ann Author: 1 on hand." in said(at)
    at.selectbox(key=f"ask_{box}_1_why").set_value("mouldy or wet")
    at.button(key=f"ask_{box}_1_aside").click().run()
    assert donations.get(desk, box).unknown == 0 and donations.get(desk, box).set_aside == 1
    at.button(key="donation_close").click().run()
    assert donations.get(desk, box).closed_on == TODAY and "Of 4 books that came: 3 still here" in said(at)


def test_a_title_much_like_one_on_the_list_is_asked_about(desk, box):
    with db.transaction(desk, by="Ada") as con:
        known = a_title(con, "A Pamphlet of Examples")
    at = open_page("donations", donation=box)
    at.button(key="donation_ask").click().run()
    at.text_input(key=f"ask_{box}_0_name").set_value("Pamphlet of Examples")
    for _ in range(2):  # however often: Enter saves no second one
        at.button(key=f"ask_{box}_0_save").click().run()
    assert "Is it that one?" in said(at) and donations.get(desk, box).unknown == 1
    at.button(key=f"alike_{known}").click().run()
    assert stock.on_hand(desk, known) == 1 and donations.get(desk, box).unknown == 0


def test_a_scan_into_the_title_field_is_no_title(desk, box):
    at = open_page("donations", donation=box)
    at.button(key="donation_ask").click().run()
    at.text_input(key=f"ask_{box}_0_name").set_value(READER)
    at.button(key=f"ask_{box}_0_save").click().run()
    assert "That is an ISBN" in said(at) and donations.get(desk, box).unknown == 1


def test_the_last_scan_is_undone_once(desk, box):
    at = open_page("donations", donation=box)
    assert at.button(key="undo_donated").disabled
    at.session_state["_donation_desk"].last = (box, 1, 1, "The Example Reader")
    at.run()
    at.button(key="undo_donated").click().run()
    assert donations.get(desk, box).received == 1 and at.button(key="undo_donated").disabled


def test_a_line_is_taken_back_or_put_right_copy_by_copy(desk, box):
    at = open_page("donations", donation=box)
    at.session_state[f"donation_lines_{box}"] = {"selection": {"rows": [], "columns": [], "cells": [(1, "Title")]}}
    at.run()
    at.selectbox(key=f"line_{box}_1_as").set_value(donation_desk.ASIDE).run()
    at.button(key=f"line_{box}_1_change").click().run()
    assert "Say why it is set aside" in said(at)
    at.selectbox(key=f"line_{box}_1_why").set_value("marked or written in").run()
    at.button(key=f"line_{box}_1_change").click().run()
    assert donations.get(desk, box).set_aside == 1 and donations.get(desk, box).received == 1


def test_the_same_box_twice_is_asked_about_and_voided(desk, box):
    with db.transaction(desk, by="Ada") as con:
        again = donations.start(con, 1, TODAY, "brought", TODAY).id
        for code in (READER, READER, NEW):
            donations.scan(con, again, code, TODAY)
    at = open_page("donations", donation=again)
    assert f"This looks like the box of donation {box}" in at.warning[0].value.replace("\\", "")
    at.button(key="twin_void").click().run()
    assert donations.get(desk, again).void_reason == f"the same box as donation {box}"
    assert donations.get(desk, box).received == 2 and "Voided on 23 Nov 2026" in said(at)


def test_another_box_with_the_same_books_is_said_once_and_closed(desk, box):
    with db.transaction(desk, by="Ada") as con:
        donations.name_it(con, box, 2, TODAY, name="A New Handbook")
        again = donations.start(con, 1, TODAY, "brought", TODAY).id
        for code in (READER, READER, NEW):
            donations.scan(con, again, code, TODAY)
    at = open_page("donations", donation=again)
    at.button(key="twin_another").click().run()
    assert not at.warning
    at.button(key="donation_close").click().run()
    assert donations.get(desk, again).closed_on == TODAY


def test_a_closed_donation_has_its_papers_is_thanked_and_can_be_opened_again(desk, box):
    with db.transaction(desk, by="Ada") as con:
        donations.name_it(con, box, 2, TODAY, name="A New Handbook")
        donations.close(con, box, TODAY)
    at = open_page("donations", donation=box)
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["Thank-you letter", "Receipt"] and "not thanked yet" in said(at)
    at.button(key="donation_thanked").click().run()
    assert donations.get(desk, box).thanked_on == TODAY and "thanked on 23 Nov 2026" in said(at)
    at.button(key="donation_reopen").click().run()
    assert donations.get(desk, box).open


def test_a_donation_is_put_right_and_voided_with_a_reason(desk, box):
    at = open_page("donations", donation=box)
    at.selectbox(key=f"donation_{box}_way").set_value("publisher")
    at.button(key=f"donation_{box}_save").click().run()
    found = donations.get(desk, box)
    assert (found.way, found.supporter, found.donated_on, found.note) == (
        "publisher", "Lantern Reading Circle", TODAY, "by the stairs"
    )  # fmt: skip
    at.button(key=f"donation_{box}_void").click().run()
    assert "Say why the donation is taken back" in said(at)
    at.text_input(key=f"donation_{box}_why").set_value("never came")
    at.button(key=f"donation_{box}_void").click().run()
    assert donations.get(desk, box).void_reason == "never came"


def test_the_list_shows_what_is_open_closed_or_voided(desk, box):
    at = open_page("donations")
    assert at.dataframe[0].value["State"].tolist() == ["open, 1 without a title"]
    at.segmented_control(key="donations_which").set_value("Voided").run()
    assert "Nothing was voided." in said(at)


# ---- supporters ----------------------------------------------------------------------------------


@pytest.fixture
def people(desk):
    def opened():
        at = open_page("donations")
        at.session_state["donations_view"] = "Supporters"
        return at.run()

    return opened


def test_a_supporter_is_added_and_an_empty_name_refused(desk, people):
    at = people()
    assert "No supporter is on file yet" in said(at)
    at.button(key="supporter_new_0_save").click().run()
    assert "Write the supporter's name" in said(at)
    at.text_input(key="supporter_new_0_name").set_value("Lantern Reading Circle")
    at.button(key="supporter_new_0_save").click().run()
    assert supporters.get(desk, 1).since_on == TODAY and "Lantern Reading Circle is on file." in said(at)


def in_hand(at, row=0):
    at.session_state["supporters_1_"] = {"selection": {"rows": [], "columns": [], "cells": [(row, "Name")]}}
    return at.run()


def test_a_supporter_in_hand_shows_what_became_of_the_books(desk, box, people):
    at = in_hand(people())
    assert "Of 3 books that came: 2 still here, 1 waiting for a title. An estimate" in said(at)
    at.text_input(key="supporter_1_notes").set_value("gives in spring")
    at.button(key="supporter_1_save").click().run()
    assert supporters.get(desk, 1).notes == "gives in spring"


def test_a_supporter_who_gave_is_not_voided(desk, box, people):
    at = in_hand(people())
    at.text_input(key="supporter_1_why").set_value("typed twice").run()
    at.button(key="supporter_1_void").click().run()
    assert "gave 1 donation of books" in said(at) and supporters.get(desk, 1).voided_on is None


def test_two_records_of_one_supporter_are_merged(desk, box, people):
    with db.transaction(desk, by="Ada") as con:
        supporters.add(con, "Lantern R. C.", TODAY, TODAY)
    at = in_hand(people(), row=1)
    at.button(key="supporter_1_merge").click().run()
    assert "Choose the other record" in said(at)
    at.session_state["supporter_1_other"] = {"value": [{"value": 2, "label": "Lantern R. C."}]}
    at.run()
    at.button(key="supporter_1_merge").click().run()
    assert supporters.get(desk, 2).id == 1


# ---- the wish list -------------------------------------------------------------------------------


def test_the_wish_list_can_be_handed_out(desk):
    from builders import a_request

    with db.transaction(desk, by="Ada") as con:
        a_request(con, titles=((a_title(con, "Wanted Handbook"), "Wanted Handbook"),))
    at = open_page("wish_list")
    assert "For supporters" in [button.proto.label for button in at.get("download_button")]

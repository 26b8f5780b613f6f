"""What a box takes by itself is what is surely meant; of all else a choice is asked, in words."""

import pytest
from letter_desk import SCANNER, Hands, desk, hands
from playwright.sync_api import expect

from bfp.base import db

pytestmark = pytest.mark.browser


def new_reader(hands: Hands, number: str, last: str) -> None:
    hands.type(number).press("Enter")
    expect(hands.field("last_name")).to_be_focused()
    hands.type(last).press("Tab").type("Ife").press("Tab")
    expect(hands.field("facility")).to_be_focused()


@pytest.mark.parametrize("key, number", [("Enter", "8200001"), ("Tab", "8200002")])
def test_an_unknown_prison_does_not_become_another_prison(hands, desk, key, number):
    new_reader(hands, number, "Ravensholt")
    hands.type("Nowhere County Camp").press(key)
    hands.said("“Nowhere County Camp” is not surely one of these")
    expect(hands.field("facility")).to_be_focused()
    expect(hands.field("facility")).to_have_value("Nowhere County Camp")
    hands.press(key, "Control+s")
    hands.said("No facility is chosen for “Nowhere County Camp”")
    with desk.server.opened() as con:
        assert db.value(con, "select count(*) from reader where number = $number", number=number) == 0


def test_a_name_that_two_places_share_is_chosen_with_the_arrows(hands):
    new_reader(hands, "8200003", "Silverquill")
    hands.type("Marrowbend", SCANNER).press("Enter", "Enter")
    hands.said("is not surely one of these")
    expect(hands.page.locator('[class*="st-key-facility_"] li.on')).to_have_count(0)
    hands.press("ArrowDown")
    chosen = hands.page.locator('[class*="st-key-facility_"] li.on span').first.inner_text()
    hands.press("Enter")
    expect(hands.field("facility")).to_have_value(chosen)
    hands.press("Enter")
    hands.saved("I. S.", chosen)
    hands.ready()


def test_a_place_in_no_directory_is_added_without_leaving_the_letter(hands, desk):
    new_reader(hands, "8200004", "Thistlemere")
    hands.type("Nowhere County Jail").press("Enter", "ArrowUp")
    expect(hands.page.locator('[class*="st-key-facility_"] li.on')).to_have_text("Not in the directory: add it …")
    hands.press("Enter").type("tx").press("Tab").type("Sampleton").press("Tab").type("7500").press("Enter")
    hands.said("A ZIP has five digits")
    hands.type("1").press("Enter")
    expect(hands.field("facility")).to_have_value("Nowhere County Jail, TX")
    hands.said("it goes into the directory when this is saved")
    expect(hands.field("last_name")).to_have_value("Thistlemere")
    hands.press("Enter")
    hands.saved("I. T.", "Nowhere County Jail, TX", "postmark 23 Nov 2026", "new reader")
    hands.ready()
    with desk.server.opened() as con:
        sql = """
            select facility.city, facility.zip, facility.kind, system.name as system
            from facility join system on system.id = facility.system_id where facility.name = 'Nowhere County Jail'
        """
        assert db.rows(con, sql) == [{"city": "Sampleton", "zip": "75001", "kind": "jail", "system": "Counties of Texas"}]


def test_a_place_that_is_written_down_and_not_added_is_refused(hands):
    new_reader(hands, "8200005", "Umberlight")
    hands.type("Nowhere County Farm").press("Enter", "ArrowUp", "Enter").type("tx").press("Control+s")
    hands.said("No facility is chosen for “Nowhere County Farm”")


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_word_on_no_list_is_said(hands, desk, key):
    number, _ = desk.somebody()
    hands.type(number).press("Enter").type("chess").press(key)
    hands.said("“chess” is not on the list")
    expect(hands.field("subjects")).to_be_focused()
    expect(hands.field("subjects")).to_have_value("chess")
    hands.press("Escape", "Escape").type("histo").press("Enter", "Enter")  # the one that begins so
    hands.saved("request waiting")
    hands.ready()


def test_a_number_that_two_readers_have_opens_neither_and_nobody_new(hands):
    hands.type("1115556", SCANNER).press("Enter", "Enter")
    hands.said("is not surely one of these")
    expect(hands.page.locator(".st-key-letter_form")).to_have_count(0)
    hands.press("ArrowDown", "Enter")
    expect(hands.card("Doubleday, ")).to_be_visible()


def test_a_pasted_number_finds_its_reader(hands):
    hands.page.keyboard.insert_text("TDC# 01234567")
    expect(hands.card("Quillfeather-Moss, William")).to_be_visible()


def test_the_first_click_on_a_button_counts_though_the_box_that_is_left_has_something_to_say(hands):
    new_reader(hands, "8200009", "Harrowgate")
    hands.type("Nowhere County Camp")
    hands.page.get_by_role("button", name="Put away").click()
    expect(hands.page.locator(".st-key-letter_form")).to_have_count(0)

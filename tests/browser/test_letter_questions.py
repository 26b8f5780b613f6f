"""What a letter is asked or refused for, and how it is taken back: no word is lost."""

import re

import pytest
from letter_desk import HAND, SCANNER, confirmed, desk, hands
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_future_postmark_is_refused_with_every_word_in_its_place_and_saved_once_mended(hands, desk):
    number, last = confirmed(desk)
    hands.type(number).press("Enter").type("legal").press("Enter", "Tab").type("A rare one").press("Enter", "Tab")
    expect(hands.field("marks")).to_be_focused()
    hands.press("Space")
    hands.field("note").fill("a long story")
    hands.field("postmark").fill("1/2/2031")
    hands.press("Enter")
    hands.said("is in the future")
    expect(hands.page.locator('[class*="st-key-letter_form"]').get_by_text("mend this field")).to_be_visible()
    expect(hands.field("postmark")).to_be_focused()
    expect(hands.page.locator(".chip", has_text="legal")).to_have_count(1)
    expect(hands.page.locator(".chip", has_text="A rare one")).to_be_visible()
    expect(hands.page.locator(".bfp-marks button.received")).to_have_attribute("aria-pressed", "true")
    expect(hands.field("note")).to_have_value("a long story")
    hands.field("postmark").fill("16 Nov 2026")
    hands.press("Enter")
    hands.saved(f"T. {last[0]}.", "1 item arrived")
    hands.ready()
    hands.type(number)
    hands.said("16 Nov 2026 legal; A rare one")


@pytest.mark.parametrize(
    "number, question", [("1112223", "The interval is not over"), ("1113334", "This facility refuses all books")]
)
def test_a_warning_asks_and_keeps_every_word_and_enter_declines(hands, number, question):
    hands.type(number).press("Enter").type("legal").press("Enter")
    hands.field("note").fill("kept")
    hands.press("Enter")
    hands.said(question)
    expect(hands.field("reason")).to_be_focused()
    hands.press("Enter", "Enter")  # without a reason nothing is done
    hands.said("Write why the request is declined")
    expect(hands.field("reason")).to_be_focused()
    hands.page.get_by_role("button", name="Back to the letter").click()
    expect(hands.page.get_by_text(question)).to_have_count(0)
    expect(hands.field("note")).to_have_value("kept")
    expect(hands.page.locator(".chip", has_text="legal")).to_have_count(1)
    hands.field("note").focus()
    hands.press("Enter")
    expect(hands.field("reason")).to_be_focused()
    hands.type("they take none").press("Enter")
    hands.saved("declined")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_going_on_against_a_warning_takes_its_own_button(hands, desk):
    hands.type("1112223").press("Enter", "Enter")
    hands.said("The interval is not over")
    expect(hands.field("reason")).to_be_focused()
    hands.type("asked on the phone").press("Tab", "Tab", "Enter")  # past Decline instead, to Go on
    hands.saved("request waiting")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_enter_after_decline_declines_and_never_saves_a_request(hands, desk):
    number, _ = desk.somebody()
    hands.type(number)
    hands.page.get_by_role("button", name="Decline").click()
    hands.said("Why is this request declined?")
    expect(hands.field("reason")).to_be_focused()
    hands.press("Enter")  # a reason is needed
    expect(hands.field("reason")).to_be_focused()
    hands.type("asks for a guitar").press("Enter")
    hands.saved("declined")
    hands.ready()


def test_enter_after_decline_instead_declines_too(hands):
    hands.type("1113334").press("Enter", "Enter")
    hands.said("This facility refuses all books")
    hands.page.get_by_role("button", name="Decline instead").click()
    hands.said("Write why the request is declined")
    hands.field("reason").focus()
    hands.type("no books there").press("Enter")
    hands.saved("declined")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_the_same_letter_twice_asks(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter", "Enter")
    hands.saved("request waiting")
    hands.ready()
    hands.type(number).press("Enter", "Enter")
    hands.said("Is this another one?")
    expect(hands.field("reason")).to_be_focused()
    hands.type("two came").press("Enter")  # nothing is saved by Enter alone
    expect(hands.page.get_by_text("Is this another one?")).to_have_count(0)
    hands.field("note").focus()
    hands.press("Enter")
    expect(hands.field("reason")).to_be_focused()
    hands.field("reason").fill("two came")
    hands.press("Tab", "Tab", "Enter")  # past Back to the letter, to Go on
    hands.saved("request waiting")
    hands.ready()


@pytest.mark.parametrize("delay", [SCANNER, HAND])
def test_a_number_typed_on_into_a_question_is_neither_lost_nor_opens_another_reader(hands, desk, delay):
    number, last = desk.somebody()
    hands.type("1113334").press("Enter")
    expect(hands.field("subjects")).to_be_focused()
    hands.press("Enter")
    hands.type(number, delay=delay).press("Enter", delay=delay).press("Enter")
    hands.said("refuses all books")
    hands.said("is not saved yet")
    expect(hands.card("Lockwood, Barra")).to_be_visible()
    expect(hands.box).to_have_value(re.compile(f"^{number}"))
    hands.field("reason").focus()
    hands.type("a test").press("Enter")
    hands.saved("B. L.")
    expect(hands.card(f"{last}, Testa · {number}")).to_be_visible()  # what was typed on is opened now
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_a_number_is_no_reason(hands, desk):
    number, _ = desk.somebody()
    hands.type("1113334").press("Enter", "Enter")
    expect(hands.field("reason")).to_be_focused()
    hands.type(number, SCANNER).press("Enter")
    hands.said("not a number")
    expect(hands.field("reason")).to_have_value(number)


# after saving


def test_undo_takes_it_back_and_the_cursor_is_in_the_box(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter", "Enter")
    hands.saved("request waiting")
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")
    hands.ready()
    hands.type(number)
    hands.said("No letter on file")


def test_the_postmark_is_remembered_from_letter_to_letter(hands, desk):
    (first, _), (second, _) = desk.somebody(), desk.somebody()
    hands.type(first).press("Enter")
    hands.field("postmark").fill("11/14/26")
    hands.press("Enter")
    hands.saved("request waiting")
    hands.ready()
    hands.type(second)
    expect(hands.field("postmark")).to_have_value("14 Nov 2026")


def test_a_click_on_save_brings_the_cursor_back_too(hands, desk):
    number, _ = desk.somebody()
    hands.type(number)
    hands.page.get_by_role("button", name="Save").click()
    hands.saved("request waiting")
    hands.ready()


def test_enter_in_a_list_of_kinds_picks_and_does_not_save(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter")
    hands.field("kind0").focus()
    hands.type("book rev").press("Enter")
    expect(hands.field("kind0")).to_be_focused()
    hands.press("Control+s")
    hands.saved("1 enclosed")
    hands.ready()


def test_room_for_another_enclosure_keeps_what_was_typed(hands, desk):
    number, _ = confirmed(desk)
    hands.type(number).press("Enter").type("legal").press("Enter", "Tab", "Tab", "Space")
    hands.field("facility").focus()
    hands.type("quietwater").press("Enter")
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    hands.field("note").fill("a long story")
    hands.page.get_by_role("button", name="Another enclosure").click()
    expect(hands.field("kind1")).to_be_visible()
    expect(hands.page.locator(".chip", has_text="legal")).to_have_count(1)
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    expect(hands.field("note")).to_have_value("a long story")
    expect(hands.page.locator(".bfp-marks button.received")).to_have_attribute("aria-pressed", "true")
    hands.field("note").focus()
    hands.press("Enter")
    hands.saved("1 item arrived", "now at Quietwater Camp, FL")
    hands.ready()

"""A letter that is half typed, as hands meet it: a reload or another page loses no word of it."""

import pytest
from letter_desk import confirmed, desk, hands
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def begin(hands, desk) -> str:
    """Half a letter: every kind of field has something in it."""
    number, last = confirmed(desk)
    hands.type(number).press("Enter")
    expect(hands.field("subjects")).to_be_focused()
    hands.type("legal").press("Enter")
    hands.field("titles").focus()
    hands.type("Something rare").press("Enter")
    hands.field("marks").focus()
    hands.press("Space")
    hands.field("postmark").fill("20 Oct 2026")
    hands.field("kind0").focus()
    hands.type("article").press("Enter")
    hands.page.locator('[class*="st-key-asks_"]').locator("label").first.click()
    hands.field("note").focus()
    with hands.page.expect_response(lambda kept: kept.url.endswith("/api/draft") and "half a story" in kept.request.post_data):
        hands.type("half a story")
    return last


def every_word(hands, last: str) -> None:
    expect(hands.card(f"{last}, Testa")).to_be_visible()
    expect(hands.field("note")).to_have_value("half a story")
    expect(hands.field("postmark")).to_have_value("20 Oct 2026")
    for word in ("legal", "Something rare", "✓ arrived"):
        expect(hands.page.locator(".st-key-letter_form").get_by_text(word).first).to_be_visible()
    expect(hands.page.get_by_label("Asks for books")).not_to_be_checked()
    expect(hands.field("kind0")).to_have_value("article")


def test_half_a_letter_is_offered_after_a_reload_with_every_word(hands, desk):
    last = begin(hands, desk)
    hands.page.reload()
    hands.page.get_by_role("button", name="Go on with it").click()
    every_word(hands, last)
    hands.press("Control+s")
    hands.saved(f"T. {last[0]}.", "postmark 20 Oct 2026", "1 item arrived", "1 enclosed")
    hands.ready()
    expect(hands.page.get_by_text("was begun at")).to_have_count(0)
    hands.page.reload()
    hands.saved(f"T. {last[0]}.")
    expect(hands.page.get_by_text("was begun at")).to_have_count(0)


def test_another_page_and_back_leaves_half_a_letter_as_it_was(hands, desk):
    last = begin(hands, desk)
    hands.type(" and more")
    hands.page.get_by_role("link", name="Requests").click()
    expect(hands.page.get_by_role("heading", name="Requests")).to_be_visible()
    hands.page.get_by_role("link", name="Letters", exact=True).click()
    expect(hands.field("note")).to_have_value("half a story and more")
    hands.field("note").fill("half a story")
    every_word(hands, last)

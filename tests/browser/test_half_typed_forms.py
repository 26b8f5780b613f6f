"""A notice that is half typed: a reload loses no word of it, and a program that does not answer is told in our own words."""

import pytest
from builders import a_facility
from conftest import Server, visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, tmp_path):
    server = Server(tmp_path / "notices.duckdb")
    with server.writing() as con:
        a_facility(con, "Example Unit")
    with visit(chromium, server) as page:
        page.goto("/incidents")
        page.get_by_role("tab", name="From a notice").click()
        yield page


def test_half_a_notice_is_offered_after_a_reload_and_gone_on_with_by_one_key(page):
    page.locator(".st-key-notice_0_facility input").fill("Example Unit")
    page.keyboard.press("Enter")
    page.locator(".st-key-notice_0_reasons input").click()
    page.get_by_role("option", name="racial content").click()
    page.locator(".st-key-notice_0_rule_cited input").fill("Rule 3.91")
    page.locator(".st-key-notice_0_stated_reason textarea").click()
    with page.expect_response(lambda kept: kept.url.endswith("/api/draft") and "shows maps" in kept.request.post_data):
        page.keyboard.type("shows maps")
    page.reload()
    page.get_by_role("tab", name="From a notice").click()
    expect(page.get_by_text("A notice of", exact=False)).to_be_visible()
    page.get_by_role("heading", name="Incidents").click()
    page.keyboard.press("Alt+g")
    expect(page.locator(".st-key-notice_0_stated_reason textarea")).to_have_value("shows maps")
    expect(page.locator(".st-key-notice_0_rule_cited input")).to_have_value("Rule 3.91")
    expect(page.locator(".st-key-notice_0_facility input")).to_have_value("Example Unit, TX")
    expect(page.locator(".st-key-notice_0_reasons").get_by_text("racial content")).to_be_visible()


def test_a_program_that_does_not_answer_is_told_in_our_own_words(page):
    page.context.set_offline(True)
    told = page.get_by_role("alert").get_by_text("does not answer just now")
    expect(told).to_be_visible()
    expect(page.get_by_text("Streamlit")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.get_by_text("The program answers again")).to_be_visible()

"""A box of fifty donated books as a scanner meets it: one scan each, nobody looking, unknown ones asked at the end."""

import pytest
from conftest import Server, visit
from playwright.sync_api import expect
from stdnum import ean

from bfp.base import db
from bfp.shelves import titles
from bfp.supporters import donation_lists, donations

pytestmark = pytest.mark.browser

CODES = [code + ean.calc_check_digit(code) for code in (f"978000000{nth:03}" for nth in range(25))]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("donations") / "donations.duckdb")
    with server.writing() as tx:
        for nth, code in enumerate(CODES[:24]):
            titles.add(tx, titles.Told(name=f"Made-up Title Number {nth}", isbn=code))
    return server


def test_a_box_of_fifty_is_fifty_scans_and_the_unknown_one_is_asked_at_the_end(chromium, server):
    with visit(chromium, server) as page:
        page.goto("/donations")
        page.get_by_role("button", name="Start scanning").click()
        box = page.locator('[class*="st-key-donated_1"] input.what')
        expect(box).to_be_focused()
        for code in CODES * 2:
            page.keyboard.type(code, delay=2)
            page.keyboard.press("Enter")
        expect(page.get_by_text("50 copies · 48 into stock · 2 without a title")).to_be_visible(timeout=60_000)  # fifty saves
        page.get_by_role("button", name="Say what the 2 without a title are").click()
        name = page.locator(".st-key-ask_1_0_name input")
        expect(name).to_be_focused()
        page.keyboard.type("A New Handbook", delay=2)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # a second Enter saves nothing twice
        expect(page.get_by_text("50 copies · 50 into stock")).to_be_visible()
        page.get_by_role("button", name="All is scanned: close").click()
        expect(page.get_by_text("Of 50 books that came: 50 still here")).to_be_visible()
    with server.opened() as con:
        assert donations.get(con, 1).closed_on is not None
        assert set(donation_lists.lines(con, 1)["copies"]) == {2} and titles.by_isbn(con, CODES[24]).on_hand == 2

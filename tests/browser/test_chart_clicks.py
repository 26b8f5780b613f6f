"""A chart as a coordinator meets it: a bar that opens its facility, filters that stay in the address, months that are right."""

import re

import pytest
from builders import a_facility, a_reader, a_shipment, a_title
from conftest import Server, visit
from playwright.sync_api import expect

from bfp.base import dates, db

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Two facilities; all the mail of one is of 1 March, which is still February elsewhere."""
    server = Server(tmp_path_factory.mktemp("charts") / "charts.duckdb")
    with server.writing() as tx:
        for name, n, state in (("Busy Unit", 5, "TX"), ("Quiet Unit", 3, "NM")):
            reader = a_reader(tx, a_facility(tx, name, state))
            titles = [a_title(tx) for _ in range(n)]
            a_shipment(tx, reader, on=dates.date(2026, 3, 1), titles=titles, outcome="censored")
    return server


def bars(page):
    return page.locator("path[aria-roledescription=bar]")


@pytest.mark.parametrize("page_name", ["shipments", "censorship"])
def test_a_click_on_a_bar_opens_the_facility_and_back_shows_the_chart_again(chromium, server, page_name):
    with visit(chromium, server) as page:
        page.goto(f"/{page_name}")
        expect(bars(page).last).to_be_attached()
        bars(page).last.click()
        page.wait_for_url(re.compile(r"/facility\?facility=2$"))
        page.go_back()
        expect(bars(page).last).to_be_attached()
        expect(page.locator("h1")).not_to_contain_text("Unit")


def test_filters_stay_in_the_address_and_come_back_with_it(chromium, server):
    with visit(chromium, server) as page:
        page.goto("/shipments")
        expect(bars(page)).to_have_count(2)
        page.locator(".st-key-mail_state input").click()
        page.keyboard.type("NM")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("mail_state=NM"))
        expect(bars(page)).to_have_count(1)
        page.get_by_role("tab", name="Months").click()
        page.wait_for_url(re.compile("mail_by=Months"))
        page.reload()
        expect(page.get_by_text("3 items by month of mailing; NM", exact=False)).to_be_visible()


def test_a_month_is_the_month_of_mailing_in_every_time_zone(chromium, server):
    for zone in ("America/Los_Angeles", "Asia/Tokyo"):
        with visit(chromium, server, timezone_id=zone) as page:
            page.goto("/shipments?mail_by=Months")
            expect(bars(page)).to_have_count(1)
            assert "month: Mar 2026" in bars(page).first.get_attribute("aria-label")

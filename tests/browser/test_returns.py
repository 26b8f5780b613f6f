"""A stack of parcels that came back, scanned without looking up: every number and every key counts once."""

import re
from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment
from conftest import Server, visit
from playwright.sync_api import expect

from bfp.base import db
from bfp.mail import shipments
from bfp.readers import readers

pytestmark = pytest.mark.browser

SCANNER = 2  # ms a key


@pytest.fixture
def stack(tmp_path):
    """A server with twelve parcels to twelve readers."""
    server = Server(tmp_path / "returns.duckdb")
    with server.writing() as tx:
        place = a_facility(tx, "Example Unit")
        people = [a_reader(tx, place, last_name=f"Reader {n}") for n in range(12)]
        parcels = [a_shipment(tx, reader_id, on=date(2026, 3, 2)) for reader_id in people]
    return server, people, parcels


def test_a_stack_scanned_without_looking_up_is_saved_parcel_by_parcel(chromium, stack):
    server, people, parcels = stack
    with visit(chromium, server) as page:
        page.goto("/returns")
        box = page.locator(".st-key-returns_box input")
        expect(box).to_be_focused()
        for parcel in parcels[:10]:
            for words in (shipments.number(parcel), "m"):
                page.keyboard.type(words, delay=SCANNER)
                page.keyboard.press("Enter")
        expect(page.get_by_text(f"Last saved: {shipments.number(parcels[9])} returned: moved")).to_be_visible()
        # What follows for the last reader, by one key; the others are left.
        page.keyboard.type("y")
        page.keyboard.press("Enter")
        expect(page.get_by_text("address to be found, no mail until then")).to_be_visible()
        # A slip comes back marked, so that the right number takes its place.
        right = shipments.number(parcels[10])
        page.keyboard.type(f"{right[:-1]}{(int(right[-1]) + 1) % 10}")
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile("Read the label once more")).first).to_be_visible()
        expect(box).to_have_value(f"{right[:-1]}{(int(right[-1]) + 1) % 10}")
        for words in (right, "l?"):
            page.keyboard.type(words, delay=SCANNER)
            page.keyboard.press("Enter")
        expect(page.get_by_text(f"Last saved: {right} returned: released")).to_be_visible()
        expect(box).to_have_value("")
        expect(page.get_by_text("Read the label once more")).to_have_count(0)
    with server.opened() as con:
        told = db.rows(con, "select item_id, outcome, disputed from outcome_event where voided_on is null order by item_id")
        assert [row["outcome"] for row in told] == ["returned"] * 11
        assert [row["disputed"] for row in told] == [False] * 10 + [True]
        bad = [reader_id for reader_id in people if readers.get(con, reader_id).bad_address_on]
        assert bad == [people[9]]

"""The packing table as a scanner meets it: two milliseconds a key, an Enter after each book, nobody looking."""

import re
from datetime import date
from itertools import count

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from conftest import Server, visit
from playwright.sync_api import Page, expect

from bfp.base import db
from bfp.mail import shipments
from bfp.packing import packing_session

pytestmark = pytest.mark.browser

SCANNER = 2  # ms a key
ISBNS = ("9780802141323", "9780143039433", "9780306406157")
UNKNOWN = "9780140328721"
_files = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("packing") / f"packing{next(_files)}.duckdb")
    with server.writing() as tx:
        place = a_facility(tx, "Example Unit")
        ids = [a_title(tx, f"Example Book {n}", copies=40, isbn=isbn, author="") for n, isbn in enumerate(ISBNS, start=1)]
        requests = []
        for n in range(12):
            reader = a_reader(tx, place, last_name=f"Reader {n}")
            requests.append(a_request(tx, reader, titles=[(title_id, "") for title_id in ids[:2]]))
        packing_session.start(tx, requests, tx.at.date(), "Tuesday")
        server.alone = a_reader(tx, place, last_name="Alone")
        server.twice = a_reader(tx, place, last_name="Twice")
        a_shipment(tx, server.twice, on=date(2026, 11, 1), titles=ids[:1])
        a_title(tx, "How Europe Underdeveloped Africa", copies=4)
        a_title(tx, "Letters from the North", copies=4)
        a_title(tx, "Letters from the South", copies=4)
    return server


@pytest.fixture
def page(chromium, server):
    with visit(chromium, server) as page:
        yield page


def begin(page: Page, name: str) -> None:
    """Name, Enter, and the first parcel is there."""
    page.goto("/packing?session=1")
    page.locator(".st-key-packing_name input").fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pack the next parcel").click()
    expect(box(page)).to_be_focused()


def alone(page: Page, reader_id: int) -> None:
    """One parcel alone, after one's name."""
    page.goto(f"/packing?reader={reader_id}")
    page.locator(".st-key-packing_name input").fill("Fay")
    page.keyboard.press("Enter")


def box(page: Page):
    return page.locator(".st-key-session_scan input.what")


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(code, delay=SCANNER)
        page.keyboard.press("Enter")


def ticks(page: Page):
    """The titles that are in the parcel."""
    return page.locator('[class*="session_tick_"] button').filter(has=page.get_by_text("check_box", exact=True))


def packed_by(server: Server, name: str) -> list[list[int]]:
    """The copies of each title in each parcel that this volunteer packed; the server is stopped for it."""
    sql = "select id from shipment where mailed_by = $name and voided_on is null order by id"
    with server.opened() as con:
        ids = [row["id"] for row in db.rows(con, sql, name=name)]
        return [shipments.items(con, shipment_id)["quantity"].tolist() for shipment_id in ids]


def test_two_parcels_scanned_without_looking_up_are_two_parcels(page, server):
    begin(page, "Ada")
    expect(page.get_by_text("Parcel 1 of 12")).to_be_visible()
    scan(page, *ISBNS, "", *ISBNS[:2], "")
    expect(page.get_by_text("Parcel 3 of 12")).to_be_visible()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")  # an Enter too many packs nothing
    assert packed_by(server, "Ada") == [[1, 1, 1], [1, 1]]


def test_a_book_that_is_not_on_the_list_is_told_before_the_parcel_goes_without_it(page, server):
    begin(page, "Bea")
    scan(page, ISBNS[0], UNKNOWN, ISBNS[1], "")
    expect(page.get_by_text(f"No title has the ISBN {UNKNOWN}")).to_be_visible()
    expect(page.get_by_text("Press Seen, then Enter packs it without")).to_be_visible()
    expect(ticks(page)).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.get_by_text("is packed: shipment")).to_have_count(0)
    page.get_by_role("button", name="Seen").click()
    expect(page.get_by_text("Not in the parcel:")).to_have_count(0)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is packed: shipment")).to_be_visible()
    assert packed_by(server, "Bea") == [[1, 1]]


def test_who_loses_a_parcel_is_told_at_the_next_scan(chromium, page, server):
    begin(page, "Cy")
    scan(page, ISBNS[0])
    expect(ticks(page)).to_have_count(1)
    position = page.get_by_role("heading", name="Parcel").inner_text().split()[1]
    with visit(chromium, server) as other:
        begin(other, "Dan")
        expect(other.get_by_text(f"Parcel {position} of 12")).to_have_count(0)
        other.get_by_role("button", name="Put down").click()
        other.set_viewport_size({"width": 1280, "height": 1000})  # all twelve rows are in sight
        rows = other.locator(".st-key-session_parcels canvas").first
        expect(rows).to_be_visible()
        expect(other.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")  # nothing moves it now
        corner = rows.bounding_box()
        # The table is a drawing: its head is 34 px high, its rows are 33.
        other.mouse.click(corner["x"] + 16, corner["y"] + 34 + 33 * (int(position) - 1) + 16)
        other.get_by_role("button", name="Take it over from Cy").click()
        expect(other.get_by_text(f"Parcel {position} of 12")).to_be_visible()
        scan(page, ISBNS[1])
        expect(page.get_by_text(f"Dan took parcel {position} over")).to_be_visible()
        page.get_by_role("button", name="Next parcel").click()
        expect(box(page)).to_be_focused()


def test_a_click_brings_the_cursor_back_and_ctrl_s_takes_a_weight_typed_last(page, server):
    begin(page, "Eve")
    page.locator('[class*="session_tick_"] button').first.click()
    expect(ticks(page)).to_have_count(1)
    expect(box(page)).to_be_focused()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.locator('[class*="_weight"] input').fill("3 lb")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("is packed: shipment")).to_be_visible()
    assert packed_by(server, "Eve") == [[1]]
    with server.opened() as con:
        assert db.value(con, "select weight_oz from shipment where mailed_by = 'Eve'") == 48


def test_a_parcel_alone_is_scanned_and_mailed_with_enter(page, server):
    alone(page, server.alone)
    expect(page.locator(".st-key-packing_scan input.what")).to_be_focused()
    scan(page, *ISBNS[1:])
    expect(page.get_by_text("In the parcel")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/packing\?shipment=\d+$"))
    expect(page.get_by_text("1 × Example Book 3")).to_be_visible()


def test_enter_in_the_field_of_the_reason_mails_the_parcel(page, server):
    alone(page, server.twice)
    expect(page.locator(".st-key-packing_scan input.what")).to_be_focused()
    scan(page, ISBNS[0], "")
    expect(page.get_by_text("say why it goes all the same:")).to_be_visible()
    because = page.locator(".st-key-packing_because input")
    expect(because).to_be_focused()
    because.press("Enter")
    expect(page.get_by_text("say why it goes all the same:")).to_be_visible()
    because.fill("asked for it again")
    because.press("Enter")
    expect(page).to_have_url(re.compile(r"/packing\?shipment=\d+$"))
    expect(page.get_by_text("Went all the same: asked for it again").first).to_be_visible()


def test_a_typed_title_goes_in_if_it_is_clear_and_stays_in_the_box_if_not(page, server):
    begin(page, "Gus")
    page.keyboard.type("How Europe Underdeveloped")
    page.keyboard.press("Enter")
    expect(ticks(page)).to_have_count(1)
    page.keyboard.type("Letters from")
    page.keyboard.press("Enter")
    expect(page.get_by_text("may be several titles").first).to_be_visible()
    expect(box(page)).to_have_value("Letters from")
    expect(page.locator(".st-key-session_scan li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(ticks(page)).to_have_count(2)
    expect(page.get_by_text("Not in the parcel:")).to_have_count(0)
    expect(box(page)).to_have_value("")

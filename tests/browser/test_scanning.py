"""The receiving desk as a scanner meets it: two milliseconds a key, an Enter after each book, nobody looking."""

from base64 import b64encode
from itertools import count
from pathlib import Path

import pytest
from conftest import Server, visit
from playwright.sync_api import Page, expect

from bfp import ui
from bfp.base import db
from bfp.shelves import stock, titles

pytestmark = pytest.mark.browser

SCANNER = 2  # ms a key
READER, NEW, OTHER = "9780802141323", "9780143039433", "9780306406157"
WRONG = "9780802141324"
SCAN_JS = Path(ui.__file__).parent / "scan.js"
_files = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("stock") / f"stock{next(_files)}.duckdb")
    with server.writing() as tx:
        titles.add(tx, titles.Told(name="The Example Reader", author="Ann Author", isbn=READER))
    return server


@pytest.fixture
def page(chromium, server):
    with visit(chromium, server) as page:
        page.goto("/stock")
        expect(box(page)).to_be_focused()
        yield page


def box(page: Page):
    return page.locator(".st-key-scan input.what")


def field(page: Page, name: str):
    return page.locator(f'.st-key-new_title [class*="_{name}"] input').first


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(code, delay=SCANNER)
        page.keyboard.press("Enter")


def on_hand(server: Server, isbn: str) -> int:
    with server.opened() as con:
        return titles.by_isbn(con, isbn).on_hand


def test_twenty_scans_in_a_row_are_twenty_copies(page, server):
    before = on_hand_shown(page)
    scan(page, *[READER] * 20)
    expect(page.get_by_text(f"The Example Reader, Ann Author: {before + 20} on hand")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Enter")  # an Enter in the empty box is nothing
    expect(box(page)).to_be_focused()
    assert on_hand(server, READER) == before + 20


def on_hand_shown(page: Page) -> int:
    """How many copies of the reader the page knows of now, by one scan more."""
    scan(page, READER)
    line = page.get_by_text("The Example Reader, Ann Author:").first
    expect(line).to_be_visible()
    return int(line.inner_text().split(":")[1].split()[0])


def test_a_wrong_scan_among_right_ones_is_told_and_the_others_count(page, server):
    before = on_hand_shown(page)
    scan(page, READER, WRONG, READER)
    expect(page.get_by_text(f"The Example Reader, Ann Author: {before + 2} on hand")).to_be_visible()
    expect(page.get_by_text("the check digit must be 3, not 4")).to_be_visible()
    page.get_by_role("button", name="Seen").click()
    expect(page.get_by_text("the check digit must be 3, not 4")).to_have_count(0)


def test_an_unknown_isbn_opens_the_form_and_enter_saves_the_title_with_its_copies(page, server):
    scan(page, NEW, NEW, OTHER)
    expect(field(page, "name")).to_be_focused()
    expect(field(page, "isbn")).to_have_value("978-0-14-303943-3")
    expect(field(page, "copies")).to_have_value("2")
    page.keyboard.type("A New Handbook", delay=SCANNER)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A New Handbook: new on the list, 2 on hand")).to_be_visible()
    expect(field(page, "isbn")).to_have_value("978-0-306-40615-7")
    expect(field(page, "name")).to_be_focused()
    page.keyboard.type("Another Handbook", delay=SCANNER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Another Handbook: new on the list, 1 on hand")).to_be_visible()
    expect(box(page)).to_be_focused()
    assert on_hand(server, NEW) == 2


def test_a_scanner_that_goes_on_while_the_form_is_open_goes_on_counting(page, server):
    before = on_hand_shown(page)
    page.keyboard.type("A Pamphlet of Its Own", delay=SCANNER)
    page.keyboard.press("Enter")
    expect(field(page, "author")).to_be_focused()
    field(page, "name").click()
    field(page, "name").fill("")
    scan(page, READER)
    expect(page.get_by_text(f"The Example Reader, Ann Author: {before + 1} on hand")).to_be_visible()
    expect(field(page, "name")).to_have_value("")
    page.get_by_role("button", name="Leave").click()
    expect(box(page)).to_be_focused()


def test_a_title_typed_is_offered_from_the_list_so_that_no_double_is_made(page, server):
    before = on_hand_shown(page)
    page.keyboard.type("exmaple read", delay=SCANNER)
    expect(page.get_by_role("option", name="The Example Reader")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"The Example Reader, Ann Author: {before + 1} on hand")).to_be_visible()


def test_many_copies_at_once_and_back_to_one(page, server):
    before = on_hand_shown(page)
    copies = page.locator(".st-key-scan input.copies")
    copies.fill("12")
    page.keyboard.press("Enter")
    scan(page, READER)
    expect(page.get_by_text(f"The Example Reader, Ann Author: {before + 12} on hand")).to_be_visible()
    expect(copies).to_have_value("1")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"Taken back: The Example Reader, {before} on hand")).to_be_visible()


def test_the_ledger_agrees_with_the_shelf_after_all_this(server):
    with server.opened() as con:
        title = titles.by_isbn(con, READER)
        assert stock.movements(con, title.id)["change"].sum() == title.on_hand


def test_a_box_drawn_anew_in_the_middle_of_a_scan_loses_no_key(page):
    """Streamlit may take the box away and draw it again while the scanner types: here by hand, on a bare page."""
    page.goto("about:blank")
    page.set_content('<div id="a"><div class="bfp-box"></div></div>')
    module = "data:text/javascript;base64," + b64encode(SCAN_JS.read_bytes()).decode()
    page.evaluate(
        """async (module) => {
            const show = (await import(module)).default;
            const data = { label: "Receive", cursor: { key: "", nonce: 1 }, alarm: 0, box: "", done: 0 };
            const setTriggerValue = (_, sent) => (window.sent = sent);
            const place = (id) => ({ data, parentElement: document.getElementById(id), setTriggerValue });
            const away = show(place("a"));
            window.takeAway = () => { away(); document.body.innerHTML = '<div id="b"><div class="bfp-box"></div></div>'; };
            window.drawAgain = () => show(place("b"));
        }""",
        module,
    )
    page.keyboard.type(READER + "\n97808")
    page.evaluate("takeAway()")
    page.keyboard.type("02141323\n978")
    page.evaluate("drawAgain()")
    page.keyboard.type("0802141323\n")
    sent = page.evaluate("window.sent")
    assert [entry["text"] for entry in sent["entries"]] == [READER] * 3
    assert [entry["n"] for entry in sent["entries"]] == [1, 2, 3]

"""Every page at a desk and in a hand, by day and by night, empty and with a program in it."""

from datetime import date
from pathlib import Path

import pytest
from conftest import TODAY, Server, show, visit
from playwright.sync_api import expect

from bfp import demo
from bfp.base import db
from bfp.screens import SCREENS

pytestmark = pytest.mark.browser

DESK, HAND = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ABOUT = {"facility": "facility=1", "title": "title=1", "readers": "reader=1", "letters": "reader=1"}
WIDER = "document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
# A title, and no light text on a light ground or dark on dark.
LIGHT = """
  const light = (color) => {
    const [r, g, b] = color.match(/[0-9.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = (of) => getComputedStyle(document.querySelector(of));
"""
GROUND = "() => {" + LIGHT + 'return light(style(".stApp").backgroundColor); }'
CONTRAST = "() => {" + LIGHT + 'return Math.abs(light(style(".stMain h1").color) - light(style(".stApp").backgroundColor)); }'


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("look")
    made = {name: Server(folder / f"{name}.duckdb") for name in ("empty", "demo")}
    con = db.connect(made["demo"].database)
    demo.make(con, 400, today=date.fromisoformat(TODAY))
    con.close()
    return made


@pytest.mark.parametrize(
    "database, looks", [("demo", [(DESK, "light"), (HAND, "dark")]), ("empty", [(HAND, "light")])], ids=["demo", "empty"]
)
def test_every_page_stands(chromium, servers, database, looks):
    wrong = []
    with visit(chromium, servers[database]) as page:
        for screen in SCREENS:
            look(page, DESK, looks[0][1])
            show(page, screen, ABOUT.get(screen.file, "") if database == "demo" else "")
            expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            if page.get_by_test_id("stException").count():
                wrong.append(f"{screen.file}: an exception")
            if page.locator(".stMain h1").count() != 1:
                wrong.append(f"{screen.file}: {page.locator('.stMain h1').all_inner_texts()} for a title")
            if {"None", "nan", "NaT", "NaN"} & {line.strip() for line in page.locator(".stMain").inner_text().splitlines()}:
                wrong.append(f"{screen.file}: a None or nan shows")
            for size, light in looks:
                look(page, size, light)
                told = f"{screen.file}, {size['width']} px, {light}"
                if not soon(page, f"({GROUND})() {'>' if light == 'light' else '<'} 128"):
                    wrong.append(f"{told}: the ground is of the other light")
                if not soon(page, f"{WIDER} <= 0"):
                    wrong.append(f"{told}: {page.evaluate(WIDER)} px wider than the screen")
                if not soon(page, f"({CONTRAST})() >= 100"):
                    wrong.append(f"{told}: the title can't be read on its ground")
    assert not wrong, "\n".join(wrong)


def look(page, size: dict, light: str) -> None:
    """The window is of this size, on a machine set to light or dark: the page draws itself anew without a reload."""
    page.emulate_media(color_scheme=light)
    page.set_viewport_size(size)


def soon(page, condition: str) -> bool:
    """Whether this becomes so within the moment that drawing takes."""
    for _ in range(60):
        if page.evaluate(condition):
            return True
        page.wait_for_timeout(50)
    return False


def test_a_printed_page_is_its_content_alone(chromium, servers):
    with visit(chromium, servers["demo"]) as page:
        look(page, DESK, "light")
        page.goto("/yearly_report")
        expect(page.locator(".stMain h1").first).to_be_visible()
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        button = page.locator(".stMain [data-testid=stButton]").first
        expect(page.get_by_test_id("stSidebar")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(page.get_by_test_id("stHeader")).to_be_hidden()
        expect(button).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.querySelector('.stMain')).overflowY") == "visible"
        page.emulate_media(media="screen")

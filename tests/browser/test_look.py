"""Every page at a desk and in a hand, by day and by night, empty and with a program in it."""

from datetime import date
from pathlib import Path

import pytest
from conftest import TODAY, Server, visit
from playwright.sync_api import expect

from bfp import demo
from bfp.base import db
from bfp.schema import migrations
from bfp.screens import SCREENS

pytestmark = pytest.mark.browser

LOOKS = {
    "desk, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "hand, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "hand, light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
ABOUT = {"facility": "facility=1", "title": "title=1", "readers": "reader=1", "letters": "reader=1"}
WIDER = "document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth"
# A title, and no light text on a light ground or dark on dark.
CONTRAST = """
() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[0-9.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = (of) => getComputedStyle(document.querySelector(of));
  return Math.abs(light(style(".stMain h1").color) - light(style(".stApp").backgroundColor));
}
"""


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("look")
    made = {name: Server(folder / f"{name}.duckdb") for name in ("empty", "demo")}
    con = db.connect(made["demo"].database)
    migrations.migrate(con)
    demo.make(con, 400, today=date.fromisoformat(TODAY))
    con.close()
    yield made
    for server in made.values():
        server.stop()


@pytest.mark.parametrize(
    "database, look", [("demo", "desk, light"), ("demo", "hand, dark"), ("empty", "hand, light")]
)
def test_every_page_stands(chromium, servers, database, look):
    wrong = []
    with visit(chromium, servers[database], **LOOKS[look]) as page:
        for screen in SCREENS:
            query = "?" + ABOUT[screen.file] if database == "demo" and screen.file in ABOUT else ""
            page.goto(f"/{'' if screen.file == 'overview' else screen.file}{query}")
            expect(page.locator(".stMain h1").first).to_be_visible()
            expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            if page.get_by_test_id("stException").count():
                wrong.append(f"{screen.file}: an exception")
            if page.evaluate(WIDER) > 0:
                wrong.append(f"{screen.file}: {page.evaluate(WIDER)} px wider than the screen")
            if page.locator(".stMain h1").count() != 1:
                wrong.append(f"{screen.file}: {page.locator('.stMain h1').all_inner_texts()} for a title")
            if page.evaluate(CONTRAST) < 100:
                wrong.append(f"{screen.file}: the title can't be read on its ground")
            if {"None", "nan", "NaT", "NaN"} & {line.strip() for line in page.locator(".stMain").inner_text().splitlines()}:
                wrong.append(f"{screen.file}: a None or nan shows")
    assert not wrong, "\n".join(wrong)

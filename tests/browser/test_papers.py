"""Papers in a real browser: what is typed and saved by Ctrl+S is kept whole, and a press on a button gives the PDF."""

import re
from datetime import date
from pathlib import Path

import pytest
from builders import a_reader, a_shipment, a_title
from conftest import Server, visit
from paper_reading import read
from playwright.sync_api import expect

from bfp.base import db
from bfp.mail import shipments
from bfp.papers import paper_texts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("papers") / "papers.duckdb")
    with running.writing() as tx:
        a_shipment(tx, a_reader(tx, last_name="Núñez"), date(2026, 11, 20), [a_title(tx, "Los condenados de la tierra")])
    return running


def test_what_was_typed_just_before_ctrl_s_is_saved(chromium, server):
    with visit(chromium, server) as page:
        page.goto("/paper_texts")
        page.get_by_label("The text").press("Control+End")
        page.keyboard.type("With greetings from the table")
        page.keyboard.press("Control+s")
        expect(page.get_by_text("English: saved")).to_be_visible()
        expect(page.get_by_label("The text")).to_have_value(re.compile("from the table$"))
    with server.opened() as con:
        assert paper_texts.get(con, "letter").endswith("With greetings from the table")


def test_a_press_on_slip_gives_the_slip(chromium, server):
    with visit(chromium, server) as page:
        page.goto("/packing?shipment=1")
        slip = page.get_by_role("button", name="Slip", exact=True)
        expect(slip).to_be_enabled()
        with page.expect_download() as pressed:
            slip.click()
        assert pressed.value.suggested_filename == f"slip_{shipments.number(1)}.pdf"
        [paper] = read(Path(pressed.value.path()).read_bytes())
        assert "Los condenados de la tierra" in paper.text and "Núñez" in paper.text

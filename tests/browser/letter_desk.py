"""A letter desk with readers enough for every test, and hands at its keyboard, for the tests of letters."""

from datetime import date
from itertools import count

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title
from conftest import Server, visit
from playwright.sync_api import Page, expect

from bfp.base import db
from bfp.places import facilities, restrictions

HAND = 40  # ms a key of somebody who types well
SCANNER = 2  # ms a key of a barcode scanner
ROOTS = ("Amber", "Birch", "Copper", "Dusk", "Ember", "Fern", "Gravel", "Hollow")
LAST_NAMES = [
    root + end
    for root in ROOTS
    for end in ("stead", "mill", "ford", "wick", "gate", "stow", "combe", "lea", "thorpe", "holt", "den", "worth")
]


class Hands:
    """Somebody at the keyboard, who counts the keys that are not words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str, delay: float = HAND) -> "Hands":
        self.page.keyboard.type(text, delay=delay)
        return self

    def press(self, *keys: str, delay: float = 0) -> "Hands":
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
            if delay:
                self.page.wait_for_timeout(delay)  # the speed of the hands, not a wait for the page
        return self

    # what is seen

    @property
    def box(self):
        return self.page.locator(".st-key-who input")

    def field(self, name: str):
        """The field of this name in the letter that is open: its key ends in the letter's serial number."""
        return (
            self.page.locator(f'[class*="st-key-{name}_"]')
            .filter(has=self.page.locator("input,.rows"))
            .locator("input,.rows")
            .first
        )

    def card(self, name: str):
        return self.page.locator(".st-key-letter_form").get_by_text(name)

    def saved(self, *parts: str) -> None:
        line = self.page.get_by_text("Last saved:")
        for part in parts:
            expect(line).to_contain_text(part)

    def ready(self) -> None:
        """The cursor is in the empty box and no letter is open."""
        expect(self.box).to_be_focused()
        expect(self.box).to_have_value("")
        expect(self.page.locator(".st-key-letter_form")).to_have_count(0)

    def said(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


class Desk:
    """A server with readers enough for every test to have its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._next, self._next_waiting = count(), count()
        self.plain: list[tuple[str, str]] = []  # number and last name of readers who may have books
        self.waiting: list[tuple[str, str]] = []  # and of those with a parcel nobody has heard of yet

    def somebody(self) -> tuple[str, str]:
        return self.plain[next(self._next)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    path = tmp_path_factory.mktemp("letters") / "desk.duckdb"
    made = Desk(Server(path))
    with made.server.writing() as tx:
        unit = a_facility(tx, "Example Unit")
        federal = a_system(tx, "Example Federal Bureau", kind="federal")
        camp = facilities.add(
            tx, name="Quietwater Camp", system_id=federal, state="FL", kind="camp", city="Northsample", zip="32011"
        )
        facilities.add_alias(tx, camp.id, "Old Tannery Annex")
        closed = a_facility(
            tx, "Ironquill Center", state="OH", system_id=a_system(tx, "Sample County", kind="county", state="OH")
        )
        for name in ("Marrowbend Prison", "Marrowbend Annex"):
            a_facility(tx, name, state="FL", system_id=federal, city="Marrowbend", zip="32077")
        restrictions.add(
            tx, restrictions.Told(level="facility", facility_id=closed, text="refuses all books", starts_on=date(2026, 5, 1),
            source_kind="official document", refuses_all=True),
        )  # fmt: skip
        book = a_title(tx, "A Dictionary of Examples")
        for index, last in enumerate(LAST_NAMES):
            number = f"{1104159 + index * 92737}"
            reader = a_reader(tx, unit, number, "Testa", last)
            (made.plain if index < 80 else made.waiting).append((number, last))
            if index >= 80:
                a_shipment(tx, reader, on=date(2026, 6, 12), titles=[book])
        a_shipment(tx, a_reader(tx, unit, "1112223", "Soona", "Tidewell"), on=date(2026, 11, 2), titles=[book])
        a_reader(tx, closed, "1113334", "Barra", "Lockwood")
        a_reader(tx, unit, "01234567", "William", "Quillfeather-Moss")
        a_reader(tx, unit, "01998877", "Quill", "Lanternfield")
        a_reader(tx, unit, "1115556", "Pia", "Doubleday")
        a_reader(tx, camp.id, "1115556", "Ron", "Doubleday")
    return made


@pytest.fixture
def hands(chromium, desk) -> Hands:
    with visit(chromium, desk.server) as page:
        page.goto("/letters")
        made = Hands(page)
        made.ready()
        yield made


def confirmed(desk: Desk) -> tuple[str, str]:
    """A reader with one unconfirmed item."""
    return desk.waiting[next(desk._next_waiting)]


# on file

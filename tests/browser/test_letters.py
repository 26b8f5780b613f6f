"""The letter desk as hands meet it: a stack of letters, a keyboard, no mouse, no waiting."""

import re
from datetime import date
from itertools import count

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title
from conftest import Server, visit
from playwright.sync_api import Page, expect

from bfp import check, db, facilities, migrations, restrictions

pytestmark = pytest.mark.browser

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
    con = db.connect(path)
    migrations.migrate(con)
    with db.transaction(con, "test") as tx:
        unit = a_facility(tx, "Example Unit")
        federal = a_system(tx, "Example Federal Bureau", kind="federal")
        camp = facilities.add(
            tx, name="Quietwater Camp", system_id=federal, state="FL", kind="camp", city="Northsample", zip="32011"
        )
        facilities.add_alias(tx, camp.id, "Old Tannery Annex")
        closed = a_facility(
            tx, "Ironquill Center", state="OH", system_id=a_system(tx, "Sample County", kind="county", state="OH")
        )
        restrictions.add(
            tx, level="facility", facility_id=closed, text="refuses all books", starts_on=date(2026, 5, 1),
            source_kind="official document", refuses_all=True,
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
    con.close()
    yield made
    made.server.stop()


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


def test_a_number_typed_to_its_end_shows_the_card_without_enter(hands, desk):
    number, last = desk.somebody()
    hands.type(number)
    expect(hands.card(f"{last}, Testa")).to_be_visible()


def test_a_plain_request_takes_two_keys_beyond_the_number(hands, desk):
    number, last = desk.somebody()
    hands.type(number).press("Enter", "Enter")
    hands.saved(f"T. {last[0]}.", "request waiting")
    hands.ready()
    assert hands.keys == 2


def test_two_subjects_and_a_confirmed_item_take_at_most_twenty_keys_beyond_the_words(hands, desk):
    number, last = confirmed(desk)
    hands.type(number).press("Enter")
    hands.type("legal").press("Enter")
    hands.type("labor").press("Enter")
    hands.press("Tab", "Tab")  # past the titles, to what is not confirmed yet
    expect(hands.field("marks")).to_be_focused()
    hands.press("Space", "Enter")
    hands.saved(f"T. {last[0]}.", "request waiting", "1 item confirmed")
    hands.ready()
    assert hands.keys <= 20
    hands.type(number)
    hands.said("legal, labor")
    hands.said("(received)")


def test_ctrl_s_saves_from_any_field(hands, desk):
    number, last = confirmed(desk)
    for turn, name in enumerate(("who", "subjects", "titles", "marks", "work", "languages", "facility", "postmark", "note")):
        hands.type(number).press("Enter")
        expect(hands.field("subjects")).to_be_focused()
        hands.field("postmark").fill(f"{turn + 1} Oct 2026")  # a day of its own: not the same letter again
        if name == "who":
            hands.box.focus()
        else:
            hands.field(name).focus()
        if name in ("titles", "note"):
            hands.type("half a word")
        hands.press("Control+s")
        hands.saved(f"T. {last[0]}.")
        hands.ready()
        number, last = desk.somebody() if name != "titles" else confirmed(desk)


def test_enter_saves_from_a_plain_field(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter")
    hands.field("note").focus()
    hands.type("a long story").press("Enter")
    hands.saved("request waiting")
    hands.ready()


def test_a_double_enter_saves_one_letter(hands, desk):
    for gap in (0, 5, 40, 150):
        number, last = desk.somebody()
        hands.type(number).press("Enter")
        expect(hands.field("subjects")).to_be_focused()
        hands.press("Enter", delay=gap).press("Enter", delay=gap).press("Enter")
        hands.saved(f"T. {last[0]}.")
        hands.ready()
        hands.type(number)  # a second letter would wait, too
        expect(hands.page.locator(".st-key-letter_form").get_by_text(re.compile("23 Nov 2026 anything"))).to_have_count(1)
        expect(hands.page.locator(".st-key-letter_form").get_by_text(re.compile("anything.*anything"))).to_have_count(0)
        hands.page.get_by_role("button", name="Put away").click()
        hands.ready()


def test_typing_on_right_after_saving_opens_the_next_reader_with_empty_fields(hands, desk):
    (first, one), (second, two) = desk.somebody(), desk.somebody()
    hands.type(first).press("Enter")
    expect(hands.field("subjects")).to_be_focused()
    hands.type("legal").press("Enter")
    hands.field("note").fill("of the first")
    hands.press("Enter")
    hands.type(second, delay=SCANNER)
    expect(hands.card(f"{two}, Testa · {second}")).to_be_visible()
    hands.saved(f"T. {one[0]}.")
    expect(hands.field("note")).to_have_value("")
    expect(hands.page.locator('[class*="st-key-subjects_"] .chip')).to_have_count(0)
    expect(hands.box).to_have_value("")


@pytest.mark.parametrize("delay", [SCANNER, 5, HAND])
def test_a_stack_typed_without_waiting_is_saved_letter_by_letter(hands, desk, delay):
    stack = [desk.somebody() for _ in range(10)]
    for number, _ in stack:
        hands.type(number, delay=delay).press("Enter", delay=delay).press("Enter", delay=delay)
    hands.saved(f"T. {stack[-1][1][0]}.")
    hands.ready()
    number, last = desk.somebody()
    hands.type(number).press("Enter")  # the desk works on
    expect(hands.card(f"{last}, Testa")).to_be_visible()
    with desk.server.opened() as con:
        sql = """
            select reader.number, count(*) as letters, count(distinct book_request.id) as requests
            from letter
            join reader on reader.id = letter.reader_id
            join book_request on book_request.letter_id = letter.id
            where list_contains($numbers, reader.number) and letter.postmark_on = date '2026-11-23'
            group by reader.number
        """
        found = {
            row["number"]: (row["letters"], row["requests"]) for row in db.rows(con, sql, numbers=[number for number, _ in stack])
        }
        assert found == {number: (1, 1) for number, _ in stack}
        assert check.run(con, date(2026, 11, 23)) == []


def test_a_whole_letter_typed_without_waiting_keeps_every_word_in_its_field(hands, desk):
    (number, last), (other, _) = confirmed(desk), desk.somebody()
    hands.type(number, SCANNER).press("Enter")
    hands.type("legal", SCANNER).press("Enter").type("histo", SCANNER).press("Enter", "Tab")
    hands.type("Something rare", SCANNER).press("Enter").type("Another one", SCANNER).press("Enter", "Tab")
    hands.press("Space", "Tab").type("article", SCANNER).press("Enter", "Enter")
    hands.type(other, SCANNER)
    expect(hands.card(f"· {other}")).to_be_visible()
    hands.saved(f"T. {last[0]}.", "1 item confirmed")
    hands.page.get_by_role("button", name="Put away").click()
    hands.ready()
    hands.type(number)
    hands.said("legal, history")
    hands.said("Something rare")
    hands.said("Another one")


# finding


@pytest.mark.parametrize(
    "typed, found",
    [
        ("01243567", "Quillfeather-Moss"),  # two digits swapped
        ("0123456", "Quillfeather-Moss"),  # the last one missing
        ("Quillfeather William", "Quillfeather-Moss"),  # the other order
        ("Bill Quillfeather", "Quillfeather-Moss"),  # a nickname
        ("quillfeathermoss", "Quillfeather-Moss"),  # no hyphen
        ("Lanternfeild", "Lanternfield"),  # a slip
    ],
)
def test_candidates_forgive_slips_and_open_by_arrow_and_enter(hands, typed, found):
    hands.type(typed)
    first = hands.page.locator(".st-key-who li").first
    expect(first).to_contain_text(found)
    expect(first).to_contain_text("Example Unit, TX")
    hands.press("ArrowDown", "Enter")
    expect(hands.card(f"{found}, ")).to_be_visible()
    expect(hands.field("subjects")).to_be_focused()
    expect(hands.box).to_have_value("")


# somebody new


@pytest.mark.parametrize(
    "typed, number, last, first, focused",
    [
        ("9081726", "9081726", "", "", "last_name"),
        ("Zephyrine, Oda", "", "Zephyrine", "Oda", "number"),
        ("Oda Zephyrine", "", "Zephyrine", "Oda", "number"),
    ],
)
def test_nobody_there_enter_goes_on_to_a_new_reader_with_what_was_typed(hands, typed, number, last, first, focused):
    hands.type(typed).press("Enter")
    hands.said("New reader")
    expect(hands.field("number")).to_have_value(number)
    expect(hands.field("last_name")).to_have_value(last)
    expect(hands.field("first_name")).to_have_value(first)
    expect(hands.field(focused)).to_be_focused()


@pytest.mark.parametrize("index, place", list(enumerate(["Northsample", "32011", "Old Tannery", "quietwater fl"])))
def test_a_new_reader_is_saved_from_the_keyboard_at_a_facility_found_by_any_of_its_names(hands, index, place):
    number, last = f"807060{index}", f"Vesper{'abcd'[index]}"
    hands.type(number).press("Enter")
    hands.type(last).press("Tab").type("Oda").press("Tab")
    expect(hands.field("facility")).to_be_focused()
    hands.type(place).press("Enter")
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    hands.press("Enter")
    hands.saved("O. V.", "new reader", "request waiting")
    hands.ready()
    hands.type(number)
    expect(hands.card(f"{last}, Oda · {number}")).to_be_visible()
    hands.said("Quietwater Camp, FL")


def test_a_new_reader_typed_without_waiting_is_saved(hands):
    hands.type("8075309", SCANNER).press("Enter").type("Marlowsky", SCANNER).press("Tab").type("Ife", SCANNER).press("Tab")
    hands.type("Northsample", SCANNER).press("Tab", "Tab", "Control+s")
    hands.saved("I. M.", "new reader")
    hands.ready()


def test_a_facility_that_is_none_is_named_beside_its_field_and_all_words_stay(hands):
    hands.type("8091011").press("Enter")
    hands.type("Umberline").press("Tab").type("Kit").press("Enter")
    hands.said("Choose the facility from the list")
    expect(hands.page.get_by_text("mend this field")).to_be_visible()
    expect(hands.field("last_name")).to_have_value("Umberline")
    expect(hands.field("first_name")).to_have_value("Kit")
    expect(hands.field("facility")).to_be_focused()
    hands.type("quietwater").press("Enter", "Enter")
    hands.saved("K. U.", "new reader")
    hands.ready()


# refused and asked


def test_a_future_postmark_is_refused_with_every_word_in_its_place_and_saved_once_mended(hands, desk):
    number, last = confirmed(desk)
    hands.type(number).press("Enter").type("legal").press("Enter", "Tab").type("A rare one").press("Enter", "Tab")
    expect(hands.field("marks")).to_be_focused()
    hands.press("Space")
    hands.field("note").fill("a long story")
    hands.field("postmark").fill("1/2/2031")
    hands.press("Enter")
    hands.said("is in the future")
    expect(hands.page.locator('[class*="st-key-letter_form"]').get_by_text("mend this field")).to_be_visible()
    expect(hands.field("postmark")).to_be_focused()
    expect(hands.page.locator(".chip", has_text="legal")).to_be_visible()
    expect(hands.page.locator(".chip", has_text="A rare one")).to_be_visible()
    expect(hands.page.locator(".bfp-marks button.received")).to_have_attribute("aria-pressed", "true")
    expect(hands.field("note")).to_have_value("a long story")
    hands.field("postmark").fill("16 Nov 2026")
    hands.press("Enter")
    hands.saved(f"T. {last[0]}.", "1 item confirmed")
    hands.ready()
    hands.type(number)
    hands.said("16 Nov 2026 legal; A rare one")


@pytest.mark.parametrize(
    "number, question", [("1112223", "The interval is not over"), ("1113334", "This facility refuses all books")]
)
def test_a_warning_asks_and_keeps_every_word(hands, number, question):
    hands.type(number).press("Enter").type("legal").press("Enter")
    hands.field("note").fill("kept")
    hands.press("Enter")
    hands.said(question)
    expect(hands.field("reason")).to_be_focused()
    hands.press("Enter")  # going on needs a reason
    hands.said("Write why you go on")
    expect(hands.field("reason")).to_be_focused()
    hands.page.get_by_role("button", name="Back to the letter").click()
    expect(hands.page.get_by_text(question)).to_have_count(0)
    expect(hands.field("note")).to_have_value("kept")
    expect(hands.page.locator(".chip", has_text="legal")).to_be_visible()
    hands.field("note").focus()
    hands.press("Enter")
    expect(hands.field("reason")).to_be_focused()
    hands.type("asked on the phone").press("Enter")
    hands.saved("request waiting")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_decline_instead_keeps_the_reason(hands, desk):
    hands.type("1112223").press("Enter", "Enter")
    hands.said("The interval is not over")
    expect(hands.field("reason")).to_be_focused()
    hands.type("too soon").press("Tab", "Tab", "Enter")  # past Go on, to Decline instead
    hands.saved("declined")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_enter_after_decline_declines_and_never_saves_a_request(hands, desk):
    number, _ = desk.somebody()
    hands.type(number)
    hands.page.get_by_role("button", name="Decline").click()
    hands.said("Why is this request declined?")
    expect(hands.field("reason")).to_be_focused()
    hands.press("Enter")  # a reason is needed
    expect(hands.field("reason")).to_be_focused()
    hands.type("asks for a guitar").press("Enter")
    hands.saved("declined")
    hands.ready()


def test_enter_after_decline_instead_declines_too(hands):
    hands.type("1113334").press("Enter", "Enter")
    hands.said("This facility refuses all books")
    hands.page.get_by_role("button", name="Decline instead").click()
    expect(hands.page.get_by_role("button", name="Go on")).to_have_count(0)
    hands.field("reason").focus()
    hands.type("no books there").press("Enter")
    hands.saved("declined")
    hands.ready()
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_the_same_letter_twice_asks(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter", "Enter")
    hands.saved("request waiting")
    hands.ready()
    hands.type(number).press("Enter", "Enter")
    hands.said("Is this another one?")
    expect(hands.field("reason")).to_be_focused()


@pytest.mark.parametrize("delay", [SCANNER, HAND])
def test_a_number_typed_on_into_a_question_is_neither_lost_nor_opens_another_reader(hands, desk, delay):
    number, last = desk.somebody()
    hands.type("1113334").press("Enter")
    expect(hands.field("subjects")).to_be_focused()
    hands.press("Enter")
    hands.type(number, delay=delay).press("Enter", delay=delay).press("Enter")
    hands.said("refuses all books")
    hands.said("is not saved yet")
    expect(hands.card("Lockwood, Barra")).to_be_visible()
    expect(hands.box).to_have_value(re.compile(f"^{number}"))
    hands.field("reason").focus()
    hands.type("a test").press("Enter")
    hands.saved("B. L.")
    expect(hands.card(f"{last}, Testa · {number}")).to_be_visible()  # what was typed on is opened now
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")


def test_a_number_is_no_reason(hands, desk):
    number, _ = desk.somebody()
    hands.type("1113334").press("Enter", "Enter")
    expect(hands.field("reason")).to_be_focused()
    hands.type(number, SCANNER).press("Enter")
    hands.said("not a number")
    expect(hands.field("reason")).to_have_value(number)


# after saving


def test_undo_takes_it_back_and_the_cursor_is_in_the_box(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter", "Enter")
    hands.saved("request waiting")
    hands.page.get_by_role("button", name="Undo").click()
    hands.said("taken back")
    hands.ready()
    hands.type(number)
    hands.said("No letter on file")


def test_the_postmark_is_remembered_from_letter_to_letter(hands, desk):
    (first, _), (second, _) = desk.somebody(), desk.somebody()
    hands.type(first).press("Enter")
    hands.field("postmark").fill("11/14/26")
    hands.press("Enter")
    hands.saved("request waiting")
    hands.ready()
    hands.type(second)
    expect(hands.field("postmark")).to_have_value("14 Nov 2026")


def test_a_click_on_save_brings_the_cursor_back_too(hands, desk):
    number, _ = desk.somebody()
    hands.type(number)
    hands.page.get_by_role("button", name="Save").click()
    hands.saved("request waiting")
    hands.ready()


def test_enter_in_a_list_of_kinds_picks_and_does_not_save(hands, desk):
    number, _ = desk.somebody()
    hands.type(number).press("Enter")
    hands.field("kind0").focus()
    hands.type("book rev").press("Enter")
    expect(hands.field("kind0")).to_be_focused()
    hands.press("Control+s")
    hands.saved("1 enclosed")
    hands.ready()


def test_room_for_another_enclosure_keeps_what_was_typed(hands, desk):
    number, _ = confirmed(desk)
    hands.type(number).press("Enter").type("legal").press("Enter", "Tab", "Tab", "Space")
    hands.field("facility").focus()
    hands.type("quietwater").press("Enter")
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    hands.field("note").fill("a long story")
    hands.page.get_by_role("button", name="Another enclosure").click()
    expect(hands.field("kind1")).to_be_visible()
    expect(hands.page.locator(".chip", has_text="legal")).to_be_visible()
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    expect(hands.field("note")).to_have_value("a long story")
    expect(hands.page.locator(".bfp-marks button.received")).to_have_attribute("aria-pressed", "true")
    hands.field("note").focus()
    hands.press("Enter")
    hands.saved("1 item confirmed", "now at Quietwater Camp, FL")
    hands.ready()

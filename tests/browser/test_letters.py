"""The letter desk as hands meet it: a stack of letters, a keyboard, no mouse, no waiting."""

import re
from datetime import date

import pytest
from letter_desk import HAND, SCANNER, confirmed, desk, hands
from playwright.sync_api import expect

from bfp import check
from bfp.base import db

pytestmark = pytest.mark.browser


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
    hands.saved(f"T. {last[0]}.", "request waiting", "1 item arrived")
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
    hands.saved(f"T. {last[0]}.", "1 item arrived")
    hands.page.get_by_role("button", name="Put away").click()
    hands.ready()
    hands.type(number)
    hands.said("legal, history")
    hands.said("Something rare")
    hands.said("Another one")


# finding

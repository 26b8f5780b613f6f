"""Nobody there yet: candidates, a new reader, a facility by any of its names, from the keyboard."""

import pytest
from letter_desk import SCANNER, desk, hands
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


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
    number, last = f"807060{index}", ("Vesper", "Umbermill", "Kestrelwood", "Oxley")[index]  # no twins of one another
    hands.type(number).press("Enter")
    hands.type(last).press("Tab").type("Oda").press("Tab")
    expect(hands.field("facility")).to_be_focused()
    hands.type(place).press("Enter")
    expect(hands.field("facility")).to_have_value("Quietwater Camp, FL")
    hands.press("Enter")
    hands.saved(f"O. {last[0]}.", "Quietwater Camp, FL, postmark", "new reader", "request waiting")
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

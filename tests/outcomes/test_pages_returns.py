"""The page of what came back: number, key, Enter; what follows for the reader; what is refused and what is taken back."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp import check
from bfp.base import db, history
from bfp.mail import shipments
from bfp.outcomes import outcomes
from bfp.readers import readers
from bfp.shelves import stock
from pages import open_page, said

TODAY = date(2026, 11, 23)


def the_page(name, **where):
    return open_page(name, **where)


def text_of(at):
    return said(at).replace("\\", "")


def filled(desk, work):
    with db.transaction(desk, by="Ada") as con:
        return work(con)


def entered(at, typed):
    at.text_input(key="returns_box").set_value(typed)
    at.button(key="returns_save").click().run()
    assert not at.exception, at.exception
    return at


def outcomes_of(desk, shipment_id):
    return list(shipments.items(desk, shipment_id)["outcome"])


def test_returns_on_an_empty_desk_say_what_to_type(desk):
    at = entered(the_page("returns"), "4821-7")
    assert "There is no shipment number 4821-7" in text_of(at)
    assert at.text_input(key="returns_box").value == "4821-7"
    assert "A digit of 4821-3 is wrong" in text_of(entered(at, "4821-3"))
    assert "Nobody here is called" in text_of(entered(at, "Zoe Nobody"))
    assert "Type or scan" in text_of(entered(the_page("returns"), ""))


def test_number_enter_key_enter_next(desk):
    first, second = filled(desk, lambda con: [a_shipment(con), a_shipment(con)])
    at = entered(the_page("returns"), shipments.number(first))
    assert shipments.number(first) in at.subheader[0].value
    assert at.text_input(key="returns_box").value == ""
    entered(at, "m")
    assert outcomes_of(desk, first) == ["returned"]
    assert "returned: moved" in text_of(at)
    entered(at, shipments.number(second).replace("-", ""))
    entered(at, "c")
    assert outcomes_of(desk, second) == ["censored"]
    event = outcomes.events(desk, int(shipments.items(desk, first)["id"][0])).iloc[0]
    assert (event["learned_how"], event["learned_on"].date()) == ("parcel came back", TODAY)


@pytest.mark.parametrize("typed", ["{number} m", "{digits}m", "{digits} m"])
def test_number_and_key_in_one_go(desk, typed):
    shipment_id = filled(desk, a_shipment)
    number = shipments.number(shipment_id)
    entered(the_page("returns"), typed.format(number=number, digits=number.replace("-", "")))
    assert outcomes_of(desk, shipment_id) == ["returned"]


def test_a_key_after_a_refused_number_is_not_for_the_parcel_before(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "4821-3")
    entered(at, "m")
    assert "No parcel is open, so m is for none" in text_of(at)
    assert "A digit of 4821-3 is wrong" in text_of(at)  # still there, until it is put away
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]
    at.button(key="returns_put_away").click().run()
    assert "4821-3" not in text_of(at)


def test_a_double_enter_saves_once_and_keeps_its_line(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "m")
    entered(at, "")
    assert db.value(desk, "select count(*) from outcome_event") == 1
    assert "returned: moved" in text_of(at)
    assert "Not saved" not in text_of(at)


def test_item_by_item(desk):
    shipment_id = filled(desk, lambda con: a_shipment(con, titles=[a_title(con) for _ in range(3)]))
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "c 1 3")
    assert outcomes_of(desk, shipment_id) == ["censored", "unconfirmed", "censored"]


def test_a_censored_item_with_all_that_is_known(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    at.text_area(key="returns_stated").set_value("racial content, p. 12")
    at.multiselect(key="returns_reasons").set_value(["racial content", "violence"])
    at.text_input(key="returns_notice").set_value("11/1/2026")
    at.selectbox(key="returns_how").set_value("notice from the prison")
    entered(at, "c")
    event = outcomes.events(desk, int(shipments.items(desk, shipment_id)["id"][0])).iloc[0]
    assert (event["stated_reason"], event["reasons"]) == ("racial content, p. 12", "racial content, violence")
    assert (event["notice_on"].date(), event["learned_how"]) == (date(2026, 11, 1), "notice from the prison")
    assert at.selectbox(key="returns_how").value == "notice from the prison"
    entered(at, shipments.number(shipment_id))
    assert at.text_area(key="returns_stated").value == ""


def test_a_refusal_keeps_what_was_typed(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    at.text_area(key="returns_stated").set_value("gang material")
    at.selectbox(key="returns_how").set_value("reader's letter")
    entered(at, "r")
    assert "does not go with received" in text_of(at)
    assert at.text_area(key="returns_stated").value == "gang material"
    assert at.text_input(key="returns_box").value == "r"
    at.text_input(key="returns_happened").set_value("1/1/2020")
    entered(at, "c")
    assert "is before it was mailed" in text_of(at)
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]


def test_by_mouse_with_books_back_to_the_shelf_and_undo(desk):
    title_id, shipment = filled(
        desk, lambda con: (t := a_title(con, copies=1), shipments.mail(con, a_reader(con), [(t, 1)], TODAY))
    )
    at = entered(the_page("returns"), shipment.number)
    at.button_group(key="returns_choice").set_value("b")
    at.checkbox(key="returns_back").check()
    entered(at, "")
    assert outcomes_of(desk, shipment.id) == ["returned"]
    assert stock.on_hand(desk, title_id) == 1
    at.button(key="returns_undo").click().run()
    assert outcomes_of(desk, shipment.id) == ["unconfirmed"]
    assert stock.on_hand(desk, title_id) == 0


def test_a_reader_leads_to_the_parcels(desk):
    def work(con):
        reader_id = a_reader(con, number="AB1234", last_name="Unique")
        return [a_shipment(con, reader_id, on=day) for day in (date(2026, 1, 1), date(2026, 2, 1))]

    old, new = filled(desk, work)
    at = entered(the_page("returns"), "AB1234")
    assert shipments.number(new) in at.button(key="returns_choice_0").label.replace("\\", "")
    entered(at, "2")
    assert shipments.number(old) in at.subheader[0].value
    entered(at, "Unique")
    at.button(key="returns_choice_0").click().run()
    assert "Parcels to Unique" in text_of(at) or shipments.number(new) in at.subheader[0].value


def test_a_name_of_key_letters_is_a_name(desk):
    filled(desk, lambda con: a_shipment(con, a_reader(con, last_name="Lund", first_name="Bo")))
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "lund")
    assert "Lund" in " ".join(button.label for button in at.button)
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]


def test_nothing_to_fill_in_before_a_parcel_is_open(desk):
    shipment_id = filled(desk, a_shipment)
    at = the_page("returns")
    assert [field.key for field in at.text_area] == []
    assert "Keys, once a parcel is open: **c** censored" in text_of(at)
    entered(at, shipments.number(shipment_id))
    assert [field.key for field in at.text_area] == ["returns_stated"]


def test_a_parcel_that_came_back_is_not_taken_as_received(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    entered(at, "r")
    assert "What came back was not received. Choose how we learned" in text_of(at)
    assert "mend this field" in text_of(at)
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]


def test_a_doubt_a_notice_and_the_shelf_by_signs_after_the_key(desk):
    title_id, shipment = filled(
        desk, lambda con: (t := a_title(con, copies=1), shipments.mail(con, a_reader(con), [(t, 1)], TODAY))
    )
    entered(the_page("returns"), f"{shipment.number} l?!+")
    event = outcomes.events(desk, int(shipments.items(desk, shipment.id)["id"][0])).iloc[0]
    assert (bool(event["disputed"]), event["note"]) == (True, "notice enclosed")
    assert stock.on_hand(desk, title_id) == 1


@pytest.mark.parametrize(("key", "words"), [("m", "address to be found"), ("l", "marked released"), ("d", "marked dead")])
def test_what_follows_is_offered_done_by_one_key_and_taken_back_by_undo(desk, key, words):
    reader_id, shipment_id = filled(desk, lambda con: (r := a_reader(con), a_shipment(con, r)))
    before = readers.get(desk, reader_id)
    at = entered(the_page("returns"), f"{shipments.number(shipment_id)} {key}")
    assert readers.get(desk, reader_id) == before
    entered(at, "y")
    assert words in text_of(at)
    assert readers.get(desk, reader_id) != before
    assert not any(button.key.startswith("returns_follow") for button in at.button)
    at.button(key="returns_undo").click().run()
    assert readers.get(desk, reader_id) == before
    assert outcomes_of(desk, shipment_id) == ["unconfirmed"]
    assert history.of(desk, "reader", reader_id)["reason"][0] == "undone"


def test_what_follows_by_click_for_any_of_a_stack_or_left(desk):
    def work(con):
        both = [a_reader(con), a_reader(con)]
        return [(reader_id, shipments.number(a_shipment(con, reader_id))) for reader_id in both]

    (first, one), (second, two) = filled(desk, work)
    at = entered(entered(the_page("returns"), f"{one} n"), f"{two} b")
    at.button(key="returns_follow_1").click().run()
    assert readers.get(desk, first).bad_address_on == TODAY
    at.button(key="returns_leave_0").click().run()
    assert readers.get(desk, second).bad_address_on is None
    assert "says yes" not in text_of(at)
    assert "Nothing is offered" in text_of(entered(at, "y"))


def test_undo_after_a_click_for_an_earlier_parcel_takes_back_that_and_not_the_parcel(desk):
    def work(con):
        return [(r, shipments.number(a_shipment(con, r))) for r in (a_reader(con), a_reader(con))]

    (first, one), (_, two) = filled(desk, work)
    at = entered(entered(the_page("returns"), f"{one} l"), f"{two} c")
    at.button(key="returns_follow_0").click().run()
    assert readers.get(desk, first).status == "released"
    at.button(key="returns_undo").click().run()
    assert readers.get(desk, first).status == "active"
    assert outcomes_of(desk, shipments.read_number(two)) == ["censored"]
    assert at.button(key="returns_follow_0").label == "Mark released"
    at.button(key="returns_undo").click().run()
    assert outcomes_of(desk, shipments.read_number(two)) == ["unconfirmed"]


def test_after_undo_the_page_says_what_was_taken_back(desk):
    shipment_id = filled(desk, a_shipment)
    number = shipments.number(shipment_id)
    at = entered(the_page("returns"), f"{number} m")
    at.button(key="returns_undo").click().run()
    assert f"{number} taken back" in text_of(at)
    assert "Nothing saved yet" not in text_of(at)
    assert number in at.subheader[0].value


def test_a_refused_number_does_not_linger(desk):
    shipment_id = filled(desk, a_shipment)
    number = shipments.number(shipment_id)
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    at = entered(the_page("returns"), wrong)
    assert at.text_input(key="returns_box").value == wrong
    entered(at, number)
    assert at.text_input(key="returns_box").value == ""
    assert wrong not in text_of(at)  # opening the right one has mended it
    entered(at, "m")
    entered(at, "4821-3")
    at.button(key="returns_undo").click().run()
    assert at.text_input(key="returns_box").value == ""


def test_a_correction_to_received_takes_the_copy_off_the_shelf_and_says_so(desk):
    title_id, shipment = filled(
        desk, lambda con: (t := a_title(con, copies=1), shipments.mail(con, a_reader(con), [(t, 1)], TODAY))
    )
    at = entered(the_page("returns"), f"{shipment.number} m+")
    at.selectbox(key="returns_how").set_value("reader's letter")
    entered(at, f"{shipment.number} r")
    assert "1 copy taken off the shelf again" in text_of(at)
    assert stock.on_hand(desk, title_id) == 0
    assert check.run(desk, TODAY) == []


def test_older_news_typed_late_is_warned_of(desk):
    shipment_id = filled(desk, a_shipment)
    number = shipments.number(shipment_id)
    at = entered(the_page("returns"), f"{number} c")
    at.text_input(key="returns_learned").set_value("11/1/2026")
    entered(at, f"{number} m")
    assert "stays censored, learned 23 Nov 2026" in text_of(at)
    assert outcomes_of(desk, shipment_id) == ["censored"]


def test_the_tick_for_the_stack_is_not_in_the_way_of_a_parcel_that_did_not_come_back(desk):
    shipment_id = filled(desk, a_shipment)
    at = entered(the_page("returns"), shipments.number(shipment_id))
    at.checkbox(key="returns_back").check()
    entered(at, "u")
    assert "unconfirmed" in text_of(at)
    assert db.value(desk, "select count(*) from outcome_event") == 1


def test_a_form_is_sent_to_its_own_page(desk):
    assert "is an unconfirmed-mail form. Open the page Forms" in text_of(entered(the_page("returns"), "U-12-3"))


def test_the_reader_moved_since_is_said_and_nothing_follows(desk):
    def work(con):
        reader_id = a_reader(con)
        shipment_id = a_shipment(con, reader_id)
        readers.move(con, reader_id, a_facility(con, "North Camp"), date(2026, 8, 1))
        return shipment_id

    at = entered(the_page("returns"), f"{shipments.number(filled(desk, work))} n")
    assert "on file at North Camp, TX by now" in text_of(at)
    assert not any(str(button.key).startswith("returns_follow") for button in at.button)

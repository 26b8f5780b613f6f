"""The page Forms: empty and full, printing, what comes back, what is refused and what is taken back."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.base import db
from bfp.mail import shipments
from bfp.outcomes import umf, umf_besides
from bfp.papers import paper_texts
from bfp.readers import readers
from pages import open_page, said

TODAY = date(2026, 11, 23)
OLD = date(2026, 3, 2)


def text_of(at):
    return said(at).replace("\\", "")


def filled(desk, work):
    with db.transaction(desk, by="Ada") as con:
        return work(con)


def a_form(desk, items=2, **person):
    def work(con):
        reader_id = a_reader(con, **person)
        a_shipment(con, reader_id, on=OLD, titles=[a_title(con) for _ in range(items)])
        [umf_id] = umf.print_for(con, [reader_id], TODAY)
        umf.mailed(con, [umf_id], TODAY)
        return umf_id

    return filled(desk, work)


def entered(at, typed):
    at.text_input(key="forms_box").set_value(typed)
    at.button(key="forms_save").click().run()
    assert not at.exception, at.exception
    return at


def view(at, name):
    at.button_group(key="forms_view").set_value(name).run()
    assert not at.exception, at.exception
    return at


def now(desk, umf_id):
    return list(umf.items(desk, umf_id)["outcome"])


def test_an_empty_desk_says_what_each_part_is_for(desk):
    at = open_page("forms")
    assert "Nobody is to be asked now" in text_of(at)
    assert at.button(key="forms_print").disabled
    assert "No form waits to be mailed" in text_of(view(at, "Printed, not mailed"))
    assert "No form was mailed yet" in text_of(view(at, "What they taught"))
    assert "Nothing of this choice is unconfirmed" in text_of(view(at, "Still unconfirmed"))
    assert "looks like U-12-" in text_of(entered(at, "4821-7"))


def test_the_most_telling_are_printed_marked_as_mailed_and_not_asked_again(desk):
    def work(con):
        for items in (1, 3, 2):
            a_shipment(con, a_reader(con, last_name=f"Has{items}"), on=OLD, titles=[a_title(con) for _ in range(items)])

    filled(desk, work)
    at = open_page("forms")
    assert list(at.dataframe[0].value["Reader"]) == ["Has3, Testa", "Has2, Testa", "Has1, Testa"]
    assert "reader_id" not in at.dataframe[0].value.columns
    at.text_input(key="forms_how_many").set_value("2")
    at.button(key="forms_print").click().run()
    assert "2 forms made" in text_of(at)
    assert at.button_group(key="forms_view").value == "Printed, not mailed"
    at.button(key="forms_mailed").click().run()
    assert "2 forms marked as mailed on 23 Nov 2026" in text_of(at)
    assert list(at.dataframe[0].value["Reader"]) == ["Has1, Testa"]


def test_a_form_to_somebody_who_is_gone_is_said_before_all_count_as_mailed(desk):
    umf_id = a_form(desk)
    with db.transaction(desk) as con:
        con.execute("update umf set mailed_on = null where id = $id", {"id": umf_id})
        con.execute("update reader set status = 'released'")
    at = open_page("forms")
    view(at, "Printed, not mailed")
    at.button(key="forms_mailed").click().run()
    assert "on file as released since" in text_of(at) and db.value(desk, "select count(*) from umf where mailed_on is null") == 1
    at.checkbox(key="forms_anyway").check().run()
    at.button(key="forms_mailed").click().run()
    assert "1 form marked as mailed" in text_of(at)


def test_a_double_click_makes_the_forms_once(desk):
    filled(desk, lambda con: [a_shipment(con, on=OLD) for _ in range(3)])
    at = open_page("forms")
    at.text_input(key="forms_how_many").set_value("1")
    at.button(key="forms_print").click().run()
    view(at, "Who to ask").button(key="forms_print").click().run()
    assert db.value(desk, "select count(*) from umf") == 1


def test_a_number_that_is_none_prints_nothing(desk):
    filled(desk, lambda con: a_shipment(con, on=OLD))
    at = open_page("forms")
    at.text_input(key="forms_how_many").set_value("many")
    at.button(key="forms_print").click().run()
    assert "Write how many forms" in text_of(at)
    assert db.value(desk, "select count(*) from umf") == 0


def test_scan_tick_enter_next(desk):
    first, second = a_form(desk, 3), a_form(desk)
    at = entered(open_page("forms"), umf.number(first))
    assert umf.number(first) in at.subheader[0].value
    entered(at, "r 1 c 2")
    assert now(desk, first) == ["received", "censored", "unconfirmed"]
    assert "1 received, 1 censored, 1 without a tick stay unconfirmed" in text_of(at)
    entered(at, f"{umf.number(second).lower()} r")
    assert now(desk, second) == ["received", "received"]


@pytest.mark.parametrize("typed", ["{number} r", "{plain}r", "{lower} = r", "{number} r 1 2"])
def test_number_and_keys_in_one_go(desk, typed):
    umf_id = a_form(desk)
    number = umf.number(umf_id)
    entered(open_page("forms"), typed.format(number=number, plain=number.replace("-", ""), lower=number.lower()))
    assert now(desk, umf_id) == ["received", "received"]


def test_number_and_nought_is_a_form_with_nothing_ticked(desk):
    umf_id = a_form(desk)
    assert "nothing ticked" in text_of(entered(open_page("forms"), f"{umf.number(umf_id)} 0"))
    assert umf.get(desk, umf_id).answered_on == TODAY


def test_ticked_by_mouse(desk):
    umf_id = a_form(desk)
    at = entered(open_page("forms"), umf.number(umf_id))
    at.button_group(key=f"forms_tick_{umf_id}_2").set_value("c")
    entered(at, "")
    assert now(desk, umf_id) == ["unconfirmed", "censored"]


def test_a_double_enter_saves_once(desk):
    umf_id = a_form(desk)
    at = entered(entered(open_page("forms"), umf.number(umf_id)), "r")
    entered(at, "")
    assert "Not saved" not in text_of(at)
    assert db.value(desk, "select count(*) from outcome_event") == 2


def test_keys_without_a_form_are_for_none(desk):
    assert "No form is open" in text_of(entered(open_page("forms"), "r 1 2"))


def test_undo_opens_the_form_again(desk):
    umf_id = a_form(desk)
    at = entered(entered(open_page("forms"), umf.number(umf_id)), "r")
    at.button(key="forms_undo").click().run()
    assert f"{umf.number(umf_id)} taken back" in text_of(at)
    assert now(desk, umf_id) == ["unconfirmed", "unconfirmed"]
    assert umf.number(umf_id) in at.subheader[0].value


def test_the_same_form_twice_is_said_and_corrected_by_keys_or_by_mouse(desk):
    umf_id = a_form(desk)
    number = umf.number(umf_id)
    at = entered(entered(open_page("forms"), number), "r")
    entered(at, number)
    assert "Entered on 23 Nov 2026 already" in text_of(at)
    entered(at, "c")
    assert "To correct that, type = before the keys" in text_of(at)
    assert now(desk, umf_id) == ["received", "received"]
    entered(at, "= r 1 c 2")
    assert now(desk, umf_id) == ["received", "censored"]
    entered(at, number)
    assert at.button_group(key=f"forms_tick_{umf_id}_2").value == "c"
    at.button_group(key=f"forms_tick_{umf_id}_2").set_value("n")
    at.checkbox(key="forms_correct").check()
    entered(at, "")
    assert now(desk, umf_id) == ["received", "unconfirmed"]


def test_a_reader_who_moved_since_is_said(desk):
    umf_id = a_form(desk)
    reader_id = umf.get(desk, umf_id).reader_id
    filled(desk, lambda con: readers.move(con, reader_id, a_facility(con, "Far Camp"), TODAY))
    assert "is at Far Camp, TX by now" in text_of(entered(open_page("forms"), umf.number(umf_id)))


def test_a_form_is_voided_with_a_reason(desk):
    umf_id = a_form(desk)
    at = entered(open_page("forms"), umf.number(umf_id))
    at.button(key="forms_void").click().run()
    assert "Say why the form is taken back" in text_of(at)
    at.text_input(key="forms_void_reason").set_value("came back")
    at.button(key="forms_void").click().run()
    assert f"{umf.number(umf_id)} voided" in text_of(at)
    assert umf.get(desk, umf_id).voided_on == TODAY


def test_what_forms_taught_by_month_and_facility(desk):
    umf_id = a_form(desk)
    at = view(entered(open_page("forms"), f"{umf.number(umf_id)} r"), "What they taught")
    assert "1 sent, 1 answered, 0 out; 2 items known by them" in text_of(at)
    by_month, by_place = at.dataframe[0].value, at.dataframe[1].value
    assert by_month[["Sent", "Answered", "Now known"]].values.tolist() == [[1, 1, 2]]
    assert by_place["Received"].tolist() == [2]


def test_the_list_of_what_is_still_unconfirmed_names_nobody(desk):
    shipment_id = filled(desk, lambda con: a_shipment(con, a_reader(con, last_name="Zabriskie"), on=OLD))
    at = view(open_page("forms"), "Still unconfirmed")
    assert "1 item to 1 reader." in text_of(at)
    assert list(at.dataframe[0].value["Parcel"]) == [shipments.number(shipment_id)]
    assert "Zabriskie" not in at.dataframe[0].value.to_csv()
    at.selectbox(key="unconfirmed_age").set_value("over two years").run()
    assert "Nothing of this choice is unconfirmed" in text_of(at)


# ---- what the form asks besides its ticks --------------------------------------------------------


def beside(at, umf_id, **said):
    for name, text in said.items():
        kind = at.text_area if name == "stated" else at.text_input
        kind(key=f"forms_{name}_{umf_id}").set_value(text)


def test_what_the_prison_said_a_new_address_and_a_note_are_saved_with_the_keys(desk):
    umf_id = a_form(desk, 3)
    there = filled(desk, lambda con: a_facility(con, "Far Camp"))
    at = entered(open_page("forms"), umf.number(umf_id))
    beside(at, umf_id, stated="security\n2: See attached", note="in pencil")
    at.session_state[f"forms_facility_{umf_id}"] = {"value": [{"value": there, "label": "Far Camp, TX"}]}
    entered(at, "c 1 2 r 3")
    form = umf.get(desk, umf_id)
    assert now(desk, umf_id) == ["censored", "censored", "received"]
    assert umf_besides.stated(desk, umf_id) == {1: "security", 2: "See attached"}
    assert form.note == "in pencil" and readers.get(desk, form.reader_id).facility_id == there
    at.button(key="forms_undo").click().run()
    assert now(desk, umf_id) == ["unconfirmed"] * 3 and umf.get(desk, umf_id).note == ""
    assert readers.get(desk, form.reader_id).facility_id == form.facility_id


def test_a_facility_that_is_none_is_refused_beside_its_field_and_nothing_is_saved(desk):
    umf_id = a_form(desk)
    at = entered(open_page("forms"), umf.number(umf_id))
    beside(at, umf_id, note="typed")
    at.session_state[f"forms_facility_{umf_id}"] = {"value": [{"value": None, "label": "Nowhere"}]}
    entered(at, "r")
    assert "No facility is chosen for “Nowhere”" in text_of(at) and "mend this field" in text_of(at)
    assert now(desk, umf_id) == ["unconfirmed", "unconfirmed"]
    assert at.text_input(key=f"forms_note_{umf_id}").value == "typed"


def test_words_about_a_line_that_came_are_refused(desk):
    umf_id = a_form(desk)
    at = entered(open_page("forms"), umf.number(umf_id))
    beside(at, umf_id, stated="2: Denied")
    assert "Line 2 is not ticked as stopped" in text_of(entered(at, "c 1 r 2"))
    assert now(desk, umf_id) == ["unconfirmed", "unconfirmed"]


def test_what_was_typed_beside_one_form_is_for_no_other(desk):
    first, second = a_form(desk), a_form(desk)
    at = entered(open_page("forms"), umf.number(first))
    beside(at, first, stated="Denied", note="about the first")
    entered(at, f"{umf.number(second)} c")
    assert umf_besides.stated(desk, second) == {} and umf.get(desk, second).note == ""


def test_a_correction_shows_what_was_entered_first(desk):
    umf_id = a_form(desk)
    at = entered(open_page("forms"), umf.number(umf_id))
    beside(at, umf_id, stated="2: Denied", note="in pencil")
    entered(entered(at, "c"), umf.number(umf_id))
    assert at.text_area(key=f"forms_stated_{umf_id}").value == "2: Denied"
    assert at.text_input(key=f"forms_note_{umf_id}").value == "in pencil"


def test_what_is_printed_and_not_mailed_names_its_reader_and_has_labels(desk):
    filled(desk, lambda con: umf.print_for(con, [_mailed_to(con)], TODAY))
    at = view(open_page("forms"), "Printed, not mailed")
    assert list(at.dataframe[0].value["Reader"]) == ["Zabriskie, Testa"]
    assert "Labels" in [button.label for button in at.get("download_button")]


def _mailed_to(con):
    reader_id = a_reader(con, last_name="Zabriskie")
    a_shipment(con, reader_id, on=OLD)
    return reader_id


def test_the_page_papers_has_the_words_of_the_form(desk):
    at = open_page("paper_texts")
    at.selectbox(key="paper_name").set_value("umf_title").run()
    at.text_area[0].set_value("Did it come, {name}?")
    at.button(key="paper_save").click().run()
    assert paper_texts.get(desk, "umf_title") == "Did it come, {name}?"
    assert "the reader's name" in text_of(at) and len(at.get("image") or at.get("imgs")) == 1

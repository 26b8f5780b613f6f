"""The letter desk through its page: saved, asked, refused; nothing typed is lost."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.base import db, lists
from bfp.base.errors import Invalid
from bfp.readers import readers
from pages import open_page, said


@pytest.fixture
def reader(desk):
    """A reader on file with a shipment that nobody has heard of yet."""
    with db.transaction(desk) as con:
        reader_id = a_reader(con, a_facility(con, "Example Unit"), "1234567", "Quill", "Lanternfield")
        a_shipment(con, reader_id, on=date(2026, 6, 12), titles=[a_title(con, "A Dictionary")])
    return reader_id


def open_letter(reader_id):
    return open_page("letters", reader=reader_id)


def field(at, kind, name):
    """The widget of the letter that is open now: its key ends in the letter's serial number."""
    return getattr(at, kind)(f"{name}_{at.session_state['desk'].serial}")


def test_the_empty_desk_says_what_to_do(desk):
    at = open_page("letters")
    assert "Type a number or a name" in said(at)


def test_the_card_shows_what_matters_at_a_glance(desk, reader):
    text = said(open_letter(reader))
    for part in ("Lanternfield, Quill", "1234567", "Example Unit, TX", "may have books", "A Dictionary"):
        assert part in text


def test_a_plain_request_is_saved_with_its_number_and_undo(desk, reader):
    at = open_letter(reader)
    field(at, "button", "save").click().run()
    assert "Last saved: **L-1 Q. L., Example Unit, TX, postmark 23 Nov 2026, request waiting**" in said(at)
    assert db.value(desk, "select count(*) from book_request where status = 'waiting'") == 1
    assert db.value(desk, "select entered_by from letter") == "Ada"
    at.button("undo").click().run()
    assert "taken back" in said(at)
    assert db.value(desk, "select count(*) from book_request where voided_on is null") == 0


def test_a_future_postmark_is_refused_beside_its_field_and_every_word_stays(desk, reader):
    at = open_letter(reader)
    field(at, "text_input", "postmark").set_value("1/2/2031")
    field(at, "text_input", "note").set_value("a long story")
    field(at, "button", "save").click().run()
    assert "Not saved" in said(at) and "future" in said(at) and "mend this field" in said(at)
    assert field(at, "text_input", "note").value == "a long story"
    assert db.value(desk, "select count(*) from letter") == 0
    field(at, "text_input", "postmark").set_value("11/16/2026")
    field(at, "button", "save").click().run()
    assert db.row(desk, "select postmark_on, note from letter") == {"postmark_on": date(2026, 11, 16), "note": "a long story"}


def test_a_word_that_is_no_date_is_refused(desk, reader):
    at = open_letter(reader)
    field(at, "text_input", "postmark").set_value("soon")
    field(at, "button", "save").click().run()
    assert "14 Nov 2026" in said(at)


def test_a_warning_asks_and_going_on_needs_a_reason(desk, reader):
    with db.transaction(desk) as con:
        con.execute("update reader set status = 'released'")
    at = open_letter(reader)
    field(at, "button", "save").click().run()
    assert "on file as released" in said(at)
    field(at, "button", "go").click().run()
    assert "Write why you go on" in said(at) and db.value(desk, "select count(*) from letter") == 0
    field(at, "text_input", "reason").set_value("wrote from a halfway house")
    field(at, "button", "go").click().run()
    assert db.value(desk, "select reason from letter_warning") == "wrote from a halfway house"


def test_a_request_is_declined_with_a_reason(desk, reader):
    at = open_letter(reader)
    field(at, "button", "decline").click().run()
    assert "Why is this request declined?" in said(at)
    field(at, "text_input", "reason").set_value("asks for a guitar")
    field(at, "button", "do_decline").click().run()
    assert db.value(desk, "select decline_reason from book_request where status = 'declined'") == "asks for a guitar"


def test_back_from_a_question_saves_nothing_and_keeps_the_words(desk, reader):
    at = open_letter(reader)
    field(at, "text_input", "note").set_value("kept")
    field(at, "button", "decline").click().run()
    field(at, "button", "back").click().run()
    assert field(at, "text_input", "note").value == "kept"
    assert db.value(desk, "select count(*) from letter") == 0


def test_an_enclosure_without_its_kind_is_refused(desk, reader):
    at = open_letter(reader)
    field(at, "text_input", "about_note0").set_value("two pages")
    field(at, "button", "save").click().run()
    assert "Say what is enclosed" in said(at)
    field(at, "selectbox", "kind0").set_value("book review")
    field(at, "button", "save").click().run()
    assert db.row(desk, "select kind, note from contribution") == {"kind": "book review", "note": "two pages"}


def test_boxes_and_marks_are_saved_with_the_letter(desk, reader):
    at = open_letter(reader)
    serial = at.session_state["desk"].serial
    legal = db.value(desk, "select id from term where name = 'legal' and list = 'subject'")
    item = db.value(desk, "select id from item")
    at.session_state[f"subjects_{serial}"] = {"value": [{"value": legal, "label": "legal"}]}
    at.session_state[f"titles_{serial}"] = {"value": [{"value": None, "label": "Something rare"}]}
    at.session_state[f"marks_{serial}"] = {"value": {str(item): "received"}}
    field(at, "button", "save").click().run()
    assert "1 item arrived" in said(at)
    assert db.value(desk, "select text from request_title") == "Something rare"
    assert db.value(desk, "select count(*) from request_term where term_id = $id", id=legal) == 1
    assert db.value(desk, "select outcome from item") == "received"


def test_a_second_press_on_save_saves_nothing_more(desk, reader):
    at = open_letter(reader)
    serial = at.session_state["desk"].serial
    at.button(f"save_{serial}").click().run()
    assert db.value(desk, "select count(*) from letter") == 1
    assert "save_" not in str([button.key for button in at.button])


def test_an_unknown_reader_in_the_address_is_a_sentence(desk):
    assert "There is no reader" in said(open_letter(99))


def test_the_record_of_a_reader_is_mended_and_refused(desk, reader):
    at = open_page("readers", reader=reader)
    at.text_input(f"reader_first_name_{reader}").set_value("Quilla")
    at.button("save_reader").click().run()
    assert "Record saved" in said(at)
    at.text_input(f"reader_first_name_{reader}").set_value("")
    at.text_input(f"reader_last_name_{reader}").set_value("")
    at.text_area(f"reader_notes_{reader}").set_value("kept")
    at.button("save_reader").click().run()
    assert "needs a name" in said(at) and at.text_area(f"reader_notes_{reader}").value == "kept"
    assert db.value(desk, "select first_name from reader") == "Quilla"


def test_a_released_reader_is_not_said_to_may_have_books(desk, reader):
    with db.transaction(desk) as con:
        con.execute("update reader set status = 'released'")
    text = said(open_letter(reader))
    assert "on file as released" in text and "may have books" not in text


def test_an_address_that_mail_came_back_from_is_said_to_be_right_again(desk, reader):
    with db.transaction(desk) as con:
        readers.mark_bad_address(con, reader, date(2026, 11, 3))
    at = open_page("readers", reader=reader)
    assert "bad address since 3 Nov 2026" in said(at)
    button = at.button(key="checked")
    assert button.label == "The address is right"
    button.click().run()
    assert "bad address" not in said(at) and at.button(key="checked").label == "Checked today"


def test_the_readers_page_without_readers_says_what_to_do(desk):
    assert "The first letter makes the first one" in said(open_page("readers"))


def test_settings_are_saved_and_refused(desk):
    at = open_page("program")
    at.text_input("set_interval_days").set_value("90")
    at.button("save_settings").click().run()
    assert "Settings saved" in said(at) and db.value(desk, "select value from setting where name = 'interval_days'") == "90"
    at.text_input("set_interval_days").set_value("soon")
    at.button("save_settings").click().run()
    assert "takes a number" in said(at) and at.text_input("set_interval_days").value == "soon"


def test_a_list_grows_and_refuses_doubles(desk):
    at = open_page("program")
    at.text_input("term_name").set_value("zines")
    at.button("add_term").click().run()
    assert db.value(desk, "select count(*) from term where name = 'zines' and list = 'subject'") == 1
    at.text_input("term_name").set_value("Zines")
    at.button("add_term").click().run()
    assert "already on the list" in said(at) and at.text_input("term_name").value == "Zines"


def test_a_reason_is_said_to_be_content_based_or_not_and_the_reports_follow(desk):
    at = open_page("program")
    at.segmented_control("list_kind").set_value("reason").run()
    table = at.get("arrow_data_frame")[0] if at.get("arrow_data_frame") else at.dataframe[0]
    assert "content-neutral" in set(table.value["basis"]) and "not said" in set(table.value["basis"])
    reason = db.value(desk, "select id from term where list = 'reason' and name = 'other'")
    with db.transaction(desk, "Ada") as con:
        lists.base(con, reason, "content-based")
    assert lists.listing(desk, "reason").set_index("id")["basis"][reason] == "content-based"
    with db.transaction(desk, "Ada") as con, pytest.raises(Invalid):
        lists.base(con, db.value(con, "select min(id) from term where list = 'subject'"), "content-based")

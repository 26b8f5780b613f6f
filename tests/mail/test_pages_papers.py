"""The page Papers, and the buttons that print: what is saved, what is refused, what is missing is said."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from paper_reading import read

from bfp.base import db, settings
from bfp.base.errors import NotFound
from bfp.mail import paper_checks, shipments
from bfp.packing import packing_session
from bfp.papers import paper_texts
from bfp.papers.given_texts import GIVEN
from bfp.ui import print_buttons
from pages import open_page, said

TODAY = date(2026, 11, 23)


def text(at):
    return at.text_area[0]


def test_it_opens_on_the_given_letter_with_its_fields_and_a_picture(desk):
    at = open_page("paper_texts")
    assert text(at).value == GIVEN["letter"]["English"]
    assert "{enclosed}" in said(at) and "the list of what is in the parcel" in said(at)
    assert len(at.get("image") or at.get("imgs")) == 1
    assert not [button for button in at.button if button.key == "paper_restore"]


def test_a_text_is_saved_and_given_back(desk):
    at = open_page("paper_texts")
    text(at).set_value("Hello {first_name}\n\n{enclosed}")
    at.button(key="paper_save").click().run()
    assert paper_texts.get(desk, "letter") == "Hello {first_name}\n\n{enclosed}"
    assert "saved" in said(at)
    at.button(key="paper_restore").click().run()
    assert paper_texts.get(desk, "letter") == text(at).value == GIVEN["letter"]["English"]


def test_a_mistake_is_named_before_and_at_saving_and_what_was_typed_stays(desk):
    at = open_page("paper_texts")
    typed = "Dear {nmae}\n\n{enclosed}"
    text(at).set_value(typed)
    at.button(key="paper_look").click().run()
    assert "There is no field" in said(at) and "nmae" in said(at)
    at.button(key="paper_save").click().run()
    assert "Not saved" in said(at) and text(at).value == typed
    assert not paper_texts.is_own(desk, "letter", "English")


def test_each_language_has_its_own_text(desk):
    at = open_page("paper_texts")
    at.selectbox(key="paper_language").set_value("Spanish").run()
    assert text(at).value == GIVEN["letter"]["Spanish"]
    text(at).set_value("Hola {name}\n\n{enclosed}")
    at.button(key="paper_save").click().run()
    assert paper_texts.get(desk, "letter") == GIVEN["letter"]["English"]
    assert paper_texts.get(desk, "letter", "Spanish").startswith("Hola")


@pytest.mark.parametrize("name", paper_texts.TEXTS)
def test_every_text_can_be_chosen_and_looked_at(desk, name):
    at = open_page("paper_texts")
    at.selectbox(key="paper_name").set_value(name).run()
    assert not at.exception and text(at).value == GIVEN[name]["English"]


def test_the_line_at_the_foot_of_the_slip_is_saved(desk):
    at = open_page("paper_texts", paper_tabs="Slip")
    at.session_state["paper_tabs"] = "Slip"
    at.run()
    at.text_input(key="paper_wording").set_value("  Donated,  no charge ")
    at.button(key="paper_wording_save").click().run()
    assert settings.load(desk).invoice_wording == "Donated, no charge"


@pytest.mark.parametrize("tab", ["Slip", "Labels"])
def test_a_made_up_paper_is_shown(desk, tab):
    at = open_page("paper_texts")
    at.session_state["paper_tabs"] = tab
    at.run()
    assert not at.exception and len(at.get("image") or at.get("imgs")) == 1


def test_an_empty_return_address_is_said_and_a_written_one_is_not(desk):
    assert "The return address is empty" in said(open_page("paper_texts"))
    with db.transaction(desk, by="Ada") as con:
        settings.save(con, return_address="P.O. Box 1")
    assert "The return address is empty" not in said(open_page("paper_texts"))


def test_a_mailed_shipment_has_its_papers_to_print(desk):
    with db.transaction(desk, by="Ada") as con:
        shipment = a_shipment(con)
    at = open_page("packing", shipment=shipment)
    labels = [button.label for button in at.get("download_button")]
    assert {"All papers", "Slip", "Letter", "Label"} <= set(labels)
    assert "The return address is empty" in said(at)


def test_a_void_shipment_has_nothing_to_print(desk):
    with db.transaction(desk, by="Ada") as con:
        shipment = a_shipment(con)
        con.execute("update shipment set voided_on = mailed_on, void_reason = 'wrong reader'")
    at = open_page("packing", shipment=shipment)
    assert "wrong reader" in said(at) and not at.get("download_button")


def test_letters_that_the_fonts_lack_are_named_for_the_packer(con):
    settings.save(con, return_address="P.O. Box 1")
    shipment = a_shipment(con, titles=[a_title(con, "道德经 Tao")])
    [sentence] = paper_checks.of_shipment(con, shipment)
    assert "道 德 经" in sentence and "Tao" not in sentence


def test_letters_that_the_fonts_lack_are_named_at_the_print_buttons(desk):
    with db.transaction(desk, by="Ada") as con:
        settings.save(con, return_address="P.O. Box 1")
        shipment = a_shipment(con, titles=[a_title(con, "道德经 Tao")])
    at = open_page("packing", shipment=shipment)
    assert "道 德 经" in said(at)
    slip = next(button for button in at.get("download_button") if button.label == "Slip")
    assert "道 德 经" in slip.proto.help


def test_a_session_names_the_parcels_whose_letters_the_fonts_lack(con):
    settings.save(con, return_address="P.O. Box 1")
    request = a_request(con)
    session_id = packing_session.start(con, [request], TODAY)
    position = packing_session.next_parcel(con, session_id).position
    reader, how = db.value(con, "select reader_id from book_request"), shipments.Mailing(because="asked for by name")
    shipment = shipments.mail(con, reader, [(a_title(con, "道德经", copies=1), 1)], TODAY, how, request)
    assert paper_checks.of_session(con, session_id) == []
    packing_session.packed(con, session_id, position, shipment.id)
    [sentence] = paper_checks.of_session(con, session_id)
    assert shipment.number in sentence and "道 德 经" in sentence


def test_a_price_that_an_invoice_needs_is_missed(con):
    settings.save(con, return_address="P.O. Box 1")
    facility = a_facility(con)
    shipment = a_shipment(con, a_reader(con, facility), date(2026, 11, 20), [a_title(con, "Free Book")])
    con.execute("update title set price_cents = null")
    assert paper_checks.of_shipment(con, shipment) == []
    sql = """
        insert into restriction (level, facility_id, starts_on, text, source_kind, invoice_needed)
        values ('facility', $id, date '2025-01-01', 'invoice', 'reader', true)
    """
    con.execute(sql, {"id": facility})
    assert paper_checks.of_shipment(con, shipment) == ["The facility wants an invoice, and no price is on file for Free Book."]


def test_what_can_not_be_printed_any_more_is_a_page_that_says_why():
    def gone():
        raise NotFound(f"There is no shipment number {shipments.number(12)}.")

    [page] = read(print_buttons.paper(gone))
    assert "Nothing was printed" in page.text and "There is no shipment number" in page.text

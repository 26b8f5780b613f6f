"""Letters on the page of an appeal; citations, rebuttals and templates on the page Appeal rules: made, sent and refused."""

import pytest
from letter_samples import TODAY, a_docx, a_world, words

from bfp.appeals import appeals, citations, rebuttals
from bfp.appeals.letters import appeal_letters, letter_templates
from bfp.base import db, lists
from bfp.incidents import incidents
from pages import open_page, said


@pytest.fixture
def world(desk):
    with db.transaction(desk, by="Ada") as con:
        return a_world(con)


def plain(at):
    return said(at).replace("\\", "")


def written(at, appeal_id, scope="", **typed):
    """Fill in the form of a new letter and make it."""
    prefix = f"appeal{appeal_id}_letter_0"
    for name, value in typed.items():
        widget = {"copies": at.text_area, "to_reader": at.checkbox, "blanks": at.checkbox, "citations": at.multiselect,
                  "rebuttals": at.multiselect}.get(name, at.selectbox)  # fmt: skip
        widget(key=f"{prefix}_{name}").set_value(value)
    if scope:
        at.run()
        at.selectbox(key=f"{prefix}_scope_False").set_value(scope).run()
    return at.button(key=f"appeal{appeal_id}_make").click().run()


# ---- on the page of an appeal -----------------------------------------------------------------------


def test_an_appeal_without_letters_offers_the_kind_that_fits(desk, world):
    at = open_page("appeal", appeal=world.single)
    assert "No letter yet." in said(at)
    prefix = f"appeal{world.single}_letter_0"
    assert at.selectbox(key=f"{prefix}_kind").value == "content"
    assert at.multiselect(key=f"{prefix}_rebuttals").value == [
        one.id for one in rebuttals.for_reasons(desk, [world.reasons["racial content"]])
    ]
    assert "To Review Committee, PO Box 99" in plain(at)
    assert "The rule of appeal is still to be checked" in said(at)


def test_a_letter_is_made_with_what_was_chosen(desk, world):
    turner = next(one for one in citations.listing(desk) if one.name.startswith("Turner"))
    at = written(
        open_page("appeal", appeal=world.single), world.single, citations=[turner.id], copies="Legal Aid", to_reader=True
    )
    assert "The letter is made." in said(at)
    [letter] = appeal_letters.letters(desk, world.single)
    text = words(appeal_letters.content(desk, letter.id))
    assert "Turner v. Safley, 482 U.S. 78 (1987)" in text and "Legal Aid" in text and "Testa Reader, 555000" in text
    assert "Content, page by page" in plain(at) and "6 blanks to fill in" in said(at)


def test_without_an_address_the_page_says_where_to_add_one_and_offers_a_blank(desk):
    with db.transaction(desk, by="Ada") as con:
        world = a_world(con, address=False)
    at = open_page("appeal", appeal=world.single)
    assert "Find it and add it under Appeal rules, Contacts" in said(at)
    assert at.button(key=f"appeal{world.single}_make").disabled
    at.checkbox(key=f"appeal{world.single}_letter_0_blanks").set_value(True).run()
    at.button(key=f"appeal{world.single}_make").click().run()
    [letter] = appeal_letters.letters(desk, world.single)
    assert "____" in words(appeal_letters.content(desk, letter.id))


def test_a_pattern_is_written_to_every_facility_at_once_and_sent_at_once(desk, world):
    at = written(open_page("appeal", appeal=world.pattern), world.pattern, kind="content", scope="each")
    assert "3 letters are made." in said(at) and "3 letters to send" in said(at)
    found = appeal_letters.letters(desk, world.pattern)
    assert [one.kind for one in found] == ["pattern", "content", "content"]
    at.session_state[f"appeal{world.pattern}_sent_all"] = True
    at.run()
    at.button(key=f"appeal{world.pattern}_sent_all_go").click().run()
    assert "blanks not filled in" in said(at) and "write why it goes as it is" in said(at)
    assert {one.sent_on for one in appeal_letters.letters(desk, world.pattern)} == {None}
    at.text_input(key=f"appeal{world.pattern}_sent_all_0_because").set_value("filled in by hand")
    at.button(key=f"appeal{world.pattern}_sent_all_go").click().run()
    assert "Sent, and kept as it was sent." in said(at)
    assert {one.sent_on for one in appeal_letters.letters(desk, world.pattern)} == {TODAY}
    assert appeals.get(desk, world.pattern).state == "sent"


def one_letter(desk, world):
    with db.transaction(desk, by="Ada") as con:
        appeal_letters.make(con, world.single, "content", TODAY)
    [letter] = appeal_letters.letters(desk, world.single)
    return letter, f"appeal{world.single}_sent_{letter.id}"


def opened(at, key):
    at.session_state[key] = True
    return at.run()


def test_a_letter_is_marked_as_sent_with_the_file_as_it_was_sent(desk, world):
    letter, key = one_letter(desk, world)
    at = opened(open_page("appeal", appeal=world.single), key)
    at.text_input(key=f"{key}_0_on").set_value("20 nov 2026")
    at.file_uploader(key=f"{key}_0_file").set_value(("finished.docx", a_docx("As it was sent."), "application/octet-stream"))
    at.button(key=f"{key}_go").click().run()
    now = appeal_letters.get(desk, letter.id)
    assert (now.sent_on.day, words(appeal_letters.content(desk, letter.id))) == (20, "As it was sent.")
    assert "sent 20 Nov 2026" in said(at)


@pytest.mark.parametrize(
    ("typed", "file", "sentence"),
    [
        ("24 nov 2026", None, "has not come yet"),
        ("soon", None, "Write the date like"),
        ("", a_docx("Dear {{ official }}"), "still has a field in it"),
        ("", b"MZ no letter", "is a Windows program"),
    ],
)
def test_what_can_not_have_been_sent_is_refused_and_nothing_is_kept(desk, world, typed, file, sentence):
    letter, key = one_letter(desk, world)
    at = opened(open_page("appeal", appeal=world.single), key)
    at.text_input(key=f"{key}_0_on").set_value(typed)
    at.text_input(key=f"{key}_0_because").set_value("filled in by hand")
    if file:
        at.file_uploader(key=f"{key}_0_file").set_value(("finished.docx", file, "application/octet-stream"))
    at.button(key=f"{key}_go").click().run()
    assert sentence in plain(at)
    assert appeal_letters.get(desk, letter.id).sent_on is None


def test_a_letter_is_taken_back_with_a_reason(desk, world):
    letter, _ = one_letter(desk, world)
    key = f"appeal{world.single}_void_letter_{letter.id}"
    at = opened(open_page("appeal", appeal=world.single), key)
    at.button(key=f"{key}_go").click().run()
    assert "Say why the letter is taken back" in said(at)
    at.text_input(key=f"{key}_0_reason").set_value("wrong kind")
    at.button(key=f"{key}_go").click().run()
    assert "No letter yet." in said(at)


# ---- citations, rebuttals and templates ---------------------------------------------------------------


def tab(name):
    at = open_page("appeal_rules")
    at.session_state["appeal_rules_view"] = name
    return at.run()


def clicked(at, key, row, column):
    at.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [(row, column)]}}
    return at.run()


def test_the_given_citations_are_shown_as_to_be_checked(desk):
    at = tab("Citations")
    assert "6 citations are still to be checked by the program’s lawyers." in said(at)
    assert list(at.dataframe[0].value["Year"]) == [1974, 1987, 1989, 1996, 1999, 2015]


def test_a_citation_is_added_and_a_wrong_one_refused(desk):
    at = tab("Citations")
    at.text_input(key="citation_new_0_name").set_value("Reader v. Example")
    at.text_input(key="citation_new_0_reference").set_value("1 F.4th 2")
    at.text_input(key="citation_new_0_year").set_value("soon")
    at.button(key="citation_new_0_save").click().run()
    assert "Year: write a number" in plain(at)
    at.text_input(key="citation_new_0_year").set_value("2021")
    at.button(key="citation_new_0_save").click().run()
    assert "Citation added. It is to be checked" in said(at)
    assert citations.listing(desk)[-1].full == "Reader v. Example, 1 F.4th 2 (2021)"


def test_a_clicked_citation_is_checked_corrected_and_voided(desk):
    number = citations.listing(desk)[1].id
    at = clicked(tab("Citations"), "citations_0", 1, "Name")
    assert "Turner v. Safley, 482 U.S. 78 (1987)" in plain(at)
    at.text_input(key=f"citation_confirm_{number}_0_source").set_value("the reports, today")
    at.button(key=f"citation_confirm_{number}_0_save").click().run()
    assert citations.get(desk, number).status == "checked 23 Nov 2026 by Ada"
    at.text_area(key=f"citation_correct_{number}_0_holding").set_value("Held so.")
    at.text_input(key=f"citation_correct_{number}_0_why").set_value("too short")
    at.button(key=f"citation_correct_{number}_0_save").click().run()
    new = citations.listing(desk)[1]
    assert (new.name, new.holding, new.status) == ("Turner v. Safley", "Held so.", "to be checked")
    key = f"citation_void_{new.id}_0"
    at.button(key=f"{key}_save").click().run()
    assert "Say why the citation is taken back" in said(at)
    at.text_input(key=f"{key}_void_reason").set_value("overruled")
    at.button(key=f"{key}_save").click().run()
    assert citations.get(desk, new.id).status == "voided: overruled"


def test_the_given_rebuttals_are_put_on_the_list_with_one_button(desk):
    at = tab("Rebuttals")
    assert "No rebuttal is on file." in said(at)
    at.button(key="rebuttals_begin").click().run()
    assert "each to be checked" in said(at)
    assert len(at.dataframe[0].value) == len(rebuttals.listing(desk)) == 17


def test_a_rebuttal_is_written_for_a_reason_and_an_empty_one_refused(desk):
    at = tab("Rebuttals")
    at.text_area(key="rebuttal_new_0_text").set_value("It is history.")
    at.button(key="rebuttal_new_0_save").click().run()
    assert "Choose the reason that it answers" in said(at)
    racial = next(n for n, name in lists.names(desk, "reason").items() if name == "racial content")
    at.selectbox(key="rebuttal_new_0_term_id").set_value(racial)
    at.button(key="rebuttal_new_0_save").click().run()
    [one] = rebuttals.listing(desk)
    assert (one.reason, one.text) == ("racial content", "It is history.")


def test_at_the_top_of_the_templates_it_says_that_lawyers_must_check_them(desk):
    at = tab("Letters")
    assert "To be checked by the program’s lawyers" in at.markdown[2].value + at.markdown[1].value
    for kind in letter_templates.KINDS.values():
        assert kind.title in plain(at)


def upload(at, content):
    at.file_uploader(key="template_2_0_file").set_value(("mine.docx", content, "application/octet-stream"))
    return at.button(key="template_2_save").click().run()


def test_an_edited_template_is_put_in_place_and_the_given_one_again(desk):
    at = upload(tab("Letters"), a_docx("About {{ titles }}"))
    assert "In force from now on." in said(at)
    assert "the program's own, 23 Nov 2026 by Ada" in plain(at)
    at.button(key="template_2_restore").click().run()
    assert "The given one is in force again." in said(at)
    assert letter_templates.in_force(desk, "content").edited_on is None


def test_a_template_with_an_unknown_field_is_refused_by_name(desk):
    at = upload(tab("Letters"), a_docx("Dear {{ oficial }}"))
    assert "There is no field called oficial. The fields are: date, program," in plain(at)
    assert letter_templates.in_force(desk, "content").edited_on is None


def test_before_it_is_sent_the_page_says_what_changed_and_makes_it_anew(desk, world):
    with db.transaction(desk, by="Ada") as con:
        appeal_letters.make(con, world.single, "rule", TODAY)
        incidents.edit(con, world.incidents[0], TODAY, rule_cited="Rule 7")
    [letter] = appeal_letters.letters(desk, world.single)
    key = f"appeal{world.single}_sent_{letter.id}"
    at = opened(open_page("appeal", appeal=world.single), key)
    assert "Changed since it was made: the rule that they cited" in plain(at)
    at.button(key=f"{key}_anew").click().run()
    assert "The letter is made anew." in said(at)
    [again] = appeal_letters.letters(desk, world.single)
    assert again.id != letter.id and "Rule 7" in words(appeal_letters.content(desk, again.id))


def test_each_reader_has_a_copy_to_print(desk, world):
    at = written(open_page("appeal", appeal=world.single), world.single, to_reader=True)
    [letter] = appeal_letters.letters(desk, world.single)
    at = opened(at, f"appeal{world.single}_copies_{letter.id}")
    assert len([one for one in at.get("download_button") if "_copy_" in one.key]) == 2


def test_a_mixed_appeal_is_offered_as_two_letters(desk, world):
    with db.transaction(desk, by="Ada") as con:
        incidents.edit(con, world.incidents[1], TODAY, term_ids=[world.reasons["used or not new"]])
    at = written(open_page("appeal", appeal=world.single), world.single)
    assert "2 letters are made." in said(at)
    assert {one.kind for one in appeal_letters.letters(desk, world.single)} == {"content", "rule"}

"""Texts of papers: the program's own or the given one, per language; a mistake is a sentence that says what to mend."""

import pytest

from bfp.base import db, history
from bfp.base.errors import Invalid, NotFound
from bfp.papers import paper_texts
from bfp.papers.given_texts import GIVEN

OWN = "Hello {first_name},\n\n{enclosed}\n\nBye"


def test_the_given_text_holds_until_the_program_writes_its_own(con):
    assert paper_texts.get(con, "letter") == GIVEN["letter"]["English"]
    paper_texts.save(con, "letter", "English", OWN)
    assert paper_texts.get(con, "letter") == OWN and paper_texts.is_own(con, "letter", "English")
    assert paper_texts.get(con, "letter", "Spanish") == GIVEN["letter"]["Spanish"]


def test_back_to_the_given_text(con):
    paper_texts.save(con, "letter", "English", OWN)
    paper_texts.restore(con, "letter", "English")
    assert paper_texts.get(con, "letter") == GIVEN["letter"]["English"]
    assert not paper_texts.is_own(con, "letter", "English")


def test_what_was_written_before_is_in_the_history(con):
    paper_texts.save(con, "letter", "English", OWN)
    paper_texts.restore(con, "letter", "English")
    kept = history.of(con, "paper text", 0)["what"]
    assert len(kept) == 2 and all("Hello {first_name}" in what for what in kept)


def test_saving_the_given_text_makes_it_nobodys_own(con):
    paper_texts.save(con, "letter", "English", GIVEN["letter"]["English"])
    assert not paper_texts.is_own(con, "letter", "English") and not db.value(con, "select count(*) from history")


@pytest.mark.parametrize("name", paper_texts.TEXTS)
@pytest.mark.parametrize("language", ["English", "Spanish"])
def test_every_given_text_can_be_filled_in(name, language):
    paper_texts.check(name, GIVEN[name][language])


def test_every_text_is_given_in_english():
    assert set(GIVEN) == set(paper_texts.TEXTS) and all("English" in texts for texts in GIVEN.values())


def test_a_language_without_its_own_text_has_the_english_one(con):
    assert paper_texts.get(con, "letter_boxes", "French") == GIVEN["letter_boxes"]["English"]


def test_a_language_is_written_in_as_soon_as_it_has_a_letter(con):
    assert paper_texts.written_in(con) == ["English", "Spanish"]
    paper_texts.save(con, "letter", "French", OWN)
    assert paper_texts.written_in(con) == ["English", "French", "Spanish"]


def test_an_unknown_field_is_named_with_those_that_there_are(con):
    with pytest.raises(Invalid) as told:
        paper_texts.save(con, "letter_give_back", "English", "Dear {nmae}, thank you")
    assert "{nmae}" in str(told.value) and "{name}, {first_name}, {number}" in str(told.value)
    assert not paper_texts.is_own(con, "letter_give_back", "English")


def test_a_text_without_fields_says_so(con):
    with pytest.raises(Invalid, match="The fields are: none"):
        paper_texts.save(con, "letter_boxes", "English", "{name} / no")


@pytest.mark.parametrize("body", ["Dear {name", "Dear name}", "Dear {{name}}"])
def test_half_a_field_is_refused(con, body):
    with pytest.raises(Invalid, match="other half"):
        paper_texts.save(con, "letter_give_back", "English", body)


def test_a_letter_without_its_list_is_refused(con):
    with pytest.raises(Invalid, match=r"\{enclosed\} is missing"):
        paper_texts.save(con, "letter", "English", "Dear {name}")


def test_a_list_in_the_middle_of_a_sentence_is_refused(con):
    with pytest.raises(Invalid, match="paragraph of its own"):
        paper_texts.save(con, "letter", "English", "We send you {enclosed} today")


@pytest.mark.parametrize("body", ["", " \n ", "x" * 6001])
def test_an_empty_or_endless_text_is_refused(con, body):
    with pytest.raises(Invalid):
        paper_texts.save(con, "letter_give_back", "English", body)


@pytest.mark.parametrize("body", ["/", "a / b / c / d / e"])
def test_boxes_are_one_to_four(con, body):
    with pytest.raises(Invalid, match="one to four"):
        paper_texts.save(con, "letter_boxes", "English", body)


def test_letters_that_can_not_be_printed_are_named(con):
    with pytest.raises(Invalid, match="文"):
        paper_texts.save(con, "letter_give_back", "Chinese", "文 thank you")


def test_a_text_that_there_is_not(con):
    with pytest.raises(NotFound):
        paper_texts.get(con, "poem")


def test_fields_are_filled_in_once():
    assert paper_texts.fill("{name} and {name}, {date}", {"name": "{date}", "date": "today"}) == "{date} and {date}, today"


def test_a_line_that_is_left_empty_goes_and_empty_lines_stay():
    assert paper_texts.fill("one\n{a}\n\ntwo {a}", {"a": ""}) == "one\n\ntwo"

"""The unconfirmed-mail form on paper."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.base import lists
from bfp.base.errors import Conflict, Invalid
from bfp.outcomes import umf, umf_paper, umf_worth
from bfp.papers import paper_texts, typesetting
from bfp.papers.given_texts import GIVEN

TODAY = date(2026, 11, 23)
OLD = date(2026, 3, 2)  # mature, and not too old to ask about


def a_form(con, items=2, reader_id=None, on=OLD, printed_on=TODAY, mail=True):
    reader_id = reader_id or a_reader(con)
    a_shipment(con, reader_id, on=on, titles=[a_title(con) for _ in range(items)])
    [umf_id] = umf.print_for(con, [reader_id], printed_on)
    if mail:
        umf.mailed(con, [umf_id], printed_on)
    return umf_id


# ---- on paper ------------------------------------------------------------------------------------


def test_the_paper_is_in_the_readers_language_and_names_what_to_tick(con):
    spanish = next(term for term, name in lists.names(con, "language").items() if name == "Spanish")
    reader_id = a_reader(con, first_name="Núria", last_name="Peña", number="AB123")
    a_request(con, reader_id, terms=[spanish])
    umf_id = a_form(con, reader_id=reader_id)
    [form] = umf_paper.data(con, [umf_id])
    assert (form["lang"], form["number"]) == ("es", umf.number(umf_id))
    assert form["boxes"] == ["lo recibí", "la prisión lo detuvo", "no llegó"]
    assert form["to"][0] == "Núria Peña AB123"
    assert [item["mailed"] for item in form["items"]] == ["2 mar 2026"] * 2
    assert "Núria Peña" in form["words"]["asks"]


def test_every_form_is_a_page_however_strange_the_words(con):
    reader_id = a_reader(con, first_name="#{x}", last_name="*O'Brien* $1 \\")
    strange = [f"“A” <very> long title {n} " + "x" * 60 for n in range(umf_worth.MOST_ITEMS)]
    a_shipment(con, reader_id, on=OLD, titles=[a_title(con, name) for name in strange])
    made = umf.print_for(con, [reader_id], TODAY)
    made += [a_form(con)]
    assert umf_paper.pdf(con, made).startswith(b"%PDF")
    with pytest.raises(Invalid, match="no form to print"):
        umf_paper.pdf(con, [])


def test_a_full_form_is_one_page_in_every_language(con):
    terms_of = {name: term for term, name in lists.names(con, "language").items()}
    place = a_facility(con, "Example Memorial Correctional Institution and Reception Center")
    people = []
    for language in umf_paper.WORDS:
        reader_id = a_reader(con, place)
        a_request(con, reader_id, terms=[terms_of[language]])
        names = [f"A title of the usual length, volume {n}" for n in range(umf_worth.MOST_ITEMS)]
        a_shipment(con, reader_id, on=OLD, titles=[a_title(con, name) for name in names])
        people.append(reader_id)
    made = umf.print_for(con, people, TODAY)
    assert len(typesetting.pictures("umf", {"forms": umf_paper.data(con, made)}, ppi=20)) == len(people)


def test_a_voided_form_is_not_printed(con):
    umf_id = a_form(con)
    umf.void(con, umf_id, "misprinted", TODAY)
    with pytest.raises(Conflict, match="was voided"):
        umf_paper.pdf(con, [umf_id])


def test_every_language_has_every_word():
    english, *others = umf_paper.WORDS.values()
    assert others
    for words in others:
        assert {name for name, said in words.items() if said} == set(english)
    assert all(set(GIVEN[name]) == set(umf_paper.WORDS) for name in paper_texts.FORM)


def test_the_program_writes_its_own_words_and_the_rest_stays_as_given(con):
    paper_texts.save(con, "umf_title", "English", "Did it come, {name}?")
    paper_texts.save(con, "umf_boxes", "English", "yes / stopped / no")
    [form] = umf_paper.data(con, [a_form(con, reader_id=a_reader(con, first_name="Testa", last_name="Reader"))])
    assert form["words"]["title"] == "Did it come, Testa Reader?" and form["boxes"] == ["yes", "stopped", "no"]
    assert form["words"]["moved"] == GIVEN["umf_moved"]["English"]


def test_a_language_that_the_program_wrote_the_form_in_is_printed(con):
    french = next(term for term, name in lists.names(con, "language").items() if name == "French")
    reader_id = a_reader(con)
    a_request(con, reader_id, terms=[french])
    umf_id = a_form(con, reader_id=reader_id)
    assert umf_paper.data(con, [umf_id])[0]["words"]["title"] == "Did our mail reach you?"
    paper_texts.save(con, "umf_asks", "French", "Cochez une case par ligne, {name}.")
    [form] = umf_paper.data(con, [umf_id])
    assert (form["lang"], form["words"]["asks"][:6], form["items"][0]["mailed"]) == ("fr", "Cochez", "2026-03-02")


@pytest.mark.parametrize(("name", "body"), [("umf_boxes", "yes / no"), ("umf_heads", "a / b / c / d")])
def test_the_form_has_three_boxes_and_three_heads(con, name, body):
    with pytest.raises(Invalid, match="Write three words"):
        paper_texts.save(con, name, "English", body)


def test_words_too_long_for_a_page_with_room_to_write_are_refused(con):
    with pytest.raises(Invalid, match="at most 500 fit"):
        paper_texts.save(con, "umf_why", "English", "word " * 101)

"""Citations and rebuttals: what a letter says of them, what is refused, and the given texts."""

from datetime import date

import pytest

from bfp.appeals import citations, rebuttals
from bfp.base import lists
from bfp.base.errors import Conflict, Invalid

TODAY = date(2026, 11, 23)


def a_citation(con, **more):
    about = {"name": "Reader v. Example", "reference": "1 F.4th 2", "court": "5th Circuit", "year": 2021, "holding": "Held."}
    return citations.add(con, **about | more)


def test_the_given_citations_are_all_to_be_checked(con):
    found = citations.listing(con)
    assert len(found) == len(citations.unchecked(con)) == 6
    assert {one.status for one in found} == {"to be checked"}


def test_the_highest_court_is_named_by_its_reports(con):
    said = [one.full for one in citations.listing(con)]
    assert "Turner v. Safley, 482 U.S. 78 (1987)" in said
    assert "Montcalm Publishing v. Beck, 80 F.3d 105 (4th Circuit 1996)" in said


def test_the_year_may_be_typed_and_a_correction_that_changes_nothing_leaves_it_checked(con):
    number = a_citation(con, year="2021")
    assert citations.get(con, number).year == 2021
    citations.confirm(con, number, "the reports", TODAY)
    with pytest.raises(Invalid, match="Nothing was changed"):
        citations.correct(con, number, "looked again", TODAY, name=" Reader  v. Example ", year="2021")
    assert citations.get(con, number).checked_on == TODAY


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, "name of the case"),
        ({"reference": ""}, "where it is printed"),
        ({"year": "last year"}, "Year: write a number"),
        ({"year": 87}, "between 1700 and 2200"),
        ({"year": ""}, "Write the year"),
        ({"holding": "x" * 2001}, "at most 2,000"),
    ],
)
def test_a_citation_that_says_too_little_or_too_much_is_refused(con, more, sentence):
    with pytest.raises(Invalid, match=sentence):
        a_citation(con, **more)


def test_one_decision_stands_once(con):
    with pytest.raises(Conflict, match=r"482 u\.s\. 78 is on the list already, as Turner v\. Safley"):
        a_citation(con, reference="482 u.s. 78")


# ---- rebuttals ----------------------------------------------------------------------------------


def _a_rebuttal(con, reason="violence", text="It describes; it does not call for it."):
    return rebuttals.add(con, term_id=_reason(con, reason), text=text)


def _reason(con, name):
    return next(number for number, known in lists.names(con, "reason").items() if known == name)


def test_every_given_reason_has_a_text_to_begin_with_to_be_checked(con):
    assert rebuttals.without(con) == list(lists.names(con, "reason").values())
    assert rebuttals.begin(con) == len(lists.names(con, "reason"))
    assert {one.status for one in rebuttals.listing(con)} == {"to be checked"}
    assert rebuttals.begin(con) == 0
    assert len(rebuttals.unchecked(con)) == len(rebuttals.listing(con))


def test_a_reason_with_its_own_rebuttal_keeps_it_when_the_given_ones_are_put_in(con):
    _a_rebuttal(con)
    rebuttals.begin(con)
    [kept] = rebuttals.for_reasons(con, [_reason(con, "violence")])
    assert kept.text == "It describes; it does not call for it."


def test_a_voided_rebuttal_is_not_put_back_by_the_given_ones(con):
    rebuttals.void(con, _a_rebuttal(con), "weak", TODAY)
    rebuttals.begin(con)
    assert rebuttals.for_reasons(con, [_reason(con, "violence")]) == []


def test_a_rebuttal_without_a_reason_or_words_is_refused(con):
    subject = next(iter(lists.names(con, "subject")))
    for term_id in (None, subject, 9999):
        with pytest.raises(Invalid, match="Choose the reason"):
            rebuttals.add(con, term_id=term_id, text="words")
    with pytest.raises(Invalid, match="Write the rebuttal"):
        _a_rebuttal(con, text=" \n ")
    with pytest.raises(Invalid, match="at most 4,000"):
        _a_rebuttal(con, text="x" * 4001)


def test_a_rebuttal_keeps_its_paragraphs_without_stray_spaces(con):
    number = _a_rebuttal(con, text=" It describes;  it does not \n\n call for it. ")
    assert rebuttals.get(con, number).text == "It describes; it does not\ncall for it."


def test_the_same_rebuttal_stands_once(con):
    _a_rebuttal(con)
    with pytest.raises(Conflict, match="on file already"):
        _a_rebuttal(con)

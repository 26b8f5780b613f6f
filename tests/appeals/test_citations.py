"""Citations and rebuttals: lists with who checked each; changed they are to be checked again, retired they stay on file."""

from datetime import date

import pytest

from bfp.appeals import citations, rebuttals
from bfp.base import db, history, lists
from bfp.base.errors import Conflict, Invalid, NotFound

TODAY = date(2026, 11, 23)


def a_citation(con, **more):
    about = {"name": "Reader v. Example", "reference": "1 F.4th 2", "court": "5th Circuit", "year": 2021, "holding": "Held."}
    return citations.add(con, **about | more)


def test_the_given_citations_are_all_to_be_checked(con):
    found = citations.listing(con)
    assert len(found) == citations.to_check(con) == 6
    assert {one.standing for one in found} == {"to be checked"}


def test_the_highest_court_is_named_by_its_reports(con):
    said = [one.full for one in citations.listing(con)]
    assert "Turner v. Safley, 482 U.S. 78 (1987)" in said
    assert "Montcalm Publishing v. Beck, 80 F.3d 105 (4th Circuit 1996)" in said


def test_a_citation_is_added_checked_and_to_be_checked_again_when_it_is_changed(con):
    number = a_citation(con, year="2021")
    assert citations.get(con, number).year == 2021
    citations.check(con, number, TODAY)
    assert citations.get(con, number).standing == "checked 23 Nov 2026 by Ada"
    assert citations.edit(con, number, holding="Held otherwise.").standing == "to be checked"
    assert list(history.of(con, "citation", number)["action"]) == ["changed", "changed", "added"]


def test_an_edit_that_changes_nothing_leaves_it_checked(con):
    number = a_citation(con)
    citations.check(con, number, TODAY)
    assert citations.edit(con, number, name=" Reader  v. Example ").checked_on == TODAY


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, "name of the case"),
        ({"reference": ""}, "where it is printed"),
        ({"year": "last year"}, "Write the year"),
        ({"year": 87}, "Write the year"),
        ({"holding": "x" * 2001}, "at most 2,000"),
    ],
)
def test_a_citation_that_says_too_little_or_too_much_is_refused(con, more, sentence):
    with pytest.raises(Invalid, match=sentence):
        a_citation(con, **more)


def test_one_decision_stands_once(con):
    with pytest.raises(Conflict, match=r"482 u\.s\. 78 is on the list already, as Turner v\. Safley"):
        a_citation(con, reference="482 u.s. 78")


def test_a_retired_citation_stays_on_file_and_comes_back(con):
    number = a_citation(con)
    with pytest.raises(Invalid, match="Say why"):
        citations.retire(con, number)
    citations.retire(con, number, "overruled")
    assert number not in [one.id for one in citations.listing(con)]
    assert citations.listing(con, retired=True)[-1].standing == "retired"
    with pytest.raises(Conflict, match="retired"):
        citations.check(con, number, TODAY)
    citations.retire(con, number, retired=False)
    assert number in [one.id for one in citations.listing(con)]
    assert history.of(con, "citation", number)["reason"][1] == "overruled"


def test_who_checks_has_a_name(database):
    with db.transaction(database) as con:
        for check, number in ((citations.check, a_citation(con)), (rebuttals.check, _a_rebuttal(con))):
            with pytest.raises(Invalid, match="Write your name"):
                check(con, number, TODAY)


def test_what_is_not_there_is_said(con):
    for noun in (citations, rebuttals):
        with pytest.raises(NotFound, match="There is no"):
            noun.get(con, 999)


# ---- rebuttals ----------------------------------------------------------------------------------


def _a_rebuttal(con, reason="violence", text="It describes; it does not call for it."):
    return rebuttals.add(con, _reason(con, reason), text)


def _reason(con, name):
    return next(number for number, known in lists.names(con, "reason").items() if known == name)


def test_every_given_reason_has_a_text_to_begin_with_to_be_checked(con):
    assert rebuttals.without(con) == list(lists.names(con, "reason").values())
    assert rebuttals.begin(con) == len(lists.names(con, "reason"))
    assert {one.standing for one in rebuttals.listing(con)} == {"to be checked"}
    assert rebuttals.begin(con) == 0
    assert rebuttals.to_check(con) == len(rebuttals.listing(con))


def test_a_reason_with_its_own_rebuttal_keeps_it_when_the_given_ones_are_put_in(con):
    _a_rebuttal(con)
    rebuttals.begin(con)
    [kept] = rebuttals.for_reasons(con, [_reason(con, "violence")])
    assert kept.text == "It describes; it does not call for it."


def test_a_retired_rebuttal_is_not_put_back_by_the_given_ones(con):
    rebuttals.retire(con, _a_rebuttal(con), "weak")
    rebuttals.begin(con)
    assert rebuttals.for_reasons(con, [_reason(con, "violence")]) == []


def test_a_changed_rebuttal_is_to_be_checked_again(con):
    number = _a_rebuttal(con)
    rebuttals.check(con, number, TODAY)
    assert rebuttals.edit(con, number, "It describes; it does not  call for it.").checked_by == "Ada"
    assert rebuttals.edit(con, number, "Other words.").standing == "to be checked"


def test_a_rebuttal_without_a_reason_or_words_is_refused(con):
    subject = next(iter(lists.names(con, "subject")))
    for term_id in (None, subject, 9999):
        with pytest.raises(Invalid, match="Choose the reason"):
            rebuttals.add(con, term_id, "words")
    with pytest.raises(Invalid, match="Write the rebuttal"):
        _a_rebuttal(con, text=" \n ")
    with pytest.raises(Invalid, match="at most 4,000"):
        _a_rebuttal(con, text="x" * 4001)


def test_the_same_rebuttal_stands_once(con):
    number = _a_rebuttal(con)
    with pytest.raises(Conflict, match="on file already"):
        _a_rebuttal(con)
    rebuttals.retire(con, number, "weak")
    with pytest.raises(Conflict, match=r"retired\. Put it back"):
        _a_rebuttal(con)

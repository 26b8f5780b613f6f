"""Disapproved publications: which of our titles they are, who says so, and what a packer is told."""

from datetime import date

import pytest
from builders import a_facility, a_system, a_title

from bfp.base import db, history
from bfp.base.errors import Conflict, NotFound
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.shelves import disapproved, disapproved_matching, import_disapproved, import_titles, titles
from bfp.shelves.disapproved_matching import form, likeness

TODAY = date(2026, 11, 23)
HEAD = "state,scope,title,author,decision,decision_date,reason_code\n"


def listed(con, *rows):
    sheet = sheets.read((HEAD + "\n".join(rows)).encode())
    columns = recognise(sheet.columns, import_disapproved.COLUMNS)
    return import_disapproved.save(con, import_disapproved.plan(con, sheet, columns, TODAY), TODAY)


def pairs(con, title_id=None):
    table, _ = disapproved.waiting(con, title_id=title_id)
    return list(zip(table["disapproved_id"].map(int), table["title_id"].map(int), strict=True))


def a_match(con, same=True, row='FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,"15O,15P"'):
    """A title and a publication, answered by a person."""
    title_id = a_title(con, name="The Example Book of Law", author="Ann Author")
    listed(con, row)
    (pair,) = pairs(con, title_id)
    disapproved.decide(con, *pair, same, TODAY)
    return title_id


# ---- likeness -----------------------------------------------------------------------------------


def alike(entry, ours, entry_author="", author="", periodical=False):
    return likeness(form(entry, entry_author, listed=True), form(ours, author, periodical=periodical))


@pytest.mark.parametrize(
    ("entry", "entry_author", "ours", "author"),
    [
        ("ART OF EXAMPLES", "ANN AUTHOR", "The Art of Examples", "Ann Author"),
        ("ART OF EXAMPLES", "ANN AUTHOR. TRANSLATED BY B. WRITER", "The Art of Examples", "Author, Ann"),
        ("ART OF EXAMPLES. 2ND EDITION", "", "The Art of Examples", "Ann Author"),
        ("ART OF EXAMPLES: A GUIDE FOR ALL", "ANN AUTHOR", "Art of Examples", ""),
        ("48 SAMPLES OF POWER", "ANN AUTHOR", "48 sampels of power", "A. Author"),
        ("EXAMPLE NEWS. 2018/01. VOL. 1. NO. 2", "", "Example News, vol. 1 no. 2", ""),
        ("EXAMPLE NEWS. 2020/FALL. ISSUE 33. [ENGLISH/SPANISH]", "", "The Example News, issue 33", ""),
        ("EXAMPLE NEWS. 2020/02", "", "Example News, February 2020", ""),
    ],
)
def test_the_same_publication_is_proposed_however_it_is_written(entry, entry_author, ours, author):
    assert alike(entry, ours, entry_author, author) >= disapproved_matching.PROPOSED


@pytest.mark.parametrize(
    ("entry", "entry_author", "ours", "author"),
    [
        ("EXAMPLE'S REVENGE 2", "", "Example's Revenge", ""),
        ("EXAMPLE'S REVENGE III", "", "Example's Revenge II", ""),
        ("EXAMPLE NEWS. 2018/02. VOL. 1. NO. 3", "", "Example News, vol. 1 no. 2", ""),
        ("EXAMPLE NEWS. 2018/02", "", "Example News", ""),
        ("EXAMPLE NEWS. 2018/02", "", "Example News, March 2018", ""),
        ("ADDICTED", "ANN AUTHOR", "Addicted", "Ben Writer"),
        ("ROOMS", "", "Roots", ""),
        ("HISTORY OF EXAMPLES", "", "Theory of Examples and their Uses", ""),
    ],
)
def test_another_volume_issue_author_or_word_is_not_proposed(entry, entry_author, ours, author):
    assert alike(entry, ours, entry_author, author) < disapproved_matching.PROPOSED


def test_the_number_of_a_newsletter_issue_may_stand_alone():
    assert alike("EXAMPLE NEWS. 2013/05. NO. 32", "Example News 32", periodical=True) == 100
    assert alike("EXAMPLE NEWS. 2013/05. NO. 32", "Example News 33", periodical=True) == 0


# ---- proposals ----------------------------------------------------------------------------------


def test_an_import_proposes_matches_and_confirms_none(con):
    title_id = a_title(con, name="The Example Book of Law", author="Ann Author")
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,3M")
    assert [title for _, title in pairs(con)] == [title_id]
    assert disapproved.marks(con, [title_id], a_facility(con, state="FL")) == {}


def test_a_title_added_later_gets_its_proposed_matches(con):
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,3M")
    title = titles.add(con, titles.Told(name="Example Book of Law", author="Ann Author"))
    assert [title_id for _, title_id in pairs(con)] == [title.id]


def test_a_title_renamed_later_gets_its_proposed_matches(con):
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,3M")
    title = titles.add(con, titles.Told(name="Exmpl Bk", author="Ann Author"))
    assert pairs(con) == []
    titles.edit(con, title.id, name="Example Book of Law")
    assert [title_id for _, title_id in pairs(con)] == [title.id]


def test_imported_titles_get_their_proposed_matches(con):
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,3M")
    sheet = sheets.read(b"title,author\nExample Book of Law,Ann Author\n")
    columns = recognise(sheet.columns, import_titles.COLUMNS)
    import_titles.save(con, import_titles.plan(con, sheet, columns), TODAY)
    assert len(pairs(con)) == 1


def test_a_publication_that_was_only_ever_approved_asks_nobody(con):
    a_title(con, name="Example Book of Law")
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,,Approved,2022-01-13,")
    assert pairs(con) == []


def test_an_approval_written_otherwise_is_asked_about_once_the_disapproval_is_confirmed(con):
    title_id = a_match(con)
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW. 2ND EDITION,,Approved,2023-01-02,")
    (pair,) = pairs(con)
    facility = a_facility(con, state="FL")
    assert title_id in disapproved.marks(con, [title_id], facility)
    disapproved.decide(con, *pair, True, TODAY)
    assert disapproved.marks(con, [title_id], facility) == {}


def test_a_withdrawn_title_waits_for_nobody(con):
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,,Rejected,2022-01-13,3M")
    title = titles.add(con, titles.Told(name="Example Book of Law"))
    titles.withdraw(con, title.id, "out of print")
    assert pairs(con) == []


# ---- answers ------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_who_and_in_the_history_of_the_title(con):
    title_id = a_match(con)
    answer = disapproved.decided(con).iloc[0]
    assert (answer["answer"], answer["decided_by"]) == ("the same", "Ada")
    what = history.of(con, "title", title_id)["what"].iloc[0]
    assert what == "EXAMPLE BOOK OF LAW on Florida’s list: not answered → the same publication"


def test_not_the_same_marks_nothing_and_waits_no_longer(con):
    title_id = a_match(con, same=False)
    assert disapproved.marks(con, [title_id], a_facility(con, state="FL")) == {}
    assert pairs(con) == []


def test_an_answer_is_not_asked_again_by_a_later_import(con):
    a_match(con, same=False)
    listed(con, 'FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2024-01-13,"3M"')
    assert pairs(con) == []


def test_an_answer_taken_back_waits_again(con):
    title_id = a_match(con)
    row = disapproved.decided(con).iloc[0]
    disapproved.decide(con, int(row["disapproved_id"]), title_id, None, TODAY)
    assert len(pairs(con)) == 1
    assert disapproved.marks(con, [title_id], a_facility(con, state="FL")) == {}


def test_of_two_people_who_answer_otherwise_the_second_is_told(con):
    title_id = a_match(con)
    entry = int(disapproved.decided(con)["disapproved_id"].iloc[0])
    disapproved.decide(con, entry, title_id, True, TODAY)
    with pytest.raises(Conflict, match="Ada has answered the same publication already"):
        disapproved.decide(con, entry, title_id, False, TODAY)


def test_what_was_never_proposed_cannot_be_answered(con):
    with pytest.raises(NotFound):
        disapproved.decide(con, 1, a_title(con), True, TODAY)


# ---- what a packer is told ----------------------------------------------------------------------


def test_a_confirmed_match_is_marked_at_every_facility_of_the_state(con):
    title_id = a_match(con)
    florida, texas = a_facility(con, state="FL", system_id=a_system(con, "Florida system", state="FL")), a_facility(con)
    assert disapproved.marks(con, [title_id], florida) == {
        title_id: "on Florida's list of disapproved publications since 13 Jan 2022: reason codes 15O, 15P"
    }
    assert disapproved.marks(con, [title_id], texas) == {}


def test_a_state_binds_no_federal_place(con):
    title_id = a_match(con)
    federal = a_facility(con, state="FL", system_id=a_system(con, "Federal system", "federal", None))
    assert disapproved.marks(con, [title_id], federal) == {}


def test_a_list_of_a_system_binds_its_facilities_in_every_state(con):
    title_id = a_match(con)
    system = a_system(con, "Federal system", "federal", None)
    con.execute("update disapproved_list set system_id = $id", {"id": system})
    marks = disapproved.marks(con, [title_id], a_facility(con, state="TX", system_id=system))
    assert marks[title_id].startswith("on Federal system's list of disapproved publications")


def test_a_decision_of_one_unit_binds_that_unit(con):
    title_id = a_match(con, row="FL,Sample Unit,EXAMPLE BOOK OF LAW,ANN AUTHOR,Rejected,2022-01-13,3M")
    system = a_system(con, "Florida system", state="FL")
    there, elsewhere = (a_facility(con, name, "FL", system) for name in ("Sample Unit", "Other Unit"))
    assert list(disapproved.marks(con, [title_id], there)) == [title_id]
    assert disapproved.marks(con, [title_id], elsewhere) == {}


def test_a_later_approval_takes_the_mark_away(con):
    title_id = a_match(con)
    listed(con, "FL,statewide,EXAMPLE BOOK OF LAW,ANN AUTHOR,Approved,2023-05-06,")
    assert disapproved.marks(con, [title_id], a_facility(con, state="FL")) == {}
    assert disapproved.of_title(con, title_id) == [
        "approved by Florida on 6 May 2023 (disapproved before: reason codes 15O, 15P) "
        "— listed as EXAMPLE BOOK OF LAW, ANN AUTHOR"
    ]


def test_the_page_of_a_title_tells_what_reviewers_decided(con):
    title_id = a_match(con)
    assert disapproved.of_title(con, title_id) == [
        "disapproved by Florida on 13 Jan 2022: reason codes 15O, 15P — listed as EXAMPLE BOOK OF LAW, ANN AUTHOR"
    ]


def test_no_titles_no_marks(con):
    assert disapproved.marks(con, [], a_facility(con)) == {}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("3M", ": reason code 3M"), ("15O, 15P", ": reason codes 15O, 15P"), ("3I 3J", ": reason codes 3I, 3J"),
        ("3I,J,M", ": reason codes 3I, J, M"), ("3M - depicts escape", ": reason code 3M (depicts escape)"),
        ("Depicts a map", ": Depicts a map"), ("", ""),
    ],
)  # fmt: skip
def test_reasons_are_told_as_the_list_gives_them(reason, said):
    assert disapproved.reasons(reason) == said


# ---- the lists ----------------------------------------------------------------------------------


def test_a_list_says_how_much_is_on_it_and_how_much_of_it_is_ours(con):
    a_match(con)
    listed(con, "FL,statewide,OTHER BOOK,,Approved,2023-05-06,", "FL,statewide,THIRD BOOK,,Pending,2021-05-06,")
    row = disapproved.lists(con).iloc[0]
    assert row[["name", "publications", "disapproved", "approved", "other", "matched"]].tolist() == ["Florida", 3, 1, 1, 1, 1]


def test_the_lists_are_searched_by_any_words_of_title_and_author(con):
    title_id = a_match(con)
    listed(con, "CT,statewide,LAW OF EXAMPLES,BEN WRITER,Approved,2023-05-06,")
    found, many = disapproved.search(con, "author example")
    assert (many, list(found["name"]), list(found["our_title"])) == (1, ["EXAMPLE BOOK OF LAW"], [titles.get(con, title_id).name])
    assert list(disapproved.search(con, "law")[0]["list"]) == ["Connecticut", "Florida"]
    assert list(disapproved.search(con, "law", decision="disapproved")[0]["list"]) == ["Florida"]
    assert disapproved.search(con, "law", limit=1)[1] == 2
    assert db.value(con, "select count(*) from disapproved") == 2

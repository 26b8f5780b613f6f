"""Disapproved lists through their pages: brought in, looked over pair by pair, searched; told on the page of a title."""

from datetime import date
from pathlib import Path

import pytest
from builders import a_title

from bfp.base import db, importing
from bfp.shelves import disapproved, import_disapproved
from bfp.ui.program import import_desk
from pages import open_page, said

SAMPLE = Path(__file__).parents[1] / "samples" / "disapproved.csv"
TODAY = date(2026, 11, 23)


@pytest.fixture
def listed(desk):
    """Two titles of ours that are on the list of the sample."""
    with db.transaction(desk, by="Ada") as con:
        law = a_title(con, name="Example Handbook of Prison Law", author="Ann Author")
        a_title(con, name="Sample History", author="Ben Writer")
        importing.import_file(con, import_disapproved.KIND, SAMPLE, TODAY)
    return law


def words(at):
    return said(at).replace("\\", "")


def opened(tab=None):
    at = open_page("disapproved")
    if tab:
        at.session_state["disapproved_view"] = tab
        at.run()
    assert not at.exception, at.exception
    return at


def answers(con):
    return [row["same"] for row in db.rows(con, "select same from disapproved_match order by disapproved_id")]


def test_without_a_list_the_page_says_what_to_do_first(desk):
    at = opened()
    assert "No list is on file yet" in said(at)
    at.button("to_imports").click().run()
    assert at.title[0].value == "Import"


def test_a_pair_is_shown_side_by_side_with_what_the_reviewers_decided(desk, listed):
    text = words(opened())
    assert "Example Handbook of Prison Law" in text and "EXAMPLE HANDBOOK OF PRISON LAW" in text
    assert "disapproved on 13 Jan 2022: reason codes 15O, 15P" in text
    assert "2 waiting" in text


def test_same_and_not_the_same_are_one_click_each_and_the_next_pair_comes(desk, listed):
    at = opened()
    at.button("same").click().run()
    assert "Kept: the same." in words(at) and "1 waiting" in words(at)
    at.button("not_same").click().run()
    assert answers(desk) == [True, False]
    assert "No match waits for an answer." in words(at)


def test_undo_takes_back_one_answer_after_another(desk, listed):
    at = opened()
    assert at.button("undo").disabled
    at.button("same").click().run()
    at.button("not_same").click().run()
    at.button("undo").click().run()
    assert answers(desk) == [True, None]
    at.button("undo").click().run()
    assert answers(desk) == [None, None]
    assert at.button("undo").disabled


def test_later_leaves_a_pair_for_last(desk, listed):
    at = opened()
    first = disapproved.waiting(desk)[0].iloc[0]
    at.button("later").click().run()
    at.button("same").click().run()
    same = db.row(desk, "select disapproved_id from disapproved_match where same")
    assert same["disapproved_id"] != first["disapproved_id"]
    assert first["name"] in words(at)


def test_what_somebody_else_answered_otherwise_is_told(desk, listed):
    at = opened()
    pair = disapproved.waiting(desk)[0].iloc[0]
    with db.transaction(desk, by="Ben") as con:
        disapproved.decide(con, int(pair["disapproved_id"]), int(pair["title_id"]), False, TODAY)
    at.button("same").click().run()
    assert "Not saved." in said(at) and "Ben has answered not the same publication already" in words(at)
    assert answers(desk).count(False) == 1


def test_the_lists_are_searched(desk, listed):
    at = opened("Search")
    at.text_input("look_up").set_value("sample").run()
    assert "SAMPLE POEMS" in list(at.dataframe[0].value["Publication"])
    at.text_input("look_up").set_value("nowhere to be found").run()
    assert "Nothing on the lists has these words" in words(at)


def test_the_lists_are_counted_and_answers_listed(desk, listed):
    at = opened()
    at.button("same").click().run()
    at.session_state["disapproved_view"] = "Lists"
    at.run()
    table = at.dataframe[0].value
    assert table[["List", "Publications", "Disapproved", "Approved", "Neither", "Titles of ours"]].values.tolist() == [
        ["Connecticut", 2, 1, 0, 1, 0], ["Florida", 7, 5, 2, 0, 1],
    ]  # fmt: skip
    at.session_state["disapproved_view"] = "Answered"
    at.run()
    assert list(at.dataframe[0].value["Answer"]) == ["the same"]


def test_the_page_of_a_title_tells_it_apart_from_our_mail(desk, listed):
    at = open_page("title", title=listed)
    assert "disapproved by Florida" not in said(at)
    (pair,) = disapproved.waiting(desk, title_id=listed)[0].itertuples()
    with db.transaction(desk, by="Ada") as con:
        disapproved.decide(con, int(pair.disapproved_id), listed, True, TODAY)
    text = words(open_page("title", title=listed))
    assert "disapproved by Florida on 13 Jan 2022: reason codes 15O, 15P" in text
    assert "not what became of our mail, and in none of our rates" in text
    assert "No copy was mailed yet." in text


# ---- the import ---------------------------------------------------------------------------------


def uploaded(data):
    at = open_page("imports")
    at.file_uploader("file").set_value(("list.csv", data, "text/csv")).run()
    assert not at.exception, at.exception
    return at


def test_a_list_is_recognised_previewed_and_brought_in(desk):
    at = uploaded(SAMPLE.read_bytes())
    assert at.table[0].value.loc[r"decision\_date", "Taken as"] == "Decided on"
    assert db.value(desk, "select count(*) from disapproved") == 0
    assert set(at.dataframe[0].value.columns) >= {"Row", "Why"}
    at.button("import").click().run()
    assert "Disapproved publications imported: 9 new, 0 changed, 2 unchanged, 5 rejected." in words(at)
    assert at.button("import").disabled
    at.button("to_disapproved").click().run()
    assert at.title[0].value == "Disapproved lists"


def test_a_list_that_names_no_state_asks_whose_it_is(desk):
    data = b"title,decision,decision date\nEXAMPLE BOOK,Rejected,2022-01-13\n"
    mark = import_desk.mark_of(data)
    at = uploaded(data)
    if import_desk.DISAPPROVED not in str(at.session_state[f"kind_{mark}"]):
        at.session_state[f"kind_{mark}"] = import_desk.DISAPPROVED
        at.run()
    assert "whose list it is" in words(at)
    box = next(box for box in at.selectbox if box.label == "Whose list is it?")
    box.set_value("TX").run()
    at.button("import").click().run()
    assert db.row(desk, "select name, state from disapproved_list") == {"name": "Texas", "state": "TX"}

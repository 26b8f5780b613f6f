"""The page Study groups: a group begun, filled, sent to, answered, replied to; what is refused stays typed."""

from datetime import date

import pytest
from builders import a_reader, a_title

from bfp.base import db
from bfp.contributions import study_groups, study_work
from bfp.mail import shipments
from bfp.program import overview_report
from pages import open_page, said

TODAY = date(2026, 11, 23)
BEGAN = date(2026, 9, 1)


def text_of(at):
    return said(at).replace("\\", "")


def filled(desk, act):
    with db.transaction(desk, by="Ada") as con:
        return act(con)


@pytest.fixture
def work(desk):
    """One reader in one group, who has had one assignment."""

    def act(con):
        group = study_groups.add(con, "Tuesday circle", BEGAN, TODAY, course="Economy")
        study_groups.join(con, group, a_reader(con, last_name="Lanternfield"), BEGAN, TODAY)
        study_work.send(con, study_groups.add_assignment(con, group, "Chapter 1", "Why?"), date(2026, 9, 10), TODAY)
        return int(study_work.listing(con, TODAY, "not answered")["id"][0])

    return filled(desk, act)


def tab(at, label, key="study_view"):
    at.session_state[key] = label
    return at.run()


def typed(at, form, kind, name, times=0):
    return getattr(at, kind)(key=f"{form}_{times}_{name}")


def test_an_empty_page_says_what_to_do(desk):
    at = open_page("study_groups")
    assert "No answer waits for a reply" in text_of(at)
    assert "No study group yet" in text_of(tab(at, "Groups"))
    assert "Nothing is out" in text_of(tab(at, "Not answered"))
    assert "No reply waits for a parcel" in text_of(tab(at, "Reply ready"))


def test_a_group_is_begun_and_a_refusal_keeps_what_was_typed(desk):
    at = tab(open_page("study_groups"), "New group")
    typed(at, "study_new", "text_input", "name").set_value("Tuesday circle")
    typed(at, "study_new", "button", "add").click().run()
    assert "what the group reads" in text_of(at) and typed(at, "study_new", "text_input", "name").value == "Tuesday circle"
    typed(at, "study_new", "text_input", "course").set_value("Economy")
    typed(at, "study_new", "button", "add").click().run()
    assert db.value(desk, "select name from study_group") == "Tuesday circle"
    assert at.query_params["group"] in ("1", ["1"]) and "Tuesday circle" in [one.value for one in at.subheader]


def test_participants_come_and_go(desk):
    group, reader = filled(
        desk, lambda con: (study_groups.add(con, "Circle", BEGAN, TODAY, course="Economy"), a_reader(con, last_name="Quill"))
    )
    at = tab(open_page("study_groups", group=group), "Participants", "study_group_tabs")
    form = f"study_join_{group}"
    typed(at, form, "button", "add").click().run()
    assert "Choose the reader" in text_of(at)
    at.session_state[f"{form}_0_reader"] = {"value": [{"value": reader, "label": "Quill"}]}
    typed(at, form, "button", "add").click().run()
    assert "takes part" in text_of(at) and list(at.dataframe[0].value["Reader"]) == ["Quill, Testa"]
    typed(at, f"study_leave_{group}", "selectbox", "who").set_value(reader)
    typed(at, f"study_leave_{group}", "button", "leave").click().run()
    assert "no longer takes part" in text_of(at) and study_groups.members(desk, group)["left_on"].notna().all()


def test_an_assignment_is_written_and_sent_to_all(desk, work):
    group = study_work.get(desk, work).study_group_id
    at = tab(open_page("study_groups", group=group), "Assignments", "study_group_tabs")
    assert "Everybody in the group has had this one" in text_of(at)
    form = f"study_assignment_{group}"
    typed(at, form, "button", "add").click().run()
    assert "Write what the assignment is called" in text_of(at)
    typed(at, form, "text_input", "name").set_value("Chapter 2")
    typed(at, form, "button", "add").click().run()
    form = f"study_send_{group}"
    typed(at, form, "selectbox", "which").set_value(2).run()
    typed(at, form, "text_input", "due_on").set_value("soon")
    typed(at, form, "button", "send").click().run()
    assert "a number of days from today" in text_of(at)
    typed(at, form, "text_input", "due_on").set_value("14")
    typed(at, form, "button", "send").click().run()
    assert "Sent to 1 reader" in text_of(at)
    assert db.value(desk, "select due_on from study_work where assignment_id = 2") == date(2026, 12, 7)


def test_an_answer_and_its_reply_go_with_the_next_parcel(desk, work):
    at, form = open_page("study_groups", work=work), f"study_work_{work}"
    assert "Asked: Why?" in text_of(at)
    typed(at, form, "text_input", "answered_on").set_value("9 sep 2026")
    typed(at, form, "button", "answer").click().run()
    assert "can't be answered before" in text_of(at)
    typed(at, form, "text_input", "answered_on").set_value("5 oct 2026")
    typed(at, form, "text_input", "replier").set_value("Ben")
    typed(at, form, "button", "answer").click().run()
    assert "Ben replies, by 4 Nov 2026" in text_of(at)
    typed(at, form, "button", "save", 1).click().run()
    assert "Write the reply" in text_of(at)
    typed(at, form, "text_area", "reply", 1).set_value("Well argued.")
    typed(at, form, "button", "save", 1).click().run()
    assert "goes with the next parcel" in text_of(at)
    reader = study_work.get(desk, work).reader_id
    parcel = filled(
        desk, lambda con: shipments.mail(con, reader, [(a_title(con, copies=1), 1)], TODAY, shipments.Mailing(because="test"))
    )
    assert f"mailed with parcel {parcel.number}" in text_of(open_page("study_groups", work=work))


def test_a_late_reply_is_on_the_overview_and_first_on_the_list(desk, work):
    filled(desk, lambda con: study_work.answer(con, work, date(2026, 10, 5), TODAY))
    late = {"study_late": "true"}
    assert ("1 study-group answer late for our reply", "study_groups", late) in overview_report.today(desk, TODAY).tasks
    at = open_page("study_groups", **late)
    assert "1 late: answered, and nobody replied yet" in text_of(at) and list(at.dataframe[0].value["Days late"]) == [19]


def test_a_group_ends_and_goes_on(desk, work):
    group = study_work.get(desk, work).study_group_id
    at = tab(open_page("study_groups", group=group), "Record", "study_group_tabs")
    form = f"study_end_{group}"
    typed(at, form, "button", "void").click().run()
    assert "End the group instead" in text_of(at)
    typed(at, form, "text_input", "why").set_value("the course is over")
    typed(at, form, "button", "end").click().run()
    assert "ended 23 Nov 2026" in text_of(at)
    at.button(key="study_reopen").click().run()
    assert study_groups.get(desk, group).open


def test_a_group_or_work_that_is_not_there_is_a_sentence(desk):
    assert "There is no study group number 99" in text_of(open_page("study_groups", group=99))
    assert "number 99" in text_of(open_page("study_groups", work=99))

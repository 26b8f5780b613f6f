"""The page Joining, and what the Readers page tells of joining, of time, of work trade and of two records that are one."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_system, a_title

from bfp.base import db, lists
from bfp.contributions import contributions, joining, joining_letters
from bfp.mail import letters
from bfp.readers import readers
from pages import open_page, said

TODAY = date(2026, 11, 23)


def text_of(at):
    return said(at).replace("\\", "")


def filled(desk, act):
    with db.transaction(desk, by="Ada") as con:
        return act(con)


def who_offer(con, *names):
    work = next(iter(lists.names(con, "work")))
    found = []
    for day, name in enumerate(names, start=1):
        reader = a_reader(con, last_name=name)
        letters.add(con, reader, postmark_on=date(2026, 10, day), today=TODAY)
        a_request(con, reader, on=date(2026, 10, day), terms=[work])
        found.append(reader)
    return found


def test_an_empty_program_says_what_the_first_step_is(desk):
    text = text_of(open_page("joining"))
    assert "No reader has written yet" in text and "0 readers at **asked**" in text


def test_the_longest_waiting_are_first_and_move_on_when_their_letters_are_in_the_mail(desk):
    filled(desk, lambda con: who_offer(con, "Early", "Later", "Last"))
    at = open_page("joining")
    assert "3 readers at **asked**" in text_of(at) and "the longest since 1 Oct 2026" in text_of(at)
    assert list(at.dataframe[0].value["Reader"]) == ["Early, Testa", "Later, Testa", "Last, Testa"]
    at.text_input(key="joining_how_many").set_value("2").run()
    assert list(at.dataframe[0].value["Reader"]) == ["Early, Testa", "Later, Testa"]
    at.button(key="joining_sent").click().run()
    assert "2 readers moved on" in text_of(at) and list(at.dataframe[0].value["Reader"]) == ["Last, Testa"]
    at.button_group(key="joining_step").set_value("introduction sent").run()
    assert list(at.dataframe[0].value["Reader"]) == ["Early, Testa", "Later, Testa"]


def test_those_whose_letters_were_printed_move_on_and_who_was_moved_meanwhile_is_said_first(desk):
    _, later = filled(desk, lambda con: who_offer(con, "Early", "Later"))
    at = open_page("joining")
    at.session_state["joining asked_0_printed"] = joining_letters.addressed(desk, [later])
    with db.transaction(desk) as con:
        con.execute("update reader set number = '7654321' where id = $id", {"id": later})
    at.button(key="joining_sent").click().run()
    assert "Changed since they were printed" in text_of(at) and "7654321" in text_of(at)
    assert set(at.dataframe[0].value["Reader"]) == {"Early, Testa", "Later, Testa"}
    at.checkbox(key="joining asked_0_anyway").check()
    at.button(key="joining_sent").click().run()
    assert "1 reader moved on" in text_of(at) and list(at.dataframe[0].value["Reader"]) == ["Early, Testa"]


def test_a_number_of_letters_that_is_none_prints_nothing(desk):
    filled(desk, lambda con: who_offer(con, "Early"))
    at = open_page("joining")
    for typed in ("many", "0", "101", ""):
        at.text_input(key="joining_how_many").set_value(typed).run()
        assert "from 1 to 100" in text_of(at) and not [button for button in at.button if button.key == "joining_sent"]


def test_steps_that_wait_for_no_letter_are_listed_with_who_can_not_be_written_to(desk):
    [reader] = filled(desk, lambda con: who_offer(con, "Early"))
    filled(desk, lambda con: (contributions.add(con, reader, "poem", TODAY), readers.mark_bad_address(con, reader, TODAY)))
    at = open_page("joining")
    at.button_group(key="joining_step").set_value("active").run()
    assert list(at.dataframe[0].value["Reader"]) == ["Early, Testa"]
    at.button_group(key="joining_step").set_value("silent").run()
    assert "Nobody stands here" in text_of(at)


# ---- the Readers page ----------------------------------------------------------------------------


@pytest.fixture
def reader(desk):
    def act(con):
        [number] = who_offer(con, "Lanternfield")
        a_shipment(con, number, on=date(2026, 10, 20), titles=[a_title(con, "A Dictionary")])
        contributions.add(con, number, "book review", TODAY)
        return number

    return filled(desk, act)


def step_keys(at, reader, times=0):
    return f"step_{reader}_{times}"


def test_the_line_of_time_is_the_first_tab_and_tells_all(desk, reader):
    at = open_page("readers", reader=reader)
    assert at.tabs[0].label == "Time"
    line = at.tabs[0].dataframe[0].value
    assert list(line.columns) == ["When", "What", "In words"]
    assert {"letter", "request", "parcel", "gave back", "step"} <= set(line["What"])
    assert "has sent one review since the last parcel" in text_of(at)
    assert list(at.tabs[3].dataframe[-1].value["Came back before the next"]) == ["one review"]


def test_a_step_is_set_refused_and_taken_back_on_the_readers_page(desk, reader):
    at = open_page("readers", reader=reader)
    assert "active since 23 Nov 2026" in text_of(at)
    key = step_keys(at, reader)
    at.selectbox(key=f"{key}_step").set_value("silent")
    at.text_input(key=f"{key}_on").set_value("1/2/2031")
    at.text_input(key=f"{key}_note").set_value("a long story")
    at.button(key=f"{key}_set").click().run()
    assert "Not saved" in text_of(at) and at.text_input(key=f"{key}_note").value == "a long story"
    at.text_input(key=f"{key}_on").set_value("")
    at.button(key=f"{key}_set").click().run()
    assert "Step set: silent" in text_of(at) and joining.of_reader(desk, reader, TODAY).step == "silent"
    key, number = step_keys(at, reader, 1), int(joining.said(desk, reader)["id"][0])
    at.button(key=f"{key}_back_{number}").click().run()
    assert "the reason is kept" in text_of(at) and joining.of_reader(desk, reader, TODAY).step == "silent"
    at.text_input(key=f"{key}_reason").set_value("wrong reader")
    at.button(key=f"{key}_back_{number}").click().run()
    assert joining.of_reader(desk, reader, TODAY).step == "active"


def test_two_records_are_merged_with_a_preview_and_a_reason(desk, reader):
    [other] = filled(desk, lambda con: who_offer(con, "Lanternfeld"))
    at = open_page("readers", reader=reader)
    assert "A merge can't be undone" in text_of(at)
    at.session_state["merge_0_other"] = {"value": [{"value": other, "label": "Lanternfeld"}]}
    at.run()
    assert "1 letters, 1 requests, 0 shipments" in text_of(at) and "will stand in the notes" in text_of(at)
    at.button(key="merge_do").click().run()
    assert "Say why the two are one person" in text_of(at) and readers.get(desk, other).id == other
    at.text_input(key="merge_0_reason").set_value("one hand, one date of birth")
    at.button(key="merge_do").click().run()
    assert "The two records are one now" in text_of(at) and readers.get(desk, other).id == reader
    assert "Also on file with the number" in readers.get(desk, reader).notes


def test_a_record_is_not_merged_with_itself(desk, reader):
    at = open_page("readers", reader=reader)
    at.session_state["merge_0_other"] = {"value": [{"value": reader, "label": "same"}]}
    at.run()
    assert "these two are one already" in text_of(at) and not [one for one in at.button if one.key == "merge_do"]


# ---- a letter from another system ----------------------------------------------------------------


def test_a_letter_from_a_system_where_the_number_is_taken_asks_for_the_new_one(desk):
    def act(con):
        here = a_facility(con, "Old Unit")
        there = a_facility(con, "New Camp", state="FL", system_id=a_system(con, "Other Department", state="FL"))
        a_reader(con, there, "1234567", "Somebody", "Else")
        return a_reader(con, here, "1234567", "Quill", "Lanternfield"), there

    reader, there = filled(desk, act)
    at = open_page("letters", reader=reader)
    serial = at.session_state["desk"].serial
    at.session_state[f"facility_{serial}"] = {"value": [{"value": there, "label": "New Camp"}]}
    at.text_input(f"note_{serial}").set_value("a long story")
    at.button(f"save_{serial}").click().run()
    assert "the number 1234567 is Else, Somebody's" in text_of(at) and at.text_input(f"note_{serial}").value == "a long story"
    at.text_input(f"new_number_{serial}").set_value("fl 88-1")
    at.button(f"save_{serial}").click().run()
    now = readers.get(desk, reader)
    assert (now.number, now.facility_id) == ("FL881", there) and "now at New Camp, FL" in text_of(at)
    at.button("undo").click().run()
    now = readers.get(desk, reader)
    assert (now.number, now.facility) == ("1234567", "Old Unit, TX")

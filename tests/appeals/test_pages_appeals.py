"""The pages Appeals and Appeal: the board in words, each step by its buttons, refusals that keep what was typed."""

from datetime import date

import pytest
from appeal_samples import an_incident
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.appeals import appeals
from bfp.base import db
from bfp.incidents import incidents
from pages import open_page, said

TODAY = date(2026, 11, 23)


@pytest.fixture
def incident(desk):
    with db.transaction(desk, "Ada") as con:
        return an_incident(con, a_facility(con, "Example Unit", state="TX"), notice_on=date(2026, 11, 16))


@pytest.fixture
def appeal(desk, incident):
    with db.transaction(desk, "Ada") as con:
        return appeals.begin(con, [incident], TODAY)


def press(at, key):
    next(button for button in at.button if button.key == key).click()
    at.run()
    assert not at.exception, at.exception
    return at


def fill(at, **texts):
    for key, text in texts.items():
        next(field for field in [*at.text_input, *at.text_area] if field.key == key).input(text)
    return at


@pytest.mark.parametrize("view", ["First", "To decide", "To write", "Sent", "Answered", "Closed", "No appeal yet", "Learned"])
def test_an_empty_board_says_what_to_do(desk, view):
    told = said(open_page("appeals", appeals_view=view))
    assert "**0** to decide" in told
    assert {"Closed": "No appeal is closed yet", "Learned": "nothing is learned yet"}.get(view, "becomes an incident") in told


def test_an_incident_without_an_appeal_is_listed_with_its_day_and_an_appeal_opened_from_there(desk, incident):
    at = open_page("appeals", appeals_view="No appeal yet")
    assert "Example Unit, TX" in said(at) and "Send by 25 Nov 2026, in 2 days." in said(at)
    press(at, f"unopened_i{incident}_open")
    [row] = db.rows(desk, "select id, state, pattern from appeal")
    assert (row["state"], row["pattern"]) == ("to decide", False)
    assert f"Appeal {row['id']}" in said(at)  # the page of the new one


def test_what_is_past_its_deadline_is_not_among_what_still_can_be_appealed(desk, incident):
    with db.transaction(desk, "Ada") as con:
        late = {"notice_on": date(2026, 6, 1), "received_on": date(2026, 6, 20)}
        an_incident(con, a_facility(con, "Other Unit", state="TX"), **late)
    told = said(open_page("appeals"))
    assert "**1** incidents without an appeal that still can be appealed" in told and "1 past their deadline" in told


def test_one_appeal_is_offered_for_all_units_of_a_system_at_which_the_same_was_stopped(desk, incident):
    with db.transaction(desk, "Ada") as con:
        con.execute("update incident set title_text = 'Our newsletter', issue = 'no. 9'")
        other = an_incident(con, a_facility(con, "North Unit", state="TX"))
        con.execute("update incident set title_text = 'our newsletter', issue = 'no. 9' where id = $id", {"id": other})
    at = open_page("appeals", appeals_view="No appeal yet")
    assert "stopped at 2 units of this system" in said(at)
    press(at, f"unopened_i{incident}_pattern")
    [row] = db.rows(desk, "select id, pattern from appeal")
    assert row["pattern"] and appeals.get(desk, row["id"]).incident_ids == (incident, other)


def test_one_for_all_that_would_move_the_day_to_send_by_says_so_before_it_is_opened(desk, incident):
    with db.transaction(desk, "Ada") as con:
        an_incident(con, a_facility(con, "North Unit", state="TX"), notice_on=date(2026, 6, 20), received_on=date(2026, 6, 21))
        con.execute("update incident set title_text = 'Our newsletter', issue = 'no. 9'")
    at = open_page("appeals", appeals_view="No appeal yet")
    assert f"unopened_i{incident}_pattern" not in {button.key for button in at.button}
    at.session_state[f"unopened_i{incident}_moves"] = True
    at.run()
    assert "The day to send by changes" in said(at) and "passed" in said(at)
    press(at, f"unopened_i{incident}_pattern")
    assert db.row(desk, "select pattern from appeal") == {"pattern": True}


def test_mine_unassigned_and_late_narrow_the_board(desk, appeal):
    at = open_page("appeals", appeals_view="To decide")
    assert "nobody holds it" in said(at)
    press(at, f"to_decide_{appeal}_take")
    assert appeals.get(desk, appeal).taken_by == "Ada" and "held by Ada" in said(at)
    at.button_group(key="appeals_only").set_value("unassigned").run()
    assert "None of these here" in said(at)
    at.button_group(key="appeals_only").set_value("mine").run()
    assert "held by Ada" in said(at)


def test_to_go_ahead_moves_it_to_what_is_to_be_written(desk, appeal):
    press(open_page("appeals", appeals_view="To decide"), f"to_decide_{appeal}_ahead")
    assert appeals.get(desk, appeal).state == "to write"
    assert "held by Ada" in said(open_page("appeals", appeals_view="To write"))


def test_the_page_of_an_appeal_explains_its_deadline_and_what_stands_against_sending(desk, appeal):
    told = said(open_page("appeal", appeal=appeal))
    assert "Send by 25 Nov 2026" in told and "Notice 16 November + 14 days = 30 November" in told
    assert "still to be checked" in told and "No address of Director's Review Committee is on file" in told


def test_a_passed_deadline_stays_with_what_can_still_be_done(desk, appeal, incident):
    with db.transaction(desk, "Ada") as con:
        con.execute("update incident set notice_on = date '2026-10-01', received_on = date '2026-10-20'")
    told = said(open_page("appeal", appeal=appeal))
    assert "The deadline, 15 Oct 2026, passed 39 days ago" in told and "What can still be done" in told
    assert "passed 39 days ago" in said(open_page("appeals", appeals_view="First"))


def test_sent_answered_and_closed_by_its_buttons(desk, appeal, incident):
    key, at = f"appeal{appeal}", open_page("appeal", appeal=appeal)
    press(fill(at, **{f"{key}_sent_on": "11/20/2026", f"{key}_sent_text": "by certified mail"}), f"{key}_sent_go")
    assert appeals.get(desk, appeal).sent_on == date(2026, 11, 20) and "by certified mail" in said(at)
    at.selectbox(key=f"{key}_decision").set_value("upheld")
    press(fill(at, **{f"{key}_answer_text": "two lines"}), f"{key}_answer_go")
    assert incidents.get(desk, incident).decision == "upheld"
    assert "Level 2" in said(at)
    press(at, f"{key}_close")
    assert appeals.get(desk, appeal).state == "closed"


def test_a_refused_step_says_why_and_keeps_what_was_typed(desk, appeal):
    key, at = f"appeal{appeal}", open_page("appeal", appeal=appeal)
    press(fill(at, **{f"{key}_sent_on": "11/30/2026", f"{key}_sent_text": "by hand"}), f"{key}_sent_go")
    assert "30 Nov 2026 has not come yet" in said(at) and "mend this field" in said(at)
    assert at.text_input(key=f"{key}_sent_text").value == "by hand"
    press(at, f"{key}_decline_go")
    assert "Say why it is not appealed" in said(at)
    assert appeals.get(desk, appeal).state == "to decide"


def test_an_answer_needs_its_decision(desk, appeal):
    with db.transaction(desk, "Ada") as con:
        appeals.sent(con, appeal, TODAY)
    key = f"appeal{appeal}"
    at = press(open_page("appeal", appeal=appeal), f"{key}_answer_go")
    assert "Choose the answer first" in said(at)


def test_the_picker_of_incidents_shows_days_and_what_an_old_one_changes_is_said_first(desk, appeal, incident):
    with db.transaction(desk, "Ada") as con:
        texas = incidents.get(con, incident).facility_id
        old = an_incident(con, texas, notice_on=date(2025, 8, 1), received_on=date(2025, 8, 5))
    key, at = f"appeal{appeal}", open_page("appeal", appeal=appeal)
    [offered] = at.multiselect(key=f"{key}_add").options
    assert "notice 1 Aug 2025" in offered and "passed" in offered
    at.multiselect(key=f"{key}_add").set_value([old]).run()
    assert f"With incident {old} the deadline changes. Now" in said(at)
    press(at, f"{key}_add_go")
    assert appeals.get(desk, appeal).incident_ids == (incident,)
    at.checkbox(key=f"{key}_add_sooner").check()
    press(at, f"{key}_add_go")
    assert "Added to the appeal." in said(at) and set(appeals.get(desk, appeal).incident_ids) == {incident, old}


def test_where_the_answer_differs_it_is_said_for_each(desk, appeal, incident):
    with db.transaction(desk, "Ada") as con:
        other = an_incident(con, a_facility(con, "North Unit", state="TX"))
        appeals.add_incidents(con, appeal, [other], TODAY)
        appeals.sent(con, appeal, TODAY)
    key, at = f"appeal{appeal}", open_page("appeal", appeal=appeal)
    at.selectbox(key=f"{key}_decision").set_value("upheld")
    at.selectbox(key=f"{key}_each_{other}").set_value("overturned")
    press(at, f"{key}_answer_go")
    assert [incidents.get(desk, one).decision for one in (incident, other)] == ["upheld", "overturned"]
    assert appeals.get(desk, appeal).decision == "partly overturned"
    press(at, f"{key}_next")
    assert appeals.get(desk, appeal + 1).incident_ids == (incident,)


def test_what_was_done_is_written_down_and_a_step_taken_back(desk, appeal):
    key, at = f"appeal{appeal}", open_page("appeal", appeal=appeal)
    press(fill(at, **{f"{key}_action_text": "nobody picked up"}), f"{key}_act_go")
    assert "nobody picked up" in said(at)
    press(at, f"{key}_ahead")
    press(fill(at, **{f"{key}_back_why": "too early"}), f"{key}_back_go")
    assert appeals.get(desk, appeal).state == "to decide"
    press(fill(at, **{f"{key}_void_why": "twice"}), f"{key}_void_go")
    assert "Void" in said(at)


def test_an_overturned_item_is_offered_to_be_sent_again(desk):
    with db.transaction(desk, "Ada") as con:
        reader = a_reader(con)
        a_shipment(con, reader, on=date(2026, 3, 1), titles=[a_title(con, "A Stopped Book")], outcome="censored")
        item = db.value(con, "select id from item")
        incident = incidents.begin(con, incidents.Told(item_id=item, received_on=date(2026, 11, 12)), TODAY)
        appeal = appeals.begin(con, [incident], TODAY)
        appeals.sent(con, appeal, date(2026, 11, 20))
        appeals.answered(con, appeal, "overturned", TODAY)
    assert "1 item to be sent again" in said(open_page("appeals", appeals_view="Answered"))
    at = open_page("appeal", appeal=appeal)
    assert "Send it again" in [button.label for button in at.button]
    told = said(open_page("incident", incident=incident))
    assert "It was appealed: record the answer there" in told and "has not gone out again" in told


def test_an_appeal_is_opened_from_the_page_of_its_incident(desk, incident):
    press(open_page("incident", incident=incident), f"incident{incident}_appeal")
    assert db.value(desk, "select count(*) from appeal") == 1


def test_what_is_learned_is_shown_with_its_interval(desk, appeal, incident):
    with db.transaction(desk, "Ada") as con:
        appeals.sent(con, appeal, date(2026, 11, 20))
        appeals.answered(con, appeal, "overturned", TODAY)
    at = open_page("appeals", appeals_view="Learned")
    assert "**1** sent, **1** answered" in said(at) and "insufficient data" in said(at)
    assert at.dataframe[0].value["system"].iloc[0] == "Example Department of Corrections"


@pytest.mark.parametrize(("number", "says"), [("", "Choose an appeal"), (99, "There is no appeal number 99")])
def test_a_page_without_its_appeal_says_so(desk, number, says):
    assert says in said(open_page("appeal", appeal=number))


def test_a_name_that_is_wanted_first_is_asked_beside_the_sentence(desk, appeal):
    at = open_page("appeal", appeal=appeal)
    at.text_input(key="volunteer").set_value("").run()
    press(at, f"appeal{appeal}_take")
    assert "Write your name first" in said(at)
    at.text_input(key="name_here").set_value("Ada").run()
    press(at, f"appeal{appeal}_take")
    assert appeals.get(desk, appeal).taken_by == "Ada"

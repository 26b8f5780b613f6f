"""Appeals: opened, held, sent, answered, taken further; their incidents always say what they said last."""

from datetime import date, timedelta

import pytest
from appeal_samples import an_incident
from builders import a_facility, a_reader, a_shipment, a_system, a_title

from bfp import check
from bfp.appeals import appeal_facts, appeals, deadlines
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.documents import documents
from bfp.incidents import incidents
from bfp.mail import parcel_checks

TODAY = date(2026, 11, 23)
CAME = date(2026, 11, 16)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def texas(con):
    return a_facility(con, "Example Unit", state="TX")


@pytest.fixture
def incident(con, texas):
    return an_incident(con, texas, notice_on=date(2026, 11, 12))


@pytest.fixture
def appeal(con, incident):
    return appeals.begin(con, [incident], TODAY)


def opened_and_sent(con, incident_ids, on=TODAY, **more) -> int:
    appeal_id = appeals.begin(con, incident_ids, TODAY, **more)
    appeals.sent(con, appeal_id, on, today=TODAY)
    return appeal_id


def decision_of(con, incident_id):
    return incidents.get(con, incident_id).decision


def sound(con) -> list:
    return [one for one in check.run(con, TODAY) if "appeal" in str(one) or "incident" in str(one)]


# ---- opening ----------------------------------------------------------------------------------


def test_it_is_opened_with_the_day_to_send(con, appeal, incident):
    found = appeals.get(con, appeal)
    assert (found.state, found.level, found.incident_ids, found.taken_by) == ("to decide", 1, (incident,), "")
    assert found.due_on == deadlines.for_incident(con, incident, TODAY).send_by
    assert found.rule_id == deadlines.for_incident(con, incident, TODAY).rule_id
    assert found.label == "Mail without a title, at Example Unit, TX"


def test_where_no_rule_is_on_file_no_day_is_kept(con):
    elsewhere = a_facility(con, state="ZZ", system_id=a_system(con, "Nowhere", state="NV"))
    appeal_id = appeals.begin(con, [an_incident(con, elsewhere)], TODAY)
    assert appeals.get(con, appeal_id).due_on is None


def test_one_appeal_covers_incidents_at_several_facilities_and_is_due_with_the_first(con, texas, incident):
    later = an_incident(con, a_facility(con, "North Unit", state="TX"), notice_on=date(2026, 11, 15))
    both = appeals.get(con, appeals.begin(con, [later, incident, later], TODAY, pattern=True))
    assert both.incident_ids == (incident, later) and both.pattern
    assert both.place == "Example Unit, TX and 1 more"
    assert both.due_on == deadlines.for_incident(con, incident, TODAY).send_by


def test_a_voided_incident_is_not_appealed(con, incident):
    incidents.void(con, incident, "twice on file", TODAY)
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: twice on file"):
        appeals.begin(con, [incident], TODAY)


def test_an_incident_has_one_appeal_of_one_side_at_one_level(con, appeal, incident):
    with pytest.raises(Conflict, match=f"level 1 by the sender already: number {appeal}, to decide"):
        appeals.begin(con, [incident], TODAY)
    assert appeals.begin(con, [incident], TODAY, made_by="reader") != appeal


def test_one_appeal_goes_to_one_system(con, incident):
    other = an_incident(con, a_facility(con, system_id=a_system(con, "Another System", state="OK"), state="OK"))
    with pytest.raises(Conflict, match="One appeal goes to one system"):
        appeals.begin(con, [incident, other], TODAY)


def test_what_was_overturned_is_not_appealed_and_what_was_decided_starts_at_the_next_level(con, texas):
    won = an_incident(con, texas, decision="overturned", decided_on=TODAY)
    lost = an_incident(con, texas, decision="upheld", decided_on=TODAY)
    with pytest.raises(Conflict, match="overturned already"):
        appeals.begin(con, [won], TODAY)
    with pytest.raises(Conflict, match="decided on 23 Nov 2026: upheld"):
        appeals.begin(con, [lost], TODAY)
    assert appeals.get(con, appeals.begin(con, [lost], TODAY, level=2)).level == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"made_by": "nobody"}, "made by"), ({"level": 9}, "number from 1"), ({"incident_ids": []}, "at least one")],
)
def test_what_cannot_be_opened_says_why(con, incident, wrong, says):
    with pytest.raises(Invalid, match=says):
        appeals.begin(con, **{"incident_ids": [incident], "today": TODAY, **wrong})


# ---- before it is sent ------------------------------------------------------------------------


def test_incidents_are_added_and_removed_while_it_is_not_sent(con, texas, appeal, incident):
    sooner = an_incident(con, texas, notice_on=date(2026, 11, 10))
    assert appeals.add_incidents(con, appeal, [sooner], TODAY, anyway=True).incident_ids == (incident, sooner)
    assert appeals.get(con, appeal).due_on == deadlines.for_incident(con, sooner, TODAY).send_by
    assert appeals.remove_incident(con, appeal, incident, TODAY).incident_ids == (sooner,)
    with pytest.raises(Conflict, match="only incident"):
        appeals.remove_incident(con, appeal, sooner, TODAY)
    appeals.sent(con, appeal, TODAY, today=TODAY)
    with pytest.raises(Conflict, match="what it covers is fixed"):
        appeals.add_incidents(con, appeal, [incident], TODAY)


def test_an_old_incident_that_changes_the_day_to_send_is_said_before_it_is_added(con, texas, appeal, incident):
    old = an_incident(con, texas, notice_on=date(2025, 8, 1), received_on=date(2025, 8, 5))
    alike = an_incident(con, texas, notice_on=date(2026, 11, 12))
    before = appeals.get(con, appeal)
    assert appeals.sooner(con, appeal, [alike], TODAY) == ""
    said = appeals.sooner(con, appeal, [old, alike], TODAY)
    assert said.startswith(f"With incident {old} the deadline changes. Now: The day to send, 21 Nov 2026, is over")
    assert "passed 465 days ago" in said.partition("Then:")[2]
    with pytest.raises(Invalid, match=f"With incident {old} the deadline changes"):
        appeals.add_incidents(con, appeal, [old, alike], TODAY)
    assert appeals.get(con, appeal) == before
    assert appeals.add_incidents(con, appeal, [alike], TODAY).due_on == before.due_on
    assert appeals.add_incidents(con, appeal, [old], TODAY, anyway=True).due_on < before.due_on


def test_it_is_held_by_one_volunteer_who_hands_it_over(con, appeal):
    assert appeals.take(con, appeal, TODAY).taken_by == "Ada"
    assert appeals.hand_over(con, appeal, "Ben", TODAY, "he knows them").taken_by == "Ben"
    with pytest.raises(Conflict, match="Ben holds this appeal"):
        appeals.take(con, appeal, TODAY)
    assert appeals.hand_over(con, appeal, "", TODAY).taken_on is None
    assert list(appeals.actions(con, appeal)["text"]) == ["from Ben to nobody", "from Ada to Ben: he knows them"]


def test_whoever_takes_it_says_who_they_are(database, con, appeal):
    con.by = ""
    with pytest.raises(Invalid, match="Write your name"):
        appeals.take(con, appeal, TODAY)


def test_to_go_ahead_is_to_hold_it_if_nobody_does(con, appeal):
    assert (appeals.go_ahead(con, appeal, TODAY).state, appeals.get(con, appeal).taken_by) == ("to write", "Ada")
    with pytest.raises(Conflict, match="to write already"):
        appeals.go_ahead(con, appeal, TODAY)


def test_not_to_appeal_needs_a_reason_and_is_told_to_the_incident(con, appeal, incident):
    with pytest.raises(Invalid, match="Say why it is not appealed"):
        appeals.decline(con, appeal, "  ", TODAY)
    done = appeals.decline(con, appeal, "the reader asked us not to", TODAY)
    assert (done.state, done.decision, done.why_not) == ("closed", "not appealed", "the reader asked us not to")
    assert decision_of(con, incident) == "not appealed"
    back = appeals.take_back(con, appeal, "she thought again", TODAY)
    assert (back.state, decision_of(con, incident)) == ("to decide", "pending")


def test_what_was_given_up_may_be_appealed_by_another(con, appeal, incident):
    appeals.decline(con, appeal, "no time", TODAY)
    again = appeals.begin(con, [incident], TODAY)
    assert decision_of(con, incident) == "pending"
    with pytest.raises(Conflict, match=f"in appeal {again} now"):
        appeals.take_back(con, appeal, "time after all", TODAY)


# ---- sent -------------------------------------------------------------------------------------


def test_sent_in_time_says_nothing_and_keeps_the_letter(con, appeal):
    assert appeals.sent(con, appeal, date(2026, 11, 20), "by certified mail", today=TODAY) == ""
    found = appeals.get(con, appeal)
    assert (found.state, found.sent_on, found.taken_by) == ("sent", date(2026, 11, 20), "Ada")
    assert list(appeals.actions(con, appeal)["kind"]) == ["letter sent"]


def test_sent_after_the_deadline_is_kept_and_said(con, texas):
    late = an_incident(con, texas, notice_on=date(2026, 11, 1), received_on=date(2026, 11, 14))
    said = appeals.sent(con, appeals.begin(con, [late], TODAY), TODAY, today=TODAY)
    assert said.startswith("It was sent 8 days after the deadline of 15 Nov 2026.")
    assert decision_of(con, late) == "pending"


def test_sent_after_the_day_to_send_may_come_too_late(con, texas):
    close = an_incident(con, texas, notice_on=date(2026, 11, 10))
    found = deadlines.for_incident(con, close, TODAY)
    assert found.send_by < TODAY <= found.due_on
    assert "may arrive after the deadline of 24 Nov" in appeals.sent(con, appeals.begin(con, [close], TODAY), TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (None, "Write the day it was sent"),
        (TODAY + timedelta(days=1), "24 Nov 2026 has not come yet"),
        (date(2026, 11, 11), "before its notice or mailing, 12 Nov 2026"),
    ],
)
def test_a_day_it_cannot_have_been_sent(con, appeal, on, says):
    with pytest.raises(Invalid, match=says):
        appeals.sent(con, appeal, on, today=TODAY)
    assert appeals.get(con, appeal).state == "to decide"


def test_it_is_not_sent_with_a_voided_incident(con, texas, appeal, incident):
    appeals.add_incidents(con, appeal, [an_incident(con, texas)], TODAY)
    incidents.void(con, incident, "a slip", TODAY)
    with pytest.raises(Conflict, match="Remove it from the appeal first"):
        appeals.sent(con, appeal, TODAY, today=TODAY)


def test_the_readers_own_appeal_is_sent_by_what_the_reader_wrote(con, incident):
    appeal_id = opened_and_sent(con, [incident], made_by="reader")
    assert list(appeals.actions(con, appeal_id)["kind"]) == ["reader wrote"]


# ---- actions ----------------------------------------------------------------------------------


def test_an_action_keeps_its_day_text_and_documents(con, appeal, incident):
    document = documents.add(con, "appeal", appeal, "letter.png", _picture(), TODAY)
    appeals.act(con, appeal, "call", TODAY, "nobody picked up", [document], today=TODAY)
    [action] = appeals.actions(con, appeal).itertuples()
    assert (action.kind, action.text, action.volunteer, action.documents) == ("call", "nobody picked up", "Ada", 1)


def test_the_first_letter_of_an_unsent_appeal_sends_it_and_the_next_is_an_action(con, appeal):
    first = appeals.act(con, appeal, "letter sent", TODAY, "the letter", today=TODAY)
    second = appeals.act(con, appeal, "letter sent", TODAY, "a copy to the reader", today=TODAY)
    assert appeals.get(con, appeal).state == "sent" and second > first
    appeals.void_action(con, second, "to somebody else", TODAY)
    assert list(appeals.actions(con, appeal)["id"]) == [first]


@pytest.mark.parametrize(
    ("kind", "on", "text", "says"),
    [
        ("answer", TODAY, "", "with its decision"),
        ("handed over", TODAY, "", "Use its button"),
        ("shouted", TODAY, "", "An action is one of"),
        ("note", TODAY, " ", "Write the note"),
        ("call", TODAY + timedelta(days=3), "", "has not come yet"),
    ],
)
def test_an_action_that_cannot_be(con, appeal, kind, on, text, says):
    with pytest.raises(Invalid, match=says):
        appeals.act(con, appeal, kind, on, text, today=TODAY)


# ---- the answer -------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["upheld", "overturned", "partly overturned"])
def test_the_answer_is_told_to_the_incident(con, incident, decision):
    appeal_id = opened_and_sent(con, [incident])
    done = appeals.answered(con, appeal_id, decision, TODAY, "in two lines", today=TODAY)
    assert (done.state, done.decision, decision_of(con, incident)) == ("answered", decision, decision)
    assert appeals.actions(con, appeal_id)["text"].iloc[0] == f"{decision}: in two lines"


def test_an_answer_before_it_was_sent_is_refused(con, appeal):
    with pytest.raises(Conflict, match="has not been sent"):
        appeals.answered(con, appeal, "upheld", TODAY, today=TODAY)
    appeals.sent(con, appeal, TODAY, today=TODAY)
    with pytest.raises(Invalid, match="22 Nov 2026 is before the day it was sent"):
        appeals.answered(con, appeal, "upheld", TODAY - timedelta(days=1), today=TODAY)


def test_where_the_answer_differs_each_incident_says_its_own(con, texas, incident):
    other, third = an_incident(con, texas), an_incident(con, texas)
    appeal_id = opened_and_sent(con, [incident, other, third])
    done = appeals.answered(
        con, appeal_id, "upheld", TODAY, per_incident={other: "overturned", third: "reason substituted"},
        substituted="Used books", today=TODAY,
    )  # fmt: skip
    assert done.decision == "partly overturned"
    assert [decision_of(con, one) for one in (incident, other, third)] == ["upheld", "overturned", "reason substituted"]
    assert incidents.get(con, third).substituted_reason == "Used books"
    assert incidents.get(con, other).substituted_reason == ""


def test_a_new_reason_is_kept_word_for_word(con, incident):
    appeal_id = opened_and_sent(con, [incident])
    with pytest.raises(Invalid, match="Write the new reason"):
        appeals.answered(con, appeal_id, "reason substituted", TODAY, today=TODAY)
    with pytest.raises(Invalid, match="does not go with overturned"):
        appeals.answered(con, appeal_id, "overturned", TODAY, substituted="Used", today=TODAY)
    appeals.answered(con, appeal_id, "reason substituted", TODAY, substituted="Not from a vendor", today=TODAY)
    assert incidents.get(con, incident).substituted_reason == "Not from a vendor"


def test_an_answer_is_one_of_the_list_and_of_its_own_incidents(con, texas, incident):
    appeal_id = opened_and_sent(con, [incident])
    with pytest.raises(Invalid, match="The answer is one of"):
        appeals.answered(con, appeal_id, "pending", TODAY, today=TODAY)
    with pytest.raises(Invalid, match="is not on this appeal"):
        appeals.answered(con, appeal_id, "upheld", TODAY, per_incident={99: "upheld"}, today=TODAY)


def test_no_reply_is_no_answer_and_a_late_one_takes_its_place(con, incident):
    appeal_id = opened_and_sent(con, [incident], on=date(2026, 11, 18))
    appeals.no_reply(con, appeal_id, date(2026, 11, 20), today=TODAY)
    assert decision_of(con, incident) == "no reply"
    with pytest.raises(Conflict, match="no reply on file already"):
        appeals.answered(con, appeal_id, "no reply", TODAY, today=TODAY)
    assert appeals.answered(con, appeal_id, "overturned", TODAY, today=TODAY).decision == "overturned"
    assert decision_of(con, incident) == "overturned"
    appeals.take_back(con, appeal_id, "another's letter", TODAY)
    assert (decision_of(con, incident), appeals.get(con, appeal_id).state) == ("pending", "sent")


def test_an_answer_taken_back_leaves_the_incident_as_it_was_before(con, incident):
    first = opened_and_sent(con, [incident], on=date(2026, 11, 17))
    appeals.answered(con, first, "upheld", date(2026, 11, 19), today=TODAY)
    second = appeals.next_level(con, first, date(2026, 11, 20), TODAY)
    appeals.sent(con, second, date(2026, 11, 20), today=TODAY)
    appeals.answered(con, second, "overturned", TODAY, today=TODAY)
    appeals.take_back(con, second, "misread", TODAY)
    found = incidents.get(con, incident)
    assert (found.decision, found.decided_on) == ("upheld", date(2026, 11, 19))
    assert sound(con) == []


# ---- further ----------------------------------------------------------------------------------


def test_the_next_level_takes_what_was_not_overturned_and_counts_from_the_decision(con, texas, incident):
    from bfp.appeals import appeal_rules

    rule = appeal_rules.add(con, state="TX", level=2, days=15, counted_from="decision", source="made up")
    won = an_incident(con, texas)
    first = opened_and_sent(con, [incident, won], on=date(2026, 11, 17))
    appeals.answered(con, first, "upheld", date(2026, 11, 19), per_incident={won: "overturned"}, today=TODAY)
    second = appeals.get(con, appeals.next_level(con, first, TODAY, TODAY))
    assert (second.level, second.state, second.incident_ids, second.rule_id) == (2, "to write", (incident,), rule)
    assert second.due_on == date(2026, 11, 30)  # fifteen days from 19 November is 4 December, less four in the mail
    assert appeals.get(con, first).state == "closed"
    assert appeals.actions(con, first)["kind"].iloc[0] == "next level"
    with pytest.raises(Conflict, match=f"taken further as appeal {second.id}"):
        appeals.take_back(con, first, "no", TODAY)


def test_nothing_goes_further_that_was_overturned_or_not_answered(con, incident):
    first = opened_and_sent(con, [incident])
    with pytest.raises(Conflict, match="has not been answered"):
        appeals.next_level(con, first, TODAY, TODAY)
    appeals.answered(con, first, "overturned", TODAY, today=TODAY)
    with pytest.raises(Conflict, match="Everything was overturned"):
        appeals.next_level(con, first, TODAY, TODAY)
    assert appeals.close(con, first, TODAY).state == "closed"


def test_a_sent_appeal_is_not_closed_without_word(con, incident):
    with pytest.raises(Conflict, match="record the answer"):
        appeals.close(con, opened_and_sent(con, [incident]), TODAY)


def test_voiding_says_why_and_takes_the_decision_back(con, incident):
    appeal_id = opened_and_sent(con, [incident])
    appeals.answered(con, appeal_id, "upheld", TODAY, today=TODAY)
    with pytest.raises(Invalid, match="Say why"):
        appeals.void(con, appeal_id, "", TODAY)
    appeals.void(con, appeal_id, "opened twice", TODAY)
    assert decision_of(con, incident) == "pending"
    with pytest.raises(Conflict, match="was voided on 23 Nov 2026: opened twice"):
        appeals.act(con, appeal_id, "note", TODAY, "x")
    assert appeals.begin(con, [incident], TODAY)


def test_every_step_is_in_history(con, incident):
    appeal_id = opened_and_sent(con, [incident])
    appeals.answered(con, appeal_id, "upheld", TODAY, today=TODAY)
    said = " ".join(history.of(con, "appeal", appeal_id)["what"])
    for step in ("incidents: ", "state: to decide → sent", "letter sent: 23 Nov 2026", "decision: pending → upheld"):
        assert step in said


def test_what_stands_against_sending_is_said(con, appeal, incident):
    found = appeals.get(con, appeal)
    deadline = deadlines.for_incident(con, incident, TODAY)
    [address] = appeal_facts.warnings(con, found, deadline)
    assert "No address of Director's Review Committee is on file" in address
    incidents.void(con, incident, "a slip", TODAY)
    assert any("was voided (a slip)" in said for said in appeal_facts.warnings(con, found, None))


def test_a_voided_incident_leaves_its_appeals_and_says_which(con, appeal, incident):
    assert appeal_facts.left_by(con, incident) == (
        f"It is still on appeal {appeal} (to decide): remove it there if it is not sent yet, or void that appeal."
    )
    appeals.sent(con, appeal, TODAY, today=TODAY)
    incidents.void(con, incident, "a slip", TODAY)
    [said] = appeal_facts.warnings(con, appeals.get(con, appeal), None)
    assert said == f"Incident {incident} was voided (a slip). The answer is not told to it."
    appeals.void(con, appeal, "a slip", TODAY)
    assert appeal_facts.left_by(con, incident) == ""


def test_there_is_no_such_appeal(con):
    with pytest.raises(NotFound, match="There is no appeal number 7"):
        appeals.get(con, 7)


def test_packing_says_what_became_of_the_appeal(con, texas):
    reader, title = a_reader(con, texas), a_title(con)
    shipment = a_shipment(con, reader, on=date(2026, 3, 1), titles=[title], outcome="censored", learned_on=date(2026, 4, 1))
    item = db.value(con, "select id from item where shipment_id = $id", id=shipment)
    assert parcel_checks.appeal_of(con, item) == ""
    incident_id = incidents.begin(con, incidents.Told(item_id=item, received_on=date(2026, 11, 12)), TODAY)
    assert parcel_checks.appeal_of(con, item) == "It has not been appealed."
    appeal_id = appeals.begin(con, [incident_id], TODAY)
    assert parcel_checks.appeal_of(con, item) == "An appeal is being written."
    appeals.sent(con, appeal_id, TODAY, today=TODAY)
    assert parcel_checks.appeal_of(con, item) == "An appeal is under way, sent 23 Nov 2026."
    appeals.answered(con, appeal_id, "upheld", TODAY, today=TODAY)
    appeals.close(con, appeal_id, TODAY)
    assert parcel_checks.appeal_of(con, item) == "The appeal was lost: upheld on 23 Nov 2026."


def _picture() -> bytes:
    import io

    from PIL import Image

    kept = io.BytesIO()
    Image.new("L", (20, 20), 200).save(kept, "PNG")
    return kept.getvalue()

"""Study groups: who is in them, what goes to and fro, replies that lie in the next parcel."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_title

from bfp.base import history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.contributions import contributions, study_groups, study_replies, study_work
from bfp.mail import reader_letters, shipments
from bfp.readers import reader_merge

TODAY = date(2026, 11, 23)
BEGAN, SENT, BACK = date(2026, 9, 1), date(2026, 9, 10), date(2026, 10, 5)


def a_group(con, **more):
    return study_groups.add(con, **{"name": "Tuesday circle", "started_on": BEGAN, "today": TODAY, "course": "Economy", **more})


def with_reader(con, reader=None, group=None, **more):
    reader, group = reader or a_reader(con), group or a_group(con, **more)
    study_groups.join(con, group, reader, BEGAN, TODAY)
    return group, reader


def sent(con, group, name="Chapter 1", **more):
    number = study_groups.add_assignment(con, group, name)
    study_work.send(con, number, SENT, TODAY, **more)
    return study_work.listing(con, TODAY, "not answered", group)["id"].tolist()


def answered(con, **more):
    group, reader = with_reader(con)
    [work] = sent(con, group)
    study_work.answer(con, work, BACK, TODAY, **more)
    return work, reader


# ---- the group -----------------------------------------------------------------------------------


def test_a_group_is_at_a_facility_or_by_mail_about_a_course_or_a_book(con):
    place, book = a_facility(con, "Example Unit"), a_title(con, "A Book")
    by_mail = study_groups.get(con, a_group(con))
    there = study_groups.get(con, a_group(con, name="Other", facility_id=place, title_id=book, course=""))
    assert (by_mail.where, by_mail.about) == ("by mail", "Economy")
    assert (there.where, there.about) == ("Example Unit, TX", "A Book")


@pytest.mark.parametrize(
    ("wrong", "says", "field"),
    [
        ({"name": "  "}, "called", "group_name"),
        ({"course": " "}, "what the group reads", "course"),
        ({"started_on": date(2026, 12, 1)}, "not come yet", "started_on"),
    ],
)
def test_a_group_without_what_it_needs_is_refused_at_its_field(con, wrong, says, field):
    with pytest.raises(Invalid, match=says) as told:
        a_group(con, **wrong)
    assert told.value.field == field


def test_a_place_book_or_group_that_is_not_there_is_said(con):
    for wrong in ({"facility_id": 99}, {"title_id": 99}):
        with pytest.raises(NotFound):
            a_group(con, **wrong)
    with pytest.raises(NotFound, match="no study group number 99"):
        study_groups.get(con, 99)


def test_two_groups_that_go_on_have_two_names(con):
    first = a_group(con)
    with pytest.raises(Conflict, match="already"):
        a_group(con, name="tuesday  CIRCLE")
    study_groups.end(con, first, TODAY, TODAY)
    a_group(con)


def test_a_correction_is_kept_in_history(con):
    group = a_group(con)
    study_groups.edit(con, group, TODAY, name="Wednesday circle")
    assert "Tuesday circle → Wednesday circle" in history.of(con, "study_group", group)["what"][0]
    with_reader(con, group=group)
    with pytest.raises(Invalid, match="since 1 Sep 2026"):
        study_groups.edit(con, group, TODAY, started_on=date(2026, 10, 1))


def test_a_group_that_ended_takes_nobody_in_and_sends_nothing_but_answers_still_come(con):
    group, _ = with_reader(con)
    [work] = sent(con, group)
    with pytest.raises(Invalid, match="not come yet"):
        study_groups.end(con, group, date(2026, 12, 1), TODAY)
    with pytest.raises(Invalid, match="began"):
        study_groups.end(con, group, date(2026, 8, 1), TODAY)
    study_groups.end(con, group, TODAY, TODAY, "the course is over")
    for act in (
        lambda: study_groups.join(con, group, a_reader(con), TODAY, TODAY),
        lambda: study_groups.add_assignment(con, group, "More"),
        lambda: study_groups.end(con, group, TODAY, TODAY),
    ):
        with pytest.raises(Conflict, match="ended on 23 Nov 2026"):
            act()
    assert study_work.answer(con, work, BACK, TODAY).answered_on == BACK
    assert list(study_groups.listing(con, TODAY, ended=True)["id"]) == [group]
    study_groups.reopen(con, group)
    assert list(study_groups.listing(con, TODAY)["id"]) == [group]


def test_a_group_with_work_is_not_taken_back_and_one_without_is_with_a_reason(con):
    group, _ = with_reader(con)
    with pytest.raises(Invalid, match="reason"):
        study_groups.void(con, group, " ", TODAY)
    sent(con, group)
    with pytest.raises(Conflict, match="End the group instead"):
        study_groups.void(con, group, "twice", TODAY)
    other = a_group(con, name="Other")
    study_groups.void(con, other, "twice", TODAY)
    with pytest.raises(Conflict, match="taken back on 23 Nov 2026: twice"):
        study_groups.join(con, other, a_reader(con), TODAY, TODAY)


# ---- who is in it --------------------------------------------------------------------------------


def test_who_is_in_it_already_is_not_taken_in_twice(con):
    group, reader = with_reader(con)
    with pytest.raises(Conflict, match="since 1 Sep 2026 already"):
        study_groups.join(con, group, reader, TODAY, TODAY)


def test_who_left_comes_back_in_the_same_place(con):
    group, reader = with_reader(con)
    study_groups.leave(con, group, reader, date(2026, 10, 1), TODAY, "moved")
    with pytest.raises(Conflict, match="is not in"):
        study_groups.leave(con, group, reader, TODAY, TODAY)
    study_groups.join(con, group, reader, TODAY, TODAY)
    assert study_groups.members(con, group)["left_on"].isna().all() and len(study_groups.members(con, group)) == 1


@pytest.mark.parametrize("status", ["released", "dead"])
def test_who_left_prison_takes_no_part(con, status):
    with pytest.raises(Conflict, match=status):
        with_reader(con, a_reader(con, status=status))


def test_at_one_facility_only_who_is_there_takes_part(con):
    place = a_facility(con, "Example Unit")
    group = a_group(con, facility_id=place)
    with pytest.raises(Conflict, match="choose a group by mail"):
        study_groups.join(con, group, a_reader(con), TODAY, TODAY)
    study_groups.join(con, group, a_reader(con, place), TODAY, TODAY)


def test_days_of_a_participant_are_in_order(con):
    group, reader = with_reader(con)
    for day, says in ((date(2026, 8, 1), "began"), (date(2026, 12, 1), "not come yet")):
        with pytest.raises(Invalid, match=says):
            study_groups.join(con, group, a_reader(con), day, TODAY)
    with pytest.raises(Invalid, match="from then to today"):
        study_groups.leave(con, group, reader, date(2026, 8, 1), TODAY)


def test_a_merged_reader_is_taken_in_under_the_record_that_was_kept(con):
    kept, other = a_reader(con), a_reader(con)
    reader_merge.merge(con, kept, other)
    group, _ = with_reader(con, other)
    assert list(study_groups.members(con, group)["reader_id"]) == [kept]


def test_two_records_of_one_group_become_one_participant_with_all_answers(con):
    group, kept = with_reader(con)
    _, other = with_reader(con, group=group)
    first = sent(con, group, reader_ids=[other])[0]
    reader_merge.merge(con, kept, other)
    assert list(study_groups.members(con, group)["reader_id"]) == [kept]
    assert study_work.answer(con, first, BACK, TODAY).reader_id == kept


# ---- assignments ---------------------------------------------------------------------------------


def test_assignments_have_names_and_are_sent_once_to_everybody(con):
    group, _ = with_reader(con)
    with pytest.raises(Invalid, match="called"):
        study_groups.add_assignment(con, group, " ")
    sent(con, group)
    with pytest.raises(Conflict, match="called chapter 1 already"):
        study_groups.add_assignment(con, group, "chapter 1")
    [number] = study_groups.assignments(con, group)["id"]
    with pytest.raises(Conflict, match="Everybody"):
        study_work.send(con, int(number), SENT, TODAY)
    _, late = with_reader(con, group=group)
    assert study_groups.without(con, int(number)) == [late]
    assert study_work.send(con, int(number), SENT, TODAY) == 1
    with pytest.raises(Conflict, match="has had Chapter 1 already"):
        study_work.send(con, int(number), SENT, TODAY, reader_ids=[late, late])


@pytest.mark.parametrize(
    ("on", "due", "says"),
    [
        (date(2026, 12, 1), None, "not come yet"),
        (date(2026, 8, 1), None, "nothing was sent before"),
        (SENT, date(2026, 9, 9), "due before"),
    ],
)
def test_an_assignment_is_not_sent_on_a_day_that_can_not_be(con, on, due, says):
    group, _ = with_reader(con)
    number = study_groups.add_assignment(con, group, "Chapter 1")
    with pytest.raises(Invalid, match=says):
        study_work.send(con, number, on, TODAY, due_on=due)


def test_one_that_was_not_sent_after_all_can_be_sent_anew(con):
    group, reader = with_reader(con)
    [work] = sent(con, group)
    study_work.void(con, work, "the envelope lay here still", TODAY)
    number = study_work.get(con, work).assignment_id
    assert study_groups.without(con, number) == [reader]
    study_work.send(con, number, TODAY, TODAY)
    assert study_work.standing(con, work).sent_on == TODAY


# ---- answers and replies -------------------------------------------------------------------------


def test_an_answer_is_a_contribution_and_its_reply_is_due(con):
    work, reader = answered(con, replier="Ben")
    now = study_work.get(con, work)
    assert (now.replier, now.reply_due_on) == ("Ben", date(2026, 11, 4))
    given = contributions.get(con, now.contribution_id)
    assert (given.kind, given.reader_id, given.received_on) == ("study-group work", reader, BACK)


def test_an_answer_that_came_with_a_letter_is_not_entered_twice(con):
    group, reader = with_reader(con)
    [work] = sent(con, group)
    given = contributions.add(con, reader, "study-group work", BACK)
    strange = contributions.add(con, a_reader(con), "study-group work", BACK)
    assert list(study_work.unlinked(con, work)["id"]) == [given]
    with pytest.raises(Conflict, match="another reader's"):
        study_work.answer(con, work, BACK, TODAY, contribution_id=strange)
    assert study_work.answer(con, work, BACK, TODAY, contribution_id=given).contribution_id == given
    assert study_work.unlinked(con, work).empty


def test_an_answer_before_it_was_sent_or_after_today_is_refused(con):
    group, _ = with_reader(con)
    [work] = sent(con, group)
    for day, says in ((date(2026, 9, 9), "can't be answered before"), (date(2026, 12, 1), "not come yet")):
        with pytest.raises(Invalid, match=says):
            study_work.answer(con, work, day, TODAY)
    with pytest.raises(Conflict, match="has not answered"):
        study_work.reply(con, work, "Thank you", TODAY, TODAY)
    study_work.answer(con, work, BACK, TODAY)
    with pytest.raises(Conflict, match="on file: 5 Oct 2026"):
        study_work.answer(con, work, BACK, TODAY)


def test_an_answer_for_the_wrong_assignment_is_taken_back_and_stays_the_readers(con):
    work, _ = answered(con)
    given = study_work.get(con, work).contribution_id
    with pytest.raises(Conflict, match="answer back first"):
        study_work.void(con, work, "wrong", TODAY)
    study_work.unanswer(con, work, "it was chapter 2")
    assert study_work.get(con, work).answered_on is None and contributions.get(con, given).voided_on is None


def test_late_replies_and_late_answers_are_counted(con):
    group, _ = with_reader(con)
    with_reader(con, group=group)
    first, _ = sent(con, group)
    study_work.answer(con, first, BACK, TODAY)
    assert study_work.late(con, TODAY) == study_work.Late(replies=1, answers=1)
    assert study_work.late(con, date(2026, 11, 4)) == study_work.Late(replies=0, answers=0)
    listed = study_work.listing(con, TODAY, "to reply")
    assert list(listed["days_late"]) == [19] and list(listed["many"]) == [1]
    assert len(study_work.listing(con, TODAY, "to reply", late=True)) == study_work.late(con, TODAY).replies
    assert study_work.listing(con, date(2026, 11, 4), "to reply", late=True).empty
    assert study_groups.listing(con, TODAY)[["to_reply", "late"]].values.tolist() == [[1, 2]]


def test_who_replies_is_written_down_with_a_day_to_come(con):
    work, _ = answered(con)
    assert study_work.give_to(con, work, "Ben", date(2026, 12, 1), TODAY).replier == "Ben"
    for who, day, says in ((" ", TODAY, "who replies"), ("Ben", date(2026, 11, 1), "is over")):
        with pytest.raises(Invalid, match=says):
            study_work.give_to(con, work, who, day, TODAY)


def test_a_reply_that_can_not_be_printed_or_is_empty_is_refused(con):
    work, _ = answered(con)
    for text, says in (("  ", "Write the reply"), ("x" * 20_001, "at most 20,000"), ("你好", "can't be printed")):
        with pytest.raises(Invalid, match=says):
            study_work.reply(con, work, text, TODAY, TODAY)
    with pytest.raises(Invalid, match="can't be older"):
        study_work.reply(con, work, "Thank you", date(2026, 10, 1), TODAY)


def mailed(con, reader, on=TODAY):
    return shipments.mail(con, reader, [(a_title(con, copies=1), 1)], on, shipments.Mailing(because="test")).id


def test_a_reply_is_printed_with_the_next_parcel_and_marked_with_it(con):
    work, reader = answered(con)
    study_work.reply(con, work, "Well argued.\n\nRead on.", TODAY, TODAY)
    study_work.reply(con, work, "Well argued.\n\nRead chapter 2.", TODAY, TODAY)
    assert list(study_replies.waiting(con, reader)["id"]) == [work]
    assert contributions.get(con, study_work.get(con, work).contribution_id).state == "answered"
    first, second = mailed(con, reader), mailed(con, reader)
    assert study_work.get(con, work).shipment_id == first and study_replies.waiting(con, reader).empty
    assert list(study_replies.of_parcels(con, [first, second])) == [first]
    with pytest.raises(Conflict, match="already, and stays"):
        study_work.reply(con, work, "Something else", TODAY, TODAY)
    made = reader_letters.pdf(con, [first], TODAY)
    assert b"%PDF" in made[:8]


def test_the_page_of_replies_has_the_words_under_their_assignment():
    replies = [{"assignment": "Chapter 1", "study_group": "Circle", "reply": "Well argued.\n\nRead on."}]
    assert [block.get("text") or block.get("lines") for block in study_replies.blocks(replies, "English")] == [
        None, "Our reply to what you wrote", "Circle: Chapter 1", ["Well argued."], ["Read on."],
    ]  # fmt: skip
    assert study_replies.blocks([], "English") == []


def test_a_parcel_taken_back_leaves_its_replies_for_the_next_one(con):
    work, reader = answered(con)
    study_work.reply(con, work, "Well argued.", TODAY, TODAY)
    shipment = mailed(con, reader)
    shipments.void(con, shipment, "never left", TODAY)
    assert study_work.get(con, work).shipment_id is None and len(study_replies.waiting(con, reader)) == 1


def test_a_parcel_entered_afterwards_does_not_carry_a_reply_that_was_not_written_then(con):
    work, reader = answered(con)
    study_work.reply(con, work, "Well argued.", TODAY, TODAY)
    mailed(con, reader, on=date(2026, 11, 20))
    assert study_work.get(con, work).shipment_id is None

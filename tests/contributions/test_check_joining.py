"""Each rule about joining and study groups notices what breaks it, and sound ones break none."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_title

from bfp import check
from bfp.contributions import joining, study_groups, study_work
from bfp.mail import letters, shipments

TODAY = date(2026, 11, 23)
# The rule, and what a careless hand could do that it must notice.
HARM = [
    ("every step of joining is of a reader who stands", "update joining set reader_id = 999"),
    ("a step of joining has come, and its letter is the reader's", "update joining set happened_on = '2026-11-24'"),
    ("a step of joining has come, and its letter is the reader's", "update joining set letter_id = 999"),
    ("a study group's place and book are there, and its days in order", "update study_group set title_id = 999"),
    ("a study group's place and book are there, and its days in order", "update study_group set facility_id = 999"),
    ("a study group's place and book are there, and its days in order", "update study_group set ended_on = '2026-01-01'"),
    ("a voided study group says why, and nothing of it was sent", "update study_group set voided_on = '2026-11-23'"),
    ("everybody in a study group is on file, from when to when", "update study_member set joined_on = '2026-01-01'"),
    ("everybody in a study group is on file, from when to when", "update study_member set left_on = '2026-01-01'"),
    ("everybody in a study group is on file, from when to when", "update reader set merged_into = 999"),
    ("every assignment that was sent is of a study group, to a reader", "update assignment set study_group_id = 999"),
    ("every assignment that was sent is of a study group, to a reader", "update assignment set voided_on = '2026-11-23'"),
    ("an assignment is sent, answered and replied to in this order", "update study_work set answered_on = '2026-01-01'"),
    ("an assignment is sent, answered and replied to in this order", "update study_work set replied_on = '2026-11-24'"),
    ("an answer of a study group is a contribution of its reader, and a reply has words",
     "update study_work set contribution_id = 999"),
    ("an answer of a study group is a contribution of its reader, and a reply has words", "update study_work set reply = ''"),
    ("a reply went with a parcel to its reader, mailed after it was written", "update study_work set shipment_id = 999"),
    ("a reply went with a parcel to its reader, mailed after it was written", "update shipment set mailed_on = '2026-01-01'"),
]  # fmt: skip


@pytest.fixture
def sound(con):
    """A reader at a step, in a group at their place, whose answer was replied to with a parcel."""
    place = a_facility(con)
    reader = a_reader(con, place)
    letter = letters.add(con, reader, postmark_on=date(2026, 8, 1), today=TODAY)
    joining.set_step(con, reader, "active", date(2026, 8, 20), TODAY, letter_id=letter)
    group = study_groups.add(con, "Circle", date(2026, 9, 1), TODAY, facility_id=place, title_id=a_title(con))
    study_groups.join(con, group, reader, date(2026, 9, 2), TODAY)
    study_work.send(con, study_groups.add_assignment(con, group, "Chapter 1"), date(2026, 9, 3), TODAY)
    [work] = study_work.listing(con, TODAY, "not answered")["id"]
    study_work.answer(con, int(work), date(2026, 10, 1), TODAY)
    study_work.reply(con, int(work), "Good.", date(2026, 10, 5), TODAY)
    shipments.mail(con, reader, [(a_title(con, copies=1), 1)], TODAY, shipments.Mailing(because="test"))
    return con


def test_sound_joining_and_study_groups_break_no_rule(sound):
    assert check.run(sound, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_each_rule_notices_what_breaks_it(sound, rule, harm):
    sound.execute(harm)
    assert check.broken(sound, rule, TODAY) is not None

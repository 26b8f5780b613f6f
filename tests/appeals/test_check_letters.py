"""What `check` finds in letters of appeal, citations and rebuttals: each rule is broken once."""

import pytest
from builders import begun_with
from letter_samples import TODAY, a_world

from bfp import check
from bfp.appeals import citations, rebuttals
from bfp.appeals.letters import appeal_letters, letter_sending

HARM = [
    ("a letter of appeal is of an appeal, with its document", "update appeal_letter set document_id = 999"),
    ("a letter of appeal is of an appeal, with its document", "update appeal_letter set appeal_id = 999"),
    ("a letter of appeal is of an appeal, with its document", "update appeal_letter set facility_id = 999"),
    ("an action is of an appeal, and has happened", "update appeal_action set appeal_id = 99999"),
    ("what an incident was before an appeal's answer is kept", "update incident set decided_in_appeal = 99999"),
    ("an action is of an appeal, and has happened", "update appeal_action set happened_on = '2026-11-24'"),
    ("a voided appeal or action says why", "update appeal set voided_on = '2026-11-23'"),
    ("a voided appeal or action says why", "update appeal_action set voided_on = '2026-11-23'"),
    ("a letter that was taken back says why, and was not sent", "update appeal_letter set voided_on = '2026-11-23'"),
    (
        "a letter that was taken back says why, and was not sent",
        "update appeal_letter set voided_on = '2026-11-23', void_reason = 'a slip' where sent_on is not null",
    ),
    ("an argument of an appeal is on file", "update appeal_argument set argument_id = 999 where kind = 'citation'"),
    ("an argument of an appeal is on file", "delete from rebuttal"),
    ("what an incident was before an appeal's answer is kept", "update incident set decided_in_appeal = 99999"),
    (
        "what an incident was before an appeal's answer is kept",
        "update incident set decided_in_appeal = (select min(appeal_id) from appeal_incident where incident_id = incident.id)",
    ),
    ("a rebuttal answers a reason on the program's list", "update rebuttal set term_id = 999"),
    ("what was checked says who checked it, and with what", "update citation set checked_on = '2026-11-23'"),
    ("what was checked says who checked it, and with what", "update rebuttal set checked_on = '2026-11-24', checked_by = 'Ada'"),
    ("what was voided on a list says why", "update citation set voided_on = '2026-11-23'"),
    ("what was voided on a list says why", "update rebuttal set voided_on = '2026-11-23'"),
    ("one citation in use stands for a decision", "update citation set reference = '482 u.s. 78'"),
]


def some_letters(con):
    """A letter that was sent, one that waits, one that was taken back; a checked citation and rebuttal."""
    world = a_world(con)
    citation, rebuttal = citations.listing(con)[0].id, rebuttals.listing(con)[0].id
    citations.confirm(con, citation, "the reports", TODAY)
    rebuttals.confirm(con, rebuttal, "our lawyers", TODAY)
    for kind in ("content", "rule", "no notice"):
        appeal_letters.make(con, world.single, kind, TODAY, citation_ids=[citation], rebuttal_ids=[rebuttal])
    last, _, first = appeal_letters.letters(con, world.single)
    letter_sending.sent(con, first.id, TODAY, TODAY, because="filled in by hand")
    appeal_letters.void(con, last.id, "wrong kind", TODAY)


@pytest.fixture
def sound():
    with begun_with(some_letters) as (con, _):
        yield con


def test_sound_letters_break_no_rule(sound):
    assert check.run(sound, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_harm_to_letters_is_noticed(sound, rule, harm):
    sound.execute(harm)
    assert check.broken(sound, rule, TODAY).rows >= 1

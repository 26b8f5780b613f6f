"""The board: what is due first, then what it can win, said in words."""

from datetime import date, timedelta

import pytest
from appeal_samples import an_incident
from builders import a_facility, a_system

from bfp.appeals import appeal_board, appeal_words, appeals, deadlines
from bfp.base import db
from bfp.incidents import incidents
from bfp.stats.rates import HIGH

TODAY = date(2026, 11, 23)


@pytest.fixture
def texas(con):
    return a_facility(con, "Example Unit", state="TX")


def noticed(con, place, days, **more) -> int:
    return an_incident(con, place, notice_on=TODAY - timedelta(days=days), received_on=TODAY - timedelta(days=1), **more)


def an_open_appeal(con, incident_ids) -> int:
    appeal_id = appeals.begin(con, incident_ids, TODAY)
    appeals.go_ahead(con, appeal_id, TODAY)
    return appeal_id


def about(con, incident_id, title="Our newsletter", issue="no. 9", reason=None):
    sql = "update incident set title_text = $title, issue = $issue where id = $id"
    con.execute(sql, {"title": title, "issue": issue, "id": incident_id})
    if reason:
        con.execute(
            "insert into incident_reason select $id, id from term where list = 'reason' and name = $name",
            {"id": incident_id, "name": reason},
        )
        assert incidents.get(con, incident_id).reasons == (reason,)
    return incident_id


def a_reason(con) -> str:
    return db.value(con, "select name from term where list = 'reason' and not retired order by position, id limit 1")


def test_an_empty_board_is_empty(con):
    board = appeal_board.board(con, TODAY)
    assert (board.lines, board.unopened, board.closed) == ((), (), 0)
    assert board.counts() == {"to decide": 0, "to write": 0, "sent": 0, "answered": 0}


def test_what_ends_first_stands_first_and_what_has_passed_last_but_stays(con, texas):
    later, passed, sooner = (an_open_appeal(con, [noticed(con, texas, days)]) for days in (0, 60, 8))
    assert [line.appeal_id for line in appeal_board.board(con, TODAY).of("to write")] == [sooner, later, passed]
    last = appeal_board.board(con, TODAY).of("to write")[-1]
    assert last.passed and last.late and last.due == "The deadline, 8 Oct 2026, passed 46 days ago. See what can still be done."


def test_within_a_week_what_can_win_more_stands_first(con, texas):
    alone = an_open_appeal(con, [about(con, noticed(con, texas, 6), "Another")])
    both = [about(con, noticed(con, place, 5)) for place in (texas, a_facility(con, "North Unit", state="TX"))]
    pattern = an_open_appeal(con, both)
    first, second = appeal_board.board(con, TODAY).of("to write")
    assert (first.appeal_id, second.appeal_id) == (pattern, alone)
    assert first.left_days > second.left_days and first.units == 2
    assert "stopped at 2 units of this system" in first.why


def test_worth_is_chance_times_reach_times_place(con, texas, monkeypatch):
    reason = a_reason(con)
    for decision in ("overturned", "upheld", "upheld"):
        about(con, noticed(con, texas, 30, decision=decision, decided_on=TODAY), "Old", decision, reason)
    appeal_id = an_open_appeal(con, [about(con, noticed(con, texas, 1), reason=reason)])
    [line] = appeal_board.board(con, TODAY).of("to write")
    share = 1.5 / 4  # one of three, with a half more
    chance = (1 + 10 * share) / 13
    assert line.appeal_id == appeal_id
    assert line.worth == pytest.approx(chance)
    assert f"“{reason}” here before: 1 of 3 decided were overturned" in line.why
    facts = appeal_board._Facts(con, TODAY, [])
    facts.flags = {texas: HIGH}
    row = {"facility": "Example Unit, TX", "facility_id": texas, "what": "", "units": 1, "n": 3, "won": 1, "reason": reason}
    told = facts._about([row])
    assert told["worth"] == pytest.approx(2 * chance) and told["why"].startswith("Example Unit, TX flagged HIGH")


def test_few_decisions_are_never_a_share(con, texas):
    reason = a_reason(con)
    about(con, noticed(con, texas, 30, decision="overturned", decided_on=TODAY), "Old", "", reason)
    an_open_appeal(con, [about(con, noticed(con, texas, 1), reason=reason)])
    [line] = appeal_board.board(con, TODAY).of("to write")
    assert line.why == f"“{reason}” here before: only 1 decided, too few to say"


def test_an_unknown_deadline_stands_after_this_week_and_is_asked(con, texas):
    nowhere = a_facility(con, "Nowhere", state="NV", system_id=a_system(con, "Nevada Example", state="NV"))
    unknown = an_open_appeal(con, [an_incident(con, nowhere)])
    now = an_open_appeal(con, [noticed(con, texas, 8)])
    lines = appeal_board.board(con, TODAY).of("to write")
    assert next(line for line in lines if line.appeal_id == unknown).due == (
        "Deadline unknown: ask Nevada Example. Send as soon as you can."
    )
    assert [line.appeal_id for line in lines if line.appeal_id in (now, unknown)] == [now, unknown]


def _in(con, state):
    return a_facility(con, state=state, system_id=a_system(con, f"{state} Example", state=state))


def test_mine_unassigned_and_late(con, texas):
    mine = an_open_appeal(con, [noticed(con, texas, 1)])
    free = appeals.begin(con, [noticed(con, texas, 60)], TODAY)
    board = appeal_board.board(con, TODAY)
    assert [line.appeal_id for line in board.of("to write", "Ada", "mine")] == [mine]
    assert [line.appeal_id for line in board.of("to decide", "Ada", "unassigned")] == [free]
    assert board.many("Ada") == {"all": 2, "mine": 1, "unassigned": 1, "late": 1, "week": 0, "passed": 1}


def test_an_incident_without_an_appeal_is_listed_until_it_has_one(con, texas):
    incident = noticed(con, texas, 1)
    old = an_incident(con, texas, received_on=TODAY - deadlines.LONGEST - timedelta(days=1))
    assert [line.incident_id for line in appeal_board.board(con, TODAY).unopened] == [incident] != [old]
    first = appeals.begin(con, [incident], TODAY)
    assert appeal_board.board(con, TODAY).unopened == ()
    appeals.decline(con, first, "no time", TODAY)
    assert appeal_board.board(con, TODAY).unopened == ()
    appeals.void(con, first, "after all", TODAY)
    assert [line.incident_id for line in appeal_board.board(con, TODAY).unopened] == [incident]


def test_a_voided_incident_is_on_no_list_and_its_appeal_says_so(con, texas):
    incident = noticed(con, texas, 1)
    an_open_appeal(con, [incident])
    incidents.void(con, incident, "a slip", TODAY)
    board = appeal_board.board(con, TODAY)
    assert board.unopened == ()
    assert board.of("to write")[0].due == "Every incident of it was voided: void the appeal."


def test_a_sent_one_says_whether_its_answer_is_due(con):
    sent = TODAY - timedelta(days=50)
    assert "no rule on file says when" in appeal_words.answer_due(sent, None, TODAY).text
    overdue = appeal_words.answer_due(sent, TODAY - timedelta(days=6), TODAY)
    assert overdue.late and overdue.text.endswith("the answer was due 17 Nov 2026, 6 days ago: remind them.")
    assert appeal_words.answer_due(sent, TODAY + timedelta(days=1), TODAY).text.endswith("is due by 24 Nov 2026, tomorrow.")


def test_an_answered_one_says_what_follows(con, texas):
    lost = an_open_appeal(con, [noticed(con, texas, 5)])
    appeals.sent(con, lost, TODAY)
    appeals.answered(con, lost, "upheld", TODAY)
    [line] = appeal_board.board(con, TODAY).of("answered")
    assert line.due == "Upheld on 23 Nov 2026. Level 2: deadline unknown, ask."


def test_the_closed_ones_are_listed_latest_first(con, texas):
    first, second = (an_open_appeal(con, [noticed(con, texas, days)]) for days in (1, 2))
    appeals.decline(con, first, "no time", TODAY)
    appeals.decline(con, second, "no time", TODAY)
    table, many = appeal_board.closed(con)
    assert (list(table["id"]), many) == ([second, first], 2)
    assert table["place"].iloc[0] == "Example Unit, TX" and table["what"].iloc[0] == "Mail without a title"
    assert appeal_board.closed(con, "Ben")[1] == 0


def test_what_could_join_an_appeal_is_of_its_system_and_free_the_same_title_first(con, texas):
    covered, other, same = (about(con, noticed(con, texas, 1), title) for title in ("Ours", "Another", "Ours"))
    an_incident(con, _in(con, "MI"))
    appeal = appeals.get(con, appeals.begin(con, [covered], TODAY))
    assert list(appeal_board.could_join(con, appeal)["id"]) == [same, other]


def test_one_appeal_for_all_says_first_where_an_old_one_moves_the_day(con, texas):
    north = a_facility(con, "North Camp", state="TX")
    new, old = about(con, noticed(con, texas, 1)), about(con, noticed(con, north, 60))
    by_id = {line.incident_id: line for line in appeal_board.board(con, TODAY).unopened}
    assert by_id[new].alike == (old,) and "passed" in by_id[new].together and "passed" not in by_id[new].due
    assert by_id[old].together == ""  # it has passed already: nothing changes

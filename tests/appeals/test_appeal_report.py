"""What is learned from appeals: rates of what was answered, with how many, and never of too few."""

from datetime import date, timedelta

import pytest
from appeal_samples import an_incident
from builders import a_facility

from bfp.appeals import appeal_report, appeals
from bfp.stats import rates

TODAY = date(2026, 11, 23)


def an_answered(con, place, decision, sent=10, days=5, citation=None) -> int:
    incident = an_incident(con, place, notice_on=TODAY - timedelta(days=sent + 3), received_on=TODAY - timedelta(days=sent + 1))
    appeal_id = appeals.begin(con, [incident], TODAY)
    on = TODAY - timedelta(days=sent)
    appeals.sent(con, appeal_id, on)
    if citation:
        con.execute("insert into appeal_argument values ($id, 'citation', $citation)", {"id": appeal_id, "citation": citation})
    if decision == "no reply":
        appeals.no_reply(con, appeal_id, on + timedelta(days=days))
    elif decision != "pending":
        appeals.answered(con, appeal_id, decision, on + timedelta(days=days))
    return appeal_id


@pytest.fixture
def place(con):
    return a_facility(con, "Example Unit", state="TX")


def test_nothing_sent_is_nothing_learned(con):
    assert appeal_report.summary(con) == ""
    assert appeal_report.learned(con, "system").empty
    assert "No answered appeal says which arguments" in appeal_report.caution(appeal_report.arguments(con))


def test_the_rate_is_of_what_was_answered_and_no_reply_is_no_answer(con, place):
    for decision in ("overturned", "partly overturned", "upheld", "upheld", "no reply", "pending"):
        an_answered(con, place, decision)
    [row] = appeal_report.learned(con, "system").itertuples()
    assert (row.appeals, row.sent, row.answered, row.overturned, row.partly, row.no_reply) == (6, 6, 4, 2, 1, 1)
    low, high = rates.wilson(2, 4)
    assert (row.rate, row.low, row.high) == (0.5, pytest.approx(float(low)), pytest.approx(float(high)))
    assert row.said == "2 of 4, 50 % (15 % to 85 %)" and row.days_to_answer == 5


def test_too_few_answers_are_insufficient_data(con, place):
    an_answered(con, place, "overturned")
    [row] = appeal_report.learned(con, "facility").itertuples()
    assert row.said == "insufficient data: 1 of 1" and row.rate != row.rate


def test_deadlines_met_are_of_those_whose_day_is_known(con, place):
    an_answered(con, place, "upheld", sent=3)
    late = an_incident(con, place, notice_on=date(2026, 10, 1), received_on=date(2026, 10, 2))
    appeals.sent(con, appeals.begin(con, [late], TODAY), TODAY)
    [row] = appeal_report.learned(con, "level").itertuples()
    assert (row.name, row.met, row.timed) == ("level 1", 1, 2)


def test_one_overturned_in_part_is_won_at_the_facility_where_it_was(con, place):
    other = a_facility(con, "North Unit", state="TX")
    first, second = (an_incident(con, where, received_on=date(2026, 11, 10)) for where in (place, other))
    appeal_id = appeals.begin(con, [first, second], TODAY)
    appeals.sent(con, appeal_id, date(2026, 11, 12))
    appeals.answered(con, appeal_id, "upheld", TODAY, per_incident={second: "overturned"})
    table = appeal_report.learned(con, "facility").set_index("name")
    assert dict(table["overturned"]) == {"Example Unit, TX": 0, "North Unit, TX": 1}
    assert appeal_report.learned(con, "system")["overturned"].iloc[0] == 1


@pytest.mark.parametrize("by", appeal_report.BY)
def test_every_way_of_counting_has_all_appeals_and_a_csv_of_numbers(con, place, by):
    for decision in ("overturned", "upheld", "upheld"):
        an_answered(con, place, decision)
    table = appeal_report.learned(con, by)
    assert table["sent"].sum() == 3
    csv = appeal_report.for_csv(table, by)
    assert csv["overturned %"].iloc[0] == 33.3 and {by, "answered", "95 % from", "95 % to"} <= set(csv.columns)
    assert not {"reader", "reader id"} & set(csv.columns)


def test_only_what_was_sent_since_a_day_counts(con, place):
    an_answered(con, place, "upheld", sent=10)
    assert appeal_report.learned(con, "all", TODAY - timedelta(days=9)).empty
    assert "**1** sent" in appeal_report.summary(con, TODAY - timedelta(days=10))


def test_arguments_are_compared_with_the_rest_and_said_with_caution(con, place):
    for decision in ["overturned"] * 8:
        an_answered(con, place, decision, citation=1)
    for decision in ["upheld"] * 8:
        an_answered(con, place, decision, citation=2)
    table = appeal_report.arguments(con).set_index("argument")
    row = table.loc["Procunier v. Martinez, 416 U.S. 396"]
    assert (row.overturned, row.answered, row.overturned_without, row.answered_without) == (8, 8, 0, 8)
    said = appeal_report.caution(appeal_report.arguments(con))
    assert "with “Procunier v. Martinez, 416 U.S. 396” were overturned more often" in said
    assert "with “Turner v. Safley, 482 U.S. 78” were overturned less often" in said
    assert "not what brought it" in said


def test_where_intervals_overlap_no_argument_stands_out(con, place):
    for decision, citation in (("overturned", 1), ("upheld", 1), ("upheld", 2), ("overturned", 2)):
        an_answered(con, place, decision, citation=citation)
    assert appeal_report.caution(appeal_report.arguments(con)).startswith("No argument stands out")

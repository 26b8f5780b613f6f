"""What the overview tells: first steps, what needs doing, this month against the last, how much is known."""

from datetime import date, timedelta

from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.censorship import outcome_reports
from bfp.mail import letters
from bfp.program import overview_report

DAY = date(2026, 11, 23)


def mailed(con, facility_id, outcome, n, on=date(2026, 3, 2)):
    return a_shipment(con, a_reader(con, facility_id), on=on, titles=[a_title(con) for _ in range(n)], outcome=outcome)


def test_the_first_steps_are_ticked_in_order(con):
    steps = overview_report.first_steps(con)
    assert [(step.done, step.next) for step in steps.in_order] == [(False, True), (False, False), (False, False)]
    a_facility(con)
    a_title(con)
    steps = overview_report.first_steps(con)
    assert [(step.done, step.next) for step in steps.in_order] == [(True, False), (True, False), (False, True)]
    assert not steps.done
    assert steps.nothing_to_show


def test_what_needs_doing_today_leads_to_its_page(con):
    there, gone = a_title(con, copies=2), a_title(con)
    con.execute("update title set minimum = 3 where id = $id", {"id": there})
    a_request(con, on=DAY - timedelta(days=31), titles=[(there, "x"), (gone, "y")])
    a_request(con, on=DAY - timedelta(days=30), titles=[(gone, "y")])
    a_request(con, on=date(2026, 1, 1), status="filled", titles=[(there, "x")])
    now = overview_report.today(con, DAY)
    assert now.tasks == [
        ("1 request waiting over 30 days", "requests", {"queue_overdue": "true"}),
        ("1 request with a title in stock", "requests", {"queue_in_stock": "true"}),
        ("1 title asked for and not there", "wish_list", {}),
        ("1 title under the minimum", "stock", {"shelf_only": "Below minimum"}),
    ]
    assert (now.waiting, now.oldest_days, now.oldest) == (2, 31, "oldest 31 days")


def test_nothing_to_do_is_an_empty_list(con):
    now = overview_report.today(con, DAY)
    assert (now.tasks, now.oldest) == ([], "the queue is empty")


def test_this_month_is_compared_with_the_same_days_of_the_month_before(con):
    for on in (
        date(2026, 11, 2),
        date(2026, 10, 3),
        date(2026, 10, 23),
        date(2026, 10, 24),
        date(2025, 11, 30),
        date(2025, 10, 31),
    ):
        a_shipment(con, on=on, titles=[a_title(con), a_title(con)])
    opened, shipments, items = overview_report.activity_by_month(con, DAY)
    assert (opened.this_month, shipments.this_month, items.this_month) == (0, 1, 2)
    assert (shipments.same_days_before, shipments.change, shipments.before) == (2, -1, "1–23 Oct")
    assert (shipments.months[-2], shipments.months[0], len(shipments.months)) == (3, 1, 13)


def test_letters_of_a_month_are_those_entered_in_it_since_what_is_in_the_mail_was_not_opened_yet(con):
    reader = a_reader(con)
    for postmark, entered in ((date(2026, 10, 2), date(2026, 10, 9)), (date(2026, 10, 29), date(2026, 11, 9)),
                              (date(2026, 10, 12), date(2026, 10, 30))):  # fmt: skip
        letters.add(con, reader, postmark_on=postmark, today=entered)
    opened = overview_report.activity_by_month(con, DAY)[0]
    assert (opened.what, opened.this_month, opened.same_days_before, opened.change) == ("letters", 1, 1, 0)


def test_the_age_of_the_queue_counts_every_waiting_request_once(con):
    for days in (0, 30, 31, 90, 181, 900):
        a_request(con, on=DAY - timedelta(days=days))
    a_request(con, on=DAY, status="declined", reason="no books there")
    assert list(overview_report.waiting_by_age(con, DAY)["requests"]) == [2, 1, 1, 0, 2]


def test_known_outcomes_are_of_mail_old_enough(con):
    facility = a_facility(con)
    mailed(con, facility, "received", 1)
    mailed(con, facility, "returned", 1)
    mailed(con, facility, "unconfirmed", 2)
    mailed(con, facility, "censored", 5, on=date(2026, 10, 5))
    scope = outcome_reports.scope(con, DAY)
    known = overview_report.known(outcome_reports.outcomes(con, scope, "month"), scope)
    assert (known.share, known.unconfirmed) == ("25 %", "50 % unconfirmed")
    in_new_york = outcome_reports.outcomes(con, outcome_reports.scope(con, DAY, state="NY"), "month")
    assert overview_report.known(in_new_york, scope).share == "none yet"


def test_alarms_that_wait_for_an_answer_come_first(con):
    first = a_facility(con, name="Stern Unit")
    sql = """
        insert into alarm (kind, scope, scope_id, raised_on, sentence, chance)
        values ('new ban', 'facility', $id, $on, 'said', 0.0001)
    """
    con.execute(sql, {"id": first, "on": date(2026, 11, 1)})
    assert overview_report.today(con, DAY).tasks[0] == ("New ban, Stern Unit, TX suspected", "censorship", {})
    con.execute(sql, {"id": a_facility(con, name="Later Unit"), "on": date(2026, 11, 9)})
    assert overview_report.today(con, DAY).tasks[0] == ("2 alarms of bans, the latest: New ban, Later Unit, TX", "censorship", {})
    con.execute("update alarm set acknowledged_on = raised_on")
    assert overview_report.today(con, DAY).tasks == []

"""The page Overview: what Today says is to be done opens just these rows."""

from datetime import date, timedelta

import pytest
from appeal_samples import an_appeal, an_incident
from builders import a_facility, a_request, a_system, a_title

from bfp.base import db
from bfp.program import overview_report
from pages import open_page

TODAY = date(2026, 11, 23)


@pytest.fixture
def busy(desk):
    """Of everything that Today counts some rows, and beside them some that it does not count."""
    with db.transaction(desk, "Ada") as con:
        here, gone = a_title(con, "Here", copies=9), a_title(con, "Gone")
        con.execute("update title set minimum = 2 where id = $id", {"id": gone})
        for days, title in ((90, gone), (60, gone), (40, here), (5, here), (1, gone)):
            a_request(con, on=TODAY - timedelta(days=days), titles=[(title, "x")])
        place = a_facility(con, state="TX", system_id=a_system(con, "Example System", state="TX"))
        for notice in (date(2026, 11, 14), date(2026, 11, 15), date(2026, 9, 1), date(2026, 11, 23)):
            an_appeal(con, [an_incident(con, place, notice_on=notice)], state="to decide")
        for notice in (date(2026, 11, 16), date(2026, 9, 1), date(2026, 11, 23)):
            an_incident(con, place, notice_on=notice)
    return desk


def rows(at, page):
    if page == "appeals":
        return len([button for button in at.button if button.key.endswith(("_open", "_take"))])
    return len(at.dataframe[0].value)


def test_each_link_of_today_opens_just_the_rows_that_it_counts(busy):
    tasks = overview_report.today(busy, TODAY).tasks
    assert [(sentence.split()[0], page) for sentence, page, _ in tasks] == [
        ("2", "appeals"), ("1", "appeals"), ("1", "appeals"), ("3", "requests"), ("2", "requests"), ("1", "wish_list"),
        ("1", "stock"),
    ]  # fmt: skip
    for sentence, page, where in tasks:
        assert rows(open_page(page, **where), page) == int(sentence.split()[0]), sentence

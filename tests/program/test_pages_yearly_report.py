"""The page Yearly report: empty, full, as of another day, published and refused."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title

from bfp.base import db
from pages import open_page, said


@pytest.fixture
def full(desk):
    with db.transaction(desk, by="Ada") as con:
        system = a_system(con)
        title = a_title(con)
        for name, state, outcome, many in (("Example Unit", "TX", "received", 9), ("Sample Camp", "OH", "censored", 7)):
            facility = a_facility(con, name=name, state=state, system_id=system)
            for _ in range(many):
                mail = {"titles": [title], "outcome": outcome, "learned_on": date(2025, 11, 2)}
                a_shipment(con, a_reader(con, facility), on=date(2025, 9, 2), **mail)
    return desk


def table(at, name="sent"):
    return next(frame.value for frame in at.dataframe if name in frame.value)


def test_without_mail_the_page_says_what_to_do_first(desk):
    at = open_page("yearly_report")
    assert "Nothing has been mailed yet" in said(at)
    assert not at.dataframe


def test_it_opens_on_the_last_complete_year_with_a_line_for_each_state(full):
    at = open_page("yearly_report")
    assert at.selectbox(key="report_year").value == "July 2025 to June 2026"
    assert list(table(at)["place"]) == ["All mail", "Ohio", "Texas"]
    assert "7 of 16 known outcomes were censored. This is insufficient data" in said(at)
    assert "This year has not been published yet" in said(at)


def test_publish_keeps_who_and_as_of_and_twice_is_refused(full):
    at = open_page("yearly_report")
    at.button(key="publish").click().run()
    assert "is published as of 23 Nov 2026" in said(at)
    assert list(table(at, "By")["By"]) == ["Ada"]
    at.button(key="publish").click().run()
    assert "Not saved" in said(at) and "already" in said(at)
    assert len(table(at, "By")) == 1


def test_a_published_version_stands_beside_what_is_known_now(full):
    with db.transaction(full, by="Ada") as con:
        con.execute("insert into published_report (starts_on, ends_on, as_of, published_on) "
                    "values ('2025-07-01', '2026-06-30', '2026-07-01', '2026-07-02')")  # fmt: skip
    at = open_page("yearly_report")
    assert "known as of 1 Jul 2026" in table(at, "known as of 23 Nov 2026")


def test_a_day_before_the_first_mailing_says_so(full):
    at = open_page("yearly_report")
    at.date_input(key="report_day").set_value(date(2025, 8, 1)).run()
    assert "Nothing had been mailed by 1 Aug 2025" in said(at)


def test_a_year_that_is_not_over_is_not_published(full):
    with db.transaction(full, by="Ada") as con:
        facility = a_facility(con, name="Later Unit")
        for _ in range(6):
            a_shipment(con, a_reader(con, facility), on=date(2026, 7, 9))
    at = open_page("yearly_report")
    at.selectbox(key="report_year").select("July 2026 to June 2027").run()
    assert list(table(at)["place"])[:1] == ["All mail"]
    at.button(key="publish").click().run()
    assert "The year ends on 30 Jun 2027" in said(at)


def test_what_is_saved_is_in_the_report_at_once(full):
    before = table(open_page("yearly_report"))["sent"].iloc[0]
    with db.transaction(full, by="Ada") as con:
        facility = db.value(con, "select id from facility where name = 'Example Unit'")
        a_shipment(con, a_reader(con, facility), on=date(2025, 9, 3))
    assert table(open_page("yearly_report"))["sent"].iloc[0] == before + 1

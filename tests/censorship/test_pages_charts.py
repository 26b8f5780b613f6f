"""The overview and Shipments: empty, full, and with nothing left by the filters."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title
from streamlit.testing.v1 import AppTest

import pages
from bfp.base import db
from bfp.ui import reporting

OLD, YOUNG = date(2026, 3, 2), date(2026, 10, 5)


def opened(page="overview", **address) -> AppTest:
    return pages.open_page(page, **address)


def words(app) -> str:
    return "\n".join([element.value for element in [*app.title, *app.subheader, *app.markdown, *app.caption]])


def mailed(desk, outcome="censored", n=4, on=OLD, name="Sample Unit", **place):
    with db.transaction(desk, by="Ada") as con:
        facility = a_facility(con, name, **place)
        reader = a_reader(con, facility, number=f"SECRET{facility}", first_name="Zebedee", last_name="Whisper")
        a_shipment(con, reader, on=on, titles=[a_title(con) for _ in range(n)], outcome=outcome)
        return facility


# First run


def test_the_first_run_says_what_to_do_first_in_order_each_with_its_button(desk):
    app = opened()
    assert "Three things to do first" in words(app)
    assert [button.label for button in app.button] == ["Import facilities", "Add titles", "Enter a letter"]
    assert not app.metric


@pytest.mark.parametrize(
    ("button", "page"), [("first_imports", "Import"), ("first_stock", "Stock"), ("first_letters", "Letters")]
)
def test_a_button_of_the_welcome_opens_its_page(desk, button, page):
    app = opened()
    app.button(key=button).click().run()
    assert not app.exception
    assert "Three things to do first" not in words(app)


def test_what_is_done_is_ticked(desk):
    with db.transaction(desk, by="Ada") as con:
        a_facility(con)
    shown = words(opened())
    assert "**1. Facilities in** :material/check: done" in shown
    assert "**2. Titles in**\n" in shown


def test_the_welcome_goes_when_all_three_are_done(desk):
    mailed(desk)
    with db.transaction(desk, by="Ada") as con:
        con.execute("insert into letter (reader_id, facility_id, postmark_on, entered_on) values (1, 1, $on, $on)", {"on": OLD})
    assert "Three things" not in words(opened())


@pytest.mark.parametrize("tab", ["Facilities", "Systems", "Months", "Classes", "Subjects"])
def test_an_empty_database_says_what_is_missing(desk, tab):
    app = opened("shipments", mail_by=tab)
    assert "Nothing has been mailed yet" in words(app)
    assert not app.get("vega_lite_chart")


# The overview


def test_the_overview_counts_and_says_what_needs_doing(desk):
    mailed(desk, "received", 3)
    mailed(desk, "unconfirmed", 1, name="Other Unit")
    with db.transaction(desk, by="Ada") as con:
        a_request(con, on=date(2026, 9, 1))
    app = opened()
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Requests waiting"] == "1"
    assert shown["Known outcomes"] == "75 %"
    assert "1 request waiting over 30 days" in [link.proto.label for link in app.get("page_link")]
    assert "4 items by month of mailing" in words(app)
    assert "as of 23 Nov 2026" in words(app)
    assert "the oldest was asked on 1 Sep 2026, 83 days ago" in words(app)


# Shipments


@pytest.mark.parametrize(
    ("tab", "said"),
    [
        ("Facilities", "4 items by facility"),
        ("Systems", "4 items by system"),
        ("Months", "4 items by month of mailing"),
        ("Classes", "4 items by literature class"),
        ("Subjects", "by subject"),
    ],
)
def test_shipments_are_counted_each_way_with_n_and_the_day(desk, tab, said):
    mailed(desk)
    app = opened("shipments", mail_by=tab)
    assert len(app.get("vega_lite_chart")) == 1
    assert said in words(app)
    assert "as of 23 Nov 2026" in words(app)


def test_the_filters_are_read_from_the_address_and_narrow_the_count(desk):
    mailed(desk, n=4)
    mailed(desk, n=2, name="Far Unit", state="NM")
    assert "2 items by facility; NM, mailed" in words(opened("shipments", mail_state="NM"))
    assert "6 items by facility" in words(opened("shipments"))


def test_filters_that_leave_nothing_say_so(desk):
    mailed(desk)
    assert "No mail fits: letters, mailed" in words(opened("shipments", mail_class="letters"))


def test_a_day_before_the_first_mailing_says_so(desk):
    mailed(desk)
    assert "the first shipment is of 2 Mar 2026" in words(opened("shipments", mail_day="2026-03-01"))


def test_an_address_that_makes_no_sense_shows_everything(desk):
    mailed(desk)
    assert "4 items by facility" in words(opened("shipments", mail_system="Nowhere", mail_period="x", mail_day="y"))


def test_a_click_on_a_bar_names_its_facility():
    class Event:
        selection = {"chosen": [{"facility_id": 7}]}

    class Nothing:
        selection = {"chosen": []}

    assert reporting.clicked(Event, "facility_id") == 7
    assert reporting.clicked(Nothing, "facility_id") is None
    assert reporting.clicked(None, "facility_id") is None


@pytest.mark.parametrize("page", ["overview", "shipments"])
def test_no_page_of_charts_tells_a_readers_name_or_number(desk, page):
    mailed(desk)
    app = opened(page)
    told = words(app) + "".join(table.value.to_csv() for table in app.dataframe)
    assert "items" in told
    for secret in ("Zebedee", "Whisper", "SECRET"):
        assert secret not in told

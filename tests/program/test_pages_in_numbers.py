"""The page In numbers: empty, full, filtered, as of another day, for publication; and its part of the yearly report."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_system, a_title

from bfp.base import db
from bfp.supporters import money
from pages import open_page, said

TODAY = date(2026, 11, 23)


@pytest.fixture
def full(desk):
    with db.transaction(desk, by="Ada") as con:
        for name, state, many in (("Example Corrections", "TX", 9), ("Sample Corrections", "OH", 3)):
            facility = a_facility(con, name=f"Unit {state}", state=state, system_id=a_system(con, name=name, state=state))
            for nth in range(many):
                reader, book = a_reader(con, facility, last_name="Secretname"), a_title(con)
                a_request(con, reader, on=date(2025, 5, 2), status="filled")
                a_shipment(con, reader, on=date(2025, 5, 9), titles=[book])
                con.execute(
                    "insert into letter (reader_id, facility_id, postmark_on, entered_on) "
                    "values ($r, $f, '2025-05-01', '2025-05-02')",
                    {"r": reader, "f": facility},
                )
                if nth % 3 == 0:
                    con.execute(
                        "insert into contribution (reader_id, kind, title_id, received_on) "
                        "values ($r, 'book review', $t, '2025-08-01')",
                        {"r": reader, "t": book},
                    )
        money.gift(con, money.Gift(amount_cents=12345, form="cash", on=date(2026, 1, 2)), today=TODAY)
        money.expense(con, amount_cents=2345, purpose="postage", on=date(2026, 1, 9), today=TODAY)
    return desk


def cards(at) -> dict:
    return {card.label: card.value for card in at.metric}


def view(at, name, **more):
    at.query_params["numbers_view"] = name
    return at.run()


def test_without_anything_on_file_the_page_says_what_to_do_first(desk):
    at = open_page("in_numbers")
    assert "Nothing is on file yet" in said(at)
    assert not at.metric and not at.dataframe


def test_the_totals_stand_as_cards_with_their_number_a_reader(full):
    at = open_page("in_numbers")
    assert cards(at) == {
        "Letters": "12", "Requests": "12", "Items sent": "12", "Given back": "4", "Book reviews": "4",
        "Reviews per 100 books": "33.3", "Late replies": "4", "Readers": "12",
    }  # fmt: skip
    assert "as of 23 Nov 2026" in said(at)


def test_a_system_and_a_day_change_what_is_counted(full):
    at = open_page("in_numbers")
    at.selectbox(key="mail_system").select("Sample Corrections").run()
    assert cards(at)["Letters"] == "3"
    at.date_input(key="mail_day").set_value(date(2025, 5, 5)).run()
    assert (cards(at)["Letters"], cards(at)["Items sent"]) == ("3", "0")


def test_a_small_group_is_blank_in_what_is_public(full):
    at = open_page("in_numbers")
    at.selectbox(key="mail_system").select("Sample Corrections").run()
    at.toggle(key="numbers_public").set_value(True).run()
    assert set(cards(at).values()) <= {"—", "0"}
    assert "fewer than 5 readers" in said(at)


@pytest.mark.parametrize("by", ["month", "system", "facility", "language"])
def test_every_way_of_counting_is_drawn_with_its_line_and_table(full, by):
    at = open_page("in_numbers", numbers_view="Counts")
    at.segmented_control(key="numbers_by").select(by).run()
    assert not at.exception
    assert f"12 in all, by {by}" in said(at)
    assert by in at.dataframe[0].value
    at.toggle(key="numbers_each").set_value(True).run()
    assert "divided by the readers of each part" in said(at)


def test_what_followed_is_told_with_its_interval_and_no_cause(full):
    at = open_page("in_numbers", numbers_view="What followed")
    assert "4 of 12 books were followed by a review of it: 33 % (95 % interval 14 % to 61 %)" in said(at)
    assert "not why" in said(at) and "no whole year" in said(at)


def test_joining_replies_and_money_are_told(full):
    assert "readers by the step they stand at" in said(open_page("in_numbers", numbers_view="Joining"))
    assert "4 things from readers wait for an answer, 4 of them too long" in said(open_page("in_numbers", numbers_view="Replies"))
    at = open_page("in_numbers", numbers_view="Donations and money")
    assert "123.45 came in" in said(at) and "23.45 went out" in said(at) and "100.00 was left" in said(at)


def test_no_name_is_on_the_page(full):
    for name in ("Counts", "Joining", "What followed", "Replies", "Donations and money"):
        at = open_page("in_numbers", numbers_view=name)
        assert "Secretname" not in said(at)
        assert not any("Secretname" in frame.value.to_csv() for frame in at.dataframe)


def test_the_yearly_report_tells_the_program_in_numbers(full):
    at = open_page("yearly_report")
    at.selectbox(key="report_year").select("July 2024 to June 2025").run()
    assert "The program in numbers" in said(at)
    table = next(frame.value for frame in at.dataframe if "a reader, July 2024 to June 2025" in frame.value)
    assert dict(zip(table["what"], table["July 2024 to June 2025"], strict=True))["items sent"] == "12"

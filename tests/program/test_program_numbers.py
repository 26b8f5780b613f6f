"""What the program counts of itself: by hand on small cases, and adding up on any."""

import contextlib
from datetime import date, timedelta

import pandas as pd
import pytest
from builders import RolledBack, a_facility, a_reader, a_request, a_shipment, a_system, a_title
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bfp.base import db
from bfp.censorship import outcome_reports
from bfp.program import program_charts, program_money, program_numbers, program_words
from bfp.program.program_numbers import BY, COUNTS
from bfp.stats import rates
from bfp.supporters import money

DAY = date(2026, 11, 23)
OLD = date(2025, 3, 3)


def all_of(con, day=DAY, **more):
    return outcome_reports.scope(con, day, **more)


def totals(con, day=DAY, **more) -> dict:
    table = program_numbers.counts(con, all_of(con, day, **more))
    return {name: int(table[name].sum()) for name in (*COUNTS, "readers")}


def a_letter(con, reader_id, on=OLD) -> int:
    sql = """
        insert into letter (reader_id, facility_id, postmark_on, entered_on)
        select id, facility_id, $on, $on from reader where id = $reader_id returning id
    """
    return db.value(con, sql, reader_id=reader_id, on=on)


def a_contribution(con, reader_id, on=OLD, kind="book review", title_id=None, letter_id=None, state="received", answered_on=None):
    sql = """
        insert into contribution (reader_id, kind, title_id, letter_id, received_on, state, answered_on)
        values ($reader_id, $kind, $title_id, $letter_id, $on, $state, $answered_on) returning id
    """
    return db.value(con, sql, reader_id=reader_id, kind=kind, title_id=title_id, letter_id=letter_id, on=on, state=state,
                    answered_on=answered_on)  # fmt: skip


def followed(con, day=DAY, **more):
    return program_numbers.share(program_numbers.follows(con, all_of(con, day, **more)))


# Counts


def test_each_thing_is_counted_once_and_readers_are_different_readers(con):
    reader, other, book = a_reader(con), a_reader(con), a_title(con)
    a_letter(con, reader)
    a_letter(con, reader)
    a_request(con, reader, on=OLD, status="filled")
    a_shipment(con, reader, on=OLD, titles=[book, a_title(con, kind="newsletter issue")])
    a_contribution(con, other, title_id=book)
    a_contribution(con, other, kind="poem", state="answered", answered_on=OLD)
    assert totals(con) == {
        "letters": 2, "requests": 1, "items": 2, "books": 1, "contributions": 2, "reviews": 1, "late": 1, "readers": 2,
    }  # fmt: skip


def test_what_was_voided_is_in_no_count(con):
    reader = a_reader(con)
    for one in (a_letter, a_contribution, a_request, a_shipment):
        one(con, reader)
    for sql in (
        "update letter set voided_on = '2026-01-01'",
        "update contribution set voided_on = '2026-01-01'",
        "update book_request set voided_on = '2026-01-01'",
        "update shipment set voided_on = '2026-01-01', void_reason = 'wrong'",
    ):
        con.execute(sql)
    assert program_numbers.counts(con, all_of(con)).empty
    assert program_numbers.follows(con, all_of(con)).empty


def test_as_of_a_day_what_came_later_is_not_there(con):
    reader = a_reader(con)
    a_letter(con, reader, on=date(2025, 3, 3))
    a_letter(con, reader, on=date(2025, 3, 4))
    assert totals(con, date(2025, 3, 3))["letters"] == 1


def test_per_reader_divides_by_the_readers_of_the_part(con):
    for letters in (3, 1):
        reader = a_reader(con)
        for _ in range(letters):
            a_letter(con, reader)
    each = program_numbers.per_reader(program_numbers.counts(con, all_of(con)))
    assert each["letters"].iloc[0] == 2
    assert each["reviews"].iloc[0] == 0


def test_a_month_without_anything_is_there_with_zeros(con):
    reader = a_reader(con)
    a_letter(con, reader, on=date(2025, 3, 3))
    a_letter(con, reader, on=date(2025, 5, 3))
    table = program_numbers.counts(con, all_of(con), "month")
    assert list(table["month"]) == [date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)]
    assert list(table["letters"]) == [1, 0, 1]


def test_a_letter_and_its_enclosures_speak_the_language_of_its_request(con):
    reader = a_reader(con)
    spanish = db.value(con, "select id from term where list = 'language' and name = 'Spanish'")
    letter = a_letter(con, reader)
    request = a_request(con, reader, on=OLD, terms=[spanish], status="filled")
    con.execute("update book_request set letter_id = $letter", {"letter": letter})
    a_contribution(con, reader, letter_id=letter)
    shipment = a_shipment(con, reader, on=OLD)
    con.execute("update shipment set book_request_id = $request where id = $id", {"request": request, "id": shipment})
    a_letter(con, reader)
    table = program_numbers.counts(con, all_of(con), "language").set_index("language")
    assert list(table.loc["Spanish", ["letters", "requests", "items", "contributions"]]) == [1, 1, 1, 1]
    assert list(table.loc["no language named", ["letters", "items"]]) == [1, 0]


def test_reviews_per_hundred_books_want_ten_books(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=OLD, titles=[a_title(con) for _ in range(9)])
    a_contribution(con, reader)
    assert program_numbers.counts(con, all_of(con))["reviews_per_100"].isna().all()
    a_shipment(con, reader, on=OLD)
    assert program_numbers.counts(con, all_of(con))["reviews_per_100"].iloc[0] == 10


def test_what_waited_too_long_for_our_answer_is_late(con):
    reader = a_reader(con)
    a_request(con, reader, on=DAY - timedelta(days=31))
    a_request(con, reader, on=DAY - timedelta(days=30))
    a_contribution(con, reader, on=DAY - timedelta(days=61))
    a_contribution(con, reader, on=DAY - timedelta(days=60))
    a_contribution(con, reader, on=OLD, kind="stamps or money")
    a_contribution(con, reader, on=OLD, state="not used")
    a_contribution(con, reader, on=OLD, state="answered", answered_on=DAY)
    assert totals(con)["late"] == 2
    assert totals(con, DAY - timedelta(days=1))["late"] == 1  # one was not answered yet; two others were not late yet
    waits = program_numbers.replies(con, all_of(con)).set_index("what")
    assert list(waits["late"]) == [1, 1] and list(waits["waiting"]) == [2, 2]
    assert waits.loc["contributions", "half_within"] == (DAY - OLD).days


# Public


def test_what_few_readers_are_behind_is_blank_and_cannot_be_found_by_subtracting(con):
    system = a_system(con)
    for many in (9, 7, 2):
        facility = a_facility(con, system_id=system)
        for _ in range(many):
            a_letter(con, a_reader(con, facility))
    table = program_numbers.counts(con, all_of(con), "facility", public=True)
    assert sorted(table["letters"].dropna()) == [9]
    assert sorted(program_numbers.counts(con, all_of(con), "facility")["letters"]) == [2, 7, 9]


def test_a_number_of_few_readers_is_blank_also_in_a_large_group(con):
    for _ in range(12):
        reader = a_reader(con)
        a_letter(con, reader)
    a_contribution(con, reader)
    row = program_numbers.counts(con, all_of(con), public=True).iloc[0]
    assert row["letters"] == 12 and row["contributions"] != row["contributions"]


# What follows


@pytest.mark.parametrize(
    ("mailed", "reviewed", "x", "n"),
    [
        (date(2025, 11, 23), date(2026, 11, 23), 1, 1),
        (date(2025, 11, 24), date(2026, 1, 1), 0, 0),
        (date(2025, 3, 3), date(2026, 3, 3), 1, 1),
        (date(2025, 3, 3), date(2026, 3, 4), 0, 1),
        (date(2025, 3, 3), date(2025, 3, 2), 0, 1),
    ],
)
def test_a_review_follows_within_a_year_a_book_that_had_its_whole_year(con, mailed, reviewed, x, n):
    reader, book = a_reader(con), a_title(con)
    a_shipment(con, reader, on=mailed, titles=[book])
    a_contribution(con, reader, on=reviewed, title_id=book)
    found = followed(con)
    assert (found.x, found.n) == (x, n)


def test_a_review_of_another_book_or_by_another_reader_does_not_follow(con):
    reader, book = a_reader(con), a_title(con)
    a_shipment(con, reader, on=OLD, titles=[book])
    a_contribution(con, reader, on=OLD, title_id=a_title(con))
    a_contribution(con, a_reader(con), on=OLD, title_id=book)
    row = program_numbers.follows(con, all_of(con)).iloc[0]
    assert (row["reviews"], row["gifts"], row["letters"]) == (0, 1, 0)


def test_two_reviews_of_one_book_are_one_book_followed_and_the_interval_is_wilsons(con):
    reader, book = a_reader(con), a_title(con)
    a_shipment(con, reader, on=OLD, titles=[book, a_title(con), a_title(con)])
    for _ in range(2):
        a_contribution(con, reader, on=OLD, title_id=book)
    found = followed(con)
    low, high = rates.wilson(1, 3)
    assert (found.x, found.n, found.low, found.high) == (1, 3, low, high)
    assert program_words.in_short(found) == (
        "Within a year 1 of 3 books were followed by a review of it: 33 % (95 % interval 6 % to 79 %)."
    )


def test_newsletters_are_no_books(con):
    a_shipment(con, on=OLD, titles=[a_title(con, kind="newsletter issue")])
    assert followed(con).n == 0


# Money


def test_money_is_summed_in_cents_and_as_of_the_day(con):
    for cents, on in ((1001, date(2026, 1, 5)), (2002, date(2026, 2, 5))):
        money.gift(con, money.Gift(amount_cents=cents, form="cash", on=on), today=DAY)
    money.expense(con, amount_cents=3, purpose="printing", on=date(2026, 1, 6), today=DAY)
    found = program_money.of(con, all_of(con, date(2026, 1, 31)))
    assert (found.came_cents, found.went_cents, found.left_cents) == (1001, 3, 998)
    assert found.lasting is None and "Choose today" in program_money.lasting(found)
    assert program_money.of(con, all_of(con)).left_cents == 3000


SMALL = hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
THINGS = st.lists(st.tuples(st.sampled_from("lric"), st.integers(0, 3), st.integers(0, 700)), min_size=1, max_size=25)


@SMALL
@given(things=THINGS)
def test_parts_add_up_to_the_total_however_they_are_cut(database, things):
    with contextlib.suppress(RolledBack), db.transaction(database, by="Ada") as con:
        readers = [a_reader(con, a_facility(con, system_id=a_system(con, name=f"System {n % 2}"))) for n in range(4)]
        make = {"l": a_letter, "r": a_request, "i": a_shipment, "c": a_contribution}
        for what, who, ago in things:
            make[what](con, readers[who], on=DAY - timedelta(days=ago))
        whole, follow = totals(con), program_numbers.follows(con, all_of(con))
        assert sum(whole[name] for name in ("letters", "requests", "items", "contributions")) == len(things)
        for by in BY:
            table = program_numbers.counts(con, all_of(con), by)
            assert {name: int(table[name].sum()) for name in COUNTS} == {name: whole[name] for name in COUNTS}
            assert table["readers"].max() <= whole["readers"] <= table["readers"].sum()
            parts = program_numbers.follows(con, all_of(con), by)
            assert int(parts["books"].sum()) == int(follow["books"].sum())
        raise RolledBack


@SMALL
@given(entries=st.lists(st.tuples(st.booleans(), st.integers(1, 999_999), st.integers(0, 800)), min_size=1, max_size=25))
def test_money_agrees_with_the_ledger_to_the_cent(database, entries):
    with contextlib.suppress(RolledBack), db.transaction(database, by="Ada") as con:
        for gift, cents, ago in entries:
            on = DAY - timedelta(days=ago)
            if gift:
                money.gift(con, money.Gift(amount_cents=cents, form="cash", on=on), today=DAY)
            else:
                money.expense(con, amount_cents=cents, purpose="other", on=on, today=DAY)
        found = program_money.of(con, all_of(con))
        came, went = (sum(cents for gift, cents, _ in entries if gift is way) for way in (True, False))
        assert (found.came_cents, found.went_cents, found.left_cents) == (came, went, came - went)
        assert int(found.months["gift_cents"].sum()) == came and int(found.months["balance_cents"].iloc[-1]) == came - went
        assert int(found.purposes["cents"].sum()) == went
        raise RolledBack


def test_charts_carry_only_what_they_draw(con):
    for _ in range(6):
        reader = a_reader(con, last_name="Secretname")
        a_letter(con, reader)
        a_shipment(con, reader, on=OLD)
    for by in BY:
        table = program_numbers.counts(con, all_of(con), by)
        chart = program_charts.by_month(table, "letters", "letters") if by == "month" else (
            program_charts.by_name(table, by, "letters", "letters"))  # fmt: skip
        spec = chart.to_json()  # checks the schema too
        assert "Secretname" not in spec and "letters_readers" not in spec
        assert "share" in program_charts.follows(program_numbers.follows(con, all_of(con), by), by, "reviews").to_json()
    moved = pd.DataFrame({"came_from": ["asked"], "step": ["active"], "readers": [3]})
    assert "asked → active" in program_charts.movement(moved).to_dict()["description"]

"""The made-up program: as large as asked, the same for a seed, plausible, invented, and sound."""

import shutil
from datetime import date

import pandas as pd
import pytest

from bfp import check, demo
from bfp.base import db, settings
from bfp.base.errors import Conflict, Invalid
from bfp.demo import names as demo_names
from bfp.demo.shelves import isbn
from bfp.schema import migrations

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made(made_up, tmp_path_factory):
    """The demonstration of the usual size."""
    con = db.connect(shutil.copy(made_up, tmp_path_factory.mktemp("demo")))
    yield con
    con.close()


def count(con, table: str) -> int:
    return db.value(con, "select count(*) as n from query_table($table)", table=table)


def test_it_is_as_large_as_asked(made):
    assert (count(made, "item"), count(made, "facility"), count(made, "reader")) == (3000, 60, 900)


def test_a_million_items_are_two_thousand_facilities_two_hundred_thousand_readers_and_twenty_years():
    size = demo.size(1_000_000)
    assert (size.facilities, size.readers, size.years, size.waiting) == (2000, 200_000, 20, 200)


def test_it_breaks_no_rule_of_check(made):
    assert check.run(made, TODAY) == []


def test_it_ends_yesterday(made):
    last = db.row(made, "select max(mailed_on) as mailed, (select max(learned_on) from outcome_event) as learned from shipment")
    assert date(2026, 11, 16) <= last["mailed"] <= date(2026, 11, 22)
    assert last["learned"] <= date(2026, 11, 22)


def test_four_fifths_are_unconfirmed(made):
    share = db.value(made, "select avg(case when outcome = 'unconfirmed' then 1.0 else 0.0 end) as share from item")
    assert 0.76 < share < 0.84


def test_news_comes_late(made):
    days = db.frame(made, """
        select outcome_event.learned_on - shipment.mailed_on as days
        from outcome_event join item on item.id = item_id join shipment on shipment.id = shipment_id
    """).days  # fmt: skip
    assert days.median() > 60 and days.max() <= 240


def test_one_facility_began_to_refuse_everything_half_a_year_ago(made):
    sql = """
        select facility_id,
            count(*) filter (where mailed_on < $since and outcome = 'censored') as before,
            count(*) filter (where mailed_on < $since and outcome = 'received') as came,
            count(*) filter (where mailed_on >= $since and outcome = 'censored') as after,
            count(*) filter (where mailed_on >= $since and outcome = 'received') as came_after
        from mailed_item group by facility_id order by after desc, facility_id limit 1
    """
    worst = db.row(made, sql, since=date(2026, 5, 25))
    assert worst["after"] >= 5 and worst["came_after"] <= 1
    assert worst["came"] > worst["before"]


def test_systems_differ_and_all_kinds_are_there(made):
    kinds = db.rows(made, "select distinct system.kind from system join facility on facility.system_id = system.id")
    assert {row["kind"] for row in kinds} == set(demo_names.SYSTEM_SHARES)
    rates = db.frame(made, """
        select system_id, count(*) filter (where outcome = 'censored') * 1.0
            / count(*) filter (where outcome in ('received', 'censored')) as rate
        from mailed_item join facility on facility.id = facility_id
        group by system_id having count(*) filter (where outcome in ('received', 'censored')) >= 20
    """).rate  # fmt: skip
    assert rates.max() > 2 * rates.min()


def test_some_requests_wait_and_the_oldest_waits_long(made):
    waiting = db.row(made, "select count(*) as n, min(asked_on) as oldest from book_request where status = 'waiting'")
    assert waiting["n"] == 45
    assert (TODAY - waiting["oldest"]).days > 30


def test_nobody_gets_a_title_twice(made):
    twice = "select count(*) as n from (select 1 from mailed_item group by reader_id, title_id having count(*) > 1)"
    assert db.value(made, twice) == 0


def test_parcels_to_one_reader_are_sixty_days_apart(made):
    sql = """
        select min(gap) as least from (
            select mailed_on - lag(mailed_on) over (partition by reader_id order by mailed_on, id) as gap from shipment
        )
    """
    assert db.value(made, sql) >= 60


def test_names_are_made_of_invented_words(made):
    from bfp.demo.people import FIRST_NAMES, LAST_NAMES

    for row in db.rows(made, "select distinct first_name, last_name from reader"):
        assert row["first_name"] in FIRST_NAMES
        assert all(part in LAST_NAMES for part in row["last_name"].split("-"))
    systems = [row["name"] for row in db.rows(made, "select name from system")]
    assert all(name.startswith("Example ") for name in systems)


def test_numbers_have_seven_or_eight_digits_and_are_unique_in_a_system(made):
    numbers = db.frame(made, "select system_id, number from reader where number is not null")
    assert set(numbers.number.str.len()) == {7, 8}
    assert not numbers.duplicated().any()
    assert 0 < db.value(made, "select count(*) as n from reader where number is null") < 30


def test_isbns_check_but_belong_to_no_publisher():
    from stdnum import isbn as standard

    assert all(standard.is_valid(isbn(number)) and isbn(number).startswith("9786999") for number in range(50))


def test_it_says_that_it_is_a_demonstration(made):
    assert settings.load(made).demonstration
    assert db.value(made, "select count(*) as n from history where entity = 'demo'") == 1


def test_every_numbered_table_it_fills_is_gone_on_from(made):
    """Whoever saves next gets a number that nobody has."""
    sequences = [row["name"] for row in db.rows(made, "select sequence_name as name from duckdb_sequences()")]
    taken = []
    for name in sequences:
        last = db.value(made, f"select coalesce(max(id), 0) from {name.removesuffix('_id')}")
        if db.value(made, f"select nextval('{name}')") <= last:
            taken.append(name)
    assert len(sequences) > 30 and taken == []


def test_the_same_seed_makes_the_same_program_and_another_seed_another(made, database):
    tables = ("facility", "reader", "letter", "shipment", "item", "outcome_event", "stock", "stock_movement", "restriction")

    def program(con) -> list[pd.DataFrame]:
        return [db.frame(con, "select * from query_table($table) order by 1, 2", table=table) for table in tables]

    demo.make(database, today=TODAY)
    assert all(one.equals(two) for one, two in zip(program(made), program(database), strict=True))
    other = db.connect()
    migrations.migrate(other)
    demo.make(other, seed=7, today=TODAY)
    assert not program(other)[1].equals(program(made)[1]) and check.run(other, TODAY) == []
    other.close()


@pytest.mark.parametrize(("items", "today"), [(100, date(2028, 2, 29)), (20_000, TODAY)])
def test_any_size_on_any_day_is_sound(database, items, today):
    demo.make(database, items, today=today)
    assert count(database, "item") == items
    assert check.run(database, today) == []


def test_it_refuses_a_database_in_use(made):
    with pytest.raises(Conflict, match="in use already"):
        demo.make(made, today=TODAY)


@pytest.mark.parametrize("items", [0, 99, 10_000_001])
def test_it_refuses_a_size_that_makes_no_sense(database, items):
    with pytest.raises(Invalid, match="between 100"):
        demo.make(database, items, today=TODAY)

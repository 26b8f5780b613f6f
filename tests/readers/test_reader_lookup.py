"""The index that look-ups ask says what the tables say, before and after every kind of save."""

import shutil
from datetime import date

import pytest
from builders import a_facility, a_reader
from hypothesis import given
from hypothesis import strategies as st

from bfp.base import db
from bfp.readers import forgetting, reader_lookup, reader_merge, readers

FIRST = ("Juan", "Testa", "Ann", "William", "Maria", "Bo")
LAST = ("Rivera", "Riviera", "Van Kirk", "Quill", "Lantern", "Lanternfield", "O'Neil", "Ng")
NUMBERS = ("0012345", "12345", "123456", "C00456", "C456", "1122334", "1122335", "2213344", "9876543", "00123456")
ASKED = (
    *NUMBERS, "112233", "1123234", "C-456", "TDC#0012345", "Rivera", "Juan Rivera", "Rivera Juan", "vankirk", "van kirk", "bill",
    "lantern", "lanternfeild", "quil", "oneil", "ng", "riv", "Nobody Atall", "maria 123456", "4", "x", "",
)  # fmt: skip


def fill(con, many=60):
    place = a_facility(con)
    for at in range(many):
        a_reader(con, place, NUMBERS[at] if at < len(NUMBERS) else None, FIRST[at % len(FIRST)], LAST[at % len(LAST)])


@pytest.fixture
def people(desk):
    with db.transaction(desk, "Ada") as con:
        fill(con)
        for row in db.rows(con, "select id, first_name, last_name from reader"):
            readers.edit(con, row["id"], first_name=row["first_name"], last_name=row["last_name"], notes="known")
    return desk


def both(con, text):
    """What is found by the index, and by the tables."""
    assert reader_lookup.index(con) is not None
    by_index = readers.find(con, text), readers.options(con, text)
    with db.transaction(con) as tx:
        assert reader_lookup.index(tx) is None
        by_tables = readers.find(tx, text), readers.options(tx, text)
    return by_index, by_tables


def same(con, text):
    (found, offered), (expected, options) = both(con, text)
    assert found.equals(expected) and offered == options, text


def test_the_index_finds_what_the_tables_find(people):
    for text in ASKED:
        same(people, text)


@given(st.text(st.sampled_from("0123456789CANVtesrivqul '-"), max_size=9))
def test_whatever_is_typed_the_index_finds_what_the_tables_find(filled, text):
    same(filled, text)


@pytest.fixture(scope="module")
def filled(template, tmp_path_factory):
    con = db.connect(shutil.copy(template, tmp_path_factory.mktemp("lookup") / "people.duckdb"))
    with db.transaction(con, "Ada") as tx:
        fill(tx)
    yield con
    con.close()


def saves(con):
    """One kind of save after another."""
    place = db.value(con, "select min(id) from facility")
    yield "somebody new", lambda tx: readers.add(
        tx, facility_id=place, first_name="Nova", last_name="Quill", number="7777777", on=date(2026, 11, 23)
    )
    yield "a corrected name", lambda tx: readers.edit(tx, 1, last_name="Renamed")
    yield "a corrected number", lambda tx: readers.edit(tx, 2, number="5555555")
    yield "a void record", lambda tx: readers.void(tx, 3, "entered twice", date(2026, 11, 23))
    yield "two that are one", lambda tx: reader_merge.merge(tx, 4, 5)
    yield "somebody forgotten", lambda tx: forgetting.reduce(tx, [6], date(2026, 11, 23), "for this test")


def test_every_kind_of_save_is_in_the_index_at_once(people):
    same(people, "Quill")
    for what, save in saves(people):
        with db.transaction(people, "Ada") as tx:
            save(tx)
        for text in (*ASKED, "7777777", "Renamed", "5555555", "forgotten"):
            (found, _), (expected, _) = both(people, text)
            assert found.equals(expected), (what, text)


def test_somebody_new_and_a_new_number_take_no_building_anew(people):
    before = reader_lookup.index(people)
    with db.transaction(people, "Ada") as tx:
        readers.edit(tx, 1, last_name="Renamed")
        new = readers.add(tx, facility_id=1, first_name="Nova", last_name="Quill", number="4444444", on=date(2026, 11, 23))
    assert list(readers.find(people, "Renamed")["id"])[:1] == [1] and list(readers.find(people, "4444444")["id"]) == [new.id]
    assert reader_lookup.index(people) is before


def test_what_is_not_saved_yet_is_found_in_its_own_transaction_only(people):
    with db.transaction(people, "Ada") as tx:
        readers.edit(tx, 1, last_name="Hidden")
        assert readers.find(tx, "Hidden")["id"].iloc[0] == 1
        assert 1 not in set(readers.find(people, "Hidden")["id"])

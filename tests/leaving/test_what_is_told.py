"""One reader's file holds all of theirs and nothing of another; a statistician's file holds nobody, and no small group."""

import json
from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title, many_shipments
from paper_reading import read

from bfp.base import db
from bfp.base.errors import NotFound
from bfp.leaving import for_statistics, one_reader
from bfp.mail import letters

TODAY = date(2026, 11, 23)


def test_every_table_of_readers_things_is_in_their_file(con):
    sql = """
        select distinct table_name as name from duckdb_columns() join duckdb_tables() using (table_name)
        where column_name = 'reader_id'
    """
    told = " ".join(one_reader.SECTIONS.values())
    desk_only = {"session_parcel"}  # on the table this evening; what comes of it is mailed
    assert {row["name"] for row in db.rows(con, sql)} - desk_only <= set(told.replace(".", " ").split())


def test_one_readers_file_has_their_words_and_nobody_elses(con):
    place, people = a_facility(con, "Example Unit"), []
    for name, number in (("Quill", "1111111"), ("Lanternfield", "2222222")):
        reader = a_reader(con, place, number, "Testa", name)
        people.append(reader)
        con.execute("update reader set notes = $note where id = $id", {"note": f"a note about {name}", "id": reader})
        letters.add(con, reader, postmark_on=date(2026, 10, 1), today=TODAY)
        a_shipment(con, reader, titles=[a_title(con, f"The life of {name}")], outcome="censored", learned_on=date(2026, 3, 1))
    said = one_reader.as_json(con, people[0]).decode()
    told = json.loads(said)
    assert told["Record"][0]["number"] == "1111111" and told["Mailed"][0]["title"] == "The life of Quill"
    assert told["Mailed"][0]["outcome"] == "censored" and len(told["Letters"]) == 1
    on_paper = "\n".join(sheet.text for sheet in read(one_reader.pdf(con, people[0], TODAY)))
    for text in (said, on_paper):
        assert "Quill" in text and "Lanternfield" not in text and "2222222" not in text
    assert "1 Oct 2026" in on_paper
    with pytest.raises(NotFound):
        one_reader.as_json(con, 999_999)


@pytest.fixture
def mailed(con):
    """A large place, a small one in its state, and a smaller one in another, with one month in which few were written to."""
    title = a_title(con, "A book")
    for name, state, readers, day in (
        ("Large Unit", "TX", 9, date(2026, 3, 2)), ("Large Unit", "TX", 2, date(2026, 5, 2)),
        ("Small Unit", "TX", 3, date(2026, 3, 2)), ("Smaller Unit", "TX", 4, date(2026, 3, 2)),
        ("Lone Unit", "FL", 2, date(2026, 3, 2)),
    ):  # fmt: skip
        place = db.value(con, "select id from facility where name = $name", name=name) or a_facility(con, name, state)
        people = [a_reader(con, place, last_name="Quill") for _ in range(readers)]
        many_shipments(con, people, day, title, ["censored", "received"] * readers, date(2026, 4, 3))
    return title


def test_behind_each_group_that_is_told_are_at_least_five_readers(con, mailed):
    found = for_statistics.items(con, TODAY)
    assert set(found.table["facility"]) == {"Large Unit, TX", "other facilities, TX"}
    assert set(found.table.loc[found.table["facility"] == "Large Unit, TX", "mailed"]) == {"2026-03"}
    assert len(found.table) + found.left_out == db.value(con, "select count(*) from item") and found.left_out > 0
    assert "left out" in found.words


def test_what_a_statistician_gets_has_no_name_no_number_of_ours_and_new_ids_each_time(con, mailed):
    first, second = (for_statistics.items(con, TODAY).table for _ in range(2))
    assert list(first.columns) == ["item", "mailed", "facility", "literature_class", "outcome", "reasons"]
    assert not set(first["item"]) & set(second["item"]) and "Quill" not in first.to_csv()
    assert set(first["outcome"]) <= {"censored", "received", "returned", "no reason given", "unconfirmed", "pending"}
    assert set(first.loc[first["outcome"] == "censored", "reasons"]) == {"not stated"}

"""What was seen and what left is written down, and folded to counts after two years."""

from datetime import timedelta

import pytest

from bfp.accounts import access, accounts
from bfp.base import db
from pages import open_page, said

WORDS = "wide river stone lamp"


@pytest.fixture
def ada(con):
    return accounts.add(con, "ada", "Ada Example", WORDS, "volunteer")


def test_what_somebody_saw_and_took_is_counted_by_person_and_day(con, ada):
    access.note(con, ada.id, ada.name, access.OPENED, 7)
    access.note(con, ada.id, ada.name, access.OPENED, 8)
    access.note(con, ada.id, ada.name, access.LIST, many=120, why="requests.csv")
    found = access.by_day(con, con.at - timedelta(days=1)).to_dict("records")
    assert [(row["who"], row["what"], row["times"], row["many"]) for row in found] == [
        ("Ada Example", access.LIST, 1, 120), ("Ada Example", access.OPENED, 2, 2),
    ]  # fmt: skip
    assert access.latest(con)["why"].iloc[0] == "requests.csv" and access.latest(con, "Bea").empty


def test_after_two_years_only_counts_are_left_and_nobody_reads_whose_record_it_was(con, ada):
    for reader in (7, 8):
        access.note(con, ada.id, ada.name, access.OPENED, reader)
    con.execute("update access_log set seen_at = $at", {"at": con.at - access.KEPT - timedelta(days=3)})
    access.note(con, ada.id, ada.name, access.OPENED, 9)
    assert access.fold(con, con.at) == 2 and access.fold(con, con.at) == 0
    rows = db.rows(con, "select entity_id, many, why from access_log order by seen_at")
    assert rows == [{"entity_id": None, "many": 2, "why": "counted"}, {"entity_id": 9, "many": 1, "why": ""}]


def test_the_page_says_what_is_noted_and_that_nothing_is_yet(desk):
    assert "Nothing is noted yet" in said(open_page("who_looked"))
    with db.transaction(desk, by="Cora") as con:
        one = accounts.add(con, "ada", "Ada Example", WORDS, "coordinator")
        access.note(con, one.id, one.name, access.PRINTED, why="slip_4821-7.pdf")
    assert access.latest(desk)["what"].tolist() == [access.PRINTED]

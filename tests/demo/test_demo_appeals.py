"""The made-up program's appeals: every state to look at, invented, and agreeing with its incidents."""

import shutil
from datetime import date

import pytest

from bfp import check
from bfp.appeals import appeal_board
from bfp.base import db

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made(made_up, tmp_path_factory):
    con = db.connect(shutil.copy(made_up, tmp_path_factory.mktemp("appeals")))
    yield con
    con.close()


def test_every_state_is_there_to_look_at(made):
    board = appeal_board.board(made, TODAY)
    assert all(number > 0 for number in board.counts().values()) and board.closed > 50 and board.unopened
    assert any(line.left_days is not None for line in board.unopened)


def test_they_agree_with_their_incidents(made):
    assert check.run(made, TODAY) == []


def test_what_it_writes_says_that_it_is_made_up(made):
    why = db.rows(made, "select distinct why_not from appeal where why_not <> ''")
    assert why and all(row["why_not"].startswith("Made-up") for row in why)
    letters = "select count(*) from appeal_action where kind = 'letter sent' and text not like 'Made-up%'"
    assert db.value(made, letters) == 0


def test_what_is_opened_after_it_has_a_number_of_its_own(made):
    for sequence, sql in (
        ("appeal", "select max(id) as last, nextval('appeal_id') as next from appeal"),
        ("appeal_action", "select max(id) as last, nextval('appeal_action_id') as next from appeal_action"),
    ):
        found = db.row(made, sql)
        assert found["next"] > found["last"], sequence

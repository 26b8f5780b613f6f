"""The made-up list of disapproved publications: for facilities that are there, of titles nobody else ever printed."""

import shutil

import pytest

from bfp.base import db
from bfp.demo import names as demo_names
from bfp.demo.places import LISTED
from bfp.shelves import disapproved


@pytest.fixture(scope="module")
def made(made_up, tmp_path_factory):
    con = db.connect(shutil.copy(made_up, tmp_path_factory.mktemp("disapproved")))
    yield con
    con.close()


def test_two_titles_are_confirmed_and_marked_at_a_facility_of_that_state(made):
    sql = """
        select facility.id from facility join system on system.id = facility.system_id
        where facility.state = $state and system.kind = 'state' and system.state = $state order by facility.id limit 1
    """
    there = db.value(made, sql, state=LISTED)
    titles = [row["id"] for row in db.rows(made, "select id from title")]
    marks = disapproved.marks(made, titles, there)
    assert len(marks) == 2 and all("list of disapproved publications" in said for said in marks.values())


def test_some_match_waits_for_an_answer(made):
    assert disapproved.waiting(made)[1] >= 1


def test_no_real_book_is_on_it(made):
    real = {name for name, *_ in demo_names.BOOKS}
    listed = {row["name"] for row in db.rows(made, "select name from disapproved")}
    assert listed and not listed & real
    assert [row["name"] for row in db.rows(made, "select name from disapproved_list")] == ["Florida (made up)"]

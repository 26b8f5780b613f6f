"""Each reference of the table notices a row that points nowhere, and one that may not be empty."""

import pytest

from bfp import check, references
from bfp.base import db
from bfp.references import REFERENCES, SYNTAX, Reference

POINTS = [(reference, point) for reference in REFERENCES for point in reference.points]
NOWHERE = 999


def broken(con, reference: Reference, point: str) -> int:
    return len(db.rows(con, Reference(reference.rule, reference.what, point).query))


def a_row(con, point: str, value: int | None) -> None:
    """One row that points there and says nothing else: in a table without rules, as a file that was mended by hand."""
    found = SYNTAX.fullmatch(point)
    con.execute(f"create temporary table {found['child']} as select * from main.{found['child']} where false")
    con.execute(f"insert into temp.{found['child']} ({found['column']}) values ($value)", {"value": value})


@pytest.mark.parametrize(("reference", "point"), POINTS, ids=[point for _, point in POINTS])
def test_what_points_nowhere_is_noticed(con, reference, point):
    assert broken(con, reference, point) == 0
    a_row(con, point, NOWHERE)
    assert broken(con, reference, point) == 1
    assert check.broken(con, reference.rule, None).rows >= 1


@pytest.mark.parametrize(("reference", "point"), POINTS, ids=[point for _, point in POINTS])
def test_nothing_is_missing_only_where_it_may_be(con, reference, point):
    a_row(con, point, None)
    assert broken(con, reference, point) == (0 if "?" in point else 1)


def test_only_a_parent_that_stands_is_the_same_readers_or_on_the_list_counts(con):
    wrong = (
        ("reader.merged_into? -> reader stands", "insert into temp.reader (id, merged_into) values (999, 1)"),
        (
            "shipment.book_request_id? -> book_request same reader_id",
            "create temporary table book_request as select 999 as id, 7 as reader_id",
        ),
        ("title.language_id? -> term of language", "create temporary table term as select 999 as id, 'subject' as list"),
    )
    for point, parent in wrong:
        a_row(con, point, NOWHERE)
        con.execute(parent)
        assert len(db.rows(con, Reference("", "", point).query)) >= 1, point


def test_only_names_stand_in_the_query():
    with pytest.raises(ValueError, match="does not say what points where"):
        Reference("x", "x", "reader.id -> reader; drop table reader").query  # noqa: B018
    assert set(references.TOLD_BY) <= {SYNTAX.fullmatch(point)["child"] for _, point in POINTS}

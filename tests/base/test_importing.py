"""What every import has in common: planned first, then saved; what is not taken comes back with its line and reason."""

from dataclasses import dataclass
from datetime import date

import pytest

from bfp.base import csv_writing, importing
from bfp.base.errors import Invalid
from bfp.base.importing import Kind, Plan, Wish
from bfp.base.tables import sheets
from bfp.program import imports

TODAY = date(2026, 11, 23)


@dataclass
class Row(importing.Row):
    SHOWN = ("name", "many")
    many: int = 0


def read(raw):
    row = Row(int(raw.pop("_row")), raw, {"name": raw["name"]})
    if not row.values["name"]:
        return row.reject("it has no name")
    row.what, row.many, row.notes = "new", 3, ["noted"]
    return row


def planned(text):
    sheet = sheets.read(text)
    rows = importing.read_each(sheet, read)
    importing.tell(rows)
    return Plan(rows, sheet)


def test_what_needs_reading_first_stands_first():
    plan = planned(b"name,x\nA,1\n,2\nB,1,2,3\n")
    assert plan.table().values.tolist() == [
        [3, "rejected", "", 0, "it has no name"],
        [4, "rejected", "B,1,2,3", 0, "has 4 cells where the first line has 2 columns"],
        [2, "new", "A", 3, "noted"],
    ]
    assert [plan.count(what) for what in importing.WHAT] == [2, 0, 1, 0]
    assert (plan.result().new, len(plan.result().rejected)) == (1, 2)


@pytest.mark.parametrize("column", ["x", "reason"])
def test_rejected_rows_are_put_right_and_brought_again_as_the_file_was(column):
    plan = planned(f"name,{column}\n,=2\n".encode())
    told = csv_writing.table(plan.rejected())
    why = "why rejected" if column == "reason" else "reason"
    assert told.decode("utf-8-sig") == f"name,{column},row,{why}\r\n,'=2,2,it has no name\r\n"
    again = sheets.read(told)
    assert again.columns == ["name", column] and list(again.rows[column]) == ["=2"]


def test_a_column_that_is_needed_is_asked_for():
    assert importing.used({"name": "Title", "author": None}, ("name",)) == {"name": "Title"}
    with pytest.raises(Invalid, match="Say which column holds the title and the state"):
        importing.used({"author": "By"}, ("name", "state"), {"name": "title"})


def test_a_file_is_planned_and_saved_by_its_kind(tmp_path):
    (tmp_path / "list.csv").write_text("Who,x\nA,1\n", encoding="utf-8")
    asked = []

    def plan(con, sheet, wish, progress):
        asked.append(wish)
        return Plan([], sheet)

    kind = Kind("Some things", {"name": ("who",)}, ("name",), plan, lambda con, made, on: made.result())
    assert importing.import_file(None, kind, tmp_path / "list.csv", TODAY).new == 0
    assert asked == [Wish((("name", "Who"),), TODAY, "list", "list.csv")] and kind.word == "some"


def test_every_kind_has_a_word_of_its_own_and_columns_for_all_it_needs():
    words = [kind.word for kind in imports.KINDS.values()]
    assert words == ["facilities", "restrictions", "titles", "readers", "letters", "shipments", "disapproved"]
    assert all(set(kind.needed) <= set(kind.columns) for kind in imports.KINDS.values())

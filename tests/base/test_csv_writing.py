"""No cell of a CSV that leaves is taken for a formula, by whichever door it leaves."""

import ast
import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bfp import __main__, ui
from bfp.base import csv_writing
from bfp.base.tables import sheets

HOUSE = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(HOUSE / "bfp").rglob("*.py"), *(HOUSE / "pages").rglob("*.py")])
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "|cmd", "%x", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1+1", "＠SUM(A1)")


def cells(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_or_a_name_that_would_be_a_formula_has_an_apostrophe_before_it(formula):
    [names, row] = cells(csv_writing.table(pd.DataFrame({formula: [formula]})))
    assert names[0].startswith("'") and row[0].startswith("'")
    assert csv_writing.bare(row[0]) == formula


def test_numbers_days_and_unknown_stay_what_they_are():
    table = pd.DataFrame({
        "n": [-1.5, None, -1e-07], "whole": pd.array([-2, None, 3], dtype="Int64"), "typed": ["-5", "", None],
        "on": pd.to_datetime(["2026-11-23", None, "2026-01-05"]), "day": [date(2026, 1, 5), None, None],
        "yes": [True, False, None],
    })  # fmt: skip
    assert csv_writing.table(table).decode("utf-8-sig") == (
        "n,whole,typed,on,day,yes\r\n-1.5,-2,-5,2026-11-23,2026-01-05,True\r\n,,,,,False\r\n-1e-07,3,,2026-01-05,,\r\n"
    )


@given(some.lists(some.text(min_size=1), min_size=1, max_size=5))
def test_whatever_stands_in_a_cell_begins_with_no_sign_of_a_formula(said):
    [row] = list(csv.reader(io.StringIO(csv_writing.text([said]), newline="")))
    plain = all(sign in "0123456789.,-" for cell in row for sign in cell)
    assert plain or not [cell for cell in row if cell[:1] in tuple("=+@|%\t\r\n＝＋－＠") or cell[:2] == "-="]


def test_a_line_that_ends_within_a_cell_begins_no_row():
    assert cells(csv_writing.table(pd.DataFrame({"a": ["x\r=1+1"], "b": ["y\n=1"]})))[1:] == [["x\r=1+1", "y\n=1"]]


def test_no_other_door_writes_a_csv():
    writing = {"to_csv", "DictWriter", "writerow", "writerows"}
    for path in SOURCES:
        if path.name == "csv_writing.py" or "bench" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Attribute) and node.attr in writing), f"{path}:{node.lineno} writes a CSV by itself"


def test_every_button_for_a_csv_gives_a_table_by_that_door():
    """Its data is made by ui.csv_bytes, or by a function of the same module that calls it."""
    doors = 0
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = {one.name: ast.unparse(one) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
        for call in ast.walk(tree):
            told = {one.arg: one.value for one in call.keywords} if isinstance(call, ast.Call) else {}
            if "csv" not in ast.unparse(told.get("mime", ast.Constant(""))):
                continue
            data = ast.unparse(told["data"])
            data += "".join(text for name, text in made.items() if f"{name}(" in data)
            doors += 1
            assert "csv_bytes(" in data, f"{path}:{call.lineno} gives a CSV that nobody guarded"
    assert doors >= 6


def test_the_buttons_and_the_command_line_use_the_door(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert ui.csv_bytes(pd.DataFrame({"a": ["＝1"]})).decode("utf-8-sig") == "a\r\n'＝1\r\n"
    Path("f.csv").write_text("Name,State\n\t=1+1,QQ\n＝2,QQ\n", encoding="utf-8")
    assert __main__.main(["import", "facilities", "f.csv", "--database", "d.duckdb"]) == 0
    rows = cells(Path("f.csv.rejected.csv").read_bytes())
    assert [row[0] for row in rows[1:]] == ["'\t=1+1", "'＝2"], capsys.readouterr()
    again = sheets.read(Path("f.csv.rejected.csv").read_bytes())
    assert list(again.rows["Name"]) == ["\t=1+1", "＝2"]

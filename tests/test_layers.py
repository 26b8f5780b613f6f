"""The arrows of the program's shape point one way, read from the imports themselves."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("bfp", "pages") for path in (ROOT / folder).rglob("*.py"))
EDGE = ("bfp.ui", "bfp.main", "bfp.routes", "bfp.demo", "bfp.bench", "bfp.__main__", "bfp.check", "bfp.backup")
PURE = ("bfp.rates", "bfp.maturity", "bfp.surprise", "bfp.errors")
BASE = ("bfp.db", "bfp.history", "bfp.settings", "bfp.terms", "bfp.dates", "bfp.migrations", "bfp.schema")
# A noun knows those to its left; it is known by those to its right.
ORDER = ("facilities", "readers", "letters", "book_requests", "shipments", "outcomes", "incidents")
# Lower case, as SQL is written here; a sentence begins with a capital.
SQL = re.compile(r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.DOTALL)
ASKING = {"execute", "rows", "row", "value", "frame"}
# Where a name must stand in SQL and can't be a parameter, it is checked or quoted on the spot.
GLUED_WITH_CARE = {"bfp.db", "bfp.backup"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it; `from bfp import db` is bfp.db."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def is_of(module: str, package: str) -> bool:
    return module == package or module.startswith((f"{package}.", f"{package}_"))


def belongs(module: str, packages: tuple[str, ...]) -> bool:
    return any(is_of(module, package) for package in packages)


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


@every_module
def test_only_the_surface_knows_streamlit(path):
    module = name_of(path)
    if is_of(module, "bfp.ui") or module == "bfp.main" or module.startswith("pages."):
        return
    known = {name for name in imports(path) if is_of(name, "streamlit")}
    if is_of(module, "bfp.bench"):  # it speaks the server's protocol, as a browser does
        known = {name for name in known if not name.startswith("streamlit.proto")}
    assert known == set()


@every_module
def test_only_db_knows_duckdb(path):
    if name_of(path) == "bfp.db" or is_of(name_of(path), "bfp.bench"):
        return
    assert not {name for name in imports(path) if is_of(name, "duckdb")}


@every_module
def test_nothing_below_knows_the_surface(path):
    module = name_of(path)
    if module.startswith("pages.") or belongs(module, EDGE):
        return
    assert not {name for name in imports(path) if belongs(name, EDGE) or name.startswith("pages")}


@every_module
def test_nouns_do_not_know_reports(path):
    module = name_of(path).removeprefix("bfp.")
    if module in (*ORDER, "titles", "stock", "systems", "restrictions", "contributions", "terms", "settings", "history", "db"):
        assert not {name for name in imports(path) if is_of(name, "bfp.reports") or is_of(name, "bfp.charts")}


@pytest.mark.parametrize("noun", ORDER)
def test_a_noun_never_points_back(noun):
    path = ROOT / "bfp" / f"{noun}.py"
    later = ORDER[ORDER.index(noun) + 1 :]
    assert not {name for name in imports(path) if name.removeprefix("bfp.") in later}


@every_module
def test_the_statistics_know_nothing_of_the_program(path):
    if name_of(path) in PURE:
        assert not {name for name in imports(path) if is_of(name, "bfp") and not belongs(name, PURE)}


@every_module
def test_the_ground_knows_no_noun(path):
    if name_of(path) in BASE:
        known = {name for name in imports(path) if is_of(name, "bfp") and name != "bfp"}
        assert not {name for name in known if not belongs(name, (*BASE, "bfp.errors"))}


def test_charts_know_no_database():
    assert not {name for name in imports(ROOT / "bfp" / "charts.py") if belongs(name, ("bfp.db", "bfp.ui", "bfp.reports"))}


@every_module
def test_sql_is_never_glued_together(path):
    if name_of(path) in GLUED_WITH_CARE:
        return
    for node in ast.walk(tree_of(path)):
        called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if called in ASKING:
            for argument in node.args[:2]:
                glued = [part for part in ast.walk(argument) if isinstance(part, ast.JoinedStr | ast.BinOp)]
                texts = [ast.unparse(part) for part in glued if SQL.search(ast.unparse(part))]
                assert not texts, f"line {node.lineno}: {texts}"
        if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
            assert not SQL.search(ast.unparse(node)), f"line {node.lineno}: SQL with values in it"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name == "pages"], ids=name_of)
def test_a_page_has_no_sql(path):
    texts = [node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if SQL.search(text)]


@every_module
def test_a_module_is_short_enough_to_read(path):
    if name_of(path) == "bfp.migrations":  # steps are only ever added to it, and read one by one
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", ["bfp.reports", "bfp.entry", "bfp.demo", "bfp.routes", "bfp.__main__"])
def test_the_program_runs_without_streamlit(module):
    code = f"import sys, {module}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_this_test_would_notice(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("import streamlit as st\nfrom bfp import db\nfrom duckdb import connect\n", encoding="utf-8")
    assert {"streamlit", "bfp.db", "duckdb"} <= imports(path)
    assert SQL.search("f'select * from {table}'")
    assert not SQL.search("Select the facility this came from")

"""What import-linter (pyproject.toml) cannot say of the program's shape: pages, SQL, length, and that its contract notices."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from walks import ROOT, every

MODULES = sorted(path for folder in ("bfp", "pages") for path in (ROOT / folder).rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
# Lower case, as SQL is written here; a sentence begins with a capital.
SQL = re.compile(r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.DOTALL)
ASKING = {"execute", "rows", "row", "value", "frame"}
# Where a name must stand in SQL and can't be a parameter, it is checked or quoted on the spot.
GLUED_WITH_CARE = {"bfp.base.db", "bfp.base.backup", "bfp.base.history", "bfp.references"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it; `from bfp.base import db` is bfp.base.db."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


every_module, every_page = every(MODULES), every(PAGES)
every_module_and_question = every([*MODULES, *sorted((ROOT / "bfp").rglob("*.sql"))])


@every_page
def test_a_page_knows_rooms_and_their_parts_only(path):
    """Pages are scripts, not a package: import-linter does not see them."""
    front = {".".join(name.split(".")[:2]) for name in imports(path)}
    assert not front & {"bfp.bench", "bfp.demo", "bfp.check", "bfp.schema", "bfp.main", "bfp.__main__", "bfp.routes"}
    assert not {name for name in imports(path) if name.split(".")[0] in ("duckdb", "pages")}


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


HISTORY = re.compile(r"\b(from|join)\s+history\b", re.IGNORECASE)
# The history itself; how it tells that something was saved; steps that take out of it once what is a column now; rules that
# find what it does not know; what makes up a program, and what kills one and looks whether a letter came in whole.
MAY_READ_HISTORY = (
    "bfp/base/history.py", "bfp/base/kept.py", "bfp/schema/", "check.sql", "bfp/demo/", "bfp/bench/crash.py", "bfp/nightwatch.py",
)  # fmt: skip


@every_module_and_question
def test_state_is_a_column_and_nothing_parses_the_history_back(path):
    name = str(path.relative_to(ROOT))
    if not name.startswith(MAY_READ_HISTORY) and path.name not in MAY_READ_HISTORY:
        assert not HISTORY.search(path.read_text(encoding="utf-8"))


# A moment is kept in UTC and becomes a day of the program in `dates.local` only.
OTHER_DAY = re.compile(r"replace\(tzinfo=UTC|astimezone|_at\.date\(\)|\bcurrent_date\b|_at as date\)|_at::date|When \(UTC\)")


@every_module_and_question
def test_a_kept_moment_becomes_a_local_day_in_one_place(path):
    if path != ROOT / "bfp/base/dates.py" and ROOT / "bfp/schema" not in path.parents:
        assert not OTHER_DAY.search(path.read_text(encoding="utf-8"))


# What Streamlit takes for Markdown, and what people write or name: between them stands ui.escape.
SHOWING = set(
    ("title", "header", "subheader", "error", "warning", "info", "success", "toast", "button", "download", "checkbox",
     "form_submit_button", "toggle", "radio", "selectbox", "multiselect", "pills", "segmented_control", "text_input", "text_area",
     "number_input", "date_input", "file_uploader", "expander", "popover", "tabs", "metric", "link_button", "page_link", "badge",
     "spinner", "progress", "markdown", "caption", "write")
)  # fmt: skip
PEOPLES = set(
    ("name", "label", "title", "author", "facility", "reader", "note", "notes", "text", "reason", "void_reason", "held_by",
     "about", "taken_by", "why_not", "opened_by", "volunteer", "stated_reason", "place", "city", "street", "address", "quote",
     "addressee", "words", "copies_to", "initials", "course", "replier", "reply", "source", "office", "court", "holding", "path",
     "reference", "closed_by", "what", "decline_reason", "published_in", "not_used_why", "mailed_by", "system", "issue",
     "rule_cited", "sentence")
)  # fmt: skip
# Labels of forms, and sentences about the numbers: written by us, with no word of anybody else in them.
OUR_WORDS = {"self.label", "step.title", "again.sentence", "found.sentence", "report.sentence", "moves.sentence"}


def unescaped(node: ast.AST, named: dict[str, list[ast.AST]]) -> list[str]:
    """Words of people in an expression that no escape stands around; names of the same function are looked up."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        if ast.unparse(node) == "str(error)":
            return ["str(error)"]
        given = [*node.args, *(word.value for word in node.keywords)]
        safe = called in ("escape", "by", "len", "int", "number_of")
        return [] if safe else [found for argument in given for found in unescaped(argument, named)]
    if isinstance(node, ast.Attribute):
        return [ast.unparse(node)] if node.attr in PEOPLES and ast.unparse(node) not in OUR_WORDS else []
    if isinstance(node, ast.Subscript):
        return [ast.unparse(node)] if isinstance(node.slice, ast.Constant) and node.slice.value in PEOPLES else []
    if isinstance(node, ast.Name):
        return [found for value in named.get(node.id, []) for found in unescaped(value, {**named, node.id: []})]
    if isinstance(node, ast.Lambda | ast.Compare | ast.comprehension):
        return []
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else ast.iter_child_nodes(node)
    return [found for part in parts for found in unescaped(part, named)]


def shown_as_markdown(tree: ast.AST) -> list[str]:
    """Words of people that a page would take for Markdown."""
    wrong = []
    for part in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        named: dict[str, list[ast.AST]] = {}
        for node in ast.walk(part):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(part):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWING:
                asked = [*node.args[:1], *(word.value for word in node.keywords if word.arg in ("label", "help", "body"))]
                known = {} if part is tree and not isinstance(part, ast.FunctionDef) else named
                wrong += [f"line {node.lineno}: {found}" for text in asked for found in unescaped(text, known)]
    return sorted(set(wrong))


@every([*PAGES, *sorted((ROOT / "bfp" / "ui").rglob("*.py"))])
def test_what_people_wrote_is_escaped_before_it_is_shown(path):
    assert shown_as_markdown(tree_of(path)) == []


def test_this_test_would_notice_what_is_not_escaped():
    code = "def f(row):\n said = f'{row.facility}'\n st.button(said)\n st.caption(ui.escape(row.name))\n st.error(str(error))"
    assert shown_as_markdown(ast.parse(code)) == ["line 3: row.facility", "line 5: str(error)"]


# They open what came from outside, in the process apart; or draw and write what is ours.
MAY_OPEN_FILES = ("bfp.documents.", "bfp.base.tables.sp", "bfp.appeals.letters.given_letters", "bfp.demo.", "bfp.bench.")


@every_module
def test_what_came_from_outside_is_opened_in_one_room(path):
    opening = {name.split(".")[0] for name in imports(path)} & {"pypdfium2", "PIL", "docx", "docxtpl", "python_calamine"}
    assert not opening or name_of(path).startswith(MAY_OPEN_FILES)


@every_module
def test_after_how_many_days_silence_counts_is_asked_of_one_function(path):
    """`mail_counts.maturity` takes the setting only while news is short: two ages on one page contradict each other."""
    if name_of(path) not in ("bfp.censorship.mail_counts", "bfp.base.settings"):
        assert not re.search(r"(settings\.load\(con\)|\bnow)\.maturity_days", path.read_text(encoding="utf-8"))


@every_page
def test_a_page_has_no_sql(path):
    texts = [node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if SQL.search(text)]


@every_module
def test_a_module_is_short_enough_to_read(path):
    if name_of(path) == "bfp.schema.migrations":  # steps are only ever added to it, and read one by one
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", ["bfp.censorship.outcome_reports", "bfp.desk.entry", "bfp.demo", "bfp.routes", "bfp.__main__"])
def test_the_program_runs_without_streamlit(module):
    code = f"import sys, {module}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_this_test_would_notice(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("import streamlit as st\nfrom bfp.base import db\nfrom duckdb import connect\n", encoding="utf-8")
    assert {"streamlit", "bfp.base.db", "duckdb"} <= imports(path)
    assert SQL.search("f'select * from {table}'")
    assert not SQL.search("Select the facility this came from")
    assert HISTORY.search("select changes\n  from history") and not HISTORY.search("from history_of_art")


@every([*PAGES, *sorted((ROOT / "bfp" / "ui").rglob("*.py"))])
def test_what_leaves_goes_by_one_door_that_notes_it(path):
    assert path == ROOT / "bfp/ui/__init__.py" or ".download_button(" not in path.read_text(encoding="utf-8")

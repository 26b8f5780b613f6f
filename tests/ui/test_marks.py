"""The mark "mend this field" stands under the field that is meant: in its column, where fields lie side by side."""

import ast
import re
from pathlib import Path

from walks import ROOT, every

SCREENS = sorted([*(ROOT / "bfp" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
FIELDS = (
    "text_input", "text_area", "selectbox", "multiselect", "date_input", "radio", "checkbox", "toggle", "pills", "file_uploader",
    "segmented_control", "one", "many",
)  # fmt: skip
NAMED = re.compile(r"(?:\}_|\(')(\w+)['\")]*$")  # f"{prefix}_name", key("name")


def misplaced(tree: ast.AST) -> list[str]:
    """The marks that stand elsewhere than the field whose key ends as they are named."""
    fields: list[tuple[ast.AST, str, str]] = []
    marks: list[tuple[ast.AST, int, str, str]] = []

    def walk(node: ast.AST, function: ast.AST, place: str) -> None:
        if isinstance(node, ast.FunctionDef):
            function, place = node, ""
        if isinstance(node, ast.With) and isinstance(node.items[0].context_expr, ast.Name):
            place = node.items[0].context_expr.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            where = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if node.func.attr in FIELDS:
                keys = [word.value for word in node.keywords if word.arg == "key"] or node.args[:1]
                name = next((found[1] for key in keys if (found := NAMED.search(ast.unparse(key)))), "")
                fields.append((function, name, place if where in ("st", "box", "ui") else where))
            if node.func.attr == "problem" and node.args and isinstance(node.args[0], ast.Constant):
                columns = [one.id for one in node.args[1:] if isinstance(one, ast.Name) and where == "ui"]
                marks.append((function, node.lineno, node.args[0].value, columns[0] if columns else place))
        for child in ast.iter_child_nodes(node):
            walk(child, function, place)

    walk(tree, tree, "")
    wrong = []
    for function, line, mark, place in marks:
        named = [(name, at) for within, name, at in fields if within is function]
        meant = [at for name, at in named if name and (name == mark or mark.endswith(f"_{name}"))]
        if meant and place not in meant:
            wrong.append(f"line {line}: {mark} stands in {place or 'no column'}, its field in {meant[0] or 'none'}")
    return wrong


@every(SCREENS)
def test_a_mark_stands_with_its_field(path: Path):
    assert misplaced(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_this_test_would_notice():
    code = "def f(at):\n one, two = st.columns(2)\n one.text_input('a', key=f'{at}_a')\n two.text_input('b', key=f'{at}_b')\n"
    assert misplaced(ast.parse(code + " ui.problem('a')")) == ["line 5: a stands in no column, its field in one"]
    assert misplaced(ast.parse(code + " ui.problem('a', one)\n with two:\n  ui.problem('b')")) == []

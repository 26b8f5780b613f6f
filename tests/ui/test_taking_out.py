"""One word for one deed: what is removed from a list, taken back with a reason and saved as files is not called the same."""

import ast
import re

from walks import ROOT, every

SAID = sorted(path for part in ("bfp/ui", "pages", "bfp/appeals", "bfp/documents", "bfp/publishing", "bfp/packing", "bfp/mail")
              for path in (ROOT / part).rglob("*.py"))  # fmt: skip


@every(SAID)
def test_to_take_out_is_said_of_nothing(path):
    words = [one.value for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Constant)]
    wrong = re.compile(r"\b(tak(e|en|ing)|took)( it| them)? out\b", re.I)
    assert not [one for one in words if isinstance(one, str) and wrong.search(one)]

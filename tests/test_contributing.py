"""What CONTRIBUTING.md says works when it is done: its recipe for a question is carried out on a copy of the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = re.compile(r"```\w+\n(?:--|#) (\S+\.(?:sql|py))\n(.*?)```", re.DOTALL)


def section(title: str) -> str:
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_a_question_is_added_in_three_files(tmp_path):
    for part in ("bfp", "tests", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    files = FILE.findall(section("Add a question"))
    assert len(files) == 3
    for path, text in files:
        assert not (ROOT / path).exists()
        (tmp_path / path).write_text(text, encoding="utf-8")
    [test] = [path for path, _ in files if path.startswith("tests/")]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_security_names_as_tried_is_there():
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"tests/[a-z_/]+\.py", told))
    assert len(re.findall(r"^\| \d+ \|", told, re.MULTILINE)) == 25 and len(named) > 15
    assert not [path for path in named if not (ROOT / path).is_file()]

"""The suite passes on any day and in any time zone: what reads the clock is tried again in Tokyo, two years from now."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The tests of every place that asks what day or moment it is (date.today, datetime.now, fromtimestamp), and of a letter's days.
READ_THE_CLOCK = (
    "tests/base/test_backup.py::test_the_latest_backup_is_first",
    "tests/base/test_backup.py::test_a_backup_holds_everything_and_is_named_for_its_moment",
    "tests/desk/test_entry.py", "tests/desk/test_reader_time.py",
    "tests/packing/test_on_the_table.py", "tests/schema/test_remembered.py",
)  # fmt: skip


def test_what_reads_the_clock_passes_in_tokyo_two_years_from_now():
    command = [sys.executable, "-m", "pytest", "-p", "later", "-p", "no:cacheprovider", "-n", "0", *READ_THE_CLOCK]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "TZ": "Asia/Tokyo"})
    assert told.returncode == 0, told.stdout


def test_the_clock_is_really_elsewhere():
    code = (
        "import datetime, later; later.pytest_sessionstart(); now = datetime.datetime.now().astimezone(); "
        "print(now.year, now.tzname())"
    )
    there = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT / "tests")}
    year, zone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=there).stdout.split()
    assert zone == "JST" and int(year) >= 2028

"""What was run once more is told, and too much of it fails the run."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
WAVERING = """
import pytest
seen = set()

@pytest.mark.browser
@pytest.mark.parametrize("nth", range({count}))
def test_wavers(nth):
    first = nth not in seen
    seen.add(nth)
    assert not first
"""


@pytest.fixture(autouse=True)
def like_the_suite(pytester):
    pytester.makeini(f"[pytest]\npythonpath = {Path(__file__).parent}\nmarkers =\n    browser: as in the suite\n")


@pytest.mark.parametrize(("count", "code"), [(2, pytest.ExitCode.OK), (3, pytest.ExitCode.TESTS_FAILED)])
def test_more_than_two_tests_run_again_fail_the_run(pytester, count, code):
    pytester.makepyfile(WAVERING.format(count=count))
    run = pytester.runpytest_subprocess("-p", "reruns")
    assert run.ret == code
    run.stdout.fnmatch_lines([f"{count} browser tests were run once more*"])


def test_a_browser_test_that_fails_twice_has_failed(pytester):
    pytester.makepyfile("import pytest\n\n@pytest.mark.browser\ndef test_falls():\n    assert False\n")
    assert pytester.runpytest_subprocess("-p", "reruns").ret == pytest.ExitCode.TESTS_FAILED

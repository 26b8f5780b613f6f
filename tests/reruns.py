"""A browser test that loses a moment on a busy machine is run once more: counted, and never more than a few a run."""

import pytest

MOST = 2


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    again = len(_rerun(session.config))
    if again > MOST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    again = _rerun(config)
    if again:
        names = ", ".join(sorted({report.nodeid for report in again}))
        verdict = f"more than {MOST}: this run has failed" if len(again) > MOST else f"at most {MOST} are let pass"
        terminalreporter.write_line(f"{len(again)} browser tests were run once more ({verdict}): {names}")


def _rerun(config) -> list:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("rerun", []) if reporter else []

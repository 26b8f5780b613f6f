"""The suite two years from now: `python -m pytest -p later`; with TZ=Asia/Tokyo also half a day ahead of where it was written."""

import time
from datetime import timedelta

import time_machine

YEARS = timedelta(days=731)
_there = time_machine.travel(time.time() + YEARS.total_seconds(), tick=True)  # a number keeps the zone that TZ names


def pytest_sessionstart():
    _there.start()


def pytest_sessionfinish():
    _there.stop()

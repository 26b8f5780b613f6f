"""The measurements themselves run, on a small program; their figures are for `python -m bfp bench`."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bfp.bench import figures, load, pages
from bfp.screens import SCREENS


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pages, "RERUNS", 1)
    monkeypatch.setattr(pages, "LOOKUPS", 8)
    monkeypatch.setattr(load, "SECONDS", 1)
    monkeypatch.setattr(load, "RUNS", (("4 volunteers", 4, 0.1),))


def test_pages_measures_every_page_and_none_is_broken():
    told = []
    with ThreadPoolExecutor(1) as apart:  # Playwright leaves a running loop in the thread of the browser tests
        found = apart.submit(pages.run, told.append, items=300).result()
    assert {f"{screen.file}: rerun" for screen in SCREENS} <= set(found)
    assert {"look-up of readers", "look-up of facilities", "empty page: rerun"} <= set(found)
    assert all(set(what) >= {"value", "unit", "baseline", "ratio"} for what in found.values())
    assert not [line for line in told if "BROKEN" in line]


def test_load_counts_reruns_and_none_is_broken():
    told = []
    found = load.run(told.append, items=300)
    assert found["4 volunteers: reruns a second"]["value"] > 0
    assert found["4 volunteers: look-up, p95"]["value"] > 0
    assert not [line for line in told if "BROKEN" in line]


def test_a_figure_without_a_baseline_has_no_ratio():
    assert figures.figure(5, "ms") == {"value": 5, "unit": "ms", "baseline": None, "ratio": None}


def test_a_figure_is_compared_with_its_baseline():
    assert figures.figure(5, "ms", 2)["ratio"] == 2.5

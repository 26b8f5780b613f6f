"""The measurements themselves run, on a small program; their figures are for `python -m bfp bench`."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import find_browser
import pytest

from bfp.bench import BENCHES, board, entry, figures, load, moving, packing, pages, papers, program
from bfp.screens import SCREENS


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pages, "RERUNS", 1)
    monkeypatch.setattr(pages, "LOOKUPS", 8)
    monkeypatch.setattr(load, "SECONDS", 1)
    monkeypatch.setattr(load, "RUNS", (("4 volunteers", 4, 0.1),))
    monkeypatch.setattr(board, "RERUNS", 1)
    monkeypatch.setattr(board, "ANEW", 1)
    monkeypatch.setattr(papers, "PARCELS", 3)
    monkeypatch.setattr(program, "RERUNS", 1)
    monkeypatch.setattr(program, "ROWS", {name: 40 for name in program.ROWS})
    monkeypatch.setattr(entry, "FACILITIES", 60)
    for measured in (entry, packing):
        monkeypatch.setattr(measured, "TIMES", 2)
    monkeypatch.setattr(entry, "WHOLE", 1)
    monkeypatch.setattr(entry, "CHROMIUM", find_browser.there(os.environ.get("BFP_CHROMIUM")))


def apart(run, *about, **more):
    """What a measurement in a browser finds: Playwright leaves a running loop in the thread of the browser tests."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(run, *about, **more).result()


def sound(found: dict[str, dict], told: list[str]) -> bool:
    """Every figure is whole and nothing was broken."""
    whole = all(set(what) >= {"value", "unit", "baseline", "ratio"} for what in found.values())
    return bool(found) and whole and not [line for line in told if "BROKEN" in line]


def test_pages_measures_pages_and_none_is_broken(monkeypatch):
    """Some of them: that every page stands is seen in a browser; the benchmark measures all."""
    some = [screen for at, screen in enumerate(SCREENS) if at % 6 == 0 or screen.file in ("facility", "censorship")]
    monkeypatch.setattr(pages, "SCREENS", some)
    told = []
    found = apart(pages.run, told.append, items=300)
    assert {f"{screen.file}: rerun" for screen in some} <= set(found)
    assert {"look-up of readers", "look-up of facilities", "empty page: rerun"} <= set(found)
    assert sound(found, told)


def test_letters_are_entered_in_a_browser_with_two_keys_beyond_the_number():
    told = []
    found = apart(entry.run, told.append, items=300)
    assert sound(found, told)
    assert found["keys of a plain request"]["value"] == 2 and found["Enter to ready"]["value"] > 0


def test_parcels_are_packed_and_returned_in_a_browser_with_a_scanner():
    told = []
    found = apart(packing.run, told.append, items=300)
    assert sound(found, told)
    assert found["keys of a parcel with three books"]["value"] <= packing.MOST_KEYS
    assert found["keys of a returned parcel"]["value"] == packing.RETURN_KEYS


@pytest.mark.parametrize(
    "run, figure",
    [
        (lambda say: board.run(say, items=300), "one appeal: rerun"),
        (lambda say: papers.run(say, items=300), "labels of 3 parcels"),
        (lambda say: moving.run(say, readers=40), "all of it undone"),
        (lambda say: program.run(say, items=300, contributions=60), "Money: rerun"),
    ],
    ids=["board", "papers", "moving", "program"],
)
def test_a_small_program_is_measured(run, figure):
    told = []
    found = apart(run, told.append)
    assert sound(found, told)
    assert figure in found


def test_each_measurement_is_tried_in_small():
    elsewhere = {"finder", "matching", "censorship", "crash"}  # beside what they measure, or in files of their own here
    here = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in BENCHES if f"{name}.run" not in here} == elsewhere


def test_load_counts_reruns_and_none_is_broken():
    told = []
    found = apart(load.run, told.append, items=300)
    assert found["4 volunteers: reruns a second"]["value"] > 0
    assert found["4 volunteers: look-up, p95"]["value"] > 0
    assert not [line for line in told if "BROKEN" in line]


def test_a_figure_without_a_baseline_has_no_ratio():
    assert figures.figure(5, "ms") == {"value": 5, "unit": "ms", "baseline": None, "ratio": None}


def test_a_figure_is_compared_with_its_baseline():
    assert figures.figure(5, "ms", 2)["ratio"] == 2.5


def test_what_a_broken_off_run_started_ends_with_it():
    script = (
        "import sys, os, signal; from bfp.bench import server; "
        "print(server.child([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + 10
    while not ended(int(done.stdout)) and time.monotonic() < until:
        time.sleep(0.02)
    assert ended(int(done.stdout))


def ended(pid: int) -> bool:
    """Whether this process is gone, or only waits to be counted as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True

"""Eight and twenty volunteers at once: entering letters, looking people up, looking at charts."""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from bfp import demo
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.bench.pages import sample

THINKING = 2.0  # seconds between two actions of one volunteer
SECONDS = 20
CHARTS = ("", "shipments", "censorship")
# name of the run, volunteers, seconds between actions
RUNS = (("8 volunteers", 8, THINKING), ("20 volunteers", 20, THINKING), ("8 without a pause", 8, 0.0))


@dataclass
class Seen:
    """What the volunteers of one run waited for, in milliseconds."""

    reruns: list[float] = field(default_factory=list)
    lookups: list[float] = field(default_factory=list)
    broken: int = 0


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Let volunteers work on the program of a million items; the baseline is as many on an empty page."""
    database = server.large_demo(say, items)
    typed = sample(database)["readers"][0]
    figures: dict[str, dict] = {}
    with server.desk(database) as desk, server.empty() as bare:
        for name, volunteers, pause in RUNS:
            found = _apart(desk.port, volunteers, pause, typed)
            compared = _apart(bare.port, volunteers, pause, [])
            figures[f"{name}: reruns a second"] = figure(found["rate"], "/s", compared["rate"])
            figures[f"{name}: rerun"] = figure(found["median"], "ms", compared["median"])
            figures[f"{name}: rerun, p95"] = figure(found["p95"], "ms", compared["p95"], failed=found["broken"] > 0)
            if found["lookup p95"] is not None:
                figures[f"{name}: look-up, p95"] = figure(found["lookup p95"], "ms")
            broken = f"  BROKEN {found['broken']} times: {desk.last_words()}" if found["broken"] else ""
            say(
                f"  {name}: {found['rate']:.1f} reruns a second, median {found['median']:.0f} ms, p95 {found['p95']:.0f} ms "
                f"(empty page: {compared['rate']:.1f} a second, p95 {compared['p95']:.0f} ms){broken}"
            )
        memory = desk.memory()
    if memory:
        figures["memory of the process, at the most"] = figure(memory[1], "MB")
    say(f"  With {THINKING:g} s between actions eight volunteers ask for 4 reruns a second; the ceiling is the last run.")
    return figures


def _apart(port: int, volunteers: int, pause: float, typed: list[str]) -> dict:
    """The volunteers' side, in a process of its own: it must not take the server's or our time for its own."""
    asked = json.dumps({"port": port, "volunteers": volunteers, "pause": pause, "typed": typed, "seconds": SECONDS})
    answer = subprocess.run(
        [sys.executable, "-m", "bfp.bench.load", asked], cwd=server.ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)


async def work(port: int, volunteers: int, pause: float, typed: list[str], seconds: float) -> dict:
    """Everybody at once for so many seconds; the first visit of each page does not count."""
    seen = Seen()
    await asyncio.gather(*(_volunteer(number, port, pause, typed, seconds, seen) for number in range(volunteers)))
    return {
        "rate": len(seen.reruns) / seconds,
        "median": statistics.median(seen.reruns),
        "p95": _p95(seen.reruns),
        "lookup p95": _p95(seen.lookups) if seen.lookups else None,
        "broken": seen.broken,
    }


async def _volunteer(number: int, port: int, pause: float, typed: list[str], seconds: float, seen: Seen) -> None:
    """Half of them enter letters, a quarter look readers up and open them, a quarter go through the charts."""
    chance = random.Random(number)
    work = ("letters", "letters", "readers", "charts")[number % 4] if typed else "empty"
    tab = await server.visitor(port)
    await tab.rerun({"letters": "letters", "readers": "readers"}.get(work, ""))
    await asyncio.sleep(pause * chance.random())
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if work in ("letters", "readers"):
            seen.lookups.append(await asyncio.to_thread(_look_up, port, chance.choice(typed)))
        page = chance.choice(CHARTS) if work == "charts" else tab.page
        visit = await tab.rerun(page)
        seen.reruns.append(visit.milliseconds)
        seen.broken += bool(visit.broken)
        await asyncio.sleep(pause * chance.uniform(0.75, 1.25))
    await tab.socket.close()


def _look_up(port: int, text: str) -> float:
    began = time.perf_counter()
    server.ask(port, "/api/readers", json.dumps({"q": text}))
    return 1000 * (time.perf_counter() - began)


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, int(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(work(**json.loads(sys.argv[1])))))

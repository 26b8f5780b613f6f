"""How long each page's rerun takes on the server at a million items, how fast look-ups are, how much memory that takes."""

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from bfp import demo
from bfp.base import db
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.screens import SCREENS

RERUNS = 15
TABS = ("List", "Funnel", "Tiles", "Table", "Silent", "Reporting ratio")  # of the page Where: only the open one is counted
LOOKUPS = 60


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Measure every page, the look-ups and the memory, each beside an empty page or the bare query."""
    database = server.large_demo(say, items)
    samples = sample(database)
    figures: dict[str, dict] = {}
    with server.empty() as bare, server.desk(database) as desk:
        say(f"{RERUNS} reruns of each page, in turn with an empty page")
        asyncio.run(_pages(desk, bare, samples["queries"], figures, say))
        _lookups(desk.port, "readers", samples["readers"], figures, say)
        _lookups(desk.port, "facilities", samples["facilities"], figures, say)
        memory, compared = desk.memory(), bare.memory()
    if memory and compared:
        figures["memory of the process"] = figure(memory[0], "MB", compared[0])
        figures["memory of the process, at the most"] = figure(memory[1], "MB", compared[1])
    return figures


def sample(database: Path) -> dict:
    """What to ask for: pages that are about one thing, and what people type; with how long the bare query takes."""
    con = db.connect(database)
    try:
        facility = "select facility_id as id from mailed_item group by facility_id order by count(*) desc, id limit 1"
        title = "select title_id as id from mailed_item group by title_id order by count(*) desc, id limit 1"
        reader = "select reader_id as id from shipment group by reader_id order by count(*) desc, id limit 1"
        incident = "select coalesce(max(id), 0) as id from incident where item_id is not null"
        about = {
            "facility": ("facility", facility), "title": ("title", title), "readers": ("reader", reader),
            "incident": ("incident", incident),
        }  # fmt: skip
        sql = "select number, first_name, last_name from reader where number is not null order by hash(id), id limit $n"
        people = db.rows(con, sql, n=LOOKUPS)
        places = db.rows(con, "select name, city from facility order by hash(id), id limit $n", n=LOOKUPS)
        typed = [_as_typed(index, person) for index, person in enumerate(people)]
        exact = """
            select id, first_name, last_name from reader
            where number = $text or last_name ilike $text || '%' order by last_name, id limit 10
        """
        near = "select id, name, state from facility where name ilike '%' || $text || '%' order by name, id limit 10"
        named = [place["name"].split()[0] if index % 2 else place["city"] for index, place in enumerate(places)]
        return {
            "queries": {page: f"{name}={db.value(con, sql)}" for page, (name, sql) in about.items()},
            "readers": (typed, _median(lambda text: db.rows(con, exact, text=text), typed)),
            "facilities": (named, _median(lambda text: db.rows(con, near, text=text), named)),
        }
    finally:
        con.close()


def _as_typed(index: int, person: dict) -> str:
    """A number, a number with two digits swapped, the beginning of a name, a whole name the other way round."""
    number = person["number"]
    return (
        number,
        number[:3] + number[4] + number[3] + number[5:],
        person["last_name"][:5],
        f"{person['last_name']} {person['first_name']}",
    )[index % 4]


def _median(ask: Callable[[str], object], texts: list[str]) -> float:
    times = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


async def _pages(desk: server.Server, bare: server.Server, queries: dict[str, str], figures: dict, say) -> None:
    empty_page = await server.visitor(bare.port)
    await empty_page.rerun()
    every_empty = []
    usual = [(screen.file, "" if screen.file == "overview" else screen.file, queries.get(screen.file, "")) for screen in SCREENS]
    tabs = [(f"censorship, {tab}", "censorship", f"where_tab={quote(tab)}") for tab in TABS[1:]]
    for name, page, query in usual + tabs:
        tab = await server.visitor(desk.port)
        first = await tab.rerun(page, query)
        times, empties, broken = [], [], first.broken
        for _ in range(RERUNS):
            visit = await tab.rerun(page, query)
            broken = broken or visit.broken
            times.append(visit.milliseconds)
            empties.append((await empty_page.rerun()).milliseconds)
        await tab.socket.close()
        every_empty += empties
        median, compared = statistics.median(times), statistics.median(empties)
        figures[f"{name}: rerun"] = figure(median, "ms", compared, failed=bool(broken))
        figures[f"{name}: first visit"] = figure(first.milliseconds, "ms", compared)
        told = f"  BROKEN: {desk.last_words()}" if broken else ""
        size = f"{first.size / 1000:.0f} KB"
        started = f"first {first.milliseconds:.0f} ms, {size}"
        say(f"  {name:<12} {median:7.1f} ms, empty page {compared:.1f} ms; {started}{told}")
    await empty_page.socket.close()
    figures["empty page: rerun"] = figure(statistics.median(every_empty), "ms", statistics.median(every_empty))


def _lookups(port: int, what: str, asked: tuple[list[str], float], figures: dict, say) -> None:
    """Ask as the box on the page asks, one after another; the first answer, which builds what it needs, apart."""
    texts, bare = asked
    times, empty_handed = [], 0
    for text in (texts[0], *texts):
        began = time.perf_counter()
        answer = json.loads(server.ask(port, f"/api/{what}", json.dumps({"q": text})))
        times.append(1000 * (time.perf_counter() - began))
        empty_handed += not answer.get("options")
    first, rest = times[0], sorted(times[1:])
    p95 = rest[int(0.95 * len(rest)) - 1]
    found = 1 - empty_handed / len(times)
    median = statistics.median(rest)
    say(f"  look-up of {what}: {median:.1f} ms, p95 {p95:.1f}, first {first:.0f}; bare query {bare:.1f} ms; {found:.0%} found")
    figures[f"look-up of {what}"] = figure(median, "ms", bare, failed=empty_handed == len(times))
    figures[f"look-up of {what}, p95"] = figure(p95, "ms", bare)
    figures[f"look-up of {what}, first of the process"] = figure(first, "ms", bare)

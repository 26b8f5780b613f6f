"""How long the board of appeals takes at 5,000 incidents and their appeals, each tab beside an empty page, and made anew."""

import asyncio
import statistics
import time
from datetime import date
from urllib.parse import quote

from bfp import demo
from bfp.appeals import appeal_board, deadlines
from bfp.base import db
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.ui.appeals.appeal_tables import VIEWS

RERUNS = 15
ANEW = 5


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Measure every tab of the page Appeals, one appeal's own page, and the board made anew after somebody saved."""
    database = server.large_demo(say, items)
    found = _sample(database)
    say(f"{found['incidents']:,} incidents, {found['appeals']:,} appeals, {found['open']:,} of them under way")
    figures: dict[str, dict] = {
        "incidents": figure(found["incidents"], "incidents"),
        "appeals": figure(found["appeals"], "appeals"),
        "the board made anew, after a save": figure(found["anew"], "ms", found["bare"]),
        "flags of facilities, made anew": figure(found["flags"], "ms"),
    }
    say(f"  made anew {found['anew']:.0f} ms, its query alone {found['bare']:.0f} ms; flags {found['flags']:.0f} ms")
    with server.empty() as bare, server.desk(database) as desk:
        say(f"{RERUNS} reruns of each tab, in turn with an empty page")
        asyncio.run(_tabs(desk, bare, found["one"], figures, say))
    return figures


def _sample(database) -> dict:
    """How much there is, one appeal to open, and how long the board takes when nothing of it is kept."""
    con, today = db.connect(database), date.today()
    try:
        counts = """
            select (select count(*) from incident where voided_on is null) as incidents,
                (select count(*) from appeal where voided_on is null) as appeals,
                (select count(*) from appeal where voided_on is null and state <> 'closed') as open,
                (select max(id) from appeal where voided_on is null and state = 'to write') as one
        """
        began = time.perf_counter()
        appeal_board.flagged(con, today)
        flags = 1000 * (time.perf_counter() - began)
        question, about = db.question("appeal_board"), {"since": today - deadlines.LONGEST, "lately": today}
        anew = _median(lambda: appeal_board.anew(con, today))
        return {
            **db.row(con, counts), "flags": flags, "anew": anew, "bare": _median(lambda: db.rows(con, question, **about))
        }  # fmt: skip
    finally:
        con.close()


def _median(ask) -> float:
    times = []
    for _ in range(ANEW):
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


async def _tabs(desk: server.Server, bare: server.Server, appeal_id: int, figures: dict, say) -> None:
    empty_page = await server.visitor(bare.port)
    await empty_page.rerun()
    asked = [(view, "appeals", f"appeals_view={quote(view)}") for view in VIEWS]
    for name, page, query in [*asked, ("one appeal", "appeal", f"appeal={appeal_id}")]:
        tab = await server.visitor(desk.port)
        first = await tab.rerun(page, query)
        times, empties, broken = [], [], first.broken
        for _ in range(RERUNS):
            visit = await tab.rerun(page, query)
            broken = broken or visit.broken
            times.append(visit.milliseconds)
            empties.append((await empty_page.rerun()).milliseconds)
        await tab.socket.close()
        median, compared = statistics.median(times), statistics.median(empties)
        figures[f"{name}: rerun"] = figure(median, "ms", compared, failed=bool(broken))
        figures[f"{name}: first visit"] = figure(first.milliseconds, "ms", compared)
        told = f"  BROKEN: {desk.last_words()}" if broken else ""
        say(f"  {name:<14} {median:7.1f} ms, empty page {compared:.1f} ms; first {first.milliseconds:.0f} ms{told}")
    await empty_page.socket.close()

"""Parcels packed and parcels returned with keyboard and scanner only, in a headless browser, at the size of a large program."""

import json
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from bfp import demo
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.bench import server
from bfp.bench.entry import BUTTON, CLOCK, PATIENCE, Hands, _browser, _clicks, _page
from bfp.bench.figures import figure
from bfp.mail import parcel_checks, shipments
from bfp.packing import matching, next_requests, packing_session

SCANNER = 2  # ms a key
TIMES = 12
BOOKS = 3
MOST_KEYS = 6  # beyond the scans, from the next parcel to "packed"
RETURN_KEYS = 2  # beyond the number: one key, Enter
BOX = 'document.querySelector(".st-key-session_scan input.what")'
PARCEL = '(document.querySelector(".st-key-session_parcel")?.textContent || "")'
ICONS = '[...document.querySelectorAll("[class*=session_tick_] [data-testid=stIconMaterial]")]'
TICKED = f'{ICONS}.filter((e) => e.textContent === "check_box").length'
RETURNED = 'document.querySelector(".st-key-returns_box input")'


@dataclass(frozen=True)
class Sample:
    """What is packed and what comes back: the ISBNs of each parcel in packing order, and the numbers on labels."""

    session_id: int
    parcels: list[list[str]]
    returned: list[str]


class Scanner(Hands):
    """The scripted keyboard with a scanner beside it: its keys, and the Enter it sends after each, are not counted."""

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.page.keyboard.type(code, delay=SCANNER)
            self.page.keyboard.press("Enter")


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Measure the packing table and the returns, beside an empty page's click in the same browser."""
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        database = Path(folder) / "packing.duckdb"
        shutil.copyfile(server.large_demo(say, items), database)
        sample = prepare(database)
        with _page(BUTTON) as bare, server.desk(database) as desk, _browser() as browser:
            base = browser.new_page(bypass_csp=True)  # the clock is set from outside
            base.add_init_script(CLOCK)
            base.goto(f"http://127.0.0.1:{bare.port}/")
            base.get_by_text("count 0").wait_for()
            clicks = _clicks(base, 0)
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, bypass_csp=True)
            page.add_init_script(CLOCK)
            found = _parcels(page, f"http://127.0.0.1:{desk.port}", sample)
            found |= _returns(page, f"http://127.0.0.1:{desk.port}", sample)
            clicks += _clicks(base, len(clicks))
    return _figures(found, statistics.median(clicks), say)


def prepare(database: Path) -> Sample:
    """A session of requests for which three books go without a question, and parcels mailed that come back."""
    con, today = db.connect(database), date.today()
    try:
        requests, parcels = [], []
        with db.transaction(con, "bench") as tx:
            for request_id in next_requests.of(tx, today, 200).ids:
                books = _unasked(tx, request_id, today)
                if len(books) == BOOKS:
                    requests.append(request_id)
                    parcels.append(books)
                if len(requests) > TIMES:
                    break
            if len(requests) <= TIMES:
                raise BfpError(f"Only {len(requests)} requests of the demonstration take three books without a question.")
            session_id = packing_session.start(tx, requests, today, "bench")
        sql = """
            select shipment.id from shipment
            where voided_on is null and shipment.id not in (select shipment_id from item where outcome <> 'unconfirmed')
            order by mailed_on desc, shipment.id desc limit $n
        """
        returned = [shipments.number(row["id"]) for row in db.rows(con, sql, n=TIMES)]
        return Sample(session_id, parcels, returned)
    finally:
        con.close()


def _unasked(con: db.Connection, request_id: int, today: date) -> list[str]:
    """The ISBNs of three titles, those that fit first, that may go to this reader without a reason."""
    reader_id = db.value(con, "select reader_id from book_request where id = $id", id=request_id)
    fitting = [int(title_id) for title_id in matching.for_request(con, request_id, today)["title_id"]]
    sql = """
        select title.id, title.isbn
        from title join stock on stock.title_id = title.id
        where title.isbn is not null and stock.on_hand > $many
        order by coalesce(list_position($fitting::integer[], title.id), 0) = 0, title.id
        limit 40
    """
    chosen: dict[int, str] = {}
    for row in db.rows(con, sql, many=2 * TIMES, fitting=fitting):
        wanted = dict.fromkeys([*chosen, row["id"]], 1)
        if not parcel_checks.breaches(parcel_checks.check(con, reader_id, wanted, today)):
            chosen[row["id"]] = row["isbn"]
        elif not chosen and row["id"] not in fitting:
            break  # it is the reader or the place that asks a question, whatever the title
        if len(chosen) == BOOKS:
            break
    return list(chosen.values())


def _parcels(page: Page, address: str, sample: Sample) -> dict[str, list[float]]:
    """From an open parcel to the next: three scans and what is pressed beyond them."""
    page.goto(f"{address}/packing?session={sample.session_id}")
    page.locator(".st-key-packing_name input").fill("Ada")
    page.keyboard.press("Enter")
    page.locator(".st-key-session_next button").click()
    page.wait_for_function(f"document.activeElement === {BOX}", timeout=PATIENCE)
    hands, keys, ready, ticks, whole = Scanner(page), [], [], [], []
    for nth, books in enumerate(sample.parcels[:TIMES]):
        before = page.evaluate(PARCEL)
        following = f'document.activeElement === {BOX} && !{BOX}.value && {PARCEL} && {PARCEL} !== {json.dumps(before)}'
        if nth % 2:  # looking at each scan, then not looking at all
            # The parcel's name is drawn before its list: the ticks of the parcel before must be gone, or they are measured.
            page.wait_for_function(f"{TICKED} === 0", timeout=PATIENCE)
            hands.arm(f"{TICKED} === {BOOKS}")
            hands.scan(*books)
            ticks.append(after_the_key(hands.seen()[0]))
            hands.arm(following)
            hands.press("Enter")
            ready.append(after_the_key(hands.seen()[0]))
        else:
            hands.arm(following)
            hands.scan(*books)
            hands.press("Enter")
            whole.append(hands.seen()[1] / 1000)
        keys.append(hands.keys)
    # The parcel's name is drawn before the buttons: a moment more for the last one.
    undo = 'document.querySelector(".st-key-session_undo")'
    page.wait_for_function(f'{undo}?.textContent.includes("parcel {TIMES},")', timeout=PATIENCE)
    return {
        "keys of a parcel with three books": keys, "last scan to its tick": ticks, "Enter to the next parcel": ready,
        "a parcel scanned without looking": whole,
    }  # fmt: skip


def after_the_key(ms: float) -> float:
    """A time from a key to what it did; what stood there before the key was pressed is no measurement."""
    if ms < 0:
        raise BfpError(f"Something was seen {-ms:.0f} ms before its key was pressed: it was there from the parcel before.")
    return ms


def _returns(page: Page, address: str, sample: Sample) -> dict[str, list[float]]:
    """The number scanned, one key, Enter."""
    page.goto(f"{address}/returns")
    page.wait_for_function(f"document.activeElement === {RETURNED}", timeout=PATIENCE)
    hands, keys, saved = Scanner(page), [], []
    said = '[...document.querySelectorAll(".stMarkdown")].map((e) => e.textContent).find((t) => t.includes("Last saved")) || ""'
    for number in sample.returned:
        hands.arm(f"document.activeElement === {RETURNED} && !{RETURNED}.value && ({said}).includes('{number}')")
        hands.scan(number)
        hands.type("m")
        hands.press("Enter")
        saved.append(hands.seen()[0])
        keys.append(hands.keys + hands.words)
    return {"keys of a returned parcel": keys, "Enter to the return saved": saved}


def _figures(found: dict[str, list[float]], click: float, say) -> dict[str, dict]:
    units = {
        "keys of a parcel with three books": ("keys", MOST_KEYS), "last scan to its tick": ("ms", None),
        "Enter to the next parcel": ("ms", None), "a parcel scanned without looking": ("s", None),
        "keys of a returned parcel": ("keys", RETURN_KEYS), "Enter to the return saved": ("ms", None),
    }  # fmt: skip
    answer = {"an empty page's click to rerun": figure(click, "ms", click)}
    say(f"  an empty page's click to rerun: {click:.0f} ms")
    for name, (unit, target) in units.items():
        value, middle = statistics.median(found[name]), sorted(found[name])
        missed = target is not None and max(found[name]) > target
        answer[name] = figure(value, unit, {"ms": click, "s": click / 1000, "keys": None}[unit], failed=missed)
        beside = f", target {target} {unit}" if target is not None else ""
        shown = f"{value:.2f}" if unit == "s" else f"{value:.0f}"
        say(f"  {name}: {shown} {unit}{beside} (n {len(middle)}, {middle[0]:.2f} to {middle[-1]:.2f})")
    return answer


if __name__ == "__main__":
    began = time.perf_counter()
    run(print)
    print(f"{time.perf_counter() - began:.0f} s")

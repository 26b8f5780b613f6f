"""Letters entered by a scripted keyboard, 40 ms a key, in a headless browser, at the size of a large program."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from bfp import demo
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.bench import server
from bfp.bench.figures import figure
from bfp.desk import entry as letters_entry
from bfp.mail import shipments
from bfp.places import facilities
from bfp.readers import readers

CHROMIUM = os.environ.get("BFP_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
KEY = 40  # ms a key
FACILITIES = 6000
TIMES = 15
WHOLE = 8
PATIENCE = 30_000
BUTTON = """
import streamlit as st
st.session_state.setdefault("n", 0)
def more(): st.session_state.n += 1
st.button("More", key="more", on_click=more)
st.text(f"count {st.session_state.n}")
"""
# The clock is the browser's own: from the last key pressed to the first frame in which the thing is there.
CLOCK = """
window.benchKey = 0; window.benchFirst = 0; window.benchSeen = null; window.benchTurn = 0;
window.addEventListener("keydown", (e) => {
  if (e.isTrusted) { window.benchKey = performance.now(); window.benchFirst ||= window.benchKey; }
}, true);
window.benchArm = (text) => {
  const there = new Function("return " + text), turn = ++window.benchTurn;
  window.benchSeen = null; window.benchFirst = 0;
  const look = () => {
    if (turn !== window.benchTurn) return;
    if (window.benchFirst && there()) window.benchSeen = performance.now();
    else requestAnimationFrame(look);
  };
  look();
};
"""
BOX = 'document.querySelector(".st-key-who input")'
SAVED = '[...document.querySelectorAll(".stMarkdown")].map((e) => e.textContent).find((t) => t.startsWith("Last saved: ")) || ""'
CLOSED = '!document.querySelector(".st-key-letter_form")'
READY = f'document.activeElement === {BOX} && !{BOX}.value && {CLOSED} && ({SAVED}) !== "%s"'


class Hands:
    """The scripted keyboard, which counts keys that are not words and reads the browser's clock."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words = 0  # keys of words and numbers
        self.keys = 0  # keys beyond them

    def type(self, text: str) -> None:
        self.words += len(text)
        self.page.keyboard.type(text, delay=KEY)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(KEY)

    def arm(self, condition: str) -> None:
        """Start looking for this in the page, from the next key on."""
        self.words = self.keys = 0
        self.page.evaluate("(text) => window.benchArm(text)", condition)

    def seen(self) -> tuple[float, float]:
        """Milliseconds from the last key, and from the first one, until it was there."""
        try:
            self.page.wait_for_function("window.benchSeen !== null", timeout=PATIENCE)
        except BrowserError as error:
            raise BfpError(f"The page did not do what was typed: {self.page.inner_text('.stMain')[:600]!r}") from error
        return tuple(self.page.evaluate("[window.benchSeen - window.benchKey, window.benchSeen - window.benchFirst]"))

    def ready(self) -> str:
        """The condition that the desk is ready for the next letter and says that one more is saved."""
        return READY % self.page.evaluate(SAVED).replace('"', '\\"')

    def letter(self) -> None:
        """From an empty desk to a card with its fields: the letter is open and has the cursor."""
        self.page.wait_for_function('document.activeElement.closest(".st-key-letter_form")', timeout=PATIENCE)


def run(say=print, items: int = demo.LARGE) -> dict[str, dict]:
    """Measure the letter desk, each time beside an empty page's click in the same browser."""
    database = large(say, items)
    people, confirming, places = sample(database)
    with _page(BUTTON) as bare, server.desk(database) as desk, _browser() as browser:
        base = browser.new_page(bypass_csp=True)  # the clock is set from outside
        base.add_init_script(CLOCK)
        base.goto(f"http://127.0.0.1:{bare.port}/")
        base.get_by_text("count 0").wait_for()
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, bypass_csp=True)
        page.add_init_script(CLOCK)
        page.goto(f"http://127.0.0.1:{desk.port}/letters")
        page.wait_for_function(f"document.activeElement === {BOX}", timeout=PATIENCE)
        hands = Hands(page)
        clicks = _clicks(base, 0)
        found = _on_file(hands, people)
        found |= _with_an_item(hands, confirming)
        found |= _new(hands, places)
        clicks += _clicks(base, len(clicks))
        base.close()
    return _figures(found, statistics.median(clicks), say)


def large(say, items: int) -> Path:
    """The large demonstration, with invented facilities up to six thousand."""
    demo_file = server.large_demo(say, items)
    path = demo_file.with_name(demo_file.stem + f"-{FACILITIES}.duckdb")
    if path.exists():
        return path
    making = path.with_suffix(".making")
    making.write_bytes(demo_file.read_bytes())
    con = db.connect(making)
    sql = """
        insert into facility (name, system_id, state, kind, street, city, zip)
        select made.name || ' ' || made.ending || ' ' || made.number as name, made.system_id,
            made.state, made.kind, made.street, made.town, made.zip
        from (
            select known.system_id, known.state, known.kind, known.street, known.zip, range as number,
                split_part(other.name, ' ', 1) as name, split_part(third.city, ' ', 1) as town,
                case range % 4 when 0 then 'Unit' when 1 then 'Center' when 2 then 'Camp' else 'Annex' end as ending
            from range($missing)
            join (select *, row_number() over (order by id) as place from facility) known
                on known.place = 1 + range % (select count(*) from facility)
            join (select *, row_number() over (order by hash(id)) as place from facility) other
                on other.place = 1 + range * 7 % (select count(*) from facility)
            join (select *, row_number() over (order by hash(id)) as place from facility) third
                on third.place = 1 + range * 13 % (select count(*) from facility)
        ) made
    """
    with db.transaction(con, "bench") as tx:
        there = db.value(tx, "select count(*) from facility")
        tx.execute(sql, {"missing": FACILITIES - there})
    con.close()
    making.rename(path)
    return path


def sample(database: Path) -> tuple[list[dict], list[dict], list[str]]:
    """Readers whose letter raises no question, those with an unconfirmed item, and what people type for a facility."""
    con = db.connect(database)
    try:
        sql = """
            select reader.id, number from reader
            where status = 'active' and number is not null and voided_on is null and merged_into is null
            order by hash(reader.id), reader.id limit 900
        """
        people, confirming = [], []
        for one in db.rows(con, sql):
            if len(people) >= TIMES + WHOLE and len(confirming) >= WHOLE:
                break
            if letters_entry.questions(con, letters_entry.Entry(date.today(), one["id"]), date.today()):
                continue
            if not any(option["only"] for option in readers.options(con, one["number"])):
                continue
            if len(confirming) < WHOLE and len(shipments.unconfirmed(con, one["id"])):
                confirming.append(one)
            elif len(people) < TIMES + WHOLE:
                people.append(one)
        asked = "select name from facility order by hash(id), id limit $n"
        names = [row["name"] for row in db.rows(con, asked, n=TIMES + 8 * WHOLE)]
        # Of a name that others have too a choice would be asked: not what is measured here.
        places = [name for name in names if any(option["sure"] for option in facilities.options(con, name))]
        return people, confirming, places
    finally:
        con.close()


def _clicks(base: Page, done: int) -> list[float]:
    """An empty page's click until its rerun is shown, in ms."""
    times = []
    base.bring_to_front()
    base.locator(".st-key-more button").focus()
    for number in range(done + 1, done + TIMES + 1):
        base.evaluate("(text) => window.benchArm(text)", f'document.querySelector(".stText").textContent === "count {number}"')
        base.keyboard.press("Enter")
        base.wait_for_function("window.benchSeen !== null", timeout=PATIENCE)
        times.append(base.evaluate("window.benchSeen - window.benchKey"))
        base.wait_for_timeout(100)
    return times


def _on_file(hands: Hands, people: list[dict]) -> dict[str, list[float]]:
    """Plain requests of readers on file: looked at on the way, then without looking."""
    hands.page.bring_to_front()
    card, ready, whole, keys = [], [], [], []
    for one in people[:TIMES]:
        before = hands.ready()
        hands.arm(f'document.querySelector(".st-key-letter_form")?.textContent.includes("{one["number"]}")')
        hands.type(one["number"])
        card.append(hands.seen()[0])
        hands.press("Enter")
        hands.letter()
        hands.arm(before)
        hands.press("Enter")
        ready.append(hands.seen()[0])
    for one in people[TIMES:]:
        hands.arm(hands.ready())
        hands.type(one["number"])
        hands.press("Enter", "Enter")
        whole.append(hands.seen()[1] / 1000)
        keys.append(hands.keys)
    return {
        "last key to card": card, "Enter to ready": ready, "a letter of a reader on file": whole, "keys of a plain request": keys,
        "typing": [KEY * (len(one["number"]) + 2) / 1000 for one in people[TIMES:]],
    }  # fmt: skip


def _with_an_item(hands: Hands, people: list[dict]) -> dict[str, list[float]]:
    keys, whole = [], []
    for one in people:
        hands.arm(hands.ready())
        hands.type(one["number"])
        hands.press("Enter")
        hands.type("legal")
        hands.press("Enter")
        hands.type("labor")
        hands.press("Enter", "Tab", "Tab", "Space", "Enter")
        whole.append(hands.seen()[1] / 1000)
        keys.append(hands.keys)
        if "1 item arrived" not in hands.page.evaluate(SAVED):
            raise BfpError(f"The item was not confirmed: {hands.page.evaluate(SAVED)}")
    return {"keys of two subjects and an item": keys, "a letter with two subjects and an item": whole}


def _new(hands: Hands, places: list[str]) -> dict[str, list[float]]:
    """New readers typed without looking, and the facility's list after its last key."""
    waiting, keys, lists = [], [], []
    box = "[class*=st-key-facility_]"
    listed = f'document.querySelector("{box} ul").dataset.of === "%s" && document.querySelector("{box} li")'
    for number, place in enumerate(places[: TIMES + WHOLE]):
        begun = place[: max(5, len(place) // 2)].strip()
        before = hands.ready()
        hands.arm(before)
        hands.type(f"Q{91230000 + 111 * number}")  # no near twins of one another
        if number < TIMES:
            hands.press("Enter")
            hands.letter()
            hands.page.locator('[class*="st-key-facility_"] input').focus()
            hands.arm(listed % begun)
            hands.type(begun)
            lists.append(hands.seen()[0])
            hands.page.get_by_role("button", name="Put away").click()
            hands.page.wait_for_function(CLOSED, timeout=PATIENCE)
            continue
        hands.press("Enter")
        hands.type("Lanternquill")
        hands.press("Tab")
        hands.type("Oda")
        hands.press("Tab")
        hands.type(place)
        hands.press("Enter", "Enter")
        count = hands.words + hands.keys
        hands.page.wait_for_function(
            'window.benchSeen !== null || document.querySelector("[class*=st-key-reason_]")', timeout=PATIENCE
        )
        if hands.page.locator('[class*="st-key-reason_"]').count():  # a place that takes no books: asked, and put away
            hands.page.get_by_role("button", name="Put away").click()
            hands.page.wait_for_function(CLOSED, timeout=PATIENCE)
            continue
        keys.append(hands.keys)
        waiting.append(hands.seen()[1] / 1000 - KEY * count / 1000)
    return {"a new reader: waiting in all": waiting, "keys of a new reader": keys, "facility: last key to list": lists}


def _figures(found: dict[str, list[float]], click: float, say) -> dict[str, dict]:
    targets = {
        "last key to card": ("ms", 250), "Enter to ready": ("ms", 150), "facility: last key to list": ("ms", None),
        "keys of a plain request": ("keys", 2),
        "keys of two subjects and an item": ("keys", 20), "keys of a new reader": ("keys", 5),
        "a letter of a reader on file": ("s", 0.9), "a letter with two subjects and an item": ("s", None),
        "a new reader: waiting in all": ("s", 2.5),
    }  # fmt: skip
    typing = statistics.median(found["typing"])
    answer = {"an empty page's click to rerun": figure(click, "ms", click)}
    say(f"  an empty page's click to rerun: {click:.0f} ms")
    for name, (unit, target) in targets.items():
        value = statistics.median(found[name])
        baseline = {"ms": click, "s": click / 1000, "keys": None}[unit]
        if name == "a letter of a reader on file":
            baseline = typing
        missed = unit == "keys" and target is not None and max(found[name]) > target
        answer[name] = figure(value, unit, baseline, failed=missed)
        beside = f", target {target} {unit}" if target is not None else ""
        middle = sorted(found[name])
        shown = f"{value:.0f}" if unit != "s" else f"{value:.2f}"
        say(f"  {name}: {shown} {unit}{beside} (n {len(middle)}, {middle[0]:.2f} to {middle[-1]:.2f})")
    return answer


@contextmanager
def _browser() -> Iterator:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except BrowserError as error:
            raise BfpError(
                f"There is no browser to measure with: {CHROMIUM} does not start. Name one in BFP_CHROMIUM."
            ) from error
        yield browser
        browser.close()


@contextmanager
def _page(script: str) -> Iterator[server.Server]:
    """A server with one small page of its own."""
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        file = Path(folder) / "page.py"
        file.write_text(server.EMPTY + script, encoding="utf-8")
        with server._started(str(file), Path(folder), {}) as started:
            yield started


if __name__ == "__main__":
    began, tell = time.perf_counter(), print
    run(tell)
    tell(f"{time.perf_counter() - began:.0f} s")

"""The real server and a real browser. A browser that is missing is a failure, not a reason to skip."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bfp.base import db
from bfp.schema import migrations

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("BFP_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
]  # fmt: skip
TODAY = "2026-11-23"
HERE = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost)(:\d+)?/|^(data|blob|about):")

expect.set_options(timeout=15_000)


class Server:
    """`streamlit run app.py` on a database of its own, on a free port."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.process: subprocess.Popen | None = None
        self.log = database.with_suffix(".log")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.process is not None:
            return
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        environment = {**os.environ, "BFP_DATABASE": str(self.database), "BFP_TODAY": TODAY}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"The server did not start:\n{self.log.read_text()}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @contextmanager
    def opened(self) -> Iterator[db.Connection]:
        """The database as it is on disk: the server is stopped for it, and started again by the next test."""
        self.stop()
        con = db.connect(self.database)
        migrations.migrate(con)
        try:
            yield con
        finally:
            con.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def watched(context: BrowserContext) -> tuple[list[str], list[str]]:
    """What this context asked of other machines, and what its scripts complained of."""
    outside: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: None if HERE.match(request.url) else outside.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))

    def turn_away(route):
        outside.append(route.request.url)
        route.abort()

    context.route(lambda url: not HERE.match(url), turn_away)
    return outside, wrong


@contextmanager
def visit(chromium: Browser, server: Server, **look) -> Iterator[Page]:
    """A fresh browser session on this server; a request to any other machine fails the test."""
    server.start()
    context = chromium.new_context(base_url=server.address, locale="en-US", **look)
    outside, wrong = watched(context)
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()
    assert not outside, f"asked of other machines: {outside}"
    assert not wrong, f"errors of scripts: {wrong}"

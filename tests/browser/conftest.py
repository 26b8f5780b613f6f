"""The real server and a real browser. A browser that is missing is a failure, not a reason to skip."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import find_browser
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bfp.base import db
from bfp.screens import Screen

ROOT = Path(__file__).parent.parent.parent
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # whoever asks another machine finds none
]  # fmt: skip
TODAY = "2026-11-23"
HERE = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost)(:\d+)?/|^(data|blob|about):")

expect.set_options(timeout=15_000)


class Proxy:
    """Where the server would go if it asked anything of another machine: it writes down what for, and answers nothing."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._write_down, daemon=True).start()

    def _write_down(self) -> None:
        while True:
            caller, _ = self.door.accept()
            with caller:
                self.asked.append(caller.recv(300))


class Serving:
    """The one `streamlit run app.py` of these tests, on a free port: it works on the database it is told, and ends with us."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, str(Path(__file__).parent / "serving.py"), str(self.port)]
        self.proxy = Proxy()
        names = ("http_proxy", "https_proxy", "all_proxy")
        ways = dict.fromkeys([*names, *map(str.upper, names)], self.proxy.address)
        ours = {"PYTHONPATH": str(ROOT), "BFP_DATABASE": str(log.with_suffix(".duckdb")), "BFP_TODAY": TODAY, "BFP_AHEAD": "off"}
        environment = {**os.environ, **ways, "NO_PROXY": "", "no_proxy": "", **ours}
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"The server did not start:\n{self.log.read_text()}") from None
                time.sleep(0.05)

    def tell(self, what: str, path: Path) -> None:
        print(what, path, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if answer != "done":
            raise RuntimeError(f"The server was told to {what} {path}: {answer}\n{self.log.read_text()}")

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


class Server:
    """A database of its own, with its tables, and the server that works on it while somebody visits."""

    serving: Serving | None = None
    template: Path | None = None
    _open: "Server | None" = None
    _made: list["Server"] = []

    def __init__(self, database: Path) -> None:
        self.database = Path(shutil.copyfile(Server.template, database))
        self.at_first = self.database.with_suffix(".first")
        Server._made.append(self)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{Server.serving.port}"

    def start(self) -> None:
        if not self.at_first.exists():
            shutil.copyfile(self.database, self.at_first)
        if Server._open is not self:
            Server.serving.tell("open", self.database)
            Server._open = self

    @classmethod
    def as_at_first(cls) -> None:
        """Every database is a fresh copy of what the first visitor found."""
        for server in cls._made:
            if server.at_first.exists():
                again = server.database.with_stem(server.database.stem + "_again")
                server.database = Path(shutil.copyfile(server.at_first, again))
        cls._open = None

    @contextmanager
    def writing(self) -> Iterator[db.Connection]:
        """A transaction on the database, before anybody visits."""
        con = db.connect(self.database)
        try:
            with db.transaction(con, by="Ada") as tx:
                yield tx
        finally:
            con.close()

    @contextmanager
    def opened(self) -> Iterator[db.Connection]:
        """The database as it is on disk at this moment: a copy, the server works on."""
        copy = self.database.with_suffix(".copy")
        self.start()
        Server.serving.tell("copy", copy)
        con = db.connect(copy)
        try:
            yield con
        finally:
            con.close()


@pytest.fixture(scope="session")
def _serving(tmp_path_factory, template):
    Server.template = template
    Server.serving = Serving(tmp_path_factory.mktemp("serving") / "server.log")
    yield
    Server.serving.end()


@pytest.fixture(scope="session", autouse=True)
def chromium(_serving) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser.there(os.environ.get("BFP_CHROMIUM")), args=QUIET)
        yield browser
        Window.idle.clear()
        browser.close()


@pytest.fixture(autouse=True)
def _tried_again(request) -> None:
    """A test that is run once more finds what its first try found, and nothing that this one saved."""
    if getattr(request.node, "execution_count", 1) > 1:
        Server.as_at_first()


class Window:
    """A window of the browser, what it asked of other machines, and what its scripts complained of.

    It is kept for the next visit with this look: the program's own scripts, which are megabytes, are read once. (No
    request is taken in hand on its way, as Playwright can: that turns the browser's cache off.)
    """

    idle: dict[str, list["Window"]] = {}

    def __init__(self, chromium: Browser, address: str, look: dict) -> None:
        self.outside: list[str] = []
        self.wrong: list[str] = []
        self.context = chromium.new_context(base_url=address, locale="en-US", **look)
        self.context.on("request", lambda request: None if HERE.match(request.url) else self.outside.append(request.url))
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page = self.context.new_page()

    def leave(self) -> None:
        """Nothing of this visit is remembered."""
        if not self.page.url.startswith("about:"):
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        self.context.clear_cookies()
        assert not self.outside, f"asked of other machines: {self.outside}"
        assert not self.wrong, f"errors of scripts: {self.wrong}"


def show(page, screen: Screen, about: str) -> None:
    """By the sidebar, as people do; what is not in it, or is about one thing, by its address."""
    title = page.locator(".stMain h1").first
    if about or screen.section is None or screen.file == "overview":
        page.goto(f"/{'' if screen.file == 'overview' else screen.file}{f'?{about}' if about else ''}")
    else:
        before = title.inner_text()
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=screen.title, exact=True).click()
        expect(page).to_have_url(re.compile(rf"/{screen.file}(\?|$)"))
        expect(title).not_to_have_text(before)
    expect(title).to_be_visible()


@contextmanager
def visit(chromium: Browser, server: Server, **look) -> Iterator[Page]:
    """A fresh session on this server; a request to any other machine fails the test."""
    server.start()
    idle = Window.idle.setdefault(repr(look), [])
    window = idle.pop() if idle else Window(chromium, server.address, look)
    try:
        yield window.page
        window.leave()
    except BaseException:
        window.context.close()  # whatever went wrong is not met by the next
        raise
    idle.append(window)

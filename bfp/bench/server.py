"""The real server under measurement: started, asked for pages as a browser asks, and stopped."""

import asyncio
import ctypes
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bfp import demo
from bfp.base.errors import BfpError
from bfp.schema import migrations

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds for one rerun, or for the server to come up
# As light as a page of Streamlit can be: nothing on it, and tuned as ours are (the collector sees no imports).
EMPTY = """
import gc
import streamlit as st

@st.cache_resource(show_spinner=False)
def freeze():
    gc.collect()
    gc.freeze()

freeze()
"""


@dataclass
class Server:
    """A running server: its port, its process, and what it writes down."""

    port: int
    process: subprocess.Popen
    log: Path

    def last_words(self) -> str:
        """The last line of the log: the reason, after a script broke."""
        lines = [line for line in self.log.read_text(encoding="utf-8").splitlines() if line.strip()]
        return lines[-1].strip() if lines else ""

    def memory(self) -> tuple[float, float] | None:
        """Megabytes in memory now and at the most, where the system says so (Linux)."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        except OSError:
            return None
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("VmRSS", "VmHWM"))}
        return kilobytes["VmRSS"] / 1024, kilobytes["VmHWM"] / 1024


def large_demo(say, items: int = demo.LARGE) -> Path:
    """A made-up program of this size, made once a day and kept in the temporary folder."""
    sources = sorted((ROOT / "bfp" / "demo").glob("*.py"))
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    text += "".join(step.__name__ for step in migrations.STEPS)
    folder = Path(tempfile.gettempdir()) / "bfp-bench"
    path = folder / f"demo-{items}-{demo.SEED}-{date.today()}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.duckdb"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        say(f"making a program of {items:,} items …")
        for old in folder.glob(f"demo-{items}-*"):  # of another day, or of another version
            old.unlink(missing_ok=True)
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        command = [sys.executable, "-m", "bfp", "demo", "--items", str(items), "--database", str(making)]
        began = time.perf_counter()
        environment = {**os.environ, "BFP_TODAY": str(date.today())}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        say(f"made in {time.perf_counter() - began:.1f} s")
        making.rename(path)
    return path


@contextmanager
def desk(database: Path) -> Iterator[Server]:
    """The program's server on a copy of this database."""
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        copy = Path(folder) / "bench.duckdb"
        shutil.copyfile(database, copy)
        with _started("app.py", Path(folder), {"BFP_DATABASE": str(copy), "BFP_TODAY": str(date.today())}) as server:
            yield server


@contextmanager
def empty() -> Iterator[Server]:
    """A server with one empty page, to compare with."""
    with tempfile.TemporaryDirectory(prefix="bfp-bench-") as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with _started(str(script), Path(folder), {}) as server:
            yield server


@contextmanager
def _started(script: str, folder: Path, more: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with open(folder / "server.log", "w", encoding="utf-8") as log:
        process = child(command, cwd=ROOT, env={**os.environ, **more}, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_up(port, process, folder / "server.log")
            yield Server(port, process, folder / "server.log")
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def child(command: list[str], **more) -> subprocess.Popen:
    """A process that ends with this one, however that ends (on Linux; elsewhere only if this one ends in order)."""
    return subprocess.Popen(command, preexec_fn=_end_with_parent if sys.platform == "linux" else None, **more)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _wait_until_up(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(int(PATIENCE / 0.1)):
        if process.poll() is not None:
            raise BfpError(f"The server stopped while starting: {log.read_text(encoding='utf-8')[-400:].strip()}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise BfpError("The server did not come up.")


@dataclass
class Visit:
    """One rerun as the browser's side sees it: how long, how many bytes, whether the script broke."""

    milliseconds: float
    size: int
    broken: str = ""


@dataclass
class Visitor:
    """One browser tab, without the browser: it speaks Streamlit's own websocket protocol."""

    socket: websockets.ClientConnection
    page: str = ""
    script: str = ""
    known: set = field(default_factory=set)

    async def rerun(self, page: str = "", query: str = "") -> Visit:
        """Ask for a page (or the same one again) and wait until its script has finished."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = query
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-US"
        state.context_info.url = f"http://127.0.0.1/{page}"
        if page == self.page and self.script:
            state.page_script_hash = self.script
        else:
            state.page_name = page
        state.cached_message_hashes.extend(self.known)
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        visit = await asyncio.wait_for(self._finished(), PATIENCE)
        visit.milliseconds = 1000 * (time.perf_counter() - began)
        self.page = page
        return visit

    async def _finished(self) -> Visit:
        visit, began = Visit(0.0, 0), False
        while True:
            data = await self.socket.recv()
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            visit.size += len(data)
            if kind == "new_session":
                began = True
            elif kind == "navigation":
                self.script = message.navigation.page_script_hash  # the session's own hash is the entry script's
            elif kind == "page_not_found":
                visit.broken = f"there is no page {message.page_not_found.page_name}"
            elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                visit.broken = message.delta.new_element.exception.type or "exception"
            elif kind == "script_finished" and began and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return visit
            if message.hash and len(data) > 10_000:
                self.known.add(message.hash)


async def visitor(port: int) -> Visitor:
    """A new tab on the server at this port, as from its own address."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    own = f"http://127.0.0.1:{port}"
    connected = await websockets.connect(
        address, origin=own, subprotocols=["streamlit"], max_size=None, ping_interval=None, compression=None
    )
    return Visitor(connected)


def ask(port: int, path: str, body: str) -> bytes:
    """What a route of the server answers to a page of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, {"Origin": f"http://127.0.0.1:{port}"})
        return connection.getresponse().read()
    finally:
        connection.close()

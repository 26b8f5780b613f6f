"""Who may knock, asked before Streamlit sees anything: pure ASGI, so that it covers pages, routes, uploads and the websocket.

Streamlit compares host names without their ports, trusts a public hosting domain by default, and asks an outside server for its
own address when a foreign page knocks. So whoever changes anything, or opens a socket, must come from this very address.
"""

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

HERE = ("localhost", "127.0.0.1")
HOSTS = (*HERE, *filter(None, os.environ.get("BFP_HOSTS", "").lower().split(",")))  # others only behind the wall: see app.py
ONLY_READ = ("GET", "HEAD")
COOKIE = "bfp_browser"  # which browser it is, for what was begun in it and not saved; it says nothing else
A_YEAR = 365 * 24 * 3600


def _scripts_in_the_page() -> list[str]:
    """The digests of the scripts that stand in Streamlit's own page: those may run, no other that stands in a page may."""
    found = find_spec("streamlit")
    page = (Path(found.origin).parent / "static" / "index.html").read_text(encoding="utf-8") if found and found.origin else ""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]


# Streamlit sets styles in place; nothing is loaded from anywhere else.
POLICY = "; ".join(
    [
        "default-src 'self'", f"script-src 'self' blob: {' '.join(_scripts_in_the_page())}", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' data: blob:", "worker-src 'self' blob:",
        "frame-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'", "form-action 'self'",
    ]
)  # fmt: skip
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # with no-referrer a form would come from nowhere
)


class Doors:
    """Refuses strangers with 403 (or an unopened socket), and puts the browser's own guards on every answer."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        if not _may_enter(scope):
            return await _refuse(scope, receive, send)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in HEADERS}
                kept = [pair for pair in message.get("headers", []) if bytes(pair[0]).lower() not in ours]
                message = {**message, "headers": [*kept, *HEADERS, *_named(scope, kept)]}
            await send(message)

        await self.app(scope, receive, guarded)


def _named(scope: Message, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The cookie for a browser that has none and gets a page."""
    known = any(f"{COOKIE}=" in cookies for cookies in _header(scope, b"cookie"))
    if known or not any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers):
        return []
    cookie = f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Strict"
    return [(b"set-cookie", cookie.encode())]


def _may_enter(scope: Message) -> bool:
    """Whether the address asked for is this computer's, and whoever would change something comes from a page of it."""
    host, origin = _header(scope, b"host"), _header(scope, b"origin")
    if len(host) != 1 or host[0].rpartition(":")[0 if ":" in host[0] else 2] not in HOSTS:
        return False
    if scope["type"] == "http" and scope["method"] in ONLY_READ:
        return True
    # Behind a proxy that speaks TLS the page's scheme is not ours to see; its host and port are.
    return len(origin) == 1 and origin[0] in (f"http://{host[0]}", f"https://{host[0]}")


def _header(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


async def _refuse(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()  # the client's wish to connect; closing before accepting it answers 403
        return await send({"type": "websocket.close", "code": 1008})
    body = b"Only this program's own pages may ask."
    start = {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain"), *HEADERS]}
    await send(start)
    await send({"type": "http.response.body", "body": body})

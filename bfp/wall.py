"""The wall: with an account on file nobody gets a page, a route, an upload or a socket without being signed in.

Pure ASGI before Streamlit, since its own sign-in asks at the handshake only: a socket whose session ends is closed at once.
Which session it is goes to the pages in a header that is stripped from whatever comes in. The pages for signing in are the
server's own and run no script.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from bfp import doors
from bfp.accounts import accounts, attempts, factors, invitations, roles, signed_in, whereabouts
from bfp.accounts.accounts import Account
from bfp.accounts.signed_in import Live
from bfp.base import dates, db, settings
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, Invalid
from bfp.doors import App, Message, Receive, Send
from bfp.schema import migrations

COOKIE, HALF_WAY = "__Host-bfp_session", "__Host-bfp_half_way"  # by __Host-: Secure, for this host only, for every path
SESSION = b"x-bfp-session"  # which session a page is asked by: ours alone, whoever sends it
FREE = ("/_stcore/health", "/api/health")
OURS = ("/login", "/logout", "/factor", "/first")
MOST_TYPED = 20_000  # bytes of a form
HALF_WAY_LASTS = timedelta(minutes=10)
WRONG = "That login and password do not belong together."


@dataclass
class HalfWay:
    """Somebody whose password was right, and whose second factor is still to come."""

    account: Account
    at: datetime
    next: str
    packing_table: bool
    secret: str = field(default_factory=factors.new_secret)


_half_way: dict[str, HalfWay] = {}


def connection() -> Connection:
    """The program's database."""
    return db.shared(db.database_path(), migrations.migrate)


def refuse_open_house(address: str | None, hosts: tuple[str, ...]) -> None:
    """Raises Conflict where others than this computer could come in and no account is asked for."""
    open_ = address not in ("127.0.0.1", "localhost", "::1") or set(hosts) - set(doors.HERE)
    if open_ and not accounts.wall_is_on(connection()):
        raise Conflict(
            "This would serve others than this computer, and nobody would be asked who they are. Make the first account before: "
            "python -m bfp account add --login NAME --role coordinator"
        )


class Wall:
    """Lets in who is signed in; with no account on file, everybody who is at this computer."""

    def __init__(self, app: App) -> None:
        self.app, self.pages = app, Router(PAGES)
        self.up: set[str] = set()  # the databases whose wall was seen: a database that does not answer takes none down

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name.lower() != SESSION]
        path = scope["path"]
        if path in FREE:
            return await self.app(scope, receive, send)
        try:
            up, live = await run_in_threadpool(_asked, _cookie(scope, COOKIE))
            self.up |= {db.database_path()} if up else set()
        except BfpError:
            up, live = db.database_path() in self.up, None  # where nothing was seen yet, the page itself says what is wrong
        if scope["type"] == "http" and (path in OURS or path.startswith("/join/")):
            return await self.pages(scope, receive, send)
        if not up:
            return await self.app(scope, receive, send)
        if live is None:
            return await _turned_away(scope, receive, send)
        if path.startswith("/api/") and (refused := _refused(live, path.removeprefix("/api/"))):
            return await refused(scope, receive, send)
        scope["headers"].append((SESSION, str(live.id).encode()))
        if scope["type"] == "websocket":
            return await _while_signed_in(self.app, live, scope, receive, send)
        await self.app(scope, receive, send)


def _asked(token: str) -> tuple[bool, Live | None]:
    con, now = connection(), dates.moment()
    live = signed_in.find(con, token, now)
    if live is not None:
        signed_in.seen(con, live, now)
        return True, live
    return accounts.wall_is_on(con), None


def _refused(live: Live, route: str) -> Response | None:
    """What somebody gets who may not ask this, or asks faster than anybody types."""
    if not roles.may_ask(live.account.roles, route):
        return JSONResponse({"problem": "Your role does not open this."}, status_code=403)
    try:
        attempts.look_up(live.id)
    except BfpError as error:
        return JSONResponse({"problem": str(error)}, status_code=429)
    return None


async def _turned_away(scope: Message, receive: Receive, send: Send) -> None:
    """To the sign-in page whoever wants to see a page; everything else is refused."""
    if scope["type"] == "websocket":
        await receive()
        return await send({"type": "websocket.close", "code": 1008})
    path, wants = scope["path"], dict(scope["headers"]).get(b"accept", b"")
    page = scope["method"] in ("GET", "HEAD") and b"text/html" in wants and "." not in path and not path.startswith("/_stcore")
    if not page:
        return await Response("Sign in first.", 401, media_type="text/plain")(scope, receive, send)
    query = scope["query_string"].decode("latin-1")
    where = path + (f"?{query}" if query else "")
    await RedirectResponse("/login" + (f"?next={quote(where)}" if where != "/" else ""), 303)(scope, receive, send)


async def _while_signed_in(app: App, live: Live, scope: Message, receive: Receive, send: Send) -> None:
    """A socket for as long as its session lasts."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def shut() -> None:
        with suppress(RuntimeError):  # the server itself has ended
            loop.call_soon_threadsafe(over.set)

    live.closers.add(shut)
    ended = asyncio.ensure_future(over.wait())

    async def heard() -> Message:
        coming = asyncio.ensure_future(receive())
        while not coming.done():
            left = (live.over_at - dates.moment()).total_seconds()
            if over.is_set() or left <= 0:
                coming.cancel()
                with suppress(Exception):
                    await send({"type": "websocket.close", "code": 1008})
                return {"type": "websocket.disconnect", "code": 1008}
            await asyncio.wait((coming, ended), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        message = coming.result()
        if message["type"] == "websocket.receive":
            await run_in_threadpool(_go_on, live)
        return message

    try:
        await app(scope, heard, send)
    finally:
        ended.cancel()
        live.closers.discard(shut)


def _go_on(live: Live) -> None:
    with suppress(BfpError):  # that it could not be written down ends nobody's work
        signed_in.seen(connection(), live, dates.moment())


# ---- the pages for signing in ---------------------------------------------------------------------


@cache
def _templates() -> jinja2.Environment:
    folder = Path(__file__).parent / "accounts" / "pages"
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True)


def _page(template: str, title: str, status: int = 200, **words: Any) -> HTMLResponse:
    program = settings.load(connection()).program_name
    made = _templates().get_template(f"{template}.html").render(title=title, program=program, **words)
    return HTMLResponse(made, status, headers={"Cache-Control": "no-store"})


def _sign_in(request: Request, typed: dict[str, str]) -> Response:
    con = connection()
    if request.method == "GET":
        if not accounts.wall_is_on(con):
            return RedirectResponse("/first", 303)
        return _page("sign_in", "Sign in", next=_inside(request.query_params.get("next", "/")), login="")
    login, address = typed.get("login", "").strip().lower(), _address(request)
    again: dict[str, Any] = {"next": _inside(typed.get("next", "/")), "login": login}
    try:
        attempts.refuse_guessing(con, login, address)
    except BfpError as error:
        return _page("sign_in", "Sign in", 429, problem=str(error), **again)
    account = accounts.checked(con, login, typed.get("password", ""))
    with db.transaction(con, account.name if account else "nobody") as tx:
        if account is None:
            attempts.failed(tx, login, address)
        else:
            attempts.succeeded(tx, login)
    if account is None:
        return _page("sign_in", "Sign in", 401, problem=WRONG, **again)
    table = typed.get("packing_table") == "yes"
    if account.twice or account.factor or not whereabouts.in_office(address):
        half = secrets.token_urlsafe(32)
        _forget_half_way()
        _half_way[half] = HalfWay(account, dates.moment(), again["next"], table)
        return _with_cookie(RedirectResponse("/factor", 303), HALF_WAY, half, HALF_WAY_LASTS)
    return _in(request, account, again["next"], table)


def _second(request: Request, typed: dict[str, str]) -> Response:
    """The second factor: asked for, or set up by who has none yet."""
    half = request.cookies.get(HALF_WAY, "")
    _forget_half_way()
    known = _half_way.get(half)
    if known is None:
        return RedirectResponse("/login", 303)
    account, con = known.account, connection()
    title = "The second proof" if account.factor else "Set up the second proof"
    shown: dict[str, Any] = {"picture": "", "secret": ""}
    if not account.factor:
        shown = {"picture": jinja2.utils.markupsafe.Markup(factors.picture(known.secret, account.login)), "secret": known.secret}
    if request.method == "GET":
        return _page("factor", title, **shown)
    codes: list[str] = []
    try:
        attempts.refuse_guessing(con, account.login, _address(request))
        with db.transaction(con, account.name) as tx:
            if not account.factor:
                codes = factors.set_up(tx, account.id, known.secret, typed.get("code", ""))
            elif not factors.taken(tx, account.id, typed.get("code", "")):
                raise Invalid("That code is not the one of now, or it was used. Wait for the next one.", "code")
            attempts.succeeded(tx, account.login)
    except BfpError as error:
        with db.transaction(con, "nobody") as tx:
            attempts.failed(tx, account.login, _address(request))
        return _page("factor", title, 401, problem=str(error), **shown)
    _half_way.pop(half, None)
    answer = _in(request, account, known.next, known.packing_table)
    if codes:
        shown_once = _page("recovery", "Recovery codes", codes=codes)
        shown_once.raw_headers.extend(pair for pair in answer.raw_headers if pair[0] == b"set-cookie")
        return shown_once
    return answer


def _out(request: Request, typed: dict[str, str]) -> Response:
    """Signed out: the session and its sockets end."""
    con = connection()
    live = signed_in.find(con, request.cookies.get(COOKIE, ""), dates.moment())
    if live is not None:
        with db.transaction(con, live.account.name) as tx:
            signed_in.end(tx, live.id)
        signed_in.close(con.path, live.id)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
    return answer


def _first(request: Request, typed: dict[str, str]) -> Response:
    """The first coordinator, made at this computer while there is no account."""
    con = connection()
    if accounts.wall_is_on(con) or _address(request) not in ("127.0.0.1", "::1"):
        return RedirectResponse("/login", 303)
    says = (
        "The first account is a coordinator's. From then on nobody gets in without an account, and this can't be turned off on a "
        "page. A one-time code from an app is asked for beside the password: have one ready."
    )
    return _new(
        request, typed, "The first account", says, "/first",
        lambda tx: accounts.add(tx, typed["login"], typed["name"], typed["password"], roles.COORDINATOR),
    )  # fmt: skip


def _join(request: Request, typed: dict[str, str]) -> Response:
    """Whoever was invited makes their account."""
    token, con = request.path_params["token"], connection()
    try:
        invitation = invitations.find(con, token, dates.moment())
    except BfpError as error:
        return _page("said", "This link is over", 404, says=str(error))
    says = f"{invitation.made_by or 'A coordinator'} invites you as {invitation.role}: {roles.SAYS[invitation.role]}."
    return _new(
        request, typed, "Your account", says, f"/join/{token}",
        lambda tx: invitations.accept(tx, token, typed["login"], typed["name"], typed["password"]),
    )  # fmt: skip


def _new(request: Request, typed: dict[str, str], title: str, says: str, action: str, make: Any) -> Response:
    shown: dict[str, Any] = {"says": says, "action": action, "name": typed.get("name", ""), "login": typed.get("login", "")}
    if request.method == "GET":
        return _page("join", title, **shown)
    try:
        typed.update({name: typed.get(name, "") for name in ("login", "name", "password", "again")})
        if typed["password"] != typed["again"]:
            raise Invalid("The two passwords are not the same.", "again")
        with db.transaction(connection(), typed["name"]) as tx:
            make(tx)
    except BfpError as error:
        return _page("join", title, 400, problem=str(error), **shown)
    return RedirectResponse("/login", 303)


def _in(request: Request, account: Account, where: str, packing_table: bool) -> Response:
    with db.transaction(connection(), account.name) as tx:
        token = signed_in.begin(tx, account, request.headers.get("user-agent", ""), packing_table)
    answer = _with_cookie(RedirectResponse(where, 303), COOKIE, token, signed_in.LONGEST)
    answer.delete_cookie(HALF_WAY, secure=True, httponly=True, samesite="strict")
    return answer


def _with_cookie(answer: Response, name: str, value: str, lasts: timedelta) -> Response:
    answer.set_cookie(name, value, max_age=int(lasts.total_seconds()), secure=True, httponly=True, samesite="strict")
    return answer


def _forget_half_way() -> None:
    for half, known in list(_half_way.items()):
        if dates.moment() - known.at > HALF_WAY_LASTS:
            _half_way.pop(half, None)


def _inside(where: str) -> str:
    """A place of this program: never another host's."""
    return where if where.startswith("/") and not where.startswith(("//", "/\\")) and "\n" not in where else "/"


def _address(request: Request) -> str:
    client = request.client.host if request.client else ""
    return whereabouts.address(client, request.headers.get("x-forwarded-for", ""))


def _cookie(scope: Message, name: str) -> str:
    said = SimpleCookie()
    for header, value in scope["headers"]:
        if header.lower() == b"cookie":
            with suppress(Exception):  # a cookie that is none
                said.load(value.decode("latin-1"))
    return said[name].value if name in said else ""


def _route(path: str, answer: Any, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        typed: dict[str, str] = {}
        if request.method == "POST":
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > MOST_TYPED:
                    return Response("That is too long.", 413, media_type="text/plain")
            said = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            typed = {name: values[-1] for name, values in said.items()}
        return await run_in_threadpool(answer, request, typed)

    return Route(path, endpoint, methods=list(methods))


PAGES = [
    _route("/login", _sign_in, "GET", "POST"),
    _route("/factor", _second, "GET", "POST"),
    _route("/logout", _out, "GET", "POST"),
    _route("/first", _first, "GET", "POST"),
    _route("/join/{token}", _join, "GET", "POST"),
]

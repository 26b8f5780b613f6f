"""Who may knock: this computer's own pages and nobody else, asked before Streamlit sees anything."""

import asyncio
import contextlib
import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from builders import a_reader
from starlette.requests import Request

from bfp import doors, routes
from bfp.base import db, drafts
from bfp.doors import HEADERS, Doors
from bfp.wall import Wall

ROOT = Path(__file__).parent.parent
HERE = "127.0.0.1:8501"


async def _inside(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"SAMEORIGIN")]})
        await send({"type": "http.response.body", "body": b"inside"})


def knock(kind="http", method="GET", **headers):
    """What the door answers: the first message, in Starlette's words."""
    said = []
    scope = {"type": kind, "method": method, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}

    async def receive():
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message):
        said.append(message)

    with contextlib.suppress(StopIteration):  # nothing here waits, so no loop is needed: the browser tests' own may be running
        Doors(_inside)(scope, receive, send).send(None)
    return said[0]


def enters(*about, **headers) -> bool:
    answer = knock(*about, **headers)
    return answer.get("status") == 200 or answer["type"] == "websocket.accept"


def test_the_doors_stand_before_everything():
    assert [middleware.cls for middleware in routes.MIDDLEWARE] == [Doors, Wall]


@pytest.mark.parametrize("host", [HERE, "localhost:8501", "127.0.0.1", "LOCALHOST:8501"])
def test_a_page_is_read_under_this_computers_own_names(host):
    assert enters(host=host)


@pytest.mark.parametrize(
    "host", ["example.org", "127.0.0.1.example.org:8501", "localhost.example.org", "testserver", "", "[::1]:8501"]
)
def test_another_host_is_refused(host):
    assert knock(host=host)["status"] == 403


def test_no_host_and_two_hosts_are_refused():
    assert knock()["status"] == 403


@pytest.mark.parametrize(
    "about", [("websocket",), ("http", "POST"), ("http", "PUT"), ("http", "DELETE"), ("http", "PATCH")], ids=str
)
def test_who_changes_anything_comes_from_this_very_address(about):
    assert enters(*about, host=HERE, origin=f"http://{HERE}")
    assert enters(*about, host="localhost:8501", origin="http://localhost:8501")
    for stranger in (
        "http://127.0.0.1:9999", "http://localhost:8501", "http://127.0.0.1", "https://example.streamlit.app", "null", "",
        f"http://{HERE}.example.org", f"http://{HERE}/", f"ftp://{HERE}",
    ):  # fmt: skip
        assert not enters(*about, host=HERE, origin=stranger), stranger
    assert not enters(*about, host=HERE)


def test_a_socket_that_is_refused_is_never_accepted():
    assert knock("websocket", host=HERE, origin="http://127.0.0.1:9999") == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize("headers", [{"host": HERE}, {"host": "example.org"}], ids=["inside", "refused"])
def test_every_answer_bears_the_browsers_own_guards_once(headers):
    given = dict(knock(**headers)["headers"])
    assert {name: given.get(name) for name, _ in HEADERS} == dict(HEADERS) and b"X-Frame-Options" not in given


def test_nobody_may_frame_the_desk_and_nothing_runs_that_stands_in_a_page():
    policy = dict(HEADERS)[b"content-security-policy"].decode()
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    assert "frame-ancestors 'none'" in policy and "unsafe" not in scripts and "sha256-" in scripts
    assert "http" not in policy and "*" not in policy


def test_streamlits_own_trust_in_other_hosts_is_off():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["allowedOrigins"] == [] and settings["client"]["showErrorLinks"] is False
    assert settings["server"]["address"] == "127.0.0.1" and settings["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]


def test_health_asks_the_database_and_the_room_on_the_disk(desk, monkeypatch):
    assert routes.health(None).status_code == 200
    monkeypatch.setattr(db, "LEAST_FREE", db.free_space(desk.path) * 2)
    assert routes.health(None).status_code == 503
    monkeypatch.setenv("BFP_DATABASE", str(ROOT / "README.md"))
    answer = routes.health(None)
    assert answer.status_code == 503 and b"is not a database of this program" in answer.body


def look_up(route, body: str):
    """What a look-up answers to a page of ours: status, and what it says."""

    async def receive():
        return {"type": "http.request", "body": body.encode()}

    asked = route.endpoint(Request({"type": "http", "method": "POST", "headers": []}, receive))
    with ThreadPoolExecutor() as beside:  # the browser tests' own loop may be running here
        answer = beside.submit(asyncio.run, asked).result()
    return answer.status_code, json.loads(answer.body)


LOOK_UPS = [route for route in routes.ROUTES if route.path not in ("/api/health", "/api/draft")]


@pytest.mark.parametrize("route", LOOK_UPS, ids=lambda route: route.path)
def test_what_is_looked_up_stands_in_no_address(desk, route):
    assert route.methods == {"POST"}
    assert look_up(route, '{"q": "nobody is called so"}') == (200, {"options": []})
    for nothing in ("", "[]", "{}", '"q"', "q=Rivera"):
        assert look_up(route, nothing) == (400, {"problem": "Say what is looked for."})


def test_a_reader_is_looked_up_by_what_stands_in_the_body(desk):
    with db.transaction(desk, by="Ada") as con:
        a_reader(con, number="1234567")
    status, said = look_up(next(route for route in LOOK_UPS if route.path == "/api/readers"), '{"q": "1234567"}')
    assert status == 200 and len(said["options"]) == 1


@pytest.mark.parametrize("script", sorted((ROOT / "bfp").rglob("*.js")), ids=lambda path: path.name)
def test_no_script_puts_what_was_typed_into_an_address(script):
    text = script.read_text(encoding="utf-8")
    assert "URLSearchParams" not in text and not re.search(r"""fetch\([^,]*\?""", text)


def test_a_browser_that_gets_a_page_and_has_no_cookie_is_given_one_that_scripts_and_other_sites_do_not_see():
    page, data = [(b"content-type", b"text/html; charset=utf-8")], [(b"content-type", b"application/json")]
    [(_, cookie)] = doors._named({"headers": []}, page)
    assert re.fullmatch(rf"{doors.COOKIE}=[0-9a-f]{{32}}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict", cookie.decode())
    assert doors._named({"headers": []}, page) != [(b"set-cookie", cookie)]
    assert not doors._named({"headers": []}, data) and not doors._named({"headers": [(b"cookie", cookie)]}, page)


BEGUN = {"kind": "letter", "thing": "t1", "volunteer": "Ada", "about": "1234567", "whose": {"reader_id": 1, "new": None}}


def begin(said: object, browser: str = "a" * 32, **headers: str) -> int:
    """What the desk answers to a page that sends what is begun in it."""

    async def receive():
        return {"type": "http.request", "body": json.dumps(said).encode()}

    given = {"cookie": f"{doors.COOKIE}={browser}", **headers}
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    asked = routes.draft(Request({"type": "http", "method": "POST", "headers": pairs}, receive))
    with ThreadPoolExecutor() as beside:
        return beside.submit(asyncio.run, asked).result().status_code


def test_what_is_begun_is_kept_for_the_browser_that_the_cookie_names(desk):
    assert begin({**BEGUN, "fields": {"note": "a long story"}}) == 200
    [kept] = drafts.of(desk, "a" * 32, "Ada", "letter")
    assert kept.body == {"whose": BEGUN["whose"], "fields": {"note": "a long story"}} and not drafts.of(
        desk, "b" * 32, "Ada", "letter"
    )
    assert db.value(desk, "select count(*) from history") == 0


def test_what_is_too_long_or_comes_from_elsewhere_or_says_nothing_is_not_kept(desk):
    fields = {"fields": {"note": "a long story"}}
    assert begin({**BEGUN, "fields": {"note": "x" * routes.MOST}}) == 413
    assert begin({**BEGUN, **fields}, browser="") == begin({**BEGUN, **fields}, browser="<a>") == 403
    assert begin({**BEGUN, **fields}, **{"sec-fetch-site": "cross-site"}) == 403
    for wrong in (
        [],
        "letter",
        BEGUN,
        {**BEGUN, "fields": []},
        {**BEGUN, **fields, "kind": "desk"},
        {**BEGUN, **fields, "thing": 1},
    ):
        assert begin(wrong) == 400
    assert not enters("http", "POST", host=HERE, origin="http://127.0.0.1:9999")
    assert db.value(desk, "select count(*) from draft") == 0

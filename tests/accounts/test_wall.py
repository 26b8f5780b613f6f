"""Nothing is to be had without signing in: pages, routes, uploads, sockets; who may not ask is refused on the server."""

from contextlib import suppress
from pathlib import Path

import pyotp
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from bfp import doors, wall
from bfp.accounts import accounts, invitations, signed_in
from bfp.base import db
from bfp.base.errors import Conflict

WORDS = "wide river stone lamp"
HOME = "https://localhost"


async def behind(request):
    return PlainTextResponse(request.headers.get("x-bfp-session", "nobody"))


async def socket(websocket):
    await websocket.accept()
    await websocket.send_text(websocket.headers.get("x-bfp-session", "nobody"))
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.send_text(await websocket.receive_text())


@pytest.fixture
def house():
    """What stands behind the wall: it says which session it is asked by."""
    page = Route("/{path:path}", behind, methods=["GET", "POST", "PUT"])
    app = Starlette(routes=[WebSocketRoute("/_stcore/stream", socket), page])
    return TestClient(wall.Wall(app), base_url=HOME, follow_redirects=False, client=("127.0.0.1", 5000))


@pytest.fixture
def full(desk):
    with db.transaction(desk, by="Cora") as con:
        accounts.add(con, "vi", "Vi Example", WORDS, "packer")
        accounts.add(con, "cora", "Cora Example", WORDS, "coordinator")
    return desk


def come_in(house, login="vi"):
    return house.post("/login", data={"login": login, "password": WORDS, "next": "/packing"})


def test_with_no_account_the_desk_asks_nobody(desk, house):
    assert house.get("/letters").text == "nobody"
    with house.websocket_connect("/_stcore/stream") as open_:
        assert open_.receive_text() == "nobody"
    assert house.get("/login").headers["location"] == "/first"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/media/abc.pdf"), ("GET", "/_stcore/host-config"), ("GET", "/static/app.js"), ("GET", "/component/x/index.html"),
        ("POST", "/api/readers"), ("POST", "/api/draft"), ("PUT", "/_stcore/upload_file/a/b"), ("GET", "/_stcore/metrics"),
    ],
)  # fmt: skip
def test_nobody_gets_anything_without_a_session(full, house, method, path):
    assert house.request(method, path).status_code == 401


def test_a_page_leads_to_the_sign_in_and_back_to_where_one_wanted(full, house):
    asked = house.get("/letters?reader=7", headers={"Accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=/letters%3Freader%3D7")
    assert 'name="next" value="/letters?reader=7"' in house.get(asked.headers["location"]).text
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert 'name="next" value="/"' in house.get("/login", params={"next": elsewhere}).text
    assert house.get("/_stcore/health").text == "nobody"


def test_a_socket_without_a_session_is_refused_and_a_forged_header_is_taken_off(full, house):
    with pytest.raises(WebSocketDisconnect), house.websocket_connect("/_stcore/stream", headers={"X-Bfp-Session": "1"}):
        pass
    come_in(house)
    assert house.get("/packing", headers={"X-Bfp-Session": "99"}).text == "1"


def test_the_cookie_says_nothing_and_goes_nowhere_else(full, house):
    answer = come_in(house)
    assert (answer.status_code, answer.headers["location"]) == (303, "/packing")
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-bfp_session=")]
    assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    token = cookie.partition("=")[2].partition(";")[0]
    assert len(token) >= 43 and token not in str(db.rows(full, "select * from signed_in"))


def test_a_wrong_password_is_told_without_which_of_the_two_and_eight_of_them_wait(full, house):
    for login in ("vi", "nobody"):
        answer = house.post("/login", data={"login": login, "password": "not the right one"})
        assert answer.status_code == 401 and wall.WRONG in answer.text
    for _ in range(7):
        house.post("/login", data={"login": "vi", "password": "not the right one"})
    assert come_in(house).status_code == 429


def test_signing_out_closes_the_open_socket(full, house):
    come_in(house)
    known = {"Cookie": f"{wall.COOKIE}={house.cookies[wall.COOKIE]}"}  # this client takes its own socket for an unsafe one
    with house.websocket_connect("/_stcore/stream", headers=known) as open_:
        assert open_.receive_text() == "1"
        open_.send_text("still here")
        assert open_.receive_text() == "still here"
        with db.transaction(full, by="Cora Example") as con:
            signed_in.end(con, 1)
        signed_in.close(full.path, 1)
        with pytest.raises(WebSocketDisconnect):
            open_.receive_text()
    assert house.get("/packing").status_code == 401


def test_signing_out_by_the_link_ends_the_session(full, house):
    come_in(house)
    assert house.get("/logout").headers["location"] == "/login"
    assert house.get("/packing").status_code == 401


def test_a_role_asks_only_its_own_routes(full, house):
    come_in(house)
    assert house.post("/api/readers").status_code == 403 and house.post("/api/titles").status_code == 200


def test_a_coordinator_comes_in_by_a_second_proof_only(full, house):
    assert come_in(house, "cora").headers["location"] == "/factor"
    assert house.get("/packing").status_code == 401
    page = house.get("/factor").text
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert house.post("/factor", data={"code": "nothing"}).status_code == 401
    codes = house.post("/factor", data={"code": pyotp.TOTP(secret).now()})
    assert codes.text.count("<li>") == 10
    assert house.get("/packing").text == "1"
    house.get("/logout")
    come_in(house, "cora")
    assert "<code>" not in house.get("/factor").text
    recovery = codes.text.partition("<li>")[2].partition("</li>")[0]
    assert house.post("/factor", data={"code": recovery}).status_code == 303
    assert house.get("/packing").text == "2"


def test_whoever_is_invited_makes_an_account_and_the_link_is_over(full, house):
    with db.transaction(full, by="Cora Example") as con:
        token = invitations.invite(con, "observer", "Wu")
    assert "Cora Example invites you as observer" in house.get(f"/join/{token}").text
    typed = {"login": "wu", "name": "Wu <b>Example</b>", "password": WORDS, "again": WORDS + "!"}
    refused = house.post(f"/join/{token}", data=typed)
    assert "not the same" in refused.text and "Wu &lt;b&gt;Example" in refused.text
    assert house.post(f"/join/{token}", data={**typed, "again": WORDS}).headers["location"] == "/login"
    assert house.get(f"/join/{token}").status_code == 404
    assert accounts.by_login(full, "wu").roles == ("observer",)


def test_others_than_this_computer_are_served_behind_the_wall_only(desk):
    wall.refuse_open_house("127.0.0.1", doors.HERE)
    for address, hosts in (("0.0.0.0", doors.HERE), (None, doors.HERE), ("127.0.0.1", (*doors.HERE, "desk.example.org"))):
        with pytest.raises(Conflict, match="account add --login NAME --role coordinator"):
            wall.refuse_open_house(address, hosts)
    with db.transaction(desk, by="Cora") as con:
        accounts.add(con, "cora", "Cora Example", WORDS, "coordinator")
    wall.refuse_open_house("0.0.0.0", (*doors.HERE, "desk.example.org"))


def test_the_first_account_is_made_on_this_computer_and_once(desk):
    app = wall.Wall(Starlette(routes=[Route("/{path:path}", behind)]))
    typed = {"login": "cora", "name": "Cora", "password": WORDS, "again": WORDS}
    elsewhere = TestClient(app, base_url=HOME, follow_redirects=False, client=("10.0.0.7", 5000))
    assert elsewhere.post("/first", data=typed).headers["location"] == "/login" and not accounts.wall_is_on(desk)
    here = TestClient(app, base_url=HOME, follow_redirects=False, client=("127.0.0.1", 5000))
    assert "can&#39;t be turned off" in here.get("/first").text
    assert here.post("/first", data=typed).headers["location"] == "/login"
    assert accounts.by_login(desk, "cora").roles == ("coordinator",)
    assert here.get("/first").headers["location"] == "/login"


def test_a_database_that_does_not_answer_opens_no_wall_that_was_up(full, house):
    assert house.get("/media/abc.pdf").status_code == 401
    db.close_shared()
    Path(full.path).write_bytes(b"no database any more" * 500)
    assert house.get("/media/abc.pdf").status_code == 401

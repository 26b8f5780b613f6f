"""What strangers wrote asks nothing of another machine and runs nothing; nor does the server, whoever knocks."""

import http.client
import shutil

import duckdb
import hostile
import pytest
from conftest import Proxy, Server, show, visit
from playwright.sync_api import expect

from bfp.screens import SCREENS

pytestmark = pytest.mark.browser

ABOUT = {"facility": "facility", "title": "title", "incident": "incident", "appeal": "appeal", "contribution": "contribution",
         "readers": "reader", "letters": "reader"}  # fmt: skip
RUN = "window.alert = (said) => { window.ran = (window.ran || []).concat(said); }"
LIVE = "[...document.querySelectorAll('img, a')].map((one) => one.src || one.href)"
STRANGERS = ["http://127.0.0.1:9999", "http://localhost", "https://example.streamlit.app", "http://evil.example", "null"]


@pytest.fixture(scope="module")
def spoilt(made_up, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("outside") / "spoilt.duckdb")
    shutil.copyfile(made_up, server.database)
    con = duckdb.connect(server.database)
    hostile.spoil(con)
    con.close()
    return server


def test_hostile_text_asks_nothing_of_another_machine_and_runs_nothing(chromium, spoilt):
    literal = 0
    with visit(chromium, spoilt) as page:
        page.add_init_script(RUN)
        for screen in SCREENS:
            show(page, screen, f"{ABOUT[screen.file]}=1" if screen.file in ABOUT else "")
            expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            assert page.get_by_test_id("stException").count() == 0, screen.file
            assert not [one for one in page.evaluate(LIVE) if "evil" in one or one.startswith("javascript:")], screen.file
            assert page.evaluate("window.ran || []") == [], screen.file
            text = page.locator(".stMain").inner_text().replace("\n", " ").replace("\u2060", "")
            literal += hostile.EVIL.partition(" =")[0] in text
    assert literal > 5
    assert Server.serving.proxy.asked == []


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_who_knocks_makes_the_server_ask_nobody(spoilt, origin):
    spoilt.start()
    for path, method, headers in (
        ("/_stcore/stream", "GET", {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                                    "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw=="}),
        ("/api/readers", "POST", {}), ("/_stcore/upload_file/a/b", "PUT", {}),
    ):  # fmt: skip
        knock = http.client.HTTPConnection("127.0.0.1", Server.serving.port, timeout=20)
        knock.request(method, path, headers={**headers, "Origin": origin})
        assert knock.getresponse().status == 403, (method, path)
        knock.close()
    assert Server.serving.proxy.asked == []


def test_this_proxy_would_notice():
    proxy = Proxy()
    knock = http.client.HTTPConnection(*proxy.address.removeprefix("http://").split(":"), timeout=20)
    with pytest.raises(http.client.HTTPException):
        knock.request("GET", "http://evil.example/p.png")
        knock.getresponse()
    assert [asked.split(b"\r\n")[0] for asked in proxy.asked] == [b"GET http://evil.example/p.png HTTP/1.1"]

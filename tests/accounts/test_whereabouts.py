"""Where somebody signs in from: our own proxy is believed, nobody else; from outside the office a second proof is asked."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bfp import wall
from bfp.accounts import accounts, attempts, whereabouts
from bfp.base import db

WORDS = "seven hundred envelopes"


@pytest.mark.parametrize(
    ("client", "forwarded", "comes_from"),
    [
        ("192.168.1.7", "", "192.168.1.7"),  # nobody between
        ("10.89.77.2", "203.0.113.9", "203.0.113.9"),  # by our door
        ("10.89.77.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # a stranger wrote before our door
        ("10.89.77.2", "203.0.113.9, 10.89.77.3", "203.0.113.9"),  # two doors of ours
        ("203.0.113.9", "203.0.113.9", "203.0.113.9"),  # the server has put it in its place
        ("203.0.113.9", "192.168.1.7", ""),  # a stranger who speaks as a proxy
        ("10.89.77.2", "10.89.77.3", "10.89.77.2"),
    ],
)
def test_only_our_own_proxy_is_believed(monkeypatch, client, forwarded, comes_from):
    monkeypatch.setenv("BFP_PROXY", "10.89.77.0/24, nonsense")
    assert whereabouts.address(client, forwarded) == comes_from


@pytest.mark.parametrize(
    ("office", "where", "inside"),
    [
        ("", "192.168.1.7", True), ("", "127.0.0.1", True), ("", "::1", True), ("", "8.8.8.8", False), ("", "", False),
        ("10.1.0.0/16, 8.8.8.8", "8.8.8.8", True), ("10.1.0.0/16", "10.1.2.3", True), ("10.1.0.0/16", "192.168.1.7", False),
        ("10.1.0.0/16", "", False),
    ],
)  # fmt: skip
def test_the_office_is_what_was_said_or_no_public_network(monkeypatch, office, where, inside):
    monkeypatch.setenv("BFP_OFFICE", office)
    assert whereabouts.in_office(where) is inside


@pytest.fixture
def packer(desk):
    with db.transaction(desk, by="Cora") as con:
        return accounts.add(con, "vi", "Vi Example", WORDS, "packer")


def come_in(client, **headers):
    house = TestClient(wall.Wall(Starlette()), base_url="https://localhost", follow_redirects=False, client=(client, 5000))
    return house.post("/login", data={"login": "vi", "password": WORDS, "next": "/packing"}, headers=headers).headers["location"]


def test_from_outside_the_office_a_packer_too_proves_themselves_twice(packer, monkeypatch):
    assert come_in("192.168.1.7") == "/packing" and come_in("8.8.8.8") == "/factor"
    assert come_in("192.168.1.7", **{"X-Forwarded-For": "192.168.1.8"}) == "/factor"  # nobody knows this proxy
    monkeypatch.setenv("BFP_PROXY", "192.168.1.7")
    assert come_in("192.168.1.7", **{"X-Forwarded-For": "192.168.1.8"}) == "/packing"
    assert come_in("192.168.1.7", **{"X-Forwarded-For": "8.8.8.8"}) == "/factor"


def test_behind_the_door_one_guesser_keeps_nobody_else_out(packer, desk, monkeypatch):
    monkeypatch.setenv("BFP_PROXY", "192.168.1.7")
    with db.transaction(desk, "nobody") as con:
        for number in range(attempts.AN_ADDRESS):
            attempts.failed(con, f"guess{number}", "192.168.1.66")
    house = TestClient(wall.Wall(Starlette()), base_url="https://localhost", follow_redirects=False, client=("192.168.1.7", 5000))
    typed = {"login": "vi", "password": WORDS, "next": "/packing"}
    assert house.post("/login", data=typed, headers={"X-Forwarded-For": "192.168.1.66"}).status_code == 429
    assert house.post("/login", data=typed, headers={"X-Forwarded-For": "192.168.1.8"}).headers["location"] == "/packing"

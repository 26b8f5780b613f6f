"""Against guessing and harvesting: so many tries a login and an address, so many look-ups a session, then a pause."""

import hashlib
import threading
import time
from collections import deque
from datetime import timedelta

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.base.errors import Busy

A_LOGIN, AN_ADDRESS, WITHIN = 8, 40, timedelta(minutes=15)
WAIT = "Too many tries. Wait a quarter of an hour, or ask a coordinator for another password."
LOOK_UPS, PER = 240, 60.0  # a fast typist sends about two a second
SLOWER = "That is faster than anybody types. Wait a minute."

_asked: dict[int, deque[float]] = {}
_lock = threading.Lock()


def refuse_guessing(con: Connection, login: str, address: str) -> None:
    """Raises Busy after too many wrong passwords or codes for this login or from this address."""
    sql = "select count(*) from login_attempt where about_hash = $about and tried_at > $since"
    for about, most in ((f"login {login}", A_LOGIN), (f"address {address}", AN_ADDRESS)):
        if db.value(con, sql, about=_hash(about), since=dates.moment() - WITHIN) >= most:
            raise Busy(WAIT)


def failed(con: Connection, login: str, address: str) -> None:
    """Keep that somebody tried; older tries are forgotten."""
    con.execute("delete from login_attempt where tried_at <= $since", {"since": con.at - WITHIN})
    for about in (f"login {login}", f"address {address}"):
        con.execute("insert into login_attempt values ($about, $at)", {"about": _hash(about), "at": con.at})


def succeeded(con: Connection, login: str) -> None:
    """Whoever came in by this login is no guesser."""
    con.execute("delete from login_attempt where about_hash = $about", {"about": _hash(f"login {login}")})


def look_up(session_id: int, now: float | None = None) -> None:
    """Count one look-up of a session; raises Busy after too many in a minute: nobody reads the directory by alphabet."""
    now = time.monotonic() if now is None else now
    with _lock:
        asked = _asked.setdefault(session_id, deque(maxlen=LOOK_UPS))
        if len(asked) == LOOK_UPS and now - asked[0] < PER:
            raise Busy(SLOWER)
        asked.append(now)


def _hash(about: str) -> str:
    return hashlib.sha256(f"bfp attempt {about.lower()}".encode()).hexdigest()

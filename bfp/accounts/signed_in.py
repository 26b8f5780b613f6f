"""Who is signed in: opaque tokens, of which the file has the digest only; ended, their sockets are closed at once.

What is asked at each request lies in memory (there is one process); the file is read at a session's first request and
written at most once a minute.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from bfp.accounts import accounts
from bfp.accounts.accounts import Account
from bfp.base import db
from bfp.base.db import Connection

IDLE, IDLE_AT_A_TABLE, LONGEST = timedelta(minutes=30), timedelta(hours=4), timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)

_live: dict[str, "Live"] = {}
_lock = threading.Lock()


@dataclass
class Live:
    """One session, and what closes its sockets."""

    id: int
    token_hash: str
    account: Account
    made_at: datetime
    seen_at: datetime
    packing_table: bool
    written_at: datetime
    path: str  # of the database it belongs to
    closers: set[Callable[[], None]] = field(default_factory=set)

    @property
    def over_at(self) -> datetime:
        """When it ends if nothing more is done."""
        return min(self.seen_at + (IDLE_AT_A_TABLE if self.packing_table else IDLE), self.made_at + LONGEST)


def begin(con: Connection, account: Account, about: str, packing_table: bool = False) -> str:
    """Sign somebody in; gives the token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    entry = {
        "token_hash": _hash(token), "account_id": account.id, "made_at": con.at, "seen_at": con.at, "about": about[:200],
        "packing_table": packing_table,
    }  # fmt: skip
    db.add(con, "signed_in", entry)
    return token


def find(con: Connection, token: str, now: datetime) -> Live | None:
    """The session of a token, if it is not over."""
    if not token:
        return None
    digest = _hash(token)
    with _lock:
        live = _live.get(digest)
    if live is None or live.path != con.path:
        live = _read(con, digest, now)
    if live is None or now >= live.over_at:
        if live is not None:
            _drop(live)
        return None
    return live


def by_number(path: str, number: int) -> Live | None:
    """The session with this number, if it is open in this process."""
    with _lock:
        return next((live for live in _live.values() if live.id == number and live.path == path), None)


def _read(con: Connection, digest: str, now: datetime) -> Live | None:
    row = db.row(con, "select * from signed_in where token_hash = $hash and ended_at is null", hash=digest)
    if row is None:
        return None
    account = accounts.get(con, row["account_id"])
    if account.ended_at is not None:
        return None
    live = Live(row["id"], digest, account, row["made_at"], row["seen_at"], row["packing_table"], row["seen_at"], con.path)
    with _lock:
        return _live.setdefault(digest, live) if now < live.over_at else live


def seen(con: Connection, live: Live, now: datetime) -> None:
    """Something was done in it; the file is told at most once a minute."""
    live.seen_at = max(live.seen_at, now)
    if now - live.written_at >= WRITTEN_EVERY:
        live.written_at = now
        with db.transaction(con, live.account.name) as tx:
            tx.execute("update signed_in set seen_at = $at where id = $id", {"id": live.id, "at": now})


def end(con: Connection, session_id: int | None = None, account_id: int | None = None) -> None:
    """Sign out one session, all of an account (its roles or password changed, or it was ended), or everybody.

    `close` what is open of them once this is committed.
    """
    sql = """
        update signed_in set ended_at = $at
        where ended_at is null and ($id is null or id = $id) and ($account is null or account_id = $account)
    """
    con.execute(sql, {"id": session_id, "account": account_id, "at": con.at})


def close(path: str, session_id: int | None = None, account_id: int | None = None) -> None:
    """Forget the sessions that were ended, and close their sockets."""
    with _lock:
        known = list(_live.values())
    for live in known:
        if live.path == path and session_id in (None, live.id) and account_id in (None, live.account.id):
            _drop(live)


def listing(con: Connection, now: datetime) -> pd.DataFrame:
    """Who is signed in, latest first: id, name, about, made_at, seen_at, packing_table."""
    sql = """
        select signed_in.id, account.name, signed_in.about, signed_in.made_at, signed_in.seen_at, signed_in.packing_table
        from signed_in join account on account.id = signed_in.account_id
        where signed_in.ended_at is null and signed_in.made_at > $since
            and signed_in.seen_at > case when packing_table then $idle_at_a_table::timestamp else $idle::timestamp end
        order by signed_in.seen_at desc, signed_in.id desc
    """
    return db.frame(con, sql, since=now - LONGEST, idle=now - IDLE - WRITTEN_EVERY, idle_at_a_table=now - IDLE_AT_A_TABLE)


def _drop(live: Live) -> None:
    with _lock:
        _live.pop(live.token_hash, None)
    for shut in list(live.closers):
        shut()


def _hash(token: str) -> str:
    return hashlib.sha256(f"bfp session {token}".encode()).hexdigest()

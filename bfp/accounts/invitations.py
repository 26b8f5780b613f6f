"""Invitations: a link for one person, once, for 72 hours, with the role fixed; no mail server is needed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from bfp.accounts import accounts, roles
from bfp.accounts.accounts import Account
from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound

LASTS = timedelta(hours=72)
OVER = "This invitation was used, taken back or is older than 72 hours. Ask for another."


@dataclass(frozen=True)
class Invitation:
    """An invitation that may still be used."""

    id: int
    role: str
    for_whom: str
    made_by: str
    expires_at: datetime


def invite(con: Connection, role: str, for_whom: str) -> str:
    """A new invitation; gives the word that stands at the end of its link, which is kept nowhere."""
    if role not in roles.ROLES:
        raise Invalid("Choose as what this person comes.", "role")
    token = secrets.token_urlsafe(32)
    entry = {
        "token_hash": _hash(token), "role": role, "for_whom": " ".join(for_whom.split()), "made_by": con.by, "made_at": con.at,
        "expires_at": con.at + LASTS,
    }  # fmt: skip
    number = db.add(con, "invitation", entry)
    history.record(con, "invitation", number, "added", {"role": ("", role)})
    return token


def find(con: Connection, token: str, now: datetime) -> Invitation:
    """The invitation of a link; raises NotFound if it can't be used any more."""
    sql = """
        select id, role, for_whom, made_by, expires_at from invitation
        where token_hash = $hash and account_id is null and taken_back_at is null and expires_at > $now
    """
    found = db.row(con, sql, hash=_hash(token), now=now)
    if found is None:
        raise NotFound(OVER)
    return Invitation(**found)


def accept(con: Connection, token: str, login: str, name: str, password: str) -> Account:
    """The account of whoever was invited; the invitation is used up."""
    invitation = find(con, token, con.at)
    account = accounts.add(con, login, name, password, invitation.role)
    con.execute("update invitation set account_id = $account where id = $id", {"account": account.id, "id": invitation.id})
    return account


def take_back(con: Connection, invitation_id: int) -> None:
    """Nobody comes in by this invitation any more."""
    sql = "update invitation set taken_back_at = $at where id = $id and account_id is null"
    con.execute(sql, {"id": invitation_id, "at": con.at})
    history.record(con, "invitation", invitation_id, "changed", {"taken back": ("", "yes")})


def waiting(con: Connection, now: datetime) -> pd.DataFrame:
    """The invitations that may still be used: id, role, for_whom, made_by, expires_at."""
    sql = """
        select id, role, for_whom, made_by, expires_at from invitation
        where account_id is null and taken_back_at is null and expires_at > $now order by id
    """
    return db.frame(con, sql, now=now)


def _hash(token: str) -> str:
    return hashlib.sha256(f"bfp invitation {token}".encode()).hexdigest()

"""Accounts from the command line: one deed, told in lines."""

import getpass
import sys

from bfp.accounts import accounts, factors, signed_in
from bfp.base import db
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound

ADD, PASSWORD = "add", "password"
DEEDS = (ADD, "list", PASSWORD, "factor", "end")
DONE = {
    PASSWORD: "another password from now on.",
    "factor": "sets up a second proof at the next sign-in.",
    "end": "the account is ended; what was done by it keeps its name.",
}


def keep(con: Connection, deed: str, login: str, name: str, role: str, password: str) -> list[str]:
    """Do one of DEEDS; says what was done. Raises NotFound for a login that is not there, and what the verbs raise."""
    if deed == "list":
        found = accounts.listing(con)
        rows = zip(found["login"], found["name"], found["roles"], found["ended_at"].notna(), strict=True)
        return [f"{one}: {called}, {what}{', ended' if ended else ''}" for one, called, what, ended in rows]
    with db.transaction(con, by="command line") as tx:
        if deed == ADD:
            accounts.add(tx, login, name or login, password, role)
            return [f"{login} may sign in as {role}."]
        account = accounts.by_login(tx, login)
        if account is None:
            raise NotFound(f"There is no account with the login {login or '(none was said: --login)'}.")
        if deed == PASSWORD:
            accounts.set_password(tx, account.id, password)
        elif deed == "factor":
            factors.take_away(tx, account.id)
        else:
            accounts.end(tx, account.id)
        signed_in.end(tx, account_id=account.id)
    return [f"{account.login}: {DONE[deed]}"]


def typed_twice() -> str:
    """The same twice, from the keyboard unseen or from standard input."""
    if sys.stdin.isatty():
        typed = [getpass.getpass("Password: "), getpass.getpass("The same once more: ")]
    else:
        typed = [sys.stdin.readline().rstrip("\n") for _ in range(2)]
    if typed[0] != typed[1]:
        raise Invalid("The two passwords are not the same.")
    return typed[0]

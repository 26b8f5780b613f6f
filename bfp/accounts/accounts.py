"""Accounts: who may sign in, and as what."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from bfp.accounts import passwords, roles
from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,60}")

# What belongs to this computer's people, whatever file is put in the place of the one here.
OF_ACCOUNTS = ("account", "account_role", "recovery_code", "invitation", "signed_in", "login_attempt", "access_log")


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; `roles` as in `roles.ROLES`, `factor` whether a second factor is set up."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    factor: bool
    ended_at: datetime | None

    @property
    def twice(self) -> bool:
        """Whether this account needs a second factor."""
        return roles.twice(self.roles)


def wall_is_on(con: Connection) -> bool:
    """Whether anybody has ever had an account here: from then on nobody comes in without one."""
    return bool(db.value(con, "select exists (select 1 from account) as up"))


def add(con: Connection, login: str, name: str, password: str, role: str) -> Account:
    """A new account with one role; raises Invalid for a login, name, password or role that can't be, Conflict for a twin."""
    login, name = login.strip().lower(), " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise Invalid("A login has 2 to 60 letters, digits, dots or dashes, such as ada or ada@example.org.", "login")
    if not name:
        raise Invalid("Write the name that stands beside what this person does.", "name")
    _role(role)
    passwords.refuse_weak(password, login, name)
    if db.value(con, "select id from account where login = $login", login=login) is not None:
        raise Conflict(f"There is an account with the login {login} already. Choose another.")
    entry = {"login": login, "name": name, "password_hash": passwords.hashed(password), "made_at": con.at}
    number = db.add(con, "account", entry)
    con.execute("insert into account_role values ($account, $role)", {"account": number, "role": role})
    history.record(con, "account", number, "added", {"login": ("", login), "name": ("", name), "role": ("", role)})
    return get(con, number)


def get(con: Connection, account_id: int) -> Account:
    """One account, also one that was ended; raises NotFound."""
    found = db.row(con, db.question("account"), id=account_id, login=None)
    if found is None:
        raise NotFound(f"There is no account number {account_id}.")
    return _account(found)


def by_login(con: Connection, login: str) -> Account | None:
    """The account with this login, also one that was ended."""
    found = db.row(con, db.question("account"), id=None, login=login.strip().lower())
    return None if found is None else _account(found)


def _account(found: dict[str, object]) -> Account:
    return Account(**{**found, "roles": tuple(found["roles"])})  # type: ignore[arg-type]


def listing(con: Connection) -> pd.DataFrame:
    """All accounts, those that were ended last: id, login, name, roles, factor, ended_at, seen_at."""
    return db.frame(con, db.question("accounts"))


def set_roles(con: Connection, account_id: int, wanted: Collection[str]) -> None:
    """What an account may be from now on: one or two roles. The last coordinator stays one."""
    account = _standing(con, account_id)
    chosen = tuple(role for role in roles.ROLES if role in wanted)
    for role in wanted:
        _role(role)
    if not 1 <= len(chosen) <= 2:
        raise Invalid("An account has one role or two.", "roles")
    if roles.COORDINATOR not in chosen:
        _not_the_last(con, account)
    con.execute("delete from account_role where account_id = $id", {"id": account_id})
    for role in chosen:
        con.execute("insert into account_role values ($account, $role)", {"account": account_id, "role": role})
    history.record(con, "account", account_id, "changed", {"roles": (", ".join(account.roles), ", ".join(chosen))})


def set_password(con: Connection, account_id: int, password: str) -> None:
    """Another password."""
    account = _standing(con, account_id)
    passwords.refuse_weak(password, account.login, account.name)
    con.execute("update account set password_hash = $hash where id = $id", {"id": account_id, "hash": passwords.hashed(password)})
    history.record(con, "account", account_id, "changed", {"password": ("", "changed")})


def end(con: Connection, account_id: int) -> None:
    """Nobody signs in by this account any more; what it did keeps its name. The last coordinator stays."""
    account = _standing(con, account_id)
    _not_the_last(con, account)
    con.execute("update account set ended_at = $at where id = $id", {"at": con.at, "id": account_id})
    history.record(con, "account", account_id, "changed", {"ended": ("", "yes")})


def checked(con: Connection, login: str, password: str) -> Account | None:
    """The account whose login and password these are; None for any that are not, after as long."""
    sql = "select id, password_hash from account where login = $login and ended_at is null"
    row = db.row(con, sql, login=login.strip().lower())
    fits = passwords.fits(row["password_hash"] if row else passwords.nobodys(), password)
    return get(con, row["id"]) if row and fits else None


def _standing(con: Connection, account_id: int) -> Account:
    account = get(con, account_id)
    if account.ended_at is not None:
        raise Conflict(f"The account {account.login} was ended.")
    return account


def _not_the_last(con: Connection, account: Account) -> None:
    if roles.COORDINATOR not in account.roles:
        return
    sql = """
        select count(*) as others from account join account_role on account_role.account_id = account.id
        where role = 'coordinator' and ended_at is null and account.id <> $id
    """
    if not db.value(con, sql, id=account.id):
        raise Conflict(f"{account.name} is the last coordinator. Make somebody else one first.")


def _role(role: str) -> None:
    if role not in roles.ROLES:
        raise Invalid(f"The roles are {', '.join(roles.ROLES)}, not {role!r}.", "role")


def carry(here: Connection, into: Connection) -> None:
    """Put everything about who may sign in, as it is here, in the place of what another file says: whoever was ended stays so."""
    with db.as_it_stands(here) as now:
        found = {table: db.frame(now, "from query_table($name)", name=table) for table in OF_ACCOUNTS}
    with db.transaction(into, "bfp") as tx:
        db.empty(tx, list(OF_ACCOUNTS))
    with db.transaction(into, "bfp") as tx:
        for table, rows in found.items():
            db.insert(tx, table, rows)
    db.next_numbers(into)

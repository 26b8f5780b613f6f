"""The second factor: codes by time (RFC 6238) from an app, each taken once, and ten recovery codes on paper."""

import hashlib
import secrets
import time

import pyotp
import segno

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid

STEP = 30  # seconds a code lasts; the one before and the one after are taken too, since clocks differ
CODES = 10
ISSUER = "Books for prisoners"


def new_secret() -> str:
    """What an app and the program have in common from now on."""
    return pyotp.random_base32()


def picture(secret: str, login: str) -> str:
    """The secret as a QR code for an app, as an SVG to stand in a page."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(scale=5, dark="#000", light="#fff", border=3)


def set_up(con: Connection, account_id: int, secret: str, code: str, now: float | None = None) -> list[str]:
    """Keep the secret once a code of it was typed; gives the recovery codes, which nobody sees again.

    Raises Invalid, in the field "code", if it is not the code of now.
    """
    step = _step_of(secret, code, now)
    if step is None:
        raise Invalid("That is not the code that the app shows now. Wait for the next one and type it.", "code")
    con.execute(
        "update account set factor_secret = $secret, factor_step = $step where id = $id",
        {"id": account_id, "secret": secret, "step": step},
    )
    codes = ["-".join(secrets.token_hex(2) for _ in range(3)) for _ in range(CODES)]
    con.execute("delete from recovery_code where account_id = $id", {"id": account_id})
    for one in codes:
        sql = "insert into recovery_code (account_id, code_hash) values ($id, $hash)"
        con.execute(sql, {"id": account_id, "hash": _hash(one)})
    history.record(con, "account", account_id, "changed", {"second factor": ("", "set up")})
    return codes


def taken(con: Connection, account_id: int, code: str, now: float | None = None) -> bool:
    """Whether this is the code of now, or a recovery code; neither is taken a second time."""
    row = db.one(con, "select factor_secret, factor_step from account where id = $id", id=account_id)
    if row["factor_secret"] is None:
        return False
    step = _step_of(row["factor_secret"], code, now)
    if step is not None:
        if step <= row["factor_step"]:
            return False
        con.execute("update account set factor_step = $step where id = $id", {"id": account_id, "step": step})
        return True
    sql = """
        update recovery_code set used_at = $at
        where account_id = $id and code_hash = $hash and used_at is null returning account_id
    """
    return bool(db.rows(con, sql, id=account_id, hash=_hash(code), at=con.at))


def take_away(con: Connection, account_id: int) -> None:
    """The app is lost: who signs in next sets up another."""
    con.execute("update account set factor_secret = null, factor_step = 0 where id = $id", {"id": account_id})
    con.execute("delete from recovery_code where account_id = $id", {"id": account_id})
    history.record(con, "account", account_id, "changed", {"second factor": ("", "taken away")})


def _step_of(secret: str, code: str, now: float | None) -> int | None:
    """The step of time whose code this is, among the one before, now and the one after."""
    typed, totp = "".join(code.split()), pyotp.TOTP(secret)
    here = int(time.time() if now is None else now) // STEP
    for step in (here, here - 1, here + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(f"bfp recovery {plain}".encode()).hexdigest()

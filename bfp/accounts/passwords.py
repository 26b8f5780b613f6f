"""Passwords: hashed with argon2id, two at a time; long, not among the commonest, and free otherwise.

A hash takes about .4 s and 64 MB on purpose. Length rather than composition: NIST SP 800-63B, 5.1.1 (2017).
"""

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bfp.base.errors import Invalid

LEAST, MOST = 12, 200
_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommendation: 64 MB, 3 passes, 4 lanes
_two_at_a_time = threading.BoundedSemaphore(2)


@cache
def _commonest() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "commonest.txt").read_text(encoding="utf-8").split())


def refuse_weak(password: str, *about: str) -> None:
    """Raises Invalid, in the field "password", for what is too short, among the commonest, or the person's own login or name."""
    if len(password) < LEAST:
        raise Invalid(f"A password has at least {LEAST} signs: three or four words that only you would put together.", "password")
    if len(password) > MOST:
        raise Invalid(f"A password has at most {MOST} signs.", "password")
    plain = "".join(sign for sign in password.lower() if sign.isalnum())
    common = plain in _commonest() or plain.rstrip("0123456789") in _commonest() or len(set(plain)) < 5
    if common or plain in {"".join(word.lower().split()) for word in about}:
        raise Invalid("That password is among the first that anybody would try. Take another.", "password")


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _two_at_a_time:
        return _hasher.hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one of this hash."""
    with _two_at_a_time:
        try:
            return _hasher.verify(kept, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False


@cache
def nobodys() -> str:
    """A hash that no password fits: asked for a login that is not there, so that it takes as long."""
    return _hasher.hash("nobody has this password: " + "x" * LEAST)

"""Who is here, what they may open, and what they saw and took along. Nothing of it where the desk serves one computer."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from bfp.accounts import access, roles, signed_in
from bfp.accounts.accounts import Account
from bfp.base import db
from bfp.base.errors import Invalid


def account() -> Account | None:
    """Who is signed in, as the wall says; None where the desk serves one computer and asks nobody."""
    number = st.context.headers.get("X-Bfp-Session") or ""
    live = signed_in.by_number(db.database_path(), int(number)) if number.isdigit() else None
    return live.account if live else None


def may_open(file: str) -> bool:
    """Whether whoever is here may open a page."""
    known = account()
    return known is None or roles.may_open(known.roles, file)


def refuse_strangers() -> None:
    """Raises Invalid where who is signed in may not open the page that saves: whoever drew it, the server asks again."""
    if not may_open(st.session_state.get("_page", "overview")):
        raise Invalid("Your role does not save here. Ask a coordinator.")


def opened(reader_id: int) -> None:
    """Note that whoever is signed in has a reader's record before them: once a sitting for each reader."""
    known = account()
    seen: set[int] = st.session_state.setdefault("_readers_opened", set())
    if known is not None and reader_id not in seen:
        with db.transaction(db.shared(db.database_path()), known.name) as con:
            access.note(con, known.id, known.name, access.OPENED, reader_id)
        seen.add(reader_id)


def noted(what: str, which: str, made: Callable[[], Any], many: int = 1) -> Callable[[], Any]:
    """What a button gives, noted before it leaves; it is made when it is pressed, outside of the page."""
    known, path = account(), db.database_path()
    if known is None:
        return made

    def leave() -> Any:
        with db.transaction(db.shared(path), known.name) as con:
            access.note(con, known.id, known.name, what, many=many, why=which)
        return made()

    return leave

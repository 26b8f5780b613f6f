"""Which contributions wait for a typist or an editor, oldest first, and all that are on file; no reader is named in a list."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.contributions import contributions
from bfp.contributions.contribution_typing import ABANDONED_DAYS

JOBS = {"type": "received", "edit": "typed"}
LATE_DAYS = 60  # a reader who hears nothing for longer stops writing
PAGE = 50


def queue(
    con: Connection, today: date, job: str = "type", kind: str | None = None, limit: int = PAGE, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """What waits to be typed or edited, oldest first, and how many.

    Columns: id, received_on, age_days, kind, title, facility, pages, scans, words, held_by, held_on, in_hand.
    """
    return _listed(
        con, today, state=JOBS[job], to_type=job == "type", kind=kind, title="", oldest=True, limit=limit, offset=offset
    )


def listing(
    con: Connection,
    today: date,
    *,
    state: str | None = None,
    kind: str | None = None,
    title: str = "",
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[pd.DataFrame, int]:
    """All on file, the latest received first, and how many."""
    return _listed(
        con, today, state=state, to_type=False, kind=kind, title=title.strip(), oldest=False, limit=limit, offset=offset
    )


def _listed(con: Connection, today: date, **asked: Any) -> tuple[pd.DataFrame, int]:
    left_on = today - timedelta(days=ABANDONED_DAYS)
    sql = db.question("contributions")
    table = db.frame(con, sql, today=today, left_on=left_on, not_typed=list(contributions.NOT_TYPED), **asked)
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many


def counts(con: Connection, today: date) -> dict[str, Any]:
    """How many wait to be typed and edited, how old the oldest is, how many are late, and how many there are in each state."""
    sql = """
        select count(*) as contributions,
            count(*) filter (where waits_typing) as to_type,
            count(*) filter (where state = 'typed') as to_edit,
            count(*) filter (where (waits_typing or state = 'typed') and received_on < $late_on) as late,
            min(received_on) filter (where waits_typing or state = 'typed') as oldest_on,
            count(*) filter (where state = 'answered') as answered,
            count(*) filter (where state = 'published') as published,
            count(*) filter (where state = 'not used') as not_used
        from (
            select state, received_on, state = 'received' and not list_contains($not_typed, kind) as waits_typing
            from contribution where voided_on is null
        ) as standing
    """
    late_on = today - timedelta(days=LATE_DAYS)
    return db.one(con, sql, late_on=late_on, not_typed=list(contributions.NOT_TYPED))


def in_words(counted: dict[str, Any], today: date) -> str:
    """12 to type, 3 to edit; the oldest waits 40 days, 2 longer than 60."""
    if not counted["to_type"] and not counted["to_edit"]:
        return "Nothing waits to be typed or edited." if counted["contributions"] else "No contribution is on file yet."
    oldest = (today - counted["oldest_on"]).days
    late = f", **{counted['late']:,}** longer than {LATE_DAYS}" if counted["late"] else ""
    return f"**{counted['to_type']:,}** to type, **{counted['to_edit']:,}** to edit; the oldest waits {oldest:,} days{late}."

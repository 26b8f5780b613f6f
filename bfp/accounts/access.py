"""What was seen and what left: who opened a reader, printed a paper, took a list along; folded to counts after two years."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from bfp.base import dates, db
from bfp.base.db import Connection

KEPT = timedelta(days=730)  # then only how many a day is kept
OPENED, PRINTED, LIST = "reader opened", "paper printed", "list or file taken along"
FOLDED = "counted"  # stands for many of that day


def note(
    con: Connection, account_id: int, who: str, what: str, entity_id: int | None = None, many: int = 1, why: str = ""
) -> None:
    """Write down that somebody saw or took something: what it was, how many rows, and why or which."""
    entry = {"seen_at": con.at, "account_id": account_id, "who": who, "what": what, "entity": "reader" if what == OPENED else "",
             "entity_id": entity_id, "many": many, "why": why[:200]}  # fmt: skip
    db.add(con, "access_log", entry)


def by_day(con: Connection, since: datetime) -> pd.DataFrame:
    """How much each person saw and took on each day of ours, latest first: day, who, what, times, many."""
    found = _days(con, "select seen_at, who, what, many from access_log where seen_at >= $since order by id", since=since)
    counted = found.groupby(["day", "who", "what"], as_index=False).agg(times=("many", "size"), many=("many", "sum"))
    return counted.sort_values(["day", "who", "what"], ascending=[False, True, True]).reset_index(drop=True)


def _days(con: Connection, sql: str, **values: Any) -> pd.DataFrame:
    found = db.frame(con, sql, **values)
    return found.assign(day=[dates.local(seen.to_pydatetime()).date() for seen in found["seen_at"]])


def latest(con: Connection, who: str | None = None, limit: int = 200) -> pd.DataFrame:
    """What was seen or left last, of one person or of all: seen_at, who, what, entity_id, many, why."""
    sql = """
        select seen_at, who, what, entity_id, many, why from access_log
        where why <> $folded and ($who is null or who = $who) order by id desc limit $limit
    """
    return db.frame(con, sql, who=who, limit=limit, folded=FOLDED)


def fold(con: Connection, now: datetime) -> int:
    """Make counts of what is older than two years: who and how many a day, no longer of whom; says how many rows it took."""
    old = {"old": now - KEPT, "folded": FOLDED}
    sql = "select seen_at, account_id, who, what, many from access_log where seen_at < $old and why <> $folded order by id"
    found = _days(con, sql, **old)
    con.execute("delete from access_log where seen_at < $old and why <> $folded", old)
    by = ["day", "account_id", "who", "what"]
    sums = found.groupby(by, as_index=False).agg(many=("many", "sum"), seen_at=("seen_at", "min"))
    db.insert(con, "access_log", sums.drop(columns="day").assign(why=FOLDED))
    return len(found)

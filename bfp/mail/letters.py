"""Mail from readers. The postmark counts, not the day it was typed in."""

from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound


def number(letter_id: int) -> str:
    """A letter's number as people say it: L-1043."""
    return f"L-{letter_id}"


def add(
    con: Connection,
    reader_id: int,
    *,
    postmark_on: date,
    today: date,
    note: str = "",
    new_reader: bool = False,
    moved_from: int | None = None,
    number_before: str = "",
    warnings: dict[str, str] | None = None,
) -> int:
    """Put a letter on file, at the facility the reader is in now; `warnings` maps each that was overridden to why.

    Raises Invalid for a postmark after today.
    """
    if postmark_on > today:
        raise Invalid("The postmark is in the future. Look at the year.", "postmark")
    sql = """
        insert into letter (reader_id, facility_id, postmark_on, entered_on, entered_by, new_reader, moved_from, number_before,
            note)
        select id, facility_id, $postmark_on, $today, $by, $new_reader, $moved_from, $number_before, $note
        from reader where id = $reader_id
        returning id
    """
    letter_id = db.value(
        con,
        sql,
        reader_id=reader_id,
        postmark_on=postmark_on,
        today=today,
        by=con.by,
        new_reader=new_reader,
        moved_from=moved_from,
        number_before=number_before,
        note=note,
    )
    for warning, reason in (warnings or {}).items():
        con.execute(
            "insert into letter_warning values ($letter, $warning, $reason)",
            {"letter": letter_id, "warning": warning, "reason": reason},
        )
    history.record(con, "letter", letter_id, "added", {"postmark": (None, postmark_on)}, "; ".join((warnings or {}).values()))
    return letter_id


def get(con: Connection, letter_id: int) -> dict[str, Any]:
    """One letter as it is on file; raises NotFound."""
    found = db.row(con, "select * from letter where id = $id", id=letter_id)
    if found is None:
        raise NotFound(f"There is no letter number {letter_id}.")
    return found





def of_reader(con: Connection, reader_id: int, limit: int = 20) -> pd.DataFrame:
    """A reader's letters, latest postmark first: id, postmark_on, entered_on, entered_by, note."""
    sql = """
        select id, postmark_on, entered_on, entered_by, note
        from letter
        where reader_id = $reader_id and voided_on is null
        order by postmark_on desc, id desc
        limit $limit
    """
    return db.frame(con, sql, reader_id=reader_id, limit=limit)


def latest_postmark(con: Connection, reader_id: int) -> date | None:
    """The postmark of the reader's latest letter on file."""
    return db.value(con, "select max(postmark_on) as day from letter where reader_id = $id and voided_on is null", id=reader_id)


def with_postmark(con: Connection, reader_id: int, postmark_on: date) -> dict[str, Any] | None:
    """The letter of this reader with this postmark, if one is on file: id, entered_on, entered_by."""
    sql = """
        select id, entered_on, entered_by from letter
        where reader_id = $reader_id and postmark_on = $postmark_on and voided_on is null
        order by id desc limit 1
    """
    return db.row(con, sql, reader_id=reader_id, postmark_on=postmark_on)

"""What readers give back: reviews, articles, study-group work, art, stamps."""

from datetime import date

import pandas as pd

from bfp import db, history
from bfp.db import Connection
from bfp.errors import Invalid

KINDS = (
    "book review", "article", "study-group work", "art", "poem", "petition", "legal work",
    "report from inside", "translation", "stamps or money", "mail report",
)  # fmt: skip


def add(
    con: Connection,
    reader_id: int,
    kind: str,
    on: date,
    *,
    letter_id: int | None = None,
    title_id: int | None = None,
    title_text: str = "",
    note: str = "",
) -> int:
    """Keep that a reader gave something, with which title it is about if it is about one."""
    if kind not in KINDS:
        raise Invalid(f"A contribution is one of: {', '.join(KINDS)}; not {kind!r}.", "contribution")
    sql = """
        insert into contribution (reader_id, letter_id, kind, title_id, title_text, note, received_on)
        values ($reader_id, $letter_id, $kind, $title_id, $title_text, $note, $on)
        returning id
    """
    contribution_id = db.value(
        con, sql, reader_id=reader_id, letter_id=letter_id, kind=kind, title_id=title_id, title_text=title_text, note=note, on=on
    )
    history.record(con, "contribution", contribution_id, "added", {"kind": ("", kind)})
    return contribution_id


def void_of_letter(con: Connection, letter_id: int, on: date) -> None:
    """Take back what was enclosed in a letter that is taken back itself."""
    sql = "update contribution set voided_on = $on where letter_id = $letter_id and voided_on is null returning id"
    for row in db.rows(con, sql, letter_id=letter_id, on=on):
        history.record(con, "contribution", row["id"], "voided")


def of_reader(con: Connection, reader_id: int, limit: int = 50) -> pd.DataFrame:
    """What a reader gave, latest first: received_on, kind, title, note."""
    sql = """
        select contribution.received_on, contribution.kind, coalesce(title.name, contribution.title_text) as title,
            contribution.note
        from contribution
        left join title on title.id = contribution.title_id
        where reader_id = $reader_id and contribution.voided_on is null
        order by received_on desc, contribution.id desc
        limit $limit
    """
    return db.frame(con, sql, reader_id=reader_id, limit=limit)

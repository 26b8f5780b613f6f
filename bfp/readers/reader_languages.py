"""In which language a paper speaks to a reader."""

from collections.abc import Collection, Iterable

from bfp.base import db
from bfp.base.db import Connection

ASKED = """
    with named as (
        select book_request.reader_id, term.name,
            dense_rank() over (
                partition by book_request.reader_id order by book_request.asked_on desc, book_request.id desc
            ) as place
        from book_request
        join request_term on request_term.book_request_id = book_request.id
        join term on term.id = request_term.term_id and term.list = 'language'
        where list_contains($ids::integer[], book_request.reader_id) and book_request.voided_on is null
    )
    select reader_id, name from named where place = 1 order by reader_id, name
"""


def of(con: Connection, reader_ids: Iterable[int], written: Collection[str], usual: str) -> dict[int, str]:
    """The language for each reader whose requests name one; who is not in it gets the usual one.

    Their last request that names any counts: the usual language if it is among them, else the first the paper is `written` in.
    """
    spoken: dict[int, list[str]] = {}
    for row in db.rows(con, ASKED, ids=list(reader_ids)):
        spoken.setdefault(row["reader_id"], []).append(row["name"])
    return {
        reader_id: usual if usual in names else next((name for name in names if name in written), usual)
        for reader_id, names in spoken.items()
    }

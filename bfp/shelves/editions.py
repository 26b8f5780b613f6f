"""Other editions of a title: the same name by the same author under another ISBN, binding or year."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bfp.base import db
from bfp.base.db import Connection
from bfp.finding.title_finder import key

_building = threading.Lock()
_known: dict[tuple[int, ...], tuple[dict[int, Any], dict[Any, list[int]]]] = {}


def others(con: Connection, title_ids: Iterable[int]) -> dict[int, list[int]]:
    """The other editions of each of these titles that has any, withdrawn ones too."""
    work_of, editions_of = _works(con)
    found = {}
    for title_id in map(int, title_ids):
        alike = [other for other in editions_of.get(work_of.get(title_id), ()) if other != title_id]
        if alike:
            found[title_id] = alike
    return found


def _works(con: Connection) -> tuple[dict[int, Any], dict[Any, list[int]]]:
    """Every title's work and every work's titles; put together again only when a title has changed."""
    # The sum of what it holds tells whether it is still true, also inside a transaction that may be undone.
    sum_of_all = """
        select count(*) as titles, coalesce(bit_xor(hash(id, name, author)), 0) as sum_of_all
        from title
        where literature_class <> 'letter'
    """
    state = tuple(db.one(con, sum_of_all).values())
    with _building:
        if state not in _known:
            work_of, editions_of = {}, defaultdict(list)
            rows = db.rows(con, "select id, name, author from title where literature_class <> 'letter' order by id")
            for row in rows:
                work = (key(row["name"]), people(row["author"]))
                work_of[row["id"]] = work
                editions_of[work].append(row["id"])
            while len(_known) >= 2:
                _known.pop(next(iter(_known)))
            _known[state] = (work_of, dict(editions_of))
        return _known[state]


def people(author: str) -> tuple[str, ...]:
    """The names of an author in no order: Davis, Angela Y. is Angela Y. Davis."""
    return tuple(sorted(word for word in key(author).split() if word not in ("and", "y", "by", "ed", "eds")))

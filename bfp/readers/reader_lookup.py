"""The index of readers that look-ups ask while somebody types: built once, and told of each save since.

Only this process saves: what the history says since the last look is put right in the index, and where everything may have moved
(an import, a merge, forgetting) it is built anew. Inside a transaction, and in memory, the tables themselves are asked.
"""

import gc
import threading
from dataclasses import dataclass, field

import pandas as pd

from bfp.base import db, history, kept
from bfp.base.db import MEMORY, Connection
from bfp.finding.reader_index import LATE, ReaderIndex, Record

MANY = 10_000  # readers of whom the index is large
NOTHING_BEFORE = 2**62  # a line that no history has
OF_ALL = ("demo", "file import", "forgetting")  # what may have moved many readers without a line for each
_PEOPLE = """
    select id, number, first_name, last_name, name_key as key from reader
    where voided_on is null and merged_into is null and ($ids is null or list_contains($ids::integer[], id))
"""


@dataclass
class _Kept:
    index: ReaderIndex
    saves: int
    seen: int  # the last line of the history that is in it
    busy: threading.Lock = field(default_factory=threading.Lock)


def index(con: Connection) -> ReaderIndex | None:
    """Everybody on file as of the last save, or None where the tables are to be asked."""
    if con.in_transaction or con.path == MEMORY:
        return None
    now = kept.built(("readers", con.path), lambda: _build(con))
    saves = db.saves.get(con.path, 0)
    if now.saves != saves:
        with now.busy:
            _catch_up(con, now, saves)
    return now.index


def frame(found: list[Record]) -> pd.DataFrame:
    """Candidates as the ranking takes them: id, number, first_name, last_name."""
    return pd.DataFrame([one[:4] for one in found], columns=["id", "number", "first_name", "last_name"])


def _build(con: Connection) -> _Kept:
    saves = db.saves.get(con.path, 0)  # before the question: a save meanwhile is caught up with
    seen = history.since(con, NOTHING_BEFORE).line
    made = _Kept(ReaderIndex(_people(con, None)), saves, seen)
    if len(made.index.known) > MANY:
        # It lives as long as the process: the collector would go through millions of things of it during reruns, 100 ms each.
        gc.collect()
        gc.freeze()
    return made


def _catch_up(con: Connection, now: _Kept, saves: int) -> None:
    since = history.since(con, now.seen)
    changed = [thing for entity, thing in since.things if entity == "reader"]
    if not any(entity in OF_ALL for entity, _ in since.things) and len(changed) + len(now.index.late) <= LATE:
        there = {one.id: one for one in _people(con, changed)} if changed else {}
        for reader_id in changed:
            if reader_id in there:
                now.index.put(there[reader_id])
            else:
                now.index.drop(reader_id)
        sql = "select count(*) as many from reader where voided_on is null and merged_into is null"
        if db.value(con, sql) == len(now.index.known):
            now.saves, now.seen = saves, since.line
            return
    anew = _build(con)
    now.index, now.saves, now.seen = anew.index, anew.saves, anew.seen


def _people(con: Connection, ids: list[int] | None) -> list[Record]:
    return [Record(**row) for row in db.rows(con, _PEOPLE, ids=ids)]

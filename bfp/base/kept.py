"""Answers that are kept until somebody saves: for questions over all mail that a page would ask again at every rerun.

A page reruns at every click; at a million items one count of everything takes longer than a rerun may. So an answer is kept with
what the database had saved when it was asked: the latest change in history, outcome, shipment, item. Whoever saves sees the
new answer at once. `roughly` is for what one save can't move (how long news takes, what facilities are like on the whole): that
answer is kept until there is one per cent more mail or news. Inside a transaction, and in memory, nothing is kept.

What is searched while somebody types (the directory, the catalogue, the shelf) is `built` of rows: again only when these change.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import log
from typing import Any, TypeVar

from bfp.base import db
from bfp.base.db import MEMORY, Connection

KEPT = 64  # the latest of the process, a few hundred kilobytes each; where every reader stands is a few megabytes
Answer = TypeVar("Answer")
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_states: dict[tuple[str, tuple[str, ...]], tuple[int, tuple[int | None, ...]]] = {}
_guard = threading.Lock()
BUILT = 8  # of four kinds, before and after the save that is being made
_built: OrderedDict[Hashable, Any] = OrderedDict()
_building = threading.RLock()  # nobody builds what another is building; a shelf is built of a catalogue
Thing = TypeVar("Thing")


# What is written at the desk all evening and moves nothing of what became of the mail.
OF_THE_DESK = (
    "letter", "book_request", "reader", "contribution", "joining", "packing_session", "stock", "donation", "money", "study_work",
    "umf", "document", "supporter",
)  # fmt: skip


def kept(
    con: Connection, question: Callable[..., Answer], *about: Any, roughly: bool = False, but: tuple[str, ...] = ()
) -> Answer:
    """question(con, *about), or the answer that was kept of it. Whoever gets a frame must not change it.

    `but` names things of which one more, or a change, does not touch the answer (a merge or a voiding does).
    """
    if con.in_transaction or con.path == MEMORY:
        return question(con, *about)
    # Read before the answer: a save in between makes the answer newer than it is kept for, never older.
    saved = _rough(con) if roughly else state(con, but)
    key = (con.path, question.__module__, question.__qualname__, about, roughly)
    with _guard:
        if key in _kept and _kept[key][0] == saved:
            _kept.move_to_end(key)
            return _kept[key][1]
    answer = question(con, *about)
    with _guard:
        _kept[key] = (saved, answer)  # in the place of the last one: what was asked before a save is never asked for again
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return answer


def built(state: tuple[Hashable, ...], make: Callable[[], Thing]) -> Thing:
    """What make() makes of the rows that `state` stands for, or the one made before; `state` begins with what it is.

    A state is a sum over the rows themselves: it holds for whatever wrote them, also inside a transaction that may be undone.
    """
    with _building:
        if state not in _built:
            _built[state] = make()
        _built.move_to_end(state)
        while len(_built) > BUILT:
            _built.popitem(last=False)
        return _built[state]


def forget() -> None:
    """Keep nothing any more (another file was put in the database's place)."""
    with _guard:
        _kept.clear()
        _states.clear()
    with _building:
        _built.clear()


def state(con: Connection, but: tuple[str, ...] = ()) -> tuple[int | None, ...]:
    """What was saved so far, in a few numbers; without what was added or changed of some things.

    Asked once after each save, by whoever comes first.
    """
    times = db.saves.get(con.path, 0)  # before the question: what is saved meanwhile makes it asked again
    known = _states.get((con.path, but))
    if known is None or known[0] != times:
        known = _states[con.path, but] = times, _state(con, but)
    return known[1]


def _state(con: Connection, but: tuple[str, ...]) -> tuple[int | None, ...]:
    sql = """
        select (
                select max(id) from history
                where len($but) = 0 or not (list_contains($but, entity) and action in ('added', 'changed'))
            ) as history, (select max(id) from outcome_event) as events,
            (select max(id) from item) as items, (select max(id) from facility) as facilities,
            (select count(*) from setting) as settings
    """
    return tuple(db.one(con, sql, but=list(but)).values())


def _rough(con: Connection) -> tuple[int, ...]:
    sql = "select (select count(*) from outcome_event) as events, (select count(*) from item) as items"
    return tuple(int(100 * log(1 + (number or 0))) for number in db.one(con, sql).values())

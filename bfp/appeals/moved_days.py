"""A day by which an appeal must be sent never changes silently: what a correction does to it is said before it is saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from bfp.appeals import appeal_words, deadlines
from bfp.appeals.deadlines import Deadline
from bfp.base.db import Connection
from bfp.base.errors import Invalid

SHOWN = 3  # of those whose day changes


@contextmanager
def said_first(con: Connection, today: date, anyway: bool, incident_id: int | None = None) -> Iterator[None]:
    """What is saved inside may move the day of an appeal still to be sent, or of this incident: then it takes `anyway`.

    Raises Invalid, in the field "anyway", that says the days as they are and as they would be. A day that was not known
    before may become known without a question.
    """
    before = {} if anyway else _days(con, today, incident_id)
    yield
    after = _days(con, today, incident_id) if before else {}
    known = [name for name, day in before.items() if day is not None and (day.due_on or day.passed)]
    moved = [name for name in known if name in after and _when(before[name]) != _when(after[name])]
    if moved:
        told = [f"{name}: now “{_words(before[name], today)}”, then “{_words(after[name], today)}”" for name in moved[:SHOWN]]
        more = f", and {len(moved) - SHOWN:,} more" if len(moved) > SHOWN else ""
        days = "the day to send by changes" if len(moved) == 1 else f"{len(moved):,} days to send by change"
        raise Invalid(f"With this {days}. {'; '.join(told)}{more}. Tick that it is right all the same.", "anyway")


def _days(con: Connection, today: date, incident_id: int | None) -> dict[str, Deadline | None]:
    """The days to send by, by what they are of."""
    found = {f"Appeal {number}": day for number, day in deadlines.for_appeals(con, today).items()}
    for number, day in deadlines.for_incidents(con, [incident_id] if incident_id is not None else [], today).items():
        found[f"Incident {number}"] = day
    return found


def _when(found: Deadline | None) -> date | str | None:
    return ("passed" if found.passed else found.send_by) if found else None


def _words(found: Deadline | None, today: date) -> str:
    return appeal_words.due(found, "the system", today).text.rstrip(".")

"""Whether what is stored agrees with itself: nothing points nowhere, counts are sums, outcomes are the latest news."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import bfp.appeals.check
import bfp.contributions.check
import bfp.documents.check
import bfp.incidents.check
import bfp.mail.check
import bfp.outcomes.check
import bfp.packing.check
import bfp.places.check
import bfp.publishing.check
import bfp.readers.check
import bfp.shelves.check
import bfp.supporters.check
from bfp import references
from bfp.base import db
from bfp.base.db import Connection

ROOMS = (
    references, bfp.places.check, bfp.readers.check, bfp.shelves.check, bfp.contributions.check, bfp.mail.check,
    bfp.outcomes.check, bfp.incidents.check, bfp.documents.check, bfp.appeals.check, bfp.packing.check, bfp.supporters.check,
    bfp.publishing.check,
)  # fmt: skip
# Each gives the row's number (`id`) and what is wrong with it (`what`); no names or numbers of readers.
RULES: dict[str, str] = {rule: query for room in ROOMS for rule, query in room.RULES.items()}
EXAMPLES = 5


@dataclass(frozen=True)
class Finding:
    """A rule that is broken: how many rows break it, and a few of them."""

    rule: str
    rows: int
    examples: tuple[str, ...]

    @property
    def sentence(self) -> str:
        more = ", …" if self.rows > len(self.examples) else ""
        return f"{self.rows:,} row{'s' if self.rows != 1 else ''}: {'; '.join(self.examples)}{more}"


def run(con: Connection, today: date, watch: Callable[[Iterable], Iterable] = iter) -> list[Finding]:
    """Everything that breaks a rule; an empty list is good. `watch` is told the rules as they are tried."""
    return [finding for rule in watch(list(RULES)) if (finding := broken(con, rule, today))]


def broken(con: Connection, rule: str, today: date) -> Finding | None:
    """What breaks one rule, or None."""
    sql = RULES[rule]
    found = db.frame(con, sql, today=today) if "$today" in sql else db.frame(con, sql)
    if found.empty:
        return None
    first = found.sort_values(["id", "what"]).head(EXAMPLES)
    return Finding(rule, len(found), tuple(f"{number}, {what}" for number, what in zip(first["id"], first["what"], strict=True)))

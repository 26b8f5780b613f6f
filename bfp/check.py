"""Whether what is stored agrees with itself: nothing points nowhere, counts are sums, outcomes are the latest news."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bfp import references
from bfp.base import db
from bfp.base.db import Connection
from bfp.base.words import number_of

# The rooms whose rules stand in their check.sql, in the order in which they are told; before them, all that points at something.
ROOMS = (
    "places", "readers", "shelves", "contributions", "mail", "outcomes", "incidents", "documents", "appeals", "packing",
    "supporters", "publishing",
)  # fmt: skip


def of_room(room: str) -> dict[str, str]:
    """The rules of one room by their sentence: each begins with `-- rule:` in bfp/<room>/check.sql."""
    text = (Path(__file__).parent / room / "check.sql").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.split("-- rule: ")[1:])
    return {rule: query for rule, _, query in parts}


# Each gives the row's number (`id`) and what is wrong with it (`what`); no names or numbers of readers.
RULES: dict[str, str] = references.RULES | {rule: query for room in ROOMS for rule, query in of_room(room).items()}
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
        return f"{number_of(self.rows, 'row')}: {'; '.join(self.examples)}{more}"


def run(con: Connection, today: date, watch: Callable[[Iterable[Any]], Iterable[Any]] = iter) -> list[Finding]:
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

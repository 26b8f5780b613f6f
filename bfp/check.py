"""Whether what is stored agrees with itself: nothing points nowhere, counts are sums, outcomes are the latest news."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bfp.appeals import check as check_appeals
from bfp.base import db
from bfp.base.db import Connection
from bfp.mail import check as check_rules
from bfp.packing import check as check_packing
from bfp.supporters import check as check_giving

RULES = check_rules.RULES | check_packing.RULES | check_appeals.RULES | check_giving.RULES
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

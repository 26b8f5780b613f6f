"""Which groups of readers are large enough to be told of in public, and how the rest is put together.

A group is large enough with so many different readers. What is smaller is told of only together with others, always at
least two groups at once and again large enough: then no subtraction of published lines finds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = tuple[Any, ...]  # what can't be divided further, such as (place, literature class)
Group = tuple[Any, ...]  # names of places, or of classes, that are told of together


@dataclass(frozen=True)
class Readers:
    """How many different readers are behind each cell; of cells with fewer than the minimum also who, to count them together."""

    minimum: int
    count: Mapping[Cell, int]
    few: Mapping[Cell, frozenset[int]] = field(repr=False)  # numbers of readers: for counting here, never shown

    def behind(self, cells: Iterable[Cell]) -> int:
        """How many different readers are behind these cells together: exact below the minimum, at least so many above it."""
        counts = [(self.count.get(cell, 0), cell) for cell in cells]
        most = max((count for count, _ in counts), default=0)
        if most >= self.minimum:
            return most
        return len(set[int]().union(*(self.few.get(cell, frozenset()) for _, cell in counts)))

    def enough(self, cells: Iterable[Cell]) -> bool:
        """Whether these cells together may be told of."""
        return self.behind(cells) >= self.minimum

    def tellable(self, cells: Iterable[Cell]) -> bool:
        """Whether they may be told of, or there is nobody behind them."""
        behind = self.behind(cells)
        return behind == 0 or behind >= self.minimum


def together(readers: Readers, groups: Mapping[Any, Sequence[Cell]]) -> list[Group]:
    """The groups that stand alone, in their order, and at the end those that are told of together; nothing if all are too few."""
    small = [name for name, cells in groups.items() if not readers.enough(cells)]
    if not small:
        return [(name,) for name in groups]
    larger = sorted((name for name in groups if name not in small), key=lambda name: (readers.behind(groups[name]), str(name)))
    merged = small
    while larger and (len(merged) < 2 or not readers.enough(_union(groups, merged))):
        merged = [*merged, larger.pop(0)]
    if not readers.enough(_union(groups, merged)):
        return []
    return [*((name,) for name in groups if name not in merged), tuple(name for name in groups if name in merged)]


def not_divided(readers: Readers, rows: Sequence[Group], columns: Sequence[Group]) -> set[Group]:
    """The rows (groups of places) whose columns (groups of classes) are told of only for all these rows together.

    Row totals and column totals are published too. So there are two such rows or none, and each of their columns together is
    large enough: then what can be found by subtracting is whole rows and whole columns of them.
    """
    def cells(some_rows: Iterable[Group], column: Group) -> list[Cell]:
        return [(place, kind) for row in some_rows for place in row for kind in column]

    def size(row: Group) -> tuple[int, Group]:
        return readers.behind([cell for column in columns for cell in cells([row], column)]), row

    kept = {row for row in rows if not all(readers.tellable(cells([row], column)) for column in columns)}
    while kept:
        lacking = [column for column in columns if not readers.tellable(cells(kept, column))]
        if len(kept) > 1 and not lacking:
            break
        others = [row for row in rows if row not in kept]
        if not others:
            break
        helping = [row for row in others if lacking and readers.behind(cells([row], lacking[0]))]
        kept = kept | {min(helping or others, key=size)}
    return kept


def countable(readers: Readers, asked: Iterable[Cell], group: Iterable[Cell]) -> set[Cell]:
    """The cells asked for that may be told of beside their group's total: what is left of it is large enough, or nobody."""
    group = set(group)
    told = {cell for cell in asked if cell in group and readers.enough([cell])}
    while told and not readers.tellable(group - told):
        told = told - {min(told, key=lambda cell: (readers.behind([cell]), cell))}
    return told


def hidden(behind: Sequence[int], minimum: int) -> list[bool]:
    """Which of several counts of one total are not told: those of too few readers, and if there are any, another large one."""
    hide = [0 < readers < minimum for readers in behind]
    if any(hide):
        larger = [position for position, readers in enumerate(behind) if readers >= minimum]
        if larger:
            hide[min(larger, key=lambda position: (behind[position], position))] = True
    return hide


def _union(groups: Mapping[Any, Sequence[Cell]], names: Iterable[Any]) -> list[Cell]:
    return [cell for name in names for cell in groups[name]]

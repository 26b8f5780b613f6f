"""The program in numbers, in words and tables: as the page shows them and a spreadsheet has them. Nobody is named in any."""

import pandas as pd

from bfp.base import settings, words
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.base.words import plural
from bfp.contributions import contribution_lists
from bfp.program import program_numbers
from bfp.program.program_numbers import COUNTS, FOLLOWS, Share

NAMES = {
    "letters": "letters", "requests": "requests", "items": "items sent", "books": "books among them",
    "contributions": "given back", "reviews": "book reviews",
    "reviews_per_100": "reviews per 100 books", "late": "late replies", "readers": "readers",
}  # fmt: skip
MEASURES = ("letters", "requests", "items", "contributions", "reviews", "reviews_per_100", "late", "readers")
MEANS = {
    "letters": "letters by the day of their postmark",
    "requests": "book requests by the day they were asked",
    "items": "items by the day they were mailed: one title in one parcel",
    "contributions": "contributions by the day they came",
    "reviews": "book reviews by the day they came",
    "reviews_per_100": "book reviews that came, for each hundred books mailed in the same time. No share: a review can be of an "
    f"older book. Blank under {program_numbers.FEWEST_BOOKS} books",
    "late": "what readers sent and still wait for our answer too long, by the day it came",
    "readers": "different readers who wrote, were sent something or gave something back",
}
ENDS = {"reviews": "a review of it", "gifts": "anything given back", "letters": "another letter"}
NO_CAUSE = (
    "This says what followed, not why: those who write most are also sent most, and whoever moved, was released or never got the "
    "book could not answer. Several books to one reader are counted each, so the interval is rather too narrow."
)
WHOLE_YEAR = (
    "Only books mailed a year before that day or earlier are counted: a younger book had no whole year in which to be answered, "
    "and would pull the share down."
)
HIDDEN = "Blank: fewer than {} readers are behind the number, or another number of the column could be found by it."


def shown(table: pd.DataFrame, by: str, each: bool = False) -> pd.DataFrame:
    """The counts as their table and CSV have them: the part in words, and no ids. `each`: they are per reader."""
    found = table[[by, *COUNTS[:-1], "reviews_per_100", "late", "readers"]]
    found = found.round({**dict.fromkeys(COUNTS, 2 if each else 0), "reviews_per_100": 1})
    per = {name: f"{NAMES[name]} per reader" for name in COUNTS} if each else {}
    return found.rename(columns={**NAMES, **per})


def says(table: pd.DataFrame, scope: Scope, by: str, what: str, each: bool, least: int | None) -> str:
    """The line under a chart of counts: what is counted, how many in all, by what, as of which day."""
    if what in ("reviews_per_100", "readers"):
        n = int(table["books"].sum()) if what == "reviews_per_100" else int(table["readers"].sum())
        whole = f"n {n:,} books" if what == "reviews_per_100" else f"{n:,} in all parts, a reader in several counted in each"
    else:
        n = int(table[what].sum())
        whole = f"{n:,} in all" + (", divided by the readers of each part" if each else "")
    parts = [f"{MEANS[what][0].upper()}{MEANS[what][1:]}; {whole}, by {by}", about(scope), f"as of {written(scope.day)}"]
    said = "; ".join(part for part in parts if part) + "."
    return said if least is None else f"{said} {HIDDEN.format(least)}"


def followed(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """What followed a book, as its table and CSV have it: counts, shares in percent and their intervals."""
    found = {by: table[by], "books": table["books"], "readers": table["readers"]}
    for name in FOLLOWS:
        found[ENDS[name]] = table[name]
        for part, called in (("share", "%"), ("low", "95 % from"), ("high", "95 % to")):
            found[f"{ENDS[name]}: {called}"] = (100 * table[f"{name}_{part}"]).round(2)
    return pd.DataFrame(found)


def says_followed(table: pd.DataFrame, scope: Scope, by: str, what: str, least: int | None) -> str:
    """The line under a chart of what followed."""
    n, x = int(table["books"].sum()), int(table[what].sum())
    said = (
        f"{x:,} of {n:,} books, dictionaries and study packs mailed until {written(program_numbers.year_before(scope.day))} were "
        f"followed within a year by {ENDS[what]}; by {by}"
    )
    said = f"{said}, {about(scope)}; line: 95 % interval of Wilson; as of {written(scope.day)}."
    return said if least is None else f"{said} {HIDDEN.format(least)}"


def in_short(found: Share, what: str = "reviews") -> str:
    """Within a year 12 of 300 books were followed by a review of it: 4 % (95 % interval 2 to 7 %)."""
    if not found.n:
        return "No book is old enough to say what followed."
    said = f"{percent(found.share)} (95 % interval {percent(found.low)} to {percent(found.high)})"
    were = "book was" if found.n == 1 else "books were"
    return f"Within a year {found.x:,} of {found.n:,} {were} followed by {ENDS[what]}: {said}."


def percent(share: float) -> str:
    """A share in words, with enough digits that a rare thing is not nothing."""
    return words.percent(share, 2 if 0 < share < 0.001 else 0)


def replies(table: pd.DataFrame) -> pd.DataFrame:
    """What waits for us, as its table and CSV have it."""
    return table[["what", "waiting", "late", "oldest_on", "done", "half_within"]].rename(
        columns={
            "what": "what readers sent", "oldest_on": "oldest of", "done": "answered in the time",
            "half_within": "half within days",
        }
    )  # fmt: skip


def says_replies(con: Connection, table: pd.DataFrame, scope: Scope) -> str:
    """What is late of it, and what late means."""
    n, late = int(table["waiting"].sum()), int(table["late"].sum())
    days = settings.load(con).overdue_days
    return (
        f"{n:,} {plural(n, 'thing')} from readers {'waits' if n == 1 else 'wait'} for an answer, {late:,} of them too long. "
        f"Late is: a request after {days} days; a contribution neither answered nor published after "
        f"{contribution_lists.LATE_DAYS} (but for art and stamps, and what is not used); a study group’s answer after the "
        f"day its reply was due. What waits is counted whenever it came; as of {written(scope.day)}."
    )


def about(scope: Scope) -> str:
    """What was chosen; a time is of all that happened, not of mail alone."""
    return scope.words.replace("mailed in all years", "all years").replace("mailed ", "from ")

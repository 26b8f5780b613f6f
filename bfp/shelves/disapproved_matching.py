"""Which of our titles a disapproved publication may be: proposed by likeness, for a person to confirm."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bfp.base import dates, db
from bfp.base.db import Connection
from bfp.finding.title_finder import key, numbers, short_key

PROPOSED = 82.0  # less alike than this is not worth a look
AT_ONCE = 1_000  # publications compared with all titles in one go: what fits the cache
CLASH = 55  # authors less alike than this are two people
EDITION = re.compile(
    r"[\s.,;:(]+(?:(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|revised|new|updated|expanded|deluxe|anniversary)"
    r"[\s&,]+)+ed(?:ition|\.)?\b[).]*",
    re.IGNORECASE,
)
LIST_BREAK = re.compile(r"\.\s+(?=\S)")

# What tells one issue of a periodical, or one volume, from another.
_MONTH, _SEASON = rf"(?:{'|'.join(dates.MONTHS)})[a-z]*\.?", r"(?:spring|summer|fall|autumn|winter)"
_WHEN = re.compile(
    rf"\b(?P<year>(?:19|20)\d\d)\s*/\s*(?P<part>\d{{1,2}}|{_SEASON})\b"
    rf"|\b(?P<word>{_MONTH}|{_SEASON})(?:\s+\d{{1,2}},)?\s*,?\s*(?P<of>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_VOLUME = re.compile(r"\bvol(?:ume)?\b[.\s]*(?P<n>\d+|[ivxl]+)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\b(?:no|issue|number)\b[.\s]*|#\s*)(?P<n>\d+)\b", re.IGNORECASE)
_LAST = re.compile(r"[\s,#]+(?P<n>\d{1,4})$")


@dataclass(frozen=True)
class Form:
    """A name and author as they are compared."""

    whole: str
    short: str
    author: str
    all_numbers: tuple[str, ...]
    short_numbers: tuple[str, ...]
    issue: tuple[tuple[str, str], ...]  # (volume, 2), (number, 5), (year, 2018), (part, 1)


@lru_cache(maxsize=50_000)
def form(name: str, author: str, listed: bool = False, periodical: bool = False) -> Form:
    """`listed`: lists set a subtitle off with a period, "ART OF LOVING. 2ND EDITION"."""
    name = EDITION.sub(" ", f" {name}").strip()
    issue, bare = _issue(name, periodical)
    if issue:
        return Form(key(name), key(bare), key(author), numbers(name), (), issue)
    head = LIST_BREAK.split(name, maxsplit=1)[0] if listed else name
    short = short_key(head if len(head) > 3 else name)  # "DR. KING": a period after a few letters ends no title
    return Form(key(name), short, key(author), numbers(name), numbers(short), ())


def _issue(name: str, periodical: bool) -> tuple[tuple[tuple[str, str], ...], str]:
    """Volume, number, year and month or season as far as the name says them, and the name without them."""
    said: dict[str, str] = {}
    begins = len(name)
    for what, pattern in (("volume", _VOLUME), ("number", _NUMBER), ("when", _WHEN)):
        found = pattern.search(name)
        if not found:
            continue
        begins = min(begins, found.start())
        if what == "when":
            part = (found["part"] or found["word"]).lower()
            if part[:3] in dates.MONTHS:
                part = str(dates.MONTHS.index(part[:3]) + 1)
            said |= {"year": found["year"] or found["of"], "part": part.lstrip("0").replace("autumn", "fall")}
        else:
            said[what] = found["n"].lower().lstrip("0")
    last = _LAST.search(name) if periodical and not said else None
    if last:
        begins, said["number"] = last.start(), last["n"].lstrip("0")
    bare = name[:begins].strip(" .,;:([-\u2013\u2014")
    return (tuple(said.items()), bare) if bare else ((), name)


def likeness(listed: Form, title: Form) -> float:
    """How surely (0 to 100) a listed publication is a title of ours."""
    if listed.issue or title.issue:
        one, other = dict(listed.issue), dict(title.issue)
        shared = one.keys() & other.keys()
        # A year or a volume alone is in many issues; a title without any number is no issue.
        if (not shared & {"number", "part"} and shared != {"volume"}) or any(one[what] != other[what] for what in shared):
            return 0.0
        return round(fuzz.ratio(listed.short, title.short), 1)
    if listed.short_numbers != title.short_numbers:
        return 0.0
    if listed.all_numbers and title.all_numbers and listed.all_numbers != title.all_numbers:
        return 0.0
    whole, short = fuzz.ratio(listed.whole, title.whole), fuzz.ratio(listed.short, title.short)
    both_longer = listed.whole != listed.short and title.whole != title.short
    names = max(whole, short - (8 if both_longer and whole < 70 else 1 if whole < short else 0))
    words = len(title.short.split())
    if len(title.short) < 3 or (names < 99 and (words == 1 or len(title.short) < 8)):
        return 0.0  # one letter makes another word of a short name
    if listed.author and title.author:
        if fuzz.token_set_ratio(listed.author, title.author) < CLASH:
            names -= 12 if words >= 4 else 30
    else:
        names -= 4 if words > 1 else 12
    return round(max(names, 0.0), 1)


def compare(listed: dict[int, Form], titles: dict[int, Form]) -> pd.DataFrame:
    """Every pair alike enough to be looked at, by their ids: disapproved_id, title_id, likeness."""
    entries, ours = list(listed.items()), list(titles.items())
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        pairs: set[tuple[int, int]] = set()
        for what in ("whole", "short"):
            alike = cdist(
                [getattr(one, what) for _, one in some], [getattr(one, what) for _, one in ours],
                scorer=fuzz.ratio, score_cutoff=PROPOSED, dtype=np.uint8,
            )  # fmt: skip
            pairs.update(zip(*(axis.tolist() for axis in np.nonzero(alike)), strict=True))
        for at, other in pairs:
            score = likeness(some[at][1], ours[other][1])
            if score >= PROPOSED:
                found.append((some[at][0], ours[other][0], score))
    return pd.DataFrame(found, columns=["disapproved_id", "title_id", "likeness"]).sort_values(["disapproved_id", "title_id"])


def propose(con: Connection, title_ids: list[int] | None = None, entry_ids: list[int] | None = None) -> int:
    """Put what these titles may be (or all), or these publications (or all), before a person; says how many pairs are new.

    A title only approved is nobody's trouble: an approval is proposed where the same list also has a disapproval of it.
    """
    sql = """
        select id, list_id, name, author, decision from disapproved
        where decision <> 'other' and ($ids::integer[] is null or list_contains($ids::integer[], id))
        order by id
    """
    entries = db.rows(con, sql, ids=entry_ids)
    if not entries:
        return 0
    sql = """
        select id, name, author, kind from title
        where kind <> 'letter' and ($ids::integer[] is null or list_contains($ids::integer[], id))
        order by id
    """
    titles = db.rows(con, sql, ids=title_ids)
    pairs = compare(
        {row["id"]: form(row["name"], row["author"], listed=True) for row in entries},
        {row["id"]: form(row["name"], row["author"], periodical=row["kind"].endswith("issue")) for row in titles},
    )
    if pairs.empty:
        return 0
    con.execute("create temporary table staged_match (disapproved_id integer, title_id integer, likeness double)")
    db.insert(con, "staged_match", pairs)
    sql = """
        insert into disapproved_match (disapproved_id, title_id, likeness)
        with seen as (
            select staged.disapproved_id, staged.title_id from staged_match as staged
            union
            select disapproved_id, title_id from disapproved_match
        ),
        troubled as (
            select distinct seen.title_id, disapproved.list_id
            from seen join disapproved on disapproved.id = seen.disapproved_id
            where disapproved.decision = 'disapproved'
        )
        select staged.disapproved_id, staged.title_id, staged.likeness
        from staged_match as staged
        join disapproved on disapproved.id = staged.disapproved_id
        join troubled on troubled.title_id = staged.title_id and troubled.list_id = disapproved.list_id
        left join disapproved_match as known
            on known.disapproved_id = staged.disapproved_id and known.title_id = staged.title_id
        where known.title_id is null
        order by staged.disapproved_id, staged.title_id
        returning title_id
    """
    new = len(db.rows(con, sql))
    con.execute("drop table staged_match")
    return new

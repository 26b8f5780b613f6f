"""One row of a list of disapproved publications: what it says, read without asking what is on file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from bfp.base import dates, importing, states
from bfp.base.errors import Invalid
from bfp.base.tables.columns import cell
from bfp.base.tables.days import MONTH_FIRST, Days
from bfp.finding.title_finder import key

# The fields, with the words that the first line of a file may use for them.
COLUMNS = {
    "name": ("title", "publication title", "name", "publication", "title of publication", "book title"),
    "author": ("author", "authors", "by", "author s", "author publisher", "publisher"),
    "kind": ("publication type", "kind", "type", "format", "type of publication"),
    "decision": ("decision", "status", "disposition", "action", "determination", "outcome", "result"),
    "decided_on": ("decision date", "date of decision", "decided on", "date", "review date", "date reviewed", "meeting date"),
    "reason_code": ("reason code", "reason codes", "code", "codes", "rule", "criteria"),
    "reason_text": ("reason text", "reason", "reasons", "rejection reason", "unit deny reason", "explanation", "comments"),
    "reason_more": (
        "drc deny reason", "committee reason", "review reason", "other reason", "second reason", "rejection language",
        "mail package rejection language", "deny reason",
    ),
    "issue": ("issue", "issue number", "issue no", "volume"),
    "state": ("state", "st", "jurisdiction"),
    "scope": ("scope", "facility", "applies to", "institution", "unit"),
}  # fmt: skip
NEEDED = ("name",)
LONGEST = 500
STATEWIDE = "statewide"

_AGAINST = frozenset(
    ("rejected", "reject", "disapproved", "disapprove", "denied", "deny", "banned", "ban", "prohibited", "excluded", "disallowed",
     "refused", "unauthorized", "censored", "contraband")
)  # fmt: skip
_FOR = frozenset(("approved", "approve", "allowed", "allow", "permitted", "accepted", "admitted", "overturned"))
# What reviewers write behind a title or an author: "Robert Greene. Previously approved 2006/08/15. Now rejected".
_REMARK = re.compile(
    r"[\s.,;]*\(?\s*(?:"
    r"\b(?:previously|previsously|originally)\b(?=[^.]*(?:approved|rejected|denied|\d{4}/\d)).*"
    r"|(?<=[.;,(])\s*(?:now|still)\s+(?:approved|rejected)\b.*"
    r"|(?<=[.;,(])\s*(?:approved|rejected)\s+(?:on\s+)?\d{1,4}/\d.*"
    r"|(?<=[.;,(])\s*publisher appeal\b.*"
    r")$",
    re.IGNORECASE,
)


@dataclass
class Row(importing.Row):
    """A decision on a publication, and what importing it would do."""

    SHOWN = ("name", "state", "decision")
    state: str = ""
    entry_id: int = 0  # once it is on file

    @property
    def same(self) -> tuple[str, str]:
        """What makes two rows decisions on one publication: the list, and its title with its author."""
        return self.state, self.values["key"]


@dataclass(frozen=True)
class Reading:
    """How the rows of one list are read: whose it is, on which day, how it writes days, what its words for decisions mean."""

    state: str
    today: date
    days: Days = MONTH_FIRST
    meanings: Mapping[str, str] = field(default_factory=dict)  # by the words, lower case


def unclear(values: Iterable[str]) -> list[str]:
    """The decisions in a column that are neither plainly approvals nor disapprovals."""
    said = dict.fromkeys(filter(None, map(cell, values)))
    return [text for text in said if _decided(text) == "other"]


def read(raw: dict[str, Any], used: dict[str, str], how: Reading) -> Row:
    """What a row says; one that can't be taken is rejected with the reason."""
    row = Row(int(raw["_row"]), {name: text for name, text in raw.items() if name != "_row"})
    said = {name: cell(_one_line(raw[column])) for name, column in used.items()}
    row.values["name"] = said["name"]
    try:
        _take(row, said, how)
    except Invalid as refused:
        row.what, row.why = "rejected", str(refused)
    return row


def _take(row: Row, said: dict[str, str], how: Reading) -> None:
    state = how.state
    if not said["name"]:
        raise Invalid("the row has no title")
    if len(said["name"]) > LONGEST:
        raise Invalid(f"the title is {len(said['name'])} signs long; {LONGEST} is the most")
    if "state" in said and not said["state"] and not state:
        raise Invalid("the row says no state")
    row.state = states.code(said.get("state")) or (state if not said.get("state") else "")
    if not row.state:
        raise Invalid(f"“{said['state']}” is no state")
    decision, text = "disapproved", ""
    if "decision" in said:
        if not said["decision"]:
            raise Invalid("the row says no decision")
        text = said["decision"]
        decision = how.meanings.get(text.lower()) or _decided(text)
        if decision == "other":
            row.notes.append(f"“{text}” is neither an approval nor a disapproval: kept, counts as neither")
    name, about_name = without_remark(said["name"])
    issue = said.get("issue", "")
    if issue and issue.lower() not in name.lower():
        name = f"{name}, {issue if re.search(r'[a-z#]', issue, flags=re.I) else f'issue {issue}'}"
    author, about_author = without_remark(said.get("author", ""))
    remark = "; ".join(part for part in (about_name, about_author) if part)
    if remark:
        text = f"{text} ({remark})" if text else remark
        row.notes.append(f"read as a remark of the reviewers: {remark}")
    on, known = None, ""
    if said.get("decided_on"):
        try:
            on, known = _day(said["decided_on"], how)
        except NoDate as refused:
            row.notes.append(f"{refused}: left out")
    if known:
        text = f"{text} (dated {known})".strip()
        row.notes.append(f"of the day only {known} is known: counts as the earliest")
    elif on is None:
        row.notes.append("no day of decision: counts as the earliest")
    scope = said.get("scope", "") or STATEWIDE
    if scope.lower() in (STATEWIDE, "state", "all", "all facilities", "system-wide", "systemwide", "department"):
        scope = STATEWIDE
    else:
        row.notes.append(f"disapproved at {scope} only" if decision == "disapproved" else f"at {scope} only")
    reason = _reason(said.get("reason_code", ""), said.get("reason_text", ""), said.get("reason_more", ""))
    row.values = {
        "key": publication_key(name, author) + ("" if scope == STATEWIDE else f"|{key(scope)}"),
        "name": name, "author": author, "kind": said.get("kind", ""), "scope": scope, "decision": decision,
        "decision_text": text, "decided_on": on, "reason": reason,
    }  # fmt: skip


def publication_key(name: str, author: str) -> str:
    """One publication on one list, however its case, signs and leading article are written."""
    return f"{key(name) or name.casefold()}|{key(author)}"


@lru_cache(maxsize=20_000)
def without_remark(text: str) -> tuple[str, str]:
    """A title or author without what the reviewers wrote behind it, and what that was."""
    found = _REMARK.search(text)
    if not found or not found.start():
        return text, ""
    return text[: found.start()].rstrip(" .,;("), found.group().strip(" .,;()")


def _one_line(text: str) -> str:
    """A cell that was wrapped, as one line: a wrapped list of codes goes on with a comma."""
    return re.sub(r"(?<=\w)\s*[\r\n]+\s*(?=\d{1,2}[A-Z]\b)", ",", text)


@lru_cache(maxsize=1_000)
def _decided(text: str) -> str:
    words = key(text).split()
    if set(words) & _AGAINST or ("not" in words and set(words) & _FOR):
        return "disapproved"
    return "approved" if set(words) & _FOR else "other"


class NoDate(Invalid):
    """A cell that should be a date and is none: it is left out."""


@lru_cache(maxsize=10_000)
def _read_day(text: str, days: Days) -> tuple[date | None, str]:
    try:
        return days.read(text)
    except Invalid as refused:
        raise NoDate(str(refused)) from refused


def _day(text: str, how: Reading) -> tuple[date | None, str]:
    on, known = _read_day(text, how.days)
    if on and on > how.today:
        raise Invalid(f"the decision is dated {dates.written(on)}, which has not come yet")
    return on, known


def _reason(code: str, *texts: str) -> str:
    text = "; ".join(dict.fromkeys(filter(None, texts)))
    return f"{code} - {text}" if code and text and code != text else code or text

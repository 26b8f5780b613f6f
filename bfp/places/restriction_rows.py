"""One row of somebody's list of restrictions, read into a place and a rule; which facility it is comes later."""

import re
from dataclasses import dataclass, field
from typing import Any

from bfp.base import importing, states
from bfp.base.errors import Invalid
from bfp.base.tables.columns import cell
from bfp.base.tables.sheets import Sheet
from bfp.places import facility_cleaning, restrictions
from bfp.places.facility_matching import Match
from bfp.places.restriction_words import says
from bfp.places.restrictions import FLAGS

COLUMNS = {
    "name": ("facility name", "name", "facility", "institution", "prison"),
    "state": ("state", "st", "state code"),
    "city": ("city", "town"),
    "max_items": ("num max books", "max books", "max items", "number of books", "at most", "limit", "max", "book limit"),
    "accepts": ("accept books", "accepts books", "books accepted", "books allowed", "books", "accepts"),
    "paperback_only": ("only paperback", "paperback only", "paperbacks only"),
    "no_hardcover": ("no hardcover", "no hardcovers"),
    "hardcover_okay": (
        "hardcover okay",
        "hardcover ok",
        "hardcovers allowed",
        "hardcover",
        "hardcovers",
        "hardback",
        "hardbacks",
    ),
    "new_only": ("condition new", "new only", "new books only"),
    "used_okay": (
        "condition good used okay",
        "used okay",
        "used books okay",
        "used",
        "used books",
        "new used",
        "new or used",
        "condition",
    ),
    "prior_approval": ("needs prior approval", "prior approval", "approval needed"),
    "approved_vendors_only": ("approved vendors only", "approved vendors", "vendors only", "vendor", "vendors"),
    "invoice_needed": ("invoice needed", "invoice"),
    "refuses_all": ("refuses all", "no books"),
    "bundle": ("bundle",),
}
TEXTS = (
    "primary restriction",
    "other requirement",
    "restriction",
    "restrictions",
    "requirement",
    "requirements",
    "rules",
    "rule",
    "text",
    "notes",
    "comment",
    "remark",
)
NEEDED = ("name", "state")
_ASKED = tuple(name for name in COLUMNS if name not in ("name", "state", "city"))
NO_LIMIT = 1000  # a greater number of books, such as 9999, is no limit
_SAYS = {
    "approved_vendors_only": r"publishers? only|(from|by) (the )?publisher|approved (vendor|sender)|vendors? only|amazon",
    "invoice_needed": r"invoice|receipt",
    "prior_approval": r"prior approval|pre-?approv",
    "new_only": r"\bnew (books? |copies )?only|\bonly new\b|must be (brand )?new\b|brand[- ]new",
    "paperback_only": r"(paper|soft)[ -]?(backs?|covers?|bounds?) (books? )?only|only (paper|soft)[ -]?(backs?|covers?|bounds?)",
    "refuses_all": r"^no books( (at all|allowed|accepted))?$|^no\b.*\btablets? only|(doesn.t|(does|will) not) accept books$",
}
_OTHER_THINGS = (
    r"(?!\s*(?:lbs?|pounds?|oz|ounces?|in\b|inch|pages?|x|\"|”|%|\.?\d|days?|weeks?|months?|years?|minutes?"
    r"|letters?|photos?|pictures?|envelopes?|sheets?|stamps?|cards?))"
)
_MOST = re.compile(
    rf"(?:\bmax(?:imum)?(?: of)?:?|\bup to|\bat most|\blimit(?:ed)?(?: of| to)?:?|\bno(?:t)? more than|\bonly)\s*(\d{{1,3}})\b"
    rf"{_OTHER_THINGS}"
    r"|\b(\d{1,3})\s*(?:books?|items?|publications?|titles?)?\s*"
    r"(?:per|each|every|a (?=day|week|month|year|time|parcel|package)|at a time|max(?:imum)?|or (?:less|fewer)|limit)\b",
    re.I,
)
_YES = frozenset(("true", "yes", "y", "x", "1", "t", "ok", "okay", "allowed"))
_NO = frozenset(("false", "no", "n", "0", "f", "not allowed"))
# Words that bound nothing, in a column that asks what is allowed.
_FREE = re.compile(
    r"any|either|both|all|accepts?( limited| all| any)?( books)?|no limits?( on books)?|unlimited|no restrictions?|no rules?"
    r"|used( books)?( are)? (ok|okay|allowed)|new( and| or|/| & )\s?used|used( and| or|/| & )\s?new|used"
    r"|(doesn.t|does not) accept books",  # the flag says it
    re.I,
)
_DENIED = (
    ("paperback_only", "hardcover_okay", "paperback only and hardcover okay"),
    ("no_hardcover", "hardcover_okay", "no hardcover and hardcover okay"),
    ("new_only", "used_okay", "new only and used okay"),
)


@dataclass
class Row(importing.Row):
    """A rule, the facility it is for, and what importing it would do."""

    SHOWN = ("name", "state", "rule", "facility")
    name: str = ""
    state: str = ""
    city: str = ""
    rule: dict[str, Any] = field(default_factory=dict)  # flags, limits, text
    match: Match | None = None
    facility_id: int | None = None
    facility: str = ""
    chosen: bool = False  # a person said which facility it is
    adds: bool = False  # its facility is put into the directory
    replaces: int = 0  # the restriction it takes the place of

    def shown(self) -> tuple[str, ...]:
        name = self.name or next(iter(self.raw.values()), "")
        return name, self.state, restrictions.rule(self.rule) if self.rule else "", self.facility

    @property
    def doubtful(self) -> bool:
        return self.match is not None and self.match.sure is None and bool(self.match.candidates)


def texts(columns: list[str]) -> list[str]:
    """The columns that hold a rule in words."""
    return [
        name for name in columns if re.sub(r"[^a-z ]+", " ", name.lower()).strip() in TEXTS or name.lower().startswith(TEXTS[:2])
    ]


def read_rows(sheet: Sheet, columns: dict[str, str | None], text_columns: list[str]) -> list[Row]:
    """Every row as a rule about a place, before anybody asks which facility it is."""
    missing = [name for name in NEEDED if not columns.get(name)]
    if missing:
        raise Invalid(f"Say which column holds the {' and the '.join(missing)}.", missing[0])
    used = {name: column for name, column in columns.items() if column}
    return [_read(raw, used, text_columns) for raw in sheet.rows.to_dict("records")]


def _read(raw: dict[str, Any], used: dict[str, str], text_columns: list[str]) -> Row:
    row = Row(int(raw.pop("_row")), raw)
    said = {name: cell(raw[column]) for name, column in used.items()}
    row.name, row.city = said["name"], said.get("city", "")
    state = states.code(said["state"])
    row.state = state or ""
    if facility_cleaning.is_statewide(row.name):
        return row.reject("the row is about the whole state, not a facility: add it as a rule of the system")
    if not row.name or state is None:
        row.what = "rejected"
        row.why = (
            f"“{said['state']}” is no state"
            if row.name and said["state"]
            else f"the row has no {'state' if row.name else 'name'}"
        )
        return row
    yes = {name: said.get(name, "").lower() in _YES for name in COLUMNS}
    number = re.sub(r"\.0+$", "", said.get("max_items", ""))
    most = int(number) if re.fullmatch(r"[0-9]{1,6}", number) else None
    accepts = said.get("accepts", "").lower()
    refuses = (
        yes["refuses_all"] or most == 0 or bool(re.match(r"(doesn|does not|no\b(?! (limit|restriction|rule))|refuse)", accepts))
    )
    words = [said[name] for name in _ASKED if _in_words(said.get(name, ""))]
    text = _text([*words, *(cell(raw[column]) for column in text_columns)])
    row.notes += [f"kept in words: {word}" for word in words]
    row.rule = {
        "refuses_all": refuses,
        "max_items": most if most and most < NO_LIMIT else None,
        "max_weight_oz": None,
        "max_size": "",
        **{flag: yes[flag] for flag in FLAGS if flag != "refuses_all"},
        "text": text,
    }
    # What a person wrote, not the FALSE of a program that asked everybody: "Hardcover? No" is a rule.
    for okay, flag in (("hardcover_okay", "no_hardcover"), ("used_okay", "new_only")):
        if said.get(okay, "").lower() in ("no", "n", "not allowed") or (
            okay == "used_okay" and said.get(okay, "").lower() == "new"
        ):
            row.rule[flag] = True
    row.rule |= says(text)
    for flag, okay, both in _DENIED:
        if row.rule[flag] and yes[okay]:
            row.rule[flag] = False
            row.notes.append(f"the file says both {both}: neither taken")
    if yes["bundle"]:
        row.rule["text"] = "; ".join(part for part in (text, "bundle") if part)
    for flag, pattern in _SAYS.items():
        if any(re.search(pattern, part, flags=re.I) for part in text.split("; ")) and not re.search(
            rf"\b(no|not) ({pattern})", text, flags=re.I
        ):
            row.rule[flag] = True
    limits = [int(found[1] or found[2]) for found in _MOST.finditer(text)]
    if limits and not row.rule["max_items"] and 0 < min(limits) < NO_LIMIT:
        row.rule["max_items"] = min(limits)
    return row


def _in_words(text: str) -> bool:
    """Whether a cell says more than yes or no or how many, and so is kept as it stands."""
    plain = text.lower() in _YES | _NO or re.fullmatch(r"[0-9.,]+", text) or _FREE.fullmatch(text)
    return bool(text) and not plain


def _text(parts: list[str]) -> str:
    """The free texts of a row, each said once."""
    kept: list[str] = []
    for part in (part.strip(" .;,") for part in parts):
        if part and not any(part.lower() in other.lower() for other in kept):
            kept = [other for other in kept if other.lower() not in part.lower()] + [part]
    return "; ".join(kept)

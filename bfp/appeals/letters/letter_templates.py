"""The templates of letters of appeal, one to a kind: the given one, or the program's own edited in a word processor."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bfp.appeals.letters import given_letters
from bfp.appeals.letters.letter_fields import ALLOWED
from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, NotFound
from bfp.documents import docx_filling

TO_CHECK = "To be checked by the program’s lawyers: the given texts are a beginning, and nobody who knows the law has read them."


@dataclass(frozen=True)
class Kind:
    """A kind of letter: what it is called, what it is for, and who gets it if no rule says (roles, the first on file)."""

    title: str
    says: str
    roles: tuple[str, ...]
    by_rule: bool = True  # goes to whom the rule of appeal names


KINDS = {
    "no notice": Kind(
        "No notice received", "It was stopped, and nobody told us.", ("warden", "mail room", "headquarters"), by_rule=False
    ),
    "missing mail": Kind(
        "Missing mail", "It did not arrive, and did not come back.", ("mail room", "warden", "headquarters"), by_rule=False
    ),
    "content": Kind(
        "Content, page by page", "It was refused for what it says.", ("review committee", "warden", "headquarters")
    ),
    "rule": Kind(
        "Rule-based", "Refused as used, from no approved vendor, too many copies and the like.",
        ("review committee", "warden", "mail room", "headquarters"),
    ),
    "follow-up": Kind("Follow-up", "Nobody has answered.", ("review committee", "warden", "headquarters")),
    "pattern": Kind(
        "Pattern letter to headquarters", "The same at several facilities.",
        ("headquarters", "general counsel", "review committee"),
        by_rule=False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """The template of a kind that is in force."""

    kind: str
    content: bytes
    edited_on: date | None  # None: the given one
    edited_by: str

    @property
    def origin(self) -> str:
        """the given one; the program's own, 3 Mar 2026 by Ada."""
        if self.edited_on is None:
            return "the given one"
        return f"the program's own, {dates.written(self.edited_on)}" + (f" by {self.edited_by}" if self.edited_by else "")

    @property
    def file_name(self) -> str:
        return f"template-{self.kind.replace(' ', '-')}.docx"


def known(kind: str) -> Kind:
    """What there is to know of a kind; raises NotFound."""
    if kind not in KINDS:
        raise NotFound(f"There is no letter called {kind!r}. There are: {', '.join(KINDS)}.")
    return KINDS[kind]


def in_force(con: Connection, kind: str) -> Template:
    """The program's own template of this kind, or the given one."""
    known(kind)
    own = db.row(con, "select content, edited_on, edited_by from letter_template where kind = $kind", kind=kind)
    if own is None:
        return Template(kind, given_letters.docx(kind), None, "")
    return Template(kind, bytes(own["content"]), own["edited_on"], own["edited_by"])


def origins(con: Connection) -> dict[str, str]:
    """Whether each kind has the program's own template: kind -> said."""
    rows = db.rows(con, "select kind, edited_on, edited_by from letter_template")
    own = {row["kind"]: Template(**row, content=b"").origin for row in rows}
    return {kind: own.get(kind, "the given one") for kind in KINDS}


def check(content: bytes, name: str = "The file") -> None:
    """That a file can be a template; raises Invalid with the sentence that says what to mend. Takes a moment: ahead of a save."""
    docx_filling.check(content, ALLOWED, name)


def save(con: Connection, kind: str, content: bytes, name: str, on: date) -> None:
    """Keep the program's own template of a kind, checked; letters that were made stay as they are."""
    before = in_force(con, kind)
    check(content, name)
    if content == before.content:
        raise Conflict("This is the template in force, unchanged. Edit it, save it, and choose it again.")
    sql = """
        insert into letter_template (kind, content, edited_on, edited_by) values ($kind, $content, $on, $by)
        on conflict (kind) do update set content = excluded.content, edited_on = excluded.edited_on,
            edited_by = excluded.edited_by
    """
    con.execute(sql, {"kind": kind, "content": content, "on": on, "by": con.by})
    told = f"{name}, {len(content):,} bytes"
    history.record(con, "letter template", list(KINDS).index(kind), "changed", {kind: (before.origin, told)})


def restore(con: Connection, kind: str) -> None:
    """Go back to the given template; the program's own is gone (download it first to keep it)."""
    before = in_force(con, kind)
    if before.edited_on is None:
        raise Conflict("The given one is in force already.")
    con.execute("delete from letter_template where kind = $kind", {"kind": kind})
    history.record(con, "letter template", list(KINDS).index(kind), "changed", {kind: (before.origin, "the given one")})


def filled(template: Template, values: dict[str, Any], title: str, author: str, on: date) -> bytes:
    """A letter from a template and the values of its fields."""
    return docx_filling.filled(template.content, values, title, author, on)

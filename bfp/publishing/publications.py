"""Public pages: one of an incident, one of a facility. Nothing is public until somebody says so, and history says who.

What is kept is the page as it was published; the record may change, the page doesn't. A page published anew takes the place of
the one before.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from bfp.base import db, history
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.publishing import publication_html, publication_pages, publication_search
from bfp.publishing.publication_search import Choices, Found

ENTITIES = ("incident", "facility")
PAGE = 25
ANEW = "published anew"
__all__ = ["Choices", "Found"]


@dataclass(frozen=True)
class Preview:
    """Just what would be published now, what was found in it, and what still stands in the way."""

    html: str
    title: str
    found: tuple[Found, ...]
    in_the_way: tuple[str, ...]

    @property
    def ready(self) -> bool:
        return not self.in_the_way


@dataclass(frozen=True)
class Publication:
    """A page as it was published."""

    id: int
    entity: str
    entity_id: int
    title: str
    html: str
    published_on: date
    published_by: str
    withdrawn_on: date | None
    withdraw_reason: str


def preview(con: Connection, entity: str, entity_id: int, today: date, choices: Choices = Choices()) -> Preview:
    """The page of an incident or a facility as it would be published; raises Conflict for one that can't be (voided)."""
    made = _made(con, entity, entity_id, today, choices)
    html = publication_html.as_html(made.page)
    way = list(made.in_the_way)
    if open_still := len({one.key for one in made.found if one.decision == "open"}):
        way.append(f"{open_still} found that may name somebody: replace or leave {'each' if open_still > 1 else 'it'}.")
    left = frozenset(one.key for one in made.found if one.decision == "leave")
    for number in publication_html.linked(html):
        left |= left_as_written(con, number)
    read = publication_html.read(html)
    places = (made.page.place, read.facts.get("System", ""))
    if sentence := publication_search.still_there(read.said, read.words, places, made.around, left):
        way.append(f"Not published: {sentence}. Add the words under “Also replace”, or correct the record.")
    return Preview(html, made.page.title, made.found, tuple(way))


def _made(con: Connection, entity: str, entity_id: int, today: date, choices: Choices) -> publication_pages.Made:
    if entity not in ENTITIES:
        raise Invalid(f"A public page is of an {' or a '.join(ENTITIES)}: not of {entity!r}.")
    pages = {"incident": publication_pages.incident, "facility": publication_pages.facility}
    return pages[entity](con, entity_id, today, choices)


def publish(con: Connection, entity: str, entity_id: int, seen: str, today: date, choices: Choices = Choices()) -> int:
    """Keep the page that a person saw as published; gives its number.

    Raises Conflict if the page would be another now, or if something stands in its way.
    """
    if not con.by.strip():
        raise Invalid("Write your name first: a page is published by a person.", "volunteer")
    now = preview(con, entity, entity_id, today, choices)
    if now.in_the_way:
        raise Conflict(now.in_the_way[0])
    if now.html != seen:
        raise Conflict("The record was changed since you looked at the page. Look at it once more.")
    entity_id = _kept_id(con, entity, entity_id)
    before = standing_of(con, entity, entity_id)
    if before is not None:
        _end(con, before, ANEW, today)
    sql = """
        insert into publication (entity, entity_id, title, html, published_on, published_by, left_as_written)
        values ($entity, $entity_id, $title, $html, $today, $by, $left::varchar[])
        returning id
    """
    about = {"entity": entity, "entity_id": entity_id, "title": now.title}
    left = list(dict.fromkeys(one.key for one in now.found if one.decision == "leave"))
    number = db.value(con, sql, **about, html=now.html, today=today, by=con.by, left=left)
    told = {name: len({one.key for one in now.found if one.decision == name}) for name in ("replace", "leave")}
    said = {
        "page": ("", f"{entity} {entity_id}"), "title": ("", now.title), "replaced": ("", told["replace"]),
        "left_as_written": ("", " · ".join(left)),
    }  # fmt: skip
    line = history.record(con, "publication", number, "added", {name: change for name, change in said.items() if change[1]})
    con.execute("update publication set history_id = $line where id = $id", {"line": line, "id": number})
    return number


def _kept_id(con: Connection, entity: str, entity_id: int) -> int:
    """A merged facility is published as the one it was merged into."""
    if entity != "facility":
        return entity_id
    return db.value(con, "select coalesce(merged_into, id) from facility where id = $id", id=entity_id)


def withdraw(con: Connection, publication_id: int, reason: str, today: date) -> None:
    """Take a page back, with the reason; what had been published stays on file and leaves no more."""
    before, reason = get(con, publication_id), " ".join(reason.split())
    if before.withdrawn_on is not None:
        raise Conflict(f"It was withdrawn on {written(before.withdrawn_on)} already.")
    if not reason:
        raise Invalid("Say why it is withdrawn: the reason is kept.", "withdraw_reason")
    _end(con, before, reason, today)


def _end(con: Connection, before: Publication, reason: str, today: date) -> None:
    sql = "update publication set withdrawn_on = $today, withdraw_reason = $reason where id = $id"
    con.execute(sql, {"today": today, "reason": reason, "id": before.id})
    history.record(con, "publication", before.id, "voided", {"withdrawn_on": (None, today)}, reason)


def get(con: Connection, publication_id: int) -> Publication:
    """One public page, also a withdrawn one; raises NotFound."""
    sql = """
        select id, entity, entity_id, title, html, published_on, published_by, withdrawn_on, withdraw_reason
        from publication where id = $id and entity in ('incident', 'facility')
    """
    found = db.row(con, sql, id=publication_id)
    if found is None:
        raise NotFound(f"There is no public page number {publication_id}.")
    return Publication(**found)


def standing_of(con: Connection, entity: str, entity_id: int) -> Publication | None:
    """The page of an incident or a facility that is public, if one is."""
    sql = """
        select max(id) from publication
        where entity = $entity and entity_id = $entity_id and withdrawn_on is null
    """
    number = db.value(con, sql, entity=entity, entity_id=entity_id)
    return None if number is None else get(con, number)


def left_as_written(con: Connection, publication_id: int) -> frozenset[str]:
    """The words that a person left when the page was published: kept, and public, with it."""
    return frozenset(db.value(con, "select left_as_written from publication where id = $id", id=publication_id) or ())


def changed_since(con: Connection, publication_id: int) -> int:
    """How often an incident or its appeals were saved after its page was published."""
    page = db.row(con, "select entity, entity_id, history_id from publication where id = $id", id=publication_id)
    if page is None or page["history_id"] is None:
        return 0
    appeals = "select appeal_id from appeal_incident where incident_id = $id"
    about = {page["entity"]: [page["entity_id"]]}
    if page["entity"] == "incident":
        about["appeal"] = [row["appeal_id"] for row in db.rows(con, appeals, id=page["entity_id"])]
    return sum(history.many_since(con, entity, ids, page["history_id"]) for entity, ids in about.items())


# ---- lists ------------------------------------------------------------------------------------


def listing(con: Connection, withdrawn: bool = False, limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """The public pages, the latest first, and how many; with `withdrawn` those taken back.

    Columns: id, entity, entity_id, title, published_on, published_by, withdrawn_on, withdraw_reason.
    """
    sql = """
        select id, entity, entity_id, title, published_on, published_by, withdrawn_on, withdraw_reason,
            count(*) over () as matching
        from publication
        where entity in ('incident', 'facility') and (withdrawn_on is not null) = $withdrawn
        order by id desc
        limit $limit offset $offset
    """
    return _counted(db.frame(con, sql, withdrawn=withdrawn, limit=limit, offset=offset))


def could_be(con: Connection, text: str = "", limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """Incidents that are not public and were decided, or have a redacted copy; the latest decided first, and how many.

    Columns: id, title, facility, decision, decided_on, redacted (how many copies).
    """
    asked = {"text": text.strip(), "limit": limit, "offset": offset}
    return _counted(db.frame(con, db.question("publishable"), **asked))


def facilities(con: Connection, text: str = "", limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """Facilities with incidents, those with the most public ones first: id, facility, incidents, public, published_on."""
    asked = {"text": text.strip(), "limit": limit, "offset": offset}
    return _counted(db.frame(con, db.question("publishable_facilities"), **asked))


def _counted(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many

"""Documents kept with the database: scanned notices, letters as they were sent, and redacted copies beside them.

The bytes lie in the database, so that a backup has them; history keeps name, size and digest of each, never the bytes.
"""

from datetime import date
from typing import Any

import pandas as pd

from bfp.base import db, history, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.documents import document_reading
from bfp.documents.document_reading import KINDS, MIMES, SCANS, Scan

ENTITIES = {
    "incident": "incident",
    "appeal": "appeal",
    "appeal_action": "action of an appeal",
    "contribution": "contribution",
}
__all__ = ["KINDS", "MIMES", "SCANS", "Scan"]


def most_megabytes(con: Connection) -> int:
    """How large a document may be, as the program set it."""
    return max(settings.load(con).document_megabytes, 1)


def read(con: Connection, name: str, content: bytes, entity: str = "incident", redacts: int | None = None) -> Scan:
    """A file opened and found good, before anything is saved: a page does this ahead of its save, which then is short.

    A redacted copy comes back as pictures of its pages: nothing is left under the bars.
    """
    most = most_megabytes(con)
    scan = document_reading.read(name, content, most, KINDS if entity in ("appeal", "appeal_action") else SCANS)
    if redacts is None:
        return scan
    original = get(con, redacts)
    if original["redacts"] is not None:
        raise Invalid(f"{original['name']} is a redacted copy itself. Add this one beside the original.", "document")
    if scan.digest == original["digest"]:
        raise Invalid(f"{scan.name} is the very file it should redact: nothing in it is hidden.", "document")
    return document_reading.redacted(scan, most)


def add(con: Connection, entity: str, entity_id: int, name: str, content: bytes, today: date, redacts: int | None = None) -> int:
    """Keep a document with what it belongs to, checked by its content, size and pages; gives its number."""
    return keep(con, entity, entity_id, read(con, name, content, entity, redacts), today, redacts)


def keep(con: Connection, entity: str, entity_id: int, scan: Scan, today: date, redacts: int | None = None) -> int:
    """Keep what `read` found good. Raises Conflict if just this file is there already."""
    _belongs(con, entity, entity_id)
    sql = """
        select document.name from document
        join document_of on document_of.document_id = document.id
        where document_of.entity = $entity and document_of.entity_id = $entity_id and document.digest = $digest
            and document.voided_on is null
        order by document.id
    """
    there = db.value(con, sql, entity=entity, entity_id=entity_id, digest=scan.digest)
    if there is not None:
        raise Conflict(f"{scan.name} is here already, as {there}. Nothing was added.")
    if redacts is not None:
        _can_be_redacted(con, redacts, entity, entity_id)
    sql = """
        insert into document (name, kind, size, pages, digest, content, redacts, added_on, added_by)
        values ($name, $kind, $size, $pages, $digest, $content, $redacts, $today, $by)
        returning id
    """
    about = {"name": scan.name, "kind": scan.kind, "size": scan.size, "pages": scan.pages, "digest": scan.digest}
    document_id = db.value(con, sql, **about, content=scan.content, redacts=redacts, today=today, by=con.by)
    kept = {name: ("", value) for name, value in about.items()}
    if redacts is not None:
        kept["redacts"] = ("", f"document {redacts}")
    history.record(con, "document", document_id, "added", {**kept, "of": ("", f"{ENTITIES[entity]} {entity_id}")})
    _link(con, document_id, entity, entity_id, scan.name)
    return document_id


def also(con: Connection, document_id: int, entity: str, entity_id: int) -> None:
    """The same document belongs to another too (one notice for eight units); it is kept once."""
    document = get(con, document_id)
    _belongs(con, entity, entity_id)
    sql = "select 1 from document_of where document_id = $id and entity = $entity and entity_id = $entity_id"
    if db.value(con, sql, id=document_id, entity=entity, entity_id=entity_id):
        raise Conflict(f"{document['name']} is here already. Nothing was added.")
    _link(con, document_id, entity, entity_id, document["name"])


def _link(con: Connection, document_id: int, entity: str, entity_id: int, name: str) -> None:
    sql = "insert into document_of values ($document_id, $entity, $entity_id)"
    con.execute(sql, {"document_id": document_id, "entity": entity, "entity_id": entity_id})
    history.record(con, entity, entity_id, "changed", {"document": ("", f"{name} (document {document_id})")})


def _can_be_redacted(con: Connection, document_id: int, entity: str, entity_id: int) -> None:
    original = get(con, document_id)
    sql = "select 1 from document_of where document_id = $id and entity = $entity and entity_id = $entity_id"
    if not db.value(con, sql, id=document_id, entity=entity, entity_id=entity_id):
        raise Invalid(f"{original['name']} belongs to another {ENTITIES[entity]}. Choose the original of this one.", "document")


def _belongs(con: Connection, entity: str, entity_id: int) -> None:
    if entity not in ENTITIES:
        raise Invalid(f"A document belongs to an {', '.join(ENTITIES.values())}: not to {entity!r}.")
    sql = """
        select voided_on is not null as void from (
            select 'incident' as entity, id, voided_on from incident
            union all select 'appeal', id, voided_on from appeal
            union all select 'appeal_action', id, voided_on from appeal_action
            union all select 'contribution', id, voided_on from contribution
        ) as things
        where entity = $entity and id = $id
    """
    found = db.row(con, sql, entity=entity, id=entity_id)
    if found is None:
        raise NotFound(f"There is no {ENTITIES[entity]} number {entity_id}.")
    if found["void"]:
        raise Conflict(f"{ENTITIES[entity].capitalize()} {entity_id} is void: nothing is added to it any more.")


def of(con: Connection, entity: str, entity_id: int) -> pd.DataFrame:
    """The documents of a thing, each followed by its redacted copies: id, name, kind, size, pages, redacts, added_on, added_by …

    `shared`: how many others it belongs to.
    """
    sql = """
        select document.id, document.name, document.kind, document.size, document.pages, document.redacts, document.added_on,
            document.added_by,
            (select count(*) - 1 from document_of as others where others.document_id = document.id) as shared
        from document
        join document_of on document_of.document_id = document.id
        where document_of.entity = $entity and document_of.entity_id = $entity_id and document.voided_on is null
        order by coalesce(document.redacts, document.id), document.redacts is not null, document.id
    """
    return db.frame(con, sql, entity=entity, entity_id=entity_id)


def get(con: Connection, document_id: int) -> dict[str, Any]:
    """What is known of a document that stands, without its bytes."""
    sql = """
        select id, name, kind, size, pages, digest, redacts, added_on, added_by, voided_on
        from document where id = $id
    """
    found = db.row(con, sql, id=document_id)
    if found is None:
        raise NotFound(f"There is no document number {document_id}.")
    if found["voided_on"] is not None:
        raise Conflict(f"{found['name']} was taken back. Reload the page.")
    return found


def content(con: Connection, document_id: int) -> bytes:
    """The bytes of a document that stands, just as they were kept."""
    get(con, document_id)
    return bytes(db.value(con, "select content from document where id = $id", id=document_id))


def picture(con: Connection, document_id: int, page: int = 1) -> bytes:
    """One page of a document to look at, as a JPG."""
    about = get(con, document_id)
    if about["kind"] not in SCANS:
        raise Invalid(f"{about['name']} is opened in a word processor. Download it.")
    return document_reading.page_picture(about["kind"], content(con, document_id), page)


def void(con: Connection, document_id: int, reason: str, on: date) -> None:
    """Take a document back, and its redacted copies with it; like all that is voided it stays on file, unseen."""
    about = get(con, document_id)
    copies = db.rows(con, "select id from document where redacts = $id and voided_on is null", id=document_id)
    for number in (document_id, *(copy["id"] for copy in copies)):
        history.void(con, "document", number, reason, on, field="document_reason")
    sql = "select entity, entity_id from document_of where document_id = $id order by entity, entity_id"
    for owner in db.rows(con, sql, id=document_id):
        history.record(con, owner["entity"], owner["entity_id"], "changed", {"document": (about["name"], "taken back")}, reason)

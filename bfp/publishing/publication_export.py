"""The public pages as files for a website: an index, a page each, a table. Only what is published, searched once more."""

import io
import zipfile
from dataclasses import dataclass

from bfp.base import csv_writing, db, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.publishing import publication_html, publication_search, publications
from bfp.publishing.publication_html import IndexPage, Link, Read
from bfp.publishing.publication_search import Around
from bfp.publishing.publications import Publication

NAME = "published.zip"
FIRST_COLUMNS = ("page", "kind", "published on", "title")
_SAME_DAY = (2000, 1, 1, 0, 0, 0)  # the same pages make the same file


@dataclass(frozen=True)
class _File:
    """A page that leaves, and what it says."""

    name: str
    now: Publication
    html: str
    read: Read


def export(con: Connection) -> bytes:
    """A zip of index.html, a page of each published incident and facility, their documents in them, and published.csv.

    Raises Conflict, naming the page, if there is nothing public, or if one must be withdrawn first: its incident was voided, a
    document taken back, or a name on file stands in it now.
    """
    files = _files(con)
    if not files:
        raise Conflict("Nothing is public yet. Publish a page first.")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("index.html", _index(con, files)), ("published.csv", _table(files))):
            archive.writestr(zipfile.ZipInfo(name, _SAME_DAY), content.encode("utf-8-sig" if name.endswith("csv") else "utf-8"))
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _SAME_DAY), file.html.encode())
    return kept.getvalue()


def page(con: Connection, publication_id: int) -> tuple[str, bytes]:
    """One public page as a file: its name and what is in it, after the same search."""
    now = publications.get(con, publication_id)
    if now.withdrawn_on is not None:
        raise Conflict(f"“{now.title}” was withdrawn on {written(now.withdrawn_on)}: it does not leave any more.")
    file = _valid(con, now, _standing(con), {})
    return file.name, file.html.encode()


_Near = dict[tuple[tuple[int, ...], tuple[int, ...]], Around]  # who is on file around homes and readers


def _standing(con: Connection) -> list[int]:
    sql = """
        select id from publication
        where withdrawn_on is null and entity in ('incident', 'facility')
        order by entity, entity_id, id
    """
    return [row["id"] for row in db.rows(con, sql)]


def _files(con: Connection) -> list[_File]:
    numbers, near = _standing(con), _Near()
    return [_valid(con, publications.get(con, number), numbers, near) for number in numbers]


def _valid(con: Connection, now: Publication, standing: list[int], near: _Near) -> _File:
    """A page that may leave; what is public no longer is cut from it."""
    if sentence := in_the_way(con, now, near):
        raise Conflict(f"Not saved as a file: {sentence}")
    html = publication_html.without_links(now.html, set(standing))
    return _File(f"{now.entity}-{now.entity_id}.html", now, html, publication_html.read(html))


def in_the_way(con: Connection, now: Publication, near: _Near | None = None) -> str:
    """Why a public page must be withdrawn, as a sentence; empty if it may stay. `near` keeps who was asked for around a place."""
    what = f"“{now.title}”"
    if now.entity == "incident":
        voided = db.value(con, "select voided_on from incident where id = $id", id=now.entity_id)
        if voided is not None:
            return f"{what} is of an incident voided on {written(voided)}. Withdraw the page first."
    shown = sorted(publication_html.documents_in(now.html))
    sql = "select count(*) from document where list_contains($ids, id) and voided_on is null"
    if shown and db.value(con, sql, ids=shown) < len(shown):
        return f"{what} shows a document that was taken back since. Withdraw it, or publish it anew without."
    around, places = _around(con, now, _Near() if near is None else near)
    read = publication_html.read(now.html)
    left = publications.left_as_written(con, now.id)
    for number in sorted(publication_html.linked(now.html)):
        left |= publications.left_as_written(con, number)
    if found := publication_search.still_there(read.said, read.words, places, around, left):
        return f"In {what} {found}. Withdraw it, and publish it anew."
    return ""


def _around(con: Connection, now: Publication, near: _Near) -> tuple[Around, tuple[str, ...]]:
    """Who is on file around a page now, and the place's name as it stands and as it was published."""
    sql = """
        select distinct incident.facility_id, incident.reader_id
        from incident
        left join appeal_incident on appeal_incident.incident_id = incident.id
        where incident.id = $id or appeal_incident.appeal_id in (
            select appeal_id from appeal_incident join appeal on appeal.id = appeal_incident.appeal_id
            where appeal_incident.incident_id = $id and appeal.voided_on is null)
        order by incident.facility_id, incident.reader_id
    """
    if now.entity == "incident":
        rows = db.rows(con, sql, id=now.entity_id)
        own = db.value(con, "select reader_id from incident where id = $id", id=now.entity_id)
        readers = tuple(dict.fromkeys(row["reader_id"] for row in rows if row["reader_id"] is not None))
        homes, readers = tuple(sorted({row["facility_id"] for row in rows})), tuple(sorted(readers, key=lambda one: one != own))
    else:
        homes, readers = (now.entity_id,), ()
    if (homes, readers) not in near:
        near[homes, readers] = publication_search.around(con, homes, readers)
    said = publication_html.read(now.html)
    named = (said.facts.get("Facility", ""), said.facts.get("System", ""), now.title if now.entity == "facility" else "")
    return near[homes, readers], tuple(part for part in named if part)


def _index(con: Connection, files: list[_File]) -> str:
    """What there is, facilities first, each incident under the place it happened at."""
    links: dict[str, list[Link]] = {kind: [] for kind in publications.ENTITIES}
    for file in sorted(files, key=lambda file: (file.now.title, file.name)):
        links[file.now.entity].append(Link(file.now.id, file.name, file.read.title, _about(file.read)))
    title = f"{settings.load(con).program_name}: mail stopped by prisons"
    latest = max(file.now.published_on for file in files)
    return publication_html.as_html(IndexPage(title, tuple(links["facility"]), tuple(links["incident"]), latest))


def _about(read: Read) -> str:
    return "".join(f" · {part}" for part in (read.facts.get("Mailed", ""), read.facts.get("Decision", "")) if part).strip()


def _table(files: list[_File]) -> str:
    """A line for each page, with what its page says by name; no cell is taken for a formula."""
    incidents_first = sorted(files, key=lambda file: file.now.entity != "incident")
    columns = list(dict.fromkeys(name for file in incidents_first for name in file.read.facts))
    said = [
        (file.name, file.now.entity, file.now.published_on, file.read.title, *(file.read.facts.get(name, "") for name in columns))
        for file in files
    ]
    return csv_writing.text([(*FIRST_COLUMNS, *columns), *said])

"""What the public page of one incident says, and that of one facility: nothing else of the record leaves."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.appeals import appeal_facts
from bfp.base import db, kept, settings
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict
from bfp.base.periods import BEGINNING, Scope
from bfp.base.words import percent
from bfp.censorship import mail_counts
from bfp.documents import document_reading, documents
from bfp.incidents import incidents
from bfp.incidents.incidents import Incident
from bfp.places import facilities, restrictions
from bfp.places.restrictions import Restriction
from bfp.program import yearly_report, yearly_words
from bfp.publishing import publication_html, publication_search
from bfp.publishing.publication_html import FacilityPage, Fact, IncidentPage, Link, Picture, Step
from bfp.publishing.publication_search import Around, Choices, Found
from bfp.stats.small_groups import Readers

MOST_PAGES = 40  # of redacted copies on one page: what a browser opens without waiting
WIDEST = 1000
DECIDED = {
    "pending": "Not decided yet",
    "upheld": "Upheld: it stays stopped",
    "overturned": "Overturned: the decision to stop it was taken back",
    "partly overturned": "Partly overturned",
    "no reply": "No reply",
    "reason substituted": "Upheld, with another reason than the first",
    "not appealed": "Not appealed",
}
DONE = {  # what of an appeal's actions is told; who did what inside the program is not
    "letter sent": "Appeal sent",
    "reader wrote": "Appeal sent",
    "answer": "Answered",
    "next level": "Taken to the next level",
    "call": "Asked by telephone",
}
SAID_BY = {
    "official document": "official document",
    "staff on the phone": "staff by telephone",
    "other program": "another program",
}
COUNTED = ("sent", "received", "censored", "returned", "no_reason", "unconfirmed", "recent", "known")
NOT_KNOWN = "not known"
TOO_FEW = "too few readers to tell of in public"
_drawn: OrderedDict[tuple[str, int], bytes] = OrderedDict()
_drawing = threading.Lock()
KEPT_PICTURES = 80


@dataclass(frozen=True)
class Made:
    """A page as it would be published, who is on file around it, what was found in it, what stands in the way."""

    page: IncidentPage | FacilityPage
    around: Around
    found: tuple[Found, ...]
    in_the_way: tuple[str, ...]


class _Texts:
    """What people wrote, each text searched and replaced as it is put on the page."""

    def __init__(self, around: Around, choices: Choices) -> None:
        self.around, self.choices = around, choices
        self.found: list[Found] = []

    def __call__(self, where: str, text: str) -> str:
        shown, found = publication_search.decided(where, publication_html.clean(text), self.around, self.choices)
        self.found += found
        return shown


# ---- one incident -----------------------------------------------------------------------------


def incident(con: Connection, incident_id: int, today: date, choices: Choices) -> Made:
    """The page of one incident; raises Conflict for a voided one, or one whose parcel was never mailed."""
    now = incidents.standing(con, incident_id)
    if now.shipment_voided_on is not None:
        raise Conflict(f"Parcel {now.parcel} was voided: it was never mailed, so nothing of it is published.")
    facility = facilities.get(con, now.facility_id)
    appeals = appeal_facts.of_incident(con, now.id)
    text = _Texts(_around_incident(con, now, appeals), choices)
    what = text("Title", now.title) or "Mail without a title"
    if issue := text("Issue", now.issue):
        what = f"{what} {issue}"
    told = [
        Fact("Facility", facility.label),
        Fact("System", facility.system),
        Fact("Mailed", f"{now.mailed_on:%B %Y}" if now.mailed_on else NOT_KNOWN),
        Fact("Stated reason", text("Stated reason", now.stated_reason), True) if now.stated_reason.strip()
        else Fact("Stated reason", "none on file"),
        Fact("Rule cited", text("Rule cited", now.rule_cited), True),
        Fact("Kind of reason", text("Kind of reason", ", ".join(now.reasons)), True),
        Fact("Decision", _decision(now)),
        Fact("Reason given then", text("Reason given then", now.substituted_reason), True),
    ]  # fmt: skip
    shown, pages, refused = _documents(con, now.id, appeals)
    steps = _steps(con, appeals, text if choices.notes else None)
    way = [f"{refused} can't be drawn. Take it back on the incident's page, or add it again."] if refused else []
    if pages > MOST_PAGES:
        way.append(f"The redacted copies have {pages} pages together, and a page shows at most {MOST_PAGES}. Add shorter copies.")
    page = IncidentPage(what, facility.label, tuple(told), steps, shown, settings.load(con).program_name, today)
    return Made(page, text.around, tuple(text.found), tuple(way))


def _around_incident(con: Connection, now: Incident, appeals: pd.DataFrame) -> Around:
    """Whoever an appeal over several incidents may tell of is around each of them."""
    sql = """
        select distinct incident.facility_id, incident.reader_id from incident
        join appeal_incident on appeal_incident.incident_id = incident.id
        where list_contains($appeals, appeal_incident.appeal_id)
        order by incident.facility_id, incident.reader_id
    """
    others = db.rows(con, sql, appeals=[0, *(int(number) for number in appeals["id"])])
    first = [now.reader_id] if now.reader_id is not None else []
    readers = [*first, *(row["reader_id"] for row in others if row["reader_id"] is not None)]
    homes = {now.facility_id, *(row["facility_id"] for row in others)}
    homes |= {row["facility_id"] for row in db.rows(con, _HOMES, ids=[0, *readers])}
    about = tuple(sorted(homes)), tuple(dict.fromkeys(readers)), now.title_id is not None
    return kept.kept(con, publication_search.around, *about)


_HOMES = "select distinct facility_id from reader where list_contains($ids, id) order by facility_id"


def _decision(now: Incident) -> str:
    return DECIDED[now.decision] + (f", {written(now.decided_on)}" if now.decided_on else "")


def _steps(con: Connection, appeals: pd.DataFrame, text: _Texts | None) -> tuple[Step, ...]:
    """The dated actions of all appeals over it, the first first."""
    levels = int(appeals["level"].max()) if len(appeals) else 0
    told = []
    for appeal in appeals.itertuples():
        for row in appeal_facts.actions(con, int(appeal.id)).itertuples():
            if row.kind in DONE:
                what = DONE[row.kind] + (f", level {row.level}" if levels > 1 else "")
                if row.kind == "answer" and appeal.decision != "pending":
                    what += f": {appeal.decision}"
                told.append((row.happened_on, int(row.id), what, text("Note of an action", row.text) if text else ""))
    return tuple(Step(pd.Timestamp(on).date(), what, note) for on, _, what, note in sorted(told))


def _documents(con: Connection, incident_id: int, appeals: pd.DataFrame) -> tuple[tuple[Picture, ...], int, str]:
    """The pages of the redacted copies, never of an original and never by the name of a file; how many; which can't be drawn."""
    copies = redacted_copies(con, incident_id, [int(number) for number in appeals["id"]])
    pages = sum(row["pages"] for row in copies)
    if pages > MOST_PAGES:
        return (), pages, ""
    shown = []
    for nth, row in enumerate(copies, start=1):
        for page in range(1, row["pages"] + 1):
            caption = f"Document {nth}" + (f", page {page} of {row['pages']}" if row["pages"] > 1 else "") + ", redacted"
            try:
                shown.append(Picture(row["id"], caption, _picture(con, row, page)))
            except BfpError:
                return (), pages, f"Page {page} of the redacted copy {row['name']}"
    return tuple(shown), pages, ""


def redacted_copies(con: Connection, incident_id: int, appeal_ids: list[int]) -> list[dict[str, Any]]:
    """The redacted copies that stand, of the incident, its appeals and their actions."""
    sql = """
        select distinct document.id, document.name, document.kind, document.pages, document.digest
        from document
        join document_of on document_of.document_id = document.id
        join document as original on original.id = document.redacts and original.voided_on is null
        where document.voided_on is null
            and ((document_of.entity = 'incident' and document_of.entity_id = $incident)
                or (document_of.entity = 'appeal' and list_contains($appeals, document_of.entity_id))
                or (document_of.entity = 'appeal_action' and document_of.entity_id in (
                    select id from appeal_action where list_contains($appeals, appeal_id) and voided_on is null)))
        order by document.id
    """
    return db.rows(con, sql, incident=incident_id, appeals=[0, *appeal_ids])


def _picture(con: Connection, row: dict[str, Any], page: int) -> bytes:
    """One page as a picture, kept for a while: the same file gives the same picture."""
    key = row["digest"], page
    with _drawing:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    made = document_reading.page_picture(row["kind"], documents.content(con, row["id"]), page, WIDEST)
    with _drawing:
        _drawn[key] = made
        while len(_drawn) > KEPT_PICTURES:
            _drawn.popitem(last=False)
    return made


# ---- one facility -----------------------------------------------------------------------------


def facility(con: Connection, facility_id: int, today: date, choices: Choices) -> Made:
    """The page of one facility: rules in force, its public incidents, how much mail was stopped as far as may be told."""
    now = facilities.get(con, facility_id)
    text = _Texts(kept.kept(con, publication_search.around, (now.id,)), choices)
    rules = tuple(text("Restriction", _rule(one)) for one in restrictions.in_force(con, now.id, today))
    counts, method = kept.kept(con, _counts, now.id, today)
    told = (Fact("System", now.system), Fact("State", yearly_report.place_name(now.state)))
    by = settings.load(con).program_name
    page = FacilityPage(now.label, told, rules, _links(con, now.id), counts, method, by, today)
    return Made(page, text.around, tuple(text.found), ())


def _rule(one: Restriction) -> str:
    """A rule with whose it is and since when; of those who told us of it nobody is named, only a document."""
    source = SAID_BY.get(one.source_kind, "our experience")
    if one.source_kind == "official document" and one.source:
        source = f"{source}, {one.source}"
    return f"{one.rule} ({', '.join(part for part in (one.whose, source, str(one.starts_on.year)) if part)})"


def _links(con: Connection, facility_id: int) -> tuple[Link, ...]:
    sql = """
        select publication.id, publication.entity_id, publication.html
        from publication
        join incident on incident.id = publication.entity_id
        where publication.entity = 'incident' and publication.withdrawn_on is null and incident.facility_id = $facility_id
        order by publication.id desc
    """
    told = []
    for row in db.rows(con, sql, facility_id=facility_id):
        page = publication_html.read(row["html"])
        month, decision = page.facts.get("Mailed", NOT_KNOWN), page.facts.get("Decision", "")
        about = "".join(f" · {part}" for part in ("" if month == NOT_KNOWN else f"mailed {month}", decision) if part)
        what = page.said[0] if page.said else page.title  # the heading: what was stopped
        told.append(Link(row["id"], f"incident-{row['entity_id']}.html", what, about.strip()))
    return tuple(told)


def _counts(con: Connection, facility_id: int, today: date) -> tuple[tuple[Fact, ...], str]:
    """All mail to a facility in the words of the yearly report; blank where too few readers are behind it, or beside it."""
    now, waited = settings.load(con), mail_counts.maturity(con, today)
    counted = mail_counts.counts(con, Scope(today, waited.days, facility_id=facility_id))
    if counted.empty or not counted["sent"].sum():
        return (), "We have sent nothing here yet."
    least = yearly_report.minimum(now)
    if not _may_be_told(con, facility_id, today, least):
        return (), f"Mail went here, to {TOO_FEW}. Each line is of at least {least} different readers."
    line = yearly_report.judged(counted.assign(level="facility", places=[(facility_id,)], classes=[()], name=""), now).iloc[0]
    names = yearly_words.LINE_NAMES
    told = [Fact(names[name], f"{int(line[name]):,}") for name in COUNTED]
    if line["data"] == yearly_report.ENOUGH:
        rate = f"{percent(line['rate'])} ({percent(line['low'])} to {percent(line['high'])})"
    else:
        rate = line["data"]
    told.append(Fact("censored of known (95 % interval)", rate))
    more = " Insufficient data is not the same as no censorship." if line["data"] == yearly_report.INSUFFICIENT else ""
    method = (
        f"All items mailed until {written(today)}, as known on that day. Unconfirmed is not received: of that mail we do not "
        f"know whether it came. Mail younger than {waited.days} days is too recent, in no rate. The censored share is of known "
        f"outcomes, received and censored.{more}"
    )
    return tuple(told), method


def _may_be_told(con: Connection, facility_id: int, today: date, least: int) -> bool:
    """Enough readers are behind it, and behind what its place has left beside all facilities that are told of."""
    asked = {"since": BEGINNING, "until": today, "minimum": least}
    rows = [row for row in db.rows(con, db.question("yearly_readers"), **asked) if row["facility_id"] is not None]
    here = next((row["place"] for row in rows if row["facility_id"] == facility_id), None)
    there = {(row["facility_id"],): row for row in rows if row["place"] == here}
    people = Readers(
        least,
        {cell: row["readers"] for cell, row in there.items()},
        {cell: frozenset(row["who"] or ()) for cell, row in there.items()},
    )
    sql = """
        select distinct entity_id from publication
        where entity = 'facility' and withdrawn_on is null and contains(html, $mark)
    """
    told = {(row["entity_id"],) for row in db.rows(con, sql, mark=publication_html.COUNTS)}
    return people.enough([(facility_id,)]) and people.tellable(set(there) - told - {(facility_id,)})

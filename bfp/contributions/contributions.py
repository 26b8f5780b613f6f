"""What readers give back: reviews, articles, study-group work, art, stamps. From the envelope to where it was published."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.readers import readers

KINDS = (
    "book review", "article", "study-group work", "art", "poem", "petition", "legal work",
    "report from inside", "translation", "stamps or money", "mail report",
)  # fmt: skip
NOT_TYPED = ("art", "stamps or money")  # all else has words, and waits for a typist
STAGES = ("received", "typed", "edited", "answered", "published", "not used")
# From where it may go where. What was published comes back only by withdrawing it there.
STEPS = {
    "received": ("typed", "answered", "published", "not used"),
    "typed": ("received", "edited", "answered", "published", "not used"),
    "edited": ("typed", "answered", "published", "not used"),
    "answered": ("typed", "edited", "published", "not used"),
    "published": ("edited",),
    "not used": ("received", "typed"),
}
CONSENTS = ("not asked", "yes", "no")
EDITABLE = ("kind", "title_id", "title_text", "note", "received_on", "shipment_id", "pages", "language_id")
MOST_LETTERS = 400_000  # of one text: a book of 150 pages
MOST_PAGES = 500


@dataclass(frozen=True)
class Contribution:
    """One thing that a reader gave, how far it has come, and in whose hands it is."""

    id: int
    reader_id: int
    letter_id: int | None
    kind: str
    title_id: int | None
    title: str  # of the book it is about, or the words written for it
    title_withdrawn: bool
    title_text: str
    note: str
    received_on: date
    shipment_id: int | None
    facility_id: int
    facility: str  # where the reader wrote it
    state: str
    held_by: str
    held_on: date | None
    body: str
    language_id: int | None
    pages: int | None
    quote: str
    answered_on: date | None
    published_in: str
    published_issue: str
    published_on: date | None
    not_used_why: str
    consent: str
    consent_letter_id: int | None
    voided_on: date | None
    void_reason: str

    @property
    def words(self) -> int:
        return len(self.body.split())

    @property
    def steps(self) -> tuple[str, ...]:
        """What may become of it next."""
        return STEPS[self.state]

    @property
    def about(self) -> str:
        """Book review: The Sample Book."""
        return f"{self.kind.capitalize()}: {self.title}" if self.title else self.kind.capitalize()


@dataclass(frozen=True)
class Told:
    """What is known of a contribution when it comes: what it is about, its words if they are typed already."""

    letter_id: int | None = None
    title_id: int | None = None
    title_text: str = ""
    note: str = ""
    shipment_id: int | None = None
    body: str = ""
    pages: int | None = None


NOTHING_MORE = Told()


def add(
    con: Connection,
    reader_id: int,
    kind: str,
    on: date,
    told: Told = NOTHING_MORE,
    *,
    today: date | None = None,
) -> int:
    """Keep that a reader gave something: with the title it is about, and the parcel that brought that title.

    What comes for a record that was merged goes to the one kept. Raises Invalid for what can't be, NotFound
    for a reader or title that is not there.
    """
    reader = readers.get(con, reader_id)
    entry = _valid(con, reader.id, {
        "kind": kind, "title_id": told.title_id, "title_text": told.title_text, "note": told.note, "received_on": on,
        "pages": told.pages, "shipment_id": told.shipment_id or fed_by(con, reader.id, told.title_id, on), "language_id": None,
    }, today)  # fmt: skip
    body = valid_text(told.body)
    sql = """
        insert into contribution (reader_id, letter_id, kind, title_id, title_text, note, received_on, shipment_id, pages, body,
            state)
        values ($reader_id, $letter_id, $kind, $title_id, $title_text, $note, $received_on, $shipment_id, $pages, $body,
            $state)
        returning id
    """
    values = {name: value for name, value in entry.items() if name != "language_id"}
    contribution_id = db.value(
        con, sql, reader_id=reader.id, letter_id=told.letter_id, body=body, state="typed" if body else "received", **values
    )
    history.record(con, "contribution", contribution_id, "added", {"kind": ("", kind)})
    return contribution_id


def fed_by(con: Connection, reader_id: int, title_id: int | None, on: date) -> int | None:
    """The parcel that brought the reader this title: the last before this day, or None."""
    if title_id is None:
        return None
    sql = """
        select max_by(shipment_id, (mailed_on, shipment_id)) from mailed_item
        where reader_id = $reader_id and title_id = $title_id and mailed_on <= $on
    """
    return db.value(con, sql, reader_id=reader_id, title_id=title_id, on=on)


def get(con: Connection, contribution_id: int) -> Contribution:
    """One contribution as it is on file; raises NotFound."""
    sql = """
        select contribution.id, contribution.reader_id, contribution.letter_id, contribution.kind, contribution.title_id,
            coalesce(title.name, contribution.title_text) as title, coalesce(title.withdrawn, false) as title_withdrawn,
            contribution.title_text, contribution.note, contribution.received_on, contribution.shipment_id,
            facility.id as facility_id, facility.name || ', ' || facility.state as facility, contribution.state,
            contribution.held_by, contribution.held_on, contribution.body, contribution.language_id, contribution.pages,
            contribution.quote, contribution.answered_on, contribution.published_in, contribution.published_issue,
            contribution.published_on, contribution.not_used_why, contribution.consent, contribution.consent_letter_id,
            contribution.voided_on, contribution.void_reason
        from contribution
        join reader on reader.id = contribution.reader_id
        left join letter on letter.id = contribution.letter_id
        left join title on title.id = contribution.title_id
        join facility on facility.id = coalesce(letter.facility_id, reader.facility_id)
        where contribution.id = $id
    """
    found = db.row(con, sql, id=contribution_id)
    if found is None:
        raise NotFound(f"There is no contribution number {contribution_id}.")
    return Contribution(**found)


def standing(con: Connection, contribution_id: int) -> Contribution:
    """The contribution, if it was not taken back."""
    found = get(con, contribution_id)
    if found.voided_on is not None:
        why = f" ({found.void_reason})" if found.void_reason else ""
        raise Conflict(
            f"Contribution {found.id} was taken back on {dates.written(found.voided_on)}{why}. Nothing is changed in it."
        )
    return found


def edit(con: Connection, contribution_id: int, today: date | None = None, **changes: Any) -> Contribution:
    """Correct what it is: kind, title, parcel, day, pages, note."""
    before = standing(con, contribution_id)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Invalid(f"A contribution has no field {', '.join(sorted(unknown))}.")
    entry = {name: getattr(before, name) for name in EDITABLE} | changes
    if "title_id" in changes and "shipment_id" not in changes and changes["title_id"] != before.title_id:
        entry["shipment_id"] = fed_by(con, before.reader_id, entry["title_id"], entry["received_on"])
    after = _valid(con, before.reader_id, entry, today)
    changed = history.differences(asdict(before), after)
    if changed:
        sql = """
            update contribution
            set kind = $kind, title_id = $title_id, title_text = $title_text, note = $note, received_on = $received_on,
                shipment_id = $shipment_id, pages = $pages, language_id = $language_id
            where id = $id
        """
        con.execute(sql, {**after, "id": before.id})
        history.record(con, "contribution", before.id, "changed", changed)
    return get(con, before.id)


def move(
    con: Connection,
    contribution_id: int,
    state: str,
    today: date,
    *,
    on: date | None = None,
    why: str = "",
    where: str = "",
    issue: str = "",
) -> Contribution:
    """Take it a step on: typed, edited, answered (on), published (where, issue, on) or not used (why).

    Raises Invalid for a step without what belongs to it, Conflict for one that does not follow, or while
    somebody else has it in hand.
    """
    before = standing(con, contribution_id)
    if state not in STAGES:
        raise Invalid(f"A contribution is {', '.join(STAGES[:-1])} or {STAGES[-1]}, not {state!r}.", "state")
    if state not in before.steps:
        raise Conflict(f"What is {before.state} does not become {state}: it can become {' or '.join(before.steps)}.")
    if before.state == "published" and db.value(con, _PUBLIC, id=before.id):
        raise Conflict("It stands in the updates from inside. Withdraw it there, with the reason.")
    _not_in_other_hands(con, before)
    on, why, where, issue = on or today, " ".join(why.split()), " ".join(where.split()), " ".join(issue.split())
    if on > today:
        raise Invalid(f"{dates.written(on)} is in the future. Look at the year.", "moved_on")
    if on < before.received_on and state in ("answered", "published"):
        raise Invalid(f"It came on {dates.written(before.received_on)}: it can't be {state} before that.", "moved_on")
    if state in ("typed", "edited") and not before.body.strip() and before.kind not in NOT_TYPED:
        raise Invalid("There is no text yet. Type it first, or say what becomes of the scan.", "body")
    if state == "not used" and not why:
        raise Invalid("Say why it is not used: the reader may ask.", "why")
    if state == "published":
        may_be_published(before)
        if not where:
            raise Invalid("Say where it was published.", "where")
    published = (where, issue, on) if state == "published" else ("", "", None)
    after = {
        "state": state,
        "held_by": "",
        "held_on": None,
        "answered_on": on if state == "answered" else before.answered_on,
        "published_in": published[0],
        "published_issue": published[1],
        "published_on": published[2],
        "not_used_why": why if state == "not used" else "",
    }
    sql = """
        update contribution
        set state = $state, held_by = $held_by, held_on = $held_on, answered_on = $answered_on, published_in = $published_in,
            published_issue = $published_issue, published_on = $published_on, not_used_why = $not_used_why
        where id = $id
    """
    con.execute(sql, {**after, "id": before.id})
    history.record(con, "contribution", before.id, "changed", history.differences(asdict(before), after), why)
    return get(con, before.id)


_PUBLIC = "select id from publication where entity = 'contribution' and entity_id = $id and withdrawn_on is null limit 1"


def may_be_published(now: Contribution) -> None:
    """Raises Invalid while the reader has not said yes in a letter."""
    if now.consent == "no":
        raise Invalid("The reader said no to publishing this. It stays here.", "consent")
    if now.consent != "yes":
        raise Invalid(
            "The reader was not asked yet whether this may be published. Ask, and write down the letter that says yes.", "consent"
        )


def agree(con: Connection, contribution_id: int, consent: str, letter_id: int | None = None) -> Contribution:
    """Write down whether the reader lets it be published; a yes or no names the letter it stands in."""
    before = standing(con, contribution_id)
    if consent not in CONSENTS:
        raise Invalid(f"Consent is {', '.join(CONSENTS)}: not {consent!r}.", "consent")
    if consent == "not asked":
        letter_id = None
    elif letter_id is None:
        raise Invalid(f"Name the letter in which the reader said {consent}: it is what the program relies on.", "consent_letter")
    else:
        sql = "select id from letter where id = $id and reader_id = $reader_id and voided_on is null"
        if db.value(con, sql, id=letter_id, reader_id=before.reader_id) is None:
            raise Invalid(
                f"L-{letter_id} is not a letter of this reader. Choose one of theirs, or enter it first.", "consent_letter"
            )
    if consent != "yes" and db.value(con, _PUBLIC, id=before.id):
        raise Conflict("It is published in the updates from inside. Withdraw it there first, with the reason.")
    after = {"consent": consent, "consent_letter_id": letter_id}
    changed = history.differences(asdict(before), after)
    if changed:
        sql = "update contribution set consent = $consent, consent_letter_id = $consent_letter_id where id = $id"
        con.execute(sql, {**after, "id": before.id})
        history.record(con, "contribution", before.id, "changed", changed)
    return get(con, before.id)


def void(con: Connection, contribution_id: int, reason: str, on: date) -> None:
    """Take back what was entered by mistake; its scans and text stay on file, unseen."""
    before = standing(con, contribution_id)
    if before.state == "published":
        raise Conflict("It is published. Withdraw it first.")
    _not_in_other_hands(con, before)
    history.void(con, "contribution", before.id, reason, on)
    con.execute("update contribution set held_by = '', held_on = null where id = $id", {"id": before.id})


def void_of_letter(con: Connection, letter_id: int, reason: str, on: date) -> None:
    """Take back what was enclosed in a letter that is taken back itself."""
    sql = "select id from contribution where letter_id = $letter_id and voided_on is null"
    for row in db.rows(con, sql, letter_id=letter_id):
        history.void(con, "contribution", row["id"], reason, on)
    con.execute("update contribution set held_by = '', held_on = null where letter_id = $letter_id", {"letter_id": letter_id})


def of_reader(con: Connection, reader_id: int, limit: int = 50) -> pd.DataFrame:
    """What a reader gave, latest first: received_on, kind, title, note, state, id."""
    sql = """
        select contribution.received_on, contribution.kind, coalesce(title.name, contribution.title_text) as title,
            contribution.note, contribution.state, contribution.id
        from contribution
        left join title on title.id = contribution.title_id
        where reader_id = $reader_id and contribution.voided_on is null
        order by received_on desc, contribution.id desc
        limit $limit
    """
    return db.frame(con, sql, reader_id=reader_id, limit=limit)


def _not_in_other_hands(con: Connection, now: Contribution) -> None:
    if now.held_by not in ("", con.by):
        raise Conflict(f"{now.held_by} has it in hand since {dates.written(now.held_on)}. Take it over if they have left it.")


def _valid(con: Connection, reader_id: int, entry: dict[str, Any], today: date | None) -> dict[str, Any]:
    """A contribution's facts, cleaned; raises Invalid with the field."""
    entry = {name: " ".join(value.split()) if name in ("title_text", "note") else value for name, value in entry.items()}
    if entry["kind"] not in KINDS:
        raise Invalid(f"A contribution is one of: {', '.join(KINDS)}; not {entry['kind']!r}.", "contribution")
    if today is not None and entry["received_on"] > today:
        raise Invalid(f"{dates.written(entry['received_on'])} is in the future. Look at the year.", "received_on")
    if entry["pages"] is not None and not 1 <= entry["pages"] <= MOST_PAGES:
        raise Invalid(f"A contribution has between 1 and {MOST_PAGES} pages here. Split it into parts.", "pages")
    if entry["title_id"] is not None and db.value(con, "select id from title where id = $id", id=entry["title_id"]) is None:
        raise NotFound(f"There is no title number {entry['title_id']}.")
    if entry["shipment_id"] is not None:
        sql = "select id from shipment where id = $id and reader_id = $reader_id and voided_on is null"
        if db.value(con, sql, id=entry["shipment_id"], reader_id=reader_id) is None:
            raise Invalid("That parcel was not mailed to this reader. Choose one of theirs.", "shipment")
    return entry


def valid_text(body: str) -> str:
    """A text as it is kept, if it is not too long."""
    body = body.replace("\r\n", "\n").replace("\x00", "")
    if len(body) > MOST_LETTERS:
        raise Invalid(
            f"The text has {len(body):,} letters, and at most {MOST_LETTERS:,} are kept with one contribution. "
            "Split it into parts; what was saved before is still here.",
            "body",
        )
    return body

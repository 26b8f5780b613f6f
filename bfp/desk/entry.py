"""What a volunteer enters from one letter: saved whole or not at all, and taken back whole."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bfp.base import dates, db, history, lists
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.words import number_of
from bfp.contributions import contributions
from bfp.desk import reader_card
from bfp.desk.reader_card import Card
from bfp.mail import book_requests, letters
from bfp.outcomes import outcomes
from bfp.outcomes.outcomes import News
from bfp.places import restrictions
from bfp.readers import reader_twins, readers

OLD_POSTMARK_DAYS = 365
MOVED = "new address in a letter"
UNDONE = "undone"
NO_BOOKS = ("refuses", "interval", "release")
MARKS = {"received": "arrived", "censored": "stopped", "missing": "not arrived"}


@dataclass(frozen=True)
class NewReader:
    """A reader who was not on file before this letter."""

    number: str
    first_name: str
    last_name: str
    facility_id: int | None
    without_number: bool = False


@dataclass(frozen=True)
class Enclosure:
    """Something the reader gave back in this letter."""

    kind: str
    title_id: int | None = None
    title_text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One letter as it was typed; `reasons` says why each warning was overridden, by its name."""

    postmark_on: date
    reader_id: int | None = None
    new_reader: NewReader | None = None
    facility_id: int | None = None  # where the letter comes from, if the reader is there now and was not before
    new_number: str = ""  # the number that the reader has there, if the old one is somebody else's in that system
    asks_for_books: bool = True
    term_ids: tuple[int, ...] = ()
    titles: tuple[tuple[int | None, str], ...] = ()
    marks: dict[int, str] = field(default_factory=dict)  # item id -> received, censored or missing
    enclosures: tuple[Enclosure, ...] = ()
    note: str = ""
    decline_reason: str = ""
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that must be asked before this letter is saved; `no_books`: what is safe is to decline the request."""

    name: str
    sentence: str

    @property
    def no_books(self) -> bool:
        return self.name in NO_BOOKS


@dataclass(frozen=True)
class Saved:
    """What was saved, with a line to say so."""

    letter_id: int
    reader_id: int
    book_request_id: int | None
    sentence: str


def questions(con: Connection, entry: Entry, today: date) -> list[Question]:
    """What must be asked before saving: each with a name under which its reason is kept."""
    found = []
    if entry.postmark_on < today - timedelta(days=OLD_POSTMARK_DAYS):
        found.append(Question("old postmark", f"The postmark {dates.written(entry.postmark_on)} is more than a year old."))
    asks = entry.asks_for_books and not entry.decline_reason
    if entry.reader_id is None:
        return found + _twins(con, entry.new_reader) + _refusing(con, entry, today, None, asks)
    card = reader_card.of(con, entry.reader_id, today)
    same = letters.with_postmark(con, card.reader.id, entry.postmark_on)
    if same:
        by = f" by {same['entered_by']}" if same["entered_by"] else ""
        day = "today" if same["entered_on"] == today else f"on {dates.written(same['entered_on'])}"
        found.append(
            Question(
                "same letter",
                f"A letter with this postmark was entered {day}{by}: {letters.number(same['id'])}. Is this another one?",
            )
        )
    elif card.last_postmark_on and card.last_postmark_on > entry.postmark_on:
        found.append(
            Question("later postmark", f"A letter with a later postmark is on file ({dates.written(card.last_postmark_on)}).")
        )
    if asks and not card.left and not card.may_have_books(entry.postmark_on):
        found.append(Question("interval", f"The interval is not over: books {card.eligibility(entry.postmark_on)}."))
    found += _leaving(card, today, asks, moved_here=entry.facility_id is not None)
    return found + _refusing(con, entry, today, card, asks)


def _twins(con: Connection, new: NewReader | None) -> list[Question]:
    """Whether somebody on file may be the new reader."""
    if new is None or new.facility_id is None:
        return []
    twins = reader_twins.near(con, new.facility_id, new.first_name, new.last_name, new.number)
    on_file = "; ".join(f"{twin.name}, {twin.number or 'no number'}, at {twin.facility}" for twin in twins)
    return [Question("near twin", f"On file already: {on_file}. Is this somebody else?")] if twins else []


def _leaving(card: Card, today: date, asks: bool, moved_here: bool) -> list[Question]:
    reader = card.reader
    if reader.status in ("released", "dead"):
        return [Question("left", f"The reader is on file as {reader.status}.")]
    if reader.status == "moved" and not moved_here:
        return [Question("moved", "The reader is on file as moved, and no new address is entered.")]
    leaving = [flag for flag in card.flags if flag.startswith(("to be released", "release date"))]
    return [Question("release", f"About this reader: {leaving[0]}.")] if asks and leaving else []


def _refusing(con: Connection, entry: Entry, today: date, card: Card | None, asks: bool) -> list[Question]:
    facility_id = entry.facility_id or (entry.new_reader.facility_id if entry.new_reader else None)
    known = card.restrictions if card else []
    rules = known if facility_id is None else restrictions.in_force(con, facility_id, today)
    refusals = [rule for rule in rules if rule.refuses_all]
    return [Question("refuses", f"This facility refuses all books: {refusals[0].sentence}.")] if asks and refusals else []


def save(con: Connection, entry: Entry, today: date, known: list[Question] | None = None) -> Saved:
    """Save everything of one letter: reader, letter, request, outcomes of earlier mail, contributions, new address.

    Raises Invalid, naming the field, for what can't be saved, and Conflict where a warning has no
    reason yet. `known` is what `questions` has just said in this transaction, so that it is not worked out twice.
    """
    if entry.postmark_on > today:
        raise Invalid(f"The postmark {dates.written(entry.postmark_on)} is in the future. Look at the year.", "postmark")
    found = questions(con, entry, today) if known is None else known
    unanswered = [warning for warning in found if not entry.reasons.get(warning.name)]
    if unanswered:
        raise Conflict(" ".join(warning.sentence for warning in unanswered))
    reader, before = _reader(con, entry, today)
    moved_from = before.facility_id if before else None
    letter_id = letters.add(
        con,
        reader.id,
        postmark_on=entry.postmark_on,
        today=today,
        note=entry.note,
        new_reader=entry.new_reader is not None,
        moved_from=moved_from,
        number_before=(before.number or "") if before and before.number != reader.number else "",
        warnings=entry.reasons,
    )
    request_id = _request(con, entry, reader.id, letter_id, today)
    _confirm(con, entry, reader.id, letter_id, today)
    for enclosed in entry.enclosures:
        contributions.add(
            con,
            reader.id,
            enclosed.kind,
            today,
            contributions.Told(
                letter_id=letter_id, title_id=enclosed.title_id, title_text=enclosed.title_text, note=enclosed.note
            ),
        )
    return Saved(letter_id, reader.id, request_id, _sentence(entry, letter_id, reader, request_id, moved_from))


def _reader(con: Connection, entry: Entry, today: date) -> tuple[readers.Reader, readers.Reader | None]:
    """The reader whose letter this is, new or moved if the letter says so, and as they were before a move."""
    new = entry.new_reader
    if new is not None:
        if new.facility_id is None:
            raise Invalid("Choose the facility from the list: type its name, town or ZIP.", "facility")
        reader = readers.add(
            con,
            facility_id=new.facility_id,
            first_name=new.first_name,
            last_name=new.last_name,
            number=new.number,
            on=today,
            without_number=new.without_number,
        )
        return reader, None
    if entry.reader_id is None:
        raise Invalid("Choose the reader first.", "reader")
    before = readers.get(con, entry.reader_id)
    if entry.facility_id is None or entry.facility_id == before.facility_id:
        return before, None
    number = entry.new_number or before.number
    taken = readers.same_number(con, number, entry.facility_id) if number else None
    if taken not in (None, before.id):
        other = readers.get(con, taken)
        raise Invalid(
            f"In that system the number {other.number} is {other.name}'s. Write the number that {before.name} has there; if the "
            "two are one person, save the letter without the new address and merge the records on the page Readers.",
            "new_number",
        )
    return readers.move(con, before.id, entry.facility_id, today, MOVED, entry.new_number), before


def _request(con: Connection, entry: Entry, reader_id: int, letter_id: int, today: date) -> int | None:
    if not entry.asks_for_books:
        return None
    request_id = book_requests.add(
        con, reader_id, entry.postmark_on, letter_id=letter_id, term_ids=entry.term_ids, titles=entry.titles
    )
    if entry.decline_reason:
        book_requests.decline(con, request_id, entry.decline_reason, today)
    return request_id


def _confirm(con: Connection, entry: Entry, reader_id: int, letter_id: int, today: date) -> None:
    sent = "select mailed_on from mailed_item where id = $item and reader_id = $reader"
    for item_id, mark in entry.marks.items():
        if mark not in MARKS:
            raise Invalid(f"{mark!r} is no mark for earlier mail.", "marks")
        mailed_on = db.value(con, sent, item=item_id, reader=reader_id)
        if mailed_on is None:
            raise Invalid("One of the items marked was not mailed to this reader.", "marks")
        if mailed_on > entry.postmark_on:
            raise Invalid(f"What was mailed on {dates.written(mailed_on)} can't be confirmed by an earlier letter.", "marks")
        outcome, note = ("unconfirmed", "the reader says it did not arrive") if mark == "missing" else (mark, "")
        outcomes.record(con, item_id, News(outcome, today, "reader's letter", letter_id=letter_id, note=note), today)


def _sentence(entry: Entry, letter_id: int, reader: readers.Reader, request_id: int | None, moved_from: int | None) -> str:
    place = f"now at {reader.facility}" if moved_from else reader.facility
    said = [f"{letters.number(letter_id)} {reader.initials}", place, f"postmark {dates.written(entry.postmark_on)}"]
    if entry.new_reader:
        said.append("new reader")
    if request_id:
        said.append("declined" if entry.decline_reason else "request waiting")
    marked = Counter(entry.marks.values())
    said += [f"{number_of(marked[mark], 'item')} {word}" for mark, word in MARKS.items() if marked[mark]]
    if entry.enclosures:
        said.append(f"{len(entry.enclosures)} enclosed")
    return ", ".join(said)


def undo(con: Connection, letter_id: int, today: date) -> str:
    """Take back a letter and all that came of it; raises Conflict if its request was filled meanwhile."""
    letter = letters.get(con, letter_id)
    for request_id in book_requests.of_letter(con, letter_id):
        book_requests.void(con, request_id, UNDONE, today)
    outcomes.void_of_letter(con, letter_id, "its letter was taken back", today)
    contributions.void_of_letter(con, letter_id, "its letter was taken back", today)
    history.void(con, "letter", letter_id, UNDONE, today)
    reader = readers.get(con, letter["reader_id"])
    if letter["moved_from"] and reader.facility_id == letter["facility_id"]:
        readers.move(con, reader.id, letter["moved_from"], today, UNDONE, letter["number_before"])
    if letter["new_reader"]:
        readers.void(con, reader.id, UNDONE, today)
    return f"{letters.number(letter_id)} {reader.initials} taken back"


def usual_languages(con: Connection, reader_id: int | None) -> list[dict[str, Any]]:
    """The languages of the reader's last request, else the first on the program's list: value and label of each."""
    sql = """
        select term.id as value, term.name as label
        from request_term
        join term on term.id = request_term.term_id and term.list = 'language'
        where request_term.book_request_id = (
            select max(id) from book_request where reader_id = $reader_id and voided_on is null)
        order by term.position
    """
    known = db.rows(con, sql, reader_id=reader_id) if reader_id is not None else []
    return known or [{"value": value, "label": name} for value, name in list(lists.names(con, "language").items())[:1]]

"""Letters of appeal: made from a template and the record, finished in a word processor, kept as they were sent."""

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from bfp.appeals import appeal_facts, citations, rebuttals
from bfp.appeals.appeal_facts import Appeal
from bfp.appeals.letters import letter_templates, letter_values
from bfp.appeals.letters.letter_templates import KINDS as KINDS
from bfp.appeals.letters.letter_values import Addressee
from bfp.base import db, history, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.words import number_of
from bfp.documents import document_reading, documents, docx_reading
from bfp.documents.document_reading import Scan
from bfp.papers import typesetting


@dataclasses.dataclass(frozen=True)
class Draft:
    """A letter that is written and not kept yet."""

    appeal_id: int
    kind: str
    facility_id: int | None
    addressee: Addressee
    copies_to: str
    citation_ids: tuple[int, ...]
    rebuttal_ids: tuple[int, ...]
    contact_id: int | None
    facts: dict[str, str]
    scan: Scan


@dataclasses.dataclass(frozen=True)
class Letter:
    """A letter of an appeal that stands; `sent_on` is None until it was sent."""

    id: int
    appeal_id: int
    kind: str
    facility_id: int | None
    facility: str
    addressee: str
    copies_to: str
    document_id: int
    name: str
    file_kind: str
    gone: bool  # somebody took its document out
    made_on: date
    made_by: str
    sent_on: date | None
    made_of: str  # what was chosen for it, and what it says of the record, as JSON; empty for one made before that was kept

    @property
    def title(self) -> str:
        return KINDS[self.kind].title if self.kind in KINDS else self.kind


# ---- written ------------------------------------------------------------------------------------


def fields(con: Connection, appeal_id: int, kind: str, today: date, **chosen: Any) -> dict[str, Any]:
    """What is filled into a letter: every field and list of letter_fields by name (see letter_values.values)."""
    return letter_values.values(con, appeal_facts.standing(con, appeal_id), kind, today, **chosen)


def draft(
    con: Connection,
    appeal_id: int,
    kind: str,
    today: date,
    facility_id: int | None = None,
    citation_ids: Iterable[int] = (),
    rebuttal_ids: Iterable[int] = (),
    copies_to: str = "",
    contact_id: int | None = None,
    blanks: bool = False,
) -> Draft:
    """Write a letter without keeping it: a page does this ahead of its save, which then is short.

    Raises Invalid where no address is on file, with the sentence that says where to add it; with `blanks` the letter is made
    all the same, with lines to fill in by hand.
    """
    appeal = _open(con, appeal_id)
    letter_templates.known(kind)
    if facility_id is not None and facility_id not in appeal.facility_ids:
        raise Invalid("This appeal is not about that facility. Reload the page.", "letter_facility")
    due = letter_values.deadline(con, appeal, facility_id, today)
    to = letter_values.addressee(con, appeal, kind, facility_id, due, contact_id)
    if to.missing and not blanks:
        raise Invalid(to.missing, "addressee")
    cited, rebutted = tuple(dict.fromkeys(citation_ids)), tuple(dict.fromkeys(rebuttal_ids))
    copies = "\n".join(letter_values.copy_lines(copies_to))
    values = letter_values.values(con, appeal, kind, today, facility_id, cited, rebutted, copies, to)
    title = f"Appeal {appeal_id}: {KINDS[kind].title}"
    program = settings.load(con).program_name
    content = letter_templates.filled(letter_templates.in_force(con, kind), values, title, program, today)
    scan = documents.read(con, _name(appeal, kind, facility_id, today), content, "appeal")
    return Draft(appeal_id, kind, facility_id, to, copies, cited, rebutted, contact_id, letter_values.facts(values), scan)


def keep(con: Connection, made: Draft, today: date) -> int:
    """Keep a letter that was written with its appeal, to be finished and sent; gives the letter's number."""
    _open(con, made.appeal_id)
    document_id = documents.keep(con, "appeal", made.appeal_id, made.scan, today)
    sql = """
        insert into appeal_letter (appeal_id, facility_id, kind, addressee, copies_to, document_id, made_on, made_by, made_of)
        values ($appeal_id, $facility_id, $kind, $addressee, $copies_to, $document_id, $today, $by, $made_of)
        returning id
    """
    about = {"appeal_id": made.appeal_id, "facility_id": made.facility_id, "kind": made.kind, "copies_to": made.copies_to}
    made_of = {"facts": made.facts, "citations": made.citation_ids, "rebuttals": made.rebuttal_ids, "contact_id": made.contact_id}
    letter_id = db.value(
        con, sql, **about, addressee=made.addressee.short, document_id=document_id, today=today, by=con.by,
        made_of=json.dumps(made_of),
    )  # fmt: skip
    told = {"kind": made.kind, "addressee": made.addressee.short, "copies_to": made.copies_to, "document": document_id}
    history.record(con, "appeal letter", letter_id, "added", {name: ("", value) for name, value in told.items() if value})
    _argue(con, made)
    return letter_id


def make(con: Connection, appeal_id: int, kind: str, today: date, **chosen: Any) -> int:
    """Write a letter and keep it (see `draft` for what may be chosen); gives the number of its document."""
    letter_id = keep(con, draft(con, appeal_id, kind, today, **chosen), today)
    return get(con, letter_id).document_id


def both(
    con: Connection, appeal_id: int, today: date, rebuttal_ids: Iterable[int] = (), copies_to: str = "",
    to_readers: bool = False, **chosen: Any,
) -> list[Draft]:  # fmt: skip
    """The two letters of a mixed appeal, each with the rebuttals of its own reasons and copies for its own readers."""
    rebutted = {number: rebuttals.get(con, number).term_id for number in rebuttal_ids}
    place, made = chosen.get("facility_id"), []
    for kind in letter_values.BY_REASON:
        reasons = letter_values.reasons(con, appeal_id, place, kind)
        own = [number for number, term_id in rebutted.items() if term_id in reasons]
        readers = letter_values.reader_lines(con, appeal_id, place, kind).values() if to_readers else ()
        made.append(draft(con, appeal_id, kind, today, rebuttal_ids=own, copies_to="\n".join([*readers, copies_to]), **chosen))
    return made


def drafts(con: Connection, appeal_id: int, kind: str, today: date, headquarters: bool = True, **chosen: Any) -> list[Draft]:
    """Several letters in one go, for a pattern: one to each facility, and one to headquarters over all of them."""
    appeal = _open(con, appeal_id)
    live = {one["facility_id"] for one in letter_values.items(con, appeal_id, kind=kind)}
    places = [place for place in appeal.facility_ids if place in live]
    made = [draft(con, appeal_id, kind, today, facility_id=place, **chosen) for place in places]
    if headquarters and kind != "pattern":
        made.append(draft(con, appeal_id, "pattern", today, **chosen))
    return made


def lacking(con: Connection, appeal_id: int, kind: str, today: date, facility_id: int | None = None,
            contact_id: int | None = None) -> tuple[Addressee, str]:  # fmt: skip
    """Whom a letter would go to, and what to do if no address is on file."""
    appeal = appeal_facts.standing(con, appeal_id)
    due = letter_values.deadline(con, appeal, facility_id, today)
    to = letter_values.addressee(con, appeal, kind, facility_id, due, contact_id)
    return to, to.missing


def all_lacking(con: Connection, appeal_id: int, kind: str, today: date) -> list[str]:
    """What is missing for a letter to each facility and one to headquarters, each sentence once."""
    appeal = appeal_facts.standing(con, appeal_id)
    found = [lacking(con, appeal_id, kind, today, place)[1] for place in appeal.facility_ids]
    found.append(lacking(con, appeal_id, "pattern", today)[1])
    return [sentence for sentence in dict.fromkeys(found) if sentence]


def denied(con: Connection, appeal_id: int, kind: str, facility_id: int | None = None) -> list[str]:
    """What a letter of this kind would say that the record denies, a sentence each: a person reads it before it is made."""
    appeal, told = appeal_facts.get(con, appeal_id), []
    about = [one for one in letter_values.items(con, appeal_id) if facility_id in (None, one["facility_id"])]
    noticed = [one["id"] for one in about if one["notice_on"] or one["signed_on"] or one["stated_reason"]]
    if kind in ("no notice", "missing mail") and noticed:
        numbers = ", ".join(str(number) for number in noticed)
        which = f"incident{'s' if len(noticed) > 1 else ''} {numbers}"
        told.append(f"This letter says that no notice came, and a notice or a reason is on file of {which}.")
    if kind in letter_values.BY_REASON and not letter_values.mixed(about):
        told += _against_its_reasons(kind, about)
    if kind == "follow-up" and appeal.unsent:
        told.append("This letter says that we wrote before, and nothing is on file as sent.")
    if kind == "follow-up" and appeal.answered_on is not None and appeal.decision != "no reply":
        told.append("This letter says that no answer came, and an answer is on file.")
    return told


def _against_its_reasons(kind: str, about: list[dict[str, Any]]) -> list[str]:
    """Where a letter of a kind speaks of another kind of reason than the one that was given."""
    says = {"rule": "not about what they say", "content": "look at each page cited"}[kind]
    wrong = [one for one in about if one["categories"] and bool(one["by_rule"]) != (kind == "rule")]
    which = f"incident{'s' if len(wrong) > 1 else ''} {', '.join(str(one['id']) for one in wrong)}"
    given = ", ".join(dict.fromkeys(one["categories"] for one in wrong))
    return [f"This letter says “{says}”, and the reason on file of {which} is: {given}."] if wrong else []


def two_letters(con: Connection, appeal_id: int, facility_id: int | None = None) -> str:
    """What to say where an appeal needs a letter of each kind: some was refused by a rule, some for what it says; else empty."""
    about = letter_values.items(con, appeal_id, facility_id)
    if not letter_values.mixed(about):
        return ""
    by_rule = ", ".join(str(one["id"]) for one in about if one["by_rule"])
    content = ", ".join(str(one["id"]) for one in about if not one["by_rule"])
    return f"Two letters: one about content ({content}), one by rule ({by_rule}). Each speaks of its own incidents alone."


def usual_kind(con: Connection, appeal_id: int) -> str:
    """The kind of letter that an appeal most likely needs next; a person chooses."""
    appeal = appeal_facts.get(con, appeal_id)
    if appeal.state == "sent" or appeal.decision == "no reply":
        return "follow-up"
    if appeal.pattern and len(appeal.facility_ids) > 1:
        return "pattern"
    about = letter_values.items(con, appeal_id)
    if not any(one["notice_on"] or one["signed_on"] or one["stated_reason"] for one in about):
        return "no notice"
    sql = "select id from term where list = 'reason' and content_based = false order by id"
    neutral = {row["id"] for row in db.rows(con, sql)}
    given = {term for one in about for term in one["term_ids"] or []}
    return "rule" if given and given <= neutral else "content"


def _open(con: Connection, appeal_id: int) -> Appeal:
    appeal = appeal_facts.standing(con, appeal_id)
    if appeal.state == "closed":
        raise Conflict(f"Appeal {appeal_id} is closed. Take the last step back first, if a letter is still to be written.")
    return appeal


def _name(appeal: Appeal, kind: str, facility_id: int | None, today: date) -> str:
    place = appeal.facilities[appeal.facility_ids.index(facility_id)] if facility_id is not None else ""
    parts = ["appeal", str(appeal.id), kind, place, today.isoformat()]
    return "-".join(re.sub(r"[^\w]+", "-", part).strip("-") for part in parts if part)[:120] + ".docx"


def _argue(con: Connection, made: Draft) -> None:
    """Keep which arguments the appeal makes: before anything is sent those of the latest letter that makes some, then all."""
    arguments = [("citation", number) for number in made.citation_ids] + [("rebuttal", number) for number in made.rebuttal_ids]
    if not arguments:
        return
    if appeal_facts.get(con, made.appeal_id).unsent and not _beside_others(con, made):
        con.execute("delete from appeal_argument where appeal_id = $id", {"id": made.appeal_id})
    sql = """
        insert into appeal_argument (appeal_id, kind, argument_id) values ($appeal_id, $kind, $argument_id)
        on conflict do nothing
    """
    for kind, number in arguments:
        con.execute(sql, {"appeal_id": made.appeal_id, "kind": kind, "argument_id": number})
    names = [citations.get(con, number).name for number in made.citation_ids]
    said = "; ".join([*names, *(f"rebuttal {number}" for number in made.rebuttal_ids)])
    history.record(con, "appeal", made.appeal_id, "changed", {"arguments": ("", said)})


def _beside_others(con: Connection, made: Draft) -> bool:
    """Whether another letter of this appeal is waiting to be sent, to another place: they are sent together."""
    return any(one.sent_on is None and one.facility_id != made.facility_id for one in letters(con, made.appeal_id))


# ---- on file ------------------------------------------------------------------------------------


def letters(con: Connection, appeal_id: int) -> list[Letter]:
    """The letters of an appeal, the latest first."""
    return [_letter(row) for row in db.rows(con, db.question("appeal_letters"), appeal_id=appeal_id, id=None)]


def get(con: Connection, letter_id: int) -> Letter:
    """One letter that was not taken back; raises NotFound."""
    found = db.row(con, db.question("appeal_letters"), appeal_id=None, id=letter_id)
    if found is None:
        raise NotFound(f"There is no letter number {letter_id}, or it was taken back.")
    return _letter(found)


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(**{field.name: row[field.name] for field in dataclasses.fields(Letter)})


def content(con: Connection, letter_id: int) -> bytes:
    """The letter as it is kept: as it was sent, once it was."""
    return documents.content(con, get(con, letter_id).document_id)


def pdf(con: Connection, letter_id: int) -> bytes:
    """The letter to print."""
    return pdf_of(con, [letter_id])


def pdf_of(con: Connection, letter_ids: Iterable[int]) -> bytes:
    """Several letters to print, one after the other; what was kept as PDF is taken as it is."""
    made: list[bytes] = []
    waiting: list[tuple[Letter, bytes]] = []
    program = settings.load(con).program_name
    for letter_id in letter_ids:
        letter = get(con, letter_id)
        file = documents.content(con, letter.document_id)
        if letter.file_kind == "docx":
            waiting.append((letter, file))
            continue
        if waiting:
            made.append(_typeset(waiting, program))
            waiting = []
        made.append(file)
    if waiting:
        made.append(_typeset(waiting, program))
    if not made:
        raise Invalid("Choose at least one letter.")
    return made[0] if len(made) == 1 else document_reading.joined(made)


def _typeset(found: list[tuple[Letter, bytes]], program: str) -> bytes:
    parts = []
    for letter, file in found:
        read = docx_reading.read(file, letter.name)
        parts.append({"footer": read.footer or f"{program}, appeal {letter.appeal_id}", "blocks": read.blocks})
    title = found[0][0].title if len(found) == 1 else "Letters of appeal"
    return typesetting.pdf("appeal_letter", {"title": title, "letters": parts}, tags=True)


def before_printing(con: Connection, letter_id: int) -> list[str]:
    """What a person should know before the letter is sent: blanks to fill in, and what can't be printed from here."""
    letter = get(con, letter_id)
    if letter.file_kind != "docx" or letter.gone:
        return []
    read = docx_reading.read(documents.content(con, letter.document_id), letter.name)
    told = []
    blanks = len(re.findall(r"_{10,}", read.text))
    if blanks:
        told.append(f"{number_of(blanks, 'blank')} to fill in, by hand or in the word processor.")
    if read.left_out:
        told.append(f"The PDF leaves out {' and '.join(read.left_out)}: print it from the word processor.")
    missing = typesetting.unprintable(read.text)
    if missing:
        told.append(f"The PDF can’t print {' '.join(missing[:20])}: print it from the word processor.")
    return told


def zipped(con: Connection, letter_ids: Iterable[int]) -> bytes:
    """Several letters in one file, each as it is kept."""
    made, names = io.BytesIO(), set()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for letter_id in letter_ids:
            letter = get(con, letter_id)
            name = letter.name if letter.name not in names else f"{letter.id}-{letter.name}"
            names.add(name)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            kept.writestr(entry, documents.content(con, letter.document_id), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def table(found: list[Letter]) -> pd.DataFrame:
    """The letters as a table shows them."""
    rows = [(one.title, one.facility, one.addressee, one.made_on, one.sent_on) for one in found]
    return pd.DataFrame(rows, columns=["Letter", "Facility", "To", "Made", "Sent"])


# ---- taken back ----------------------------------------------------------------------------------


def void(con: Connection, letter_id: int, reason: str, on: date) -> None:
    """Take back a letter that was made and not sent; its document goes with it, unseen."""
    letter = get(con, letter_id)
    if letter.sent_on is not None:
        raise Conflict("It was sent. What was sent is kept; take back the action first, if it was not.")
    history.void(con, "appeal_letter", letter_id, reason, on, noun="letter", field="letter_reason")
    if not letter.gone:
        documents.void(con, letter.document_id, reason, on)

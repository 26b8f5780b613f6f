"""What is filled into a letter of appeal, all of it from the record; what nobody has checked is left out of the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bfp.appeals import appeal_facts, appeal_rules, appeals, citations, contacts, deadlines, rebuttals
from bfp.appeals.appeal_facts import Appeal
from bfp.appeals.appeal_rules import Rule
from bfp.appeals.contacts import Contact
from bfp.appeals.deadlines import Deadline
from bfp.appeals.letters import letter_templates
from bfp.appeals.letters.letter_fields import FIELDS
from bfp.base import db, isbn, settings
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.documents.docx_filling import BLANK, text
from bfp.mail import shipments
from bfp.places import restrictions

MOST_COPIES = 20
COMPARED = (
    "addressee", "return_address", "facility", "titles", "stated_reason", "rule_cited", "pages_cited", "notice_date", "reader",
    "reader_number", "rule_text", "rule_time", "deadline", "level", "first_sent", "last_sent",
)  # fmt: skip
BY_REASON = ("content", "rule")  # kinds of letter that answer a kind of reason
FEWEST_LINES = 2  # of a blank address, to write on by hand
PAGES = re.compile(r"\s*(?:[,;\n]|\band\b|&)\s*")
PREFIX = re.compile(r"^(?:pages?|pgs?\.?|pp?\.?)\s*(?=\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to, as far as is known; `missing` says what to do where no address is on file."""

    name: str
    office: str
    address: str
    missing: str = ""

    @property
    def lines(self) -> list[str]:
        known = [line.strip() for line in (self.name, self.office, *self.address.splitlines()) if line.strip()]
        return known if self.address else [*known, *[BLANK * 2] * FEWEST_LINES]

    @property
    def short(self) -> str:
        """In one line."""
        return ", ".join([part for part in (self.name, self.office, *self.address.splitlines()) if part.strip()])


def written(day: date | None) -> str:
    """23 November 2026; nothing for no date."""
    return "" if day is None else f"{day.day} {day:%B %Y}"


def items(
    con: Connection, appeal_id: int, facility_id: int | None = None, reader_id: int | None = None, kind: str = ""
) -> list[dict[str, Any]]:
    """What the letter is about, or what of it is one reader's.

    Where some was refused by a rule and some for what it says, a letter of one of these kinds is about its own alone.

    Raises Conflict where nothing of the appeal stands, Invalid for another's facility.
    """
    question = db.question("appeal_letter_items")
    found = db.rows(con, question, id=appeal_id, facility_id=facility_id, reader_id=reader_id)
    if not found:
        if facility_id is not None and facility_id not in appeal_facts.get(con, appeal_id).facility_ids:
            raise Invalid("This appeal is not about that facility. Reload the page.", "letter_facility")
        raise Conflict("Every incident that the letter would be about was voided. Remove them from the appeal, or void it.")
    if kind in BY_REASON and mixed(found):
        return [one for one in found if bool(one["by_rule"]) == (kind == "rule")]
    return found


def mixed(about: list[dict[str, Any]]) -> bool:
    """Whether some of it was refused by a rule, and some for what it says or without a reason: that needs two letters."""
    return len({bool(one["by_rule"]) for one in about}) == 2


def deadline(con: Connection, appeal: Appeal, facility_id: int | None, today: date) -> Deadline | None:
    """The deadline of the letter: the first that ends of what it is about."""
    if facility_id is None:
        return deadlines.for_appeals(con, today, [appeal.id]).get(appeal.id)
    ids = [one["id"] for one in items(con, appeal.id, facility_id)]
    found = deadlines.for_incidents(con, ids, today, appeal.level, appeal.made_by).values()
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: one.send_by or one.not_after or date.max, default=None)


def addressee(
    con: Connection, appeal: Appeal, kind: str, facility_id: int | None, due: Deadline | None, contact_id: int | None = None
) -> Addressee:
    """Whom the letter goes to: the contact that was chosen, else whom the rule names, else the first official on file."""
    if contact_id is not None:
        return _of(_chosen(con, appeal, contact_id))
    about, book = letter_templates.known(kind), contacts.Book(con)
    place = facility_id or (appeal.facility_ids[0] if len(appeal.facility_ids) == 1 else None)
    where = appeal.facilities[appeal.facility_ids.index(place)] if place in appeal.facility_ids else appeal.system
    if about.by_rule and due is not None and due.addressee:
        role = contacts.role_of(due.addressee)
        contact = book.find(place, appeal.system_id, role) if role else None
        own = appeal_rules.get(con, due.rule_id).address if due.rule_id is not None else ""
        if own or contact is None:
            return _told(Addressee("", due.addressee, own), due.addressee, where)
        return _told(Addressee(contact.name, contact.office or due.addressee, contact.address), due.addressee, where)
    found = [contact for role in about.roles if (contact := book.find(place, appeal.system_id, role)) is not None]
    best = next((contact for contact in found if contact.address), found[0] if found else None)
    return _told(_of(best) if best else Addressee("", "", ""), f"the {best.role if best else about.roles[0]}", where)


def _told(found: Addressee, who: str, where: str) -> Addressee:
    if found.address:
        return found
    missing = (
        f"No address of {who} is on file for {where}. Find it and add it under Appeal rules, Contacts; nothing is guessed. "
        "Or make the letter with a blank to fill in by hand."
    )
    return Addressee(found.name, found.office, "", missing)


def _of(contact: Contact) -> Addressee:
    return _told(Addressee(contact.name, contact.office, contact.address), f"the {contact.role}", contact.whose)


def choices(con: Connection, appeal: Appeal, facility_id: int | None = None) -> list[Contact]:
    """The contacts that a letter may go to: of the system, and of the facilities it is about."""
    places = [facility_id] if facility_id else appeal.facility_ids
    return [one for one in contacts.listing(con) if one.system_id == appeal.system_id or one.place_id in places]


def _chosen(con: Connection, appeal: Appeal, contact_id: int) -> Contact:
    found = next((one for one in choices(con, appeal) if one.id == contact_id), None)
    if found is None:
        raise Conflict("This contact is not in use for the system and facilities of the appeal. Reload the page.")
    return found


def values(
    con: Connection,
    appeal: Appeal,
    kind: str,
    today: date,
    facility_id: int | None = None,
    citation_ids: Iterable[int] = (),
    rebuttal_ids: Iterable[int] = (),
    copies_to: str = "",
    to: Addressee | None = None,
    reader_id: int | None = None,
) -> dict[str, Any]:
    """Every field and list of a letter by name; with `reader_id`, of what is that reader's alone."""
    now, due = settings.load(con), deadline(con, appeal, facility_id, today)
    rule = appeal_rules.get(con, due.rule_id) if due is not None and due.rule_id is not None else None
    to = to or addressee(con, appeal, kind, facility_id, due)
    about = items(con, appeal.id, facility_id, reader_id, kind)
    places = list(dict.fromkeys(one["facility"] for one in about))
    people = list(dict.fromkeys((one["reader"], one["reader_number"]) for one in about if one["reader"]))
    one_reader = people[0] if len(people) == 1 else ("", "")
    learned, sent = [one["received_on"] for one in about], _sent(con, appeal)
    plain = {
        "date": written(today),
        "program": now.program_name,
        "return_address": now.return_address,
        "volunteer": con.by or appeal.taken_by,
        "addressee": "\n".join(to.lines),
        "official": to.name,
        "office": to.office,
        "facility": _and(places),
        "system": appeal.system,
        "titles": _and([one["title"] or "mail of ours" for one in about]),
        "many_items": _many(len(about), "item", "items"),
        "many_facilities": _many(len(places), "facility", "facilities"),
        "period": _period(min(learned), max(learned)),
        "stated_reason": _and([one["stated_reason"] for one in about], "; "),
        "rule_cited": _and([one["rule_cited"] for one in about], "; "),
        "pages_cited": _and([one["pages_cited"] for one in about], "; "),
        "notice_date": _and([written(one["notice_on"]) for one in about]),
        "reader": one_reader[0],
        "reader_number": one_reader[1],
        "appeal_number": appeal.id,
        "level": appeal.level,
        "blank": BLANK,
        **_of_rule(rule, due),
        **_of_sent(sent, today),
    }
    lists = {
        "incidents": [_item(one) for one in about],
        "places": [_place(place, [one for one in about if one["facility"] == place]) for place in places],
        "rebuttals": [_rebuttal(con, number) for number in dict.fromkeys(rebuttal_ids)],
        "citations": [_citation(con, number) for number in dict.fromkeys(citation_ids)],
        "restrictions": _restrictions(con, about, today),
        "letters": [{"date": written(one["happened_on"]), "level": one["level"]} for one in sent],
    }
    made = {name: [{key: _filled(value) for key, value in one.items()} for one in many] for name, many in lists.items()}
    return {name: text(one) for name, one in plain.items()} | made | {"copies": [text(line) for line in copy_lines(copies_to)]}


def facts(values: dict[str, Any]) -> dict[str, str]:
    """What a letter says that the record may say otherwise later, by what it is called; the days of writing are not among it."""
    plain = {FIELDS[name]: str(values[name]) for name in COMPARED}
    rows = [" · ".join(str(value) for value in one.values() if value and value != []) for one in values["incidents"]]
    return plain | {"what it is about, item by item": "; ".join(rows)}


def copy_lines(copies_to: str) -> list[str]:
    """Who gets a copy, a line each."""
    lines = [" ".join(line.split()) for line in copies_to.splitlines() if line.strip()]
    if len(lines) > MOST_COPIES:
        raise Invalid(f"At most {MOST_COPIES} copies can be named, one in a line.", "copies_to")
    return lines


def reader_lines(con: Connection, appeal_id: int, facility_id: int | None = None, kind: str = "") -> dict[int, str]:
    """The readers whose mail it was, by their number, as a copy names them."""
    return {
        one["reader_id"]: ", ".join(part for part in (one["reader"], one["reader_number"], one["facility"]) if part)
        for one in items(con, appeal_id, facility_id, kind=kind)
        if one["reader_id"] is not None
    }


def reasons(con: Connection, appeal_id: int, facility_id: int | None = None, kind: str = "") -> list[int]:
    """The categories of what the letter is about."""
    return sorted({term for one in items(con, appeal_id, facility_id, kind=kind) for term in one["term_ids"] or []})


def unchecked(
    con: Connection,
    appeal: Appeal,
    facility_id: int | None,
    today: date,
    citation_ids: Iterable[int],
    rebuttal_ids: Iterable[int],
) -> list[str]:
    """What the letter rests on that nobody of the program has checked yet, a sentence each."""
    told = []
    due = deadline(con, appeal, facility_id, today)
    if due is not None and not due.checked:
        told.append("The rule of appeal is still to be checked: its words and times are left out of the letter.")
    names = [one.name for one in (citations.get(con, number) for number in citation_ids) if not one.checked]
    if names:
        told.append(f"Still to be checked by the program’s lawyers: {', '.join(names)}.")
    names = [one.reason for one in (rebuttals.get(con, number) for number in rebuttal_ids) if not one.checked]
    if names:
        told.append(f"Still to be checked: the rebuttal{'s' if len(names) > 1 else ''} of {', '.join(names)}.")
    return told


def _filled(value: Any) -> Any:
    return [text(one) for one in value] if isinstance(value, list) else text(value)


def _and(parts: list[Any], sign: str = ", ") -> str:
    """Each once, with an "and" before the last."""
    each = [str(part) for part in dict.fromkeys(parts) if part]
    if sign != ", " or len(each) < 2:
        return sign.join(each)
    return f"{sign.join(each[:-1])} and {each[-1]}"


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _period(first: date, last: date) -> str:
    return f"on {written(first)}" if first == last else f"between {written(first)} and {written(last)}"


def _of_rule(rule: Rule | None, due: Deadline | None) -> dict[str, Any]:
    if rule is None or not rule.checked:  # what is to be checked is never told to a prison as a rule
        return dict.fromkeys(("rule_text", "rule_time", "rule_source", "deadline", "staff_days"), "")
    return {
        "rule_text": rule.text,
        "rule_time": rule.span if rule.days is not None else "",
        "rule_source": rule.source,
        "deadline": written(due.due_on) if due is not None else "",
        "staff_days": rule.staff_days or "",
    }


def _sent(con: Connection, appeal: Appeal) -> list[dict[str, Any]]:
    """The letters of an appeal that were sent, in order."""
    table = appeals.actions(con, appeal.id)
    found = table[table["kind"] == "letter sent"].sort_values(["happened_on", "id"])
    return [{"happened_on": row.happened_on.date(), "level": row.level} for row in found.itertuples()]


def _of_sent(sent: list[dict[str, Any]], today: date) -> dict[str, str]:
    if not sent:
        return dict.fromkeys(("first_sent", "last_sent", "days_waiting"), "")
    first, last = sent[0]["happened_on"], sent[-1]["happened_on"]
    return {"first_sent": written(first), "last_sent": written(last), "days_waiting": _many((today - last).days, "day", "days")}


def _item(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": one["id"],
        "title": one["title"] or "mail of ours",
        "author": one["author"],
        "description": _description(one),
        "title_notes": one["title_notes"],
        "facility": one["facility"],
        "parcel": shipments.number(one["shipment_id"]) if one["shipment_id"] is not None else "",
        "mailed": written(one["mailed_on"]),
        "notice": written(one["notice_on"]),
        "signed": written(one["signed_on"]),
        "received": written(one["received_on"]),
        "reason": one["stated_reason"],
        "new_reason": one["substituted_reason"],
        "rule": one["rule_cited"],
        "categories": one["categories"] or "",
        "pages_cited": one["pages_cited"],
        "pages": pages(one["pages_cited"]),
        "reader": one["reader"],
        "reader_number": one["reader_number"],
        "fate": one["fate"] if one["fate"] != "not known" else "",
        "stored_until": written(one["stored_until"]),
    }


def _description(one: dict[str, Any]) -> str:
    """“The Wretched of the Earth” by Frantz Fanon (book, paperback, ISBN 978-…)."""
    if not one["title"]:
        return "mail of ours whose title we do not know"
    by = f" by {one['author']}" if one["author"] else ""
    about = [part for part in (one["kind"], one["binding"], f"ISBN {isbn.written(one['isbn'])}" if one["isbn"] else "") if part]
    return f"“{one['title']}”{by}" + (f" ({', '.join(about)})" if about else "")


def pages(cited: str) -> list[str]:
    """The pages as they were cited, one by one: "Page 12", "Pages 45-47", "the cover"."""
    found = []
    for part in PAGES.split(cited):
        number = PREFIX.sub("", part.strip(" ."))
        if number[:1].isdigit():
            found.append(f"{'Pages' if re.search(r'[-–]', number) else 'Page'} {number}")
        elif number:
            found.append(number[0].upper() + number[1:])
    return found


def _place(place: str, about: list[dict[str, Any]]) -> dict[str, Any]:
    return {"facility": place, "count": len(about), "titles": _and([one["title"] or "mail of ours" for one in about])}


def _citation(con: Connection, citation_id: int) -> dict[str, Any]:
    one = citations.get(con, citation_id)
    if one.voided_on is not None:
        raise Conflict(f"{one.name} was voided: no new letter names it. Untick it.")
    return {name: getattr(one, name) for name in ("full", "name", "reference", "court", "year", "holding")}


def _rebuttal(con: Connection, rebuttal_id: int) -> dict[str, Any]:
    one = rebuttals.get(con, rebuttal_id)
    if one.voided_on is not None:
        raise Conflict(f"The rebuttal of {one.reason} was voided: no new letter uses it. Untick it.")
    return {"reason": one.reason, "text": one.text}


def _restrictions(con: Connection, about: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """The mail rules for the facilities that stand in official documents, each once.

    What a reader or a voice on the telephone told us is not held against a prison, and names nobody to it.
    """
    places = {one["facility_id"]: one["facility"] for one in about}
    found: dict[int, dict[str, Any]] = {}
    for facility_id, rules in restrictions.in_force_at(con, list(places), today).items():
        for one in rules:
            if one.source_kind == "official document":
                told = {"facility": places[facility_id], "text": one.rule, "since": written(one.starts_on), "source": one.source}
                found.setdefault(one.id, told)
    return list(found.values())

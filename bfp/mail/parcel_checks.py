"""What a packer must know before a parcel is closed: the rules of the place, what was sent before, where the reader is.

Nothing is silently allowed and nothing silently forbidden: a breach is shown with its rule, its date
and its source, and the parcel goes all the same if somebody says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from bfp.base import dates, db, measures, settings
from bfp.base.db import Connection
from bfp.base.parcel_numbers import number
from bfp.base.settings import Settings
from bfp.mail import appealed
from bfp.places import facilities, restrictions
from bfp.places.facilities import Facility
from bfp.places.restriction_words import says_no_used
from bfp.places.restrictions import Restriction
from bfp.readers import addresses, readers
from bfp.readers.readers import Reader
from bfp.shelves import disapproved, editions

RULES = (
    "facility closed",
    "no address",
    "bad address",
    "reader gone",
    "release date",
    "refuses all",
    "at most",
    "paperback only",
    "no hardcover",
    "new only",
    "used",
    "approved vendors only",
    "prior approval",
    "weight",
    "stopped there",
    "disapproved",
    "had it already",
    "several copies",
    "mailed lately",
    "interval",
    "wrong address",
    "letter with books",
    "size",
    "invoice",
    "in words",
    "another request",
    "class of mail",
    "address",
)
BOOKS = ("book", "dictionary", "study pack")  # from these the interval runs
UNDERWAY_DAYS = 21  # so long a parcel may take: a reader released sooner may not get it
LATELY_DAYS = 7  # a parcel mailed so few days ago may have been for the same letter


@dataclass(frozen=True)
class Check:
    """One thing to look at; going on needs a reason if it is a breach. `title_id` is None if it is about the whole parcel."""

    rule: str
    sentence: str
    needs_reason: bool
    title_id: int | None = None
    restriction_id: int | None = None

    @property
    def key(self) -> str:
        """What a reason is given for: the same as long as the parcel breaks the same rule with the same title."""
        return f"{self.rule}:{self.restriction_id or 0}:{self.title_id or 0}"


@dataclass(frozen=True)
class _Parcel:
    """Everything the rules look at, asked for once."""

    reader: Reader
    facility: Facility
    titles: dict[int, dict[str, Any]]  # id -> name, kind, binding, literature_class, weight_oz, quantity
    editions: dict[int, list[int]]
    history: dict[int, dict[str, Any]]  # of the titles and their other editions, with this reader and at this place
    reasons: dict[int, str]  # item -> why it was stopped
    marks: dict[int, str]
    nearby: list[dict[str, Any]]  # parcels to this reader around the day
    waiting: list[dict[str, Any]]
    restrictions: list[Restriction]
    settings: Settings
    on: date
    weight_oz: int | None
    mail_class: str
    to_paper_mail: bool

    @property
    def books(self) -> list[dict[str, Any]]:
        """What the rules about books are about: everything but letters."""
        return [title for title in self.titles.values() if title["kind"] != "letter"]


def check(
    con: Connection,
    reader_id: int,
    wanted: dict[int, int],
    on: date,
    weight_oz: int | None = None,
    mail_class: str = "Media Mail",
    to_paper_mail: bool | None = None,
    book_request_id: int | None = None,
) -> list[Check]:
    """What to look at before these copies (title to quantity) go to where the reader is now, breaches first.

    `to_paper_mail` None: as the titles say. With `book_request_id` only the reader's other requests count
    as waiting too. Raises NotFound without a reader; an empty parcel has nothing to look at.
    """
    if not wanted:
        return []
    parcel = _parcel(con, reader_id, wanted, on, weight_oz, mail_class, to_paper_mail, book_request_id)
    found = [*_place(parcel), *_reader(parcel)]
    for rule in parcel.restrictions:
        found += _restriction(rule, parcel)
    found += [*_before(con, parcel), *_double(parcel), *_address(parcel)]
    return sorted(found, key=lambda one: (not one.needs_reason, RULES.index(one.rule)))


def breaches(checks: list[Check]) -> list[Check]:
    """Those that a parcel goes on with only for a reason."""
    return [one for one in checks if one.needs_reason]


def _parcel(
    con: Connection,
    reader_id: int,
    wanted: dict[int, int],
    on: date,
    weight_oz: int | None,
    mail_class: str,
    to_paper_mail: bool | None,
    book_request_id: int | None,
) -> _Parcel:
    reader, ours = readers.get(con, reader_id), settings.load(con)
    facility = facilities.get(con, reader.facility_id)
    # Mail to a record that was merged into this one went to this reader.
    same = [row["id"] for row in db.rows(con, "select id from reader where id = $id or merged_into = $id", id=reader.id)]
    sql = """
        select id, name, kind, binding, literature_class, weight_oz from title
        where id in (select unnest($titles::integer[]))
    """
    there = {row["id"]: row for row in db.rows(con, sql, titles=list(wanted))}
    titles = {title_id: {**there[title_id], "quantity": copies} for title_id, copies in wanted.items() if title_id in there}
    alike = editions.others(con, titles)
    asked = list(dict.fromkeys([*titles, *(other for others in alike.values() for other in others)]))
    before = db.rows(con, db.question("parcel_titles"), titles=asked, readers=same, facility_id=facility.id)
    stopped = [row["stopped"]["item"] for row in before if row["stopped"]]
    reasons = db.rows(con, db.question("stated_reasons"), items=stopped) if stopped else []
    days = max(ours.interval_days, LATELY_DAYS)
    waiting = """
        select id, asked_on from book_request
        where list_contains($readers::integer[], reader_id) and status = 'waiting' and voided_on is null
            and id is distinct from $filled
        order by asked_on, id
    """
    return _Parcel(
        reader=reader,
        facility=facility,
        titles=titles,
        editions=alike,
        history={row["id"]: row for row in before},
        reasons={row["item_id"]: row["reason"] for row in reasons},
        marks=disapproved.marks(con, list(titles), facility.id),
        nearby=db.rows(con, db.question("parcels_about"), readers=same, on=on, days=days),
        waiting=db.rows(con, waiting, readers=same, filled=book_request_id),
        restrictions=restrictions.in_force(con, facility.id, on),
        settings=ours,
        on=on,
        weight_oz=weight_oz,
        mail_class=mail_class,
        to_paper_mail=addresses.used(facility, (title["kind"] for title in titles.values()), to_paper_mail),
    )


def _place(parcel: _Parcel) -> list[Check]:
    """The facility is closed, or nobody knows its address."""
    facility, found = parcel.facility, []
    if facility.status == "closed":
        found.append(Check("facility closed", f"{facility.label} is on file as closed.", True))
    lacks = addresses.lacking(facility, parcel.to_paper_mail)
    if lacks:
        # A town with a street or a ZIP can be reached; less is no address.
        unreachable = "town" in lacks or len(lacks) > 1
        what = "no address on file" if len(lacks) == 3 else f"an address without a {' and a '.join(lacks)}"
        found.append(Check("no address", f"{facility.label} has {what}.", unreachable))
    return found


def _reader(parcel: _Parcel) -> list[Check]:
    """The reader is not there any more, soon will not be, or mail came back from there."""
    reader, found = parcel.reader, []
    if reader.bad_address_on:
        since = dates.written(reader.bad_address_on)
        found.append(Check("bad address", f"Mail came back: bad address since {since}. Find the right one first.", True))
    if reader.status != "active":
        found.append(Check("reader gone", f"The reader is on file as {reader.status}.", True))
    elif reader.release_on:
        day = dates.written(reader.release_on)
        if reader.release_on <= parcel.on:
            found.append(Check("release date", f"The reader's release date, {day}, has passed.", True))
        elif reader.release_on <= parcel.on + timedelta(days=UNDERWAY_DAYS):
            found.append(Check("release date", f"The reader is to be released on {day}: the parcel may come too late.", True))
        elif reader.release_on <= parcel.on + timedelta(days=parcel.settings.release_warning_days):
            found.append(Check("release date", f"The reader is to be released on {day}.", False))
    return found


# ---- the rules of the place ---------------------------------------------------------------------


def _restriction(rule: Restriction, parcel: _Parcel) -> list[Check]:
    """What one standing restriction says about this parcel. A letter is no book."""
    books = parcel.books
    if not books:
        return []
    said, where = rule.in_full, parcel.facility.label
    copies = sum(title["quantity"] for title in books)
    breach = partial(_of_rule, rule, needs_reason=True)
    found: list[Check] = []
    if rule.refuses_all:
        found.append(breach("refuses all", f"{where} refuses all books: {said}."))
    if rule.max_items is not None and copies > rule.max_items:
        found.append(breach("at most", f"{where} takes at most {rule.max_items}, here are {copies}: {said}."))
    found += _copies(rule, books, said, breach)
    if rule.approved_vendors_only:
        found.append(
            breach("approved vendors only", f"{where} takes books from approved vendors only. Are we one? The rule: {said}.")
        )
    if rule.prior_approval:
        found.append(breach("prior approval", f"Has {where} approved these before they are sent? The rule: {said}."))
    found += _weight(rule, parcel, said)
    if rule.max_size:
        found.append(_of_rule(rule, "size", f"Is the parcel small enough? The rule: {said}.", needs_reason=False))
    if rule.invoice_needed:
        found.append(
            _of_rule(rule, "invoice", f"An invoice goes in: the packing slip is one. The rule: {said}.", needs_reason=False)
        )
    # Words that no check has shown are shown by themselves: no parcel may be closed without them.
    if rule.text and not found and rule.text.rstrip(".").lower() not in restrictions.WORDS.values():
        found.append(_of_rule(rule, "in words", f"{where} says: {said}.", needs_reason=False))
    return found


def _of_rule(rule: Restriction, name: str, sentence: str, title: dict[str, Any] | None = None, *, needs_reason: bool) -> Check:
    return Check(name, sentence, needs_reason, title["id"] if title else None, rule.id)


def _copies(rule: Restriction, books: list[dict[str, Any]], said: str, breach: Callable[..., Check]) -> list[Check]:
    """Hardcovers and used copies. What the program publishes itself goes out new; other copies may be used."""
    found = []
    hardcovers = [title for title in books if title["binding"] == "hardcover"]
    if rule.paperback_only or rule.no_hardcover:
        name = "paperback only" if rule.paperback_only else "no hardcover"
        found += [breach(name, f"{title['name']} is a hardcover: {said}.", title) for title in hardcovers]
    if rule.new_only or says_no_used(rule.text):
        name = "new only" if rule.new_only else "used"
        unsure = [title for title in books if title["literature_class"] != "own"]
        found += [breach(name, f"Is the copy of {title['name']} new? The rule: {said}.", title) for title in unsure]
    return found


def _weight(rule: Restriction, parcel: _Parcel, said: str) -> list[Check]:
    """The parcel on the scales, or else what its titles weigh as far as known."""
    if rule.max_weight_oz is None:
        return []
    weights = [title["weight_oz"] for title in parcel.titles.values()]
    known = sum((title["weight_oz"] or 0) * title["quantity"] for title in parcel.titles.values())
    # A sum of the titles whose weight is known is no weighing, whoever added it up.
    weighed = parcel.weight_oz is not None and (None not in weights or parcel.weight_oz != known)
    weighs = parcel.weight_oz or known
    if weighs > rule.max_weight_oz:
        heavy = f"The parcel weighs {measures.written_weight(weighs)}"
        return [_of_rule(rule, "weight", f"{heavy}: {said}.", needs_reason=True)]
    if not weighed and None in weights:
        return [_of_rule(rule, "weight", f"Nobody knows what the parcel weighs. Weigh it: {said}.", needs_reason=False)]
    return []


# ---- what was mailed before ---------------------------------------------------------------------


def _before(con: Connection, parcel: _Parcel) -> list[Check]:
    """What became of these titles, and of other editions of them, with this reader and at this place."""
    found = []
    for title in parcel.titles.values():
        if title["kind"] == "letter":  # each is written anew
            continue
        name = title["name"]
        for edition in (title["id"], *parcel.editions.get(title["id"], ())):
            known = parcel.history.get(edition)
            who = name if edition == title["id"] else f"Another edition of {name}"
            if known and known["times_stopped"]:
                found.append(Check("stopped there", _stopped(con, who, known, parcel), True, title["id"]))
            if known and known["sent_on"]:
                day = f"{dates.written(known['sent_on'])} ({known['sent_outcome']})"
                found.append(Check("had it already", f"{who} was sent to this reader on {day}.", True, title["id"]))
        if title["id"] in parcel.marks:
            found.append(Check("disapproved", f"{name} is {parcel.marks[title['id']]}.", True, title["id"]))
        if title["quantity"] > 1:
            found.append(Check("several copies", f"{title['quantity']} copies of {name} in one parcel.", True, title["id"]))
    return _once(found)


def _once(found: list[Check]) -> list[Check]:
    """Two editions that say the same of one title are one thing to answer for."""
    kept: dict[str, Check] = {}
    for one in found:
        before = kept.get(one.key)
        sentence = f"{before.sentence} {one.sentence}" if before else one.sentence
        kept[one.key] = Check(one.rule, sentence, one.needs_reason, one.title_id, one.restriction_id)
    return list(kept.values())


def _stopped(con: Connection, who: str, known: dict[str, Any], parcel: _Parcel) -> str:
    """Example Reader was stopped at Example Unit, TX twice, last on 1 May 2024: “racial content”; it came in once."""
    last = known["stopped"]
    when = (
        f"on {dates.written(last['outcome_on'])}" if last["outcome_on"] else f"in a parcel of {dates.written(last['mailed_on'])}"
    )
    if known["times_stopped"] > 1:
        when = f"{_times(known['times_stopped'])}, last {when}"
    reason = parcel.reasons.get(last["item"], "")
    why = f": “{reason}”" if reason else ""
    came = f"; it came in {_times(known['times_received'])}" if known["times_received"] else ""
    said = f"{who} was stopped at {parcel.facility.label} {when}{why}{came}."
    return " ".join(part for part in (said, appeal_of(con, last["item"])) if part)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def appeal_of(con: Connection, item_id: int) -> str:
    """What became of the appeal against the censorship of this item, as a sentence; empty if it has no incident."""
    return appealed.of_item(con, item_id)


def _double(parcel: _Parcel) -> list[Check]:
    """The interval is not over, somebody has just mailed to this reader, or another request waits."""
    found = []
    books = any(title["kind"] in BOOKS for title in parcel.titles.values())
    lately = [one for one in parcel.nearby if abs((one["mailed_on"] - parcel.on).days) < LATELY_DAYS]
    for one in lately[:1]:
        more = f", and {len(lately) - 1} more in those days" if len(lately) > 1 else ""
        said = f"{one['mailed_by'] or 'Somebody'} mailed parcel {number(one['id'])} to this reader on"
        said = f"{said} {dates.written(one['mailed_on'])}{more}: {one['titles']}."
        found.append(Check("mailed lately", said, books and any(other["books"] for other in lately)))
    earlier = next((one for one in parcel.nearby if one["books"]), None)
    interval = parcel.settings.interval_days
    # A parcel of books that is shown as mailed lately says the same and more.
    if books and earlier and earlier not in lately and abs((earlier["mailed_on"] - parcel.on).days) < interval:
        last = f"The last books were mailed on {dates.written(earlier['mailed_on'])} (parcel {number(earlier['id'])})"
        over = dates.written(earlier["mailed_on"] + timedelta(days=interval))
        found.append(Check("interval", f"{last}: the next are due {over}, {interval} days later.", True))
    for one in parcel.waiting[:1]:
        more = f", and {len(parcel.waiting) - 1} more" if len(parcel.waiting) > 1 else ""
        said = f"Request {one['id']} of {dates.written(one['asked_on'])} waits too{more}."
        found.append(Check("another request", said, False))
    return found


def _address(parcel: _Parcel) -> list[Check]:
    """Which address of the facility is used, whether it is the one for what is in the parcel, and the class of mail."""
    facility, found = parcel.facility, []
    kinds = [title["kind"] for title in parcel.titles.values()]
    paper = addresses.only_paper(kinds)
    if facility.paper_mail_apart:
        package, apart = ", ".join(facility.package_address), ", ".join(facility.paper_address)
        if parcel.to_paper_mail and not paper:
            found.append(Check("wrong address", f"Books go to the paper-mail address; packages there go to {package}.", True))
        if paper and not parcel.to_paper_mail:
            found.append(
                Check("wrong address", f"Paper mail goes to the package address; paper mail there goes to {apart}.", True)
            )
        if "letter" in kinds and not paper:
            found.append(Check("letter with books", f"A letter goes in with books; paper mail there goes to {apart}.", True))
        used = f"the paper-mail address: {apart}" if parcel.to_paper_mail else f"the package address: {package}"
        found.append(Check("address", f"Goes to {used}.", False))
    if paper and parcel.mail_class in ("Media Mail", "Library Mail"):
        found.append(Check("class of mail", f"{parcel.mail_class} is for books: letters and newsletters go First Class.", False))
    return found

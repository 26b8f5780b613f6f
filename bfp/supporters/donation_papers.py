"""Papers for supporters: receipts for money, stamps and books, thank-you letters, and the wish list. Each is a PDF."""

from datetime import date
from typing import Any

import pandas as pd

from bfp.base import settings, words
from bfp.base.db import Connection
from bfp.base.errors import Conflict
from bfp.base.words import number_of
from bfp.papers import paper_texts, typesetting
from bfp.papers.given_texts import CODES, PAGE
from bfp.places import facilities
from bfp.readers import readers
from bfp.shelves import wishes
from bfp.supporters import donation_lists, donations, money, supporters
from bfp.supporters.donations import Donation
from bfp.supporters.money import Entry

FRIEND = {"English": "friend", "Spanish": "amigo/a"}
MOST_WISHES = 200  # lines of titles on paper: more is no list that anybody carries to a shop


def receipt(con: Connection, entry_id: int, today: date, language: str = paper_texts.USUAL) -> bytes:
    """The receipt of a gift of money or stamps; a voided one says so in large letters."""
    entry = money.get(con, entry_id)
    if entry.receipt_number is None:
        raise Conflict("Only a gift has a receipt; this is an expense, or the counter-entry of a gift.")
    return _pdf(f"Receipt {entry.receipt_number}", [receipt_data(con, entry, today, language)], today)


def receipt_data(con: Connection, entry: Entry, today: date, language: str) -> dict[str, Any]:
    """Everything that stands on the receipt of a gift, as text."""
    day = paper_texts.day
    facts = [
        ("Number", str(entry.receipt_number)),
        ("Received on", day(entry.happened_on, language)),
        ("Amount", entry.amount),
        ("Form", money.FORMS[entry.form]),
        ("For", entry.fund),
    ]
    void = ""
    if entry.corrected_by is not None:
        counter = money.get(con, entry.corrected_by)
        void = f"VOID: taken back on {day(counter.happened_on, language)}."
    to = _giver(con, entry.supporter_id, entry.reader_id)
    return _part(con, to, today, language, title=f"Receipt {entry.receipt_number}", facts=facts, void=void,
                 body=paper_texts.get(con, "receipt_foot", language))  # fmt: skip


def receipt_of_books(con: Connection, donation_id: int, today: date, language: str = paper_texts.USUAL) -> bytes:
    """The receipt of a donation of books: every title with its copies, no value; who gave says what they are worth."""
    donation = _finished(con, donation_id)
    items = _items(con, donation.id)
    facts = [
        ("Number", f"books {donation.id}"),
        ("Received on", paper_texts.day(donation.donated_on, language)),
        ("Books", f"{number_of(donation.copies, 'copy')} of {len(items):,} titles"),
    ]
    body = "{books}\n\n" + paper_texts.get(con, "receipt_foot", language)
    to = _giver(con, donation.supporter_id, None)
    part = _part(con, to, today, language, title="Receipt for books", facts=facts, body=body, items=items)
    return _pdf("Receipt for books", [part], today)


def thanks_for_books(con: Connection, donation_id: int, today: date, language: str = paper_texts.USUAL) -> bytes:
    """The letter that thanks for a donation of books."""
    donation = _finished(con, donation_id)
    values = {"gift": f"{donation.copies:,} book{'s' * (donation.copies != 1)}",
              "date": paper_texts.day(donation.donated_on, language)}  # fmt: skip
    body = paper_texts.get(con, "thanks_books", language)
    to = _giver(con, donation.supporter_id, None)
    return _pdf("Thank you", [_part(con, to, today, language, body=body, values=values, items=_items(con, donation.id))], today)


def thanks_for_money(con: Connection, entry_id: int, today: date, language: str = paper_texts.USUAL) -> bytes:
    """The letter that thanks for money or stamps."""
    entry = money.get(con, entry_id)
    if entry.receipt_number is None or entry.corrected_by is not None:
        raise Conflict("Thanks go out for gifts that stand: this one was taken back, or is no gift.")
    values = {
        "gift": _amount(entry), "date": paper_texts.day(entry.happened_on, language), "fund": entry.fund,
    }  # fmt: skip
    to, body = _giver(con, entry.supporter_id, entry.reader_id), paper_texts.get(con, "thanks_money", language)
    return _pdf("Thank you", [_part(con, to, today, language, body=body, values=values)], today)


def sample(con: Connection, name: str, language: str, body: str, on: date) -> dict[str, Any]:
    """A paper with this text in it, made up: to look at while the text is written."""
    items = [{"title": "An Example of History", "author": "A. Author", "copies": 2, "condition": "good"},
             {"title": "A Handbook of Examples", "author": "", "copies": 1, "condition": "new"}]  # fmt: skip
    to = ["Example Reading Circle", "1 Example Street", "Sampleton, TX 75001"]
    gift = "3 books" if name == "thanks_books" else "$25.00 in stamps"
    values = {"gift": gift, "date": paper_texts.day(on, language), "fund": "postage"}
    if name == "receipt_foot":
        facts = [("Number", "12"), ("Received on", values["date"]), ("Amount", "$25.00"), ("Form", "stamps (face value)"),
                 ("For", "postage")]  # fmt: skip
        return _part(con, to, on, language, title="Receipt 12", facts=facts, body=body, values=values)
    return _part(con, to, on, language, body=body, values=values, items=items)


def wish_list(con: Connection, today: date) -> bytes:
    """The wish list for supporters on paper."""
    now, titles = settings.load(con), wished_titles(con)
    subjects = wished_subjects(con)
    notes = [f"The {MOST_WISHES} titles most asked for; there are more."] if len(titles) > MOST_WISHES else []
    data = {
        "title": "Wish list", "program": now.program_name, "from": words.lines(now.return_address),
        "date": paper_texts.day(today, paper_texts.USUAL),
        "says": "People in prison ask for these, and we have none, or too few. The last number says how many requests wait. "
        "Paperbacks go to most places; many prisons take new books only."
        if len(titles) or len(subjects) else "Everything that is asked for is on the shelf today.",
        "subjects": subjects.astype(str).to_numpy().tolist(),
        "titles": titles.head(MOST_WISHES).astype(str).to_numpy().tolist(),
        "notes": notes,
    }  # fmt: skip
    return typesetting.pdf("wish_list", data, on=today, tags=True)


def wished_titles(con: Connection) -> pd.DataFrame:
    """Titles asked for and not in stock: title, author, waiting. Counts only.

    A title that is not in the catalogue stands in a letter's own words, so one that a single letter names is left out.
    """
    listed, named = wishes.titles(con), wishes.may_leave(wishes.unlisted(con))
    listed = listed[~listed["withdrawn"].astype(bool)]
    table = pd.concat(
        [
            listed.rename(columns={"name": "title", "requests": "waiting"})[["title", "author", "waiting"]],
            named.rename(columns={"name": "title", "requests": "waiting"}).assign(author="")[["title", "author", "waiting"]],
        ],
        ignore_index=True,
    )
    return table.sort_values(["waiting", "title"], ascending=[False, True], kind="stable").reset_index(drop=True)


def wished_subjects(con: Connection) -> pd.DataFrame:
    """Subjects of which more is asked for than there is: subject, copies on the shelf, waiting."""
    table = wishes.subjects(con)
    scarce = table[table["requests"] > table["copies"]]
    return scarce.rename(columns={"copies": "on the shelf", "requests": "waiting"})[["subject", "on the shelf", "waiting"]]


# ---- what all of them share -----------------------------------------------------------------------


def _part(
    con: Connection, to: list[str], today: date, language: str, *, body: str, title: str = "", facts: Any = (), void: str = "",
    values: dict[str, str] | None = None, items: Any = (),
) -> dict[str, Any]:  # fmt: skip
    now = settings.load(con)
    known = {
        "name": to[0] if to else FRIEND.get(language, FRIEND[paper_texts.USUAL]), "program": now.program_name,
        "return_address": "\n".join(words.lines(now.return_address)), "gift": "", "date": "", "fund": "", **(values or {}),
    }  # fmt: skip
    blocks: list[dict[str, Any]] = []
    for paragraph in paper_texts.paragraphs(body):
        if paragraph == "{books}":
            blocks.append({"kind": "books"})
            continue
        filled = paper_texts.fill(paragraph, known)
        if filled:
            blocks.append({"kind": "text", "lines": filled.splitlines()})
    return {
        "kind": "supporter", "lang": CODES.get(language, "en"), "words": PAGE.get(language, PAGE[paper_texts.USUAL]),
        "footer": ", ".join(part for part in (now.program_name, title) if part), "program": now.program_name,
        "from": words.lines(now.return_address), "to": to, "date": paper_texts.day(today, language), "title": title,
        "void": void, "facts": list(facts), "blocks": blocks, "items": list(items),
    }  # fmt: skip


def _giver(con: Connection, supporter_id: int | None, reader_id: int | None) -> list[str]:
    """Who it goes to, as lines of an address; none for an anonymous gift."""
    if supporter_id is not None:
        return supporters.get(con, supporter_id).lines
    if reader_id is None:
        return []
    reader = readers.get(con, reader_id)
    name = " ".join(part for part in (reader.first_name, reader.last_name) if part)
    return [name, *([reader.number] if reader.number else []), facilities.get(con, reader.facility_id).label]


def _items(con: Connection, donation_id: int) -> list[dict[str, Any]]:
    """The titles of a donation by name, whatever became of the copies; conditions together."""
    lines = donation_lists.lines(con, donation_id, limit=5000)
    lines = lines.assign(key=lines["name"].str.lower())
    together = lines.groupby(["key", "name", "author", "condition"], sort=True)["copies"].sum().reset_index()
    return [
        {"title": row.name_, "author": row.author, "copies": int(row.copies), "condition": row.condition}
        for row in together.rename(columns={"name": "name_"}).itertuples()
    ]


def _amount(entry: Entry) -> str:
    words = {"stamps": "in stamps", "cash": "in cash", "check": "by check", "online": "online"}
    return f"{entry.amount} {words[entry.form]}"


def _finished(con: Connection, donation_id: int) -> Donation:
    donation = donations.get(con, donation_id)
    if donation.voided_on is not None:
        raise Conflict(f"Donation {donation.id} was voided: {donation.void_reason}. There is no paper for it.")
    if donation.copies == 0:
        raise Conflict(f"Nothing of donation {donation.id} is scanned yet.")
    return donation


def _pdf(title: str, parts: list[dict[str, Any]], today: date) -> bytes:
    return typesetting.pdf("mail", {"title": title, "parts": parts}, on=today)

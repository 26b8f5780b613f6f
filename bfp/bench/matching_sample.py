"""200 requests written by hand, the shelf they are asked of, and how many get the right title first.

Half of them ("tuning") were looked at while the matching was built, the others ("held out") only counted.
"""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz, process

from bfp.base import db, lists
from bfp.base.db import Connection
from bfp.mail import book_requests
from bfp.packing import matching
from bfp.places import facilities, systems
from bfp.readers import readers

SAMPLES = Path(__file__).parent.parent.parent / "tests" / "samples"
TODAY = date(2026, 11, 23)
HALVES = ("tuning", "held out")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one sample file."""
    with open(SAMPLES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shelve(con: Connection) -> list[dict]:
    """Put the sample's titles on an empty shelf, three copies each, places A1, A2 …"""
    table = pd.DataFrame(rows("titles_to_match.csv"))
    languages = {name: number for number, name in lists.names(con, "language").items()}
    subjects = {name: number for number, name in lists.names(con, "subject").items()}
    table["id"] = range(1, len(table) + 1)
    table["language_id"] = table["language"].map(languages).astype("Int32")
    table["isbn"] = table["isbn"].where(table["isbn"] != "", None)
    table["place"] = [f"{chr(65 + at // 24)}{at % 24 + 1}" for at in range(len(table))]
    db.insert(con, "title", table[["id", "name", "author", "language_id", "kind", "isbn", "place"]])
    pairs = [(row.id, subjects[name]) for row in table.itertuples() for name in row.subjects.split(";") if name]
    db.insert(con, "title_term", pd.DataFrame(pairs, columns=["title_id", "term_id"]))
    db.insert(con, "stock", pd.DataFrame({"title_id": table["id"], "on_hand": 3}))
    return table.to_dict("records")


def right(said: str, shelf: list[dict]) -> set[int]:
    """The titles that a row calls right: by name, "by: AUTHOR", "any: SUBJECT" (in English), "any: SUBJECT in Spanish"."""
    found: set[int] = set()
    for part in said.split(" ~ "):
        if part.startswith("by: "):
            found |= {title["id"] for title in shelf if part[4:] in title["author"]}
        elif part.startswith("any: "):
            subject, _, language = part[5:].partition(" in ")
            tongue = (language,) if language else ("", "English")
            found |= {title["id"] for title in shelf if subject in title["subjects"].split(";") and title["language"] in tongue}
        else:
            found |= {title["id"] for title in shelf if title["name"] == part}
    return found


def ask(con: Connection, shelf: list[dict]) -> pd.DataFrame:
    """Each request asked of a reader who has had nothing: half, kind, text, first (its name), why, right, hit, plain.

    `plain` is whether the best plain fuzzy ratio over name and author has the right title first.
    """
    ids = {kind: {name: number for number, name in lists.names(con, kind).items()} for kind in ("subject", "language")}
    system = systems.get_or_add(con, "Example Department of Corrections", "state", "TX")
    place = facilities.add(con, name="Example Unit", system_id=system, state="TX")
    reader = readers.add(con, number="7000001", facility_id=place.id, first_name="Testa", last_name="Reader", on=TODAY)
    names = {title["id"]: title["name"] for title in shelf}
    written = [f"{title['name']} {title['author']}" for title in shelf]
    answers = []
    for row in rows("requests_to_match.csv"):
        ticked = [ids[kind][row[column]] for kind, column in (("subject", "subjects"), ("language", "language")) if row[column]]
        request = book_requests.add(con, reader.id, TODAY, term_ids=ticked, titles=[(None, row["text"])])
        found = matching.for_request(con, request, TODAY, limit=3)
        first = int(found["title_id"].iloc[0]) if len(found) else None
        meant = right(row["right"], shelf)
        plain = shelf[process.extractOne(row["text"], written, scorer=fuzz.WRatio)[2]]["id"] in meant
        why = found["why"].iloc[0] if len(found) else ""
        answers.append(
            (row["half"], row["kind"], row["text"], names.get(first, ""), why, row["right"], first in meant, plain)
        )
    return pd.DataFrame(answers, columns=["half", "kind", "text", "first", "why", "right", "hit", "plain"])

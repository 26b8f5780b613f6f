"""The made-up program's joining and study groups: who was sent an introduction, who studies what, who waits for a reply."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.contributions import joining, study_groups, study_work
from bfp.demo.names import VOLUNTEERS

GROUPS = (
    ("Course by mail: how to study", "How to study", False),
    ("Tuesday circle", "Introduction to political economy", True),
    ("History readers", "", False),
    ("Writers' workshop", "Writing reviews and articles", False),
)
ASSIGNMENTS = ("Chapter 1, questions 1 to 5", "Chapter 2, questions 6 to 9", "A page in your own words")
REPLIES = (
    "Thank you for your answers. The second is the strongest: you show it from what happens where you are.\n\n"
    "On question 4: read the last two pages of the chapter once more. Who gains from it?",
    "We read this aloud on Tuesday and argued for an hour. Two disagree with you about the ending; their reasons are below.",
)
INTRODUCED, GROUP_SIZE = 60, 4


def save(con: Connection, rng: np.random.Generator, today: date) -> None:
    """Introductions to some who asked, a part of them answered; a few study groups with work to and fro."""
    _introductions(con, rng, today)
    _groups(con, rng, today)


def _introductions(con: Connection, rng: np.random.Generator, today: date) -> None:
    asked = joining.listing(con, today, "asked", mailable=True, limit=INTRODUCED * 2)
    if asked.empty:
        return
    some = asked.iloc[np.sort(rng.permutation(len(asked))[: min(INTRODUCED, len(asked) // 2)])]
    since = pd.to_datetime(some["since_on"]).dt.date.to_numpy()
    sent = [max(day, today - timedelta(days=int(age))) for day, age in zip(since, rng.integers(10, 200, len(some)), strict=True)]
    rows = [(int(reader), "introduction sent", day, "letter sent") for reader, day in zip(some["reader_id"], sent, strict=True)]
    for place in np.flatnonzero(rng.random(len(some)) < 0.3):
        day = min(today - timedelta(days=1), sent[place] + timedelta(days=int(rng.integers(15, 60))))
        rows.append((int(some["reader_id"].iloc[place]), "introduction answered", max(day, sent[place]), ""))
    table = pd.DataFrame(rows, columns=["reader_id", "step", "happened_on", "note"])
    table["happened_on"] = pd.to_datetime(table["happened_on"])
    ids = db.rows(con, "select nextval('joining_id') as id from range($count)", count=len(table))
    db.insert(con, "joining", table.assign(id=sorted(row["id"] for row in ids), volunteer=VOLUNTEERS[0], saved_at=con.at))


def _groups(con: Connection, rng: np.random.Generator, today: date) -> None:
    began = today - timedelta(days=240)
    for name, course, at_one_place in GROUPS:
        people = _people(con, rng, at_one_place, began)
        if not people:
            continue
        place = db.value(con, "select facility_id from reader where id = $id", id=people[0]) if at_one_place else None
        book = None if course else db.value(con, "select min(id) as id from title where kind = 'book'")
        group_id = study_groups.add(con, name, began, today, facility_id=place, title_id=book, course=course or "")
        for reader_id in people:
            study_groups.join(con, group_id, reader_id, began + timedelta(days=int(rng.integers(0, 60))), today)
        for nth, assignment in enumerate(ASSIGNMENTS):
            number = study_groups.add_assignment(con, group_id, assignment, "Write one page; quote what you disagree with.")
            sent_on = began + timedelta(days=65 + 55 * nth)
            if study_groups.without(con, number):
                study_work.send(con, number, sent_on, today)
                _answers(con, rng, number, sent_on, today)


def _people(con: Connection, rng: np.random.Generator, at_one_place: bool, on: date) -> list[int]:
    """Readers who write still: from anywhere, or from the facility with most of them."""
    sql = """
        with here as (
            select reader.id, reader.facility_id
            from reader
            where reader.status = 'active' and reader.voided_on is null and reader.merged_into is null
                and reader.bad_address_on is null
                and reader.id in (select reader_id from letter where postmark_on > $on and voided_on is null)
        )
        select id from here
        where not $one or facility_id = (select mode(facility_id) from here)
        order by hash(id), id limit 40
    """
    found = [row["id"] for row in db.rows(con, sql, on=on - timedelta(days=200), one=at_one_place)]
    return sorted(int(number) for number in rng.permutation(found)[:GROUP_SIZE])


def _answers(con: Connection, rng: np.random.Generator, assignment_id: int, sent_on: date, today: date) -> None:
    sql = "select id from study_work where assignment_id = $id order by id"
    for row in db.rows(con, sql, id=assignment_id):
        answered_on = sent_on + timedelta(days=int(rng.integers(14, 70)))
        if rng.random() > 0.65 or answered_on >= today:
            continue
        who = ("", *VOLUNTEERS)[int(rng.integers(0, len(VOLUNTEERS) + 1))]
        study_work.answer(con, row["id"], answered_on, today, replier=who)
        if rng.random() < 0.5:
            replied_on = min(today - timedelta(days=1), answered_on + timedelta(days=int(rng.integers(5, 40))))
            study_work.reply(con, row["id"], REPLIES[int(rng.integers(0, 2))], max(replied_on, answered_on), today)

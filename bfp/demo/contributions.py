"""The made-up program's contributions: texts, how far each has come, and a few updates that are public. All of it is invented."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.db import Connection
from bfp.contributions import contributions
from bfp.demo.mail import chosen
from bfp.publishing import redaction, updates

YOUNG, OLD = (0.62, 0.22, 0.1, 0.04, 0.01, 0.01), (0.03, 0.05, 0.2, 0.42, 0.22, 0.08)  # under and over 90 days
WHY_NOT = ("said before", "can't be read", "too long for a page", "about one person only")
WHERE = ("the newsletter", "the web page", "a pamphlet")
OPENINGS = {
    "book review": ("{title} is a strong book on an invented subject.", "I read {title} twice, once aloud to the row."),
    "report from inside": (
        "This is {first} {last} writing from {facility}.",
        "I, {last}, {first}, number {number}, want this known.",
    ),
    "poem": ("The lantern in the corridor hums,", "A teapot on a made-up sill,"),
    "mail report": ("Of four parcels two came.", "The mail room keeps a list, and my book was on it."),
}
OTHERS = ("Dear friends, this is an invented {kind}.", "I send you a made-up {kind}, as you asked.")
SENTENCES = (
    "The mail comes on the third day of a week that has no name.",
    "Officer Blankenfeld said that the book was too heavy for the shelf.",
    "We meet at the inkwell and talk about one chapter each time.",
    "Nobody has answered the grievance, and the form is out of print.",
    "The chapter on the button makers is the best one; the last is too short.",
    "I am in cell B-214 and the window looks on a wall.",
    "Eleven of us signed. Sgt. Nulman folded the paper into a boat.",
    "I did not agree with the author about the thimble strike.",
    "Send the next part if you can, in paperback.",
    "What the prison calls a program is a room with chairs.",
    "My neighbour lent me his dictionary, and I lent him my lamp.",
    "The water was off for three days, and then it was brown.",
)
TITLES = ("The water was off", "A list in the mail room", "What a program is here")


def save(con: Connection, rng: np.random.Generator, today: date) -> None:
    """Give every contribution its text, state and consent, and publish a few reports."""
    table = _listed(con)
    if table.empty:
        return
    age = (pd.Timestamp(today) - table["received_on"]).dt.days.to_numpy()
    dice, many = rng.random(len(table)), len(table)
    steps = np.where(age < 90, np.searchsorted(np.cumsum(YOUNG), dice), np.searchsorted(np.cumsum(OLD), dice)).clip(0, 5)
    steps = np.where((steps == 1) | (steps == 2), np.where(table["kind"].isin(["art", "stamps or money"]), 0, steps), steps)
    said = rng.random(many)
    report = (table["kind"] == "report from inside").to_numpy() & (steps != 4)
    steps = np.where(report & (age > 30), 2, steps)  # edited: updates from inside are chosen from them
    consent = np.where(steps == 4, 1, np.where(said < np.where(report, 0.8, 0.45), 1, np.where(said < 0.5, 2, 0)))
    texts = [_text(rng, row) if step > 0 else "" for row, step in zip(table.itertuples(), steps, strict=True)]
    waited = np.minimum(rng.integers(5, 80, many), np.maximum(age - 1, 0))
    after = pd.to_datetime(table["received_on"]) + pd.to_timedelta(waited, "D")
    done = pd.Series(after).where(pd.Series(np.isin(steps, (3, 4))))
    facts = pd.DataFrame(
        {
            "id": table["id"],
            "state": chosen(contributions.STAGES, steps),
            "body": texts,
            "pages": rng.integers(1, 6, many),
            "answered_on": done.dt.date,
            "published_in": np.where(steps == 4, np.array(WHERE)[rng.integers(0, 3, many)], ""),
            "published_issue": np.where(steps == 4, (20 + rng.integers(0, 60, many)).astype(str), ""),
            "published_on": done.where(pd.Series(steps == 4)).dt.date,
            "not_used_why": np.where(steps == 5, np.array(WHY_NOT)[rng.integers(0, 4, many)], ""),
            "consent": chosen(("not asked", "yes", "no"), consent),
        }
    )
    con.execute("""
        create temp table made_up (id integer, state varchar, body varchar, pages integer, answered_on date, published_in varchar,
            published_issue varchar, published_on date, not_used_why varchar, consent varchar)
    """)
    db.insert(con, "made_up", facts)
    con.execute("""
        update contribution set state = made_up.state, body = made_up.body, pages = made_up.pages,
            answered_on = made_up.answered_on, published_in = made_up.published_in,
            published_issue = made_up.published_issue, published_on = made_up.published_on,
            not_used_why = made_up.not_used_why, consent = made_up.consent,
            consent_letter_id = case when made_up.consent <> 'not asked' then contribution.letter_id end
        from made_up where made_up.id = contribution.id
    """)
    con.execute("drop table made_up")
    con.execute("""
        update contribution set quote = 'A strong book on an invented subject.'
        where kind = 'book review' and consent = 'yes' and state = 'published' and id % 3 = 0
    """)
    _publish(con, today)


def _listed(con: Connection) -> pd.DataFrame:
    # A review is of a title that the reader was sent, the last before it came, where there is one.
    con.execute("""
        update contribution set title_id = fed.title_id, title_text = fed.name, shipment_id = fed.shipment_id
        from (
            select contribution.id, max_by(mailed_item.title_id, mailed_item.id) as title_id,
                max_by(title.name, mailed_item.id) as name, max_by(mailed_item.shipment_id, mailed_item.id) as shipment_id
            from contribution
            join mailed_item on mailed_item.reader_id = contribution.reader_id
                and mailed_item.mailed_on < contribution.received_on
            join title on title.id = mailed_item.title_id and title.literature_class <> 'letter'
            where contribution.kind = 'book review'
            group by contribution.id
        ) as fed
        where fed.id = contribution.id
    """)
    # Letters tell of much: some of the articles are reports, so that there is something to choose from.
    con.execute("update contribution set kind = 'report from inside' where kind = 'article' and id % 2 = 0")
    sql = """
        select contribution.id, contribution.kind, contribution.received_on, contribution.title_text as title,
            reader.first_name as first, reader.last_name as last, coalesce(reader.number, '') as number, facility.name as facility
        from contribution
        join reader on reader.id = contribution.reader_id
        join facility on facility.id = reader.facility_id
        order by contribution.id
    """
    return db.frame(con, sql)


def _text(rng: np.random.Generator, row: Any) -> str:
    """A text of one to four paragraphs, of invented sentences."""
    openings = OPENINGS.get(row.kind, OTHERS)
    words = {name: getattr(row, name) for name in ("kind", "title", "first", "last", "number", "facility")}
    paragraphs = [openings[rng.integers(len(openings))].format(**words)]
    for _ in range(rng.integers(1, 4)):
        paragraphs.append(" ".join(SENTENCES[at] for at in rng.integers(0, len(SENTENCES), rng.integers(2, 6))))
    return "\n\n".join(paragraphs)


def _publish(con: Connection, today: date) -> None:
    """Three reports as updates from inside, every passage removed, as a person would."""
    sql = """
        select id from contribution
        where kind = 'report from inside' and state = 'edited' and consent = 'yes' and body <> ''
            and consent_letter_id is not null
        order by id limit $many
    """
    for nth, row in enumerate(db.rows(con, sql, many=len(TITLES))):
        removed = {one.starts: "remove" for one in redaction.offered(con, row["id"])}
        redaction.decide(con, row["id"], removed)
        updates.publish(con, row["id"], TITLES[nth], updates.PLACES[1], today - timedelta(days=1))



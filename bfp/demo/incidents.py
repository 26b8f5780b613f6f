"""The made-up program's incidents: opened from what was censored, some from notices that fit no parcel, a few with a scan."""

import hashlib
import io
from datetime import date

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw, ImageFont

from bfp.base import db
from bfp.base.db import Connection
from bfp.incidents.incident_facts import DECISIONS, FATES, NOTIFIED

MOST = 5000
SHARE = 0.7  # of the censored items of the last years; the rest waits for somebody to open it
RULES = ("Made-up policy 3.91, section B", "Made-up directive 5266", "Made-up rule 12-4", "")
RULE_SHARES = (0.35, 0.25, 0.15, 0.25)
NOTIFIED_SHARES = (0.25, 0.3, 0.15, 0.1, 0.2)
FATE_SHARES = (0.3, 0.1, 0.15, 0.45)
OLD_SHARES = (0.25, 0.2, 0.12, 0.03, 0.15, 0.05, 0.2)  # of those whose answer could be here by now
ANSWER_DAYS = 90
UNMATCHED = ("Our newsletter", "A book about candles", "Mail without a name")
SCANS = 4


def save(con: Connection, rng: np.random.Generator, today: date) -> int:
    """Store incidents of the newest censored items and of disputed returns, and some without a parcel; says how many."""
    sql = """
        with word as (select item_id, max(id) as event_id from outcome_event where voided_on is null group by item_id)
        select mailed_item.id as item_id, word.event_id, mailed_item.facility_id, mailed_item.reader_id, mailed_item.title_id,
            mailed_item.outcome, outcome_event.learned_on, outcome_event.happened_on, outcome_event.stated_reason,
            outcome_event.learned_how, outcome_event.disputed
        from mailed_item
        join word on word.item_id = mailed_item.id
        join outcome_event on outcome_event.id = word.event_id
        where mailed_item.outcome = 'censored' or (mailed_item.outcome = 'returned' and outcome_event.disputed)
        order by outcome_event.learned_on desc, mailed_item.id desc
        limit $most
    """
    found = db.frame(con, sql, most=round(MOST / SHARE))
    found = found[rng.random(len(found)) < SHARE].head(MOST).iloc[::-1].reset_index(drop=True)
    if found.empty:
        return 0
    table = _table(rng, found, today)
    table = pd.concat([table, _unmatched(rng, table, today)], ignore_index=True)
    table.insert(0, "id", np.arange(1, len(table) + 1))
    db.insert(con, "incident", table)
    con.execute("""
        insert into incident_reason
        select incident.id, outcome_reason.term_id
        from incident join outcome_reason on outcome_reason.outcome_event_id = incident.outcome_event_id
        order by incident.id, outcome_reason.term_id
    """)
    _scans(con, table, today)
    return len(table)


def _table(rng: np.random.Generator, found: pd.DataFrame, today: date) -> pd.DataFrame:
    count = len(found)
    now = np.datetime64(today, "s")
    received = found["learned_on"].to_numpy().astype("datetime64[s]")
    happened = found["happened_on"].to_numpy().astype("datetime64[s]")
    said = found["learned_how"].to_numpy() == "notice from the prison"
    notice = np.where(said & ~np.isnat(happened), happened, np.datetime64("NaT"))
    old = received + np.timedelta64(ANSWER_DAYS, "D") < now
    decision = np.where(old, rng.choice(len(DECISIONS), size=count, p=OLD_SHARES), 0)
    decided = np.where(
        decision > 0, received + rng.integers(20, ANSWER_DAYS, count) * np.timedelta64(1, "D"), np.datetime64("NaT")
    )
    back = found["learned_how"].to_numpy() == "parcel came back"
    fate = np.where(back, 0, rng.choice(len(FATES), size=count, p=FATE_SHARES))
    stored = np.where(fate == 2, received + np.timedelta64(60, "D"), np.datetime64("NaT"))
    return pd.DataFrame(
        {
            "item_id": found["item_id"].astype("Int32"),
            "outcome_event_id": found["event_id"].astype("Int32"),
            "facility_id": found["facility_id"],
            "reader_id": found["reader_id"].astype("Int32"),
            "title_id": found["title_id"].astype("Int32"),
            "title_text": "",
            "stated_reason": found["stated_reason"],
            "rule_cited": np.array(RULES, dtype=object)[rng.choice(len(RULES), size=count, p=RULE_SHARES)],
            "notice_on": notice.astype("datetime64[s]"),
            "received_on": received,
            "notified": np.array(NOTIFIED, dtype=object)[rng.choice(len(NOTIFIED), size=count, p=NOTIFIED_SHARES)],
            "fate": np.array(FATES, dtype=object)[fate],
            "stored_until": stored.astype("datetime64[s]"),
            "disputed": found["outcome"] == "returned",
            "decision": np.array(DECISIONS, dtype=object)[decision],
            "decided_on": decided.astype("datetime64[s]"),
            "substituted_reason": np.where(DECISIONS.index("reason substituted") == decision, "Not from an approved vendor", ""),
            "opened_on": received,
            "opened_by": "Ada",
        }
    )


def _unmatched(rng: np.random.Generator, table: pd.DataFrame, today: date) -> pd.DataFrame:
    """Notices that name a facility and hardly more: the last weeks'."""
    count = min(len(UNMATCHED), len(table))
    places = table["facility_id"].to_numpy()[rng.choice(len(table), size=count, replace=False)]
    received = np.datetime64(today, "s") - rng.integers(1, 20, count) * np.timedelta64(1, "D")
    return pd.DataFrame(
        {
            "item_id": pd.array([None] * count, dtype="Int32"),
            "outcome_event_id": pd.array([None] * count, dtype="Int32"),
            "facility_id": places,
            "reader_id": pd.array([None] * count, dtype="Int32"),
            "title_id": pd.array([None] * count, dtype="Int32"),
            "title_text": UNMATCHED[:count],
            "stated_reason": "See attached",
            "rule_cited": "",
            "notice_on": received - np.timedelta64(9, "D"),
            "received_on": received,
            "notified": "sender",
            "fate": "not known",
            "stored_until": np.full(count, np.datetime64("NaT"), dtype="datetime64[s]"),
            "disputed": False,
            "decision": "pending",
            "decided_on": np.full(count, np.datetime64("NaT"), dtype="datetime64[s]"),
            "substituted_reason": "",
            "opened_on": received,
            "opened_by": "Ada",
        }
    )


def _scans(con: Connection, table: pd.DataFrame, today: date) -> None:
    """A picture of a notice that nobody ever wrote, with the newest few."""
    newest = table.sort_values(["received_on", "id"], ascending=False, kind="stable").head(SCANS)
    contents = [_picture(number) for number in newest["id"]]
    documents = pd.DataFrame(
        {
            "id": np.arange(1, len(newest) + 1),
            "name": [f"made-up notice {number}.png" for number in newest["id"]],
            "kind": "png",
            "size": [len(content) for content in contents],
            "pages": 1,
            "digest": [hashlib.sha256(content).hexdigest() for content in contents],
            "content": contents,
            "added_on": pd.Timestamp(today),
            "added_by": "Ada",
        }
    )
    db.insert(con, "document", documents)
    links = pd.DataFrame({"document_id": documents["id"], "entity": "incident", "entity_id": newest["id"].to_numpy()})
    db.insert(con, "document_of", links)


def _picture(number: int) -> bytes:
    """A page that says of itself that it is made up."""
    page = Image.new("L", (850, 1100), 245)
    draw, font, small = ImageDraw.Draw(page), ImageFont.load_default(44), ImageFont.load_default(24)
    draw.rectangle((40, 40, 810, 1060), outline=90, width=3)
    draw.text((90, 100), "MADE-UP NOTICE", font=font, fill=30)
    for line, text in enumerate(
        (
            "For looking around only: no prison wrote this.",
            f"Incident {number} of the demonstration",
            "Publication denied: see attached",
        )
    ):
        draw.text((90, 190 + 44 * line), text, font=small, fill=60)
    for line in range(14):
        draw.line((90, 380 + 44 * line, 600 + (line * 37) % 160, 380 + 44 * line), fill=170, width=10)
    kept = io.BytesIO()
    page.save(kept, "PNG", optimize=True)
    return kept.getvalue()

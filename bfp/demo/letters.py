"""The made-up program's letters: what was asked, what they confirmed, what they brought; and the queue that waits."""

import numpy as np
import pandas as pd

from bfp.base import db, lists
from bfp.base.db import Connection
from bfp.demo import names as names
from bfp.demo.mail import Mail, chosen, dates

CONTRIBUTIONS = (
    "book review",
    "article",
    "study-group work",
    "art",
    "poem",
    "petition",
    "legal work",
    "report from inside",
    "translation",
    "stamps or money",
)


def write(
    con: Connection,
    rng: np.random.Generator,
    mail: Mail,
    facilities: pd.DataFrame,
    people: pd.DataFrame,
    titles: pd.DataFrame,
    waiting: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Store letters, book requests and contributions; gives each parcel's request and the letter that told of it (0 for none)."""
    parcels = mail.parcels
    asked = np.flatnonzero((rng.random(len(parcels)) < 0.92) & ~parcels["voided"].to_numpy())
    told = np.flatnonzero(parcels["heard"].to_numpy() & (parcels["how"].to_numpy() == 0))
    queue = _queue(rng, mail, people, waiting)
    declined = rng.choice(len(parcels), size=max(3, len(parcels) // 40), replace=False)
    day = parcels["day"].to_numpy()
    tables = [
        # what it is, postmark, day typed in, parcel, reader, row of the facility
        _letters("filled", day[asked] - rng.integers(7, 60, len(asked)), asked, parcels),
        _letters("told", parcels["learned"].to_numpy()[told] - rng.integers(1, 6, len(told)), told, parcels),
        _letters("declined", day[declined] + rng.integers(5, 40, len(declined)), declined, parcels),
        queue,
    ]
    letters = pd.concat(tables, ignore_index=True)
    entered = np.where(
        letters["what"] == "told",
        parcels["learned"].to_numpy()[letters["parcel"]],
        letters["postmark"] + rng.integers(1, 9, len(letters)),
    )
    filled = (letters["what"] == "filled").to_numpy()
    entered = np.where(filled, np.minimum(entered, day[letters["parcel"]]), np.minimum(entered, mail.days - 1))
    letters["entered"] = np.maximum(entered, 0)
    letters["postmark"] = np.clip(letters["postmark"], 0, letters["entered"])
    letters = letters.sort_values(["entered", "reader", "what"], kind="stable", ignore_index=True)
    letters["id"] = np.arange(1, len(letters) + 1)
    _save_letters(con, rng, mail, letters, facilities, people)
    requests = letters[letters["what"] != "told"].reset_index(drop=True)
    requests["request"] = np.arange(1, len(requests) + 1)
    _save_requests(con, rng, mail, requests, titles)
    _save_contributions(con, rng, mail, letters, titles)
    of_parcel, told_by = np.zeros(len(parcels), dtype=int), np.zeros(len(parcels), dtype=int)
    done = requests[requests["what"] == "filled"]
    of_parcel[done["parcel"]] = done["request"]
    by_letter = letters[letters["what"] == "told"]
    told_by[by_letter["parcel"]] = by_letter["id"]
    return of_parcel, told_by


def _letters(what: str, postmark: np.ndarray, rows: np.ndarray, parcels: pd.DataFrame) -> pd.DataFrame:
    part = parcels.iloc[rows]
    return pd.DataFrame(
        {
            "what": what,
            "postmark": postmark,
            "parcel": rows,
            "reader": part["reader"].to_numpy(),
            "place": part["place"].to_numpy(),
        }
    )


def _queue(rng: np.random.Generator, mail: Mail, people: pd.DataFrame, count: int) -> pd.DataFrame:
    """Requests that wait: from readers without a parcel in the last interval, most of them new, some old."""
    last = np.full(len(people), -1000)
    np.maximum.at(last, mail.parcels["reader"], mail.parcels["day"])
    free = np.flatnonzero((last < mail.days - 140) & (last > mail.days - 1500))
    if len(free) < count:
        free = np.flatnonzero(last < mail.days - 90)
    readers = rng.choice(free, size=min(count, len(free)), replace=False)
    age = np.minimum(rng.exponential(16, len(readers)).astype(int) + 2, 70)
    return pd.DataFrame(
        {
            "what": "waiting",
            "postmark": mail.days - age,
            "parcel": -1,
            "reader": readers,
            "place": people["place"].to_numpy()[readers],
        }
    )


def _save_letters(
    con: Connection, rng: np.random.Generator, mail: Mail, letters: pd.DataFrame, facilities: pd.DataFrame, people: pd.DataFrame
) -> None:
    ids = facilities["id"].to_numpy()
    # The first letter from another facility than the one before says that the reader was moved.
    by_reader = letters.sort_values(["reader", "id"])
    previous = by_reader.groupby("reader")["place"].shift(1).reindex(letters.index)
    moved = previous.notna() & (previous != letters["place"])
    moved_from = pd.array(np.where(moved, ids[previous.fillna(0).astype(int)], 0), dtype="Int32")
    moved_from[~moved.to_numpy()] = pd.NA
    db.insert(
        con,
        "letter",
        pd.DataFrame(
            {
                "id": letters["id"],
                "reader_id": letters["reader"] + 1,
                "facility_id": ids[letters["place"]],
                "postmark_on": dates(mail, letters["postmark"].to_numpy()),
                "entered_on": dates(mail, letters["entered"].to_numpy()),
                "entered_by": chosen(names.VOLUNTEERS, rng.integers(0, len(names.VOLUNTEERS), len(letters))),
                "new_reader": previous.isna(),
                "moved_from": moved_from,
            }
        ),
    )


def _save_requests(con: Connection, rng: np.random.Generator, mail: Mail, requests: pd.DataFrame, titles: pd.DataFrame) -> None:
    what, count = requests["what"].to_numpy(), len(requests)
    closed = np.where(what == "filled", mail.parcels["day"].to_numpy()[requests["parcel"]], requests["entered"])
    why = np.where(what == "declined", rng.integers(1, len(names.DECLINE_REASONS) + 1, count), 0)
    db.insert(
        con,
        "book_request",
        pd.DataFrame(
            {
                "id": requests["request"],
                "letter_id": requests["id"],
                "reader_id": requests["reader"] + 1,
                "asked_on": dates(mail, requests["postmark"].to_numpy()),
                "status": requests["what"].astype("category"),
                "closed_on": dates(mail, np.where(what == "waiting", -1, closed)),
                "decline_reason": chosen(("", *names.DECLINE_REASONS), why),
            }
        ),
    )
    ids = requests["request"].to_numpy()
    subjects, work, languages = (list(lists.names(con, kind)) for kind in ("subject", "work", "language"))
    popular = 1 / np.arange(1, len(subjects) + 1) ** 0.7
    parts = [
        (ids, rng.choice(subjects, count, p=popular / popular.sum())),
        (ids, rng.choice(subjects, count)),
        (some := ids[rng.random(count) < 0.3], rng.choice(work, len(some))),
        (some := ids[rng.random(count) < 0.08], np.full(len(some), languages[1])),
    ]
    pairs = pd.DataFrame(
        {"book_request_id": np.concatenate([row for row, _ in parts]), "term_id": np.concatenate([term for _, term in parts])}
    )
    db.insert(con, "request_term", pairs.drop_duplicates().sort_values(["book_request_id", "term_id"], ignore_index=True))
    asking = ids[(rng.random(count) < 0.3) | (what == "waiting") & (rng.random(count) < 0.6)]
    title = rng.choice(len(titles), size=len(asking), p=titles["weight"].to_numpy())
    known = rng.random(len(asking)) < 0.85
    ours = titles["name"].to_numpy()[title]
    vague = np.array([f"a book about {name}" for name in lists.names(con, "subject").values()], dtype=object)
    title_ids = pd.array(np.where(known, titles["id"].to_numpy()[title], 0), dtype="Int32")
    title_ids[~known] = pd.NA
    db.insert(
        con,
        "request_title",
        pd.DataFrame(
            {
                "book_request_id": asking,
                "position": 1,
                "title_id": title_ids,
                "text": np.where(known, ours, rng.choice(vague, len(asking))),
            }
        ),
    )


def _save_contributions(
    con: Connection, rng: np.random.Generator, mail: Mail, letters: pd.DataFrame, titles: pd.DataFrame
) -> None:
    some = letters[rng.random(len(letters)) < 0.04]
    kind = rng.choice(len(CONTRIBUTIONS), size=len(some), p=[0.3, 0.15, 0.1, 0.08, 0.1, 0.05, 0.04, 0.12, 0.01, 0.05])
    title = rng.choice(len(titles), size=len(some), p=titles["weight"].to_numpy())
    review = kind == 0
    title_ids = pd.array(titles["id"].to_numpy()[title], dtype="Int32")
    title_ids[~review] = pd.NA
    db.insert(
        con,
        "contribution",
        pd.DataFrame(
            {
                "id": np.arange(1, len(some) + 1),
                "reader_id": some["reader"].to_numpy() + 1,
                "letter_id": some["id"].to_numpy(),
                "kind": chosen(CONTRIBUTIONS, kind),
                "title_id": title_ids,
                "title_text": np.where(review, titles["name"].to_numpy()[title], ""),
                "received_on": dates(mail, some["entered"].to_numpy()),
            }
        ),
    )

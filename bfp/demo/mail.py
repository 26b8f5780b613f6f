"""The made-up program's mail: shipments and their items, what became of them, and when the news came."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from bfp.base import db, lists
from bfp.base.db import Connection
from bfp.demo import names as names
from bfp.outcomes import outcomes

KNOWN_SHARE = 0.2  # of all items; the rest stays unconfirmed
CLASSES = ("Media Mail", "Library Mail", "First Class")


@dataclass
class Mail:
    """Everything mailed, as columns: `parcels` by shipment (id is row + 1), `items` by item (id is row + 1)."""

    start: np.datetime64
    days: int
    parcels: pd.DataFrame  # reader, day, place, voided
    items: pd.DataFrame  # parcel, title (rows), quantity, outcome, happened, learned (days), how


def pack(
    rng: np.random.Generator,
    parcels: pd.DataFrame,
    people: pd.DataFrame,
    titles: pd.DataFrame,
    items: int,
    start: date,
    days: int,
) -> Mail:
    """Put exactly this many items into the parcels, no title to a reader twice as far as titles go."""
    each = np.minimum(rng.choice([1, 2, 3, 4], p=[0.25, 0.35, 0.3, 0.1], size=len(parcels)), 3)
    # Too many are dropped at random, but never a reader's first.
    order = np.lexsort((rng.random(len(parcels)), ~parcels["first"].to_numpy()))
    keep = np.sort(order[np.cumsum(each[order]) <= items])
    parcels = parcels.iloc[keep].reset_index(drop=True)
    each = each[keep]
    each[: items - int(each.sum())] += 1
    parcel = np.repeat(np.arange(len(parcels)), each)
    reader = parcels["reader"].to_numpy()[parcel]
    weight = titles["weight"].to_numpy()
    title = rng.choice(len(titles), size=len(parcel), p=weight)
    for _ in range(12):
        pair = reader.astype(np.int64) * len(titles) + title
        by_pair = np.argsort(pair, kind="stable")
        again = by_pair[1:][pair[by_pair][1:] == pair[by_pair][:-1]]
        if not len(again):
            break
        title[again] = rng.integers(0, len(titles), len(again))
    quantity = np.where(rng.random(len(parcel)) < 0.01, 2, 1)
    # A reader who was moved was still at the other facility for the first half of their mail.
    middle = parcels.groupby("reader")["day"].transform("median").to_numpy()
    day = parcels["day"].to_numpy()
    row = parcels["reader"].to_numpy()
    parcels["place"] = np.where(day < middle, people["before"].to_numpy()[row], people["place"].to_numpy()[row])
    parcels["voided"] = rng.random(len(parcels)) < 0.003
    table = pd.DataFrame({"parcel": parcel, "title": title, "quantity": quantity})
    return Mail(np.datetime64(start, "D"), days, parcels, table)


def decide(rng: np.random.Generator, mail: Mail, facilities: pd.DataFrame, titles: pd.DataFrame) -> None:
    """What became of every item, as far as anybody has heard by today; news takes one to eight months."""
    parcels, items = mail.parcels, mail.items
    count = len(parcels)
    place, day = parcels["place"].to_numpy(), parcels["day"].to_numpy()
    refusing = (mail.start + day) >= facilities["refuses_from"].to_numpy().astype("datetime64[D]")[place]
    delay = rng.integers(30, 241, count)
    delay[refusing] = rng.integers(12, 60, int(refusing.sum()))
    learned = day + delay
    arrived = (learned < mail.days) & ~parcels["voided"].to_numpy()
    # Enough parcels are heard of for a fifth of all items, from those whose news can have come.
    chance = np.where(refusing, 3.0, facilities["heard"].to_numpy()[place]) * arrived
    for _ in range(4):
        chance = np.minimum(chance * KNOWN_SHARE * count / max(chance.sum(), 1e-9), 0.9)
    heard = rng.random(count) < chance
    came_back = heard & (rng.random(count) < 0.05) & ~refusing
    parcel = items["parcel"].to_numpy()
    logit = -2.2 + facilities["strict"].to_numpy()[place][parcel] + titles["strict"].to_numpy()[items["title"]]
    logit = np.where(refusing[parcel], 4.0, logit)
    stopped = rng.random(len(items)) < 1 / (1 + np.exp(-logit))
    silent = stopped & (rng.random(len(items)) < 0.07)
    outcome = np.where(silent, 4, np.where(stopped, 2, np.where(came_back[parcel], 3, 1)))
    outcome = np.where(heard[parcel], outcome, 0)
    any_stopped = np.zeros(count, dtype=bool)
    np.logical_or.at(any_stopped, parcel, outcome == 2)
    draw = rng.random(count)
    how = np.where(
        any_stopped, np.where(draw < 0.5, 3, np.where(draw < 0.75, 2, 0)), np.where(draw < 0.75, 0, np.where(draw < 0.95, 1, 4))
    )
    how = np.where(came_back, 2, how)
    parcels["how"], parcels["learned"], parcels["heard"] = how, np.where(heard, learned, -1), heard
    transit = rng.integers(5, 25, count)
    items["outcome"] = outcome
    items["happened"] = np.where(outcome > 0, np.minimum(day + transit, learned)[parcel], -1)
    items["learned"] = np.where(outcome > 0, learned[parcel], -1)


def dates(mail: Mail, days: np.ndarray) -> np.ndarray:
    """Days of the program as dates; a day below nothing is no date."""
    day = mail.start + np.maximum(days, 0).astype("timedelta64[D]")
    return np.where(days >= 0, day, np.datetime64("NaT")).astype("datetime64[s]")


def chosen(options: tuple[str, ...], index: np.ndarray) -> pd.Categorical:
    """One of a few words per row, kept as a number until the database has it."""
    return pd.Categorical.from_codes(index, categories=list(options))


def save_shipments(
    con: Connection, rng: np.random.Generator, mail: Mail, titles: pd.DataFrame, facilities: pd.DataFrame, request_ids: np.ndarray
) -> None:
    """Store the parcels and their items; `request_ids` is 0 for a parcel that nobody asked for."""
    parcels, items = mail.parcels, mail.items
    count = len(parcels)
    ounces = np.bincount(items["parcel"], items["quantity"] * titles["weight_oz"].to_numpy()[items["title"]], count) + 3
    voided = parcels["voided"].to_numpy()
    mail_class = rng.choice(3, p=[0.8, 0.12, 0.08], size=count)
    table = pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "reader_id": parcels["reader"] + 1,
            "facility_id": facilities["id"].to_numpy()[parcels["place"]],
            "book_request_id": pd.array(np.where(request_ids > 0, request_ids, 0), dtype="Int32"),
            "mailed_on": dates(mail, parcels["day"].to_numpy()),
            "mail_class": chosen(CLASSES, mail_class),
            "postage_cents": (463 + 84 * np.ceil(ounces / 16 - 1).clip(0)).astype(int),
            "weight_oz": ounces.astype(int),
            "mailed_by": chosen(names.VOLUNTEERS, rng.integers(0, len(names.VOLUNTEERS), count)),
            "voided_on": dates(mail, np.where(voided, np.minimum(parcels["day"] + 1, mail.days - 1), -1)),
            "void_reason": chosen(("", "wrong label, packed again"), voided.astype(int)),
        }
    )
    table.loc[table["book_request_id"] == 0, "book_request_id"] = pd.NA
    db.insert(con, "shipment", table)
    con.execute("""
        insert into history (saved_at, volunteer, entity, entity_id, action, reason)
        select voided_on + interval 12 hour, mailed_by, 'shipment', id, 'voided', void_reason
        from shipment
        where voided_on is not null
        order by voided_on, id
    """)
    db.insert(
        con,
        "item",
        pd.DataFrame(
            {
                "id": np.arange(1, len(items) + 1),
                "shipment_id": items["parcel"] + 1,
                "title_id": titles["id"].to_numpy()[items["title"]],
                "quantity": items["quantity"],
                "outcome": chosen(outcomes.OUTCOMES, items["outcome"].to_numpy()),
                "outcome_on": dates(mail, items["happened"].to_numpy()),
                "learned_on": dates(mail, items["learned"].to_numpy()),
            }
        ),
    )


def save_outcomes(con: Connection, rng: np.random.Generator, mail: Mail, letter_ids: np.ndarray, facilities: pd.DataFrame) -> int:
    """Store the event behind every known outcome, some with an earlier one that it corrects; says how many events there are."""
    items, parcels = mail.items, mail.parcels
    known = np.flatnonzero(items["outcome"].to_numpy() > 0)
    events = items.iloc[known][["parcel", "outcome", "happened", "learned"]].assign(item_id=known + 1)
    # A return that turned out to be censorship: the first report is kept, the later one counts.
    corrected = events[(events["outcome"] == 2) & (rng.random(len(events)) < 0.02) & (events["happened"] + 2 < events["learned"])]
    events = pd.concat([corrected.assign(outcome=3, learned=corrected["learned"] - 1), events])
    events = events.sort_values(["learned", "item_id"], kind="stable", ignore_index=True)
    count = len(events)
    parcel, outcome = events["parcel"].to_numpy(), events["outcome"].to_numpy()
    how = parcels["how"].to_numpy()[parcel]
    reason = rng.choice(len(names.STATED_REASONS), size=count, p=np.array(names.REASON_SHARES) / sum(names.REASON_SHARES))
    refused = (mail.start + parcels["day"].to_numpy()) >= facilities["refuses_from"].to_numpy().astype("datetime64[D]")[
        parcels["place"]
    ]
    stated = (*(text for text, _ in names.STATED_REASONS), names.REFUSAL_REASON[0], "")
    reason = np.where(refused[parcel], len(names.STATED_REASONS), reason)
    told = np.where(outcome == 2, reason, len(stated) - 1)
    returned = np.where(outcome == 3, rng.choice(5, size=count, p=names.RETURN_SHARES), -1)
    learned_on = dates(mail, events["learned"].to_numpy())
    noticed = (outcome == 2) & (how == 3)
    letters = np.where(how == 0, letter_ids[parcel], 0)
    table = pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "item_id": events["item_id"],
            "outcome": chosen(outcomes.OUTCOMES, outcome),
            "happened_on": dates(mail, events["happened"].to_numpy()),
            "learned_on": learned_on,
            "learned_how": chosen(outcomes.LEARNED_HOW, how),
            "stated_reason": chosen(stated, told),
            "return_reason": chosen(outcomes.RETURN_REASONS, returned),
            "notice_on": dates(mail, np.where(noticed, events["happened"], -1)),
            "disputed": (outcome == 3) & (rng.random(count) < 0.05),
            "letter_id": pd.array(letters, dtype="Int32"),
            "volunteer": chosen(names.VOLUNTEERS, rng.integers(0, len(names.VOLUNTEERS), count)),
            "saved_at": learned_on + np.timedelta64(19, "h"),
        }
    )
    table.loc[table["letter_id"] == 0, "letter_id"] = pd.NA
    db.insert(con, "outcome_event", table)
    categories = {name: number for number, name in lists.names(con, "reason").items()}
    term = np.array([categories[name] for _, name in (*names.STATED_REASONS, names.REFUSAL_REASON)])
    censored = np.flatnonzero(outcome == 2)
    db.insert(con, "outcome_reason", pd.DataFrame({"outcome_event_id": censored + 1, "term_id": term[reason[censored]]}))
    return count

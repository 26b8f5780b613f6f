"""Chasing unconfirmed mail: a random list of it, kept, and what the answers say about how censored mail becomes known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid, NotFound
from bfp.base.periods import BEGINNING, Scope
from bfp.censorship import mail_counts

USUAL_SIZE = 200
FEWEST_ANSWERS, FEWEST_KNOWN = 20, 5
DRAWS = 20_000


@dataclass(frozen=True)
class Measured:
    """The reporting ratio that a chase measured, with its 95 % interval; nan while there is too little, as `sentence` says."""

    ratio: float
    low: float
    high: float
    chased: int
    censored: int  # of the answers
    received: int
    other: int  # returned, or no reason given
    known_censored: int  # without chasing
    known_received: int
    unconfirmed: int
    sentence: str

    @property
    def answered(self) -> int:
        return self.censored + self.received + self.other

    @property
    def enough(self) -> bool:
        return self.ratio == self.ratio


def draw(
    con: Connection,
    on: date,
    *,
    seed: int,
    size: int = USUAL_SIZE,
    mailed_from: date | None = None,
    mailed_to: date | None = None,
    maturity_days: int | None = None,
    note: str = "",
) -> int:
    """Draw unconfirmed mature items at random and keep the list; says its number. Fewer than `size` if there are no more.

    The same seed on the same mail draws the same items. An item that was chased before is not drawn again. Raises Invalid where
    there is nothing to draw from.
    """
    if size < 1:
        raise Invalid("Draw at least one mailing.", "size")
    waited = mail_counts.maturity(con, on).days if maturity_days is None else maturity_days
    mature_on = Scope(on, waited).mature_on
    first, last = mailed_from or BEGINNING, min(mailed_to or mature_on, mature_on)
    values = {"day": on, "mailed_from": first, "mailed_to": last, "seed": seed, "size": size}
    items = [row["id"] for row in db.rows(con, db.question("chase_candidates"), **values)]
    if not items:
        raise Invalid(
            f"There is no unconfirmed mail to chase: none of this period is {waited} days old or older and still unconfirmed.",
            "mailed_from",
        )
    sql = """
        insert into chase (drawn_on, drawn_by, mailed_from, mailed_to, note) values ($on, $by, $mailed_from, $mailed_to, $note)
        returning id
    """
    # What it was drawn from is kept with it: what it measures is about just that mail.
    chase_id = db.value(con, sql, on=on, by=con.by, mailed_from=mailed_from, mailed_to=last, note=note.strip())
    kept = pd.DataFrame({"chase_id": chase_id, "item_id": items, "position": np.arange(1, len(items) + 1)})
    db.insert(con, "chase_item", kept)
    history.record(con, "chase", chase_id, "added", {"drawn_on": ("", on), "items": ("", len(items)), "seed": ("", seed)})
    return chase_id


def listing(con: Connection) -> pd.DataFrame:
    """Every chase, latest first: id, drawn_on, drawn_by, mailed_from, mailed_to, note, chased, answered."""
    sql = """
        select chase.id, chase.drawn_on, chase.drawn_by, chase.mailed_from, chase.mailed_to, chase.note, count(*) as chased,
            count(*) filter (where mailed_item.outcome <> 'unconfirmed' and mailed_item.learned_on > chase.drawn_on) as answered
        from chase
        join chase_item on chase_item.chase_id = chase.id
        join mailed_item on mailed_item.id = chase_item.item_id
        group by chase.id, chase.drawn_on, chase.drawn_by, chase.mailed_from, chase.mailed_to, chase.note
        order by chase.drawn_on desc, chase.id desc
    """
    found = db.frame(con, sql)
    for column in ("drawn_on", "mailed_from", "mailed_to"):
        found[column] = pd.to_datetime(found[column]).dt.date
    return found


def answers(con: Connection, chase_id: int) -> pd.DataFrame:
    """The items of a chase in the order drawn, each with what we know of it now.

    Columns: position, item_id, shipment_id, reader_id (for the desk only), facility_id, facility, title, mailed_on, outcome,
    learned_on, before (it was known on the day of the draw after all, and is no answer).
    """
    _drawn(con, chase_id)
    found = db.frame(con, db.question("chase_answers"), chase_id=chase_id)
    for column in ("mailed_on", "learned_on"):
        found[column] = pd.to_datetime(found[column]).dt.date
    return found.assign(before=found["before"].fillna(False).astype(bool))


def measured_ratio(con: Connection, chase_id: int) -> Measured:
    """How many times as likely a censored mailing was to become known, unasked, as a received one: r, with its 95 % interval.

    Of the mail drawn from, on the day of the draw: C censored and R received were known unasked, U was unconfirmed. Of the
    answers, the shares c were censored and w received. So U*c and U*w of the silent mail were, and

        r = (C / (C + U*c)) / (R / (R + U*w)),  which is  odds(known unasked) / odds(true), as in statistics.md.

    Assumption: who answers when asked does not depend on whether the mail was censored. Where censored mail is silent even then,
    r is really larger. Interval: quantiles of r over 20,000 draws (always the same ones) of c, w and the rest from a Dirichlet
    distribution, and of C and R from gamma distributions, each with Jeffreys' half; the ratio is their median.
    Nan and a sentence below 20 answers, or below 5 known censored or received.
    """
    drawn = _drawn(con, chase_id)
    sample = answers(con, chase_id)
    sample = sample[~sample["before"]]
    told = sample["outcome"].value_counts()
    c, w = int(told.get("censored", 0)), int(told.get("received", 0))
    other = int(told.get("returned", 0) + told.get("no reason given", 0))
    # All of it was mature: the last day of mailing was chosen so.
    scope = Scope(drawn["drawn_on"], 0, drawn["mailed_from"] or BEGINNING, drawn["mailed_to"] or date.max)
    C, R, U = (int(number) for number in mail_counts.counts(con, scope)[["C", "R", "U"]].sum())
    seen = {
        "chased": len(sample), "censored": c, "received": w, "other": other,
        "known_censored": C, "known_received": R, "unconfirmed": U,
    }  # fmt: skip
    so_far = f"Of {len(sample):,} chased {c + w + other:,} were answered: {c:,} censored, {w:,} received, {other:,} other."
    nothing = float("nan")
    if c + w + other < FEWEST_ANSWERS:
        return Measured(nothing, nothing, nothing, **seen, sentence=f"{so_far} {FEWEST_ANSWERS} answers are needed to measure.")
    if min(C, R) < FEWEST_KNOWN:
        return Measured(
            nothing, nothing, nothing, **seen,
            sentence=f"{so_far} Without chasing {C:,} censored and {R:,} received are known: {FEWEST_KNOWN} of each are needed.",
        )  # fmt: skip
    low, ratio, high = _ratio(C, R, U, c, w, other)
    says = f"So a censored mailing is {ratio:.2g} times as likely to become known as a received one"
    return Measured(ratio, low, high, **seen, sentence=f"{so_far} {says} (95 %: {low:.2g} to {high:.2g}).")


def _ratio(C: int, R: int, U: int, c: int, w: int, other: int) -> tuple[float, float, float]:
    g = np.random.default_rng(1988)
    shares = g.dirichlet(np.array([c, w, other]) + 0.5, DRAWS)
    censored, received = g.gamma(C + 0.5, size=DRAWS), g.gamma(R + 0.5, size=DRAWS)
    r = (censored / (censored + U * shares[:, 0])) / (received / (received + U * shares[:, 1]))
    low, middle, high = (float(q) for q in np.quantile(r, (0.025, 0.5, 0.975)))
    return low, middle, high


def _drawn(con: Connection, chase_id: int) -> dict[str, Any]:
    found = db.row(con, "select drawn_on, mailed_from, mailed_to from chase where id = $id", id=chase_id)
    if found is None:
        raise NotFound(f"There is no chase number {chase_id}.")
    return found

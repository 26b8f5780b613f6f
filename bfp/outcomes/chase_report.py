"""Chasing unconfirmed mail at the desk: drawing the list, and reading it with parcel numbers."""

from datetime import date
from typing import Any

import pandas as pd

from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.mail import shipments
from bfp.outcomes import chase

MOST = 2_000
WHY = (
    "Draw mailings at random from those unconfirmed, and ask their readers with unconfirmed-mail forms. What comes back says "
    "how much of the silent mail was censored, and so the ratio. The list is kept; 200 are usually enough."
)


def draw(con: Connection, today: date, size: str, note: str) -> int:
    """Draw a list as typed at the desk; the seed is of the day and of the lists before, so it can be drawn again."""
    digits = size.strip().replace(",", "")
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= MOST:
        raise Invalid(f"Write how many mailings to draw as a number from 1 to {MOST:,}, such as {chase.USUAL_SIZE}.", "size")
    seed = today.toordinal() * 100 + len(chase.listing(con))
    return chase.draw(con, today, seed=seed, size=int(digits), note=note)


def named(row: Any) -> str:
    """One list in the choice of lists."""
    return f"drawn {written(row.drawn_on)}: {row.answered:,} of {row.chased:,} answered" + (f" · {row.note}" if row.note else "")


def desk_list(con: Connection, chase_id: int) -> pd.DataFrame:
    """The list to work from: parcel, title, facility, mailed, outcome, learned. No names: the parcel leads to them."""
    found = chase.answers(con, chase_id)
    return pd.DataFrame(
        {
            "parcel": [shipments.number(int(number)) for number in found["shipment_id"]],
            "title": found["title"],
            "facility": found["facility"],
            "mailed": found["mailed_on"],
            "outcome": found["outcome"],
            "learned": found["learned_on"],
        }
    )

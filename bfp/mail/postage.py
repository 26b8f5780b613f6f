"""What a parcel costs to mail: rates by whole pounds as data, each from the day it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, kept_list
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid
from bfp.base.kept_list import Field, Kept, KeptList
from bfp.base.measures import OUNCES, written_dollars

CLASSES = ("Media Mail", "Library Mail")  # by whole pounds; other classes go by zone, and their postage is typed
MOST_POUNDS = 70
MOST_CENTS = 20_000
EARLIEST = date(1971, 7, 1)  # the Postal Service begins
ONE_OR_ALL = """
    select * from postage_rate
    where $id is null or id = $id
    order by mail_class desc, holds_from desc, id desc
"""


@dataclass(frozen=True, kw_only=True)
class Rate(Kept):
    """What a class of mail costs by whole pounds, from a day on."""

    mail_class: str
    holds_from: date
    first_pound_cents: int
    each_more_cents: int
    most_pounds: int

    @property
    def name(self) -> str:
        return f"{self.mail_class} {written_dollars(self.first_pound_cents)}"


def rate(con: Connection, mail_class: str, weight_oz: int | None, on: date) -> int | None:
    """The cents that a parcel of this weight costs on that day, by pounds begun; None where no rate on file says."""
    if weight_oz is None or weight_oz != weight_oz or weight_oz <= 0:
        return None
    found = in_force(con, mail_class, on)
    pounds = -(-int(weight_oz) // OUNCES)
    if found is None or pounds > found.most_pounds:
        return None
    return found.first_pound_cents + (pounds - 1) * found.each_more_cents


def in_force(con: Connection, mail_class: str, on: date) -> Rate | None:
    """The rate of a class that holds on that day: the latest begun by then and not voided."""
    begun = (one for one in RATES.listing(con) if one.mail_class == mail_class and one.holds_from <= on)
    return next(begun, None)


def to_check(con: Connection, on: date) -> list[Rate]:
    """The rates of that day that nobody of the program has checked against the post office's list."""
    found = (in_force(con, mail_class, on) for mail_class in CLASSES)
    return [one for one in found if one is not None and not one.checked]


def shown(rates: list[Rate]) -> pd.DataFrame:
    """The rates as their table shows them."""
    rows = [
        (one.mail_class, one.holds_from, written_dollars(one.first_pound_cents), written_dollars(one.each_more_cents),
         one.status, one.source)
        for one in rates
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Class", "Holds from", "First pound", "Each further", "State", "Source"])


def _fitted(con: Connection, entry: dict[str, Any]) -> dict[str, Any]:
    if entry["holds_from"] < EARLIEST:
        raise Invalid(f"{dates.written(entry['holds_from'])} is before there were such rates. Look at the year.", "holds_from")
    same = "select id from postage_rate where mail_class = $mail_class and holds_from = $on and voided_on is null"
    if db.value(con, same, mail_class=entry["mail_class"], on=entry["holds_from"]) is not None:
        since = dates.written(entry["holds_from"])
        raise Conflict(f"{entry['mail_class']} has a rate from {since} already. Correct that one.")
    return entry


RATES = KeptList(
    table="postage_rate",
    noun="rate",
    fields=(
        Field("mail_class", "A class of mail by whole pounds", kept_list.choice, choices=CLASSES, ask="Choose the class."),
        Field("holds_from", read=kept_list.as_it_is, usual=None, ask="Say from which day the rate holds."),
        Field("first_pound_cents", "First pound", kept_list.dollars, ask="Write what the first pound costs, like 4.47.",
              most=MOST_CENTS),
        Field("each_more_cents", "Each further pound", kept_list.dollars, ask="Write what the further pound costs, like 0.75.",
              most=MOST_CENTS),
        Field("most_pounds", "Pounds", kept_list.number, usual=MOST_POUNDS, most=MOST_POUNDS),
        Field("source"),
    ),
    sql=ONE_OR_ALL,
    made=Rate.of_row,
    fitted=_fitted,
)  # fmt: skip
listing, add, correct, confirm, void = RATES.listing, RATES.add, RATES.correct, RATES.confirm, RATES.void

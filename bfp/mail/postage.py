"""What a parcel costs to mail: rates by whole pounds as data, each from the day it holds."""

from datetime import date

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.base.measures import OUNCES, written_dollars

CLASSES = ("Media Mail", "Library Mail")  # by whole pounds; other classes go by zone, and their postage is typed
MOST_POUNDS = 70
MOST_CENTS = 20_000
EARLIEST = date(1971, 7, 1)  # the Postal Service begins


def rate(con: Connection, mail_class: str, weight_oz: int | None, on: date) -> int | None:
    """The cents that a parcel of this weight costs on that day, by pounds begun; None where no rate on file says."""
    if weight_oz is None or weight_oz != weight_oz or weight_oz <= 0:
        return None
    found = in_force(con, mail_class, on)
    pounds = -(-int(weight_oz) // OUNCES)
    if found is None or pounds > found["most_pounds"]:
        return None
    return found["first_pound_cents"] + (pounds - 1) * found["each_more_cents"]


def in_force(con: Connection, mail_class: str, on: date) -> dict | None:
    """The rate of a class that holds on that day: the latest begun by then and not voided."""
    sql = """
        select id, first_pound_cents, each_more_cents, most_pounds, holds_from, source, checked
        from postage_rate
        where mail_class = $mail_class and holds_from <= $on and voided_on is null
        order by holds_from desc, id desc
        limit 1
    """
    return db.row(con, sql, mail_class=mail_class, on=on)


def rates(con: Connection) -> pd.DataFrame:
    """All rates, by class, the latest first: those that hold or held, and those that were voided.

    id, mail_class, holds_from, first_pound_cents, each_more_cents, most_pounds, source, checked, voided_on, void_reason
    """
    sql = """
        select id, mail_class, holds_from, first_pound_cents, each_more_cents, most_pounds, source, checked, voided_on,
            void_reason
        from postage_rate
        order by mail_class desc, voided_on is not null, holds_from desc, id desc
    """
    return db.frame(con, sql)


def to_check(con: Connection, on: date) -> list[str]:
    """The classes whose rate of that day nobody of the program has checked against the post office's list."""
    found = {mail_class: in_force(con, mail_class, on) for mail_class in CLASSES}
    return [mail_class for mail_class, rate_ in found.items() if rate_ is not None and not rate_["checked"]]


def add(
    con: Connection,
    *,
    mail_class: str,
    holds_from: date,
    first_pound_cents: int | None,
    each_more_cents: int | None,
    source: str = "",
    checked: bool = False,
    most_pounds: int = MOST_POUNDS,
) -> int:
    """A rate from the day it holds; one that is not voided stands for its class and day alone (Conflict)."""
    source = " ".join(source.split())
    if mail_class not in CLASSES:
        raise Invalid(f"A rate by whole pounds is for {' or '.join(CLASSES)}, not {mail_class!r}.", "mail_class")
    if holds_from < EARLIEST:
        raise Invalid(f"{dates.written(holds_from)} is before there were such rates. Look at the year.", "holds_from")
    asked = ((first_pound_cents, "first_pound", "first pound"), (each_more_cents, "each_more", "further pound"))
    for cents, field, word in asked:
        if cents is None:
            raise Invalid(f"Write what the {word} costs, like 4.47.", field)
        if not 0 < cents <= MOST_CENTS:
            raise Invalid(f"The {word} costs between 1 cent and {written_dollars(MOST_CENTS)}.", field)
    if checked and not source:
        raise Invalid("Say where the rate was checked: the list and its day.", "source")
    same = "select id from postage_rate where mail_class = $mail_class and holds_from = $on and voided_on is null"
    if db.value(con, same, mail_class=mail_class, on=holds_from) is not None:
        raise Conflict(f"{mail_class} has a rate from {dates.written(holds_from)} already. Void that one first, with the reason.")
    sql = """
        insert into postage_rate (mail_class, holds_from, first_pound_cents, each_more_cents, most_pounds, source, checked)
        values ($mail_class, $holds_from, $first, $more, $most, $source, $checked)
        returning id
    """
    rate_id = db.value(
        con, sql, mail_class=mail_class, holds_from=holds_from, first=first_pound_cents, more=each_more_cents,
        most=most_pounds, source=source, checked=checked,
    )  # fmt: skip
    now = {
        "mail class": mail_class, "holds from": holds_from, "first pound": written_dollars(first_pound_cents),
        "each further pound": written_dollars(each_more_cents), "source": source, "checked": checked,
    }  # fmt: skip
    history.record(con, "postage_rate", rate_id, "added", {name: ("", value) for name, value in now.items()})
    return rate_id


def check_off(con: Connection, rate_id: int, source: str) -> None:
    """Keep that somebody compared a rate with the post office's list, and with which."""
    before = _standing(con, rate_id)
    source = " ".join(source.split())
    if not source:
        raise Invalid("Say where the rate was checked: the list and its day.", "source")
    con.execute("update postage_rate set checked = true, source = $source where id = $id", {"source": source, "id": rate_id})
    after = {"checked": True, "source": source}
    history.record(con, "postage_rate", rate_id, "changed", history.differences(before, after))


def void(con: Connection, rate_id: int, reason: str, on: date) -> None:
    """Take a wrong rate out of use; it stays on file with the reason."""
    _standing(con, rate_id)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("Say what is wrong with the rate.", "void_reason")
    sql = "update postage_rate set voided_on = $on, void_reason = $reason where id = $id"
    con.execute(sql, {"on": on, "reason": reason, "id": rate_id})
    history.record(con, "postage_rate", rate_id, "voided", {"voided_on": (None, on)}, reason)


def _standing(con: Connection, rate_id: int) -> dict:
    found = db.row(con, "select id, source, checked, voided_on from postage_rate where id = $id", id=rate_id)
    if found is None:
        raise NotFound(f"There is no postage rate number {rate_id}.")
    if found["voided_on"] is not None:
        raise Conflict("This rate was voided already.")
    return found

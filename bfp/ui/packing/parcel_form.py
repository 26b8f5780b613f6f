"""The end of every parcel: the last check, a reason for what is broken, class of mail, weight and postage."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import streamlit as st

from bfp import ui
from bfp.base import dates, measures
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Invalid
from bfp.desk.reader_card import Card
from bfp.mail import parcel_checks, postage, shipments
from bfp.mail.shipments import Mailing
from bfp.packing import parcel_contents

FIELDS = ("class", "postage", "weight", "on", "note", "because", "goes_to")
GOES_TO = {"as what is in it says": None, "the package address": False, "the paper-mail address": True}


def typed(prefix: str) -> dict[str, Any]:
    """What stands in the fields now, and each breach's own reason under `reasons`. Read it before any write."""
    entry = {name: ui.fields(f"{prefix}_{name}")[f"{prefix}_{name}"] for name in FIELDS}
    why = f"{prefix}_why_"
    keys = [key for key in list(st.session_state) if isinstance(key, str) and key.startswith(why)]
    entry["reasons"] = {key.removeprefix(why): text for key, text in ui.fields(*keys).items() if text}
    return entry


def clear(prefix: str, but: tuple[str, ...] = ("class",)) -> None:
    """Empty the fields for the next parcel; the class of mail stays."""
    ui.clear(*(f"{prefix}_{name}" for name in FIELDS if name not in but))
    ui.clear(*(key for key in list(st.session_state) if isinstance(key, str) and key.startswith(f"{prefix}_why_")))


def mailing(con: Connection, entry: dict[str, Any], wanted: dict[int, int], today: date) -> tuple[date, Mailing]:
    """The day a parcel goes and how, for shipments.mail: as typed; an empty weight is what its titles weigh together.

    Postage is kept only if it was typed: reports estimate the rest by the rates, so a rate put right puts them right.
    """
    on = dates.read(entry["on"], today, "mailed_on") if entry["on"] else today
    mail_class = entry["class"] or shipments.MAIL_CLASSES[0]
    typed = measures.read_weight(entry["weight"] or "", "weight")
    weight = typed or parcel_contents.weight(parcel_contents.contents(con, wanted))
    cents = measures.read_dollars(entry["postage"] or "", "postage")
    words = (entry["note"] or "", entry["because"] or "", entry["reasons"])
    return on, Mailing(mail_class, cents, weight, *words, GOES_TO.get(entry["goes_to"]))


@contextmanager
def breaches_below() -> Iterator[None]:
    """What is refused inside because nobody said why it goes all the same is named in a line: the breaches stand below."""
    try:
        yield
    except shipments.Unanswered as error:  # raised before anything is written
        raise Invalid(error.short, "because") from error


def checks(
    con: Connection, prefix: str, reader_id: int, wanted: dict[int, int], today: date, request_id: int | None = None
) -> list[parcel_checks.Check]:
    """What there is to look at in the parcel as it is now."""
    if not wanted:
        return []
    entry = typed(prefix)
    weight = _read(measures.read_weight, entry["weight"]) or parcel_contents.weight(parcel_contents.contents(con, wanted))
    how = (weight, entry["class"] or shipments.MAIL_CLASSES[0], GOES_TO.get(entry["goes_to"]))
    return parcel_checks.check(con, reader_id, wanted, today, *how, book_request_id=request_id)


def show(
    con: Connection,
    prefix: str,
    card: Card,
    wanted: dict[int, int],
    today: date,
    request_id: int | None = None,
    mail_class: str = "",
) -> None:
    """The last check and the fields; `mail_class` is the one they begin with."""
    _breaches(prefix, checks(con, prefix, card.reader.id, wanted, today, request_id))
    kind, weight, cents = st.columns([5, 4, 4])
    classes = list(shipments.MAIL_CLASSES)
    start = classes.index(mail_class) if mail_class in classes else 0
    chosen = kind.selectbox("Class of mail", classes, index=start, key=f"{prefix}_class")
    parcel = parcel_contents.contents(con, wanted)
    weighs = parcel_contents.weight(parcel)
    with weight:
        own = st.text_input("Weight", key=f"{prefix}_weight", placeholder=measures.written_weight(weighs) or "1 lb 14 oz")
        ui.problem("weight")
    costs = postage.rate(con, chosen, _read(measures.read_weight, own) or weighs, today)
    with cents:
        st.text_input("Postage", key=f"{prefix}_postage", placeholder=measures.written_dollars(costs) or "4.63")
        ui.problem("postage")
    unknown = [row.title for row in parcel.itertuples() if row.weight_oz != row.weight_oz]
    said = [f"Left empty: {measures.written_weight(weighs)} by the titles" if weighs else ""]
    said += [f"weigh it: no weight is on file of {', '.join(unknown)}" if unknown else ""]
    said += [f"{measures.written_dollars(costs)} by the rate" if costs is not None else ""]
    st.caption(ui.escape(", ".join(part for part in said if part)) or "Weight and postage may stay empty.")
    with st.expander("Day of mailing, address, note", key=f"{prefix}_more"):
        st.text_input("Mailed on", key=f"{prefix}_on", placeholder=dates.written(today))
        ui.problem("mailed_on")
        if card.facility.paper_mail_apart:
            st.selectbox("Goes to", list(GOES_TO), key=f"{prefix}_goes_to")
        st.text_input("Note", key=f"{prefix}_note")


def _breaches(prefix: str, found: list[parcel_checks.Check]) -> None:
    """Each breach with its rule, once and on a line of its own; a reason for all of them in one field, or one for each."""
    asking = [one for one in found if one.needs_reason]
    numbered = [(f"{nth}. " if len(asking) > 1 else "", one) for nth, one in enumerate(asking, start=1)]
    lines = [f":orange[:material/warning: **{ui.escape(nth + one.sentence)}**]" for nth, one in numbered]
    if lines:
        st.markdown("  \n".join(lines))
    for one in found:
        if not one.needs_reason:
            st.caption(f":material/info: {ui.escape(one.sentence)}")
    if asking:
        with st.container(key=reasons_key(prefix)):
            _reasons(prefix, numbered)


def reasons_key(prefix: str) -> str:
    """The container of the reasons: Enter in one of them is Enter in the empty scan box."""
    return f"{prefix}_reasons"


def _reasons(prefix: str, asking: list[tuple[str, parcel_checks.Check]]) -> None:
    label = "It goes all the same because" if len(asking) == 1 else f"It goes all the same, for all {len(asking)}, because"
    st.text_input(label, key=f"{prefix}_because", placeholder="the reason is kept")
    ui.problem("because")
    if len(asking) > 1:
        with st.expander("A reason for each"):
            for nth, one in asking:
                st.text_input(f"{nth}{one.rule}", key=f"{prefix}_why_{one.key}", placeholder="the reason is kept")


def _read(reader, text: str | None) -> int | None:
    """What was typed, if it can be read; what can't is refused when the parcel is closed."""
    try:
        return reader(text or "", None)
    except BfpError:
        return None
